"""How common a stem is: the fixed background of the lexical claim similarity.

The table ships with the package, so that the similarity of two claims depends on
nothing but the two claims: not on the article, the run or the other claims.
It counts in how many sentences of a news corpus a stem occurs, and was made by::

    python -m summarizer.matching.background ARTICLES.jsonl > background.json

from the development articles (Wikinews, 2004-2014), which are not gold.
Each line of the input holds ``text`` and ``sentences`` (character offsets).
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from summarizer.matching.words import terms

FEWEST = 3
"""Stems of fewer sentences are left out of the table; they count as ``FEWEST - 1``."""


@dataclass(frozen=True)
class Background:
    """Sentence counts by term; ``weight`` is the inverse document frequency."""

    sentences: int
    counts: dict[str, int]

    def weight(self, term: str) -> float:
        """``ln((N + 1) / (n + 1))`` of a term in ``n`` of ``N`` sentences; above 0."""
        count = self.counts.get(term, FEWEST - 1)
        return math.log((self.sentences + 1) / (count + 1))


def count_terms(sentences: Iterable[str]) -> Background:
    """Count in how many of the sentences each term occurs."""
    counts: Counter[str] = Counter()
    number = 0
    for sentence in sentences:
        counts.update(terms(sentence))
        number += 1
    kept = {term: n for term, n in sorted(counts.items()) if n >= FEWEST}
    return Background(number, kept)


@cache
def shipped() -> Background:
    """The table that comes with the package."""
    data = json.loads((files("summarizer.matching") / "background.json").read_text("utf-8"))
    return Background(data["sentences"], data["counts"])


def main(paths: list[str]) -> int:
    """Print the table of the articles in ``paths`` as JSON."""
    found: list[str] = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line in file:
                article = json.loads(line)
                found += [article["text"][start:end] for start, end in article["sentences"]]
    table = count_terms(found)
    json.dump(
        {"sentences": table.sentences, "counts": table.counts}, sys.stdout, ensure_ascii=False
    )
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
