"""Stances that accusations tell."""

from __future__ import annotations

from typing import Any

import pytest

from summarizer.domain import Actor, Claim, ClaimKind, Span, Stance
from summarizer.grounding import Grounded, find_mentions, oppose_accused

TEXT = "Ann Berg of Norland said that Sudria's Coast Guard had sunk the ship for Ostland."
SPAN = Span.of(TEXT, 0, len(TEXT))


def actor(name: str, *aliases: str) -> Actor:
    mentions = find_mentions(TEXT, [name, *aliases])
    return Actor(name=name, aliases=aliases, type="country", salience="core", mentions=mentions)


ACTORS = [actor("Norland"), actor("Ostland"), actor("Sudria", "Coast Guard"), actor("Ann Berg")]


def claim(text: str, kind: ClaimKind = "accusation", speaker: str | None = "Ann Berg") -> Claim:
    return Claim(text=text, speaker=speaker, kind=kind, evidence=(SPAN,))


def stances(*claims: Claim, most: int = 6, held: Any = ()) -> list[tuple[str | None, str, str]]:
    found = Grounded(actors=ACTORS, claims=list(claims), stance=list(held))
    oppose_accused(found, most)
    assert len(found.repaired) == len(found.stance) - len(held)
    return [(s.holder, s.target, s.position) for s in found.stance[len(held) :]]


def test_the_speaker_opposes_whom_the_accusation_names_first() -> None:
    told = claim("The Coast Guard sank the ship for Ostland.")
    assert stances(told) == [("Ann Berg", "Sudria", "oppose")]


@pytest.mark.parametrize(
    "told",
    [
        claim("Sudria sank the ship.", kind="statement"),
        claim("Sudria sank the ship.", speaker=None),
        claim("Somebody sank the ship."),
        claim("Sudria's own are to blame.", speaker="Sudria"),
    ],
)
def test_nothing_is_added_where_nobody_accuses_another(told: Claim) -> None:
    assert stances(told) == []


def test_a_stance_that_is_there_stays_the_only_one() -> None:
    there = Stance(holder="Ann Berg", target="Sudria", position="mixed", evidence=(SPAN,))
    told = claim("Sudria sank the ship.")
    assert stances(told, told, held=[there]) == []


def test_there_are_no_more_stances_than_the_prompt_allows() -> None:
    assert len(stances(claim("Sudria did it."), claim("Ostland did it."), most=1)) == 1
