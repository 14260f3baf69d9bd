"""Gold: what careful readers found in an article, and its form as labels.

Evidence is kept as quotes, not offsets, so that a person can write it. A quote that
occurs once in the text is a plain string; one that occurs more often is given with
its occurrence. Offsets are found, and checked, when the labels are made.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, model_validator

from summarizer.domain import (
    ActorType,
    ClaimKind,
    Frozen,
    NonEmpty,
    Position,
    Salience,
    Span,
)
from summarizer.evaluation.labels import (
    ActorLabel,
    ClaimLabel,
    Interval,
    Labels,
    SectorLabel,
    StanceLabel,
)

_T = TypeVar("_T")


class Quote(Frozen):
    """Words of the article that occur there more than once."""

    quote: NonEmpty
    occurrence: Annotated[int, Field(ge=1, description="which one, counted from 1")]


EvidenceQuote = Annotated[
    NonEmpty | Quote,
    Field(description="words of the article, letter by letter; with `occurrence` if repeated"),
]
Evidence = Annotated[tuple[EvidenceQuote, ...], Field(min_length=1)]
Required = Annotated[
    bool, Field(description="false: a careful reader could as well have left it out")
]


class Alternative(Frozen):
    """Another defensible reading of an item: only the fields that differ."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("an alternative must name at least one field that differs")
        return self


class SummaryGold(Frozen):
    text: NonEmpty
    evidence: Evidence


class ActorAlternative(Alternative):
    """``name``: another entity that the same mentions can be read as."""

    name: NonEmpty | None = None
    type: ActorType | None = None
    salience: Salience | None = None


class ActorGold(Frozen):
    name: NonEmpty
    aliases: tuple[NonEmpty, ...] = ()
    type: ActorType
    role: NonEmpty
    salience: Salience
    required: Required = True
    alternatives: tuple[ActorAlternative, ...] = ()


class ClaimAlternative(Alternative):
    """``speaker: null`` given explicitly means that the article itself speaks."""

    text: NonEmpty | None = None
    speaker: NonEmpty | None = None
    via: NonEmpty | None = None
    kind: ClaimKind | None = None
    evidence: Evidence | None = None


class ClaimGold(Frozen):
    text: NonEmpty
    speaker: Annotated[NonEmpty | None, Field(description="null: the article's own voice")]
    via: NonEmpty | None = None
    kind: ClaimKind
    evidence: Evidence
    required: Required = True
    alternatives: tuple[ClaimAlternative, ...] = ()


class SectorGold(Frozen):
    code: NonEmpty
    evidence: Evidence
    required: Required = True


class StanceAlternative(Alternative):
    holder: NonEmpty | None = None
    target: NonEmpty | None = None
    position: Position | None = None
    evidence: Evidence | None = None


class StanceGold(Frozen):
    holder: Annotated[NonEmpty | None, Field(description="null: the author's own slant")]
    target: NonEmpty
    position: Position
    evidence: Evidence
    required: Required = True
    alternatives: tuple[StanceAlternative, ...] = ()


class Reader(Frozen):
    """Who read: ``id`` is the part of a reading's file name after the article's id."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    who: Annotated[NonEmpty, Field(description="who or what the reader was")]


class Gold(Frozen):
    """The labels of one article: one reader's, or adjudicated from several readings."""

    article: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", description="id of the article")]
    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    status: Literal["reading", "adjudicated"]
    readers: Annotated[tuple[Reader, ...], Field(min_length=1)]
    adjudicator: Annotated[NonEmpty | None, Field(description="who decided")] = None
    labelled: Annotated[datetime.date | None, Field(description="when; absent: unknown")] = None
    guidelines: Annotated[NonEmpty, Field(description="version of LABELLING.md, quoted")]
    notes: Annotated[NonEmpty | None, Field(description="what was hard")] = None
    summary: tuple[SummaryGold, ...] = ()
    actors: tuple[ActorGold, ...] = ()
    claims: tuple[ClaimGold, ...] = ()
    sectors: tuple[SectorGold, ...] = ()
    stance: tuple[StanceGold, ...] = ()

    @model_validator(mode="after")
    def _status_fits_the_people(self) -> Self:
        if self.status == "adjudicated" and (self.adjudicator is None or len(self.readers) < 2):
            raise ValueError("adjudicated labels name an adjudicator and at least two readers")
        if self.status == "reading" and (self.adjudicator is not None or len(self.readers) != 1):
            raise ValueError("a reading has one reader and no adjudicator")
        return self

    def evidence(self) -> Iterator[tuple[str, str | Quote]]:
        """Every quote of the file with its path ("claims[2].evidence[0]")."""
        for field in ("summary", "claims", "sectors", "stance"):
            for index, item in enumerate(getattr(self, field)):
                for number, quote in enumerate(item.evidence):
                    yield f"{field}[{index}].evidence[{number}]", quote
        for field in ("claims", "stance"):
            for index, item in enumerate(getattr(self, field)):
                for other, alternative in enumerate(item.alternatives):
                    for number, quote in enumerate(alternative.evidence or ()):
                        path = f"{field}[{index}].alternatives[{other}].evidence[{number}]"
                        yield path, quote


