"""Where briefs go: standard output or a file that is whole or not there."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Literal, Self

from summarizer.errors import SettingsError

if TYPE_CHECKING:
    from summarizer.batch import Outcome
    from summarizer.domain import Article, Brief

Format = Literal["page", "json", "jsonl", "md", "html", "parquet"]


class Output:
    """Writes outcomes in a format, as they come; one HTML page of all of them at the end.

    A file is written beside its place and moved there when all is done;
    interrupted, it leaves what was there before.

    Raises:
        SettingsError: the place cannot be written, or not any more (a full disk).
    """

    def __init__(self, format: Format, path: Path | None) -> None:
        self._format = format
        self._path = path
        self._partial: Path | None = None
        self._stream: IO[str] = sys.stdout
        self._written = 0
        self._for_page: list[tuple[Brief, Article]] = []

    def __enter__(self) -> Self:
        if self._path is not None:
            with self._named():
                handle, name = tempfile.mkstemp(
                    dir=self._path.parent, prefix=f".{self._path.name}.", suffix=".partial"
                )
            self._partial = Path(name)
            self._stream = os.fdopen(handle, "w", encoding="utf-8")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._complete()
        finally:
            self._discard()

    def write(self, outcome: Outcome) -> None:
        """Write a brief; in JSON Lines, a failure too."""
        if outcome.json is not None and self._format == "jsonl":
            self._put(outcome.json + "\n")
        elif outcome.brief is not None and outcome.article is not None and self._format == "html":
            self._for_page.append((outcome.brief, outcome.article))
        elif outcome.brief is not None:
            self._write_brief(outcome.brief)
        elif self._format == "jsonl" and outcome.error is not None:
            self._put(outcome.error_line() + "\n")

    def _complete(self) -> None:
        """Write what waited for the end, and move the file to its place."""
        if self._for_page:
            from summarizer.report import to_html

            self._put(to_html(self._for_page))
        with self._named():
            if self._partial is None or self._path is None:
                with contextlib.suppress(BrokenPipeError):
                    self._stream.flush()
                return
            self._stream.close()
            if self._written:
                umask = os.umask(0)
                os.umask(umask)
                self._partial.chmod(0o666 & ~umask)
                self._partial.replace(self._path)

    def _discard(self) -> None:
        """Close the file, and delete it where it was not moved."""
        if self._partial is None:
            return
        # What a full disk refused is refused again.
        with contextlib.suppress(OSError):
            self._stream.close()
        with contextlib.suppress(OSError):
            self._partial.unlink(missing_ok=True)

    def _write_brief(self, brief: Brief) -> None:
        if self._format == "page":
            from rich.console import Console

            from summarizer.report.terminal import print_brief

            with self._named():
                if self._written:
                    self._stream.write("\n")
                print_brief(brief, Console(file=self._stream, highlight=False))
            self._written += 1
        elif self._format == "md":
            from summarizer.report import to_markdown

            self._put(("\n---\n\n" if self._written else "") + to_markdown(brief))
        else:
            self._put(brief.to_json(indent=2) + "\n")

    def _put(self, text: str) -> None:
        with self._named():
            self._stream.write(text)
            self._stream.flush()
        self._written += 1

    @contextlib.contextmanager
    def _named(self) -> Generator[None]:
        """What the place refuses, as wrong configuration; a reader that leaves is no such thing."""
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            if self._path is None:
                _let_go(self._stream)
            where = "standard output" if self._path is None else f"--out {self._path}"
            raise SettingsError(f"{where}: cannot be written: {error.strerror or error}") from None


def _let_go(stream: IO[str]) -> None:
    """Send what a stream still holds nowhere; at exit it would fail once more."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
