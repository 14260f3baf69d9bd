"""Files that are written by tasks, each once or several times."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from summarizer.domain import Usage
from summarizer.errors import SettingsError
from summarizer.ray import _retry, _write
from summarizer.ray._rows import BRIEF_COLUMNS, RUN_COLUMNS, table_of
from summarizer.ray._write import BriefSink, OutputFormat, prepare


@dataclass
class Context:
    task_idx: int


@dataclass
class Result:
    write_returns: list[Any]


def rows(*numbers: int) -> Any:
    """A block of briefs; those of even numbers were made now, the others remembered."""
    usage = Usage(attempts=1, input_tokens=10, output_tokens=5, cost_usd=0.5).model_dump_json()
    made = [
        {"input": f"a{n}", "brief": f'{{"n": {n}}}', "usage": None if n % 2 else usage}
        for n in numbers
    ]
    return table_of([*made, {"input": "bad", "error": '{"error": 1}'}], RUN_COLUMNS)


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_a_run_replaces_what_an_earlier_one_wrote(tmp_path: Path, format: OutputFormat) -> None:
    (tmp_path / "briefs-000009.jsonl").touch()
    (tmp_path / "notes.txt").touch()
    sink = BriefSink(str(tmp_path), format)
    sink.write([rows(5)], Context(0))  # a task that is done again
    written = [sink.write([rows(1, 2), rows(3, 4)], Context(0)), sink.write([], Context(1))]
    sink.on_write_complete(Result(written))
    assert (sink.written.briefs, sink.written.failed) == (4, 2)
    usage = sink.written.usage
    assert (usage.input_tokens, usage.output_tokens, usage.cost_usd) == (20, 10, 1.0)
    names = sorted(path.name for path in tmp_path.iterdir())
    if format == "parquet":
        assert names == ["briefs-000000.parquet", "notes.txt"]
        table = parquet.read_table(tmp_path / names[0])
        assert table.column_names == list(BRIEF_COLUMNS)
        assert table.num_rows == 6
    else:
        assert names == ["briefs-000000.jsonl", "failed-000000.jsonl", "notes.txt"]
        lines = (tmp_path / names[0]).read_text().splitlines()
        assert lines == [f'{{"n": {n}}}' for n in (1, 2, 3, 4)]


def test_a_write_that_fails_is_tried_again_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_retry, "LONGEST_PAUSE", 0.0)
    failures = 1
    write_whole = _write.write_whole

    def flaky(*arguments: Any) -> None:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise OSError("connection reset")
        write_whole(*arguments)

    monkeypatch.setattr(_write, "write_whole", flaky)
    sink = BriefSink(str(tmp_path), "jsonl")
    assert sink.write([rows(1)], Context(0)).briefs == 1
    failures = 99
    with pytest.raises(SettingsError, match=r"^--out .*: connection reset$"):
        sink.write([rows(1)], Context(0))


def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"--out .*file"):
        prepare(str(tmp_path / "file"))
