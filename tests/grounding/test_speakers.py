"""Claims and the speaker that their sentence names."""

from __future__ import annotations

import pytest

from summarizer.articles import article_from_text
from summarizer.domain import Actor, Claim, Span
from summarizer.grounding import Grounded, attribute, find_mentions


@pytest.mark.parametrize(
    ("given", "confidence"),
    # Who is named by the sentence is code's choice, of which the model's says nothing.
    [(None, None), ("Ann Berg", 0.8)],
)
def test_the_confidence_is_that_of_the_models_own_speaker(
    given: str | None, confidence: float | None
) -> None:
    article = article_from_text("The port will close in May, Ann Berg said on Monday.", id="a")
    berg = Actor(
        name="Ann Berg",
        type="person",
        salience="core",
        mentions=find_mentions(article.text, ["Ann Berg"]),
    )
    claim = Claim(
        text="The port will close in May.",
        speaker=given,
        kind="statement",
        evidence=(Span.of(article.text, *article.sentences[0]),),
        confidence=0.8,
    )
    found = Grounded(actors=[berg], claims=[claim])
    attribute(article, found)
    assert [(one.speaker, one.confidence) for one in found.claims] == [("Ann Berg", confidence)]
