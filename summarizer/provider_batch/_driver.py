"""Rounds of questions: what every unfinished article asks next goes out together."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from summarizer._summarizer import Summarizer
from summarizer.batch import BriefKeys, Outcome, Source
from summarizer.domain import Article, Brief, Usage
from summarizer.errors import (
    NotFinishedError,
    SettingsError,
    SummarizerError,
    UsageError,
)
from summarizer.models import CachedModel, is_embedded
from summarizer.models.deferred import DeferredModel, deferred
from summarizer.pipeline import Plan, drive, long_steps, usage_of
from summarizer.provider_batch._jobs import Jobs
from summarizer.provider_batch._options import BatchOptions
from summarizer.provider_batch._post import Post
from summarizer.provider_batch._protocol import request_line
from summarizer.provider_batch._provider import Provider
from summarizer.provider_batch._questions import Pending, PostedModel
from summarizer.provider_batch._spool import Spool
from summarizer.settings import Settings
from summarizer.store import Store


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """How a run stands: articles in all and waiting for an answer, batches under way."""

    articles: int
    waiting: int
    batches: int


def check_model(settings: Settings) -> None:
    """Whether the model that is named can be asked in batches at all; nothing is opened.

    Raises:
        SettingsError: it is neither OpenAI's nor a server named by its address.
    """
    spec, base_url = settings.model, settings.base_url
    if is_embedded(spec, base_url) or not (spec.startswith("openai/") or base_url):
        raise SettingsError(
            f"model {spec!r} has no batch API that we speak; name openai/MODEL, or with "
            "--base-url a server that has /files and /batches, or leave --provider-batch out"
        )


def brief_batch(
    summarizer: Summarizer,
    sources: Sequence[Source],
    *,
    folder: Path,
    options: BatchOptions | None = None,
    wait: bool = True,
    told: Callable[[BatchStatus], None] | None = None,
) -> Iterator[Outcome]:
    """Brief every source through the provider's batch API; outcomes come in the order given.

    Nothing is yielded before the last answer is there. The process may end at any
    moment: called again with the same folder, it goes on, and pays for nothing
    twice. Each source is read once a round, so reading it must give the same text.
    Requests that fail or expire go into another batch, as often as the settings
    allow attempts; then the article's outcome is an error, which the next call
    tries anew.

    Args:
        folder: where answers and the state of batches are kept; one run at a time.
        wait: if false, submit and collect what can be at this moment.
        told: informed after every look at the batches.

    Raises:
        NotFinishedError: ``wait`` is false and answers are still to come.
        SettingsError: the model has no batch API, or the folder is in use or unusable.
        TransportError: the provider cannot be reached; what is submitted goes on.
    """
    check_model(summarizer.settings)
    model = deferred(summarizer.model)
    if model is None:
        raise SettingsError(f"model {summarizer.model.name}: no OpenAI client stands behind it")
    options = options or BatchOptions()
    with _alone_in(folder), Store(folder / "answers.db") as store:
        jobs = Jobs(folder / "jobs.db", str(model.client.base_url))
        try:
            rounds = _Rounds(summarizer, model, sources, folder, options, store, jobs)
            rounds.answer_all(wait, told)
            for position in range(len(sources)):
                yield rounds.outcome(position)
            jobs.forget_failures()
            jobs.forget_kept(store.has)
        except UsageError:
            # Once it is mended, what failed because of it has all its tries again.
            jobs.forget_failures()
            raise
        finally:
            jobs.close()


@contextmanager
def _alone_in(folder: Path) -> Generator[None]:
    """Within this block no other process works in ``folder``, which is made if need be.

    What its disk refuses is told as wrong configuration.
    """
    lock = FileLock(folder / "lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise SettingsError(
            f"batch folder {folder}: another run works in it; wait for it or name another"
        ) from None
    except OSError as error:
        raise SettingsError(f"batch folder {folder}: {error.strerror or error}") from None
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(
            f"batch folder {folder}: {error}; mend it and run again: what was submitted goes on"
        ) from None
    finally:
        lock.release()


class _Rounds:
    """Drives the articles' pipelines as far as there are answers, again and again.

    No pipeline is kept: each is driven anew from the answers known so far, which
    costs less than keeping the texts of all articles.
    """

    def __init__(
        self,
        summarizer: Summarizer,
        model: DeferredModel,
        sources: Sequence[Source],
        folder: Path,
        options: BatchOptions,
        store: Store,
        jobs: Jobs,
    ) -> None:
        self._plan: Plan = summarizer.plan
        self._keys = BriefKeys(summarizer)
        self._model = CachedModel(PostedModel(model, jobs), store)
        self._sources = sources
        self._options = options
        self._jobs = jobs
        self._spool = Spool(folder, options)
        provider = Provider(model.client, summarizer.settings.attempts)
        self._post = Post(provider, jobs, folder, options)

    def answer_all(self, wait: bool, told: Callable[[BatchStatus], None] | None) -> None:
        """Ask, submit and collect until no article waits for an answer."""
        self._post.recover()
        self._post.collect()
        self._advance(range(len(self._sources)))
        while True:
            status = BatchStatus(len(self._sources), self._jobs.waiting(), len(self._jobs.open()))
            if told is not None:
                told(status)
            if not status.waiting:
                return
            if self._post.collect() or self._jobs.ready():
                self._advance(self._jobs.ready())
                continue
            if not wait:
                raise NotFinishedError(
                    f"{status.waiting} of {status.articles} articles wait for answers from "
                    f"{status.batches} batches at the provider"
                )
            time.sleep(self._options.poll_seconds)

    def outcome(self, position: int) -> Outcome:
        """The brief of an article whose answers are all there, or its error."""
        source = self._sources[position]
        name, text = source.name, None
        try:
            text = source.read()
            brief = self._drive(text.segment())
        except UsageError:
            raise
        except SummarizerError as error:
            return Outcome(name, error=error, text=text, usage=error.usage or Usage())
        except Pending:
            raise NotFinishedError(
                f"{name}: it asks something new, as if it had changed meanwhile; run again"
            ) from None
        key = self._keys.of(text)
        return Outcome(name, json=brief.to_json(), text=text, key=key, usage=usage_of(brief.run))

    def _advance(self, positions: Sequence[int]) -> None:
        """Drive these articles on and submit what they ask."""
        for position in positions:
            try:
                self._drive(self._sources[position].read().segment())
            except Pending as pending:
                self._jobs.wait(position, pending.key)
                if pending.body is not None and not self._spool.holds(pending.key):
                    self._enqueue(pending.key, pending.body)
                continue
            except UsageError:
                raise
            except SummarizerError:
                pass  # told when its outcome is asked for
            self._jobs.done(position)
        self._submit()

    def _enqueue(self, key: bytes, body: dict[str, Any]) -> None:
        line = request_line(key, body)
        if not self._spool.fits(line):
            self._submit()
        self._spool.add(key, line)

    def _submit(self) -> None:
        filled = self._spool.take()
        if filled is not None:
            self._post.send(filled)

    def _drive(self, article: Article) -> Brief:
        """The brief, if all it takes is known. Raises Pending for the first thing that is not."""
        return drive(long_steps(article, self._plan), self._model.ask)
