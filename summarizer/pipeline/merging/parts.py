"""What the pieces of an article gave, with every offset in the whole text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydantic import JsonValue

from summarizer.domain import (
    Actor,
    Brief,
    Claim,
    Dropped,
    Grade,
    Repair,
    Sector,
    Span,
    Stance,
    SummarySentence,
)
from summarizer.pipeline._pieces import Piece

Pointing = TypeVar("Pointing", SummarySentence, Claim, Sector, Stance)

_GRADES: tuple[Grade | None, ...] = (
    "contradicted",
    "unsupported",
    "unverified",
    None,
    "supported",
    "exact",
)


def rank(grade: Grade | None) -> int:
    """Grades in order, the worst first; what nobody checked stands in the middle."""
    return _GRADES.index(grade)


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one piece; ``number`` (from 1) is the piece's place in the text."""

    number: int
    summary: tuple[SummarySentence, ...] = ()
    actors: tuple[Actor, ...] = ()
    claims: tuple[Claim, ...] = ()
    sectors: tuple[Sector, ...] = ()
    stance: tuple[Stance, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    repaired: tuple[Repair, ...] = ()


def lifted(piece: Piece, number: int, brief: Brief) -> Part:
    """The brief of ``piece`` with offsets in the whole text.

    What was dropped or repaired says in which piece; sentence numbers in it stay
    those that the model was shown.
    """
    where = f"piece {number}, characters {piece.start:,} to {piece.end:,}: "
    return Part(
        number=number,
        summary=lift_items(piece, brief.summary),
        actors=lift_actors(piece, brief.actors),
        claims=lift_items(piece, brief.claims),
        sectors=lift_items(piece, brief.sectors),
        stance=lift_items(piece, brief.stance),
        dropped=tuple(
            drop.model_copy(
                update={"item": _lift_json(piece, drop.item), "reason": where + drop.reason}
            )
            for drop in brief.dropped
        ),
        repaired=tuple(
            repair.model_copy(
                update={
                    "before": _lift_json(piece, repair.before),
                    "after": _lift_json(piece, repair.after),
                    "reason": where + repair.reason,
                }
            )
            for repair in brief.repaired
        ),
    )


def lift_items(piece: Piece, items: Iterable[Pointing]) -> tuple[Pointing, ...]:
    """Items of a piece with their evidence in the whole text."""
    return tuple(
        item.model_copy(update={"evidence": tuple(map(piece.lift, item.evidence))})
        for item in items
    )


def lift_actors(piece: Piece, actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Actors of a piece with their mentions in the whole text."""
    return tuple(
        actor.model_copy(update={"mentions": tuple(map(piece.lift, actor.mentions))})
        for actor in actors
    )


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Each span once, in order of place."""
    found = {(span.start, span.end): span for span in spans}
    return tuple(found[place] for place in sorted(found))


def _lift_json(piece: Piece, value: JsonValue) -> JsonValue:
    """Spans inside a recorded item, moved; anything else as it is."""
    if isinstance(value, list):
        return [_lift_json(piece, item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"start", "end", "quote"}:
        there = cast("dict[str, Any]", value)
        # What was rejected may have any shape.
        if isinstance(there["start"], int) and isinstance(there["end"], int):
            start, end = there["start"] + piece.start, there["end"] + piece.start
            return {**there, "start": start, "end": end}
    return {key: _lift_json(piece, item) for key, item in value.items()}
