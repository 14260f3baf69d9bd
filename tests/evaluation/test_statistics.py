"""Intervals, tests and agreement against slow or published versions."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.metrics import METRICS, metric
from summarizer.evaluation.statistics import (
    Difference,
    articles_to_settle,
    bootstrap,
    holm,
    krippendorff_alpha,
    paired,
)

F1 = metric("actors.f1")


def table(rows):
    return CountTable.of(
        {
            f"{i:05}": {
                key: float(value)
                for key, value in zip(("actors.tp", "actors.fp", "actors.fn"), row, strict=True)
                if value
            }
            for i, row in enumerate(rows)
        }
    )


def simulated(articles, quality, seed):
    random = np.random.default_rng(seed)
    hits = random.binomial(8, quality, articles)
    return table([(h, 8 - h, 8 - h) for h in hits])


def f1(rows):
    tp, fp, fn = np.sum(rows, axis=0)
    return 2 * tp / (2 * tp + fp + fn)


def test_the_interval_agrees_with_a_slow_bootstrap():
    rows = [(3, 1, 2), (5, 0, 0), (0, 4, 4), (2, 2, 1), (6, 1, 3), (1, 1, 1), (4, 0, 2), (0, 0, 3)]
    found = bootstrap(table(rows), [F1], resamples=4000, seed=1)["actors.f1"]
    random = np.random.default_rng(7)
    slow = [f1([rows[i] for i in random.integers(0, 8, 8)]) for _ in range(4000)]
    low, high = np.percentile(slow, [2.5, 97.5])
    assert found.value == pytest.approx(f1(rows))
    assert found.low == pytest.approx(low, abs=0.02)
    assert found.high == pytest.approx(high, abs=0.02)


def test_intervals_cover_the_truth():
    covered = 0
    for seed in range(200):
        found = bootstrap(simulated(50, 0.6, seed), [F1], resamples=400)["actors.f1"]
        covered += found.low <= 0.6 <= found.high
    assert 180 <= covered <= 198  # 95 % nominal; the percentile interval is a little narrow


def test_the_same_seed_gives_the_same_interval_whatever_is_asked_with_it():
    data = simulated(20, 0.5, 3)
    alone = bootstrap(data, [F1], seed=5)["actors.f1"]
    assert bootstrap(data, METRICS, seed=5)["actors.f1"] == alone
    assert bootstrap(data, [F1], seed=6)["actors.f1"] != alone


def test_an_undefined_score_has_no_interval():
    found = bootstrap(simulated(5, 0.5, 0), [metric("claims.f1")])["claims.f1"]
    assert (found.value, found.low, found.high) == (None, None, None)


def test_sign_flips_of_few_articles_are_exact():
    a = [(3, 1, 2), (5, 0, 0), (0, 4, 4), (2, 2, 1)]
    b = [(2, 2, 3), (5, 1, 0), (0, 5, 4), (3, 1, 0)]
    observed = abs(f1(b) - f1(a))
    extreme = 0
    for flips in product([False, True], repeat=4):
        left = [y if flip else x for x, y, flip in zip(a, b, flips, strict=True)]
        right = [x if flip else y for x, y, flip in zip(a, b, flips, strict=True)]
        extreme += abs(f1(right) - f1(left)) >= observed - 1e-12
    (found,) = paired(table(a), table(b), [F1])
    assert found.p == extreme / 16


def test_sampled_sign_flips_come_close_to_the_exact_ones():
    a, b = simulated(12, 0.7, 1), simulated(12, 0.6, 2)
    (exact,) = paired(a, b, [F1], permutations=2**12)
    (sampled,) = paired(a, b, [F1], permutations=2**12 - 1)
    assert sampled.p == pytest.approx(exact.p, abs=0.03)


def test_without_a_difference_small_p_values_are_rare():
    rejected = sum(
        paired(
            simulated(30, 0.6, seed),
            simulated(30, 0.6, 1000 + seed),
            [F1],
            resamples=10,
            permutations=400,
        )[0].p
        < 0.05
        for seed in range(200)
    )
    assert rejected <= 20  # 5 % nominal; 20 of 200 has a chance of 0.3 % under that


def test_a_detectable_difference_is_detected_four_times_in_five():
    a = simulated(40, 0.6, 0)
    (found,) = paired(a, simulated(40, 0.6, 1), [F1])
    assert 0.03 < found.detectable < 0.15
    rejected = sum(
        paired(
            simulated(40, 0.6, 2 * s),
            simulated(40, 0.6 - found.detectable, 2 * s + 1),
            [F1],
            resamples=10,
            permutations=400,
        )[0].p
        < 0.05
        for s in range(100)
    )
    assert 65 <= rejected <= 95


def test_runs_over_other_articles_are_not_compared():
    with pytest.raises(ValueError, match="same articles: 1 are in only one"):
        paired(simulated(3, 0.5, 0), simulated(4, 0.5, 0), [F1])


def test_runs_with_other_keys_are_compared():
    a = CountTable.of({"x": {"actors.tp": 1}})
    b = CountTable.of({"x": {"actors.fn": 1}})
    (found,) = paired(a, b, [F1])
    assert (found.a, found.b, found.difference) == (1.0, 0.0, -1.0)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm(p_values):
    found = holm(p_values)
    ranked = sorted(p_values)
    for p, adjusted in zip(p_values, found, strict=True):
        below = [q for q in ranked if q <= p]
        # the definition: the largest of (m - k + 1) p(k) up to this p
        slow = max(min(1.0, (len(ranked) - k) * q) for k, q in enumerate(below))
        assert adjusted == pytest.approx(slow)


def test_more_articles_settle_a_comparison():
    se = 0.03
    open_ = Difference("x", 0.6, 0.59, -0.01, -0.07, 0.05, se, 0.7, 0.7, 0.084)
    needed = (2.8016 * se / 0.01) ** 2 * 40
    assert articles_to_settle(open_, 0.02, 40) == pytest.approx(needed - 40, rel=0.01)
    # twice the effect, a quarter of the articles
    worse = Difference("x", 0.6, 0.58, -0.02, -0.08, 0.04, se, 0.5, 0.5, 0.084)
    assert articles_to_settle(worse, 0.0, 40) == pytest.approx(needed / 4 - 40, rel=0.01)
    same = Difference("x", 0.6, 0.6, 0.0, -0.06, 0.06, se, 1.0, 1.0, 0.084)
    assert articles_to_settle(same, 0.0, 40) is None
    undefined = Difference("x", None, 0.6, None, None, None, None, None, None, None)
    assert articles_to_settle(undefined, 0.02, 40) is None


# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C.
READERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)


def test_alpha_of_the_published_example():
    units = list(zip(*READERS, strict=True))
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)
    ordinal = krippendorff_alpha(units, "ordinal", values=(1, 2, 3, 4, 5))
    assert ordinal == pytest.approx(0.815, abs=5e-4)


@pytest.mark.parametrize(
    "units", [[], [("a", "a"), ("a", "a")], [("a", None), (None, "b")], [("a", "a"), ("b", None)]]
)
def test_alpha_is_undefined_without_expected_disagreement(units):
    assert krippendorff_alpha(units) is None


def test_alpha_refuses_what_it_cannot_order():
    with pytest.raises(ValueError, match="order"):
        krippendorff_alpha([("a", "b")], "ordinal")
    with pytest.raises(ValueError, match="'c' is not among"):
        krippendorff_alpha([("a", "c")], values=("a", "b"))


def test_ten_thousand_articles_take_seconds():
    a, b = simulated(10_000, 0.6, 0), simulated(10_000, 0.6, 1)
    (found,) = paired(a, b, [F1], resamples=500, permutations=500)
    reference = stats.norm.ppf(0.975) * found.standard_error
    assert found.high - found.difference == pytest.approx(reference, rel=0.25)
