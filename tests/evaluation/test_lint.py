from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gold_samples import TEXT, sample, sample_article

from summarizer.articles import article_from_text
from summarizer.errors import UsageError
from summarizer.evaluation.gold_files import write_gold
from summarizer.evaluation.lint import (
    Finding,
    lint_folder,
    lint_gold,
    shared_with_training,
    training_sentences,
)

CODES = ("transport", "energy")


def found(**changes: Any) -> dict[str, str]:
    findings = lint_gold(sample(**changes), sample_article(), CODES, "f")
    return {finding.path: finding.message for finding in findings}


def claim(text: str = "Blue Air is bad.", **changes: Any) -> dict[str, Any]:
    return {
        "text": text,
        "speaker": None,
        "kind": "statement",
        "evidence": ["Norland banned"],
        **changes,
    }


def actor(name: str, **changes: Any) -> dict[str, Any]:
    return {"name": name, "type": "company", "role": "r", "salience": "core", **changes}


def stance(**changes: Any) -> dict[str, Any]:
    entry = {"holder": "Norland", "target": "Blue Air", "position": "oppose"}
    return {**entry, "evidence": ["Norland banned"], **changes}


def test_sound_gold_has_no_findings() -> None:
    assert found() == {}


def test_a_stale_hash() -> None:
    assert "stale" in found(text_sha256="0" * 64)["text_sha256"]


def test_evidence_missing_or_ambiguous_or_in_an_alternative() -> None:
    faults = found(
        claims=[
            claim(evidence=["Nowhere."]),
            claim("Other.", evidence=["The airline"]),
            claim("Third.", alternatives=[{"evidence": ["Nowhere."]}]),
        ]
    )
    assert "not in the article" in faults["claims[0].evidence[0]"]
    assert "occurs 2 times" in faults["claims[1].evidence[0]"]
    assert "not in the article" in faults["claims[2].alternatives[0].evidence[0]"]


def test_names_that_are_no_listed_actor() -> None:
    faults = found(
        claims=[claim(speaker="Berg", via="Bob", alternatives=[{"speaker": "Nobody"}])],
        stance=[stance(holder="The airline", alternatives=[{"holder": "Eve"}])],
    )
    assert set(faults) == {
        "claims[0].speaker",
        "claims[0].via",
        "claims[0].alternatives[0].speaker",
        "stance[0].holder",
        "stance[0].alternatives[0].holder",
    }


def test_aliases_that_collide_whatever_their_case() -> None:
    faults = found(
        actors=[
            actor("Norland"),
            actor("Blue Air", aliases=["norland"]),
            actor("Ada Berg"),
            actor("Ada Berg"),
        ]
    )
    assert faults["actors[1].aliases[0]"] == "'norland' also stands for 'Norland'"
    assert "also stands for" in faults["actors[3].name"]


def test_names_that_the_article_does_not_use() -> None:
    actors = [actor("Norland"), actor("Blue Air"), actor("Ada Berg"), actor("Zed")]
    assert "not in the article" in found(actors=actors)["actors[3].name"]


@pytest.mark.parametrize(
    ("second", "flagged"),
    [
        ("blue air is bad.", True),
        ("Bad is Blue Air.", True),
        ("Blue Air flies 12 jets to Norland.", False),
    ],
)
def test_near_duplicate_claims(second: str, flagged: bool) -> None:
    assert ("claims[1].text" in found(claims=[claim(), claim(second)])) is flagged


def test_claims_that_differ_in_a_number_are_two() -> None:
    pair = [claim("Blue Air flies 12 jets today."), claim("Blue Air flies 13 jets today.")]
    assert found(claims=pair) == {}


def test_sectors_off_the_taxonomy_or_twice() -> None:
    entries = [{"code": c, "evidence": ["Norland banned"]} for c in ("magic", "energy", "energy")]
    faults = found(sectors=entries)
    assert "not in the taxonomy" in faults["sectors[0].code"]
    assert "listed twice" in faults["sectors[2].code"]


