"""How sure the pieces of an article are together."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median


def together(confidences: Iterable[float | None]) -> float | None:
    """The median of those that chose alike; of who tells none nothing is known."""
    known = [confidence for confidence in confidences if confidence is not None]
    return round(median(known), 3) if known else None
