"""How alike two claims are: deterministic, offline, with vetoes.

Three candidates with one interface; :mod:`summarizer.evaluation.pairs` measures
them on labelled pairs, and the shipped card says what was found.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from summarizer.matching.overlap import DECIMALS, terms_overlap
from summarizer.matching.vetoes import veto
from summarizer.matching.words import terms

Matrix = NDArray[np.float64]

_DIMENSIONS = 256


class ClaimSimilarity(Protocol):
    """Similarities in [0, 1] of every text of ``a`` with every text of ``b``."""

    @property
    def name(self) -> str: ...

    def matrix(self, a: Sequence[str], b: Sequence[str]) -> Matrix:
        """Shape (len(a), len(b)), rounded to six digits, vetoes not applied."""
        ...


@dataclass(frozen=True, slots=True)
class StemOverlap:
    """:func:`~summarizer.matching.overlap.overlap` of the stems."""

    name: str = "stems"

    def matrix(self, a: Sequence[str], b: Sequence[str]) -> Matrix:
        others = [terms(text) for text in b]
        found = [[terms_overlap(terms(text), other) for other in others] for text in a]
        return np.array(found, dtype=np.float64).reshape(len(a), len(b))


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Cosine of the mean static word vectors of wordllama (``l2_supercat``, 256 dimensions).

    Negative cosines count as 0. The weights are read from the installed wheel.
    """

    name: str = "wordllama"

    def matrix(self, a: Sequence[str], b: Sequence[str]) -> Matrix:
        if not a or not b:
            return np.zeros((len(a), len(b)))
        left, right = np.stack([_vector(t) for t in a]), np.stack([_vector(t) for t in b])
        return _rounded(left @ right.T)


@dataclass(frozen=True, slots=True)
class Blend:
    """``stems * StemOverlap + (1 - stems) * WordVectors``."""

    stems: float = 0.5
    name: str = field(init=False)

    def __post_init__(self) -> None:
        if not 0 < self.stems < 1:
            raise ValueError(f"the weight of the stems must be in (0, 1), not {self.stems}")
        object.__setattr__(self, "name", f"blend-{self.stems:g}")

    def matrix(self, a: Sequence[str], b: Sequence[str]) -> Matrix:
        overlap, cosine = StemOverlap().matrix(a, b), WordVectors().matrix(a, b)
        return _rounded(self.stems * overlap + (1 - self.stems) * cosine)


CANDIDATES: tuple[ClaimSimilarity, ...] = (
    StemOverlap(),
    WordVectors(),
    Blend(0.3),
    Blend(0.5),
    Blend(0.7),
)

CLAIM_SIMILARITY: ClaimSimilarity = Blend(0.7)
"""What the scorers use."""

CLAIM_THRESHOLD = 0.57
"""Claims at least this similar, and not vetoed, are the same claim.

Chosen on labelled pairs: see evals/pairs/card.md, made by
``python -m summarizer.evaluation.pairs evals/pairs/claims.jsonl``.
"""


def similarities(
    a: Sequence[str],
    b: Sequence[str],
    *,
    using: ClaimSimilarity | None = None,
    floor: float = 0.0,
) -> Matrix:
    """The similarity matrix of two lists of claims, 0 where a veto holds.

    Pairs below ``floor`` come out as 0 without being asked for a veto, which saves
    most of the time.
    """
    found = (using or CLAIM_SIMILARITY).matrix(a, b)
    found[found < floor] = 0.0
    for i, j in zip(*np.nonzero(found), strict=True):
        if veto(a[int(i)], b[int(j)]) is not None:
            found[i, j] = 0.0
    return found


def _rounded(values: Matrix) -> Matrix:
    return np.round(np.clip(values, 0.0, 1.0), DECIMALS)


@cache
def _wordllama() -> Any:
    # The package configures the root logger when it is imported; undo that.
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        # Half a second, that only those who score shall pay.
        import wordllama  # pyright: ignore[reportMissingTypeStubs]
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    # The wheel keeps its tokenizer where only a cache directory is searched for it.
    package: Any = wordllama
    model: Any = package.WordLlama.load(
        cache_dir=Path(package.__file__).parent, disable_download=True
    )
    model.tokenizer.no_padding()
    return model


@lru_cache(maxsize=1 << 14)
def _vector(text: str) -> NDArray[np.float64]:
    """One text at a time, in double precision: the result must not depend on a batch."""
    model = _wordllama()
    ids: list[int] = model.tokenizer.encode(text, add_special_tokens=False).ids
    if not ids:
        return np.zeros(_DIMENSIONS)
    mean: NDArray[np.float64] = model.embedding[ids].mean(axis=0, dtype=np.float64)
    norm = float(np.linalg.norm(mean))
    return mean / norm if norm else mean