def test_targets_are_actors_or_the_words_of_the_article() -> None:
    assert found(stance=[stance(target="12 jets")]) == {}
    assert "alias" in found(stance=[stance(target="The airline")])["stance[0].target"]
    assert "neither" in found(stance=[stance(target="world peace")])["stance[0].target"]
    itself = found(stance=[stance(holder="Blue Air")])
    assert "holder and target" in itself["stance[0]"]
    assert "twice" in found(stance=[stance(), stance()])["stance[1]"]


def test_too_many_items_and_too_many_words() -> None:
    many = [claim(f"Claim number {n} says {n * 7}.") for n in range(9)]
    assert "allow 8" in found(claims=many)["claims"]
    optional = [{**c, "required": False} for c in many]
    assert found(claims=optional) == {}
    assert "allow 16" in found(claims=optional * 2)["claims"]
    assert "31 words" in found(claims=[claim("word " * 31)])["claims[0].text"]
    roles = [
        actor("Norland", role="word " * 13),
        actor("Blue Air"),
        actor("Ada Berg"),
    ]
    assert "13 words" in found(actors=roles)["actors[0].role"]


def test_a_reading_is_a_record_and_only_checked_for_use() -> None:
    reading = {"status": "reading", "adjudicator": None, "readers": [{"id": "a", "who": "x"}]}
    assert found(**reading, claims=[claim(), claim()]) == {}
    assert set(found(**reading, claims=[claim(speaker="Eve")])) == {"claims[0].speaker"}


LONG = "The committee of the council met on Monday in the old town hall."


def line(text: str, identity: str = "t1") -> str:
    return json.dumps({"id": identity, "text": text, "sentences": [[0, len(text)]]})


def test_a_long_sentence_in_both_sets_is_found_and_a_short_one_is_not() -> None:
    article = article_from_text(f"It rained. {LONG}", id="x")
    training = training_sentences(iter([line("It rained."), line(LONG.upper(), "t2")]), "train")
    assert shared_with_training(article, training) == [(2, "t2")]


@pytest.mark.parametrize(
    "bad", ["nonsense", "[]", '{"id": 1}', '{"id": 1, "text": "a", "sentences": 3}']
)
def test_a_training_set_of_another_form_is_refused(bad: str) -> None:
    with pytest.raises(UsageError, match=r"train:1: no line of a training set"):
        training_sentences(iter([bad]), "train")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "blue-air.txt").write_text(TEXT)
    write_gold(sample(), tmp_path / "blue-air.yaml")
    for reader in "ab":
        reading = sample(status="reading", readers=[{"id": reader, "who": "x"}], adjudicator=None)
        write_gold(reading, tmp_path / "readings" / f"blue-air.{reader}.yaml")
    return tmp_path


def test_a_sound_folder(folder: Path) -> None:
    assert lint_folder(folder, CODES) == []


def test_a_folder_with_every_kind_of_fault(folder: Path, tmp_path: Path) -> None:
    (folder / "articles" / "other.txt").write_text(LONG)
    (folder / "bad.yaml").write_text("a: [")
    (folder / "readings" / "blue-air.b.yaml").rename(folder / "readings" / "blue-air.c.yaml")
    write_gold(sample(article="gone"), folder / "gone.yaml")
    training = tmp_path / "train.jsonl"
    training.write_text(line(LONG) + "\n\n")
    text = "\n".join(str(f) for f in lint_folder(folder, CODES, training=training))
    assert "articles/other.txt: has no gold; expected other.yaml" in text
    assert "articles/other.txt: sentence 1: is also in training article 't1'" in text
    assert "bad.yaml" in text
    assert "not YAML" in text
    assert "blue-air.yaml: readers[1]: reading 'b' is not kept" in text
    assert "readings/blue-air.c.yaml: should be named blue-air.b.yaml" in text
    assert "no such file" in text


def test_a_folder_without_gold_and_a_missing_training_set(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no gold here"):
        lint_folder(tmp_path / "empty", CODES)
    with pytest.raises(UsageError, match="cannot be read"):
        lint_folder(folder, CODES, training=tmp_path / "none.jsonl")


def test_findings_sort_by_file_and_place() -> None:
    assert Finding("a", "", "m") < Finding("a", "claims", "m") < Finding("b", "", "m")
    assert str(Finding("a", "", "m")) == "a: m"
