"""Persons whom the article names with an office and the model left out."""

from __future__ import annotations

import pytest

from summarizer.articles import article_from_text
from summarizer.domain import Actor
from summarizer.grounding import Grounded, find_mentions, list_officials


def added(text: str, *listed: str, most: int = 12) -> list[str]:
    article = article_from_text(text, id="a")
    found = Grounded(
        actors=[
            Actor(
                name=name,
                type="person",
                salience="core",
                mentions=find_mentions(text, [name], any_case=False),
            )
            for name in listed
        ]
    )
    names = list_officials(article, found, most)
    new = found.actors[len(listed) :]
    assert names == {actor.name for actor in new}
    assert [repair.item for repair in found.repaired] == [actor.name for actor in new]
    for actor in new:
        assert (actor.type, actor.salience, actor.role) == ("person", "secondary", "")
        assert all(text[span.start : span.end] == span.quote for span in actor.mentions)
    return [actor.name for actor in new]


@pytest.mark.parametrize(
    "text",
    [
        "The bill was sent to Minister Ann Berg.",
        "The bill was sent to Treasury Secretary Ann Berg.",
        "The bill was sent to Dr. Ann Berg.",
        "The bill was sent to the port's director, Ann Berg.",
        "The bill was sent to engineer Ann Berg at noon.",
        "The bill was sent to Ann Berg, head of the northern port, at noon.",
        "The bill was sent to Ann Berg, 54, at noon.",
    ],
)
def test_who_is_named_with_an_office_is_listed(text: str) -> None:
    assert added(text) == ["Ann Berg"]


def test_an_office_is_no_part_of_the_name() -> None:
    assert added("The bill was sent to Chief Executive Ann Berg.") == ["Ann Berg"]
    assert added("The bill was sent to Sheriff Ann M. Berg.") == ["Ann M. Berg"]
    assert added("The bill was sent to President Ali el-Berg.") == ["Ali el-Berg"]


@pytest.mark.parametrize(
    "text",
    [
        "The bill was sent to Ann Berg.",  # no office
        "The bill was sent to the minister in New Haven.",  # a place
        "The bill was sent to the director, Harbour Street.",  # a street
        "Beginning March, head of the year, it will rain.",  # a date
        "Then-President George H. Berg's house burned.",  # "H." ends what may be the name
        "The minister Berg sent the bill.",  # no full name
        "He lived in Costa Dorada, whose president resigned, for a year.",  # another's office
        "The bill was sent to the director, Harbour Pictures.",  # no person
        "In general, Harbour Lights was closed.",  # no office
    ],
)
def test_others_are_not(text: str) -> None:
    assert added(text) == []


def test_a_title_before_an_office_is_not_whom_it_describes() -> None:
    assert added("It beat Black Falcon, director Ryan Lund's film, by a year.") == ["Ryan Lund"]


def test_a_surname_that_stands_alone_is_an_alias() -> None:
    text = "The bill was sent to Minister Ann Berg. Berg lost it."
    article = article_from_text(text, id="a")
    found = Grounded()
    list_officials(article, found, 12)
    assert found.actors[0].aliases == ("Berg",)
    assert len(found.actors[0].mentions) == 2
    assert found.repaired[0].reason.startswith("named with an office: The bill")


def test_a_surname_within_the_name_does_not_stand_alone() -> None:
    article = article_from_text("The bill was sent to Minister Ann del Berg.", id="a")
    found = Grounded()
    list_officials(article, found, 12)
    assert [(actor.name, actor.aliases) for actor in found.actors] == [("Ann del Berg", ())]


def test_who_is_listed_is_not_listed_again() -> None:
    text = "Minister Ann Berg left. Director Ole Dahl stayed."
    assert added(text, "Ann Berg") == ["Ole Dahl"]


def test_there_are_so_many_actors_at_most() -> None:
    text = "Minister Ann Berg left. Director Ole Dahl stayed. Judge Eva Lund came."
    assert added(text, most=2) == ["Ann Berg", "Ole Dahl"]
