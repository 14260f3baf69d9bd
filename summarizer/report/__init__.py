"""Briefs as pages for people; made from the saved record alone."""

from summarizer.report.html import to_html
from summarizer.report.markdown import to_markdown

__all__ = ["to_html", "to_markdown"]
