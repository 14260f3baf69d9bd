"""The library's front door: what it refuses, and a stream that is left early."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from summarizer import Summarizer
from summarizer.domain import Article
from summarizer.errors import UsageError
from summarizer.models import Ask, Reply
from summarizer.settings import resolve
from summarizer.testing import ScriptedModel


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"model": "acme/writer"}, "model"),
        ({"prompt": "staged"}, "prompt"),
        ({"taxonomy": "codes.toml"}, "taxonomy"),
        ({"attempts": 2, "jobs": None, "context": 4096}, "attempts, context"),
    ],
)
def test_settings_beside_resolved_ones_are_refused(given: dict[str, Any], named: str) -> None:
    with pytest.raises(UsageError, match=rf"Summarizer: {named} given beside resolved"):
        Summarizer(**given, resolved=resolve(model="local"))


def test_a_model_object_goes_with_resolved_settings() -> None:
    settings = resolve(model="local", attempts=2)
    model = ScriptedModel([])
    summarizer = Summarizer(model, resolved=settings, jobs=None)
    assert (summarizer.model, summarizer.plan.attempts) == (model, 2)


class HeldModel(ScriptedModel):
    """Tells how its answer grows, and gives it when it is let go."""

    def __init__(self, answers: list[Any]) -> None:
        super().__init__(answers, default_prompt="staged")
        self.let_go = threading.Event()

    def ask(self, ask: Ask) -> Reply:
        reply = super().ask(ask)
        assert self.let_go.wait(30)
        return reply


def test_a_stream_that_is_left_asks_nothing_more(article: Article) -> None:
    model = HeldModel([{"actors": [["Ada Berg", "person", "core", "minister", ["Berg"]]]}] * 9)
    stream = Summarizer(model).stream(article)
    next(stream)
    [worker] = [thread for thread in threading.enumerate() if thread.name == "summarizer-stream"]
    stream.close()
    model.let_go.set()
    worker.join(30)
    assert len(model.asked) == 1
