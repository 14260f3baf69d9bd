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
        self.model = model
        self.free = asyncio.Semaphore(most)
        self.desk = asyncio.Lock()
        self.answered: set[Turn] = set()
        """Turns of articles that have their answers and are worked on."""

    async def take(self) -> Turn:
        """Wait for a turn; it must be ended."""
        await self.free.acquire()
        return Turn(self)

    async def settle(self) -> None:
        """Wait until what has its answers, which are paid for, is worked on to its end."""
        while self.answered:
            await asyncio.sleep(0)


class Turn:
    """One article's turn."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._held = True

    async def ask(self, ask: Ask) -> Reply:
        """Put a question, after waiting for a new turn if this one was given back."""
        self._turns.answered.discard(self)
        if not self._held:
            await self._turns.free.acquire()
            self._held = True
        return await self._turns.model.aask(ask)

    async def rest(self) -> None:
        """Give the turn back, and let others send their questions before going on."""
        self.release()
        self._turns.answered.add(self)
        async with self._turns.desk:
            for _ in range(_ROUNDS):
                await asyncio.sleep(0)

    def release(self) -> None:
        """Give the turn back; a second time does nothing."""
        if self._held:
            self._held = False
            self._turns.free.release()

    def end(self) -> None:
        """The article is done."""
        self.release()
        self._turns.answered.discard(self)
