"""Questions that go on with a conversation, at the engine itself.

What the pipeline asks comes in whole answers; these are asked for one token, or in a form of
their own, with the adapter or without it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import from_json

from benchmarks.engine_profile import put
from summarizer.models import Ask
from summarizer.models._engine import Engine
from summarizer.prompts import Message
from summarizer.store import Store, key_of

TOP = 40
"""Tokens of which the engine tells the probability."""

LEAST = 1e-9
"""The probability of an option that is not among them."""


@dataclass(frozen=True)
class Choice:
    """How the options share the probability that they have together, ``mass``; both in [0, 1]."""

    chances: Mapping[str, float]
    mass: float

    def likeliest(self, among: Iterable[str] | None = None) -> str:
        """The option of the highest probability."""
        return max(among or self.chances, key=lambda option: self.chances[option])


@dataclass(frozen=True)
class Conversation:
    """What has been said about an article; ``adapter``: whether the trained model said it.

    Answers are kept in ``store``, so that nothing is asked twice.
    """

    engine: Engine
    store: Store
    ask: Ask
    adapter: bool

    @property
    def by(self) -> str:
        """Who answers, in records."""
        return "adapter" if self.adapter else "base"

    def choose(self, question: str, options: Collection[str]) -> Choice:
        """The probability of each option as the first word of the answer."""
        answer = self._put(question, 1, top_logprobs=TOP)
        content = answer["choices"][0]["logprobs"]["content"]
        first: list[dict[str, Any]] = content[0]["top_logprobs"] if content else []
        return shares({one["token"]: math.exp(one["logprob"]) for one in first}, options)

    def rows(
        self, question: str, name: str, schema: Mapping[str, Any], max_tokens: int
    ) -> tuple[list[list[Any]], int]:
        """The whole rows of the list ``name`` in an answer by a schema, and its tokens."""
        form = {"type": "json_schema", "json_schema": {"name": "Answer", "schema": schema}}
        answer = self._put(question, max_tokens, response_format=form)
        found: dict[str, list[list[Any]]] = from_json(
            answer["choices"][0]["message"]["content"], allow_partial=True
        )
        rows = found.get(name, [])
        return [row for row in rows if len(row) == len(rows[0])], answer["timings"]["predicted_n"]

    def _put(self, question: str, max_tokens: int, **more: Any) -> dict[str, Any]:
        messages = (*self.ask.messages, Message("user", question))
        ask = replace(self.ask, messages=messages, max_tokens=max_tokens)
        scale = [{"id": 0, "scale": float(self.adapter)}]
        key = key_of(
            kind="follow-up",
            model=self.engine.options.path.name,
            messages=[message.as_dict() for message in messages],
            max_tokens=max_tokens,
            lora=scale,
            **more,
        )
        known = self.store.get(key)
        if known is None:
            known = json.dumps(put(self.engine, ask, grammar=False, lora=scale, **more))
            self.store.put(key, known)
        answer: dict[str, Any] = json.loads(known)
        return answer


def shares(tokens: Mapping[str, float], options: Collection[str]) -> Choice:
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
    return Choice({option: chance / total for option, chance in found.items()}, min(total, 1.0))
