"""Inputs as a stream: files, folders, JSON Lines and standard input, one article at a time."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from summarizer.articles import ArticleText, text_from_file, text_from_row, text_from_stream
from summarizer.errors import UnreadableArticleError

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})
ROW_SUFFIXES = frozenset({".jsonl", ".ndjson"})


@dataclass(frozen=True)
class Source:
    """One input: its name, and how to read it. What reading raises is this input's failure."""

    name: str
    read: Callable[[], ArticleText]

    @classmethod
    def of(cls, text: ArticleText) -> Source:
        """An article that is at hand already."""
        return cls(text.where or text.id, lambda: text)


class Sources:
    """The articles behind ``inputs``, in order, without holding more than one.

    An input is ``-`` (standard input), a text file, a JSON Lines file (an article
    a line), or a folder whose text and JSON Lines files are taken in the order
    of their names, with its subfolders.

    Attributes:
        skipped: files of folders that are neither text nor JSON Lines, counted by suffix.
        bytes_read: how far the reading has come, of ``bytes_total`` (``None`` where
            that cannot be known: standard input).
    """

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = tuple(inputs)
        self.skipped: dict[str, int] = {}
        self.bytes_read = 0

    @cached_property
    def bytes_total(self) -> int | None:
        """Bytes of all inputs; looked up when first asked, since folders are walked for it."""
        return _total(self.inputs)

    @cached_property
    def many(self) -> bool:
        """Whether there may be more than one article."""
        return len(self.inputs) != 1 or (self.inputs[0] != "-" and _is_many(Path(self.inputs[0])))

    def __iter__(self) -> Iterator[Source]:
        for name in self.inputs:
            if name == "-":
                yield Source("standard input", lambda: text_from_stream(sys.stdin.buffer))
                continue
            path = Path(name)
            if path.is_dir():
                found = False
                for file in files_in(path):
                    if file.suffix.lower() in TEXT_SUFFIXES | ROW_SUFFIXES:
                        found = True
                        yield from self._file(file)
                    else:
                        suffix = file.suffix.lower() or file.name
                        self.skipped[suffix] = self.skipped.get(suffix, 0) + 1
                if not found:
                    empty = f"{path}: is a directory with no text or JSON Lines file in it"
                    yield Source(str(path), _raiser(UnreadableArticleError(empty)))
            else:
                yield from self._file(path)

    def _file(self, path: Path) -> Iterator[Source]:
        if path.suffix.lower() in ROW_SUFFIXES:
            yield from self._rows(path)
            return
        yield Source(str(path), lambda: text_from_file(path))
        self.bytes_read += _size(path)

    def _rows(self, path: Path) -> Iterator[Source]:
        try:
            file = path.open("rb")
        except OSError as error:
            reason = UnreadableArticleError(f"{path}: cannot be read: {error.strerror or error}")
            yield Source(str(path), _raiser(reason))
            return
        with file:
            yield from line_sources(self._counted(file), str(path), path.stem)

    def _counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.bytes_read += len(line)
            yield line


def line_sources(lines: Iterable[bytes], name: str, stem: str) -> Iterator[Source]:
    """The articles of a JSON Lines file, one a line that is not blank.

    They are named ``name:line``; one without an id of its own is called ``stem-line``.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(f"{name}:{number}", f"{stem}-{number}", line)


def _row(where: str, id: str, line: bytes) -> Source:
    def read() -> ArticleText:
        try:
            row = json.loads(line)
        except UnicodeDecodeError as error:
            raise UnreadableArticleError(
                f"{where}: not UTF-8 at byte {error.start} of the line"
            ) from None
        except (ValueError, RecursionError) as error:
            raise UnreadableArticleError(f"{where}: not JSON: {error}") from None
        return text_from_row(row, id=id, where=where)

    return Source(where, read)


def _raiser(error: UnreadableArticleError) -> Callable[[], ArticleText]:
    def read() -> ArticleText:
        raise error

    return read


def _is_many(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() in ROW_SUFFIXES


def files_in(folder: Path) -> Iterator[Path]:
    """The files of a folder and its subfolders by name; hidden ones are left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(root, name)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _total(inputs: Iterable[str]) -> int | None:
    total = 0
    for name in inputs:
        if name == "-":
            return None
        path = Path(name)
        if path.is_dir():
            known = TEXT_SUFFIXES | ROW_SUFFIXES
            total += sum(_size(file) for file in files_in(path) if file.suffix.lower() in known)
        else:
            total += _size(path)
    return total
