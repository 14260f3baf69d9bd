"""What a language model proposes, before code has checked and grounded it.

A model answers in a *wire format* (:mod:`summarizer.drafts.rows`,
:mod:`summarizer.drafts.keyed`); the answer is decoded into the draft items here.
They speak of sentences by number and never contain a quote.
"""

from summarizer.drafts._labels import from_labels
from summarizer.drafts._types import (
    Bounds,
    DraftActor,
    DraftClaim,
    DraftItem,
    DraftSector,
    DraftStance,
    DraftSummary,
    Limits,
)
from summarizer.drafts._wire import Answer, WireFormat, bounded, read_answer

__all__ = [
    "Answer",
    "Bounds",
    "DraftActor",
    "DraftClaim",
    "DraftItem",
    "DraftSector",
    "DraftStance",
    "DraftSummary",
    "Limits",
    "WireFormat",
    "bounded",
    "from_labels",
    "read_answer",
]
