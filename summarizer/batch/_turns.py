"""Whose question the model has: articles take turns, and give theirs back early."""

from __future__ import annotations

import asyncio

from summarizer.models import Ask, LanguageModel, Reply

#: Rounds of the event loop in which a request that can go out has gone out.
_ROUNDS = 8


class Turns:
    """``most`` articles have a turn; the others wait.

    An article that has its answers still takes milliseconds of this process. It gives its
    turn back before, so that the model is asked the next question meanwhile; and it goes
    behind whoever has a question to send, since a server that waits is what costs time.
    """

    def __init__(self, model: LanguageModel, most: int) -> None:
        self._model = model
        self._free = asyncio.Semaphore(most)
        self._desk = asyncio.Lock()

    async def take(self) -> Turn:
        """Wait for a turn; it must be released."""
        await self._free.acquire()
        return Turn(self._model, self._free, self._desk)


class Turn:
    """One article's turn."""

    def __init__(self, model: LanguageModel, free: asyncio.Semaphore, desk: asyncio.Lock) -> None:
        self._model = model
        self._free = free
        self._desk = desk
        self._held = True

    async def ask(self, ask: Ask) -> Reply:
        """Put a question, after waiting for a new turn if this one was given back."""
        if not self._held:
            await self._free.acquire()
            self._held = True
        return await self._model.aask(ask)

    async def rest(self) -> None:
        """Give the turn back, and let others send their questions before going on."""
        self.release()
        async with self._desk:
            for _ in range(_ROUNDS):
                await asyncio.sleep(0)

    def release(self) -> None:
        """Give the turn back; a second time does nothing."""
        if self._held:
            self._held = False
            self._free.release()
