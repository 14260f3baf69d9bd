"""The benches at a server of fixed latency: equal work for all, and counts that count."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest

from benchmarks._peers.plain import answer_model
from benchmarks._throughput.article import ANSWERS, SENTENCES, TEXT, number_of, numbered
from benchmarks._throughput.server import Server
from benchmarks.kill import Counting
from benchmarks.ray_workers import steady_rate
from summarizer.prompts import load_taxonomy


class Connection:
    """What a server wrote."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes) -> None:
        self.written.append(data)


def request_about(number: int) -> bytes:
    said = {"model": "ours", "messages": [{"role": "user", "content": numbered(number)}]}
    return json.dumps(said).encode()


def as_http(body: bytes) -> bytes:
    return b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body), body,
    )  # fmt: skip


def fields(name: str) -> dict[str, list[dict[str, Any]]]:
    return json.loads(ANSWERS[name])


def test_all_are_answered_with_the_same_items() -> None:
    ours, plain = fields("ours"), fields("plain")
    for field, items in plain.items():
        assert len(items) == len(ours[field])
        for item, other in zip(items, ours[field], strict=True):
            assert {key: other[key] for key in item if key != "quotes"} == {
                key: value for key, value in item.items() if key != "quotes"
            }
    assert [one["claim_attributes"]["speaker"] for one in fields("langextract")["extractions"]] == [
        one["speaker"] for one in ours["claims"]
    ]


def test_quotes_are_the_sentences_that_ours_names_by_number() -> None:
    for item, other in zip(fields("plain")["claims"], fields("ours")["claims"], strict=True):
        sentences = [SENTENCES[number - 1] for number in other["evidence"]]
        assert item["quotes"] == [TEXT[start:end] for start, end in sentences]


def test_the_answer_is_one_that_a_benchmark_can_ask_for() -> None:
    answer_model(load_taxonomy()).model_validate(fields("plain"))


def test_a_request_tells_which_copy_it_is_about() -> None:
    assert number_of(request_about(0)) == 0
    assert number_of(request_about(417)) == 417
    assert number_of(json.dumps({"messages": [{"content": TEXT}]}).encode()) is None


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers at once."""
    for name, value in (("chance", random.Random(0)), ("latency", 0.0), ("jitter", 0.0),
                        ("refuse", 0.0)):  # fmt: skip
        monkeypatch.setattr(Server, name, value, raising=False)
    monkeypatch.setattr(Server, "answered", [])


@pytest.mark.usefixtures("steady")
async def test_what_is_asked_again_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counting, "asked", type(Counting.asked)())
    server = Counting()
    server.connection_made(Connection())
    for number in (3, 5, 3):
        server.data_received(as_http(request_about(number)))
    assert Counting.asked == {3: 2, 5: 1}


@pytest.mark.usefixtures("steady")
async def test_the_server_tells_when_answers_went_out() -> None:
    server, connection = Server(), Connection()
    server.connection_made(connection)
    server.data_received(as_http(request_about(1)) + as_http(request_about(2)))
    while len(connection.written) < 2:
        await asyncio.sleep(0.001)
    server.data_received(b"GET /v1/answered HTTP/1.1\r\n\r\n")
    first, second = json.loads(connection.written[-1].partition(b"\r\n\r\n")[2])
    assert first <= second
    assert b"chat.completion" in connection.written[0]


def test_the_rate_leaves_out_how_workers_start_and_end() -> None:
    # Two workers, 16 answers each every 2 s; the second begins 3 s later.
    waves = [2.0 * wave for wave in range(1, 21)]
    times = sorted(
        [time for time in waves for _ in range(16)]
        + [time + 3 for time in waves for _ in range(16)]
    )
    assert steady_rate(times) == pytest.approx(16.0, rel=0.06)
    assert steady_rate([time for time in waves for _ in range(16)]) == pytest.approx(8.0)


def test_a_rate_needs_some_answers() -> None:
    with pytest.raises(ValueError, match="3 answers are too few"):
        steady_rate([1.0, 2.0, 3.0])
