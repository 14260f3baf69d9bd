"""Stances that the model is asked about: weighed, dropped, or left as they are."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from typing import Any

import pytest

from summarizer import Summarizer
from summarizer.domain import Brief, Usage
from summarizer.errors import TransportError
from summarizer.models import Ask, Reply
from summarizer.testing import ScriptedModel

ARTICLE = "Norland condemned Sudria on Monday. Sudria welcomed the treaty. Ostland was quiet."
ACTORS = {
    "actors": [[name, "country", "core", "", []] for name in ("Norland", "Sudria", "Ostland")]
}
CLAIMS = {"claims": [[1, None, "statement", "Norland condemned Sudria on Monday."]]}
STANCE = [
    [1, "Norland", "against", "Sudria"],
    [2, "Sudria", "for", "the treaty"],
    [3, "Ostland", "against", "Norland"],
]
REST = {"summary": [1], "sectors": [], "stance": STANCE}


MEASURED = "local/qwen2.5-coder-1.5b+brief-2"


class Telling(ScriptedModel):
    """Tells probabilities: 0.8 for all that it writes, and its own for yes or no."""

    def __init__(self, script: Sequence[Any], chances: Sequence[float] = ()) -> None:
        super().__init__(script, name=MEASURED, default_prompt="adapter")
        self.chances = chances

    def ask(self, ask: Ask) -> Reply:
        reply = super().ask(ask)
        if "told" not in reply.raw:
            return dataclasses.replace(reply, logprobs=f"{len(reply.raw.encode())}:-0.0")
        # In the engine's pieces, with what it says of them: the grammar forces the blank.
        pieces = [('{"', 0.0), ("told", 0.0), ('":', 0.0), (" [", -0.2), ('"', -12.0)]
        for word, chance in zip(json.loads(reply.raw)["told"], self.chances, strict=True):
            pieces += [(word, math.log(chance)), ('", "', -0.1)]
        pieces[-1] = ('"]}', -2.4)
        assert "".join(piece for piece, _ in pieces) == reply.raw
        told = " ".join(f"{len(piece.encode())}:{value}" for piece, value in pieces)
        return dataclasses.replace(reply, logprobs=told)


def briefed(model: ScriptedModel) -> Brief:
    with Summarizer(model) as summarizer:
        return summarizer.brief(ARTICLE)


def held(brief: Brief) -> list[tuple[str | None, str, float | None]]:
    return [(one.holder, one.target, one.confidence) for one in brief.stance]


def test_what_the_model_hardly_believes_is_dropped_and_told() -> None:
    told = {"told": ["yes", "yes", "no"]}
    model = Telling([ACTORS, CLAIMS, REST, told], chances=(0.99, 0.7, 0.999))
    brief = briefed(model)
    question = model.asked[-1].messages[-1].content
    assert "1 Norland is against Sudria. 2 Sudria is for the treaty. 3 Ostland is" in question
    assert model.asked[-1].messages[-2].content == json.dumps(REST)
    stances = held(brief)
    assert [stance[:2] for stance in stances] == [("Norland", "Sudria"), ("Sudria", "the treaty")]
    first, second = (stance[2] for stance in stances)
    assert first is not None
    assert second is not None
    assert 0.2 <= second < first <= 1
    [gone] = [drop for drop in brief.dropped if drop.field == "stance"]
    assert isinstance(gone.item, dict)
    assert gone.item["holder"] == "Ostland"
    assert "hardly believes it: confidence 0." in gone.reason
    assert gone.item["confidence"] < 0.2
    assert brief.run.attempts == 4


def test_where_no_probabilities_are_told_nothing_is_asked() -> None:
    model = ScriptedModel([ACTORS, CLAIMS, REST], default_prompt="adapter")
    brief = briefed(model)
    assert [stance[2] for stance in held(brief)] == [None] * 3
    assert brief.run.attempts == 3


@pytest.mark.parametrize("fault", [TransportError("no answer", usage=Usage(attempts=2)), "{"])
def test_a_question_that_fails_leaves_them_and_is_counted(fault: Any) -> None:
    model = Telling([ACTORS, CLAIMS, REST, fault])
    brief = briefed(model)
    unasked = briefed(Telling([ACTORS, CLAIMS, {**REST, "stance": STANCE[:1]}, fault]))
    assert len(held(brief)) == 3
    assert {stance[2] for stance in held(brief)} == {stance[2] for stance in held(unasked)} - {None}
    [told] = [drop for drop in brief.dropped if drop.field == "stance"]
    assert "could not be asked: " in told.reason
    assert brief.run.attempts == 3 + (2 if isinstance(fault, TransportError) else 1)


def test_no_stance_no_question() -> None:
    model = Telling([ACTORS, CLAIMS, {**REST, "stance": []}])
    assert briefed(model).run.attempts == 3


def test_of_another_model_nothing_was_measured() -> None:
    model = Telling([ACTORS, CLAIMS, REST])
    model.name = "local/other"
    brief = briefed(model)
    assert [stance[2] for stance in held(brief)] == [None] * 3
    assert brief.run.attempts == 3


@pytest.mark.parametrize(("chance", "stays"), [(0.999, False), (0.55, True)])
def test_an_unsure_no_is_less_than_a_yes(chance: float, stays: bool) -> None:
    rest = {**REST, "stance": STANCE[:1]}
    model = Telling([ACTORS, CLAIMS, rest, {"told": ["no"]}], chances=(chance,))
    sure = Telling([ACTORS, CLAIMS, rest, {"told": ["yes"]}], chances=(chance,))
    [yes] = briefed(sure).stance
    found = briefed(model).stance
    assert bool(found) is stays
    assert all((one.confidence or 0) < (yes.confidence or 0) for one in found)


def test_no_accusation_brings_back_what_is_hardly_believed() -> None:
    accused = {"claims": [[1, "Ostland", "accusation", "Norland broke the treaty."]]}
    model = Telling(
        [ACTORS, accused, {**REST, "stance": STANCE[2:]}, {"told": ["no"]}], chances=(0.999,)
    )
    brief = briefed(model)
    assert brief.stance == ()
    assert any("hardly believes" in drop.reason for drop in brief.dropped)
