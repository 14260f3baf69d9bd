"""Run records: whole or not there, refused with the reason, honest about their origin."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from suite_samples import gold_articles, perfect_run, run_of, write_suite

from summarizer.evaluation import record
from summarizer.evaluation.record import RecordError, Result, load, save


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> record.Run:
    return perfect_run(gold_articles(write_suite(tmp_path_factory.mktemp("suite"))), tag="mine")


def test_a_record_comes_back_as_it_was(run: record.Run, tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    save(run, path)
    assert load(path) == run
    assert [p.name for p in path.parent.iterdir()] == ["a.json"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_record_that_cannot_be_written_leaves_the_old_one(
    run: record.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    save(run, path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RecordError, match=r"a\.json: cannot be written: No space left"):
        save(run.model_copy(update={"tag": "other"}), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_whether_a_record_can_be_written_is_known_before(tmp_path: Path) -> None:
    record.check_writable(tmp_path / "new" / "a.json")
    assert list((tmp_path / "new").iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(RecordError, match=r"file/a\.json: cannot be written: .*name another"):
        record.check_writable(tmp_path / "file" / "a.json")
    with pytest.raises(RecordError, match="new: cannot be written: Is a directory"):
        record.check_writable(tmp_path / "new")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"record_version": "2"}, "record_version"),
        ({"results": [{"id": "a", "brief": {}}]}, "results.0.brief"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_no_record_is_refused_with_the_place(
    run: record.Run, tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({**json.loads(run.model_dump_json()), **change}), "utf-8")
    with pytest.raises(RecordError) as error:
        load(path)
    assert str(path) in str(error.value)
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_the_problem_is_told_in_our_own_words(run: record.Run, tmp_path: Path) -> None:
    data = json.loads(run.model_dump_json())
    data["results"][1]["brief"]["claims"][0]["speaker"] = "Nobody"
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(RecordError) as error:
        load(path)
    assert str(error.value) == (
        f"run record {path}: results.1.brief: speaker 'Nobody' of a claim is not a listed actor"
    )


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"a\.json: No such file"):
        load(tmp_path / "a.json")
    (tmp_path / "a.json").write_bytes(b"\xff{")
    with pytest.raises(RecordError, match=r"a\.json"):
        load(tmp_path / "a.json")


def test_reports_name_a_run_by_its_tag_or_by_model_and_prompt() -> None:
    assert run_of([], tag="mine").label == "mine"
    assert run_of([]).label == "hand/made, brief@1"


def test_a_result_is_a_brief_or_an_error(run: record.Run) -> None:
    assert all(result.brief and result.error is None for result in run.results)
    assert Result(id="a", error="AnswerError: none").brief is None


def test_the_origin_names_versions_and_hashes_what_scores_are_made_with() -> None:
    found = record.packages()
    assert {"summarizer", "pydantic", "wordllama"} <= set(found)
    assert re.fullmatch("[0-9a-f]{64}", record.scorers_sha256())


@pytest.mark.parametrize(
    "name",
    [
        "evaluation/scoring.py",
        "matching/vetoes.py",
        "grounding/support/grading.py",
        "support/lexicon/opposites.toml",
    ],
)
def test_the_hash_of_the_scorers_covers_the_rules_they_share(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, read = record.scorers_sha256(), Path.read_bytes
    other = b"# another rule"
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: read(path) + other * path.as_posix().endswith(name)
    )
    assert record.scorers_sha256() != before


def test_times_are_utc() -> None:
    assert record.now().endswith("+00:00")


def test_the_state_of_the_code_is_its_commit_and_whether_it_changed(tmp_path: Path) -> None:
    assert record.code_state(tmp_path) == (None, None)

    def git(*arguments: str) -> str:
        identity = (
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@localhost",
            "-c",
            "init.defaultBranch=m",
        )
        command = ["git", "-C", str(tmp_path), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    (tmp_path / "a").write_text("1")
    git("add", "a")
    git("commit", "-q", "-m", "a")
    commit = git("rev-parse", "HEAD")
    assert record.code_state(tmp_path) == (commit, False)
    (tmp_path / "new").write_text("untracked files are no change of the code")
    assert record.code_state(tmp_path) == (commit, False)
    (tmp_path / "a").write_text("2")
    assert record.code_state(tmp_path) == (commit, True)
