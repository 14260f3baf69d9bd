"""What a brief says against its own evidence, by the rules of the support check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.domain import Article, Brief
from summarizer.grounding.support import check_support


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An item of a brief ("claims[2]"), its text, and what in its evidence says otherwise."""

    path: str
    text: str
    reasons: tuple[str, ...]


def contradictions(brief: Brief, article: Article) -> Iterator[Contradiction]:
    """Summary sentences and claims that their own evidence contradicts.

    They are checked anew, about a millisecond an item: the grades in a brief are those of the
    code that made it, and a brief made elsewhere has none.
    """
    for field, items in (("summary", brief.summary), ("claims", brief.claims)):
        for number, item in enumerate(items):
            support = check_support(
                item.text, item.evidence, published=article.published, article=article.text
            )
            if support.grade == "contradicted":
                against = (str(r) for r in support.reasons if r.effect == "contradicted")
                yield Contradiction(f"{field}[{number}]", item.text, tuple(against))
