"""The folder of a large run: whole lines only, nothing lost, nothing twice, whenever killed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from corpus import SlowModel, failing, sources

from summarizer import Summarizer
from summarizer.batch import BatchFolder, brief_all
from summarizer.batch._keys import BriefKeys
from summarizer.domain import Brief
from summarizer.errors import TransportError, UsageError

CONFIGURATION = b"one"


def run(path: Path, model: SlowModel, count: int, *, most: int | None = None) -> BatchFolder:
    """A run into ``path``, left after ``most`` outcomes as a killed one leaves it."""
    summarizer = Summarizer(model)
    folder = BatchFolder(path, BriefKeys(summarizer).configuration)
    for number, outcome in enumerate(brief_all(summarizer, sources(count), done=folder.has), 1):
        folder.write(outcome)
        if number == most:
            folder._lock.release()
            return folder
    folder.close()
    return folder


def ids(path: Path) -> list[str]:
    lines = (path / "briefs.jsonl").read_text("utf-8").splitlines()
    return [Brief.from_json(line).article.id for line in lines]


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    model = SlowModel()
    run(tmp_path, model, 10, most=4)
    assert ids(tmp_path) == ["a0", "a1", "a2", "a3"]
    asked = len(model.asked)
    folder = run(tmp_path, model, 10)
    assert ids(tmp_path) == [f"a{number}" for number in range(10)]
    assert folder.totals.skipped == 4
    assert folder.totals.briefs == 6
    assert len(model.asked) <= 10 + asked - 4
    about = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert about["briefs_in_all"] == 10
    assert about["briefs"] == 6
    assert about["skipped"] == 4


@pytest.mark.parametrize("torn", [b'{"schema_version": "1.0", "art', b"\n", b"{}\n{}\n"])
def test_what_the_journal_does_not_know_is_cut_off(tmp_path: Path, torn: bytes) -> None:
    run(tmp_path, SlowModel(), 3)
    with (tmp_path / "briefs.jsonl").open("ab") as file:
        file.write(torn)
    run(tmp_path, SlowModel(), 5)
    assert ids(tmp_path) == ["a0", "a1", "a2", "a3", "a4"]


def test_failures_are_tried_again_and_recorded_for_the_last_run(tmp_path: Path) -> None:
    run(tmp_path, SlowModel(failing({1, 2}, lambda: TransportError("gone"))), 4)
    failed = (tmp_path / "failed.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["error"]["id"] for line in failed] == ["a1", "a2"]
    assert ids(tmp_path) == ["a0", "a3"]
    run(tmp_path, SlowModel(failing({2}, lambda: TransportError("gone"))), 4)
    failed = (tmp_path / "failed.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["error"]["id"] for line in failed] == ["a2"]
    assert ids(tmp_path) == ["a0", "a3", "a1"]


def test_one_configuration_a_folder(tmp_path: Path) -> None:
    run(tmp_path, SlowModel(), 2)
    with pytest.raises(UsageError, match="made with another model, prompt"):
        BatchFolder(tmp_path, b"another")
    with BatchFolder(tmp_path, b"another", fresh=True) as folder:
        assert len(folder) == 0
    assert ids(tmp_path) == []


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with (
        BatchFolder(tmp_path, CONFIGURATION),
        pytest.raises(UsageError, match="another run is writing there"),
    ):
        BatchFolder(tmp_path, CONFIGURATION)
    BatchFolder(tmp_path, CONFIGURATION).close()


def test_a_file_that_was_cut_by_somebody_is_not_trusted(tmp_path: Path) -> None:
    run(tmp_path, SlowModel(), 3)
    path = tmp_path / "briefs.jsonl"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(UsageError, match="it was changed"):
        run(tmp_path, SlowModel(), 3)


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "briefs.jsonl").write_text("mine\n", "utf-8")
    with pytest.raises(UsageError, match=r"without a journal\.db"):
        BatchFolder(tmp_path, CONFIGURATION)
    assert (tmp_path / "briefs.jsonl").read_text("utf-8") == "mine\n"


def test_the_same_article_again_is_skipped(tmp_path: Path) -> None:
    summarizer = Summarizer(SlowModel())
    twice = [*sources(2), *sources(2)]
    with BatchFolder(tmp_path, BriefKeys(summarizer).configuration) as folder:
        for outcome in brief_all(summarizer, twice, done=folder.has):
            folder.write(outcome)
    assert ids(tmp_path) == ["a0", "a1"]
    assert folder.totals.skipped == 2


def test_the_journal_and_the_file_agree(tmp_path: Path) -> None:
    run(tmp_path, SlowModel(), 7)
    with sqlite3.connect(tmp_path / "journal.db") as db:
        (length,) = db.execute("SELECT value FROM facts WHERE name = 'bytes'").fetchone()
        (count,) = db.execute("SELECT count(*) FROM done").fetchone()
    assert length == (tmp_path / "briefs.jsonl").stat().st_size
    assert count == 7
