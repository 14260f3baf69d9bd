"""Does the evidence carry the statement? Rules, no model, no I/O."""

from summarizer.grounding.support._result import Check, Grade, Reason, Support
from summarizer.grounding.support.grading import VOUCHED, check_support
from summarizer.grounding.support.overlap import bearing

__all__ = ["VOUCHED", "Check", "Grade", "Reason", "Support", "bearing", "check_support"]
