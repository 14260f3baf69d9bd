"""Overlap of evidence, counted in characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.evaluation.labels import Interval


@dataclass(frozen=True, slots=True)
class Overlap:
    """Characters that both sides mark, that gold marks, and that the prediction marks."""

    shared: int
    gold: int
    predicted: int

    @property
    def f1(self) -> float:
        """``2 shared / (gold + predicted)``; 1 where neither side marks anything."""
        total = self.gold + self.predicted
        return 2 * self.shared / total if total else 1.0


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same characters as disjoint half-open intervals in order."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _length(intervals: Iterable[Interval]) -> int:
    return sum(end - start for start, end in intervals)


def overlap(gold: Sequence[Interval], predicted: Sequence[Interval]) -> Overlap:
    """Count the characters of two sets of intervals; repeated ones count once."""
    a, b = merged(gold), merged(predicted)
    shared = sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in a
        for other_start, other_end in b
    )
    return Overlap(shared, _length(a), _length(b))


def best_overlap(accepted: Sequence[Sequence[Interval]], predicted: Sequence[Interval]) -> Overlap:
    """The overlap with the accepted evidence set that fits best; the first of equals."""
    if not accepted:
        return overlap((), predicted)
    return max((overlap(one, predicted) for one in accepted), key=lambda found: found.f1)
