"""Choose the claim threshold on labelled pairs and say how good it is.

::

    python -m summarizer.evaluation.pairs PAIRS.jsonl --json card.json --markdown card.md

Each line: ``{"a": claim, "b": claim, "same": bool, "article": id}``. Articles are split
into two halves; thresholds are chosen on one, precision and recall are reported on
the other, with intervals from resampling its articles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from summarizer._faults import first_fault
from summarizer.domain import Frozen, NonEmpty
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.metrics import Metric, ratio
from summarizer.evaluation.similarity import CANDIDATES, ClaimSimilarity
from summarizer.evaluation.statistics import Interval, bootstrap
from summarizer.matching.vetoes import veto

THRESHOLDS = tuple(step / 100 for step in range(1, 101))

_SCORES = (
    Metric("pairs.precision", "precision", lambda p: ratio(p["tp"], p["tp"] + p["fp"])),
    Metric("pairs.recall", "recall", lambda p: ratio(p["tp"], p["tp"] + p["fn"])),
    Metric("pairs.f1", "F1", lambda p: ratio(2 * p["tp"], 2 * p["tp"] + p["fp"] + p["fn"])),
)


class Pair(Frozen):
    """Two claims of one article, and whether they are the same claim."""

    a: NonEmpty
    b: NonEmpty
    same: bool
    article: NonEmpty


@dataclass(frozen=True, slots=True)
class Result:
    """One way of comparing claims, tuned on one half and measured on the other."""

    similarity: str
    vetoes: bool
    threshold: float
    tuning_f1: float | None
    precision: Interval
    recall: Interval
    f1: Interval


@dataclass(frozen=True, slots=True)
class Card:
    """What the pairs say. ``chosen`` has the best F1 on the tuning half."""

    pairs_sha256: str
    pairs: int
    same: int
    articles: int
    tuning_pairs: int
    held_out_pairs: int
    results: tuple[Result, ...]
    chosen: Result
    versions: dict[str, str]


def read_pairs(data: bytes) -> tuple[Pair, ...]:
    """Parse JSON Lines.

    Raises:
        ValueError: a line is not a pair; the message names it.
    """
    found: list[Pair] = []
    for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record: dict[str, Any] = json.loads(line)
            known = {key: record[key] for key in Pair.model_fields if key in record}
            found.append(Pair.model_validate(known, strict=True))
        except (ValueError, TypeError) as error:
            told = isinstance(error, ValidationError)
            problem = ": ".join(first_fault(error, "line")) if told else str(error)
            raise ValueError(
                f"line {number} is not a pair (a, b, same, article): {problem}"
            ) from None
    return tuple(found)


def split(pairs: Sequence[Pair]) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Tuning half and held-out half. No article is in both; the same split every time.

    Articles come in the order of a hash of their id, each into the half with fewer
    pairs so far.

    Raises:
        ValueError: the pairs are of fewer than two articles.
    """
    sizes: dict[str, int] = {}
    for pair in pairs:
        sizes[pair.article] = sizes.get(pair.article, 0) + 1
    if len(sizes) < 2:
        raise ValueError(f"pairs of {len(sizes)} article(s) cannot be split; at least 2 are needed")
    tuning: set[str] = set()
    in_tuning = in_held_out = 0
    for article in sorted(sizes, key=lambda name: hashlib.sha256(name.encode()).digest()):
        if in_tuning <= in_held_out:
            tuning.add(article)
            in_tuning += sizes[article]
        else:
            in_held_out += sizes[article]
    return (
        tuple(pair for pair in pairs if pair.article in tuning),
        tuple(pair for pair in pairs if pair.article not in tuning),
    )


def measure(
    pairs: Sequence[Pair],
    *,
    candidates: Sequence[ClaimSimilarity] = CANDIDATES,
    pairs_sha256: str = "",
    seed: int = 0,
) -> Card:
    """Tune every candidate, with and without vetoes, and measure it on held-out pairs.

    Raises:
        ValueError: fewer than two articles.
    """
    tuning, held_out = split(pairs)
    results: list[Result] = []
    for candidate in candidates:
        for vetoes in (True, False):
            at_tuning = _values(candidate, tuning, vetoes=vetoes)
            at_held_out = _values(candidate, held_out, vetoes=vetoes)
            threshold, reached = _best_threshold(at_tuning, _truth(tuning))
            scores = bootstrap(_table(held_out, at_held_out >= threshold), _SCORES, seed=seed)
            results.append(
                Result(
                    candidate.name, vetoes, threshold, reached, *(scores[m.name] for m in _SCORES)
                )
            )
    return Card(
        pairs_sha256=pairs_sha256,
        pairs=len(pairs),
        same=sum(pair.same for pair in pairs),
        articles=len({pair.article for pair in pairs}),
        tuning_pairs=len(tuning),
        held_out_pairs=len(held_out),
        results=tuple(results),
        chosen=max(results, key=lambda r: -1.0 if r.tuning_f1 is None else r.tuning_f1),
        versions={name: version(name) for name in ("wordllama", "snowballstemmer", "numpy")},
    )


