"""Live progress on standard error: stage, tokens, tokens a second, what was found last."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.status import Status
from rich.text import Text

from summarizer._unseen import plain, short
from summarizer.domain import POSITION_WORDS
from summarizer.drafts import DraftActor, DraftClaim, DraftItem, DraftSector, DraftStance
from summarizer.pipeline import Event, Progress, Watcher

if TYPE_CHECKING:
    from summarizer.batch import Outcome, Sources
    from summarizer.batch._limits import Meter


class ProgressLine:
    """One line that says what is going on; silent where nobody watches."""

    meter: Meter | None = None

    def __init__(
        self, total: int | Sources, *, name: str = "summarize", shown: bool | None = None
    ) -> None:
        self._name = name
        self._console = Console(stderr=True, highlight=False)
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._status = Status("starting", console=self._console) if self._shown else None
        self._total = total
        self._done = 0
        self._failed = 0
        self._tokens = 0
        self._started = time.monotonic()
        # What was there already goes by in no time and says nothing of what is to come.
        self._at_once = 0.0

    def __enter__(self) -> Self:
        if self._status:
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status:
            self._status.stop()

    def say(self, text: str) -> None:
        """Replace the line."""
        if self._status:
            self._status.update(Text(plain(text)))

    def weights(self, done: int, total: int) -> None:
        """Told while weights are assembled (bytes)."""
        self.say(f"assembling the model: {done / total:.0%} of {total / 1e9:.1f} GB")

    def watch(self, name: str) -> Watcher | None:
        """A watcher for one input; None where nobody watches (answers then come whole)."""
        if not self._shown:
            return None
        started: dict[tuple[int, str], float] = {}
        chunks: dict[tuple[int, str], int] = {}
        self.say(f"{self._count()}{name}: reading")

        def watch(event: Event) -> None:
            if not isinstance(event, Progress):
                return
            stage = (event.piece, event.stage)
            begin = started.setdefault(stage, time.monotonic())
            # The server sends about one token a chunk.
            chunks[stage] = tokens = chunks.get(stage, 0) + 1
            rate = tokens / max(time.monotonic() - begin, 0.2)
            found = ", ".join(f"{len(items)} {field}" for field, items in event.items.items())
            newest = short(_words([item for items in event.items.values() for item in items]))
            piece = f"piece {event.piece} of {event.pieces}, " if event.pieces > 1 else ""
            self.say(
                f"{self._count()}{name}: {piece}{event.stage}, {tokens} tokens, {rate:.0f} tokens/s"
                + (f", {found}" if found else "")
                + (f": {newest}" if newest else "")
            )

        return watch

    def ended(self, outcome: Outcome) -> None:
        """Count an outcome; name a failure."""
        self._tokens += outcome.usage.output_tokens
        self.counted("", str(outcome.error) if outcome.error is not None else None)
        if not self._shown:
            return
        if outcome.skipped or outcome.remembered:
            self._at_once = self._read()
        if self._many():
            self.say(self._count())

    def counted(self, id: str, error: str | None) -> None:
        """Count one that is done; name a failure."""
        self._done += 1
        if error is not None:
            self._failed += 1
            self.error(f"{id}: {error}" if id else error)

    def error(self, message: str) -> None:
        """One line on standard error."""
        self._console.print(Text(f"{self._name}: {plain(message)}"), soft_wrap=True)

    def _many(self) -> bool:
        return self._total > 1 if isinstance(self._total, int) else self._total.many

    def _read(self) -> float:
        """Share of the inputs that was read, 0 where that is not known."""
        if isinstance(self._total, int):
            return self._done / max(self._total, 1)
        return self._total.bytes_read / self._total.bytes_total if self._total.bytes_total else 0.0

    def _count(self) -> str:
        """Done, failed, tokens a second, spend, time left."""
        if not self._many():
            return ""
        took = time.monotonic() - self._started
        parts = [
            f"{self._done}/{self._total}" if isinstance(self._total, int) else f"{self._done} done"
        ]
        if self._failed:
            parts.append(f"{self._failed} failed")
        if self._tokens:
            parts.append(f"{self._tokens / max(took, 0.2):.0f} tokens/s")
        if self.meter is not None and self.meter.cost:
            parts.append(f"${self.meter.cost:.2f}")
        share = self._read() - self._at_once
        if took > 5 and share > 0:
            left = took / share * (1 - self._read())
            parts.append(f"{_duration(left)} left")
        return ", ".join(parts) + ": "


def _words(items: Sequence[DraftItem]) -> str:
    """What the last of the items says; nothing where it only points at a sentence."""
    match items[-1] if items else None:
        case DraftActor(name=name):
            return name
        case DraftClaim(text=text):
            return text
        case DraftSector(code=code):
            return code
        case DraftStance(holder=holder, target=target, position=position):
            return f"{holder or 'the article'} {POSITION_WORDS[position]} {target}"
        case _:
            return ""


def _duration(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
