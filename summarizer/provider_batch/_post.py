"""Batches on their way out and back: submitted once, looked at, collected whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from summarizer.errors import TransportError
from summarizer.provider_batch._jobs import Job, Jobs
from summarizer.provider_batch._options import BatchOptions
from summarizer.provider_batch._protocol import Batch, Row, read_row
from summarizer.provider_batch._provider import Provider, read_lines
from summarizer.provider_batch._spool import Filled, file_of

# The provider's queue is full; the same batch is taken when others have ended.
_NO_ROOM = frozenset({"token_limit_exceeded"})


class Post:
    """Carries filled files to ``provider`` and answers into ``jobs``; works in ``folder``."""

    def __init__(self, provider: Provider, jobs: Jobs, folder: Path, options: BatchOptions) -> None:
        self._provider = provider
        self._jobs = jobs
        self._folder = folder
        self._options = options
        self._failures = 0

    def recover(self) -> None:
        """Learn what became of submissions that a killed process left unfinished.

        What the provider has is adopted. What it does not have is discarded, not
        submitted: its requests are asked again only if an article still needs them.
        """
        for job in self._jobs.open():
            if job.batch is not None:
                continue
            found = self._found(job) if job.file is not None else None
            if found is not None:
                self._jobs.submitted(job.tag, found.id)
            else:
                self._provider.delete_named(file_of(self._folder, job.tag).name)
                self._jobs.discard(job.tag)
        for job in self._jobs.to_clean():
            self._clean(job)

    def send(self, filled: Filled) -> None:
        """Submit a file as a batch, writing down each step before and after it is taken."""
        self._jobs.prepare(filled.tag, filled.keys)
        file = self._provider.upload(filled.path)
        self._jobs.uploaded(filled.tag, file)
        batch = self._provider.submit(file, filled.tag)
        self._jobs.submitted(filled.tag, batch.id)
        filled.path.unlink()

    def collect(self) -> bool:
        """Look at every batch under way and store what has ended; whether articles can go on.

        Raises:
            TransportError: the provider failed more often in a row than is put up with.
        """
        jobs = [job for job in self._jobs.open() if job.batch is not None]
        if not jobs:
            self._jobs.release()
            return False
        changed = False
        for job in jobs:
            try:
                changed |= self._collect(job)
            except TransportError:
                self._failures += 1
                if self._failures > self._options.patience:
                    raise
            else:
                self._failures = 0
        return changed

    def _found(self, job: Job) -> Batch | None:
        """The batch of a submission whose end is unknown; the provider's list may lag."""
        assert job.submitting is not None
        while True:
            found = self._provider.find(job.tag, job.file)
            young = job.submitting + self._options.settle_seconds - time.time()
            if found is not None or young <= 0:
                return found
            time.sleep(min(young, self._options.settle_seconds, 5.0))

    def _collect(self, job: Job) -> bool:
        assert job.batch is not None
        batch = self._provider.look(job.batch)
        if not batch.ended or batch.lacks_output(time.time()):
            return False
        crowded = batch.status == "failed" and bool(batch.faults)
        crowded = crowded and all(fault.code in _NO_ROOM for fault in batch.faults)
        # While others of ours take the room, it is no fault of this batch's.
        counts = not crowded or len(self._jobs.open()) == 1
        rows = self._rows(job, batch)
        self._jobs.collect(job.tag, rows, _rest(batch, held=crowded), counts=counts)
        if not crowded:
            self._jobs.release()
        self._clean(job)
        return not crowded

    def _rows(self, job: Job, batch: Batch) -> Iterator[Row]:
        """What the batch says of single requests: answers first, then errors."""
        for file in (batch.output_file, batch.error_file):
            if file is None:
                continue
            path = self._folder / f"answers-{job.tag}.jsonl"
            self._provider.download(file, path)
            for number, line in enumerate(read_lines(path), 1):
                try:
                    row = read_row(line)
                except ValueError:
                    raise TransportError(
                        f"file {file} of batch {batch.id}: line {number} is no JSON; "
                        "it is downloaded again at the next look"
                    ) from None
                if row is None:
                    continue
                if row.completion is None and not _goes_on(batch):
                    row = replace(row, again=False, reason=f"batch {batch.id} was cancelled")
                yield row
            path.unlink()
        # A line that the provider will not take is kept out of the next batch.
        for fault in batch.faults:
            key = self._jobs.key_of_line(job.tag, fault.line) if fault.line is not None else None
            if key is not None:
                yield Row(key, status=400, reason=f"{fault.code}: {fault.message}")

    def _clean(self, job: Job) -> None:
        if job.file is not None:
            self._provider.delete(job.file)
        self._jobs.cleaned(job.tag)


def _rest(batch: Batch, *, held: bool) -> Row:
    """What became of requests that the provider's files do not name."""
    said = "; ".join(f"{fault.code}: {fault.message}" for fault in batch.faults[:3])
    reason = f"batch {batch.id} {batch.status}: {said or 'it was not carried out'}"
    return Row(b"", reason=reason, again=_goes_on(batch), held=held)


def _goes_on(batch: Batch) -> bool:
    """Whether its failed requests are submitted again: who cancelled it does not want that."""
    return batch.status != "cancelled"
