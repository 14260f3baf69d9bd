"""Turn news articles into briefs whose every item points at the article's own words.

::

    from summarizer import Summarizer

    with Summarizer() as summarizer:
        brief = summarizer.brief(open("article.txt").read())
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarizer._summarizer import Summarizer
    from summarizer.articles import article_from_text, read_article
    from summarizer.domain import (
        Actor,
        Article,
        Brief,
        Claim,
        Dropped,
        Repair,
        Sector,
        Span,
        Stance,
        SummarySentence,
    )
    from summarizer.errors import (
        AnswerError,
        ArticleError,
        ModelError,
        SummarizerError,
        TransportError,
        UsageError,
    )
    from summarizer.grounding.align import align
    from summarizer.grounding.support import Support, check_support

_HOMES = {
    "align": "grounding.align",
    "check_support": "grounding.support",
    "Support": "grounding.support",
    "Actor": "domain",
    "AnswerError": "errors",
    "Article": "domain",
    "ArticleError": "errors",
    "Brief": "domain",
    "Claim": "domain",
    "Dropped": "domain",
    "ModelError": "errors",
    "Repair": "domain",
    "Sector": "domain",
    "Span": "domain",
    "Stance": "domain",
    "Summarizer": "_summarizer",
    "SummarizerError": "errors",
    "SummarySentence": "domain",
    "TransportError": "errors",
    "UsageError": "errors",
    "article_from_text": "articles",
    "read_article": "articles",
}

__all__ = [
    "Actor",
    "AnswerError",
    "Article",
    "ArticleError",
    "Brief",
    "Claim",
    "Dropped",
    "ModelError",
    "Repair",
    "Sector",
    "Span",
    "Stance",
    "Summarizer",
    "SummarizerError",
    "SummarySentence",
    "Support",
    "TransportError",
    "UsageError",
    "align",
    "article_from_text",
    "check_support",
    "read_article",
]


def __getattr__(name: str) -> Any:
    # Loaded on first use: `summarize --help` needs none of it.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
