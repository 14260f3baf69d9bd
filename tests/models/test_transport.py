"""One path to every model, against a real HTTP server: retries, budgets, errors, streaming."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import socket
import threading
import time
from typing import Any, ClassVar

import pytest
from fake_server import Fails, FakeServer, Request, Says
from transport_samples import BOTH, BOUNDS, GOOD, Asker, awaited, made, opened, question, spent

from summarizer import Summarizer
from summarizer.domain import Article
from summarizer.drafts import Bounds
from summarizer.drafts.rows import ROWS
from summarizer.errors import (
    AnswerError,
    ArticleTooLongError,
    ModelError,
    ModelUnavailableError,
    TransportError,
)
from summarizer.models import Ask, Reply, open_model
from summarizer.models import _instructor as instructor_model
from summarizer.models._pace import Pace
from summarizer.prompts import Message
from summarizer.settings import resolve

KEYED = {
    "summary": [{"text": "T.", "evidence": [1]}],
    "actors": [],
    "claims": [],
    "sectors": [],
    "stance": [],
}
INVALID = {**KEYED, "sectors": [{"code": "dragons", "evidence": [1]}]}


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that would have been slept between attempts; nothing is slept."""
    taken: list[float] = []
    policy = instructor_model.retry_policy

    async def asleep(seconds: float) -> None:
        taken.append(seconds)

    def recorded(attempts: int) -> dict[str, Any]:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return {**policy(attempts), "sleep": taken.append}
        return {**policy(attempts), "sleep": asleep}

    monkeypatch.setattr(instructor_model, "retry_policy", recorded)
    # What the others wait for is tested in test_pace.py.
    monkeypatch.setattr(Pace, "refused", lambda self, after: None)
    return taken


@BOTH
def test_a_request_carries_messages_schema_and_limit(server: FakeServer, put: Asker) -> None:
    server.script(Says(GOOD))
    reply = put(opened(server), question())
    assert reply.answer.model_dump() == {"sectors": [("transport", (1,))]}
    assert json.loads(reply.raw) == GOOD
    assert spent(reply.usage) == (1, 100, 20)
    [request] = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.body["model"] == "writer-1"
    assert request.body["max_tokens"] == 77
    assert [m["role"] for m in request.messages] == ["system", "user"]
    assert "Which sectors?" in request.messages[-1]["content"]
    schema = request.body["response_format"]["json_schema"]["schema"]
    assert schema == ROWS.json_schema(("sectors",), BOUNDS)


@BOTH
def test_text_that_looks_like_a_template_is_sent_as_it_is(server: FakeServer, put: Asker) -> None:
    text = "A {{ 1 + 1 }} b {# gone #} {% if %} {{ bounds.text }} {{ context }}"
    server.script(Says(GOOD))
    put(opened(server), dataclasses.replace(question(), messages=(Message("user", text),)))
    sent = server.requests[0].messages[-1]["content"]
    assert text in sent


@pytest.mark.parametrize("numbers", [1, [1], [1, 2], [2, 1, 2]])
def test_evidence_may_be_one_number_or_a_list(server: FakeServer, numbers: Any) -> None:
    server.script(Says({"sectors": [["transport", numbers]]}))
    ask = dataclasses.replace(question(), bounds=Bounds("x", 2, ("transport",)))
    reply = opened(server).ask(ask)
    want = tuple(sorted(set(numbers))) if isinstance(numbers, list) else (numbers,)
    assert reply.answer.model_dump() == {"sectors": [("transport", want)]}


@BOTH
def test_streaming_gives_the_same_reply_and_tells_how_it_grows(
    server: FakeServer, put: Asker
) -> None:
    server.script(Says(GOOD), Says(GOOD))
    heard: list[str] = []
    model = opened(server)
    whole = put(model, question())
    streamed = put(model, question(listener=heard.append))
    assert streamed.raw == whole.raw
    assert streamed.answer.model_dump() == whole.answer.model_dump()
    assert spent(streamed.usage) == spent(whole.usage)
    assert "stream" not in server.requests[0].body
    assert server.requests[1].body["stream"] is True
    assert len(heard) > 2
    assert heard[-1] == whole.raw
    assert all(whole.raw.startswith(text) for text in heard)
    assert heard == sorted(heard, key=len)


