"""The output of a large run: a folder that can be written by a run killed at any moment.

``briefs.jsonl``    one brief a line, in the order in which they were done
``failed.jsonl``    one error record a line, of the last run only: a new run tries them again
``run.json``        what the last run did: totals and configuration
``journal.db``      which articles are in ``briefs.jsonl``, and how long that file is for certain

A brief is written first, then entered in the journal together with the length
of the file. What stands beyond that length when a run begins was never entered,
torn or whole, and is cut off; the run store still has it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from filelock import FileLock, Timeout

from summarizer.batch._outcome import Outcome
from summarizer.errors import SettingsError, UsageError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS done (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT OR IGNORE INTO facts VALUES ('bytes', 0), ('configuration', NULL);
"""


@dataclass
class Totals:
    """What a run did so far.

    ``skipped``: articles that were in the folder already. ``remembered``: briefs
    that came from the run store. ``cost_usd`` is ``None`` where a price is unknown.
    """

    briefs: int = 0
    failed: int = 0
    skipped: int = 0
    remembered: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0
    stopped: str | None = None

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        if outcome.skipped:
            self.skipped += 1
            return
        self.briefs += outcome.json is not None
        self.failed += outcome.error is not None
        self.remembered += outcome.remembered
        usage = outcome.usage
        self.input_tokens += usage.input_tokens
        self.output_tokens += usage.output_tokens
        if usage.attempts:
            if self.cost_usd is None or usage.cost_usd is None:
                self.cost_usd = None
            else:
                self.cost_usd += usage.cost_usd


class BatchFolder:
    """A folder of briefs, open for one run at a time.

    Args:
        path: made if need be.
        configuration: hash of what shapes the briefs; a folder holds those of one
            configuration only.
        fresh: start over; what is there is overwritten.

    Raises:
        UsageError: the folder holds briefs of another configuration, or another
            process is writing to it.
        SettingsError: it cannot be written.
    """

    def __init__(self, path: Path, configuration: bytes, *, fresh: bool = False) -> None:
        self.path = path
        self.totals = Totals()
        with _named(path):
            path.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(path / ".lock")
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                raise UsageError(
                    f"--out {path}: another run is writing there; wait for it or name another"
                ) from None
            try:
                self._open(configuration, fresh)
            except BaseException:
                self._lock.release()
                raise

    def _open(self, configuration: bytes, fresh: bool) -> None:
        journal = self.path / "journal.db"
        if fresh:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{journal}{suffix}").unlink(missing_ok=True)
        briefs = self.path / "briefs.jsonl"
        if not journal.exists() and not fresh and briefs.exists() and briefs.stat().st_size:
            raise UsageError(
                f"--out {self.path}: there is a briefs.jsonl without a journal.db, so nothing "
                "says what is in it; name another folder, or say --fresh to overwrite it"
            )
        self._db = sqlite3.connect(journal, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        held = self._fact("configuration")
        if held is not None and held != configuration:
            self._db.close()
            raise UsageError(
                f"--out {self.path}: its briefs were made with another model, prompt, taxonomy "
                "or setting, or by another version or lexicon of this package; name another "
                "folder, or say --fresh to start over"
            )
        self._set("configuration", configuration)
        self._briefs: IO[bytes] = briefs.open("ab")
        self._length = self._whole(briefs)
        self._briefs.truncate(self._length)
        self._failed: IO[bytes] = (self.path / "failed.jsonl").open("wb")

    def _whole(self, briefs: Path) -> int:
        """How much of the file is entered in the journal."""
        length = int(self._fact("bytes"))
        there = briefs.stat().st_size
        if there < length:
            raise UsageError(
                f"{briefs}: is {there:,} bytes long, but {length:,} were written; it was changed. "
                "Say --fresh to write it again (what is in the run store is not asked again)"
            )
        return length

    def _fact(self, name: str) -> Any:
        return self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()[0]

    def _set(self, name: str, value: bytes | int) -> None:
        self._db.execute("UPDATE facts SET value = ? WHERE name = ?", (value, name))

    def has(self, key: bytes) -> bool:
        """Whether the brief of this key is in the folder."""
        return self._db.execute("SELECT 1 FROM done WHERE key = ?", (key,)).fetchone() is not None

    def __len__(self) -> int:
        """How many briefs the folder holds."""
        return int(self._db.execute("SELECT count(*) FROM done").fetchone()[0])

    def write(self, outcome: Outcome) -> None:
        """Write a brief or an error record; whole or not at all."""
        with _named(self.path):
            if outcome.error is not None:
                self._failed.write(outcome.error_line().encode() + b"\n")
                self._failed.flush()
            elif outcome.json is not None and outcome.key is not None and not outcome.skipped:
                if self.has(outcome.key):
                    outcome = Outcome(outcome.source, key=outcome.key, skipped=True)
                else:
                    self._enter(outcome.key, outcome.json)
        self.totals.add(outcome)

    def _enter(self, key: bytes, line: str) -> None:
        data = line.encode() + b"\n"
        self._briefs.write(data)
        self._briefs.flush()
        self._length += len(data)
        self._db.execute("BEGIN")
        self._db.execute("INSERT INTO done VALUES (?)", (key,))
        self._set("bytes", self._length)
        self._db.execute("COMMIT")

    def close(self, **facts: Any) -> None:
        """Close the files and write ``run.json`` (with ``facts``)."""
        with _named(self.path):
            self._briefs.close()
            self._failed.close()
            about = {**facts, **asdict(self.totals), "briefs_in_all": len(self)}
            partial = self.path / "run.json.partial"
            partial.write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", "utf-8")
            os.replace(partial, self.path / "run.json")
            self._db.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock.is_locked:
            self.close()


@contextlib.contextmanager
def _named(path: Path) -> Any:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"--out {path}: {error}") from None
