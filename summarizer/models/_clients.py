"""Asynchronous clients, one for each event loop: a pool of connections belongs to one loop."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable
from typing import Any


class LoopClients:
    """Makes a client for every event loop that asks; safe to share between threads.

    Args:
        connect: makes an instructor client whose provider's client stands in ``client``.
    """

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        # Open connections refer to their loop, so weak keys would let go of neither.
        self._clients: dict[asyncio.AbstractEventLoop, Any] = {}
        self._lock = threading.Lock()

    def get(self) -> Any:
        """The running loop's client. Clients whose loops are closed by now are let go."""
        loop = asyncio.get_running_loop()
        with self._lock:
            client = self._clients.get(loop)
        if client is None:
            client = self._connect()
            with self._lock:
                # Nothing can be awaited on a closed loop; unreferenced, its sockets close.
                self._clients = {
                    other: kept for other, kept in self._clients.items() if not other.is_closed()
                }
                self._clients[loop] = client
        return client

    async def aclose(self) -> None:
        """Close the running loop's client; the next request makes another."""
        with self._lock:
            client = self._clients.pop(asyncio.get_running_loop(), None)
        await _close(client)

    def close(self) -> None:
        """Let all clients go; loops that are running close theirs when they come to it."""
        with self._lock:
            clients, self._clients = self._clients, {}
        for loop, client in clients.items():
            if loop.is_running():
                asyncio.run_coroutine_threadsafe(_close(client), loop)


async def _close(client: Any) -> None:
    inner = getattr(client, "client", None)
    # Providers differ in the name, and in whether it is to be awaited.
    close = getattr(inner, "aclose", None) or getattr(inner, "close", None)
    if close is not None:
        closing = close()
        if inspect.isawaitable(closing):
            await closing
