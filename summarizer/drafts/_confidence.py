"""How likely a choice of the model is right, by what it has been measured to be worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from summarizer.domain import ItemField
from summarizer.drafts._logprobs import cell_logprobs
from summarizer.drafts._types import DraftItem, DraftSector, DraftSummary
from summarizer.drafts._wire import Places, WireFormat

SURE = 0.001
"""Nearer to 0 or 1 a model's probability is not believed."""
# Log-odds beyond which a float does not tell a probability from 0 or 1.
_STEEPEST = 30.0


class Calibration(BaseModel):
    """From the model's probability to the measured one: a line in log-odds (Platt, 1999).

    Intercept 0 and slope 1 take the model at its word.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    intercept: float = 0.0
    slope: Annotated[float, Field(gt=0)] = 1.0

    def __call__(self, logprob: float) -> float:
        """The probability, in (0, 1), that a choice of this log-probability is right."""
        return probability(self.intercept + self.slope * log_odds(math.exp(logprob)))


def log_odds(chance: float) -> float:
    """Those of a probability, which is held to what can be told from a few hundred items."""
    held = min(max(chance, SURE), 1 - SURE)
    return math.log(held / (1 - held))


def probability(odds: float) -> float:
    """That of log-odds, in (0, 1)."""
    held = min(max(odds, -_STEEPEST), _STEEPEST)
    return 0.5 * (1 + math.tanh(held / 2))


class Calibrations(BaseModel):
    """Those of a prompt with one model; what they say of another is not known.

    ``model``: its name in run records.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = ""
    actors: Calibration | None = None
    claims: Calibration | None = None
    stance: Calibration | None = None


class StanceCheck(BaseModel):
    """What it is worth that a model, asked about a stance that it wrote, says it is told.

    A logistic function of both probabilities. Stances below ``least`` are dropped.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    intercept: float = 0.0
    written: Annotated[float, Field(ge=0)] = 1.0
    told: Annotated[float, Field(ge=0)] = 1.0
    least: Annotated[float, Field(ge=0, le=1)] = 0.0

    def __call__(self, written: float, told: float) -> float:
        """The probability, in (0, 1), that a stance is right.

        Args:
            written: the confidence that it has as it was written.
            told: the model's probability that the article tells it.
        """
        odds = self.intercept + self.written * log_odds(written) + self.told * log_odds(told)
        return probability(odds)


def with_confidence(
    items: Mapping[ItemField, Sequence[DraftItem]],
    places: Places,
    raw: str,
    logprobs: str,
    wire: WireFormat,
    calibrations: Calibrations,
) -> dict[ItemField, list[DraftItem]]:
    """The items of an answer with their confidence, where it can be told.

    Args:
        items: decoded from the answer.
        places: theirs in the lists of ``raw``; see :func:`~summarizer.drafts.read_answer`.
        raw: the answer.
        logprobs: of its tokens; see :func:`cell_logprobs`.
        wire: which parts are choices.
        calibrations: fields without one get no confidence.
    """
    lists = cell_logprobs(raw, logprobs)
    found: dict[ItemField, list[DraftItem]] = {}
    for field, drafts in items.items():
        calibration: Calibration | None = getattr(calibrations, field, None)
        cells = lists.get(field, [])
        found[field] = list(drafts)
        if calibration is None:
            continue
        for number, place in enumerate(places[field]):
            draft = drafts[number]
            if place >= len(cells) or isinstance(draft, DraftSummary | DraftSector):
                continue
            parts = [cells[place].get(part) for part in wire.choices[field]]
            told = [logprob for logprob in parts if logprob is not None]
            if len(told) == len(parts):
                found[field][number] = replace(draft, confidence=round(calibration(sum(told)), 3))
    return found
