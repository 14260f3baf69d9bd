"""How good probabilities are, and the logistic function that makes them so."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import mannwhitneyu

from summarizer.drafts import log_odds

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def area(chances: Numbers, right: Flags) -> float:
    """Under the ROC curve; not a number if all are right, or none."""
    if right.all() or not right.any():
        return float("nan")
    ranks = mannwhitneyu(chances[right], chances[~right])
    return float(ranks.statistic / (right.sum() * (~right).sum()))


def log_loss(chances: Numbers, right: Flags) -> float:
    """Mean of the negative natural logarithm of what came true."""
    return float(-np.log(np.clip(np.where(right, chances, 1 - chances), 1e-3, 1)).mean())


def fitted(right: Flags, *chances: Numbers) -> Numbers:
    """Intercept and a weight for each column of chances: logistic, in their log-odds."""
    odds = _odds(*chances)
    signs = np.where(right, 1.0, -1.0)

    def loss(weights: Numbers) -> float:
        return float(np.logaddexp(0, -signs * (odds @ weights)).sum())

    found: Numbers = minimize(loss, np.array([0.0] + [1.0] * len(chances))).x
    return found


def weighed(weights: Numbers, *chances: Numbers) -> Numbers:
    """The probability of each item by what was :func:`fitted`."""
    chance: Numbers = 1 / (1 + np.exp(-(_odds(*chances) @ weights)))
    return chance


def cross_validated(right: Flags, groups: Sequence[Hashable], *chances: Numbers) -> Numbers:
    """The probability of each item by what is :func:`fitted` to all groups but its own.

    Compared over groups it errs on the cautious side: a group that has much right is judged
    by others that have less.

    Raises:
        ValueError: all items are of one group.
    """
    of = _numbered(groups)
    found = np.empty(len(right))
    for group in np.unique(of):
        own = of == group
        weights = fitted(right[~own], *(column[~own] for column in chances))
        found[own] = weighed(weights, *(column[own] for column in chances))
    return found


def share_of_others(right: Flags, groups: Sequence[Hashable]) -> Numbers:
    """For each item the share that is right in all groups but its own."""
    of = _numbered(groups)
    return np.array([right[of != group].mean() for group in of])


def _numbered(groups: Sequence[Hashable]) -> NDArray[np.int64]:
    """A number for each item: that of its group."""
    known = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    if len(known) < 2:
        raise ValueError("cross-validation needs two groups at least")
    return np.array([known[group] for group in groups])


def _odds(*chances: Numbers) -> Numbers:
    columns = [[log_odds(chance) for chance in column] for column in chances]
    return np.column_stack([np.ones(len(chances[0])), *columns])
