"""From the items of an article's pieces to those of the whole, by code alone.

What is joined is recorded as repaired, what is left out as dropped, each with the
reason and the piece. Merging one part gives its items back; the order in which
parts are given does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.domain import Article, Claim, Repair, Stance
from summarizer.grounding import Grounded
from summarizer.pipeline.merging.actors import Cast, merge_actors
from summarizer.pipeline.merging.claims import merge_claims
from summarizer.pipeline.merging.others import merge_sectors, merge_stances
from summarizer.pipeline.merging.parts import Part, lift_actors, lift_items, lifted
from summarizer.pipeline.merging.summary import choose_summary

__all__ = ["Part", "lift_actors", "lift_items", "lifted", "merge"]


def merge(article: Article, parts: Sequence[Part], summary: int) -> Grounded:
    """The items of the whole ``article``; at most ``summary`` summary sentences."""
    parts = sorted(parts, key=lambda part: part.number)
    cast = merge_actors(parts, article)
    whole = Grounded(actors=cast.actors)
    for part in parts:
        whole.dropped += part.dropped
        whole.repaired += part.repaired
    whole.repaired += cast.repaired
    claims = [
        (part.number, _renamed(claim, part.number, cast, whole.repaired))
        for part in parts
        for claim in part.claims
    ]
    whole.claims, repaired = merge_claims(claims)
    whole.repaired += repaired
    sectors = [(part.number, sector) for part in parts for sector in part.sectors]
    whole.sectors, dropped = merge_sectors(sectors, len(parts))
    whole.dropped += dropped
    stances = [
        (part.number, _renamed_stance(stance, part.number, cast))
        for part in parts
        for stance in part.stance
    ]
    whole.stance, repaired, dropped = merge_stances(stances)
    whole.repaired += repaired
    whole.dropped += dropped
    sentences = [(part.number, sentence) for part in parts for sentence in part.summary]
    whole.summary, dropped = choose_summary(sentences, summary)
    whole.dropped += dropped
    return whole


def _renamed(claim: Claim, piece: int, cast: Cast, repaired: list[Repair]) -> Claim:
    """The claim in the names of the whole."""
    speaker = None if claim.speaker is None else cast.names[piece, claim.speaker]
    via = None if claim.via is None else cast.names[piece, claim.via]
    if via is not None and via == speaker and claim.via != claim.speaker:
        repaired.append(
            Repair(
                field="claims",
                item=claim.text,
                before=via,
                after=None,
                reason="nobody relays what they say themselves",
            )
        )
        via = None
    return claim.model_copy(update={"speaker": speaker, "via": via})


def _renamed_stance(stance: Stance, piece: int, cast: Cast) -> Stance:
    """The stance in the names of the whole; its target may be an actor of another piece."""
    holder = None if stance.holder is None else cast.names[piece, stance.holder]
    target = cast.names.get((piece, stance.target)) or cast.known_as(stance.target)
    return stance.model_copy(update={"holder": holder, "target": target or stance.target})
