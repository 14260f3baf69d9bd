"""What is known of requests and batches, in one SQLite file that outlives the process.

A batch is written down before anything of it leaves the machine, and each step
before and after it is taken; so whatever moment the process ends at, the next
one knows what may have been submitted.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from summarizer.errors import SettingsError
from summarizer.provider_batch._protocol import Row

# sent: in a batch. held: waits until the provider has room. again: to be sent
# anew. answered: paid for, with a body. failed: no use to send it again.
RequestState = Literal["sent", "held", "again", "answered", "failed"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS batches (
    tag TEXT PRIMARY KEY,
    server TEXT NOT NULL,
    file TEXT,
    submitting REAL,
    batch TEXT,
    ended INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS requests (
    key BLOB PRIMARY KEY,
    tag TEXT NOT NULL,
    line INTEGER NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    body BLOB
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS requests_of_batch ON requests (tag);
CREATE TEMP TABLE waiting (position INTEGER PRIMARY KEY, key BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; ``tries`` counts the batches that it came back from."""

    state: RequestState
    tries: int
    status: int
    reason: str
    body: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """A batch of ours that has not ended.

    Attributes:
        file: the provider's id of the input file, once known.
        submitting: when submitting began (Unix time), once it did.
        batch: the provider's id, once known.
    """

    tag: str
    file: str | None
    submitting: float | None
    batch: str | None


class Jobs:
    """The table of jobs in the file ``path``, made if need be; for one process at a time.

    ``server`` is the address that batches belong to: those of others are not touched.

    Raises:
        SettingsError: the file cannot be opened or is no such table.
    """

    def __init__(self, path: Path, server: str) -> None:
        self._server = server
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            # Money hangs on it: a submission must survive a power cut too.
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise SettingsError(
                f"batch state {path}: {error}; name another folder with --batch-dir"
            ) from None

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # Batches on their way out.

    def prepare(self, tag: str, keys: Sequence[bytes]) -> None:
        """Write down a batch and which request stands in which line (from 1) of its file."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute("INSERT INTO batches (tag, server) VALUES (?, ?)", (tag, self._server))
            self._db.executemany(
                "INSERT INTO requests (key, tag, line, state, tries) VALUES (?, ?, ?, 'sent', 0) "
                "ON CONFLICT (key) DO UPDATE SET tag = excluded.tag, line = excluded.line, "
                "state = 'sent'",
                ((key, tag, line) for line, key in enumerate(keys, 1)),
            )

    def uploaded(self, tag: str, file: str) -> None:
        """The input file is at the provider; from here on the batch may exist."""
        self._db.execute(
            "UPDATE batches SET file = ?, submitting = ? WHERE tag = ?", (file, time.time(), tag)
        )

    def submitted(self, tag: str, batch: str) -> None:
        """The provider has taken the batch."""
        self._db.execute("UPDATE batches SET batch = ? WHERE tag = ?", (batch, tag))

    def discard(self, tag: str) -> None:
        """The batch was never submitted: its requests are as they were before."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute("UPDATE requests SET state = 'again' WHERE tag = ?", (tag,))
            self._db.execute("DELETE FROM batches WHERE tag = ?", (tag,))

    # Batches under way.

    def open(self) -> list[Job]:
        """Batches that have not ended, oldest first."""
        return self._jobs("NOT ended")

    def to_clean(self) -> list[Job]:
        """Ended batches whose input file is still at the provider."""
        return self._jobs("ended")

    def collect(self, tag: str, rows: Iterable[Row], rest: Row, *, counts: bool = True) -> None:
        """A batch has ended: store what became of its requests, all or nothing.

        ``rest`` is what became of those that ``rows`` do not name. Unless it
        ``counts``, the batch is no try of its requests.
        """
        update = (
            "UPDATE requests SET state = ?, status = ?, reason = ?, body = ?, tries = tries + ? "
            "WHERE tag = ? AND state = 'sent'"
        )
        with self._db:
            self._db.execute("BEGIN")
            for row in rows:
                # The first word stands: answers are read before errors.
                self._db.execute(f"{update} AND key = ?", (*_columns(row), counts, tag, row.key))
            self._db.execute(update, (*_columns(rest), counts, tag))
            self._db.execute("UPDATE batches SET ended = 1 WHERE tag = ?", (tag,))

    def release(self) -> None:
        """There is room again: what was held may be sent."""
        self._db.execute("UPDATE requests SET state = 'again' WHERE state = 'held'")

    def cleaned(self, tag: str) -> None:
        """Nothing of an ended batch is left at the provider."""
        self._db.execute("DELETE FROM batches WHERE tag = ?", (tag,))

    # Requests.

    def request(self, key: bytes) -> Request | None:
        """What is known of a request."""
        row = self._db.execute(
            "SELECT state, tries, status, reason, body FROM requests WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        body = None if row[4] is None else zlib.decompress(row[4]).decode()
        return Request(row[0], row[1], row[2], row[3], body)

    def key_of_line(self, tag: str, line: int) -> bytes | None:
        """Which request of a batch stands in this line of its file."""
        row = self._db.execute(
            "SELECT key FROM requests WHERE tag = ? AND line = ?", (tag, line)
        ).fetchone()
        return None if row is None else row[0]

    def forget_failures(self) -> None:
        """Let a later run try anew what failed; what is in a batch stays."""
        self._db.execute("DELETE FROM requests WHERE state IN ('again', 'held', 'failed')")

    def forget_kept(self, kept: Callable[[list[bytes]], set[bytes]]) -> None:
        """Forget the answers that somebody else keeps: ``kept`` says which of a few.

        Answers that nobody else keeps stay, for they were paid for.
        """
        last = b""
        while True:
            page = self._db.execute(
                "SELECT key FROM requests WHERE state = 'answered' AND key > ? "
                "ORDER BY key LIMIT 10000",
                (last,),
            ).fetchall()
            if not page:
                return
            keys: list[bytes] = [row[0] for row in page]
            last = keys[-1]
            with self._db:
                self._db.execute("BEGIN")
                self._db.executemany(
                    "DELETE FROM requests WHERE key = ?", ((key,) for key in kept(keys))
                )

    # Articles of this run, by their position, and the request each waits for.

    def wait(self, position: int, key: bytes) -> None:
        """An article waits for a request."""
        self._db.execute("INSERT OR REPLACE INTO waiting VALUES (?, ?)", (position, key))

    def done(self, position: int) -> None:
        """An article waits for nothing any more."""
        self._db.execute("DELETE FROM waiting WHERE position = ?", (position,))

    def waiting(self) -> int:
        """How many articles wait."""
        return int(self._db.execute("SELECT COUNT(*) FROM waiting").fetchone()[0])

    def ready(self) -> list[int]:
        """Articles whose request has come back, in order."""
        rows = self._db.execute(
            "SELECT position FROM waiting JOIN requests USING (key) "
            "WHERE state NOT IN ('sent', 'held') ORDER BY position"
        )
        return [row[0] for row in rows]

    def _jobs(self, which: str) -> list[Job]:
        rows = self._db.execute(
            f"SELECT tag, file, submitting, batch FROM batches WHERE {which} AND server = ? "
            "ORDER BY rowid",
            (self._server,),
        )
        return [Job(*row) for row in rows.fetchall()]


def _columns(row: Row) -> tuple[RequestState, int, str, bytes | None]:
    if row.completion is not None:
        return "answered", 0, "", zlib.compress(row.completion.encode(), 6)
    state: RequestState = "held" if row.held else "again" if row.again else "failed"
    return state, row.status, row.reason, None
