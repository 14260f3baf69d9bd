"""From draft to brief: every item tied to the article's own words, by code alone."""

from summarizer.grounding.assemble import Grounded, ground
from summarizer.grounding.mentions import find_mentions

__all__ = ["Grounded", "find_mentions", "ground"]
