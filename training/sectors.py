"""Fit how the terms of the taxonomy tell an article's sectors.

    python -m training.sectors --data wikinews.jsonl [--write]

A logistic model over all (article, sector) pairs: three features that the terms give
(``Topics.features`` in summarizer/grounding/topics.py), one constant, one bias a sector. Prints
micro F1 in tenfold cross-validation, the weights that summarizer/grounding/topics.py holds,
and the biases; ``--write`` puts the biases into prompts/taxonomies/sectors.toml. Optional
labels count as present with a weight of 0.3, and not at all in the scores.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from summarizer.prompts import Taxonomy, load_taxonomy
from training.examples import article_of, read_lines

TAXONOMY = Path(__file__).resolve().parent.parent / "prompts" / "taxonomies" / "sectors.toml"
OPTIONAL = 0.3


def features(lines: list[dict[str, Any]], taxonomy: Taxonomy) -> np.ndarray:
    """Articles by sectors by features."""
    topics = taxonomy.topics
    found = [topics.features(topics.find(article_of(line))) for line in lines]
    return np.array([[each[code] for code in taxonomy.codes] for each in found])


def targets(lines: list[dict[str, Any]], taxonomy: Taxonomy) -> np.ndarray:
    """Articles by sectors: 1 required, 0.5 optional, 0 absent."""
    values: list[list[float]] = []
    for line in lines:
        labels = {label["code"]: label["required"] for label in line["labels"]["sectors"]}
        values.append([(1.0 if labels[c] else 0.5) if c in labels else 0.0 for c in taxonomy.codes])
    return np.array(values)


def fit(x: np.ndarray, y: np.ndarray) -> LogisticRegression:
    weight = np.where(y.ravel() == 0.5, OPTIONAL, 1.0)
    return LogisticRegression(max_iter=3000).fit(_flat(x), y.ravel() > 0, sample_weight=weight)


def log_odds(model: LogisticRegression, x: np.ndarray) -> np.ndarray:
    return model.decision_function(_flat(x)).reshape(x.shape[:2])


def _flat(x: np.ndarray) -> np.ndarray:
    articles, sectors, count = x.shape
    return np.hstack([x.reshape(-1, count), np.tile(np.eye(sectors), (articles, 1))])


def micro_f1(odds: np.ndarray, y: np.ndarray) -> float:
    """Of what is more likely than not, and the likeliest of every article."""
    chosen = odds > 0
    chosen[np.arange(len(odds)), odds.argmax(axis=1)] = True
    right = (chosen & (y == 1)).sum()
    wrong, missed = (chosen & (y == 0)).sum(), (~chosen & (y == 1)).sum()
    return 2 * right / (2 * right + wrong + missed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    taxonomy = load_taxonomy()
    lines = read_lines(given.data)
    x, y = features(lines, taxonomy), targets(lines, taxonomy)
    held = np.zeros(y.shape)
    for train, test in KFold(10, shuffle=True, random_state=0).split(x):
        held[test] = log_odds(fit(x[train], y[train]), x[test])
    print(f"{len(lines)} articles, micro F1 in cross-validation: {micro_f1(held, y):.3f}")
    model = fit(x, y)
    lead, distinct, share, *biases = model.coef_[0]
    print(f"_CONSTANT, _LEAD = {model.intercept_[0]:.2f}, {lead:.2f}")
    print(f"_DISTINCT, _SHARE = {distinct:.2f}, {share:.2f}")
    text = TAXONOMY.read_text("utf-8")
    for code, bias in zip(taxonomy.codes, biases, strict=True):
        print(f"{code:24} {bias:+.2f}")
        entry = re.compile(rf'(code = "{code}"\n(?:(?!\[\[).)*?bias = )[-+.\d]+', re.DOTALL)
        text, written = entry.subn(rf"\g<1>{bias:.2f}", text, count=1)
        if not written:
            raise SystemExit(f"{TAXONOMY}: the entry of {code} has no line bias = NUMBER to set")
    if given.write:
        TAXONOMY.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
