"""One-to-one matching of predicted items to gold items.

Similarities are rounded, pairs below the threshold are zeroed *before* the
assignment, and ties are settled by rule, so that a score never depends on the
last bits of a float or on luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from summarizer.matching.overlap import DECIMALS

_UNIT = 10**DECIMALS
# Sums of integers stay exact in a float64 below 2**53; the solver adds and
# subtracts path lengths, hence the room above.
_EXACT = 2**50


@dataclass(frozen=True, slots=True)
class Match:
    """Gold item ``gold`` and predicted item ``predicted`` (indexes) are the same item."""

    gold: int
    predicted: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Matching:
    """The matched pairs, by gold index, and what they mean for the counts.

    A required gold item that is matched is a true positive, an unmatched one a
    false negative; an unmatched prediction is a false positive. An optional gold
    item is never any of them, nor is the prediction that is matched to it.
    """

    pairs: tuple[Match, ...]
    required: tuple[bool, ...]
    predicted: int

    @property
    def hits(self) -> tuple[Match, ...]:
        """The pairs whose gold item is required."""
        return tuple(pair for pair in self.pairs if self.required[pair.gold])

    @property
    def true_positives(self) -> int:
        return len(self.hits)

    @property
    def false_positives(self) -> int:
        return self.predicted - len(self.pairs)

    @property
    def false_negatives(self) -> int:
        return sum(self.required) - self.true_positives

    def counts(self, field: str) -> dict[str, int]:
        """True and false positives and false negatives, under "field.tp" and so on."""
        return {
            f"{field}.tp": self.true_positives,
            f"{field}.fp": self.false_positives,
            f"{field}.fn": self.false_negatives,
        }


def match(
    similarity: NDArray[np.float64],
    *,
    threshold: float,
    required: Sequence[bool] | None = None,
) -> Matching:
    """The best one-to-one assignment of predictions to gold.

    Args:
        similarity: shape (gold, predicted), each in [0, 1].
        threshold: pairs below it never match; above 0.
        required: for each gold item; all required when not given.

    The assignment maximises, in this order: the sum of the rounded similarities;
    the number of required gold items matched; the number of items matched; the
    sum of ``(gold - i) * (predicted - j)``, which prefers low indexes in order.

    Raises:
        ValueError: the shapes do not fit, or a number is out of range or not finite.
    """
    if similarity.ndim != 2:
        raise ValueError(f"similarity must have two dimensions, not {similarity.ndim}")
    gold, predicted = similarity.shape
    flags = (True,) * gold if required is None else tuple(required)
    if len(flags) != gold:
        raise ValueError(f"{len(flags)} required flags for {gold} gold items")
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be in (0, 1], not {threshold}")
    if gold == 0 or predicted == 0:
        return Matching((), flags, predicted)
    if not bool(np.all((similarity >= 0) & (similarity <= 1 + 1 / _UNIT))):
        raise ValueError("similarities must lie in [0, 1]")

    units = np.rint(similarity * _UNIT)
    units[units < round(threshold * _UNIT)] = 0
    eligible = units > 0
    if not eligible.any():
        return Matching((), flags, predicted)
    rows, columns = linear_sum_assignment(_with_ties_settled(units, flags), maximize=True)
    pairs = tuple(
        Match(int(i), int(j), float(units[i, j]) / _UNIT)
        for i, j in zip(rows, columns, strict=True)
        if eligible[i, j]
    )
    return Matching(pairs, flags, predicted)


def _with_ties_settled(
    units: NDArray[np.float64], required: tuple[bool, ...]
) -> NDArray[np.float64]:
    """One integer for each pair that orders assignments by all criteria at once.

    Each criterion is scaled above the largest sum that the ones after it can reach.
    Where that would leave the exact integers of a float64 (hundreds of items on
    both sides), the preference for low indexes is left out.
    """
    gold, predicted = units.shape
    most = min(gold, predicted)
    count = np.where(np.array(required), most + 1.0, 1.0)[:, None]
    count_reach = most * (most + 1) + most
    down, right = np.arange(gold, 0, -1.0), np.arange(predicted, 0, -1.0)
    order = down[:, None] * right[None, :]
    order_reach = most * gold * predicted
    if (count_reach + 1) * (order_reach + 1) * _UNIT * most > _EXACT:
        order = np.zeros_like(order)
        order_reach = 0
    score = (units * (count_reach + 1) + count) * (order_reach + 1) + order
    return np.where(units > 0, score, 0.0)
