"""The gold in this repository is sound, complete and says where it comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer.articles import read_article
from summarizer.evaluation.gold import gold_schema
from summarizer.evaluation.gold_files import dump_gold, load_gold, load_readings, read_gold
from summarizer.evaluation.lint import lint_folder
from summarizer.prompts import load_taxonomy

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "evals" / "gold"
IDS = sorted(path.stem for path in GOLD.glob("*.yaml"))


def test_lint_finds_nothing() -> None:
    assert [str(f) for f in lint_folder(GOLD, load_taxonomy().codes)] == []


def test_the_schema_is_that_of_the_models() -> None:
    kept = json.loads((GOLD / "gold.schema.json").read_text(encoding="utf-8"))
    assert kept == gold_schema(), "write gold_schema() to evals/gold/gold.schema.json"


def test_there_are_forty_articles_with_two_readings_each() -> None:
    gold = load_gold(GOLD)
    assert len(gold) == 40
    for item in gold:
        readings = load_readings(GOLD, item.gold.article)
        assert [r.gold.readers[0] for r in readings] == list(item.gold.readers)


def test_evidence_is_the_words_at_its_offsets() -> None:
    for item in load_gold(GOLD):
        for claim in item.labels.claims:
            for start, end in claim.evidence[0]:
                quote = item.article.text[start:end]
                assert quote == quote.strip() != ""


@pytest.mark.parametrize("article", [i for i in IDS if i != "zelenskyy-china"])
def test_attribution_and_licence_stand_beside_the_text(article: str) -> None:
    path = GOLD / "articles" / f"{article}.txt"
    header = path.read_text(encoding="utf-8").split("\n---\n")[0]
    fields = dict(line.split(": ", 1) for line in header.splitlines())
    assert fields["source"] == "Wikinews"
    assert fields["url"].startswith("https://en.wikinews.org/wiki/")
    assert "credit: Wikinews contributors" in fields["licence"]
    old = fields["date"] < "2005-09-25"
    assert fields["licence"].startswith("public domain" if old else "CC BY 2.5")


def test_no_licence_is_claimed_for_the_seed() -> None:
    text = (GOLD / "articles" / "zelenskyy-china.txt").read_bytes()
    (seed,) = (ROOT / "seeds").glob("*.txt")
    assert text == seed.read_bytes()
    assert read_article(GOLD / "articles" / "zelenskyy-china.txt").published == "2025-12-10"
    notes = read_gold(GOLD / "zelenskyy-china.yaml").notes
    assert notes is not None
    assert "no licence" in notes


@pytest.mark.parametrize("path", sorted(GOLD.rglob("*.yaml")), ids=lambda path: path.stem)
def test_saving_a_file_unchanged_changes_nothing(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    assert before.startswith("# yaml-language-server: $schema=")
    schema = before.splitlines()[0].partition("$schema=")[2]
    assert (path.parent / schema).resolve() == GOLD / "gold.schema.json"
    assert dump_gold(read_gold(path), before) == before
