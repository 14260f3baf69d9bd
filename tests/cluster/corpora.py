"""Articles for runs on a cluster, and what such runs wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from summarizer.articles import text_from_row
from summarizer.batch import Source


def row_sources(rows: Iterable[Any], name: str) -> Iterator[Source]:
    """The articles of rows as the local engine takes them."""
    for number, row in enumerate(rows, 1):
        where = f"{name}:{number}"
        yield Source(where, partial(text_from_row, row, id=f"{name}-{number}", where=where))


def write_corpus(path: Path, count: int) -> Path:
    """Articles by number, every seventh without an id of its own."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            row = {"text": f"Norland{number} said on Monday that talks go on. Oslo agreed."}
            if number % 7:
                row["id"] = f"a{number}"
            file.write(json.dumps(row) + "\n")
    return path


def lines_of(folder: Path, kind: str) -> list[str]:
    """All lines of a run's output files of one kind, sorted."""
    files = sorted(folder.glob(f"{kind}-*.jsonl"))
    return sorted(line for file in files for line in file.read_text("utf-8").splitlines())


def timeless(lines: Any) -> list[str]:
    """Briefs without the seconds that they took, sorted."""
    return sorted(re.sub(r'("seconds": ?)[0-9.e-]+', r"\g<1>0", line) for line in lines)


def ids(lines: list[str]) -> list[str]:
    return sorted(json.loads(line)["article"]["id"] for line in lines)
