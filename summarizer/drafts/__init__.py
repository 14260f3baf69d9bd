"""What a language model proposes, before code has checked and grounded it.

A model answers in a *wire format* (:mod:`summarizer.drafts.rows`,
:mod:`summarizer.drafts.keyed`); the answer is decoded into the draft items here.
They speak of sentences by number and never contain a quote.
"""

from summarizer.drafts._confidence import (
    Calibration,
    Calibrations,
    StanceCheck,
    log_odds,
    with_confidence,
)
from summarizer.drafts._labels import from_labels
from summarizer.drafts._logprobs import cell_logprobs
from summarizer.drafts._told import Told, chances_of_yes, told_model
from summarizer.drafts._types import (
    Bounds,
    DraftActor,
    DraftClaim,
    DraftItem,
    DraftSector,
    DraftStance,
    DraftSummary,
    Limits,
    name_key,
)
from summarizer.drafts._wire import Answer, WireFormat, bounded, read_answer

__all__ = [
    "Answer",
    "Bounds",
    "Calibration",
    "Calibrations",
    "DraftActor",
    "DraftClaim",
    "DraftItem",
    "DraftSector",
    "DraftStance",
    "DraftSummary",
    "Limits",
    "StanceCheck",
    "Told",
    "WireFormat",
    "bounded",
    "cell_logprobs",
    "chances_of_yes",
    "from_labels",
    "log_odds",
    "name_key",
    "read_answer",
    "told_model",
    "with_confidence",
]
