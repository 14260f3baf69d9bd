"""What became of every gold item and of every item of a brief; pure.

The pairs are those of the scorers, so that the page cannot tell another story
than the scores above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from summarizer.evaluation.intervals import best_overlap
from summarizer.evaluation.labels import ClaimLabel, Labels, SectorLabel
from summarizer.evaluation.names import ActorNames
from summarizer.evaluation.scoring import (
    DEFAULT_SCORING,
    Scoring,
    match_actors,
    match_claims,
)
from summarizer.evaluation.similarity import CLAIM_SIMILARITY
from summarizer.evaluation.stances import match_stance, stance_counts
from summarizer.matching.vetoes import veto

Field = Literal["actors", "claims", "sectors", "stance"]
FIELDS: tuple[Field, ...] = ("claims", "actors", "stance", "sectors")
"""In the order of the page."""

_NEAR = 0.3  # a rejected pair below this similarity is not worth a word
_VETOES = {
    "number": "a number differs",
    "negation": "one is negated",
    "direction": "the direction differs",
    "roles": "the roles are swapped",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A prediction that was matched to a gold item, and in what it is wrong nevertheless.

    ``faults`` are names of parts: "speaker", "via", "kind", "evidence", "type",
    "salience", "position".
    """

    predicted: int
    similarity: float | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """The gold item that an unmatched claim comes closest to, and why it is no match."""

    gold: int
    similarity: float
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One field of one brief: ``pairs`` by gold index, ``extras`` in order."""

    pairs: Mapping[int, Pair]
    extras: tuple[int, ...]
    near: Mapping[int, Near]


def judge(field: Field, gold: Labels, brief: Labels, scoring: Scoring = DEFAULT_SCORING) -> Judged:
    """Pair one field of a brief with gold as the scorers do."""
    names = ActorNames(gold.actors, brief.actors)
    near: Mapping[int, Near] = {}
    if field == "actors":
        pairs = _actors(gold, brief, names)
    elif field == "claims":
        pairs = _claims(gold, brief, names, scoring)
    elif field == "stance":
        pairs = _stance(gold, brief, names, scoring)
    else:
        pairs = _sectors(gold.sectors, brief.sectors)
    taken = {pair.predicted for pair in pairs.values()}
    extras = tuple(j for j in range(len(getattr(brief, field))) if j not in taken)
    if field == "claims":
        near = _near(gold.claims, brief.claims, extras, set(pairs), scoring)
    return Judged(pairs, extras, near)


def _actors(gold: Labels, brief: Labels, names: ActorNames) -> dict[int, Pair]:
    found: dict[int, Pair] = {}
    for pair in match_actors(gold.actors, names).pairs:
        ours, theirs = gold.actors[pair.gold], brief.actors[pair.predicted]
        right = {
            "type": theirs.types[0] in ours.types,
            "salience": theirs.salience == ours.salience,
        }
        found[pair.gold] = Pair(pair.predicted, None, _wrong(right))
    return found


def _claims(gold: Labels, brief: Labels, names: ActorNames, scoring: Scoring) -> dict[int, Pair]:
    found: dict[int, Pair] = {}
    for pair in match_claims(gold.claims, brief.claims, scoring).pairs:
        ours, theirs = gold.claims[pair.gold], brief.claims[pair.predicted]
        evidence = best_overlap(ours.evidence, theirs.evidence[0] if theirs.evidence else ())
        right = {
            "speaker": any(names.same(one, theirs.speakers[0]) for one in ours.speakers),
            "via": names.same(ours.via, theirs.via),
            "kind": theirs.kinds[0] in ours.kinds,
            "evidence": evidence.f1 >= scoring.evidence_threshold,
        }
        found[pair.gold] = Pair(pair.predicted, pair.similarity, _wrong(right))
    return found


def _stance(gold: Labels, brief: Labels, names: ActorNames, scoring: Scoring) -> dict[int, Pair]:
    found: dict[int, Pair] = {}
    for pair in match_stance(gold.stance, brief.stance, names, scoring.target_threshold).pairs:
        ours, theirs = gold.stance[pair.gold], brief.stance[pair.predicted]
        counts = stance_counts(
            [replace(ours, required=True)], [theirs], names, scoring.target_threshold
        )
        right = {"position": bool(counts["stance.position_ok"])}
        found[pair.gold] = Pair(pair.predicted, None, _wrong(right))
    return found


def _sectors(gold: Sequence[SectorLabel], brief: Sequence[SectorLabel]) -> dict[int, Pair]:
    codes = [sector.code for sector in brief]
    return {
        i: Pair(codes.index(sector.code), None)
        for i, sector in enumerate(gold)
        if sector.code in codes
    }


def _wrong(right: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, is_right in right.items() if not is_right)


def _near(
    gold: Sequence[ClaimLabel],
    brief: Sequence[ClaimLabel],
    extras: Sequence[int],
    taken: set[int],
    scoring: Scoring,
) -> dict[int, Near]:
    wordings = [(i, text) for i, claim in enumerate(gold) for text in claim.texts]
    if not wordings or not extras:
        return {}
    similar = CLAIM_SIMILARITY.matrix(
        [text for _, text in wordings], [brief[j].text for j in extras]
    )
    found: dict[int, Near] = {}
    for column, j in enumerate(extras):
        row = int(similar[:, column].argmax())
        i, text = wordings[row]
        value = float(similar[row, column])
        if value < _NEAR:
            continue
        reason = veto(text, brief[j].text)
        if reason is not None:
            why = _VETOES[reason]
        elif value < scoring.claim_threshold:
            why = f"below the threshold of {scoring.claim_threshold:g}"
        else:
            why = "another claim is the better match" if i in taken else "not matched"
        found[j] = Near(i, value, why)
    return found


def alike(field: Field, a: Labels, b: Labels, scoring: Scoring = DEFAULT_SCORING) -> dict[int, int]:
    """Items of ``a`` that ``b`` has too, by index, with the index in ``b``."""
    return {i: pair.predicted for i, pair in judge(field, a, b, scoring).pairs.items()}
