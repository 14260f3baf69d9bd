"""Files to articles, on the workers: streamed, numbered, one failure at a time.

Ray's own readers lose what the local engine says of a row: which line it stood on,
and that one row among them is broken. Here the lines are numbered and read one by
one, a file a task, so that ids, messages and keys are those of the local engine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from summarizer.articles import ArticleText, storable, text_from_row, text_from_stream
from summarizer.batch import Source
from summarizer.batch._sources import ROW_SUFFIXES, TEXT_SUFFIXES, files_in, line_sources
from summarizer.errors import UnreadableArticleError, UsageError, one_line
from summarizer.ray._places import absolute, is_uri, joined, open_bytes, place, shown
from summarizer.ray._retry import patiently
from summarizer.ray._rows import ARTICLE_COLUMNS, READ_COLUMNS, read_row, table_of
from summarizer.ray._untyped import fs, pa, parquet

TABLE_SUFFIXES = frozenset({".parquet"})
_KNOWN = TEXT_SUFFIXES | ROW_SUFFIXES | TABLE_SUFFIXES
# Rows that go to the object store together.
_ROWS = 64


@dataclass(frozen=True)
class InputFile:
    """A file as it was named, and where it is for any process.

    Attributes:
        problem: of what is no file: why there is no article; empty otherwise.
    """

    name: str
    location: str
    problem: str = ""


@dataclass(frozen=True)
class InputFiles:
    """The files of a run.

    Attributes:
        skipped: files of folders that are of no known kind, counted by suffix.
    """

    files: tuple[InputFile, ...]
    skipped: dict[str, int]


def input_files(inputs: Sequence[str]) -> InputFiles:
    """The files behind ``inputs``, folders with all that is in them.

    Raises:
        UsageError: nothing, or standard input, which other machines do not have, or
            a URI of which nothing can be said.
    """
    if not inputs:
        raise UsageError("no inputs: name files or folders")
    files: list[InputFile] = []
    skipped: dict[str, int] = {}
    for name in inputs:
        if name == "-":
            raise UsageError("-: --engine ray cannot read standard input; name files")
        own = InputFile(shown(name), name) if is_uri(name) else _local(Path(name))
        inside = _in_uri(name) if is_uri(name) else _in_folder(Path(name))
        if inside is None:
            files.append(own)
            continue
        known: list[InputFile] = []
        for file in inside:
            path = PurePosixPath(file.name)
            suffix = path.suffix.lower()
            if suffix in _KNOWN:
                known.append(file)
            else:
                kind = suffix or path.name
                skipped[kind] = skipped.get(kind, 0) + 1
        empty = f"{own.name}: is a directory with no text or JSON Lines file in it"
        files += known or [replace(own, problem=empty)]
    return InputFiles(tuple(files), skipped)


def _in_folder(path: Path) -> Iterator[InputFile] | None:
    """The files of a folder; ``None`` if it is none."""
    return map(_local, files_in(path)) if path.is_dir() else None


def _local(path: Path) -> InputFile:
    return InputFile(storable(str(path)), absolute(str(path)))


def _in_uri(uri: str) -> list[InputFile] | None:
    """The same of a URI."""
    filesystem, path = place(uri)
    try:
        if patiently(lambda: filesystem.get_file_info(path)).type != fs.FileType.Directory:
            return None
        everything = fs.FileSelector(path, recursive=True)
        found = patiently(lambda: filesystem.get_file_info(everything))
    except OSError as error:
        raise UsageError(f"{shown(uri)}: cannot be listed: {one_line(error)}") from None
    files: list[InputFile] = []
    for info in sorted(found, key=lambda info: info.path):
        inside = info.path.removeprefix(path).lstrip("/")
        if info.is_file and not any(part.startswith(".") for part in inside.split("/")):
            # In a URI a space ends it, and #, ? and % mean something else.
            files.append(InputFile(joined(shown(uri), inside), joined(uri, quote(inside))))
    return files


def read_files(files: Any) -> Iterator[Any]:
    """A batch of files (a table of ``file_rows``) as tables of ``READ_COLUMNS``."""
    for row in files.to_pylist():
        file = InputFile(row["name"], os.fsdecode(row["location"]), row["problem"])
        sources = iter(file_sources(file))
        while some := list(islice(sources, _ROWS)):
            yield table_of(map(read_row, some), READ_COLUMNS)


def file_sources(file: InputFile) -> Iterator[Source]:
    """The articles of one file; what goes wrong with the file is an article that failed."""
    suffix = PurePosixPath(file.name).suffix.lower()
    if file.problem:
        yield _failed(file, UnreadableArticleError(file.problem))
    elif suffix in ROW_SUFFIXES:
        yield from _lines(file)
    elif suffix in TABLE_SUFFIXES:
        yield from _table(file)
    else:
        yield Source(file.name, lambda: _text(file))


def _text(file: InputFile) -> ArticleText:
    if not is_uri(file.location) and Path(file.location).is_dir():
        raise UnreadableArticleError(f"{file.name}: is a directory; name a text file in it")
    try:
        with open_bytes(file.location) as stream:
            return text_from_stream(stream, id=_stem(file) or "article", where=file.name)
    except FileNotFoundError:
        raise UnreadableArticleError(f"{file.name}: no such file") from None
    except (OSError, UsageError) as error:
        raise _unreadable(file, error) from None


def _lines(file: InputFile) -> Iterator[Source]:
    try:
        with open_bytes(file.location) as stream:
            yield from line_sources(stream, file.name, _stem(file))
    except (OSError, UsageError) as error:
        yield _failed(file, _unreadable(file, error))


def _table(file: InputFile) -> Iterator[Source]:
    number = 0
    try:
        filesystem, path = place(file.location)
        with patiently(lambda: filesystem.open_input_file(path)) as opened:
            table = parquet.ParquetFile(opened)
            there = set(table.schema_arrow.names)
            columns = [name for name in ARTICLE_COLUMNS if name in there]
            if "text" not in there:
                raise UnreadableArticleError(
                    f'{file.name}: no column "text" among {len(there)} columns'
                )
            for batch in table.iter_batches(batch_size=_ROWS, columns=columns):
                for position in range(batch.num_rows):
                    number += 1
                    yield _table_row(batch.slice(position, 1), file, number)
    except UnreadableArticleError as error:
        yield _failed(file, error)
    except UsageError as error:
        yield _failed(file, _unreadable(file, error))
    except (OSError, pa.ArrowException) as error:
        after = f" after row {number}" if number else ""
        reason = f"{file.name}: cannot be read as Parquet{after}: {one_line(error)}"
        yield _failed(file, UnreadableArticleError(reason))


def _table_row(row: Any, file: InputFile, number: int) -> Source:
    where = f"{file.name}:{number}"

    def read() -> ArticleText:
        try:
            [cells] = row.to_pylist()
        except UnicodeDecodeError as error:
            raise UnreadableArticleError(
                f"{where}: not UTF-8 at byte {error.start} of a value"
            ) from None
        return text_from_row(cells, id=f"{_stem(file)}-{number}", where=where)

    return Source(where, read)


def _stem(file: InputFile) -> str:
    return PurePosixPath(file.name).stem


def _unreadable(file: InputFile, error: OSError | UsageError) -> UnreadableArticleError:
    """What is wrong with one file; a place that cannot be reached fails no other either."""
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return UnreadableArticleError(f"{file.name}: cannot be read: {' '.join(reason.split())[:300]}")


def _failed(file: InputFile, error: UnreadableArticleError) -> Source:
    def read() -> ArticleText:
        raise error

    return Source(file.name, read)


def file_rows(files: Iterable[InputFile]) -> list[dict[str, str | bytes]]:
    """Files as items of a dataset; where they are as bytes, which need not be UTF-8."""
    return [
        {"name": file.name, "location": os.fsencode(file.location), "problem": file.problem}
        for file in files
    ]
