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
        ("Minister Ann Berg said no.", [("Ann Berg", "person")]),
        ("The harbour will open, minister Ann Berg said.", [("Ann Berg", "person")]),
        ("Ann Berg, the minister of ports, said it will open.", [("Ann Berg", "person")]),
        ("The minister's spokesman, Ole Dahl, said no.", [("Ole Dahl", "person")]),
        ("“It will open,” said the port's director, Ann Berg.", [("Ann Berg", "person")]),
        ("It will open, according to engineer Ann Berg.", [("Ann Berg", "person")]),
        ("US Secretary of State Ann Berg said no.", [("Ann Berg", "person")]),
        ("Secretary of State for Defence Ann Berg said no.", [("Ann Berg", "person")]),
        ("NATO Secretary-General Ann Berg said no.", [("Ann Berg", "person")]),
        ("Ann Berg of Norland said that she will open it.", [("Ann Berg", "person")]),
        ("Ann Berg said no. She left at noon.", [("Ann Berg", "person")]),
        ("“No,” said Maj. Ole Dahl, who flew it.", [("Ole Dahl", "person")]),
        ("Minister Łukasz Šimić said no.", [("Łukasz Šimić", "person")]),
        ("The Ministry of Ports confirmed the order.", [("Ministry of Ports", "government_body")]),
        ("The University of Norland said so.", [("University of Norland", "other_group")]),
        ("According to the Harbour Times, it is closed.", [("Harbour Times", "media")]),
        ("The Taliban denied it.", [("Taliban", "armed_group")]),
        ("Norland Airlines denied it.", [("Norland Airlines", "company")]),
    ],
)
def test_who_speaks_by_name_is_listed(text: str, expected: list[tuple[str, str]]) -> None:
    assert added(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Experts said that it will open.",
        "In Vienna Beach, officials said no.",
        "The spokesman for Ann Berg said that she left.",
        "The spokesman for Ann  Berg said that she left.",
        "He told Ann Berg that it was over.",
        "Yesterday said more than today.",
        "The Foreign Minister said no.",
        "Minister Ann Berg was said to be ill.",
        "Minister Ann Berg opened the harbour.",
        # Who is killed or met does not speak.
        "According to police, Ann Berg, 45, was killed by her husband.",
        "According to police, Ann Berg, 45, stole ten million crowns, and she fled.",
        "When the crew met Ann Berg, officials said it was late, and she left.",
        # Nothing tells that it is a person, or what kind of body it is.
        "Goldman Sachs said it was late.",
        "Amazon Web Services said it was late.",
        "Human Rights Watch said it was late.",
        "South Korea said it was late.",
        "New York said it was late. He left.",
        "Danielle Steel said it was late.",
        "Moody's Analytics said it was late. He left.",
        "Gartner said that sales fell.",
        "The ABCD said no.",
    ],
)
def test_nobody_else_is(text: str) -> None:
    assert added(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The place, not what begins with it; nobody of whom only a later sentence tells.
        ("Washington said no. The Washington Post has a story on it.", []),
        ("Moscow said no. He studied at Moscow State University.", []),
        ("Assad said no. Hafez Assad died.", []),
        ("eBay said that sales fell in Green Bay.", []),
    ],
)
def test_a_word_stands_only_for_the_name_before_it(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert added(text) == expected


def test_two_people_of_one_surname_keep_their_own_mentions() -> None:
    text = "George Bush came. “No,” said his wife, Laura Bush. She left. Bush stayed."
    assert added(text, "George Bush") == []
    text = "George Bush came. “No,” said the author, Laura Bush. She left. Bush stayed."
    of = article(text)
    found = Grounded(actors=[actor(text, "George Bush", "person", "Bush")])
    list_tellers(of, found, 12)
    assert [(one.name, one.aliases) for one in found.actors[1:]] == [("Laura Bush", ())]


def test_a_month_is_no_surname() -> None:
    text = "Minister Theresa May said no. It rained in May."
    of = article(text)
    found = Grounded()
    list_tellers(of, found, 12)
    assert [(one.name, one.aliases) for one in found.actors] == [("Theresa May", ())]


def test_a_surname_is_the_full_name_that_goes_before_it() -> None:
    text = "Ann Berg met the crew. Berg said that all were well. It was late, Berg added."
    of = article(text)
    found = Grounded()
    list_tellers(of, found, 12)
    (one,) = found.actors
    assert (one.name, one.aliases) == ("Ann Berg", ("Berg",))
    assert [span.quote for span in one.mentions] == ["Ann Berg", "Berg", "Berg"]


@pytest.mark.parametrize(
    ("listed", "speaks"),
    [
        ("Ann Berg", "Minister Ann Berg"),
        ("Ann M. Berg", "Minister Ann Berg"),
        ("Berg", "Minister Ann Berg"),
        ("Wang Yi", "Chinese Foreign Minister Wang Yi"),
    ],
)
def test_who_is_listed_is_not_listed_again(listed: str, speaks: str) -> None:
    assert added(f"{listed} came. {speaks} said no.", listed) == []


def test_nobody_is_listed_twice() -> None:
    text = "Minister Wang Yi said no. Chinese Foreign Minister Wang Yi said yes."
    assert added(text) == [("Wang Yi", "person")]


def test_there_are_no_more_actors_than_the_prompt_allows() -> None:
    text = "Mayor Ann Berg said no. Judge Ole Dahl said yes. Dr Eva Lund said neither."
    assert [name for name, _ in added(text, most=2)] == ["Ann Berg", "Ole Dahl"]


def test_no_text_makes_a_pattern_go_wild() -> None:
    # A second for the worst of these; what takes the square of the length takes hours.
    for text in (
        "Ab " * 50_000 + "said.",
        "Ab, c " * 20_000,
        '" said ' * 20_000,
        "A." * 50_000,
        "A" * 100_000,
        "Reuters said no. " * 10_000,
    ):
        assert added(text) == []


SPOKEN = (
    "Ann Berg's spokesman, Ole Dahl, said it will open. Eva Lund said it is late. "
    "He said it is old. The leader said that Eva Lund's engineers had noted it is dark."
)


def speakers(
    *claims: tuple[str, str | None],
    heard: set[str] | None = None,
    via: str | None = None,
    whole: bool = False,
) -> list[str | None]:
    of = article(SPOKEN)
    spans = [Span.of(SPOKEN, *place) for place in of.sentences]
    order = ["open", "late", "old", "dark"]
    found = Grounded(
        actors=[actor(SPOKEN, name) for name in ("Ann Berg", "Ole Dahl", "Eva Lund")],
        claims=[
            Claim(
                text=f"It is {word}.",
                speaker=speaker,
                via=via,
                kind="statement",
                evidence=tuple(spans[order.index(word) :][: 2 if whole else 1]),
            )
            for word, speaker in claims
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
    assert speakers(("open", None), ("late", None)) == ["Ole Dahl", "Eva Lund"]


def test_a_speaker_whom_the_sentence_does_not_name_gives_way_to_one_whom_it_names() -> None:
    assert speakers(("late", "Ole Dahl")) == ["Eva Lund"]


def test_a_pronoun_names_nobody_else() -> None:
    assert speakers(("old", "Ann Berg")) == ["Ann Berg"]
    assert speakers(("old", "Ann Berg"), heard={"Eva Lund", "Ole Dahl"}) == ["Ann Berg"]


def test_a_speaker_whom_the_evidence_names_stays_unless_the_model_did_not_know_the_other() -> None:
    assert speakers(("open", "Ann Berg")) == ["Ann Berg"]
    assert speakers(("open", "Eva Lund"), whole=True) == ["Eva Lund"]
    assert speakers(("open", "Ann Berg"), heard={"Ole Dahl"}) == ["Ole Dahl"]


def test_whose_people_speak_does_not_take_the_claim() -> None:
    assert speakers(("dark", "Ole Dahl"), ("dark", None)) == ["Ole Dahl", None]


def test_a_bodys_people_speak_for_it_but_not_against_whom_the_model_named() -> None:
    text = "The Dam Union's engineers said it is dark. Ole Dahl left."
    of = article(text)
    dark = Span.of(text, *of.sentences[0])
    claims = [
        Claim(text="It is dark.", speaker=speaker, kind="statement", evidence=(dark,))
        for speaker in ("Ole Dahl", None)
    ]
    union = actor(text, "Dam Union").model_copy(update={"type": "other_group"})
    found = Grounded(actors=[actor(text, "Ole Dahl"), union], claims=claims)
    attribute(of, found)
    assert [claim.speaker for claim in found.claims] == ["Ole Dahl", "Dam Union"]


def test_nobody_relays_what_they_say_themselves() -> None:
    assert speakers(("late", "Ole Dahl"), via="Eva Lund") == ["Ole Dahl"]
    assert speakers(("late", None), via="Eva Lund") == [None]
