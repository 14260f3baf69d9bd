"""Briefs as one self-contained HTML page: the article beside what was made of it."""

from summarizer.report.html._page import to_html

__all__ = ["to_html"]
