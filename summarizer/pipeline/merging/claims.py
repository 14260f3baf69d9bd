"""Which claims of different pieces are the same claim.

They are if the same speaker makes them and the scorers' lexical similarity says so
without a veto (a number, a negation or a direction that differs). Claims that point
at a common sentence need the similarity at which the scorers' pairs are the same;
claims of different places need more, because a claim that is joined wrongly is lost,
and one that is left twice is only read twice. A claim in nobody's name and the same
one with a speaker are joined only where they point at a common sentence: an answer
that forgets the speaker is no second assertion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from summarizer.domain import Claim, Repair
from summarizer.matching.overlap import terms_overlap, weight
from summarizer.matching.vetoes import veto
from summarizer.matching.words import terms
from summarizer.pipeline.merging.confidence import together
from summarizer.pipeline.merging.parts import rank, united

SAME_PLACE = 0.56
"""Similarity of claims with common evidence: the threshold on evals/pairs/card.md."""

ELSEWHERE = 0.7
"""Similarity of other claims: with vetoes 91 % of the labelled pairs above it are the same."""

Placed = tuple[int, Claim]
"""(number of the piece, claim)."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What is compared of a claim."""

    piece: int
    claim: Claim
    terms: frozenset[str]
    places: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, piece: int, claim: Claim) -> _Read:
        places = frozenset((span.start, span.end) for span in claim.evidence)
        return cls(piece, claim, terms(claim.text), places)


def merge_claims(placed: Sequence[Placed]) -> tuple[list[Claim], list[Repair]]:
    """Join what is the same; the result is in order of place.

    Claims are joined best pair first and only where every one of a group is the same
    as every other, so that "died on 3 May" and "died on 4 May" do not meet over "died".
    The order of ``placed`` does not matter. Claims of one piece are never joined.
    """
    read = [_Read.of(piece, claim) for piece, claim in placed]
    read.sort(key=lambda one: (_order(one.claim), one.piece))
    same: dict[tuple[int, int], float] = {}
    for i, j in _candidates(read):
        if (found := _similarity(read[i], read[j])) > 0:
            same[i, j] = same[j, i] = found
    group_of = {number: [number] for number in range(len(read))}
    pairs = [pair for pair in same if pair[0] < pair[1]]
    for i, j in sorted(pairs, key=lambda pair: (-same[pair], pair)):
        one, other = group_of[i], group_of[j]
        if one is not other and all(pair in same for pair in product(one, other)):
            one += other
            group_of.update(dict.fromkeys(other, one))
    claims: list[Claim] = []
    repaired: list[Repair] = []
    for group in {id(group): group for group in group_of.values()}.values():
        claim, repairs = _joined([read[number] for number in sorted(group)])
        claims.append(claim)
        repaired += repairs
    return sorted(claims, key=_order), repaired


def _order(claim: Claim) -> tuple[int, int, str, str, str]:
    first = claim.evidence[0]
    return first.start, first.end, claim.text, claim.kind, claim.speaker or ""


def _similarity(one: _Read, other: _Read) -> float:
    """How surely two claims are the same; 0 where they are not. Symmetric."""
    a, b = one.claim, other.claim
    if one.piece == other.piece or (a.kind == "denial") != (b.kind == "denial"):
        return 0.0
    common = not one.places.isdisjoint(other.places)
    if a.speaker != b.speaker and not (common and None in (a.speaker, b.speaker)):
        return 0.0
    if a.text.casefold() == b.text.casefold():
        return 2.0  # before all that is only alike
    found = terms_overlap(one.terms, other.terms)
    if found < (SAME_PLACE if common else ELSEWHERE) or veto(a.text, b.text) is not None:
        return 0.0
    return found


def _candidates(read: Sequence[_Read]) -> Iterator[tuple[int, int]]:
    """Pairs that can reach the lower threshold, found without comparing all with all.

    For Dice ``2 w(A & B) / (w(A) + w(B)) >= t`` the common terms weigh at least
    ``t / (2 - t)`` of either side. So the first common term, rarest first, is among
    each side's terms whose followers weigh more than that: only those are indexed.
    """
    share = SAME_PLACE / (2 - SAME_PLACE) * (1 - 1e-5)
    index: dict[str, list[int]] = {}
    for number, one in enumerate(read):
        keys = [f"={one.claim.text.casefold()}"]
        left = weight(one.terms)
        needed = share * left
        for term in sorted(one.terms, key=lambda term: (-weight([term]), term)):
            if left < needed:
                break
            keys.append(term)
            left -= weight([term])
        seen = {other for key in keys for other in index.get(key, ())}
        yield from ((other, number) for other in sorted(seen))
        for key in keys:
            index.setdefault(key, []).append(number)


def _joined(group: Sequence[_Read]) -> tuple[Claim, list[Repair]]:
    """The best supported and most detailed wording with everybody's evidence."""
    best = max(group, key=lambda one: (rank(one.claim.grade), weight(one.terms), -group.index(one)))
    speakers = [one.claim.speaker for one in group if one.claim.speaker is not None]
    speaker = speakers[0] if speakers else None
    alike = [one.claim.confidence for one in group if one.claim.speaker == speaker]
    # Somebody may relay in one piece what they say themselves in another.
    via = best.claim.via if best.claim.via != speaker else None
    claim = best.claim.model_copy(
        update={
            "speaker": speaker,
            "via": via,
            "confidence": together(alike),
            "evidence": united(span for one in group for span in one.claim.evidence),
        }
    )
    repairs = [
        Repair(
            field="claims",
            item=claim.text,
            before=one.claim.model_dump(mode="json"),
            after=None,
            reason=f"piece {one.piece} says the same; its evidence is kept",
        )
        for one in group
        if one is not best
    ]
    return claim, repairs
