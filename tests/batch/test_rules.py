"""Briefs made by other rules or another lexicon are not taken for today's."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from corpus import SlowModel, sources

from summarizer import Summarizer
from summarizer.batch import BatchFolder, BriefKeys, _keys, brief_all
from summarizer.batch._rules import hash_of, shaping_files
from summarizer.errors import UsageError
from summarizer.store import Store

SHAPING = (
    "domain.py",
    "pipeline/merging/actors.py",
    "grounding/support/lexicon/concepts.toml",
    "matching/background.json",
)
OTHERS = ("cli/_run.py", "evaluation/lint.py", "store.py", "_data/prompts/a.toml", "models/a.gguf")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a file of every kind."""
    for name in (*SHAPING, *OTHERS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as shipped", "utf-8")
    return tmp_path


def test_code_and_tables_of_the_shipped_package_count() -> None:
    found = set(shaping_files(ROOT / "summarizer"))
    assert set(SHAPING) <= found
    assert {"drafts/keyed.py", "prompts/_render.py", "articles/_read.py", "models/_ask.py"} <= found
    assert not {name.split("/")[0] for name in found} & {"cli", "evaluation", "report", "ray"}


@pytest.mark.parametrize("name", SHAPING)
def test_an_edited_file_is_another_hash(package: Path, name: str) -> None:
    before = hash_of(shaping_files(package))
    (package / name).write_text("edited", "utf-8")
    assert hash_of(shaping_files(package)) != before


@pytest.mark.parametrize("name", OTHERS)
def test_what_shapes_no_brief_does_not_count(package: Path, name: str) -> None:
    before = hash_of(shaping_files(package))
    (package / name).write_text("edited", "utf-8")
    assert hash_of(shaping_files(package)) == before


def test_a_file_that_is_added_or_renamed_is_another_hash(package: Path) -> None:
    before = hash_of(shaping_files(package))
    added = package / "grounding" / "new.py"
    added.write_text("as shipped", "utf-8")
    with_it = hash_of(shaping_files(package))
    added.rename(package / "grounding" / "other.py")
    assert len({before, with_it, hash_of(shaping_files(package))}) == 3


def test_a_brief_of_other_rules_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "s.db") as store:
        list(brief_all(Summarizer(SlowModel()), sources(2), store=store))
        monkeypatch.setattr(_keys, "rules_sha256", lambda: "of an edited lexicon")
        model = SlowModel()
        outcomes = list(brief_all(Summarizer(model), sources(2), store=store))
    assert len(model.asked) == 2
    assert not any(outcome.remembered for outcome in outcomes)


def test_a_folder_does_not_mix_briefs_of_old_and_new_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summarizer = Summarizer(SlowModel())
    BatchFolder(tmp_path, BriefKeys(summarizer).configuration).close()
    monkeypatch.setattr(_keys, "rules_sha256", lambda: "of an edited lexicon")
    with pytest.raises(UsageError, match="version or lexicon"):
        BatchFolder(tmp_path, BriefKeys(summarizer).configuration)
