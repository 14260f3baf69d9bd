"""Questions about answers that went wrong.

They repeat what a model wrote, which may come from the article: it is neutralised
here as the article itself is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from summarizer.prompts._neutral import neutral, neutral_answer
from summarizer.prompts._prompt import Prompt
from summarizer.prompts._render import Message, question_leads


def repair_message(prompt: Prompt, failing: Sequence[Mapping[str, Any]]) -> Message:
    """The question for failing items: ``field``, ``text``, ``reasons``, ``sentences`` of each."""
    leads = question_leads(prompt)
    shown = [
        {
            **item,
            "text": neutral(item["text"], leads),
            "reasons": [neutral(reason, leads) for reason in item["reasons"]],
        }
        for item in failing
    ]
    return Message("user", prompt.expand("repair", failing=shown, limits=prompt.limits))


def correction(prompt: Prompt, raw: str, problem: str) -> tuple[Message, ...]:
    """The last answer, ``raw`` (may be empty), and what was wrong with it."""
    leads = question_leads(prompt)
    said = (Message("assistant", neutral_answer(raw, leads)),) if raw else ()
    told = f"That answer is not right: {neutral(problem, leads)}. Answer again, in full."
    return (*said, Message("user", told))
