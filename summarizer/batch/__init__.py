"""Many articles through one summarizer: bounded, in order, resumable, one failure at a time."""

from summarizer.batch._collector import seldom_collected
from summarizer.batch._engine import abrief_all, brief_all
from summarizer.batch._folder import BatchFolder, Totals
from summarizer.batch._keys import BriefKeys
from summarizer.batch._limits import Limits, Meter
from summarizer.batch._outcome import Outcome
from summarizer.batch._rules import rules_sha256
from summarizer.batch._sources import Source, Sources

__all__ = [
    "BatchFolder",
    "BriefKeys",
    "Limits",
    "Meter",
    "Outcome",
    "Source",
    "Sources",
    "Totals",
    "abrief_all",
    "brief_all",
    "rules_sha256",
    "seldom_collected",
]
