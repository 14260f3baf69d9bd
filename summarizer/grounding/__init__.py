"""From draft to brief: every item tied to the article's own words, by code alone."""

from summarizer.grounding.accusations import oppose_accused
from summarizer.grounding.assemble import Grounded, ground
from summarizer.grounding.graded import (
    Failing,
    drop_contradicted,
    drop_failing,
    grade_all,
    label,
    nearest,
)
from summarizer.grounding.mentions import find_mentions
from summarizer.grounding.officials import list_officials
from summarizer.grounding.reported import list_reported
from summarizer.grounding.shown import shown_text
from summarizer.grounding.speakers import attribute
from summarizer.grounding.tellers import list_tellers
from summarizer.grounding.topics import SectorOdds, SectorWords, Topics, weigh_sectors

__all__ = [
    "Failing",
    "Grounded",
    "SectorOdds",
    "SectorWords",
    "Topics",
    "attribute",
    "drop_contradicted",
    "drop_failing",
    "find_mentions",
    "grade_all",
    "ground",
    "label",
    "list_officials",
    "list_reported",
    "list_tellers",
    "nearest",
    "oppose_accused",
    "shown_text",
    "weigh_sectors",
]
