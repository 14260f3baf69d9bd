"""Inputs as a stream."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer.batch import Sources
from summarizer.errors import SummarizerError


def read(sources: Sources) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for source in sources:
        try:
            found.append((source.name, source.read().id))
        except SummarizerError as error:
            found.append((source.name, type(error).__name__))
    return found


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs" / "deep").mkdir(parents=True)
    (tmp_path / "docs" / "b.txt").write_text("Second.", "utf-8")
    (tmp_path / "docs" / "a.md").write_text("First.", "utf-8")
    (tmp_path / "docs" / "deep" / "c.txt").write_text("Third.", "utf-8")
    (tmp_path / "docs" / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "docs" / ".hidden.txt").write_text("No.", "utf-8")
    rows = [
        {"id": "x", "text": "A row.", "title": "T", "date": "2020-01-02"},
        {"text": "No id."},
        {"title": "no text"},
        "a string",
        {"id": 7, "text": "A number for an id.", "other": {"kept": False}},
        {"text": "  "},
    ]
    lines = [json.dumps(row) for row in rows]
    (tmp_path / "rows.jsonl").write_text("\n".join([*lines, "{not json", ""]), "utf-8")
    return tmp_path


def test_files_folders_and_lines_in_order(corpus: Path) -> None:
    sources = Sources(["rows.jsonl", "docs", "missing.txt"])
    assert read(sources) == [
        ("rows.jsonl:1", "x"),
        ("rows.jsonl:2", "rows-2"),
        ("rows.jsonl:3", "UnreadableArticleError"),
        ("rows.jsonl:4", "UnreadableArticleError"),
        ("rows.jsonl:5", "7"),
        ("rows.jsonl:6", "EmptyArticleError"),
        ("rows.jsonl:7", "UnreadableArticleError"),
        ("docs/a.md", "a"),
        ("docs/b.txt", "b"),
        ("docs/deep/c.txt", "c"),
        ("missing.txt", "UnreadableArticleError"),
    ]
    assert sources.skipped == {".png": 1}
    assert sources.bytes_read == sources.bytes_total


def test_what_a_row_says_of_its_article(corpus: Path) -> None:
    first = next(iter(Sources(["rows.jsonl"]))).read()
    assert (first.title, first.published, first.language) == ("T", "2020-01-02", "en")


@pytest.mark.parametrize(
    ("inputs", "many"),
    [(["a.txt"], False), (["-"], False), (["a.txt", "b.txt"], True), (["rows.jsonl"], True)],
)
def test_whether_there_may_be_several(inputs: list[str], many: bool) -> None:
    assert Sources(inputs).many is many


def test_an_id_that_no_utf8_can_hold_fails_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "a\\ud800", "text": "One."}\n{"id": "b", "text": "Two."}\n', "utf-8")
    assert read(Sources([str(path)])) == [
        (f"{path}:1", "UnreadableArticleError"),
        (f"{path}:2", "b"),
    ]
