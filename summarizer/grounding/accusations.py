"""Who accuses somebody stands against them: a stance that a claim already tells."""

from __future__ import annotations

from collections.abc import Collection

from summarizer.domain import Actor, Claim, Stance
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.mentions import find_mentions


def oppose_accused(
    grounded: Grounded, most: int, doubted: Collection[tuple[str | None, str]] = ()
) -> int:
    """Add the stance of every accusation that has none, up to ``most`` stances in all.

    The holder is the claim's speaker, the target the actor that the claim names first,
    the evidence the claim's. On the labels of 280 training articles this is a labelled
    stance in 60 % of the cases. Each is recorded as a repair. Returns how many there are.
    None is added of a holder to a target that are ``doubted``.

    To be called when contradicted claims are gone: what nobody said accuses nobody.
    """
    before = len(grounded.stance)
    held = {(stance.holder, stance.target) for stance in grounded.stance} | set(doubted)
    for claim in grounded.claims:
        if claim.kind != "accusation" or claim.speaker is None or len(grounded.stance) >= most:
            continue
        target = _accused(claim, grounded.actors)
        if target is None or (claim.speaker, target) in held:
            continue
        held.add((claim.speaker, target))
        grounded.stance.append(
            Stance(holder=claim.speaker, target=target, position="oppose", evidence=claim.evidence)
        )
        grounded.repair(
            "stance",
            f"{claim.speaker} opposes {target}",
            before=None,
            after="oppose",
            reason=f"accuses them: {claim.text}",
        )
    return len(grounded.stance) - before


def _accused(claim: Claim, actors: list[Actor]) -> str | None:
    """The actor that the claim names first, its speaker aside."""
    first: dict[str, int] = {}
    for actor in actors:
        places = find_mentions(claim.text, (actor.name, *actor.aliases), any_case=False)
        if places and actor.name != claim.speaker:
            first[actor.name] = places[0].start
    return min(first, key=first.__getitem__) if first else None
