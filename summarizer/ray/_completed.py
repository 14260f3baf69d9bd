"""What is done already: a folder of small Parquet files on storage that all nodes share.

``batch-HASH.parquet``   the briefs of one batch, written when it is done. The hash is of
                         the keys in the batch, so that a task that is done again, on
                         another node perhaps, finds what was done of it with one look.
``merged-UUID.parquet``  many of these in one, so that millions of briefs are no
                         millions of files.

Both have the columns ``key`` (32 bytes) and ``brief`` (JSON). A file appears whole or
not at all, nobody writes to one that is there but its own batch, and a key stands for
all that shapes a brief; so any number of runs may share a folder. Failures are not
recorded: another run tries them again. A file that is damaged, or that its owner
merged and deleted meanwhile, is as good as none: its briefs are made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import threading
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import numpy as np

from summarizer.errors import SettingsError, one_line
from summarizer.ray._places import names_in, place, shown, write_whole
from summarizer.ray._retry import patiently
from summarizer.ray._untyped import pa, parquet

# Rows that are read together; all files have groups of this size.
GROUP = 64
# Rows of an actor's own small files that are worth a merged one.
MERGE = 2048
# The youngest small files stay: theirs are the tasks that may be done again.
YOUNG = 16
# What opening and reading a file raises where there is nothing to be had of it.
_NOTHING = (FileNotFoundError, pa.ArrowException)
_SCHEMA = pa.schema([("key", pa.binary(32)), ("brief", pa.string())])


class Completed:
    """The folder at ``location``, made if need be; safe to share between threads.

    Only the first eight bytes of every key are held, with the file and the group of
    rows where it stands: 16 bytes a brief.

    Raises:
        UsageError: the location cannot be reached or written.
    """

    def __init__(self, location: str, *, merge: int = MERGE) -> None:
        self._shown = shown(location)
        self._fs, self._folder = place(location)
        self._merge_rows = merge
        self._lock = threading.Lock()
        self._own: list[tuple[str, int]] = []
        self._files: list[str] = []
        self._prefixes: Any = np.zeros(0, np.uint64)
        self._at: Any = np.zeros(0, np.uint64)
        with self._told():
            patiently(lambda: self._fs.create_dir(self._folder, recursive=True))
            patiently(self._read_index)

    def __len__(self) -> int:
        """How many briefs were there when the folder was looked at."""
        return len(self._prefixes)

    def lookup(self, keys: Iterable[bytes]) -> dict[bytes, str]:
        """The briefs that are there of ``keys``, which are the keys of one batch."""
        wanted = set(keys)
        with self._told():
            return patiently(lambda: self._lookup(wanted))

    def record(self, batch: Iterable[bytes], briefs: Mapping[bytes, str]) -> None:
        """Write down the briefs that were made of a batch; all its keys name the file."""
        if not briefs:
            return
        keys = set(batch)
        with self._told():
            rows = patiently(lambda: self._record(keys, briefs))
        self._merge((_name(keys), rows))

    def clear(self) -> None:
        """Forget everything."""
        with self._told():
            patiently(self._delete_all)

    def _lookup(self, wanted: set[bytes]) -> dict[bytes, str]:
        found = self._of_batch(wanted)
        for is_last in (False, True):
            parts = [
                self._group(name, group, wanted)
                for name, group in sorted(self._places(wanted - found.keys()))
            ]
            for part in parts:
                found |= part or {}
            if is_last or None not in parts:
                break
            # Merged by its owner since; what it became is in the folder.
            self._read_index()
        return found

    def _record(self, keys: set[bytes], briefs: Mapping[bytes, str]) -> int:
        # What an earlier attempt at this batch recorded stays, where others may
        # have it in their index.
        rows = {**self._of_batch(keys), **briefs}
        self._write(_name(keys), rows.items())
        return len(rows)

    def _delete_all(self) -> None:
        for name in self._names():
            self._delete(name)
        self._read_index()

    def _of_batch(self, keys: set[bytes]) -> dict[bytes, str]:
        return self._all_of(_name(keys), keys) or {}

    def _all_of(self, name: str, wanted: set[bytes] | None) -> dict[bytes, str] | None:
        """The briefs of ``wanted`` (of all) in a file; ``None`` if there is nothing of it."""
        try:
            with self._fs.open_input_file(f"{self._folder}/{name}") as file:
                return _pairs(parquet.read_table(file), wanted)
        except _NOTHING:
            return None

    def _places(self, keys: set[bytes]) -> set[tuple[str, int]]:
        """Files and groups of rows in which keys stand, or others that begin alike."""
        with self._lock:
            names: list[str] = self._files
            prefixes, at = self._prefixes, self._at
        places: set[tuple[str, int]] = set()
        for key in keys:
            prefix = _prefix(key)
            first = int(np.searchsorted(prefixes, prefix, "left"))
            last = int(np.searchsorted(prefixes, prefix, "right"))
            spots: list[int] = at[first:last].tolist()
            for spot in spots:
                places.add((names[spot >> 32], spot & 0xFFFFFFFF))
        return places

    def _group(self, name: str, group: int, wanted: set[bytes]) -> dict[bytes, str] | None:
        """The briefs of ``wanted`` in a group of rows; ``None`` if the file is gone."""
        try:
            with self._fs.open_input_file(f"{self._folder}/{name}") as file:
                table = parquet.ParquetFile(file)
                # A batch may have been written anew, with more or with fewer rows.
                if group >= table.num_row_groups:
                    return {}
                return _pairs(table.read_row_group(group), wanted)
        except FileNotFoundError:
            return None
        except pa.ArrowException:
            return {}

    def _read_index(self) -> None:
        names = self._names()
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(self._keys_in, names))
        prefixes = np.concatenate([np.zeros(0, np.uint64), *found])
        at = np.concatenate(
            [
                np.zeros(0, np.uint64),
                *(
                    np.arange(len(keys), dtype=np.uint64) // np.uint64(GROUP)
                    + np.uint64(number << 32)
                    for number, keys in enumerate(found)
                ),
            ]
        )
        order = np.argsort(prefixes, kind="stable")
        with self._lock:
            self._files, self._prefixes, self._at = names, prefixes[order], at[order]

    def _keys_in(self, name: str) -> Any:
        """The beginnings of the keys of a file; none if it is damaged or gone."""
        try:
            with self._fs.open_input_file(f"{self._folder}/{name}") as file:
                keys = parquet.read_table(file, columns=["key"]).column("key").to_pylist()
        except _NOTHING:
            return np.zeros(0, np.uint64)
        return np.fromiter(map(_prefix, keys), np.uint64, len(keys))

    def _names(self) -> list[str]:
        """Files that are whole: those under way have names that begin with a dot."""
        return [
            name
            for name in names_in(self._fs, self._folder)
            if name.startswith(("batch-", "merged-")) and name.endswith(".parquet")
        ]

    def _write(self, name: str, rows: Iterable[tuple[bytes, str]]) -> None:
        keys, briefs = zip(*rows, strict=True)
        table = pa.table({"key": list(keys), "brief": list(briefs)}, schema=_SCHEMA)
        buffer = io.BytesIO()
        parquet.write_table(table, buffer, row_group_size=GROUP, compression="zstd")
        write_whole(self._fs, f"{self._folder}/{name}", buffer.getvalue())

    def _merge(self, written: tuple[str, int]) -> None:
        """Put the older small files of this process into one, if they are enough."""
        with self._lock:
            self._own = [own for own in self._own if own[0] != written[0]] + [written]
            old = self._own[:-YOUNG]
            if sum(rows for _, rows in old) < self._merge_rows:
                return
            self._own = self._own[-YOUNG:]
        try:
            rows: dict[bytes, str] = {}
            for name, _ in old:
                # None: another process had the same batch, and merged it.
                rows |= self._all_of(name, None) or {}
            if rows:
                self._write(f"merged-{uuid4().hex}.parquet", rows.items())
        except OSError:
            # What they hold is safe where it is; the next batch tries again.
            with self._lock:
                self._own = old + self._own
            return
        # Only now: killed in between, some briefs are there twice and none is lost. Nor
        # is one where nothing may be deleted.
        for name, _ in old:
            with contextlib.suppress(OSError):
                self._delete(name)

    def _delete(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._fs.delete_file(f"{self._folder}/{name}")

    @contextlib.contextmanager
    def _told(self) -> Generator[None]:
        """What storage refuses, as wrong usage."""
        try:
            yield
        except OSError as error:
            raise SettingsError(
                f"completed {self._shown}: {one_line(error)}; name a folder that all nodes can "
                "write"
            ) from None


def _pairs(table: Any, wanted: set[bytes] | None) -> dict[bytes, str]:
    keys: list[bytes] = table.column("key").to_pylist()
    places = [n for n, key in enumerate(keys) if wanted is None or key in wanted]
    briefs: list[str] = table.column("brief").take(pa.array(places, pa.int64())).to_pylist()
    return {keys[n]: brief for n, brief in zip(places, briefs, strict=True)}


def _prefix(key: bytes) -> int:
    return int.from_bytes(key[:8], "little")


def _name(keys: set[bytes]) -> str:
    return f"batch-{hashlib.sha256(b''.join(sorted(keys))).hexdigest()[:32]}.parquet"