def gold_schema() -> dict[str, Any]:
    """The JSON Schema of a gold file, as kept in ``evals/gold/gold.schema.json``."""
    schema = Gold.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _starts(text: str, quote: str) -> list[int]:
    found: list[int] = []
    at = text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def find_quote(text: str, quote: str | Quote) -> Span:
    """Where a quote stands in ``text``; overlapping occurrences count.

    Raises:
        ValueError: not there, there more than once with no ``occurrence`` given, or
            an occurrence that does not exist.
    """
    words = quote if isinstance(quote, str) else quote.quote
    starts = _starts(text, words)
    shown = words if len(words) <= 60 else words[:57] + "..."
    if not starts:
        raise ValueError(f"{shown!r} is not in the article; copy the words letter by letter")
    if isinstance(quote, str):
        if len(starts) > 1:
            raise ValueError(
                f"{shown!r} occurs {len(starts)} times; write {{quote: ..., occurrence: N}}"
            )
        start = starts[0]
    elif quote.occurrence > len(starts):
        raise ValueError(
            f"{shown!r} has no occurrence {quote.occurrence}; the article has {len(starts)}"
        )
    else:
        start = starts[quote.occurrence - 1]
    return Span.of(text, start, start + len(words))


def quote_span(text: str, start: int, end: int) -> str | Quote:
    """The quote that :func:`find_quote` resolves to ``[start, end)``.

    Raises:
        ValueError: the offsets are empty, reversed or outside the text.
    """
    words = Span.of(text, start, end).quote
    starts = _starts(text, words)
    return words if len(starts) == 1 else Quote(quote=words, occurrence=starts.index(start) + 1)


def _intervals(text: str, quotes: Sequence[str | Quote]) -> tuple[Interval, ...]:
    spans = [find_quote(text, quote) for quote in quotes]
    return tuple(sorted({(span.start, span.end) for span in spans}))


def _readings(preferred: _T, others: Sequence[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((preferred, *others)))


def _claim_label(claim: ClaimGold, text: str) -> ClaimLabel:
    others = claim.alternatives
    return ClaimLabel(
        texts=_readings(claim.text, [o.text for o in others if o.text is not None]),
        speakers=_readings(
            claim.speaker, [o.speaker for o in others if "speaker" in o.model_fields_set]
        ),
        kinds=_readings(claim.kind, [o.kind for o in others if o.kind is not None]),
        evidence=_readings(
            _intervals(text, claim.evidence),
            [_intervals(text, o.evidence) for o in others if o.evidence is not None],
        ),
        via=claim.via,
        required=claim.required,
    )


def _stance_label(stance: StanceGold, text: str) -> StanceLabel:
    preferred: tuple[str | None, str, Position] = (stance.holder, stance.target, stance.position)
    others: list[tuple[str | None, str, Position]] = [
        (
            o.holder if "holder" in o.model_fields_set else stance.holder,
            o.target or stance.target,
            o.position or stance.position,
        )
        for o in stance.alternatives
    ]
    return StanceLabel(
        _readings(preferred, others), _intervals(text, stance.evidence), stance.required
    )


def _actor_label(actor: ActorGold) -> ActorLabel:
    others = actor.alternatives
    aliases = (*actor.aliases, *(o.name for o in others if o.name is not None))
    return ActorLabel(
        name=actor.name,
        aliases=tuple(name for name in dict.fromkeys(aliases) if name != actor.name),
        types=_readings(actor.type, [o.type for o in others if o.type is not None]),
        salience=actor.salience,
        role=actor.role,
        required=actor.required,
    )


def gold_labels(gold: Gold, text: str) -> Labels:
    """The labels of ``gold`` with evidence as offsets into ``text``.

    Raises:
        ValueError: a quote is not in the text or not unique there (:func:`find_quote`).
    """
    return Labels(
        actors=tuple(_actor_label(actor) for actor in gold.actors),
        claims=tuple(_claim_label(claim, text) for claim in gold.claims),
        sectors=tuple(
            SectorLabel(s.code, _intervals(text, s.evidence), s.required) for s in gold.sectors
        ),
        stance=tuple(_stance_label(stance, text) for stance in gold.stance),
        summary=tuple(s.text for s in gold.summary),
    )
