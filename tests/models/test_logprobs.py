"""What a server tells of its tokens' probabilities, and what becomes of it on the way."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from fake_server import PIECE, FakeServer, Says
from openai.types.chat import ChatCompletion
from transport_samples import BOTH, GOOD, Asker, made, question

from summarizer.errors import AnswerError
from summarizer.models import Ask, CachedModel, Listener, Reply
from summarizer.models._meaning import logprobs_of
from summarizer.store import Store
from summarizer.testing import ScriptedModel


def unheard(_: str) -> None:
    pass


def sizes_and_values(logprobs: str) -> list[tuple[int, float]]:
    pairs = [pair.split(":") for pair in logprobs.split()]
    return [(int(size), float(value)) for size, value in pairs]


@BOTH
@pytest.mark.parametrize("listener", [None, unheard])
def test_they_are_asked_for_and_heard_whole_or_streamed(
    server: FakeServer, put: Asker, listener: Listener | None
) -> None:
    server.script(Says(GOOD, logprob=-0.5))
    reply = put(made(server, logprobs=True), question(listener=listener))
    size = len(reply.raw)
    full, rest = divmod(size, PIECE)
    expected = [(PIECE, -0.5)] * full + [(rest, -0.5)] * bool(rest)
    assert sizes_and_values(reply.logprobs) == expected


@BOTH
def test_of_a_model_that_is_not_known_to_tell_they_are_not_asked(
    server: FakeServer, put: Asker
) -> None:
    server.script(Says(GOOD))
    reply = put(made(server), question())
    assert reply.logprobs == ""
    assert "logprobs" not in server.requests[0].body


@BOTH
@pytest.mark.parametrize(
    ("content", "finish_reason"),
    [('{"sectors":[["ships",1]]}', "stop"), ('{"sectors":[["transport",1],["tra', "length")],
)
def test_an_answer_with_a_fault_has_them_too(
    server: FakeServer, put: Asker, content: str, finish_reason: str
) -> None:
    server.script(Says(content, finish_reason=finish_reason))
    with pytest.raises(AnswerError) as caught:
        put(made(server, logprobs=True), question())
    told = sizes_and_values(caught.value.logprobs)
    assert sum(size for size, _ in told) == len(content)


def test_to_ask_for_them_makes_no_other_model(server: FakeServer) -> None:
    assert made(server, logprobs=True).identity == made(server).identity


def completion(*tokens: tuple[str, list[int] | None], text: str) -> ChatCompletion:
    content = [
        {"token": token, "bytes": given, "logprob": -1.0, "top_logprobs": []}
        for token, given in tokens
    ]
    message = {"role": "assistant", "content": text}
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": message,
        "logprobs": {"content": content},
    }
    return ChatCompletion.model_validate(
        {"id": "a", "created": 0, "model": "m", "object": "chat.completion", "choices": [choice]}
    )


def test_tokens_within_a_character_are_counted_by_their_bytes() -> None:
    whole = completion(("a", None), ("\ufffd", [0xC3]), ("\ufffd", [0xA9]), text="aé")
    assert sizes_and_values(logprobs_of(whole)) == [(1, -1.0), (1, -1.0), (1, -1.0)]


def test_tokens_of_another_text_tell_nothing() -> None:
    assert logprobs_of(completion(("a", None), text="ab")) == ""


class Telling(ScriptedModel):
    def ask(self, ask: Ask) -> Reply:
        return dataclasses.replace(super().ask(ask), logprobs="1:-0.5")


@pytest.mark.parametrize("fault", [False, True])
def test_they_are_remembered(tmp_path: Path, fault: bool) -> None:
    raw = json.dumps(GOOD) if not fault else "{"
    model = Telling([AnswerError("no", raw=raw, logprobs="1:-0.5") if fault else raw])
    with Store(tmp_path / "store") as store:
        cached = CachedModel(model, store)
        for _ in range(2):
            if fault:
                with pytest.raises(AnswerError) as caught:
                    cached.ask(question())
                assert caught.value.logprobs == "1:-0.5"
            else:
                assert cached.ask(question()).logprobs == "1:-0.5"
