"""The page: templates, style and script in one file that asks the network for nothing."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from summarizer.domain import Article, Brief
from summarizer.report._words import ARROWS
from summarizer.report.html import _text
from summarizer.report.html._view import BriefView, choices, opinion, view


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
    environment, style, script = _environment()
    return environment.get_template("page.html.j2").render(
        briefs=views,
        choices=choices(views),
        style=Markup(style),
        script=Markup(script),
        policy="; ".join(
            (
                "default-src 'none'",
                f"style-src '{_hash(style)}'",
                f"script-src '{_hash(script)}'",
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
    )


@cache
def _environment() -> tuple[Environment, str, str]:
    """The environment and the two texts that stand in the page as they are."""
    loader = PackageLoader("summarizer.report.html")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Jinja leaves the types of these two dictionaries open.
    untyped = cast("Any", environment)
    untyped.filters.update(
        show=_text.show,
        plain=_text.plain,
        short=_text.short,
        link=_text.link,
        language=_text.language,
        as_lines=_text.as_lines,
        # Not Jinja's tojson: its result counts as safe, with double quotes in it.
        as_json=json.dumps,
        opinion=opinion,
    )
    untyped.globals["ARROWS"] = ARROWS
    style = loader.get_source(environment, "style.css")[0]
    script = loader.get_source(environment, "script.js")[0]
    return environment, style, script


def _hash(content: str) -> str:
    """The source expression of CSP level 2 that allows exactly this inline content."""
    return f"sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
