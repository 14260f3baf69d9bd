"""The question about items that their evidence does not carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from summarizer.prompts._prompt import Prompt
from summarizer.prompts._render import Message


def repair_message(prompt: Prompt, failing: Sequence[Mapping[str, Any]]) -> Message:
    """The question for failing items: ``field``, ``text``, ``reasons``, ``sentences`` of each."""
    return Message("user", prompt.expand("repair", failing=failing, limits=prompt.limits))
