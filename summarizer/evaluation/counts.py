"""Counts of one article, and tables of them that pool by addition.

Every score is a ratio of sums over articles. So the counts are kept for each
article, as a small mapping from key to number without zeros, and resampling
articles means adding up other rows of the same table: nothing is scored twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = Mapping[str, float]


@dataclass(frozen=True)
class Pooled:
    """Summed counts, one row for each resample; shape (resamples, keys)."""

    columns: Mapping[str, int]
    sums: Array

    def __getitem__(self, key: str) -> Array:
        """Shape (resamples,); zeros for a key that no article has."""
        column = self.columns.get(key)
        return np.zeros(len(self.sums)) if column is None else self.sums[:, column]

    def family(self, prefix: str, suffix: str) -> dict[str, Array]:
        """Columns named prefix + something + suffix, by the something, sorted."""
        return {
            key[len(prefix) : len(key) - len(suffix)]: self[key]
            for key in sorted(self.columns)
            if key.startswith(prefix) and key.endswith(suffix)
        }


@dataclass(frozen=True)
class CountTable:
    """Counts of several articles; ``matrix`` has the shape (articles, keys)."""

    articles: tuple[str, ...]
    keys: tuple[str, ...]
    matrix: Array

    @classmethod
    def of(cls, counts: Mapping[str, Counts]) -> CountTable:
        """A table from the counts by article id. Articles are sorted by id.

        Raises:
            ValueError: there are no articles.
        """
        if not counts:
            raise ValueError("no article was scored; give at least one")
        articles = tuple(sorted(counts))
        keys = tuple(sorted({key for found in counts.values() for key in found}))
        at = {key: column for column, key in enumerate(keys)}
        matrix = np.zeros((len(articles), len(keys)))
        for row, article in enumerate(articles):
            for key, value in counts[article].items():
                matrix[row, at[key]] = value
        return cls(articles, keys, matrix)

    def __len__(self) -> int:
        return len(self.articles)

    def with_keys(self, keys: tuple[str, ...]) -> CountTable:
        """The same counts in other columns; keys that are not listed are dropped."""
        at = {key: column for column, key in enumerate(self.keys)}
        matrix = np.zeros((len(self), len(keys)))
        for column, key in enumerate(keys):
            if key in at:
                matrix[:, column] = self.matrix[:, at[key]]
        return CountTable(self.articles, keys, matrix)

    def pool(self, weights: Array | None = None) -> Pooled:
        """Sums over the articles, each taken ``weights[resample, article]`` times."""
        ones = np.ones((1, len(self))) if weights is None else weights
        return self.pooled(ones @ self.matrix)

    def pooled(self, sums: Array) -> Pooled:
        """Sums that were computed elsewhere, under this table's keys."""
        return Pooled({key: column for column, key in enumerate(self.keys)}, sums)
