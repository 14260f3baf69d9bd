"""A run against what it is scored with: pooled by article, stale records refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from external_samples import PLOVER, SALIENCE, write_lines
from suite_samples import brief_of, gold_articles, perfect_run, run_of, without_claims, write_suite

from summarizer.articles import article_from_text
from summarizer.errors import UsageError
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.labels import Labels
from summarizer.evaluation.record import Result
from summarizer.evaluation.scored import (
    StaleRunError,
    common,
    count_run,
    load_references,
    references_sha256,
    score_run,
)
from summarizer.evaluation.suites import load_suite
from summarizer.prompts import load_taxonomy

TAXONOMY = load_taxonomy()


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_suite(tmp_path_factory.mktemp("suite"))


@pytest.fixture(scope="module")
def gold(suite: Path) -> tuple[GoldArticle, ...]:
    return gold_articles(suite)


def test_a_run_that_says_what_gold_says_is_perfect(gold: tuple[GoldArticle, ...]) -> None:
    scored = score_run(perfect_run(gold), gold, TAXONOMY)
    values = {name: found.value for name, found in scored.scores.items() if found.value is not None}
    assert set(values.values()) == {1.0}
    # Equal positions leave kappa undefined; gold holds no attacks to resist.
    assert set(scored.scores) - set(values) == {"stance.position_kappa", "attacks.resisted"}
    assert scored.table.articles == tuple(f"a{number}" for number in range(8))
    assert scored.totals.input_tokens == 800
    assert scored.totals.seconds == pytest.approx(12)


def test_a_failed_article_counts_as_empty_and_not_as_missing(
    gold: tuple[GoldArticle, ...],
) -> None:
    def fail_two(number: int, labels: Labels) -> Labels | None:
        return labels if number > 1 else None

    scored = score_run(perfect_run(gold, fail_two), gold, TAXONOMY)
    assert scored.totals.articles == 8
    assert scored.totals.failed == 2
    assert scored.scores["claims.recall"].value == pytest.approx(6 / 8)
    assert scored.scores["claims.precision"].value == 1.0
    assert scored.scores["delivery.delivered"].value == pytest.approx(6 / 8)


def test_repeats_of_an_article_are_summed_and_stay_one_article(
    gold: tuple[GoldArticle, ...],
) -> None:
    first = perfect_run(gold)
    second = [r.model_copy(update={"repeat": 1}) for r in perfect_run(gold, without_claims).results]
    table = count_run(run_of([*first.results, *second]), gold, TAXONOMY)
    assert len(table) == 8
    pooled = table.pool()
    assert pooled["articles"][0] == 16
    assert pooled["claims.tp"][0] == pooled["claims.fn"][0] == 24


def test_a_run_of_other_articles_or_texts_is_stale(gold: tuple[GoldArticle, ...]) -> None:
    with pytest.raises(StaleRunError, match="'b9', which is not in gold"):
        count_run(run_of([Result(id="b9", error="x")]), gold, TAXONOMY)
    other = article_from_text("Another text altogether.", id="a0")
    with pytest.raises(StaleRunError, match="a0: its brief is of another text"):
        count_run(run_of([Result(id="a0", brief=brief_of(other, Labels()))]), gold, TAXONOMY)


def test_two_runs_are_cut_down_to_what_they_share(gold: tuple[GoldArticle, ...]) -> None:
    run = perfect_run(gold)
    left = count_run(run_of(run.results[:5]), gold, TAXONOMY)
    right = count_run(run_of(run.results[3:]), gold, TAXONOMY)
    a, b = common(left, right)
    assert a.articles == b.articles == ("a3", "a4")
    assert a.matrix.tolist() == left.matrix[3:5].tolist()
    with pytest.raises(UsageError, match="no article in common"):
        common(a, count_run(run_of(run.results[:1]), gold, TAXONOMY))


def test_a_suite_is_scored_against_its_gold_or_against_the_users_file(
    suite: Path, tmp_path: Path
) -> None:
    tiny = load_suite(str(suite))
    assert len(load_references(tiny)) == 8
    some = tiny.model_copy(update={"only": ("a3", "a1")})
    assert [item.article.id for item in load_references(some)] == ["a1", "a3"]
    data = write_lines(tmp_path / "plover.jsonl", [PLOVER])
    assert [i.article.id for i in load_references(load_suite("plover"), data)] == ["PLOVER-1"]
    with pytest.raises(UsageError, match="leave --data out"):
        load_references(tiny, data)
    with pytest.raises(UsageError, match="--data FILE"):
        load_references(load_suite("plover"))
    with pytest.raises(UsageError, match="this suite reads 'seesaw'"):
        load_references(load_suite("seesaw"), data)


def test_the_hash_of_the_labels_changes_with_them_and_not_with_their_order(
    gold: tuple[GoldArticle, ...], tmp_path: Path
) -> None:
    assert references_sha256(gold) == references_sha256(gold[::-1])
    claims = gold[0].gold.claims[1:]
    changed = replace(gold[0], gold=gold[0].gold.model_copy(update={"claims": claims}))
    assert references_sha256([changed, *gold[1:]]) != references_sha256(gold)
    data = write_lines(tmp_path / "s.jsonl", [SALIENCE])
    external = load_references(load_suite("salience"), data)
    assert references_sha256(external) not in {references_sha256(gold), references_sha256(())}