@BOTH
@pytest.mark.parametrize("streamed", [False, True])
def test_transient_failures_are_tried_again(
    server: FakeServer, pauses: list[float], put: Asker, streamed: bool
) -> None:
    server.script(Fails(500), Fails(503), Fails(hang_up=True), Says(GOOD))
    reply = put(opened(server), question(listener=(lambda _: None) if streamed else None))
    assert reply.usage.attempts == 4 == len(server.requests)
    assert len(pauses) == 3
    assert all(0 <= pause <= 30 for pause in pauses)
    bodies = [request.body for request in server.requests]
    assert bodies == [bodies[0]] * 4


@BOTH
def test_retry_after_is_obeyed(server: FakeServer, pauses: list[float], put: Asker) -> None:
    server.script(Fails(429, headers={"retry-after": "17"}), Fails(429), Says(GOOD))
    put(opened(server), question())
    assert pauses[0] == 17
    assert pauses[1] < 2


def test_retry_after_as_a_date(server: FakeServer, pauses: list[float]) -> None:
    from email.utils import formatdate

    server.script(Fails(503, headers={"retry-after": formatdate(time.time() + 40)}), Says(GOOD))
    opened(server).ask(question())
    assert 35 < pauses[0] <= 40


def test_retry_after_is_really_waited_for(server: FakeServer) -> None:
    server.script(Fails(429, headers={"retry-after": "1"}), Says(GOOD))
    opened(server).ask(question())
    first, second = server.requests
    assert 1.0 <= second.at - first.at < 3


def test_a_server_that_asks_for_an_hour_is_given_up(
    server: FakeServer, pauses: list[float]
) -> None:
    server.script(Fails(429, "quota used up", headers={"retry-after": "3600"}))
    with pytest.raises(
        TransportError,
        match=r"answered 429 after 1 attempt.*quota used up; it asks to wait 3600 s: run again",
    ):
        opened(server).ask(question())
    assert pauses == []


@BOTH
def test_during_a_pause_of_an_hour_requests_fail_at_once(server: FakeServer, put: Asker) -> None:
    now = 100.0
    model = made(server, pace=Pace(clock=lambda: now))
    server.script(Fails(429, "quota used up", headers={"retry-after": "3600"}), Says(GOOD))
    with pytest.raises(TransportError, match="quota used up"):
        put(model, question())
    now += 600
    with pytest.raises(TransportError, match=r"asked for a pause, of which 3000 s .*again") as it:
        put(model, question())
    assert it.value.usage.attempts == 0
    assert len(server.requests) == 1
    now += 3010
    assert put(model, question()).usage.attempts == 1


def test_a_pause_without_end_is_none(server: FakeServer, pauses: list[float]) -> None:
    server.script(Fails(429, headers={"retry-after": "inf"}), Says(GOOD))
    opened(server).ask(question())
    assert pauses[0] < 2


@BOTH
@pytest.mark.parametrize("attempts", [1, 3])
def test_no_more_requests_than_allowed(
    server: FakeServer, pauses: list[float], put: Asker, attempts: int
) -> None:
    server.always = Fails(500, "on fire")
    with pytest.raises(
        TransportError, match=f"answered 500 after {attempts} attempts?: on fire"
    ) as caught:
        put(opened(server), question(attempts))
    assert len(server.requests) == attempts
    assert caught.value.usage.attempts == attempts


@BOTH
def test_a_timeout_is_tried_again_and_reported(
    server: FakeServer, pauses: list[float], put: Asker
) -> None:
    server.always = Says(GOOD, delay=1.5)
    with pytest.raises(TransportError, match="cannot be reached after 2 attempts") as caught:
        put(opened(server, timeout=0.2), question(2))
    assert len(server.requests) == 2 == caught.value.usage.attempts


@BOTH
def test_a_server_that_is_down(pauses: list[float], put: Asker) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    model = open_model(resolve(model="acme/w", base_url=f"http://127.0.0.1:{port}/v1"))
    with pytest.raises(
        TransportError, match="acme/w: the server cannot be reached after 3 attempts"
    ):
        put(model, question(3))
    assert len(pauses) == 2


