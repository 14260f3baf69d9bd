"""One or two runs against their gold, as one self-contained HTML page."""

from summarizer.evaluation.report._page import to_html

__all__ = ["to_html"]
