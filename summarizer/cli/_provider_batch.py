"""``summarize --provider-batch``: the same inputs through a provider's batch API."""

from __future__ import annotations

import functools
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.batch import Source
from summarizer.errors import NotFinishedError, SettingsError, TransportError

if TYPE_CHECKING:
    from summarizer._summarizer import Summarizer
    from summarizer.batch import Outcome
    from summarizer.cli._run import Request
    from summarizer.provider_batch import BatchStatus


def batch_flags(wanted: bool, folder: Path | None, no_wait: bool) -> ProviderBatch | None:
    """What the flags ask for; ``None`` for requests one by one.

    Raises:
        SettingsError: a flag that only means something with --provider-batch.
    """
    if wanted:
        return ProviderBatch(folder, wait=not no_wait)
    for flag, given in (("--batch-dir", folder is not None), ("--no-wait", no_wait)):
        if given:
            raise SettingsError(f"{flag}: goes with --provider-batch only")
    return None


@dataclass(frozen=True, slots=True)
class ProviderBatch:
    """A run through batches; ``folder`` keeps their state, by default in the cache."""

    folder: Path | None
    wait: bool

    def check(self, request: Request) -> None:
        """Refuse what batches cannot do before anything is opened.

        Raises:
            SettingsError: a flag that would have no effect, or a model without a batch API.
        """
        from summarizer.provider_batch import check_model
        from summarizer.settings import resolve

        at_once = "all questions go out at once; give fewer inputs, or leave one of the two out"
        kept = "its folder keeps the answers; to ask anew, name another --batch-dir and --out"
        for flag, given, why in (
            ("--max-cost", request.max_cost is not None, at_once),
            ("--max-tokens", request.max_tokens is not None, at_once),
            ("--fresh", request.fresh, kept),
        ):
            if given:
                raise SettingsError(f"{flag}: not with --provider-batch: {why}")
        check_model(resolve(**request.settings))

    def outcomes(
        self, summarizer: Summarizer, sources: Iterable[Source], say: Callable[[str], None]
    ) -> Iterator[Outcome]:
        """One outcome for each source, in order.

        Raises:
            NotFinishedError: it goes on elsewhere; the message names the command to run.
        """
        from summarizer.provider_batch import BatchOptions, brief_batch

        settings = summarizer.settings

        def told(status: BatchStatus) -> None:
            say(
                f"{status.waiting} of {status.articles} articles wait for answers, "
                f"{status.batches} batches under way"
            )

        again = f"run the same command again: {shlex.join(['summarize', *sys.argv[1:]])}"
        try:
            yield from brief_batch(
                summarizer,
                [_rereadable(source) for source in sources],
                folder=self.folder or settings.cache / "provider-batch",
                options=BatchOptions(
                    requests=settings.batch_requests,
                    bytes=settings.batch_bytes,
                    poll_seconds=settings.batch_poll,
                    settle_seconds=settings.batch_settle,
                ),
                wait=self.wait,
                told=told,
            )
        except NotFinishedError as error:
            raise NotFinishedError(f"not finished yet: {error}; {again}") from None
        except TransportError as error:
            raise NotFinishedError(f"{error}; what was submitted goes on; {again}") from None


def _rereadable(source: Source) -> Source:
    """Files are read anew in every round; standard input can be read only once."""
    if source.name != "standard input":
        return source
    return Source(source.name, functools.cache(source.read))
