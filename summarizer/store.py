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
import time
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from summarizer.errors import SettingsError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    key BLOB PRIMARY KEY,
    value BLOB NOT NULL,
    size INTEGER NOT NULL,
    stored REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS totals (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT OR IGNORE INTO totals VALUES ('bytes', 0), ('entries', 0);
CREATE TRIGGER IF NOT EXISTS added AFTER INSERT ON entries BEGIN
    UPDATE totals SET value = value + new.size WHERE name = 'bytes';
    UPDATE totals SET value = value + 1 WHERE name = 'entries';
END;
CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON entries BEGIN
    UPDATE totals SET value = value - old.size WHERE name = 'bytes';
    UPDATE totals SET value = value - 1 WHERE name = 'entries';
END;
"""


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
        SettingsError: the file cannot be opened or is no such store.
    """

    def __init__(self, path: Path, *, most_bytes: int = 20_000_000_000) -> None:
        self.path = path
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path, timeout=60, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode=WAL")
            # In WAL mode NORMAL survives a killed process; only a power cut
            # may lose the last entries, never tear one.
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(
                f"run store {path}: {error}; name another file or delete this one"
            ) from None

    def get(self, key: bytes) -> str | None:
        """The value of ``key``, or ``None``."""
        with self._lock:
            row = self._db.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
        return None if row is None else zlib.decompress(row[0]).decode()

    def has(self, keys: Iterable[bytes]) -> set[bytes]:
        """Which of ``keys`` are there; many at once, without reading their values."""
        wanted = list(keys)
        found: set[bytes] = set()
        with self._lock:
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                marks = ",".join("?" * len(part))
                rows = self._db.execute(f"SELECT key FROM entries WHERE key IN ({marks})", part)
                found.update(row[0] for row in rows)
        return found

    def put(self, key: bytes, value: str) -> None:
        """Store a value under ``key`` in a transaction of its own."""
        data = zlib.compress(value.encode(), 6)
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.execute("DELETE FROM entries WHERE key = ?", (key,))
                self._db.execute(
                    "INSERT INTO entries VALUES (?, ?, ?, ?)", (key, data, len(data), time.time())
                )
                if self._total("bytes") > self.most_bytes:
                    self._evict()
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def __len__(self) -> int:
        with self._lock:
            return self._total("entries")

    def size(self) -> int:
        """Bytes that the values take."""
        with self._lock:
            return self._total("bytes")

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._db.execute("DELETE FROM entries")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
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

    def _total(self, name: str) -> int:
        row = self._db.execute("SELECT value FROM totals WHERE name = ?", (name,)).fetchone()
        return int(row[0])

    def _evict(self) -> None:
        """Remove the oldest entries until a tenth is free, so that it happens rarely."""
        wanted = self._total("bytes") - int(self.most_bytes * 0.9)
        oldest = self._db.execute("SELECT key, size FROM entries ORDER BY stored").fetchall()
        for key, size in oldest:
            if wanted <= 0:
                break
            self._db.execute("DELETE FROM entries WHERE key = ?", (key,))
            wanted -= size
