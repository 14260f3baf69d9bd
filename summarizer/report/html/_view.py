"""What the templates read: a brief and its article, arranged for a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from summarizer._unseen import plain, short
from summarizer.domain import POSITION_WORDS, Article, Brief, ItemField, Span
from summarizer.report._words import heading, is_unsure, run_line
from summarizer.report.html._graph import Graph, Relation, lay_out
from summarizer.report.html._pieces import Mark, Paragraph, anchor_of, cut, sentence_at
from summarizer.report.html._text import day, fold

# Sign before the number of an item, and what a screen reader says instead.
_SIGNS: dict[ItemField, tuple[str, str]] = {
    "summary": ("S", "Summary sentence"),
    "actors": ("A", "Actor"),
    "claims": ("C", "Claim"),
    "sectors": ("#", "Sector"),
    "stance": ("±", "Stance"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Evidence of an item: the sentence that it begins in, the piece to go to."""

    sentence: int
    anchor: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its number, its places in the article, its grade and confidence if any."""

    key: str
    field: ItemField
    label: str
    spoken: str
    item: Any
    places: tuple[Place, ...]
    grade: str | None
    confidence: float | None
    unsure: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefView:
    """One brief; ``id`` begins every id of its part of the page."""

    id: str
    brief: Brief
    title: str
    day: str | None
    run: str
    paragraphs: tuple[Paragraph, ...]
    summary: tuple[ItemView, ...]
    actors: tuple[ItemView, ...]
    claims: tuple[ItemView, ...]
    sectors: tuple[ItemView, ...]
    stance: tuple[ItemView, ...]
    graph: Graph | None

    @property
    def items(self) -> dict[str, ItemView]:
        """All items by key."""
        parts = (self.summary, self.actors, self.claims, self.sectors, self.stance)
        return {view.key: view for part in parts for view in part}

    @property
    def names(self) -> list[str]:
        """Every name of every actor, folded for the filter."""
        actors = self.brief.actors
        return sorted({fold(name) for actor in actors for name in (actor.name, *actor.aliases)})

    @property
    def codes(self) -> list[str]:
        """Codes of the sectors."""
        return [sector.code for sector in self.brief.sectors]

    @property
    def stances(self) -> list[list[str]]:
        """``[position, folded target]`` of each stance."""
        return [[stance.position, fold(stance.target)] for stance in self.brief.stance]


def view(brief: Brief, article: Article, prefix: str) -> BriefView:
    """Arrange a brief; it has been verified against the article."""
    marks = tuple(_marks(brief))
    paragraphs = cut(article, marks)

    def items(field: ItemField) -> tuple[ItemView, ...]:
        return tuple(
            _item(field, number, item, article, paragraphs)
            for number, item in enumerate(getattr(brief, field), 1)
        )

    relations = [
        Relation(
            _key("stance", number),
            plain(stance.holder) if stance.holder else "The article",
            plain(stance.target),
            stance.position,
        )
        for number, stance in enumerate(brief.stance, 1)
    ]
    return BriefView(
        id=prefix,
        brief=brief,
        title=heading(brief),
        day=day(brief.article.published),
        run=run_line(brief.run),
        paragraphs=paragraphs,
        summary=items("summary"),
        actors=items("actors"),
        claims=items("claims"),
        sectors=items("sectors"),
        stance=items("stance"),
        graph=lay_out(relations),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: ``(value, label)`` each."""

    actors: list[tuple[str, str]]
    sectors: list[tuple[str, str]]
    positions: list[tuple[str, str]]
    targets: list[tuple[str, str]]


def choices(briefs: Sequence[BriefView]) -> Choices:
    """All actors, sectors, positions and targets of the briefs."""
    found = [view.brief for view in briefs]
    positions = {stance.position for brief in found for stance in brief.stance}
    return Choices(
        actors=_options((fold(a.name), a.name) for brief in found for a in brief.actors),
        sectors=_options((s.code, s.label) for brief in found for s in brief.sectors),
        positions=[(name, words) for name, words in POSITION_WORDS.items() if name in positions],
        targets=_options((fold(s.target), s.target) for brief in found for s in brief.stance),
    )


def _options(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    for value, label in pairs:
        first.setdefault(value, short(label))
    return sorted(first.items(), key=lambda pair: (pair[1].casefold(), pair[0]))


def _key(field: ItemField, number: int) -> str:
    return f"{field}-{number}"


def _spans(field: ItemField, item: Any) -> tuple[Span, ...]:
    return item.mentions if field == "actors" else item.evidence


def _marks(brief: Brief) -> Iterable[Mark]:
    for field in _SIGNS:
        for number, item in enumerate(getattr(brief, field), 1):
            for span in _spans(field, item):
                yield Mark(_key(field, number), field, span.start, span.end)


def _item(
    field: ItemField, number: int, item: Any, article: Article, paragraphs: Sequence[Paragraph]
) -> ItemView:
    places: dict[int, Place] = {}
    for span in sorted(_spans(field, item), key=lambda span: span.start):
        piece = anchor_of(paragraphs, span.start, span.end)
        if piece is not None and piece.anchor is not None:
            sentence = sentence_at(article, piece.start)
            places.setdefault(sentence, Place(sentence, piece.anchor))
    sign, spoken = _SIGNS[field]
    return ItemView(
        key=_key(field, number),
        field=field,
        label=f"{sign}{number}",
        spoken=f"{spoken} {number}",
        item=item,
        places=tuple(places.values()),
        # Sectors are not graded.
        grade=getattr(item, "grade", None),
        confidence=getattr(item, "confidence", None),
        unsure=is_unsure(getattr(item, "confidence", None)),
        reasons=getattr(item, "reasons", ()),
    )
