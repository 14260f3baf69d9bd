"""Speakers whom the model left out, and claims that their sentence gives to another."""

from __future__ import annotations

import pytest

from summarizer.articles import article_from_text
from summarizer.domain import Actor, ActorType, Article, Claim, Span
from summarizer.grounding import Grounded, attribute, find_mentions, list_tellers


def article(text: str) -> Article:
    return article_from_text(text, id="a")


def actor(text: str, name: str, kind: ActorType = "person", *aliases: str) -> Actor:
    mentions = find_mentions(text, (name, *aliases))
    return Actor(name=name, aliases=aliases, type=kind, salience="core", mentions=mentions)


def added(text: str, *listed: str, most: int = 12) -> list[tuple[str, str]]:
    of = article(text)
    found = Grounded(actors=[actor(text, name) for name in listed])
    names = list_tellers(of, found, most)
    new = found.actors[len(listed) :]
    assert names == {one.name for one in new}
    assert [repair.item for repair in found.repaired] == [one.name for one in new]
    for one in new:
        assert (one.salience, one.role) == ("secondary", "")
        assert all(text[span.start : span.end] == span.quote for span in one.mentions)
    return [(one.name, one.type) for one in new]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The harbour will open, Ann Berg said.", [("Ann Berg", "person")]),
        ("Ann Berg, the minister of ports, said it will open.", [("Ann Berg", "person")]),
        ("The minister's spokesman, Ole Dahl, said no.", [("Ole Dahl", "person")]),
        ("“It will open,” said the port's director, Ann Berg.", [("Ann Berg", "person")]),
        ("It will open, according to engineer Ann Berg.", [("Ann Berg", "person")]),
        ("US Secretary of State Ann Berg said no.", [("Ann Berg", "person")]),
        ("Ann Berg of Norland told reporters that it will open.", [("Ann Berg", "person")]),
        ("“No,” said Maj. Ole Dahl, who flew it.", [("Ole Dahl", "person")]),
        ("The Ministry of Ports confirmed the order.", [("Ministry of Ports", "government_body")]),
        ("The University of Norland said so.", [("University of Norland", "other_group")]),
        ("According to the Harbour Times, it is closed.", [("Harbour Times", "media")]),
        ("The Taliban denied it.", [("Taliban", "armed_group")]),
    ],
)
def test_who_speaks_by_name_is_listed(text: str, expected: list[tuple[str, str]]) -> None:
    assert added(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Experts said that it will open.",
        "In Vienna Beach, officials said no.",
        "The spokesman for Ann Berg said no.",
        "He told Ann Berg that it was over.",
        "Yesterday said more than today.",
        "The Foreign Minister said no.",
        "Ann Berg was said to be ill.",
        "Ann Berg opened the harbour.",
        # What kind of body it is nobody can tell by the name.
        "Gartner said that sales fell.",
        "The ABCD said no.",
    ],
)
def test_nobody_else_is(text: str) -> None:
    assert added(text) == []


def test_a_surname_is_the_full_name_that_goes_before_it() -> None:
    text = "Ann Berg met the crew. Berg said that all were well. It was late, Berg added."
    of = article(text)
    found = Grounded()
    list_tellers(of, found, 12)
    (one,) = found.actors
    assert (one.name, one.aliases) == ("Ann Berg", ("Berg",))
    assert [span.quote for span in one.mentions] == ["Ann Berg", "Berg", "Berg"]


@pytest.mark.parametrize("listed", ["Ann Berg", "Ann M. Berg", "Berg"])
def test_who_is_listed_is_not_listed_again(listed: str) -> None:
    assert added(f"{listed} came. Ann Berg said no.", listed) == []


def test_there_are_no_more_actors_than_the_prompt_allows() -> None:
    text = "Ann Berg said no. Ole Dahl said yes. Eva Lund said neither."
    assert [name for name, _ in added(text, most=2)] == ["Ann Berg", "Ole Dahl"]


def test_no_text_makes_a_pattern_go_wild() -> None:
    # A fifth of a second for the worst of these; a pattern that backtracks takes hours.
    for text in ("Ab " * 50_000 + "said.", "Ab, c " * 20_000, '" said ' * 20_000, "A." * 50_000):
        assert added(text) == []


SPOKEN = "Ann Berg's spokesman, Ole Dahl, said it will open. Eva Lund said it is late."


def speakers(*claims: tuple[str, str | None], heard: set[str] | None = None) -> list[str | None]:
    of = article(SPOKEN)
    names = ("Ann Berg", "Ole Dahl", "Eva Lund", "Norland")
    found = Grounded(
        actors=[actor(SPOKEN, name) for name in names[:3]],
        claims=[
            Claim(
                text=text,
                speaker=speaker,
                kind="statement",
                evidence=(Span.of(SPOKEN, *of.sentences["late" in text]),),
            )
            for text, speaker in claims
        ],
    )
    attribute(of, found, heard or set())
    changed = [(r.before, r.after) for r in found.repaired]
    assert changed == [
        (before, claim.speaker)
        for (_, before), claim in zip(claims, found.claims, strict=True)
        if before != claim.speaker
    ]
    return [claim.speaker for claim in found.claims]


def test_a_claim_without_speaker_gets_the_one_that_its_sentence_names() -> None:
    assert speakers(("It will open.", None), ("It is late.", None)) == ["Ole Dahl", "Eva Lund"]


def test_a_speaker_whom_the_sentence_does_not_name_gives_way_to_one_whom_it_names() -> None:
    assert speakers(("It is late.", "Ole Dahl")) == ["Eva Lund"]


def test_a_speaker_whom_the_sentence_names_stays_unless_the_model_did_not_know_the_other() -> None:
    assert speakers(("It will open.", "Ann Berg")) == ["Ann Berg"]
    assert speakers(("It will open.", "Ann Berg"), heard={"Ole Dahl"}) == ["Ole Dahl"]
