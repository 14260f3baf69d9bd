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


class Telling(ScriptedModel):
    """Tells probabilities: 0.8 for all that it writes, and its own for yes or no."""

    def __init__(self, script: Sequence[Any], chances: Sequence[float] = ()) -> None:
        super().__init__(script, default_prompt="adapter")
        self.chances = chances

    def ask(self, ask: Ask) -> Reply:
        reply = super().ask(ask)
        if "told" not in reply.raw:
            return dataclasses.replace(reply, logprobs=f"{len(reply.raw.encode())}:-0.0")
        sizes = [len('{"told": [')]
        values = [0.0]
        for word, chance in zip(json.loads(reply.raw)["told"], self.chances, strict=True):
            sizes += [len(json.dumps(word)), len(", ")]
            values += [math.log(chance), 0.0]
        sizes[-1] = len("]}")
        told = " ".join(f"{size}:{value}" for size, value in zip(sizes, values, strict=True))
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
    written = [stance[2] for stance in held(brief)]
    assert len(written) == 3
    assert all(confidence is not None for confidence in written)
    assert brief.run.attempts == 3 + (2 if isinstance(fault, TransportError) else 1)


def test_no_stance_no_question() -> None:
    model = Telling([ACTORS, CLAIMS, {**REST, "stance": []}])
    assert briefed(model).run.attempts == 3
