"""Where briefs go when it cannot take them: one line that says so, and nothing half-written."""

from __future__ import annotations

import contextlib
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer.batch import Outcome
from summarizer.cli._output import Output
from summarizer.errors import SettingsError

OUTCOME = Outcome("a.txt", json='{"a brief": "of some thirty characters"}')


@contextlib.contextmanager
def small_files(most: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: to the writer, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_cannot_grow_is_named_and_not_left_half_written(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text("what was there before", "utf-8")
    # The file is closed, which writes once more, while there is still no room.
    with (
        pytest.raises(SettingsError, match=r"--out .*b\.jsonl: cannot be written: File too large"),
        small_files(10),
        Output("jsonl", path) as output,
    ):
        output.write(OUTCOME)
    assert path.read_text("utf-8") == "what was there before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_moved_to_its_place_is_not_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    output = Output("jsonl", path).__enter__()
    output.write(OUTCOME)
    path.mkdir()
    with pytest.raises(SettingsError, match=r"--out .*b\.jsonl: cannot be written: "):
        output.__exit__(None, None, None)
    assert list(tmp_path.iterdir()) == [path]


def test_what_interrupts_a_run_is_not_hidden_by_a_full_disk(tmp_path: Path) -> None:
    output = Output("jsonl", tmp_path / "b.jsonl").__enter__()
    with small_files(10):
        with pytest.raises(SettingsError):
            output.write(OUTCOME)
        output.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_standard_output_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = open("/dev/full", "w", encoding="utf-8")  # noqa: SIM115  (Output closes it)
    monkeypatch.setattr(sys, "stdout", stream)
    with (
        pytest.raises(SettingsError, match="standard output: cannot be written: No space left"),
        Output("jsonl", None) as output,
    ):
        output.write(OUTCOME)
    # As the interpreter does at exit, which would complain of it.
    stream.close()
