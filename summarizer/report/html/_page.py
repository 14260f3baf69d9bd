"""The page: templates, style and script in one file that asks the network for nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache

from summarizer.domain import POSITION_WORDS, Article, Brief
from summarizer.report.html import _text
from summarizer.report.html._frame import Frame
from summarizer.report.html._view import BriefView, choices, view


def to_html(briefs: Sequence[tuple[Brief, Article]]) -> str:
    """The briefs with their articles as one HTML document.

    One brief fills the page; several stand behind an index with search and
    filters. The document is whole in itself: its Content-Security-Policy allows
    its own style and script by their hashes and nothing else. The same briefs
    give the same bytes.

    Raises:
        ValueError: no briefs, or one that is not of its article.
    """
    if not briefs:
        raise ValueError("there is no brief to show; give at least one")
    seen: Counter[str] = Counter()
    views: list[BriefView] = []
    for brief, article in briefs:
        brief.verify(article)
        # Ids must differ on one page, and when the parts of two pages are put on one.
        digest = hashlib.sha256(brief.to_json().encode("utf-8", "backslashreplace")).hexdigest()
        name = f"b{digest[:12]}"
        seen[name] += 1
        again = f"x{seen[name]}" if seen[name] > 1 else ""
        views.append(view(brief, article, name + again))
    return _frame().render(briefs=views, choices=choices(views))


@cache
def _frame() -> Frame:
    return Frame.of(
        "summarizer.report.html",
        filters={"language": _text.language, "as_lines": _text.as_lines},
        variables={"ARROWS": POSITION_WORDS},
    )
