"""Score stances: who stands where towards whom or what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from summarizer.domain import Position
from summarizer.evaluation.labels import StanceLabel
from summarizer.evaluation.matching import Matching, match
from summarizer.evaluation.names import ActorNames
from summarizer.evaluation.similarity import Matrix, StemOverlap, similarities

LEVELS: dict[Position, int] = {"oppose": 0, "mixed": 1, "neutral": 1, "support": 2}
"""Positions on the ordinal scale; mixed and neutral are its middle."""

TARGET_THRESHOLD = 0.5
"""Stem overlap from which two named issues are the same target."""

_SAME_POSITION = 0.1  # its share in choosing among stances of one pair


def stance_counts(
    gold: Sequence[StanceLabel],
    predicted: Sequence[StanceLabel],
    names: ActorNames,
    target_threshold: float = TARGET_THRESHOLD,
) -> Counter[str]:
    """Counts of (holder, target), of the position on matched pairs, and its confusion."""
    similarity, closest = _stance_similarities(gold, predicted, names, target_threshold)
    matching = _match_stance(gold, predicted, similarity, closest)
    counts: Counter[str] = Counter(matching.counts("stance"))
    for pair in matching.hits:
        ours = closest[pair.gold][pair.predicted]
        theirs = predicted[pair.predicted].readings[0][2]
        counts["stance.position_ok"] += ours == theirs
        counts[f"stance.levels:{LEVELS[ours]}{LEVELS[theirs]}"] += 1
    return counts


def match_stance(
    gold: Sequence[StanceLabel],
    predicted: Sequence[StanceLabel],
    names: ActorNames,
    target_threshold: float = TARGET_THRESHOLD,
) -> Matching:
    """Which predicted stances are which gold stances, by holder and target."""
    return _match_stance(
        gold, predicted, *_stance_similarities(gold, predicted, names, target_threshold)
    )


def _match_stance(
    gold: Sequence[StanceLabel],
    predicted: Sequence[StanceLabel],
    similarity: Matrix,
    closest: list[list[Position]],
) -> Matching:
    """Among several stances of one pair, those of the same position belong together."""
    agree = np.array(
        [
            [ours == p.readings[0][2] for ours, p in zip(row, predicted, strict=True)]
            for row in closest
        ],
        dtype=np.float64,
    ).reshape(similarity.shape)
    preferred = np.where(
        similarity > 0, (1 - _SAME_POSITION) * similarity + _SAME_POSITION * agree, 0.0
    )
    return match(preferred, threshold=1e-6, required=[stance.required for stance in gold])


def _stance_similarities(
    gold: Sequence[StanceLabel],
    predicted: Sequence[StanceLabel],
    names: ActorNames,
    target_threshold: float,
) -> tuple[Matrix, list[list[Position]]]:
    """Similarity of the targets where the holders are the same, and gold's position.

    That is the predicted position where an accepted reading of that pair has it,
    otherwise the position of the reading that fits best.
    """
    targets = sorted({target for stance in gold for _, target, _ in stance.readings})
    others = sorted({stance.readings[0][1] for stance in predicted})
    issues = similarities(targets, others, using=StemOverlap(), floor=target_threshold)
    row = {target: i for i, target in enumerate(targets)}
    column = {target: j for j, target in enumerate(others)}

    def alike(ours: str, theirs: str) -> float:
        if names.same(ours, theirs):
            return 1.0
        if names.either_is_listed(ours, theirs):
            return 0.0
        return float(issues[row[ours], column[theirs]])

    found = np.zeros((len(gold), len(predicted)))
    positions: list[list[Position]] = []
    for i, stance in enumerate(gold):
        positions.append([])
        for j, guess in enumerate(predicted):
            holder, target, position = guess.readings[0]
            fitting: list[tuple[bool, float, Position]] = [
                (ours == position, grade, ours)
                for our_holder, our_target, ours in stance.readings
                if names.same(our_holder, holder) and (grade := alike(our_target, target))
            ]
            found[i, j] = max((grade for _, grade, _ in fitting), default=0.0)
            positions[-1].append(max(fitting, key=lambda one: one[:2])[2] if fitting else position)
    return found, positions
