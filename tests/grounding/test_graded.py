"""Grades of whole briefs: what the check makes of stances and roles."""

from __future__ import annotations

import pytest

from summarizer.articles import article_from_text
from summarizer.domain import Actor, Article, Grade, Position, Span, Stance
from summarizer.grounding import Grounded, grade_all
from summarizer.grounding.mentions import find_mentions


def graded_norland(article: Article, role: str) -> Grounded:
    """What the check makes of Norland, which the article names, in this role."""
    mentions = find_mentions(article.text, ["Norland"])
    norland = Actor(name="Norland", type="country", role=role, salience="core", mentions=mentions)
    found = Grounded(actors=[norland])
    grade_all(article, found)
    return found


@pytest.mark.parametrize(
    ("holder", "position", "target", "evidence", "grade"),
    [
        ("Norland", "support", "treaty", "Norland does not support the treaty.", "contradicted"),
        ("Norland", "oppose", "Sudria", "Norland backs Sudria.", "contradicted"),
        ("Norland", "oppose", "Sudria", "Sudria opposes Norland here.", "contradicted"),
        ("Norland", "oppose", "Sudria", "Norland opposes Sudria in all.", "exact"),
        # Deeds show a stance in other words, which turn nothing about.
        (
            "Norland",
            "oppose",
            "foreign pressure",
            '"We will not cave in," Norland said, refusing to yield to foreign pressure.',
            "unverified",
        ),
        (
            "Norland",
            "oppose",
            "Sudria",
            "Norland says Ostland flies arms in support of the rebels.",
            "unverified",
        ),
        (
            "Norland",
            "support",
            "the League",
            'Norland cited Article 5 of the League: "They need to stand by us."',
            "unverified",
        ),
    ],
)
def test_a_stance_is_contradicted_by_words_on_that_very_stance_only(
    holder: str, position: Position, target: str, evidence: str, grade: Grade
) -> None:
    article = article_from_text(f"{evidence} Sudria is a state.", id="a")
    stance = Stance(
        holder=holder,
        target=target,
        position=position,
        evidence=(Span.of(article.text, 0, len(evidence)),),
    )
    found = Grounded(stance=[stance])
    grade_all(article, found)
    assert found.stance[0].grade == grade


def test_who_is_named_in_many_sentences_is_judged_by_those_that_tell() -> None:
    filler = [f"Norland signed paper {number} of the bundle." for number in range(40)]
    told = "Norland will host the winter games of the region."
    article = article_from_text(" ".join([*filler[:25], told, *filler[25:]]), id="a")
    found = graded_norland(article, role="will host the winter games")
    assert found.actors[0].grade in ("exact", "supported")


def test_a_role_that_nothing_carries_says_why() -> None:
    text = "Norland signed the winter treaty."
    found = graded_norland(article_from_text(text, id="a"), role="lost 40 ships")
    assert found.actors[0].grade == "unsupported"
    assert any("40" in reason for reason in found.actors[0].reasons)


def test_a_contradicted_role_goes_and_is_told() -> None:
    text = "Norland did not sign the winter treaty. Sudria waits."
    article = article_from_text(text, id="a")
    found = graded_norland(article, role="did sign the winter treaty")
    assert found.actors[0].role == ""
    assert "negation" in found.repaired[0].reason
