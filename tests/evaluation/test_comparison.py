"""Verdicts: equal runs, crippled runs, too little data."""

import numpy as np
import pytest

from summarizer.evaluation.comparison import Gate, Verdict, compare
from summarizer.evaluation.counts import CountTable

FIELDS = ("actors", "claims", "sectors", "stance")


def run(articles, quality, seed, fields=FIELDS):
    """Articles differ in difficulty; runs over them share it, as real ones do."""
    hardness = np.random.default_rng(99).normal(0, 0.1, articles)
    random = np.random.default_rng(seed)
    counts = {}
    for i in range(articles):
        counts[f"{i:05}"] = article = {}
        for name in fields:
            hits = int(random.binomial(8, np.clip(quality - hardness[i], 0, 1)))
            article |= {f"{name}.tp": hits, f"{name}.fp": 8 - hits, f"{name}.fn": 8 - hits}
    return CountTable.of(counts)


def test_a_run_against_itself_passes():
    a = run(40, 0.6, 1)
    found = compare(a, a)
    assert found.verdict is Verdict.PASS
    assert found.exit_code == 0
    assert {(f.difference.low, f.difference.high) for f in found.fields} == {(0.0, 0.0)}


def test_two_samples_of_one_model_on_forty_articles_are_inconclusive():
    found = compare(run(40, 0.6, 1), run(40, 0.6, 2))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.exit_code == 3
    open_ = [f for f in found.fields if f.verdict is Verdict.INCONCLUSIVE]
    assert all(f.more_articles > 0 for f in open_ if f.difference.difference > -f.margin)
    assert all("is possible, 0.02 is tolerated" in f.reason for f in open_)


def test_equal_runs_are_almost_never_called_regressed():
    gate = Gate(resamples=200, permutations=500)
    verdicts = [
        compare(run(40, 0.6, 2 * s), run(40, 0.6, 2 * s + 1), gate).verdict for s in range(60)
    ]
    assert verdicts.count(Verdict.REGRESSED) <= 4
    assert verdicts.count(Verdict.INCONCLUSIVE) >= 50


def test_enough_articles_turn_inconclusive_into_pass():
    found = compare(run(3000, 0.6, 1), run(3000, 0.6, 2), Gate(permutations=500))
    assert found.verdict is Verdict.PASS


def test_a_crippled_run_has_regressed():
    found = compare(run(40, 0.6, 1), run(40, 0.4, 2))
    assert found.verdict is Verdict.REGRESSED
    assert found.exit_code == 1


def test_one_regressed_field_is_enough():
    a = run(40, 0.6, 1)
    worse = run(40, 0.3, 2, ("claims",))
    column = [a.keys.index(key) for key in worse.keys]
    matrix = a.matrix.copy()
    matrix[:, column] = worse.matrix
    found = compare(a, CountTable(a.articles, a.keys, matrix))
    verdicts = {f.metric: f.verdict for f in found.fields}
    assert verdicts.pop("claims.f1") is Verdict.REGRESSED
    assert set(verdicts.values()) == {Verdict.PASS}
    assert found.verdict is Verdict.REGRESSED


def test_a_better_run_passes():
    assert compare(run(40, 0.4, 1), run(40, 0.6, 2)).verdict is Verdict.PASS


def test_a_sure_loss_within_the_margin_is_tolerated():
    a, b = run(3000, 0.6, 1), run(3000, 0.585, 2)
    tolerant = compare(a, b, Gate(margin=0.05, permutations=500))
    strict = compare(a, b, Gate(margin=0.0, permutations=500))
    assert tolerant.verdict is Verdict.PASS
    assert strict.verdict is Verdict.REGRESSED


def test_a_handful_of_articles_concludes_nothing():
    a = run(3, 0.9, 1)
    for other in (a, run(3, 0.1, 2)):
        found = compare(a, other)
        assert found.verdict is Verdict.INCONCLUSIVE
        assert found.fields[0].more_articles == 3
        assert "3 articles are too few" in found.fields[0].reason


def test_a_field_that_no_article_has_does_not_decide():
    a = run(40, 0.6, 1, ("actors",))
    found = compare(a, a)
    assert [f.verdict for f in found.fields] == [Verdict.PASS] + [Verdict.INCONCLUSIVE] * 3
    assert found.verdict is Verdict.PASS
    nothing = CountTable.of({f"{i}": {"articles": 1} for i in range(9)})
    assert compare(nothing, nothing).verdict is Verdict.INCONCLUSIVE


def test_margins_by_metric():
    gate = Gate(metrics=("actors.f1",), margins={"actors.f1": 0.5})
    assert compare(run(40, 0.6, 1), run(40, 0.5, 2), gate).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "options", [{"metrics": ()}, {"metrics": ("x",)}, {"margin": -1}, {"margins": {"claims.f1": 2}}]
)
def test_a_gate_that_makes_no_sense(options):
    with pytest.raises(ValueError, match=r"metric|margin"):
        Gate(**options)
