"""How much two claims share: the words they have in common, rare ones counting more."""

from __future__ import annotations

import math
from collections.abc import Iterable, Set

from summarizer.matching.background import shipped
from summarizer.matching.words import terms

DECIMALS = 6
"""Similarities are rounded, so that nothing hangs on the last bits of a float."""


def weight(found: Iterable[str]) -> float:
    """The sum of the terms' weights; exactly rounded, whatever their order."""
    return math.fsum(map(shipped().weight, found))


def overlap(a: str, b: str) -> float:
    """Dice coefficient of the stem sets, weighted by inverse document frequency.

    ``2 w(A & B) / (w(A) + w(B))`` in [0, 1], where ``w`` sums the weights of
    :class:`~summarizer.matching.background.Background`; 0 for texts without words.
    """
    return terms_overlap(terms(a), terms(b))


def terms_overlap(a: Set[str], b: Set[str]) -> float:
    """:func:`overlap` of texts whose terms are known."""
    total = weight(a) + weight(b)
    return round(2 * weight(a & b) / total, DECIMALS) if total else 0.0
