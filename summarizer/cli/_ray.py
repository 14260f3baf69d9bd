"""``summarize --engine ray``: the same articles on a cluster."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer._unseen import numbered
from summarizer.errors import SettingsError, SummarizerError
from summarizer.ray import run

if TYPE_CHECKING:
    from summarizer.cli._run import Request

# Bytes of what Ray's core wrote.
_MOST_SHOWN = 10_000


def run_on_ray(request: Request, out: str | None) -> int:
    """Brief all inputs into the folder ``out``, a path or a URI; returns how many failed.

    Raises:
        UsageError: nothing can be done with these arguments.
    """
    if out is None or not (request.into_folder or "://" in out):
        raise SettingsError(
            f"--engine ray writes a folder: say --out {out or 'DIR'}/ (or a URI such as s3://…)"
        )
    for flag, given in (
        ("--max-cost", request.max_cost is not None),
        ("--max-tokens", request.max_tokens is not None),
        ("--strict", request.strict),
        # --batch-dir and --no-wait say nothing without it.
        ("--provider-batch", request.posted is not None),
    ):
        if given:
            raise SettingsError(f"{flag}: not with --engine ray; say --engine local")
    if request.format not in {None, "jsonl", "parquet"}:
        raise SettingsError(
            f"--format {request.format}: --engine ray writes a folder of jsonl or parquet"
        )
    # "a/" and "a" are one folder, and a URI is no path.
    place = out if "://" in out else str(Path(out))
    with _core_aside():
        totals = run(
            request.inputs,
            place,
            format="parquet" if request.format == "parquet" else "jsonl",
            fresh=request.fresh,
            **request.settings,
        )
    for suffix, count in sorted(totals.skipped_files.items()):
        files = "1 file" if count == 1 else f"{count} files"
        _say(f"{files} {suffix} in folders not read: neither text, JSON Lines nor Parquet")
    failures = "" if not totals.failed else " (why: see the error records there)"
    done = f"{totals.briefs} briefs written, {totals.failed} failed{failures}"
    _say(f"{done}: {place.partition('?')[0]}")
    return totals.failed


@contextmanager
def _core_aside() -> Generator[None]:
    """Keep from standard error what Ray's core writes there past all of Python's logging.

    It is shown where the run ends in what nobody foresaw.
    """
    sys.stderr.flush()
    before = sys.stderr
    with tempfile.TemporaryFile() as aside, open(os.dup(2), "w", 1, "utf-8") as ours:
        os.dup2(aside.fileno(), 2)
        sys.stderr = ours
        try:
            yield
        except SummarizerError:
            raise
        except Exception:
            aside.seek(0)
            ours.write(aside.read()[-_MOST_SHOWN:].decode("utf-8", "replace"))
            raise
        finally:
            os.dup2(ours.fileno(), 2)
            sys.stderr = before


def _say(text: str) -> None:
    print(f"summarize: {numbered(text)}", file=sys.stderr)
