"""Questions and models behind the scripted server, for tests of what is sent and what it means."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fake_server import FakeServer

from summarizer.domain import Usage
from summarizer.drafts import Bounds
from summarizer.drafts.rows import ROWS
from summarizer.models import Ask, LanguageModel, Listener, Reply, open_model
from summarizer.models._instructor import InstructorModel
from summarizer.models._open import _openai_client
from summarizer.prompts import Message
from summarizer.settings import resolve

GOOD = {"sectors": [["transport", 1]]}
BOUNDS = Bounds("Norland grounded Blue Air.", 1, ("transport",))


def question(attempts: int = 4, listener: Listener | None = None) -> Ask:
    return Ask(
        messages=(Message("system", "Answer."), Message("user", "Which sectors?")),
        answer=ROWS.answer_model(("sectors",)),
        bounds=BOUNDS,
        max_tokens=77,
        attempts=attempts,
        listener=listener,
    )


def opened(server: FakeServer, **settings: Any) -> LanguageModel:
    return open_model(resolve(model="acme/writer-1", base_url=server.url, **settings))


def made(
    server: FakeServer, connected: Callable[[Any], None] = lambda client: None, **parts: Any
) -> InstructorModel:
    """The model of parts of the test's own; ``connected`` is told every client it makes."""

    def connect(asynchronous: bool) -> Any:
        client = _openai_client(server.url, "none", "writer-1", asynchronous, 5.0)
        connected(client.client)
        return client

    return InstructorModel("acme/writer-1", "writer-1", connect, context=8192, **parts)


def spent(usage: Usage) -> tuple[int, int, int]:
    return usage.attempts, usage.input_tokens, usage.output_tokens


Asker = Callable[[LanguageModel, Ask], Reply]


def blocking(model: LanguageModel, ask: Ask) -> Reply:
    return model.ask(ask)


def awaited(model: LanguageModel, ask: Ask) -> Reply:
    return asyncio.run(model.aask(ask))


BOTH = pytest.mark.parametrize("put", [blocking, awaited])
