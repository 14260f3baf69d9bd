"""Geometry of the drawings; pure. All lengths are user units of the drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.evaluation.comparison import Comparison
from summarizer.evaluation.metrics import SweepPoint

SWEEP_WIDTH, SWEEP_HEIGHT = 640.0, 280.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 96.0, 14.0, 40.0
_LABEL_GAP = 16.0


def percent(value: float, low: float = 0.0, high: float = 1.0) -> str:
    """The place of ``value`` on an axis from ``low`` to ``high``, clamped, as CSS has it."""
    share = (value - low) / (high - low) if high > low else 0.0
    return f"{100 * min(max(share, 0.0), 1.0):.2f}%"


def nice(value: float) -> float:
    """The least of 1, 2, 2.5, 5 times a power of ten that is not below ``value``."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value - 1e-12)


def reach(comparison: Comparison) -> float:
    """Half the width of the axis on which all differences and margins have room."""
    found = [2 * field.margin for field in comparison.fields]
    for field in comparison.fields:
        ends = (field.difference.low, field.difference.high)
        found += [abs(end) for end in ends if end is not None]
    return nice(max(found))


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of the sweep: ``kind`` is "a", "b" or "readers"."""

    kind: str
    name: str
    path: str
    dots: tuple[tuple[float, float, str], ...]
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Sweep:
    """The sweep: curves, the ticks of both axes, the place of the threshold in use."""

    curves: tuple[Curve, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    used_x: float
    left: float = _LEFT
    right: float = SWEEP_WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = SWEEP_HEIGHT - _BOTTOM
    width: float = SWEEP_WIDTH
    height: float = SWEEP_HEIGHT


def sweep(series: Sequence[tuple[str, str, Sequence[SweepPoint]]], used: float) -> Sweep | None:
    """F1 by threshold for each ``(kind, name, points)``; ``None`` if nothing is defined."""
    thresholds = sorted({p.threshold for _, _, points in series for p in points})
    if len(thresholds) < 2:
        return None
    low, high = thresholds[0], thresholds[-1]

    def x(threshold: float) -> float:
        return round(_LEFT + (threshold - low) / (high - low) * (SWEEP_WIDTH - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        return round(_TOP + (1 - value) * (SWEEP_HEIGHT - _TOP - _BOTTOM), 1)

    curves: list[Curve] = []
    for kind, name, points in series:
        known = [(x(p.threshold), y(p.f1), p) for p in points if p.f1 is not None]
        if not known:
            continue
        path = "M" + "L".join(f"{px:g} {py:g}" for px, py, _ in known)
        dots = tuple((px, py, f"{name}: F1 {p.f1:.3f} at {p.threshold:.2f}") for px, py, p in known)
        curves.append(Curve(kind, name, path, dots, known[-1][0] + 10, known[-1][1] + 4))
    if not curves:
        return None
    return Sweep(
        curves=_apart(curves),
        x_ticks=tuple((x(t), f"{t:.2f}") for t in thresholds[::2]),
        y_ticks=tuple((y(v / 4), f"{v / 4:.2f}") for v in range(5)),
        used_x=x(min(max(used, low), high)),
    )


def _apart(curves: Sequence[Curve]) -> tuple[Curve, ...]:
    """The same curves with labels that do not cover each other."""
    order = sorted(range(len(curves)), key=lambda i: curves[i].label_y)
    ys: dict[int, float] = {}
    last = -math.inf
    for i in order:
        last = max(curves[i].label_y, last + _LABEL_GAP)
        ys[i] = last
    return tuple(
        Curve(c.kind, c.name, c.path, c.dots, c.label_x, ys[i]) for i, c in enumerate(curves)
    )
