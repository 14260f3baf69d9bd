"""Questions that go on with a conversation, at the engine itself.

What the pipeline asks comes in whole answers; these are asked for one token, or in a form of
their own, with the adapter or without it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.engine_profile import put
from summarizer.models import Ask
from summarizer.models._engine import Engine
from summarizer.prompts import Message

TOP = 40
"""Tokens of which the engine tells the probability."""

LEAST = 1e-9
"""The probability of an option that is not among them."""


@dataclass(frozen=True)
class Conversation:
    """What has been said about an article; ``adapter``: whether the trained model said it."""

    engine: Engine
    ask: Ask
    adapter: bool

    @property
    def by(self) -> str:
        """Who answers, in records."""
        return "adapter" if self.adapter else "base"

    def choose(self, question: str, options: Collection[str]) -> dict[str, float]:
        """The probability of each option as the first word of the answer; they sum to 1."""
        answer = self._put(question, 1, top_logprobs=TOP)
        first: list[dict[str, Any]] = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        tokens = {one["token"]: math.exp(one["logprob"]) for one in first}
        return shares(tokens, options)

    def answer(self, question: str, schema: Mapping[str, Any], max_tokens: int) -> tuple[Any, int]:
        """A whole answer by a schema, and its tokens; ``None`` where it was cut off."""
        form = {"type": "json_schema", "json_schema": {"name": "Answer", "schema": schema}}
        answer = self._put(question, max_tokens, response_format=form)
        try:
            found = json.loads(answer["choices"][0]["message"]["content"])
        except json.JSONDecodeError:
            found = None
        return found, answer["timings"]["predicted_n"]

    def _put(self, question: str, max_tokens: int, **more: Any) -> dict[str, Any]:
        messages = (*self.ask.messages, Message("user", question))
        ask = replace(self.ask, messages=messages, max_tokens=max_tokens)
        scale = [{"id": 0, "scale": float(self.adapter)}]
        return put(self.engine, ask, grammar=False, lora=scale, **more)


def shares(tokens: Mapping[str, float], options: Collection[str]) -> dict[str, float]:
    """How the options share the probability of the tokens that begin them.

    A token of one or two letters begins an option only if it is all of it.
    """
    found = dict.fromkeys(options, LEAST)
    for token, chance in tokens.items():
        word = token.strip().strip('"').lower()
        for option in options:
            if word and (word == option or (len(word) > 2 and option.startswith(word))):
                found[option] += chance
                break
    total = sum(found.values())
    return {option: chance / total for option, chance in found.items()}


def likeliest(chances: Mapping[str, float], among: Sequence[str] | None = None) -> str:
    """The option of the highest probability."""
    return max(among or chances, key=lambda option: chances[option])
