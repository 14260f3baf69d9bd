"""How good probabilities are, and what is fitted to them."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks._calibration import area, cross_validated, fitted, log_loss, share_of_others


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    right = np.array([True, True, False, False])
    assert area(np.array([0.9, 0.8, 0.2, 0.1]), right) == 1.0
    assert area(np.array([0.1, 0.2, 0.8, 0.9]), right) == 0.0
    assert area(np.array([0.9, 0.3, 0.5, 0.1]), right) == 0.75
    assert np.isnan(area(np.array([0.5, 0.6]), np.array([True, True])))


def test_log_loss_is_that_of_what_came_true() -> None:
    found = log_loss(np.array([0.5, 0.25]), np.array([True, False]))
    assert found == pytest.approx(-(np.log(0.5) + np.log(0.75)) / 2)


def test_chances_that_come_true_as_often_as_they_say_need_no_line() -> None:
    chances = np.repeat([0.2, 0.5, 0.8], 10)
    right = np.concatenate([np.arange(10) < 10 * chance for chance in (0.2, 0.5, 0.8)])
    assert fitted(right, chances) == pytest.approx((0.0, 1.0), abs=1e-3)
    # Twice as sure in log-odds as it should be.
    odds = 2 * np.log(chances / (1 - chances))
    assert fitted(right, 1 / (1 + np.exp(-odds))) == pytest.approx((0.0, 0.5), abs=1e-3)


def test_a_second_column_weighs_what_the_first_does_not_tell() -> None:
    pairs = [(a, b) for a in (0.2, 0.8) for b in (0.3, 0.7)]
    # Right as often as the sum of both log-odds says.
    odds = {pair: sum(np.log(one / (1 - one)) for one in pair) for pair in pairs}
    counted = {pair: round(1000 / (1 + np.exp(-value))) for pair, value in odds.items()}
    right = np.concatenate([np.arange(1000) < counted[pair] for pair in pairs])
    first, second = (np.repeat([pair[n] for pair in pairs], 1000) for n in (0, 1))
    assert fitted(right, first, second) == pytest.approx((0.0, 1.0, 1.0), abs=0.01)


def test_no_item_is_judged_by_its_own_group() -> None:
    chances = np.full(40, 0.5)
    right = np.arange(40) < 20
    groups = ["a"] * 20 + ["b"] * 20
    # Each group sees only the other, in which all is the other way.
    found = cross_validated(right, groups, chances)
    assert (found[right] < 0.01).all()
    assert (found[~right] > 0.99).all()
    assert share_of_others(right, groups) == pytest.approx(np.where(right, 0.0, 1.0))


def test_one_group_cannot_judge_itself() -> None:
    with pytest.raises(ValueError, match="two groups"):
        cross_validated(np.array([True, False]), ["a", "a"], np.array([0.5, 0.6]))
