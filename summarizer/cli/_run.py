"""What ``summarize`` does once its arguments are read."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer._summarizer import Summarizer
from summarizer.batch import (
    BatchFolder,
    BriefKeys,
    Limits,
    Meter,
    Outcome,
    Sources,
    brief_all,
    seldom_collected,
)
from summarizer.cli._output import Format, Output
from summarizer.cli._progress import ProgressLine
from summarizer.cli._provider_batch import ProviderBatch
from summarizer.domain import Brief
from summarizer.errors import SettingsError
from summarizer.settings import Settings
from summarizer.store import Store


@dataclass
class Request:
    """The arguments of one run; ``settings`` that are ``None`` were not given."""

    inputs: list[str]
    format: Format | None
    out: Path | None
    into_folder: bool
    settings: dict[str, Any]
    max_cost: float | None = None
    max_tokens: int | None = None
    fresh: bool = False
    strict: bool = False
    posted: ProviderBatch | None = None


def run(request: Request) -> int:
    """Brief all inputs; returns how many failed (or raised doubts, if strict).

    Raises:
        UsageError: nothing can be done with these arguments.
    """
    if request.format == "parquet":
        raise SettingsError("--format parquet: only --engine ray writes it; say jsonl")
    sources = Sources(request.inputs)
    limits = Limits(request.max_cost, request.max_tokens)
    settings = dict(request.settings)
    # The progress line takes standard output's place, and says it is no terminal.
    chosen = request.format or default_format(sources.many, request.out)
    if chosen == "json" and sources.many:
        chosen = "jsonl"
    if request.posted is not None:
        request.posted.check(request)
    with ProgressLine(sources) as progress:
        summarizer = Summarizer(
            settings.pop("model"),
            prompt=settings.pop("prompt"),
            taxonomy=settings.pop("taxonomy"),
            weights_progress=progress.weights,
            **settings,
        )
        with summarizer, closing(_store(summarizer.settings)) as store:
            if request.max_cost is not None and not getattr(summarizer.model, "price", None):
                raise SettingsError(
                    f"--max-cost: the price of {summarizer.model.name} is not known; "
                    "limit the run with --max-tokens"
                )
            meter = Meter(limits)
            progress.meter = meter
            outcomes = _Outcomes(request, summarizer, sources, store, meter, progress)
            if request.into_folder:
                return outcomes.into_folder()
            return outcomes.into_output(chosen)


class _Outcomes:
    """One run's outcomes on their way to where they are wanted."""

    def __init__(
        self,
        request: Request,
        summarizer: Summarizer,
        sources: Sources,
        store: Store,
        meter: Meter,
        progress: ProgressLine,
    ) -> None:
        self._request = request
        self._summarizer = summarizer
        self._sources = sources
        self._store = store
        self._meter = meter
        self._progress = progress
        self._failed = 0
        self._unkept = False

    def into_output(self, format: Format) -> int:
        """To standard output or a file."""
        with Output(format, self._request.out) as output, self._all() as outcomes:
            for outcome in outcomes:
                output.write(outcome)
        return self._ended()

    def into_folder(self) -> int:
        """Into a folder that a killed run can go on with."""
        request = self._request
        assert request.out is not None
        if request.format not in {None, "jsonl"}:
            raise SettingsError(
                f"--out {request.out}: a folder is written as JSON Lines; "
                f"for --format {request.format} name a file"
            )
        started = time.monotonic()
        configuration = BriefKeys(self._summarizer).configuration
        plan = self._summarizer.plan
        with BatchFolder(request.out, configuration, fresh=request.fresh) as folder:
            try:
                with self._all(folder) as outcomes:
                    for outcome in outcomes:
                        folder.write(outcome)
            finally:
                folder.totals.seconds = round(time.monotonic() - started, 3)
                folder.totals.stopped = self._meter.stopped
                folder.close(model=plan.model, prompt=plan.prompt.label)
        totals = folder.totals
        self._progress.error(
            f"{totals.briefs} briefs written, {totals.failed} failed, "
            f"{totals.skipped} were there already: {request.out}"
        )
        return self._ended()

    @contextmanager
    def _all(self, folder: BatchFolder | None = None) -> Generator[Iterator[Outcome]]:
        posted = self._request.posted
        if posted is not None:
            yield self._counted(
                posted.outcomes(self._summarizer, self._sources, self._progress.say)
            )
            return
        outcomes = brief_all(
            self._summarizer,
            self._sources,
            jobs=self._summarizer.settings.jobs,
            store=self._store,
            fresh=self._request.fresh,
            meter=self._meter,
            done=folder.has if folder is not None else None,
            watch=self._progress.watch,
        )
        with closing(outcomes), seldom_collected():
            yield self._counted(outcomes)

    def _counted(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            self._progress.ended(outcome)
            self._failed += outcome.error is not None
            if outcome.unkept is not None and not self._unkept:
                self._unkept = True
                self._progress.error(
                    f"{outcome.unkept}; briefs are delivered but, while that lasts, not remembered"
                )
            if outcome.json and _PIECE_MISSING in outcome.json and outcome.brief is not None:
                self._progress.error(f"{outcome.source}: {_missing(outcome.brief)}")
            if self._request.strict and outcome.brief is not None:
                doubts = _doubts(outcome.brief)
                if doubts:
                    self._progress.error(f"{outcome.source}: {doubts}")
                    self._failed += 1
            yield outcome

    def _ended(self) -> int:
        for suffix, count in sorted(self._sources.skipped.items()):
            files = "1 file" if count == 1 else f"{count} files"
            self._progress.error(
                f"{files} {suffix} in folders not read: neither text nor JSON Lines"
            )
        if self._meter.stopped:
            self._progress.error(
                f"{self._meter.stopped}; what is done is kept, run again with more to go on"
            )
            self._failed += 1
        return self._failed


def _store(settings: Settings) -> Store:
    return Store(settings.cache / "briefs.db", most_bytes=settings.store_bytes)


# In a brief's JSON, where quotation marks of the article are escaped.
_PIECE_MISSING = '"field":"article"'


def _missing(brief: Brief) -> str:
    """Which pieces of a long article are not in its brief, and why."""
    reasons = [drop.reason for drop in brief.dropped if drop.field == "article"]
    more = f"; and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"{len(reasons)} of {brief.run.pieces} pieces missing: {reasons[0]}{more}"


def _doubts(brief: Brief) -> str:
    """What keeps a brief from being wholly vouched for, in one line; empty if nothing."""
    dropped = [f"{len(brief.dropped)} items dropped"] if brief.dropped else []
    doubtful = brief.doubtful()
    unsure = [f"not vouched for: {', '.join(doubtful)}"] if doubtful else []
    return "; ".join(dropped + unsure)


def default_format(many: bool, out: Path | None) -> Format:
    if out is not None:
        by_suffix: dict[str, Format] = {
            ".md": "md",
            ".html": "html",
            ".jsonl": "jsonl",
            ".json": "json",
        }
        if out.suffix in by_suffix:
            return by_suffix[out.suffix]
    elif sys.stdout.isatty():
        return "page"
    return "jsonl" if many else "json"
