"""Files to articles, on the workers: streamed, numbered, one failure at a time.

Ray's own readers lose what the local engine says of a row: which line it stood on,
and that one row among them is broken. Here the lines are numbered and read one by
one, a file a task, so that ids, messages and keys are those of the local engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from summarizer.articles import ArticleText, text_from_row, text_from_stream
from summarizer.batch import Source
from summarizer.batch._sources import ROW_SUFFIXES, TEXT_SUFFIXES, files_in, line_sources
from summarizer.errors import UnreadableArticleError, UsageError
from summarizer.ray._places import absolute, is_uri, joined, one_line, open_bytes, place, shown
from summarizer.ray._rows import ARTICLE_COLUMNS, READ_COLUMNS, read_row, table_of
from summarizer.ray._untyped import fs, pa, parquet

TABLE_SUFFIXES = frozenset({".parquet"})
_KNOWN = TEXT_SUFFIXES | ROW_SUFFIXES | TABLE_SUFFIXES
# Rows that go to the object store together.
_ROWS = 64


@dataclass(frozen=True)
class InputFile:
    """A file as it was named, and where it is for any process."""

    name: str
    location: str


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
        UsageError: standard input, which other machines do not have, or a URI of
            which nothing can be said.
    """
    files: list[InputFile] = []
    skipped: dict[str, int] = {}
    for name in inputs:
        if name == "-":
            raise UsageError("-: --engine ray cannot read standard input; name files")
        for file, is_named in _listed(name):
            suffix = PurePosixPath(file.name).suffix.lower()
            if is_named or suffix in _KNOWN:
                files.append(file)
            else:
                kind = suffix or PurePosixPath(file.name).name
                skipped[kind] = skipped.get(kind, 0) + 1
    return InputFiles(tuple(files), skipped)


def _listed(name: str) -> Iterator[tuple[InputFile, bool]]:
    """Files of one input, and whether it was the file itself that was named."""
    if not is_uri(name):
        path = Path(name)
        if not path.is_dir():
            yield InputFile(str(path), absolute(name)), True
            return
        for file in files_in(path):
            yield InputFile(str(file), absolute(str(file))), False
        return
    filesystem, path = place(name)
    try:
        if filesystem.get_file_info(path).type != fs.FileType.Directory:
            yield InputFile(shown(name), name), True
            return
        found = filesystem.get_file_info(fs.FileSelector(path, recursive=True))
    except OSError as error:
        raise UsageError(f"{shown(name)}: cannot be listed: {one_line(error)}") from None
    for info in sorted(found, key=lambda info: info.path):
        inside = info.path.removeprefix(path).lstrip("/")
        if info.is_file and not any(part.startswith(".") for part in inside.split("/")):
            location = joined(name, inside)
            yield InputFile(shown(location), location), False


def read_files(files: Any) -> Iterator[Any]:
    """A batch of files (a table of ``name`` and ``location``) as tables of ``READ_COLUMNS``."""
    for row in files.to_pylist():
        sources = iter(file_sources(InputFile(**row)))
        while some := list(islice(sources, _ROWS)):
            yield table_of(map(read_row, some), READ_COLUMNS)


def file_sources(file: InputFile) -> Iterator[Source]:
    """The articles of one file; what goes wrong with the file is an article that failed."""
    suffix = PurePosixPath(file.name).suffix.lower()
    if suffix in ROW_SUFFIXES:
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
    except OSError as error:
        raise _unreadable(file, error) from None


def _lines(file: InputFile) -> Iterator[Source]:
    try:
        with open_bytes(file.location) as stream:
            yield from line_sources(stream, file.name, _stem(file))
    except OSError as error:
        yield _failed(file, _unreadable(file, error))


def _table(file: InputFile) -> Iterator[Source]:
    number = 0
    try:
        filesystem, path = place(file.location)
        with filesystem.open_input_file(path) as opened:
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


def _unreadable(file: InputFile, error: OSError) -> UnreadableArticleError:
    reason = error.strerror or str(error)
    return UnreadableArticleError(f"{file.name}: cannot be read: {' '.join(reason.split())[:300]}")


def _failed(file: InputFile, error: UnreadableArticleError) -> Source:
    def read() -> ArticleText:
        raise error

    return Source(file.name, read)


def file_rows(files: Iterable[InputFile]) -> list[dict[str, str]]:
    """Files as items of a dataset."""
    return [{"name": file.name, "location": file.location} for file in files]