@BOTH
@pytest.mark.parametrize(
    ("status", "message", "kind", "words"),
    [
        (
            400,
            "the request exceeds the available context size, try increasing it",
            ArticleTooLongError,
            "does not fit into the context window of acme/writer-1",
        ),
        (
            400,
            "This model's maximum context length is 8192 tokens",
            ArticleTooLongError,
            "SUMMARIZER_CONTEXT",
        ),
        (
            401,
            "bad key",
            ModelUnavailableError,
            r"the key was refused \(401\): bad key; SUMMARIZER_API_KEY holds the key",
        ),
        (403, "not yours", ModelUnavailableError, r"the key was refused \(403\)"),
        (404, "no such model", ModelUnavailableError, r"no such model or address \(404\)"),
        (
            400,
            "unknown parameter",
            TransportError,
            "answered 400 after 1 attempt: unknown parameter",
        ),
        (422, "nonsense", TransportError, "answered 422 after 1 attempt"),
    ],
)
def test_final_failures_are_not_tried_again(
    server: FakeServer,
    pauses: list[float],
    put: Asker,
    status: int,
    message: str,
    kind: type[Exception],
    words: str,
) -> None:
    server.always = Fails(status, message)
    with pytest.raises(kind, match=words) as caught:
        put(opened(server), question())
    assert len(server.requests) == 1
    assert "\n" not in str(caught.value)


@BOTH
@pytest.mark.parametrize("streamed", [False, True])
def test_an_answer_that_breaks_the_schema_comes_back_with_its_text_and_cost(
    server: FakeServer, put: Asker, streamed: bool
) -> None:
    bad = {"sectors": [["dragons", 1]]}
    server.script(Says(bad, prompt_tokens=31, completion_tokens=7))
    with pytest.raises(AnswerError, match=r"sectors\.0\.0: 'dragons' is no sector code") as caught:
        put(opened(server), question(listener=(lambda _: None) if streamed else None))
    assert json.loads(caught.value.raw) == bad
    assert not caught.value.cut
    assert spent(caught.value.usage) == (1, 31, 7)
    assert len(server.requests) == 1


@BOTH
@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Says("I cannot\nhelp with that.", refused=True), "the model refused: I cannot help with"),
        (Says("", "content_filter"), "the provider's content filter ended the answer"),
    ],
)
def test_why_a_model_withholds_an_answer_is_told(
    server: FakeServer, put: Asker, streamed: bool, said: Says, words: str
) -> None:
    server.script(said)
    with pytest.raises(AnswerError, match=words) as caught:
        put(opened(server), question(listener=(lambda _: None) if streamed else None))
    assert caught.value.raw == ""
    assert spent(caught.value.usage) == (1, 100, 20)


def test_what_the_server_refused_costs_nothing_and_what_was_lost_is_not_known(
    server: FakeServer, pauses: list[float]
) -> None:
    def cost(step: Fails) -> float | None:
        server.always = step
        model = made(server, price=lambda given, cached, out: (given + out) / 100)
        with pytest.raises(TransportError) as caught:
            model.ask(question(attempts=2))
        return caught.value.usage.cost_usd

    assert cost(Fails(503, "busy")) == 0
    assert cost(Fails(0, hang_up=True)) is None


def test_the_pace_is_told_of_answers_of_no_use_too(server: FakeServer) -> None:
    class Heard(Pace):
        told: ClassVar[list[tuple[int, int]]] = []

        def answered(self, booked: float, input_tokens: int, output_tokens: int) -> None:
            self.told.append((input_tokens, output_tokens))

    server.script(
        Says('{"sectors":[["tran', "length", completion_tokens=77),
        Says({"sectors": [["dragons", 1]]}),
        Fails(400, "unknown parameter"),
    )
    model = made(server, pace=Heard())
    for _ in range(3):
        with pytest.raises((AnswerError, TransportError)):
            model.ask(question())
    assert Heard.told == [(100, 77), (100, 20)]


