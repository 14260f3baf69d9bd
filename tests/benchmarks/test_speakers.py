"""The bench of speakers counts what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import speakers
from benchmarks._sources import half_of

TEXT = "Ada Berg said the dam leaks. Norland shut it. Otto Lang mended it, they told Ada Berg."
LINE = {
    "id": "dam",
    "text": TEXT,
    "sentences": [[0, 28], [29, 45], [46, 86]],
    "labels": {
        "actors": [
            {"name": "Ada Berg", "aliases": [], "type": "person"},
            {"name": "Norland", "aliases": [], "type": "country"},
            {"name": "the mender", "aliases": ["Otto Lang"], "type": "person"},
        ],
        "claims": [
            {"text": "The dam leaks.", "speaker": "Ada Berg", "kind": "statement",
             "sentences": [1]},
            {"text": "It is shut.", "speaker": "Norland", "kind": "statement", "sentences": [2]},
            {"text": "Norland shut it.", "speaker": None, "kind": "statement", "sentences": [2]},
            {"text": "Leaks.", "speaker": None, "kind": "statement", "sentences": [1]},
            {"text": "It leaks.", "speaker": "Norland", "kind": "statement", "sentences": [1]},
            {"text": "It leaks.", "speaker": "an engineer", "kind": "statement", "sentences": [1]},
            {"text": "No evidence.", "speaker": None, "kind": "statement", "sentences": []},
        ],
    },
}  # fmt: skip


def test_claims_are_right_missed_invented_or_wrong() -> None:
    assert speakers.kinds(LINE) == [
        ("right", "Ada Berg"),
        ("missed", "Norland"),
        ("right", None),
        ("invented", None),
        ("wrong", "Norland"),
    ]


def test_the_table_has_both_halves_with_their_shares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lines.jsonl"
    ids = [
        next(f"dam{n}" for n in range(99) if half_of(f"dam{n}") == half) for half in speakers.HALVES
    ]
    file.write_text("".join(json.dumps({**LINE, "id": name}) + "\n" for name in ids), "utf-8")
    monkeypatch.setattr("sys.argv", ["speakers", str(file)])
    speakers.main()
    shown = capsys.readouterr().out
    assert "| rules were written with it | 5 | 2 | 1 | 1 | 1 | 40.0% | 40.0% |" in shown
    assert "| held out | 5 | 2 | 1 | 1 | 1 | 40.0% | 40.0% |" in shown
