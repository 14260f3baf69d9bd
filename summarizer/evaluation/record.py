"""A run's record: one file that says what was run, on what, and what came out.

It holds every brief, so that scorers can be changed and run again without a
model, the model's answers, so that the code between model and brief can, and
enough about its origin to tell whether two records are comparable.
"""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from summarizer._faults import first_fault
from summarizer.domain import Brief, Frozen, Usage
from summarizer.errors import UsageError

_SCORERS = ("evaluation", "matching", "grounding/support", "grounding/support/lexicon")
_PACKAGES = ("summarizer", "instructor", "openai", "pydantic", "nupunkt", "xllamacpp", "wordllama")


class RecordError(UsageError):
    """A run record that cannot be read or written."""


class Result(Frozen):
    """What became of one article: a brief, or the error."""

    id: str
    repeat: int = 0
    brief: Brief | None = None
    error: str | None = None


class Answered(Frozen):
    """What the model said to one question, as it said it, and what that took."""

    raw: str
    usage: Usage
    error: Annotated[str | None, Field(description="what was wrong with it")] = None
    cut: Annotated[bool, Field(description="whether it was cut off")] = False
    logprobs: Annotated[str, Field(description="bytes:logprob of each token, where told")] = ""


class Origin(Frozen):
    """What the run was made of."""

    model: str
    prompt: str
    prompt_sha256: str
    schema_sha256: str
    taxonomy_sha256: str
    gold_sha256: str
    scorers_sha256: str
    packages: dict[str, str]
    python: str
    commit: Annotated[str | None, Field(description="git commit of the code")] = None
    dirty: Annotated[bool | None, Field(description="whether it had uncommitted changes")] = None


class Run(Frozen):
    """A finished run of a suite."""

    record_version: Literal["1"] = "1"
    suite: str
    tag: str | None = None
    created: Annotated[str, Field(description="ISO 8601, UTC")]
    origin: Origin
    accepted: Annotated[str | None, Field(description="why it became the baseline")] = None
    results: tuple[Result, ...]
    answers: Annotated[
        dict[str, Answered],
        Field(default_factory=dict, description="the model's answers by key of the question"),
    ]

    @property
    def label(self) -> str:
        """How reports name it."""
        return self.tag or f"{self.origin.model}, {self.origin.prompt}"


def now() -> str:
    """The current time as records write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def save(run: Run, path: Path) -> None:
    """Write the record; the file is whole or not there.

    Raises:
        RecordError: it cannot be written; what stood there before is left.
    """
    with _draft(path) as draft:
        draft.write_text(run.model_dump_json(indent=1) + "\n", "utf-8")
        draft.chmod(0o644)
        draft.replace(path)


def check_writable(path: Path) -> None:
    """Find out whether a record can be saved there, before a run is paid for.

    Raises:
        RecordError: it cannot.
    """
    with _draft(path):
        pass


@contextmanager
def _draft(path: Path) -> Generator[Path]:
    """An empty file beside ``path`` that is gone afterwards unless it was given its name."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise RecordError(
            f"run record {path}: cannot be written: {error.strerror or error}; "
            "make room for it or name another file"
        ) from None


def load(path: Path) -> Run:
    """Read a record.

    Raises:
        RecordError: missing, or not a run record of this version.
    """
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RecordError(f"run record {path}: {error.strerror}") from None
    except ValidationError as error:
        where, message = first_fault(error)
        raise RecordError(f"run record {path}: {where}: {message}") from None


def packages() -> dict[str, str]:
    """Versions of the packages that shape a result, where installed."""
    found: dict[str, str] = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def python_version() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def code_state(folder: Path) -> tuple[str | None, bool | None]:
    """Git commit of the checkout around ``folder`` and whether it is dirty; else Nones."""
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        return commit, bool(_git(folder, "status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError):
        return None, None


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    return done.stdout.strip()


def scorers_sha256() -> str:
    """Hash of the code and data that scores are computed with, the shared rules included."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for folder in _SCORERS:
        for path in sorted((package / folder).glob("*")):
            if path.suffix in {".py", ".json", ".toml"}:
                digest.update(f"{folder}/{path.name}".encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
