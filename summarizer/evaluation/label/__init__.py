"""A local web page on which people make gold: two blind readings and their adjudication.

:class:`ReadingDesk` and :class:`AdjudicationDesk` say what is shown and saved,
:class:`LabelServer` brings one of them to a browser on the same machine.
"""

from summarizer.evaluation.label._adjudication import AdjudicationDesk
from summarizer.evaluation.label._desk import (
    ConflictError,
    Desk,
    NotOpenError,
    ReadingDesk,
    UnsavedError,
)
from summarizer.evaluation.label._problems import Problem
from summarizer.evaluation.label._server import LabelServer

__all__ = [
    "AdjudicationDesk",
    "ConflictError",
    "Desk",
    "LabelServer",
    "NotOpenError",
    "Problem",
    "ReadingDesk",
    "UnsavedError",
]
