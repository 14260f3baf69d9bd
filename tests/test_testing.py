"""The model double for users' own tests."""

from __future__ import annotations

import pytest

from summarizer import Summarizer
from summarizer.errors import AnswerError, TransportError
from summarizer.testing import ScriptedModel

EMPTY = {"summary": [], "actors": [], "claims": [], "sectors": [], "stance": []}
GOOD = {**EMPTY, "summary": [{"text": "Talks go on.", "evidence": [1]}]}
TEXT = "Paris said on Monday that talks would go on."


def test_a_question_too_many_fails_the_test_that_asked_it() -> None:
    model = ScriptedModel([])
    with pytest.raises(AssertionError, match="the script has no answer for question 1"):
        Summarizer(model).brief(TEXT)


def test_what_was_asked_can_be_looked_at() -> None:
    model = ScriptedModel([GOOD])
    Summarizer(model).brief(TEXT)
    [ask] = model.asked
    assert TEXT in ask.messages[-1].content
    assert ask.bounds.sentences == 1


def test_answers_are_validated_as_real_ones_are() -> None:
    bad = {**GOOD, "summary": [{"text": "T.", "evidence": [7]}]}
    model = ScriptedModel([bad])
    summarizer = Summarizer(model, attempts=1)
    made = summarizer.brief(TEXT)
    assert "there is no sentence 7; the article has 1" in made.dropped[0].reason
    with pytest.raises(AnswerError, match="there is no sentence 7"):
        ScriptedModel([bad]).ask(model.asked[0])


def test_errors_can_be_scripted() -> None:
    with pytest.raises(TransportError, match="down"):
        Summarizer(ScriptedModel([TransportError("down")])).brief(TEXT)


def test_a_script_may_be_a_function() -> None:
    model = ScriptedModel(lambda ask: {**GOOD, "summary": GOOD["summary"] * ask.bounds.sentences})
    assert len(Summarizer(model).brief(TEXT).summary) == 1


def test_names_and_prompts_can_be_chosen() -> None:
    model = ScriptedModel([{"actors": []}] * 2, name="mine", default_prompt="staged")
    summarizer = Summarizer(model)
    assert summarizer.prompt.name == "staged"
    assert model.name == "mine"
