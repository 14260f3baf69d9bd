"""What is said of an answer that went wrong.

It repeats what a model wrote, which may come from the article: it is neutralised
here as the article itself is.
"""

from __future__ import annotations

from summarizer.prompts._neutral import neutral, neutral_answer
from summarizer.prompts._prompt import Prompt
from summarizer.prompts._render import Message, question_leads


def correction(prompt: Prompt, raw: str, problem: str) -> tuple[Message, ...]:
    """The last answer, ``raw`` (may be empty), and what was wrong with it."""
    leads = question_leads(prompt)
    said = (Message("assistant", neutral_answer(raw, leads)),) if raw else ()
    told = f"That answer is not right: {neutral(problem, leads)}. Answer again, in full."
    return (*said, Message("user", told))