def _truth(pairs: Sequence[Pair]) -> NDArray[np.bool_]:
    return np.array([pair.same for pair in pairs], dtype=bool)


def _values(
    similarity: ClaimSimilarity, pairs: Sequence[Pair], *, vetoes: bool
) -> NDArray[np.float64]:
    return np.array(
        [
            0.0
            if vetoes and veto(pair.a, pair.b) is not None
            else similarity.matrix([pair.a], [pair.b])[0, 0]
            for pair in pairs
        ]
    )


def _best_threshold(
    values: NDArray[np.float64], truth: NDArray[np.bool_]
) -> tuple[float, float | None]:
    """The threshold of the best F1 and that F1; the middle one of those that tie."""
    said = values[None, :] >= np.array(THRESHOLDS)[:, None]
    hits = (said & truth).sum(axis=1).astype(np.float64)
    f1 = ratio(2 * hits, (said.sum(axis=1) + truth.sum()).astype(np.float64))
    if np.isnan(f1).all():
        return THRESHOLDS[len(THRESHOLDS) // 2], None
    best = np.flatnonzero(f1 >= np.nanmax(f1) - 1e-12)
    return THRESHOLDS[int(best[len(best) // 2])], float(np.nanmax(f1))


def _table(pairs: Sequence[Pair], said: NDArray[np.bool_]) -> CountTable:
    counts: dict[str, dict[str, float]] = {}
    for pair, yes in zip(pairs, said, strict=True):
        article = counts.setdefault(pair.article, {})
        outcome = ("tp" if yes else "fn") if pair.same else ("fp" if yes else "tn")
        article[outcome] = article.get(outcome, 0) + 1
    return CountTable.of(counts)


def markdown(card: Card) -> str:
    """The card as a Markdown page."""
    rows = [
        f"| {r.similarity} | {'yes' if r.vetoes else 'no'} | {r.threshold:.2f} "
        f"| {_shown(r.precision)} | {_shown(r.recall)} | {_shown(r.f1)} |"
        for r in card.results
    ]
    chosen = card.chosen
    return "\n".join(
        [
            "# Same claim or not: how the claim similarity was chosen",
            "",
            f"{card.pairs} labelled pairs of {card.articles} articles, {card.same} of them the "
            f"same claim. Thresholds were chosen on {card.tuning_pairs} pairs; the figures are "
            f"of the other {card.held_out_pairs}, whose articles the choice has not seen. "
            "Intervals: 95 %, from resampling articles.",
            "",
            "| similarity | vetoes | threshold | precision | recall | F1 |",
            "| --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
            f"Best on the tuning half: **{chosen.similarity}** "
            f"{'with' if chosen.vetoes else 'without'} vetoes at **{chosen.threshold:.2f}**.",
            "",
            f"Pairs: SHA-256 `{card.pairs_sha256}`. "
            + ", ".join(f"{name} {number}" for name, number in sorted(card.versions.items()))
            + ".",
            "",
        ]
    )


def _shown(interval: Interval) -> str:
    if interval.value is None:
        return "undefined"
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the card; print its Markdown where no file is given."""
    parser = argparse.ArgumentParser(prog="python -m summarizer.evaluation.pairs")
    parser.add_argument("pairs", type=Path, help="labelled pairs, JSON Lines")
    parser.add_argument("--json", type=Path, help="write the card as JSON")
    parser.add_argument("--markdown", type=Path, help="write the card as Markdown")
    given = parser.parse_args(arguments)
    try:
        data = given.pairs.read_bytes()
        card = measure(read_pairs(data), pairs_sha256=hashlib.sha256(data).hexdigest())
    except (OSError, ValueError) as error:
        print(f"{given.pairs}: {error}", file=sys.stderr)
        return 2
    if given.json:
        given.json.write_text(json.dumps(asdict(card), indent=2) + "\n", "utf-8")
    if given.markdown:
        given.markdown.write_text(markdown(card), "utf-8")
    if not (given.json or given.markdown):
        print(markdown(card), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