@BOTH
@pytest.mark.parametrize("streamed", [False, True])
def test_an_answer_cut_off_at_the_limit_comes_back_as_such(
    server: FakeServer, put: Asker, streamed: bool
) -> None:
    raw = '{"sectors":[["transport",1],["tran'
    server.script(Says(raw, finish_reason="length", completion_tokens=77))
    with pytest.raises(AnswerError, match="the answer was cut off at the token limit") as caught:
        put(opened(server), question(listener=(lambda _: None) if streamed else None))
    assert caught.value.raw == raw
    assert caught.value.cut
    assert caught.value.usage.output_tokens == 77


@BOTH
@pytest.mark.parametrize("raw", ["", "Certainly!", "[]", '"x"', "null"])
def test_an_answer_that_is_no_object_is_an_answer_error(
    server: FakeServer, put: Asker, raw: str
) -> None:
    server.script(Says(raw))
    with pytest.raises(AnswerError) as caught:
        put(opened(server), question())
    assert caught.value.usage.attempts == 1
    assert "\n" not in str(caught.value)


def test_failed_attempts_count_before_an_invalid_answer(
    server: FakeServer, pauses: list[float]
) -> None:
    server.script(Fails(500), Says({"sectors": [["dragons", 1]]}))
    with pytest.raises(AnswerError) as caught:
        opened(server).ask(question())
    assert caught.value.usage.attempts == 2


