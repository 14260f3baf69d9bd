"""Assertions for other projects' tests: what passes, what fails, and what the failure says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from external_samples import PLOVER, write_lines
from suite_samples import brief_of, gold_articles, perfect_run, run_of, write_suite

from summarizer.articles import article_from_text
from summarizer.domain import Brief
from summarizer.errors import UsageError
from summarizer.evaluation import record
from summarizer.evaluation.assertions import (
    assert_brief,
    assert_claims,
    assert_grounded,
    gate_suite,
)
from summarizer.evaluation.comparison import Verdict
from summarizer.evaluation.external import load_external
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.labels import Labels
from summarizer.evaluation.record import Result

UNSAFE, NOT_OLD, JETS = (
    "Norland Air is unsafe.",
    "The engines of Norland Air are not old.",
    "The airline flies 3 jets.",
)


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_suite(tmp_path_factory.mktemp("suite"))


@pytest.fixture(scope="module")
def gold(suite: Path) -> tuple[GoldArticle, ...]:
    return gold_articles(suite)


@pytest.fixture(scope="module")
def brief(gold: tuple[GoldArticle, ...]) -> Brief:
    return brief_of(gold[0].article, gold[0].labels)


class TestGrounded:
    def test_quotes_at_their_offsets_pass(
        self, brief: Brief, gold: tuple[GoldArticle, ...]
    ) -> None:
        assert_grounded(brief, gold[0].article)
        assert_grounded(brief, gold[0].article.text)

    def test_another_text_fails(self, brief: Brief) -> None:
        with pytest.raises(AssertionError, match="the brief is of another text"):
            assert_grounded(brief, "Something else entirely.")

    def test_every_quote_that_is_not_there_is_named(
        self, brief: Brief, gold: tuple[GoldArticle, ...]
    ) -> None:
        def shifted(field: str) -> Brief:
            [first, *rest] = getattr(brief, field)
            [span, *others] = first.evidence
            moved = span.model_copy(update={"start": span.start + 1, "end": span.end + 1})
            bad = first.model_copy(update={"evidence": (moved, *others)})
            return brief.model_copy(update={field: (bad, *rest)})

        for field in ("claims", "sectors", "stance"):
            with pytest.raises(AssertionError, match=rf"^{field}\[0\]: .* is not at \[") as error:
                assert_grounded(shifted(field), gold[0].article)
            assert len(str(error.value).splitlines()) == 1

    def test_a_claim_that_its_evidence_contradicts_fails_unless_told(
        self, brief: Brief, gold: tuple[GoldArticle, ...]
    ) -> None:
        wrong = brief.claims[2].model_copy(update={"text": "The airline flies 30 jets."})
        bad = brief.model_copy(update={"claims": (wrong,)})
        with pytest.raises(AssertionError, match=r"claims\[0\]: .*30 jets.*number"):
            assert_grounded(bad, gold[0].article)
        assert_grounded(bad, gold[0].article, contradictions=False)


class TestClaims:
    def test_other_words_and_aliases_of_the_speaker_pass(self, brief: Brief) -> None:
        assert_claims(brief, [UNSAFE, NOT_OLD, JETS])
        assert_claims(brief, ["The airline Norland Air is unsafe."])
        assert_claims(brief, [("minister Ada Berg", UNSAFE), (None, JETS)])
        assert_claims(brief, [])

    @pytest.mark.parametrize(
        ("expected", "message"),
        [
            ("The airline flies 4 jets.", "no claim 'The airline flies 4 jets.'"),
            (
                (None, UNSAFE),
                "by the article; closest: 'Norland Air is unsafe.' by Ada Berg (1.00)",
            ),
            (("Norland", JETS), "by Norland; closest: 'The airline flies 3 jets.' by the article"),
            ("Whales sing.", "no claim 'Whales sing.'; none is like it"),
        ],
    )
    def test_a_missing_claim_is_named_with_the_closest(
        self, brief: Brief, expected: str | tuple[str | None, str], message: str
    ) -> None:
        with pytest.raises(AssertionError, match=re.escape(message)):
            assert_claims(brief, [expected])

    def test_a_negation_is_another_claim(self, brief: Brief) -> None:
        one = brief.model_copy(update={"claims": brief.claims[:1]})
        assert_claims(one, [UNSAFE])
        with pytest.raises(AssertionError, match="no claim 'Norland Air is not unsafe"):
            assert_claims(one, ["Norland Air is not unsafe."])

    def test_each_expected_claim_needs_one_of_its_own(self, brief: Brief) -> None:
        with pytest.raises(AssertionError) as error:
            assert_claims(brief, [UNSAFE, UNSAFE])
        assert len(str(error.value).splitlines()) == 1

    def test_others_can_be_excluded(self, brief: Brief) -> None:
        assert_claims(brief, [UNSAFE, NOT_OLD, JETS], others=False)
        with pytest.raises(AssertionError) as error:
            assert_claims(brief, [UNSAFE], others=False)
        assert str(error.value).splitlines() == [
            f"unexpected claim {NOT_OLD!r} by Norland Air",
            f"unexpected claim {JETS!r} by the article",
        ]

    def test_a_higher_threshold_is_stricter(self, brief: Brief) -> None:
        assert_claims(brief, ["The airline Norland Air is unsafe."], threshold=0.5)
        with pytest.raises(AssertionError):
            assert_claims(brief, ["The airline Norland Air is unsafe."], threshold=1.0)

    def test_a_brief_without_claims(self, brief: Brief) -> None:
        empty = brief.model_copy(update={"claims": ()})
        with pytest.raises(AssertionError, match="none is like it"):
            assert_claims(empty, [UNSAFE])
        assert_claims(empty, [], others=False)


class TestBrief:
    def test_everything_at_once(self, brief: Brief, gold: tuple[GoldArticle, ...]) -> None:
        assert_brief(
            brief,
            article=gold[0].article,
            actors=["Norland", "Ada Berg", "the Norland Air"],
            claims=[UNSAFE],
            sectors=["transport"],
            stance=[("Norland", "Norland Air", "oppose")],
        )

    def test_all_that_is_wrong_is_said_at_once(self, brief: Brief) -> None:
        with pytest.raises(AssertionError) as error:
            assert_brief(
                brief,
                article="Another text.",
                actors=["Ostia"],
                claims=["Whales sing."],
                sectors=["energy"],
                stance=[
                    ("Norland", "Norland Air", "support"),
                    ("Ada Berg", "Norland Air", "oppose"),
                    (None, "Norland Air", "oppose"),
                ],
            )
        lines = str(error.value).splitlines()
        assert lines[0].startswith("the brief is of another text")
        assert lines[1:] == [
            "no actor 'Ostia'; there are Norland, Norland Air, Ada Berg",
            "no claim 'Whales sing.'; none is like it",
            "no sector 'energy'; there are transport",
            "Norland towards 'Norland Air': oppose, not support",
            "no stance of Ada Berg towards 'Norland Air'",
            "no stance of the article towards 'Norland Air'",
        ]


class TestGate:
    def half(self, gold: tuple[GoldArticle, ...], kept: int) -> record.Run:
        def change(number: int, labels: Labels) -> Labels:
            return labels if number < kept else replace(labels, claims=())

        return perfect_run(gold, change)

    def test_as_good_passes_and_gives_the_comparison(
        self, suite: Path, gold: tuple[GoldArticle, ...], tmp_path: Path
    ) -> None:
        record.save(perfect_run(gold), tmp_path / "a.json")
        found = gate_suite(tmp_path / "a.json", str(tmp_path / "a.json"), suite=str(suite))
        assert found.verdict is Verdict.PASS
        assert found.articles == 8

    def test_a_regression_fails_and_says_where(
        self, suite: Path, gold: tuple[GoldArticle, ...]
    ) -> None:
        with pytest.raises(AssertionError) as error:
            gate_suite(self.half(gold, 0), perfect_run(gold), suite=str(suite))
        lines = str(error.value).splitlines()
        assert lines[0] == "regressed over 8 articles"
        assert lines[1].startswith("actors.f1: 1.000 -> 1.000, pass")
        assert lines[2].startswith("claims.f1: 1.000 -> 0.000, regressed")

    def test_inconclusive_fails_unless_told_and_a_margin_may_settle_it(
        self, suite: Path, gold: tuple[GoldArticle, ...]
    ) -> None:
        runs = self.half(gold, 6), perfect_run(gold)
        with pytest.raises(AssertionError, match=r"^inconclusive over 8"):
            gate_suite(*runs, suite=str(suite))
        found = gate_suite(*runs, suite=str(suite), inconclusive="pass")
        assert found.verdict is Verdict.INCONCLUSIVE
        assert gate_suite(*runs, suite=str(suite), margin=1.0).verdict is Verdict.PASS
        with pytest.raises(AssertionError, match=r"^regressed"):
            gate_suite(self.half(gold, 0), runs[1], suite=str(suite), inconclusive="pass")

    def test_articles_that_the_run_lacks_are_no_pass(
        self, suite: Path, gold: tuple[GoldArticle, ...]
    ) -> None:
        part = perfect_run(gold[:7])
        with pytest.raises(AssertionError, match="lacks 1 articles of the baseline, 'a7' first"):
            gate_suite(part, perfect_run(gold), suite=str(suite))
        assert gate_suite(part, perfect_run(gold), suite=str(suite), partial=True).articles == 7

    def test_an_external_suite_needs_its_file(self, tmp_path: Path) -> None:
        lines = [{**PLOVER, "id": f"p{number}"} for number in range(6)]
        data = write_lines(tmp_path / "plover.jsonl", lines)
        items = load_external("plover", data)
        run = run_of(
            [Result(id=i.article.id, brief=brief_of(i.article, i.labels)) for i in items],
            suite="plover",
        )
        assert gate_suite(run, run, data=data).verdict is Verdict.PASS
        with pytest.raises(UsageError, match="--data"):
            gate_suite(run, run)


def test_an_article_of_text_has_the_hash_of_its_brief(gold: tuple[GoldArticle, ...]) -> None:
    text = gold[0].article.text
    assert article_from_text(text, id="other").sha256 == gold[0].article.sha256
