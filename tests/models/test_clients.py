"""Clients of event loops: one each, closed with the loop, made without holding it up."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer, Says
from transport_samples import GOOD, made, question

from summarizer.models import CachedModel, LanguageModel, aclose
from summarizer.models._instructor import InstructorModel
from summarizer.models._open import _openai_client
from summarizer.store import Store
from summarizer.testing import ScriptedModel


@pytest.fixture(autouse=True)
def answering(server: FakeServer) -> None:
    server.always = Says(GOOD)


@pytest.mark.parametrize("remembers", [False, True])
async def test_the_loops_client_is_closed_and_made_again(
    server: FakeServer, tmp_path: Path, remembers: bool
) -> None:
    clients: list[Any] = []
    model = made(server, clients.append)
    front: LanguageModel = CachedModel(model, Store(tmp_path / "store")) if remembers else model
    await front.aask(question())
    assert not clients[0].is_closed()
    await aclose(front)
    assert clients[0].is_closed()
    await model.aask(question())
    assert len(clients) == 2
    await aclose(front)


async def test_a_model_that_keeps_nothing_has_nothing_to_close() -> None:
    await aclose(ScriptedModel([]))


def test_clients_of_closed_loops_are_let_go(server: FakeServer) -> None:
    clients: list[weakref.ref[Any]] = []
    model = made(server, lambda client: clients.append(weakref.ref(client)))
    for _ in range(4):
        asyncio.run(model.aask(question()))
    gc.collect()
    assert len(clients) == 4
    assert [client() is not None for client in clients[:-1]] == [False] * 3


async def test_a_running_loop_closes_its_client_when_the_model_is_closed(
    server: FakeServer,
) -> None:
    clients: list[Any] = []
    model = made(server, clients.append)
    await model.aask(question())
    model.close()
    for _ in range(100):
        if clients[0].is_closed():
            break
        await asyncio.sleep(0.01)
    assert clients[0].is_closed()


class Engine:
    """Starts when its address or a request asks for it, as the embedded one does."""

    def __init__(self, address: str) -> None:
        self.started_in: threading.Thread | None = None
        self._address = address

    @property
    def address(self) -> str:
        self._start()
        return self._address

    @contextmanager
    def request(self) -> Generator[None]:
        self._start()
        yield

    def _start(self) -> None:
        self.started_in = self.started_in or threading.current_thread()


async def test_an_engine_is_not_started_on_the_event_loop(server: FakeServer) -> None:
    engine = Engine(server.url)

    def connect(asynchronous: bool) -> Any:
        return _openai_client(engine.address, "none", "w", asynchronous, 5.0)

    model = InstructorModel("local/w", "w", connect, context=8192, session=engine.request)
    await model.aask(question())
    assert engine.started_in not in {None, threading.current_thread()}
    await model.aclose()


def test_a_session_that_a_cancelled_loop_forgot_is_left_by_its_thread(server: FakeServer) -> None:
    """The embedded engine counts who is in it and waits for them before it starts anew."""
    inside = 0
    loading, loaded = threading.Event(), threading.Event()

    @contextmanager
    def session() -> Generator[None]:
        nonlocal inside
        loading.set()
        assert loaded.wait(10)
        inside += 1
        yield
        inside -= 1

    async def given_up() -> None:
        asked = asyncio.ensure_future(model.aask(question()))
        await asyncio.to_thread(loading.wait, 10)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        loaded.set()

    model = made(server, session=session)
    asyncio.run(given_up())
    assert inside == 0
    assert server.requests == []