def test_no_key_of_a_provider_is_sent_to_another_server(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    server.script(Says(GOOD), Says(GOOD))
    opened(server).ask(question())
    assert "sk-openai" not in json.dumps(server.requests[0].headers)
    monkeypatch.setenv("SUMMARIZER_API_KEY", "sk-mine")
    opened(server).ask(question())
    sent = {key.lower(): value for key, value in server.requests[1].headers.items()}
    assert sent["authorization"] == "Bearer sk-mine"


def test_threads_share_a_model(server: FakeServer) -> None:
    def echo(request: Request) -> Says:
        time.sleep(0.02)
        return Says({"sectors": [["transport", int(request.messages[-1]["content"][-1])]]})

    server.always = echo
    model = opened(server)
    replies: dict[int, Reply] = {}
    bounds = Bounds("x", 9, ("transport",))

    def put(number: int) -> None:
        heard: list[str] = []
        ask = Ask(
            (Message("user", f"n {number}"),),
            ROWS.answer_model(("sectors",)),
            bounds,
            50,
            2,
            heard.append if number % 2 else None,
        )
        replies[number] = model.ask(ask)
        assert not heard or heard[-1] == replies[number].raw

    threads = [threading.Thread(target=put, args=(number,)) for number in range(1, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(1, 10):
        assert json.loads(replies[number].raw) == {"sectors": [["transport", number]]}


async def test_async_requests_run_at_the_same_time(server: FakeServer) -> None:
    server.always = Says(GOOD, delay=0.4)
    model = opened(server)
    begin = time.monotonic()
    replies = await asyncio.gather(*(model.aask(question()) for _ in range(6)))
    assert len(replies) == 6
    assert time.monotonic() - begin < 1.6


def test_two_event_loops_one_after_the_other(server: FakeServer) -> None:
    server.always = Says(GOOD)
    model = opened(server)
    for _ in range(3):
        assert awaited(model, question()).usage.attempts == 1


def test_close_and_go_on(server: FakeServer) -> None:
    server.always = Says(GOOD)
    model = opened(server)
    model.ask(question())
    model.close()
    model.close()
    assert model.ask(question()).usage.attempts == 1


# The whole path: pipeline, instructor, client, HTTP.


def test_budgets_of_transport_and_re_ask_do_not_multiply(
    server: FakeServer, pauses: list[float], article: Article
) -> None:
    server.script(Fails(500), Says(INVALID), Fails(500), Fails(500), Fails(500), Fails(500))
    with Summarizer("acme/w", base_url=server.url, attempts=4, prompt="brief") as summarizer:
        brief = summarizer.brief(article)
    assert len(server.requests) == 4
    assert brief.run.attempts == 4
    assert [drop.item for drop in brief.dropped] == [INVALID["sectors"][0]]
    assert len(brief.summary) == 1


@pytest.mark.parametrize("attempts", [1, 2, 3, 6])
def test_the_budget_holds_whatever_goes_wrong(
    server: FakeServer, pauses: list[float], article: Article, attempts: int
) -> None:
    server.always = Says("not json")
    with (
        Summarizer("acme/w", base_url=server.url, attempts=attempts, prompt="brief") as summarizer,
        pytest.raises(ModelError),
    ):
        summarizer.brief(article)
    assert 1 <= len(server.requests) <= attempts


def test_the_second_question_holds_the_last_answer_and_error_only(
    server: FakeServer, article: Article, tmp_path: Any
) -> None:
    import shutil

    from conftest import ROOT

    folder = shutil.copytree(ROOT / "prompts" / "brief" / "1", tmp_path / "patient" / "1")
    toml = folder / "prompt.toml"
    toml.write_text(toml.read_text().replace("reask = 1", "reask = 3"))
    faults = ["dragons", "unicorns", "griffins"]
    server.script(
        *(Says({**KEYED, "sectors": [{"code": code, "evidence": [1]}]}) for code in faults),
        Says(KEYED),
    )
    with Summarizer("acme/w", base_url=server.url, prompt=folder) as summarizer:
        brief = summarizer.brief(article)
    assert brief.run.attempts == 4
    assert not brief.dropped
    first = server.requests[0].messages
    for request, fault in zip(server.requests[1:], faults, strict=True):
        assert request.messages[: len(first)] == first
        said, complaint = request.messages[len(first) :]
        assert said["role"] == "assistant"
        assert fault in said["content"]
        assert complaint["role"] == "user"
        assert f"'{fault}' is no sector code" in complaint["content"]
        others = [other for other in faults if other != fault]
        assert not any(other in json.dumps(request.messages) for other in others)


def test_a_cut_off_answer_is_salvaged(server: FakeServer, article: Article) -> None:
    raw = '{"summary":[{"text":"It is so.","evidence":[1]},{"text":"It is n'
    server.always = Says(raw, finish_reason="length")
    with Summarizer("acme/w", base_url=server.url, prompt="brief") as summarizer:
        brief = summarizer.brief(article)
    assert [sentence.text for sentence in brief.summary] == ["It is so."]
    reasons = [drop.reason for drop in brief.dropped]
    assert "cut off" in reasons
    assert "the answer was cut off at the token limit" in reasons


async def test_the_async_path_makes_the_same_brief(server: FakeServer, article: Article) -> None:
    server.always = Says(KEYED)
    with Summarizer("acme/w", base_url=server.url, prompt="brief") as summarizer:
        one = await summarizer.abrief(article)
        two = await asyncio.to_thread(summarizer.brief, article)
    drop = {"run": {"seconds"}}
    assert one.model_dump(exclude=drop) == two.model_dump(exclude=drop)
    bodies = [request.body for request in server.requests]
    half = len(bodies) // 2
    assert bodies[:half] == bodies[half:]


def test_a_named_provider_without_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        ModelUnavailableError, match=r"openai/gpt-4o-mini: .*OPENAI_API_KEY"
    ) as caught:
        open_model(resolve(model="openai/gpt-4o-mini"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("nonsense", "unknown model 'nonsense'; say local"),
        ("/x", "unknown model '/x'"),
        ("openai/", "unknown model 'openai/'"),
        ("acme/x", "acme/x: "),
        ("local/gpt-9", "unknown embedded model 'gpt-9'; there are .*smollm2-135m"),
        ("gone.gguf", r"gone\.gguf: no such file"),
    ],
)
def test_unknown_models(spec: str, message: str) -> None:
    with pytest.raises(ModelUnavailableError, match=message) as caught:
        open_model(resolve(model=spec))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_model(tmp_path: Any) -> None:
    path = tmp_path / "fake.gguf"
    path.write_bytes(b"PK\3\4")
    with pytest.raises(ModelUnavailableError, match=r"fake\.gguf: not a GGUF file"):
        open_model(resolve(model=str(path)))
