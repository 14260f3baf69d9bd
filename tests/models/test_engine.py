"""The embedded engine, for real: SmolLM2 behind HTTP on loopback, through the whole path."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import textwrap
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SEED

from summarizer import Summarizer, read_article
from summarizer.domain import Article, Brief
from summarizer.drafts import Bounds, Limits
from summarizer.drafts.rows import ROWS
from summarizer.errors import ArticleTooLongError, ModelUnavailableError
from summarizer.models import Ask, _engine, _weights
from summarizer.pipeline import FieldsReady, Progress
from summarizer.prompts import Message

SMALL = "local/smollm2-135m"
pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("smollm")]


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    yield
    _engine.close_engines()


def small(**settings: Any) -> Summarizer:
    # One thread: threads that wait for each other crawl where other tests run beside.
    return Summarizer(SMALL, threads=1, **settings)


def only_engine() -> _engine.Engine:
    [engine] = _engine._engines.values()
    return engine


def status(url: str, key: str = "") -> int:
    request = urllib.request.Request(url, headers={"authorization": f"Bearer {key}"})
    try:
        return urllib.request.urlopen(request, timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code


def sector_question(text: str = "Norland grounded Blue Air.") -> Ask:
    return Ask(
        (Message("system", "Name sectors as JSON."), Message("user", text)),
        ROWS.answer_model(("sectors",)),
        Bounds(text, 1, ("transport", "government"), limits=Limits(sectors=1)),
        40,
        1,
    )


def test_a_short_article_becomes_a_grounded_brief(article: Article, short_prompt: Path) -> None:
    with small(prompt=short_prompt) as summarizer:
        events = list(summarizer.stream(article))
    brief = events[-1]
    assert isinstance(brief, Brief)
    brief.verify(article)
    assert brief.run.model == SMALL
    assert brief.run.attempts >= 3
    assert brief.run.input_tokens > 500
    assert brief.run.output_tokens > 10
    assert [e.stage for e in events if isinstance(e, FieldsReady)] == ["actors", "claims", "rest"]
    grown = [event.text for event in events if isinstance(event, Progress)]
    assert len(grown) > 10


def test_answers_follow_the_schema_and_are_the_same_with_and_without_a_listener() -> None:
    with small() as summarizer:
        ask = sector_question()
        first = summarizer.model.ask(ask)
        heard: list[str] = []
        streamed = summarizer.model.ask(
            Ask(ask.messages, ask.answer, ask.bounds, ask.max_tokens, ask.attempts, heard.append)
        )
    for code, numbers in first.answer.model_dump()["sectors"]:
        assert code in {"transport", "government"}
        assert numbers == (1,)
    assert streamed.raw == first.raw == heard[-1]
    assert streamed.usage.output_tokens == first.usage.output_tokens > 0
    assert streamed.usage.input_tokens == first.usage.input_tokens > 0


def test_one_engine_serves_the_process_and_only_those_with_its_key() -> None:
    with small() as one, small() as two:
        one.model.ask(sector_question())
        two.model.ask(sector_question())
        engine = only_engine()
        assert engine.starts == 1
        assert status(f"{engine.address}/models", engine.key) == 200
        chat = f"{engine.address}/chat/completions"
        assert status(chat, "wrong") == 401
        assert status(chat) == 401


def test_the_engine_is_restarted_after_some_requests_at_the_same_address() -> None:
    with small() as summarizer:
        summarizer.model.ask(sector_question())
        engine = only_engine()
        address = engine.address
        engine.restart_after = 2
        for _ in range(4):
            summarizer.model.ask(sector_question())
        assert engine.starts == 3
        assert engine.address == address


def test_threads_share_an_engine_across_restarts() -> None:
    with small() as summarizer:
        summarizer.model.ask(sector_question())
        engine = only_engine()
        engine.restart_after = 3
        failures: list[BaseException] = []

        def work() -> None:
            try:
                for _ in range(4):
                    summarizer.model.ask(sector_question())
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert not failures
        assert engine.starts >= 3


def test_released_engines_answer_no_more_and_start_again_when_asked() -> None:
    with small() as summarizer:
        summarizer.model.ask(sector_question())
        engine = only_engine()
        address, key = engine.address, engine.key
        engine.close()
        with pytest.raises(OSError, match="refused"):
            status(f"{address}/models", key)
        assert summarizer.model.ask(sector_question()).usage.attempts == 1
        assert engine.starts == 2


async def test_the_async_path() -> None:
    with small() as summarizer:
        reply = await summarizer.model.aask(sector_question())
        assert reply.raw == summarizer.model.ask(sector_question()).raw


async def test_requests_on_one_event_loop_do_not_wait_for_each_other_at_a_restart() -> None:
    with small() as summarizer:
        summarizer.model.ask(sector_question())
        engine = only_engine()
        engine.restart_after = 3

        async def work() -> None:
            for _ in range(4):
                await summarizer.model.aask(sector_question())

        await asyncio.wait_for(asyncio.gather(work(), work()), 120)
        assert engine.starts >= 3


def test_a_question_longer_than_the_context() -> None:
    text = " ".join(f"Norland grounded {number} airlines today." for number in range(400))
    with (
        small(context=1024) as summarizer,
        pytest.raises(ArticleTooLongError, match="does not fit into the context window of local/"),
    ):
        summarizer.model.ask(sector_question(text))


def test_damaged_weights_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from summarizer.models import _open

    other = dataclasses.replace(_weights.SMOLLM, sha256="0" * 64)
    monkeypatch.setitem(_open.KNOWN, other.name, other)
    with (
        small() as summarizer,
        pytest.raises(
            ModelUnavailableError, match="damaged: SHA-256 is b179c9523d0e…, expected 0000"
        ),
    ):
        summarizer.brief("Norland grounded Blue Air.")


def test_a_file_that_the_engine_cannot_load(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + b"\0" * 100)
    with (
        Summarizer(str(path)) as summarizer,
        pytest.raises(ModelUnavailableError, match=r"broken\.gguf: the engine cannot load it"),
    ):
        summarizer.brief("Norland grounded Blue Air.")


def test_an_engine_may_be_left_before_anybody_asked_it_anything(tmp_path: Path) -> None:
    """In a process of its own, since what is tried would never end."""
    weights = _weights.locate(_weights.SMOLLM, tmp_path)
    program = textwrap.dedent(
        f"""
        from pathlib import Path
        from summarizer.models._engine import EngineOptions, shared_engine
        options = EngineOptions(Path({str(weights)!r}), None, context=512, slots=1, threads=1)
        for _ in range(5):
            shared_engine(options).address
            shared_engine(options).close()
        shared_engine(options).address
        """
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_a_port_that_somebody_took_first_is_not_the_models_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        free = _engine._free_port
        ports = iter([taken])
        monkeypatch.setattr(_engine, "_free_port", lambda: next(ports, None) or free())
        weights = _weights.locate(_weights.SMOLLM, tmp_path)
        engine = _engine.Engine(
            _engine.EngineOptions(weights, None, context=512, slots=1, threads=1)
        )
        assert engine.address != f"http://127.0.0.1:{taken}/v1"
        assert engine.starts == 1
        # Clients know the address by now: another port would not help them.
        engine.close()
        engine._port = taken
        monkeypatch.setattr(_engine, "_PAUSE", 0.01)
        with pytest.raises(ModelUnavailableError, match=f"port {taken} .* is taken"):
            engine._start()


@pytest.mark.weights
def test_the_default_model_briefs_the_seed(default_weights: Path) -> None:
    seed = read_article(SEED)
    with Summarizer(cache=default_weights) as summarizer:
        brief = summarizer.brief(seed)
    brief.verify(seed)
    names = " ".join(actor.name for actor in brief.actors)
    assert "Zelenskyy" in names
    assert "China" in names
    assert brief.claims
    assert 1 <= len(brief.summary) <= 3
    assert brief.run.model.startswith("local/")
    assert brief.run.attempts >= 3
