"""The local engine: as many articles at a time as allowed, outcomes in the order given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from summarizer._summarizer import Summarizer
from summarizer.articles import ArticleText
from summarizer.batch._keys import BriefKeys
from summarizer.batch._limits import Limits, Meter
from summarizer.batch._outcome import Outcome
from summarizer.batch._sources import Source
from summarizer.batch._turns import Turn, Turns
from summarizer.domain import Usage
from summarizer.errors import SettingsError, SummarizerError, UnexpectedError, UsageError
from summarizer.models import aclose
from summarizer.pipeline import Watcher, adrive, long_steps, usage_of


class Memory(Protocol):
    """What is known of articles by their keys: a :class:`~summarizer.store.Store`, say.

    What raises SettingsError ends the run if it cannot be looked at. Where only keeping a
    brief fails, the brief is delivered all the same.
    """

    def get(self, key: bytes) -> str | None:
        """The brief of ``key`` as JSON, or ``None``."""
        ...

    def put(self, key: bytes, value: str) -> None:
        """Keep a brief."""
        ...


Watch = Callable[[str], Watcher | None]
# Whether an article (by its key) needs no outcome any more.
Done = Callable[[bytes], bool]


def brief_all(
    summarizer: Summarizer,
    sources: Iterable[Source],
    *,
    jobs: int = 1,
    store: Memory | None = None,
    fresh: bool = False,
    limits: Limits | None = None,
    meter: Meter | None = None,
    done: Done | None = None,
    watch: Watch | None = None,
) -> Generator[Outcome]:
    """:func:`abrief_all` for callers without an event loop.

    Raises:
        UsageError: the configuration is at fault, so that every input would fail.
    """
    run = _Run(
        summarizer,
        iter(sources),
        jobs,
        store,
        meter or Meter(limits or Limits()),
        done,
        watch,
        fresh,
    )
    with asyncio.Runner() as runner:
        try:
            # Entering the loop costs more than an outcome that is there already.
            while ended := runner.run(run.ended()):
                for outcome in ended:
                    run.taken()
                    yield outcome
        finally:
            runner.run(run.close())
            # The loop is ours and ends here; its connections would stay open without use.
            runner.run(aclose(summarizer.model))


async def abrief_all(
    summarizer: Summarizer,
    sources: Iterable[Source],
    *,
    jobs: int = 1,
    store: Memory | None = None,
    fresh: bool = False,
    limits: Limits | None = None,
    meter: Meter | None = None,
    done: Done | None = None,
    watch: Watch | None = None,
) -> AsyncIterator[Outcome]:
    """Brief every source, asking about at most ``jobs`` at a time, in the order given.

    Sources are read as they are needed and nothing is kept of an outcome once it
    is handed over, so memory does not grow with their number.

    Args:
        store: briefs that are there are not made again; new ones are put there
            before they are handed over (or ``unkept`` says why not).
        fresh: make briefs anew that are in the store.
        limits: no further article begins once they are reached; those under way end.
        meter: counts what was consumed; made from ``limits`` if not given.
        done: articles for which it returns true are skipped.
        watch: gives a watcher for an input, which hears how its answers grow.

    Raises:
        UsageError: the configuration is at fault, so that every input would fail.
    """
    run = _Run(
        summarizer,
        iter(sources),
        jobs,
        store,
        meter or Meter(limits or Limits()),
        done,
        watch,
        fresh,
    )
    try:
        while ended := await run.ended():
            for outcome in ended:
                run.taken()
                yield outcome
    finally:
        await run.close()


class _Run:
    """Workers that share one stream of sources, and the outcomes that wait for their turn."""

    def __init__(
        self,
        summarizer: Summarizer,
        sources: Iterator[Source],
        jobs: int,
        store: Memory | None,
        meter: Meter,
        done: Done | None,
        watch: Watch | None,
        fresh: bool,
    ) -> None:
        self._summarizer = summarizer
        self._sources = sources
        self._store = store
        self._keys = BriefKeys(summarizer)
        self._meter = meter
        self._done = done
        self._watch = watch
        self._fresh = fresh
        # While answers are worked on, some articles more are asked about: enough that the
        # model does not wait, few enough that little is asked again after a kill. What they
        # will cost is not known before, so a run with a limit does without.
        self._active = jobs + (0 if meter.limited else 1 + jobs // 8)
        self._turns = Turns(summarizer.model, jobs)
        self._workers: list[asyncio.Task[None]] = []
        # One slow article must not idle the others, nor let their outcomes pile up.
        self._room = asyncio.Semaphore(4 * jobs + 16)
        self._ended: dict[int, Outcome] = {}
        self._under_way: dict[bytes, asyncio.Future[Outcome]] = {}
        self._begun = 0
        self._turn = 0
        self._news = asyncio.Event()
        self._fault: BaseException | None = None

    async def ended(self) -> list[Outcome]:
        """The next outcomes in order, at least one; none if there are no more.

        Each must be taken (:meth:`taken`) to make room for others.
        """
        if not self._workers:
            self._workers = [asyncio.create_task(self.work()) for _ in range(self._active)]
        while self._turn not in self._ended:
            if self._fault is not None:
                raise self._fault
            if self._active == 0 and self._turn == self._begun:
                return []
            self._news.clear()
            await self._news.wait()
        found: list[Outcome] = []
        while self._turn in self._ended:
            found.append(self._ended.pop(self._turn))
            self._turn += 1
        return found

    def taken(self) -> None:
        """Make room for one more article."""
        self._room.release()

    async def close(self) -> None:
        """End what is under way; what has been answered is kept."""
        await self._turns.settle()
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def work(self) -> None:
        try:
            while self._fault is None:
                await self._room.acquire()
                turn = await self._turns.take()
                try:
                    source = next(self._sources, None)
                    if source is None or not self._meter.allows():
                        break
                    number, self._begun = self._begun, self._begun + 1
                    self._meter.begin()
                    outcome = await self._outcome(source, turn)
                finally:
                    turn.end()
                self._meter.end(outcome.usage)
                self._ended[number] = outcome
                if number == self._turn:
                    self._news.set()
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self._fault = error
        finally:
            self._active -= 1
            self._news.set()

    async def _outcome(self, source: Source, turn: Turn) -> Outcome:
        """What becomes of a source."""
        try:
            text = source.read()
            key = self._keys.of(text)
        except SummarizerError as error:
            return Outcome(source.name, error=error)
        except Exception as error:
            return Outcome(source.name, error=UnexpectedError.of(error, source.name))
        if self._done is not None and (key in self._under_way or self._done(key)):
            return Outcome(source.name, text=text, key=key, skipped=True)
        known = self._store.get(key) if self._store is not None and not self._fresh else None
        if known is not None:
            return Outcome(source.name, json=known, text=text, key=key, remembered=True)
        if (twin := self._under_way.get(key)) is not None:
            turn.release()  # who waits for another's answers must not be in its way
            first = await asyncio.shield(twin)
            return replace(first, source=source.name, usage=Usage(), remembered=True)
        self._under_way[key] = promise = asyncio.get_running_loop().create_future()
        try:
            outcome = await self._brief(source.name, text, key, turn)
            promise.set_result(outcome)
        finally:
            del self._under_way[key]
            promise.cancel()
        return outcome

    async def _brief(self, name: str, text: ArticleText, key: bytes, turn: Turn) -> Outcome:
        watcher = self._watch(name) if self._watch is not None else None
        try:
            talk = long_steps(text.segment(), self._summarizer.plan, watcher)
            brief = await adrive(talk, turn.ask, turn.rest)
            line = brief.to_json()
        except UsageError:
            raise
        except SummarizerError as error:
            usage = error.usage or Usage()
            return Outcome(name, error=error, text=text, key=key, usage=usage)
        except Exception as error:
            return Outcome(name, error=UnexpectedError.of(error, name), text=text, key=key)
        unkept = self._keep(key, line)
        usage = usage_of(brief.run)
        return Outcome(name, json=line, text=text, key=key, usage=usage, unkept=unkept)

    def _keep(self, key: bytes, line: str) -> SettingsError | None:
        """Put a brief into the store; what kept it out must not take the brief along."""
        if self._store is not None:
            try:
                self._store.put(key, line)
            except SettingsError as error:
                return error
        return None
