"""The articles that training held back, and their labels in the form of the scorers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from summarizer.evaluation.labels import ActorLabel, ClaimLabel, Labels, StanceLabel
from training.config import HELD_BACK
from training.examples import held_back, read_lines


def held_back_lines(path: Path) -> list[dict[str, Any]]:
    """Those of a training file (training/README.md), in its order."""
    return [line for line in read_lines(path) if held_back(line, HELD_BACK)]


def of_line(line: Mapping[str, Any]) -> Labels:
    """The labels of a training line."""
    given = line["labels"]

    def spans(item: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
        return tuple(tuple(line["sentences"][number - 1]) for number in item["sentences"])

    return Labels(
        actors=tuple(
            ActorLabel(
                one["name"],
                tuple(one["aliases"]),
                (one["type"],),
                one["salience"],
                required=one["required"],
            )
            for one in given["actors"]
        ),
        claims=tuple(
            ClaimLabel(
                (one["text"],),
                (one["speaker"],),
                (one["kind"],),
                (spans(one),),
                one["via"],
                one["required"],
            )
            for one in given["claims"]
        ),
        stance=tuple(
            StanceLabel(
                ((one["holder"], one["target"], one["position"]),), spans(one), one["required"]
            )
            for one in given["stance"]
        ),
    )
