"""What runs on the workers: one summarizer a process, batches through it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from typing import Any

from summarizer._summarizer import Summarizer
from summarizer.articles import ArticleText
from summarizer.batch import Outcome, Source, abrief_all
from summarizer.batch._keys import BriefKeys
from summarizer.errors import SummarizerError, UsageError
from summarizer.models import Ask, LanguageModel, Reply, WrapperModel
from summarizer.ray._completed import Completed
from summarizer.ray._recipe import ReadyRecipe
from summarizer.ray._rows import BRIEF_COLUMNS, outcome_row, read_source, table_of


class BriefActor:
    """Briefs batches of rows; Ray Data calls it from several threads at once.

    A batch ends with its slowest article. So that the model is not left idle
    meanwhile, two batches are under way, and share one event loop, whose
    connections stay open, and one count of requests.

    Args:
        recipe: what the summarizer is built of, once.
        completed: location of the store of what is done.
        columns: of the tables that come out; among ``RUN_COLUMNS``.
    """

    def __init__(
        self,
        recipe: ReadyRecipe,
        completed: str | None,
        columns: tuple[str, ...] = BRIEF_COLUMNS,
    ) -> None:
        self._columns = columns
        self._fault: UsageError | None = None
        try:
            self._summarizer = recipe.open()
            self._completed = Completed(completed) if completed else None
        except UsageError as error:
            # Ray would build actor after actor and report that none could be built;
            # the first batch is answered with the reason instead.
            self._fault = error
            return
        jobs = self._summarizer.settings.jobs
        self._summarizer.model = _Taking(self._summarizer.model, jobs)
        self._keys = BriefKeys(self._summarizer)
        self._jobs = jobs
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="briefs", daemon=True).start()

    def __call__(self, batch: Any) -> Any:
        """An Arrow table of ``READ_COLUMNS`` to one of ``columns``, in the same order.

        Raises:
            UsageError: the configuration is at fault, so that every row would fail.
        """
        if self._fault is not None:
            raise self._fault
        sources = [_read_once(read_source(row)) for row in batch.to_pylist()]
        memory = _Memory()
        keys = [key for source in sources if (key := self._key(source)) is not None]
        if self._completed is not None:
            memory.known = self._completed.lookup(keys)
        briefs = _all(self._summarizer, sources, self._jobs, memory)
        try:
            outcomes = asyncio.run_coroutine_threadsafe(briefs, self._loop).result()
        finally:
            # What was paid for is kept, even if the run ends at one of the others.
            if self._completed is not None:
                self._completed.record(keys, memory.made)
        return table_of(map(outcome_row, outcomes), self._columns)

    def _key(self, source: Source) -> bytes | None:
        try:
            return self._keys.of(source.read())
        except Exception:
            return None  # the engine comes upon it again, and reports it


async def _all(
    summarizer: Summarizer, sources: Iterable[Source], jobs: int, memory: _Memory
) -> list[Outcome]:
    outcomes = abrief_all(summarizer, sources, jobs=jobs, store=memory)
    return [outcome async for outcome in outcomes]


def _read_once(source: Source) -> Source:
    """The same, its article at hand: it is asked for its key first and for a brief then."""
    try:
        text = source.read()
    except SummarizerError:
        return source

    def read() -> ArticleText:
        return text

    return Source(source.name, read)


class _Memory:
    """What is known of a batch, and what was made of it."""

    def __init__(self) -> None:
        self.known: dict[bytes, str] = {}
        self.made: dict[bytes, str] = {}

    def get(self, key: bytes) -> str | None:
        return self.known.get(key)

    def put(self, key: bytes, value: str) -> None:
        self.made[key] = value


class _Taking(WrapperModel):
    """A model that is asked at most so many questions at a time, whoever asks them."""

    def __init__(self, model: LanguageModel, most: int) -> None:
        super().__init__(model)
        self._turns = asyncio.Semaphore(most)

    async def aask(self, ask: Ask) -> Reply:
        async with self._turns:
            return await super().aask(ask)
