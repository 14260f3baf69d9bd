"""Streams that end without a finish reason: whole, cut off, or lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from fake_server import FakeServer, Says
from transport_samples import BOTH, GOOD, Asker, opened, question

from summarizer.errors import AnswerError, TransportError

HALF = '{"sectors":[["transport",1],["tran'


class WithoutUsage(Says):
    """What arrives where a proxy closes the stream: pieces, and nothing after them."""

    @property
    def usage(self) -> Any:
        return None


def unheard(_: str) -> None:
    pass


@BOTH
@pytest.mark.parametrize("kind", [Says, WithoutUsage])
def test_whole_json_is_an_answer(server: FakeServer, put: Asker, kind: type[Says]) -> None:
    server.script(kind(GOOD, finish_reason=None))
    reply = put(opened(server), question(listener=unheard))
    assert reply.answer.model_dump() == {"sectors": [("transport", (1,))]}


@BOTH
def test_half_an_answer_is_a_lost_connection_and_asked_again(
    server: FakeServer, put: Asker
) -> None:
    server.script(WithoutUsage(HALF, finish_reason=None), Says(GOOD))
    reply = put(opened(server), question(listener=unheard))
    assert reply.usage.attempts == 2 == len(server.requests)
    assert reply.answer.model_dump() == {"sectors": [("transport", (1,))]}


@BOTH
def test_lost_every_time_it_is_an_error_of_the_transport(server: FakeServer, put: Asker) -> None:
    server.always = WithoutUsage(HALF, finish_reason=None)
    with pytest.raises(TransportError, match="1 attempt: the stream ended before the answer did"):
        put(opened(server), question(attempts=1, listener=unheard))


@BOTH
def test_half_an_answer_that_the_server_counted_is_cut_off(server: FakeServer, put: Asker) -> None:
    server.script(Says(HALF, finish_reason=None))
    with pytest.raises(AnswerError, match="cut off") as caught:
        put(opened(server), question(listener=unheard))
    assert caught.value.cut
    assert caught.value.raw == HALF


@BOTH
@pytest.mark.parametrize("kind", [BrokenPipeError, TimeoutError, RuntimeError, KeyboardInterrupt])
def test_what_a_listener_raises_is_its_own_and_nothing_is_asked_again(
    server: FakeServer, put: Asker, kind: type[BaseException]
) -> None:
    raised = kind("nobody reads this any more")

    def broken(_: str) -> None:
        raise raised

    server.always = Says(GOOD)
    with pytest.raises(kind) as caught:
        put(opened(server), question(attempts=3, listener=broken))
    assert caught.value is raised
    assert len(server.requests) == 1
