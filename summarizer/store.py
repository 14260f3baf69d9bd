"""A content-addressed store of briefs: what was done once is not done again.

One SQLite file in WAL mode. A key is the hash of everything that shapes a
brief, so nothing in the store can be stale; a value is the brief's JSON. Each
entry is committed by itself: a process may be killed at any moment and the
store holds whole entries only. Several processes may share it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from tenacity import Retrying, retry_if_exception, stop_after_delay
from tenacity.wait import wait_random

from summarizer.errors import SettingsError

# Rows are appended in the order of their arrival; only the index of the keys, a
# fiftieth of the size, is written to at random, so that an entry costs the same
# however many there are.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    number INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    value BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS totals (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    bytes INTEGER NOT NULL,
    entries INTEGER NOT NULL
);
INSERT OR IGNORE INTO totals VALUES (1, 0, 0);
"""
_VERSION = 2
# Seconds for which a file that another process holds is waited for.
_PATIENCE = 60


def key_of(**parts: Any) -> bytes:
    """The key of an entry: SHA-256 of the named parts as canonical JSON."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


class Store:
    """The store in the file ``path``, made if need be; safe to share between threads.

    Args:
        path: the SQLite file; its folder is made.
        most_bytes: when the values exceed it, the oldest entries go.

    Raises:
        SettingsError: the file cannot be opened or is no such store; later, in every
            method: it cannot be read or written, or another process holds it too long.
    """

    def __init__(self, path: Path, *, most_bytes: int = 20_000_000_000) -> None:
        self.path = path
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._write_ahead()
            # In WAL mode NORMAL survives a killed process; only a power cut
            # may lose the last entries, never tear one.
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._make()
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(
                f"run store {path}: {error}; name another file or delete this one"
            ) from None

    def get(self, key: bytes) -> str | None:
        """The value of ``key``, or ``None``."""
        with self._held():
            row = self._db.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
            return None if row is None else zlib.decompress(row[0]).decode()

    def has(self, keys: Iterable[bytes]) -> set[bytes]:
        """Which of ``keys`` are there; many at once, without reading their values."""
        wanted = list(keys)
        found: set[bytes] = set()
        with self._held():
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                marks = ",".join("?" * len(part))
                rows = self._db.execute(f"SELECT key FROM entries WHERE key IN ({marks})", part)
                found.update(row[0] for row in rows)
        return found

    def put(self, key: bytes, value: str) -> None:
        """Store a value under ``key`` in a transaction of its own."""
        data = zlib.compress(value.encode(), 6)
        with self._held():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                known = self._db.execute(
                    "SELECT number, length(value) FROM entries WHERE key = ?", (key,)
                ).fetchone()
                if known is not None:
                    self._db.execute("DELETE FROM entries WHERE number = ?", (known[0],))
                self._db.execute("INSERT INTO entries (key, value) VALUES (?, ?)", (key, data))
                added = (len(data), 1) if known is None else (len(data) - known[1], 0)
                self._count(*added)
                if self._total("bytes") > self.most_bytes:
                    self._evict()
                self._db.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    def __len__(self) -> int:
        with self._held():
            return self._total("entries")

    def size(self) -> int:
        """Bytes that the values take."""
        with self._held():
            return self._total("bytes")

    def clear(self) -> None:
        """Forget everything."""
        with self._held():
            self._db.executescript(
                "BEGIN IMMEDIATE; DELETE FROM entries; "
                "UPDATE totals SET bytes = 0, entries = 0; COMMIT"
            )

    def close(self) -> None:
        """Close the file."""
        with self._held():
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _held(self) -> Generator[None]:
        """Alone with the file among threads; what it refuses, as wrong configuration."""
        with self._lock:
            try:
                yield
            except (sqlite3.Error, zlib.error) as error:
                raise SettingsError(
                    f"run store {self.path}: {error}; make room on its disk, end the process "
                    "that holds it, or name another file"
                ) from None

    def _roll_back(self) -> None:
        # SQLite has done so itself where the disk was full.
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _write_ahead(self) -> None:
        """Turn the file to WAL mode, where it is not yet.

        Of processes that turn a new file at the same time, SQLite refuses all but
        one at once, whatever the timeout: each holds what the other waits for.
        """
        retrying = Retrying(
            stop=stop_after_delay(_PATIENCE),
            wait=wait_random(0.001, 0.05),
            retry=retry_if_exception(_is_busy),
            reraise=True,
        )
        retrying(self._db.execute, "PRAGMA journal_mode=WAL")

    def _make(self) -> None:
        """Lay the tables out, unless another process has just done so."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                raise sqlite3.DatabaseError("was written by a newer version of this package")
            if version < _VERSION:
                # Of an older layout: nothing in it that cannot be made again.
                self._db.execute("DROP TABLE IF EXISTS entries")
                self._db.execute("DROP TABLE IF EXISTS totals")
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={_VERSION}")
            self._db.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _total(self, name: Literal["bytes", "entries"]) -> int:
        return int(self._db.execute(f"SELECT {name} FROM totals").fetchone()[0])

    def _count(self, size: int, entries: int) -> None:
        self._db.execute(
            "UPDATE totals SET bytes = bytes + ?, entries = entries + ?", (size, entries)
        )

    def _evict(self) -> None:
        """Remove the oldest entries until a tenth is free, so that it happens rarely."""
        wanted = self._total("bytes") - int(self.most_bytes * 0.9)
        while wanted > 0:
            oldest = self._db.execute(
                "SELECT number, length(value) FROM entries ORDER BY number LIMIT 1000"
            ).fetchall()
            if not oldest:
                return
            last, size, count = 0, 0, 0
            for number, length in oldest:
                if wanted <= size:
                    break
                last, size, count = number, size + length, count + 1
            self._db.execute("DELETE FROM entries WHERE number <= ?", (last,))
            self._count(-size, -count)
            wanted -= size


def _is_busy(error: BaseException) -> bool:
    # The low byte is the error, the rest says which kind of it.
    return (
        isinstance(error, sqlite3.OperationalError)
        and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    )
