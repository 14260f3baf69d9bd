"""The input file that is being filled, within the provider's limits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from summarizer.provider_batch._options import BatchOptions


@dataclass(frozen=True, slots=True)
class Filled:
    """A finished input file: its tag, where it lies, the keys of its lines in order."""

    tag: str
    path: Path
    keys: tuple[bytes, ...]


class Spool:
    """Collects request lines in a file of ``folder``; holds their keys in memory, no text."""

    def __init__(self, folder: Path, options: BatchOptions) -> None:
        self._folder = folder
        self._options = options
        self._file: IO[bytes] | None = None
        self._tag = ""
        self._keys: dict[bytes, None] = {}
        self._bytes = 0
        # Leftovers of a killed process: what was submitted is at the provider, and
        # what was not is asked anew.
        for left in folder.glob("summarizer-*.jsonl"):
            left.unlink(missing_ok=True)

    def holds(self, key: bytes) -> bool:
        """Whether the request is in the file already: two articles may ask the same."""
        return key in self._keys

    def fits(self, line: bytes) -> bool:
        """Whether one more line keeps to the limits."""
        full = len(self._keys) + 1 > self._options.requests
        return not self._keys or not (full or self._bytes + len(line) > self._options.bytes)

    def add(self, key: bytes, line: bytes) -> None:
        """Append a line."""
        if self._file is None:
            self._tag = uuid.uuid4().hex
            self._file = file_of(self._folder, self._tag).open("wb")
        self._file.write(line)
        self._keys[key] = None
        self._bytes += len(line)

    def take(self) -> Filled | None:
        """Finish the file and begin anew; ``None`` if it holds nothing."""
        if self._file is None:
            return None
        self._file.close()
        filled = Filled(self._tag, file_of(self._folder, self._tag), tuple(self._keys))
        self._file, self._keys, self._bytes = None, {}, 0
        return filled


def file_of(folder: Path, tag: str) -> Path:
    """Where the input file of a batch lies, and under which name it is uploaded."""
    return folder / f"summarizer-{tag}.jsonl"
