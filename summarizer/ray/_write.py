"""Rows to files: written by tasks on the workers, whole or not at all, whenever retried."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from summarizer.domain import Usage
from summarizer.errors import SettingsError, one_line
from summarizer.ray._places import names_in, place, shown, write_whole
from summarizer.ray._retry import patiently
from summarizer.ray._rows import BRIEF_COLUMNS
from summarizer.ray._untyped import BlockAccessor, data, fs, parquet

OutputFormat = Literal["jsonl", "parquet"]
# Rows that make a file.
ROWS = 1000
_OURS = re.compile(r"(briefs|failed)-\d{6,}\.jsonl|briefs-\d{6,}\.parquet")


@dataclass(frozen=True)
class Written:
    """What one task, or all of them, wrote: rows of each kind, names of files.

    ``usage``: what these rows consumed, those that were remembered nothing.
    """

    briefs: int = 0
    failed: int = 0
    files: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)

    def __add__(self, other: Written) -> Written:
        return Written(
            self.briefs + other.briefs,
            self.failed + other.failed,
            self.files + other.files,
            self.usage + other.usage,
        )


class BriefSink(data.Datasink):
    """A folder of ``briefs-*.jsonl`` and ``failed-*.jsonl``, or of ``briefs-*.parquet``.

    What goes in has ``RUN_COLUMNS``; a Parquet file has ``BRIEF_COLUMNS``.
    Files are named by the number of their task, so that a task that is done again
    overwrites what it wrote. When all are done, files of such names that this run did
    not write, an earlier run's, are deleted.

    Attributes:
        written: of the whole run, once it is over.
    """

    def __init__(self, location: str, format: OutputFormat, *, rows: int = ROWS) -> None:
        self.written = Written()
        self._location = location
        self._format: OutputFormat = format
        self._rows = rows

    @property
    def min_rows_per_write(self) -> int:
        """Ray gathers as many for a task."""
        return self._rows

    def write(self, blocks: Iterable[Any], ctx: Any) -> Written:
        """Write the rows of one task.

        Raises:
            SettingsError: the folder cannot be written.
        """
        tables: list[Any] = [BlockAccessor.for_block(block).to_arrow() for block in blocks]
        tables = [table for table in tables if table.num_rows]
        briefs = sum(len(table) - table.column("brief").null_count for table in tables)
        failed = sum(len(table) - table.column("error").null_count for table in tables)
        usage = sum((_usage(table) for table in tables), Usage())
        number = f"{ctx.task_idx:06d}"
        files: list[str] = []
        for name, content in self._contents(tables, number):
            put(self._location, name, content)
            files.append(name)
        return Written(briefs, failed, tuple(files), usage)

    def on_write_complete(self, write_result: Any) -> None:
        """Add up, and delete what an earlier run left."""
        for written in write_result.write_returns:
            self.written += written or Written()
        with _told(self._location):
            patiently(self._clean)

    def _clean(self) -> None:
        filesystem, folder = place(self._location)
        mine = set(self.written.files)
        for name in names_in(filesystem, folder):
            if _OURS.fullmatch(name) and name not in mine:
                with contextlib.suppress(FileNotFoundError):
                    filesystem.delete_file(f"{folder}/{name}")

    def _contents(self, tables: list[Any], number: str) -> Iterable[tuple[str, bytes]]:
        if self._format == "parquet":
            if tables:
                briefs = [table.select(BRIEF_COLUMNS) for table in tables]
                yield f"briefs-{number}.parquet", _parquet(briefs)
            return
        for prefix, column in (("briefs-", "brief"), ("failed-", "error")):
            lines: list[str] = []
            for table in tables:
                lines += table.column(column).drop_null().to_pylist()
            if lines:
                yield f"{prefix}{number}.jsonl", "".join(f"{line}\n" for line in lines).encode()


def _parquet(tables: list[Any]) -> bytes:
    buffer = io.BytesIO()
    with parquet.ParquetWriter(buffer, tables[0].schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)
    return buffer.getvalue()


def _usage(table: Any) -> Usage:
    lines: list[str] = table.column("usage").drop_null().to_pylist()
    return sum(map(Usage.model_validate_json, lines), Usage())


def put(location: str, name: str, content: bytes) -> None:
    """Write a file of the folder, whole or not at all.

    Raises:
        SettingsError: it cannot be written.
    """
    filesystem, folder = place(location)
    with _told(location):
        patiently(lambda: write_whole(filesystem, f"{folder}/{name}", content))


def prepare(location: str) -> list[str]:
    """Make the folder; returns the names of the files that are in it.

    Raises:
        SettingsError: it cannot be made or read.
    """
    filesystem, folder = place(location)

    def made() -> list[str]:
        filesystem.create_dir(folder, recursive=True)
        if filesystem.get_file_info(folder).type == fs.FileType.File:
            raise NotADirectoryError(20, "is a file", location)
        return names_in(filesystem, folder)

    with _told(location):
        return patiently(made)


@contextlib.contextmanager
def _told(location: str) -> Generator[None]:
    """What storage refuses, as wrong usage."""
    try:
        yield
    except OSError as error:
        raise SettingsError(f"--out {shown(location)}: {one_line(error)}") from None
