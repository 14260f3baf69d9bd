"""How sure a score and a difference are. All randomness is seeded; articles are the units."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import krippendorff
import numpy as np

from summarizer.evaluation.counts import Array, CountTable
from summarizer.evaluation.metrics import Metric, number

LEVEL = 0.95
POWER = 0.8
RESAMPLES = 2000
PERMUTATIONS = 10_000
_CELLS = 2_000_000  # of one chunk of resampling weights: 16 MB


@dataclass(frozen=True, slots=True)
class Interval:
    """A score with its bootstrap interval; ``None`` where undefined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Score of B minus score of A on the same articles.

    ``p`` is two-sided, of the sign-flip test; ``p_holm`` is corrected for the fields
    that were compared together. ``detectable`` is the smallest true difference that
    this many articles would find with a power of 80 %.
    """

    metric: str
    a: float | None
    b: float | None
    difference: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    p: float | None
    p_holm: float | None
    detectable: float | None


def bootstrap(
    table: CountTable,
    metrics: Sequence[Metric],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Interval]:
    """Percentile intervals (95 %) of pooled scores, by metric name.

    Articles are drawn with replacement and their counts pooled anew (B. Efron and
    R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13). Resamples in
    which a score is undefined are left out of its interval.
    """
    pooled = table.pool()
    drawn = {m.name: np.concatenate(parts) for m, parts in _drawn(table, metrics, resamples, seed)}
    return {
        m.name: Interval(number(m.value(pooled)[0]), *_percentiles(drawn[m.name])) for m in metrics
    }


def _drawn(
    table: CountTable, metrics: Sequence[Metric], resamples: int, seed: int
) -> list[tuple[Metric, list[Array]]]:
    found: list[tuple[Metric, list[Array]]] = [(m, []) for m in metrics]
    for weights in _weights(len(table), resamples, seed):
        pooled = table.pool(weights)
        for m, parts in found:
            parts.append(m.value(pooled))
    return found


def _weights(articles: int, resamples: int, seed: int) -> Iterator[Array]:
    """How often each article is drawn; chunks of shape (resamples, articles)."""
    random = np.random.default_rng([seed, 2])
    share = np.full(articles, 1 / articles)
    step = max(1, _CELLS // articles)
    for start in range(0, resamples, step):
        size = min(step, resamples - start)
        yield random.multinomial(articles, share, size=size).astype(np.float64)


def _percentiles(values: Array) -> tuple[float | None, float | None]:
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None, None
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(defined, [tail, 100 - tail])
    return float(low), float(high)


def paired(
    a: CountTable,
    b: CountTable,
    metrics: Sequence[Metric],
    *,
    resamples: int = RESAMPLES,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> tuple[Difference, ...]:
    """Compare two runs over the same articles, metric by metric.

    Raises:
        ValueError: the runs do not cover the same articles.
    """
    if a.articles != b.articles:
        missing = sorted(set(a.articles) ^ set(b.articles))
        raise ValueError(
            f"the runs do not cover the same articles: {len(missing)} are in only one of them, "
            f"{missing[0]!r} first; compare runs of one suite"
        )
    keys = tuple(sorted({*a.keys, *b.keys}))
    a, b = a.with_keys(keys), b.with_keys(keys)
    here_a, here_b = a.pool(), b.pool()
    drawn_a = _drawn(a, metrics, resamples, seed)
    drawn_b = _drawn(b, metrics, resamples, seed)
    p_values = _sign_flip(a, b, metrics, permutations, seed)

    found: list[Difference] = []
    for (m, parts_a), (_, parts_b) in zip(drawn_a, drawn_b, strict=True):
        gains = np.concatenate(parts_b) - np.concatenate(parts_a)
        defined = gains[~np.isnan(gains)]
        error = float(np.std(defined, ddof=1)) if len(defined) > 1 else None
        one, other = number(m.value(here_a)[0]), number(m.value(here_b)[0])
        gain = None if one is None or other is None else other - one
        low, high = (None, None) if gain is None else _percentiles(gains)
        detectable = None if error is None or gain is None else _reach() * error
        found.append(
            Difference(
                m.name, one, other, gain, low, high, error, p_values[m.name], None, detectable
            )
        )
    return _with_holm(found)


def _reach() -> float:
    """Standard errors between no effect and one found with the wanted power, two-sided."""
    normal = NormalDist()
    return normal.inv_cdf(1 - (1 - LEVEL) / 2) + normal.inv_cdf(POWER)


def _sign_flip(
    a: CountTable, b: CountTable, metrics: Sequence[Metric], permutations: int, seed: int
) -> dict[str, float | None]:
    """Two-sided p of the pooled difference if each article's runs are exchangeable.

    Exact where all 2**n assignments are no more than ``permutations``; otherwise
    sampled, with the observed one counted in (B. Phipson and G. K. Smyth, "Permutation
    P-values should never be zero", 2010). An undefined difference counts as extreme.
    """
    total_a, total_b = a.matrix.sum(axis=0), b.matrix.sum(axis=0)
    change = b.matrix - a.matrix
    observed = {m.name: _gap(m, a, b, total_a[None, :], total_b[None, :])[0] for m in metrics}
    extreme = dict.fromkeys(observed, 0)
    exact = 2 ** min(len(a), 60) <= permutations
    drawn = 0
    for swaps in _swaps(len(a), permutations, seed, exact=exact):
        moved = swaps @ change
        drawn += len(swaps)
        for m in metrics:
            gaps = np.abs(_gap(m, a, b, total_a + moved, total_b - moved))
            # The tolerance keeps equal differences equal whatever the order of summation.
            extreme[m.name] += int(np.sum(~(gaps < abs(observed[m.name]) - 1e-12)))
    extra = 0 if exact else 1
    return {
        name: None if np.isnan(gap) else (extreme[name] + extra) / (drawn + extra)
        for name, gap in observed.items()
    }


def _gap(m: Metric, a: CountTable, b: CountTable, sums_a: Array, sums_b: Array) -> Array:
    return m.value(b.pooled(sums_b)) - m.value(a.pooled(sums_a))


def _swaps(articles: int, permutations: int, seed: int, *, exact: bool) -> Iterator[Array]:
    if exact:
        number = np.arange(2**articles, dtype=np.int64)[:, None]
        weight = np.array([2**article for article in range(articles)], dtype=np.int64)
        yield (number // weight % 2).astype(np.float64)
        return
    random = np.random.default_rng([seed, 1])
    step = max(1, _CELLS // articles)
    for start in range(0, permutations, step):
        size = min(step, permutations - start)
        yield random.integers(0, 2, size=(size, articles)).astype(np.float64)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values, in the order given (S. Holm, 1979)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    so_far = 0.0
    for rank, i in enumerate(order):
        so_far = max(so_far, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = so_far
    return tuple(adjusted)


def _with_holm(found: Sequence[Difference]) -> tuple[Difference, ...]:
    adjusted = iter(holm([d.p for d in found if d.p is not None]))
    return tuple(
        Difference(
            d.metric, d.a, d.b, d.difference, d.low, d.high, d.standard_error,
            d.p, None if d.p is None else next(adjusted), d.detectable,
        )
        for d in found
    )  # fmt: skip


def articles_to_settle(difference: Difference, margin: float, articles: int) -> int | None:
    """How many more articles would probably settle an open comparison.

    Either by showing that the loss is at most ``margin`` or by showing that there is a
    loss, whichever takes fewer; with a power of 80 %, if the difference and the spread
    stay what they are. The error shrinks with the square root of the number of articles.
    ``None`` where the difference is undefined.
    """
    gain, error = difference.difference, difference.standard_error
    if gain is None or error is None:
        return None
    effects = [abs(gain) if gain < 0 else 0.0, max(0.0, gain + margin)]
    effect = max(effects)
    if effect == 0:
        return None
    needed = articles * (_reach() * error / effect) ** 2
    return max(0, math.ceil(needed) - articles)


def krippendorff_alpha(
    units: Sequence[Sequence[Hashable | None]],
    level: Literal["nominal", "ordinal"] = "nominal",
    *,
    values: Sequence[Hashable] | None = None,
) -> float | None:
    """Krippendorff's alpha; ``None`` where it is undefined.

    Args:
        units: for each unit one value per reader, ``None`` where a reader gave none.
        level: of measurement.
        values: the possible values in their order; needed for ordinal data.

    It is undefined if no unit has two values, or if all the values that can be paired
    are the same: then there is no disagreement to expect.

    Raises:
        ValueError: ordinal data without ``values``, or a value that is not listed.
    """
    if level == "ordinal" and values is None:
        raise ValueError("ordinal alpha needs the values in their order")
    paired_units = [
        [v for v in unit if v is not None]
        for unit in units
        if sum(v is not None for v in unit) >= 2
    ]
    seen = dict.fromkeys(v for unit in paired_units for v in unit)
    if len(seen) < 2:
        return None
    domain = list(values) if values is not None else list(seen)
    at = {value: index for index, value in enumerate(domain)}
    if unknown := [v for v in seen if v not in at]:
        raise ValueError(f"{unknown[0]!r} is not among the values {domain}")
    counts = np.zeros((len(paired_units), len(domain)), dtype=np.int64)
    for row, unit in enumerate(paired_units):
        for value in unit:
            counts[row, at[value]] += 1
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement=level))
