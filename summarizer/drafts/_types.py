"""Draft items, and the bounds that one article sets to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from summarizer.domain import ActorType, ClaimKind, Position, Salience


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """A summary sentence; ``text`` is ``None`` where the article's own sentence serves."""

    sentences: tuple[int, ...]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class DraftActor:
    name: str
    type: ActorType
    salience: Salience
    role: str = ""
    aliases: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class DraftClaim:
    text: str
    speaker: str | None
    kind: ClaimKind
    sentences: tuple[int, ...]
    via: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class DraftSector:
    code: str
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DraftStance:
    holder: str | None
    target: str
    position: Position
    sentences: tuple[int, ...]
    confidence: float | None = None


DraftItem = DraftSummary | DraftActor | DraftClaim | DraftSector | DraftStance


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a model may answer; every list and string has an end.

    Unbounded, a small model runs on to its token limit. String lengths are in
    characters and stay well under 2,000, beyond which grammars get slow.
    """

    summary: int = 3
    actors: int = 12
    claims: int = 8
    sectors: int = 5
    stance: int = 6
    aliases: int = 4
    evidence: int = 3
    name: int = 90
    role: int = 100
    claim: int = 240
    summary_text: int = 320

    def of(self, name: str) -> int:
        """The largest number of items of a brief's field."""
        return int(getattr(self, name))


def name_key(name: str) -> str:
    """What is the same in two ways to write a name of one article: case, apostrophe, "the"."""
    return " ".join(name.replace("’", "'").split()).casefold().removeprefix("the ")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What this article allows in an answer.

    Attributes:
        text: the article's text; names must occur in it.
        sentences: number of sentences; evidence lies in ``1..sentences``.
        codes: sector codes of the taxonomy in use.
        names: actors listed by an earlier question, or ``None`` where the same
            answer lists them itself.
        forms: names and aliases of those actors, as :func:`name_key` has them, to their names.
        limits: sizes of lists and strings.
    """

    text: str
    sentences: int
    codes: tuple[str, ...]
    names: tuple[str, ...] | None = None
    forms: dict[str, str] = field(default_factory=dict[str, str])
    limits: Limits = field(default_factory=Limits)

    def as_context(self) -> dict[str, Any]:
        """The validation context that response models read the bounds from."""
        return {"bounds": self}
