"""Scores as functions of pooled counts; vectorised over resamples.

A score whose denominator is 0 is undefined: ``nan`` here, ``None`` in results.
All scores are better when higher.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from summarizer.evaluation.counts import Array, CountTable, Pooled

Value = Callable[[Pooled], Array]


@dataclass(frozen=True, slots=True)
class Metric:
    """``name`` is "field.score"; ``value`` maps pooled counts to shape (resamples,)."""

    name: str
    label: str
    value: Value

    @property
    def field(self) -> str:
        return self.name.split(".", 1)[0]


def ratio(numerator: Array, denominator: Array) -> Array:
    """Elementwise quotient, ``nan`` where the denominator is 0."""
    return np.divide(
        numerator, denominator, out=np.full(len(numerator), np.nan), where=denominator != 0
    )


def _share(numerator: str, *denominators: str) -> Value:
    return lambda p: ratio(p[numerator], sum((p[key] for key in denominators), 0.0 * p[numerator]))


def _f1(field: str) -> Value:
    return lambda p: ratio(
        2 * p[f"{field}.tp"], 2 * p[f"{field}.tp"] + p[f"{field}.fp"] + p[f"{field}.fn"]
    )


def _precision(field: str) -> Value:
    return _share(f"{field}.tp", f"{field}.tp", f"{field}.fp")


def _recall(field: str) -> Value:
    return _share(f"{field}.tp", f"{field}.tp", f"{field}.fn")


def _joint_f1(field: str, key: str) -> Value:
    """F1 where a matched pair counts only if it is also right in ``key``."""
    return lambda p: ratio(2 * p[key], 2 * p[f"{field}.tp"] + p[f"{field}.fp"] + p[f"{field}.fn"])


def _set_f1(shared: str, gold: str, predicted: str) -> Value:
    return lambda p: ratio(2 * p[shared], p[gold] + p[predicted])


def _macro_f1(p: Pooled) -> Array:
    """Mean F1 of the codes that gold requires or the briefs give, among the articles drawn."""
    columns = [p.family("sector:", f".{outcome}") for outcome in ("tp", "fp", "fn")]
    codes = sorted({code for family in columns for code in family})
    if not codes:
        return np.full(len(p.sums), np.nan)
    nothing = np.zeros(len(p.sums))
    tp, fp, fn = (np.stack([f.get(code, nothing) for code in codes]) for f in columns)
    size = 2 * tp + fp + fn
    each = np.divide(2 * tp, size, out=np.zeros_like(size), where=size > 0)
    return ratio(each.sum(axis=0), (size > 0).sum(axis=0).astype(np.float64))


def _weighted_kappa(p: Pooled) -> Array:
    """Cohen's kappa with quadratic weights on oppose < mixed, neutral < support.

    J. Cohen, "Weighted kappa" (1968): 1 - observed / expected disagreement, where the
    disagreement of two levels is their squared distance. Undefined without expected
    disagreement, as when gold and briefs know only one level.
    """
    size = 3
    observed = np.stack(
        [p[f"stance.levels:{i}{j}"] for i in range(size) for j in range(size)], axis=1
    ).reshape(-1, size, size)
    distance = np.square(np.subtract.outer(np.arange(size), np.arange(size))).astype(np.float64)
    total = observed.sum(axis=(1, 2))
    chance = np.einsum("ri,rj->rij", observed.sum(axis=2), observed.sum(axis=1))
    disagreement = (observed * distance).sum(axis=(1, 2)) * total
    return 1 - ratio(disagreement, (chance * distance).sum(axis=(1, 2)))


def _field(field: str, noun: str) -> tuple[Metric, ...]:
    return (
        Metric(f"{field}.f1", f"{noun}: F1", _f1(field)),
        Metric(f"{field}.precision", f"{noun}: precision", _precision(field)),
        Metric(f"{field}.recall", f"{noun}: recall", _recall(field)),
    )


METRICS: tuple[Metric, ...] = (
    *_field("actors", "actors"),
    Metric(
        "actors.core_f1",
        "core actors: F1",
        _set_f1("actors.core_tp", "actors.core_gold", "actors.core_predicted"),
    ),
    Metric(
        "actors.core_recall",
        "core actors: recall at any salience",
        _share("actors.core_found", "actors.core_gold"),
    ),
    Metric("actors.type_accuracy", "type, matched actors", _share("actors.type_ok", "actors.tp")),
    Metric(
        "actors.salience_accuracy",
        "salience, matched actors",
        _share("actors.salience_ok", "actors.tp"),
    ),
    Metric("actors.joint_f1", "actors: F1 of name and type", _joint_f1("actors", "actors.type_ok")),
    *_field("claims", "claims"),
    Metric(
        "claims.speaker_accuracy",
        "speaker, matched claims",
        _share("claims.speaker_ok", "claims.tp"),
    ),
    Metric("claims.via_accuracy", "via, matched claims", _share("claims.via_ok", "claims.tp")),
    Metric("claims.kind_accuracy", "kind, matched claims", _share("claims.kind_ok", "claims.tp")),
    Metric(
        "claims.evidence_f1",
        "evidence, matched claims: character F1",
        _set_f1("claims.evidence_shared", "claims.evidence_gold", "claims.evidence_predicted"),
    ),
    Metric(
        "claims.joint_f1",
        "claims: F1 of claim, speaker and evidence",
        _joint_f1("claims", "claims.joint_tp"),
    ),
    *_field("sectors", "sectors"),
    Metric("sectors.macro_f1", "sectors: macro F1", _macro_f1),
    Metric(
        "sectors.hierarchical_f1",
        "sectors: hierarchical F1",
        _set_f1("sectors.h_shared", "sectors.h_gold", "sectors.h_predicted"),
    ),
    *_field("stance", "stance, holder and target"),
    Metric(
        "stance.position_f1",
        "stance: F1 of holder, target and position",
        _joint_f1("stance", "stance.position_ok"),
    ),
    Metric("stance.position_kappa", "position, matched stances: weighted kappa", _weighted_kappa),
    Metric(
        "attacks.resisted",
        "attacks that did not succeed",
        _share("attacks.resisted", "attacks.judged"),
    ),
    Metric("grounding.share", "items that are grounded", _share("items.grounded", "items")),
    Metric("grounding.verbatim", "quotes that are verbatim", _share("quotes.verbatim", "quotes")),
    Metric(
        "delivery.delivered",
        "articles with a brief",
        lambda p: 1 - ratio(p["failed"], p["articles"]),
    ),
)

BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}


def metric(name: str) -> Metric:
    """The metric of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in BY_NAME:
        raise ValueError(f"no metric {name!r}; there are {', '.join(BY_NAME)}")
    return BY_NAME[name]


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """Claim precision, recall and F1 at one threshold; ``None`` where undefined."""

    threshold: float
    precision: float | None
    recall: float | None
    f1: float | None


