"""Does the evidence carry the statement? Rules, no model, no I/O."""

from summarizer.grounding.support._result import Check, Grade, Reason, Support
from summarizer.grounding.support.grading import check_support

__all__ = ["Check", "Grade", "Reason", "Support", "check_support"]