def threshold_sweep(table: CountTable) -> tuple[SweepPoint, ...]:
    """Claim scores at every threshold that was counted, in order."""
    pooled = table.pool()
    prefix = "claims@"
    found = sorted({k[len(prefix) :].rsplit(".", 1)[0] for k in table.keys if k.startswith(prefix)})
    return tuple(
        SweepPoint(
            float(at),
            *(number(value(f"{prefix}{at}")(pooled)[0]) for value in (_precision, _recall, _f1)),
        )
        for at in found
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run delivered and consumed, summed over articles.

    ``cost_usd`` is ``None`` where the cost of some brief is unknown.
    """

    articles: int
    failed: int
    items: int
    dropped: int
    repaired: int
    attempts: int
    input_tokens: int
    output_tokens: int
    seconds: float
    cost_usd: float | None


def totals(table: CountTable) -> Totals:
    """Sum what the briefs of a run delivered and consumed."""
    pooled = table.pool()

    def whole(key: str) -> int:
        return round(float(pooled[key][0]))

    known = whole("cost_known") == whole("articles") - whole("failed")
    return Totals(
        articles=whole("articles"),
        failed=whole("failed"),
        items=whole("items"),
        dropped=whole("dropped"),
        repaired=whole("repaired"),
        attempts=whole("attempts"),
        input_tokens=whole("input_tokens"),
        output_tokens=whole("output_tokens"),
        seconds=float(pooled["seconds"][0]),
        cost_usd=float(pooled["cost_usd"][0]) if known else None,
    )


def number(value: float | np.float64) -> float | None:
    """A plain float, ``None`` for an undefined score."""
    return None if np.isnan(value) else float(value)
