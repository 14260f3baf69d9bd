"""A language model as a judge: does the evidence carry the statement, yes or no?

The answer is bound by its schema to one of two words, so that no model can talk its way
out, and a bounded sample of the pairs is asked: a model takes a second where rules take
a fraction of a millisecond.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from benchmarks._mutations import Pair
from summarizer.domain import ItemField
from summarizer.drafts import Answer, Bounds, DraftItem, WireFormat
from summarizer.errors import ModelError
from summarizer.models import Ask, LanguageModel
from summarizer.prompts import Message
from summarizer.prompts._neutral import neutral

_SYSTEM = (
    "You check the work of a news analyst. You are given words of an article and a statement "
    "about what they say. Answer yes if the words say so; answer no if they say otherwise or do "
    "not say it. Numbers, names, who did it, negation and certainty must all agree."
)
_TOKENS = 16


class _Wire:
    """The shape of the answer; it has no items."""

    name = "verdict"

    def answer_model(self, fields: tuple[ItemField, ...]) -> type[Answer]:
        return Verdict

    def json_schema(self, fields: tuple[ItemField, ...], bounds: Bounds) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {"verdict": {"enum": ["yes", "no"]}},
            "required": ["verdict"],
            "additionalProperties": False,
        }

    def decode(self, answer: Answer) -> dict[ItemField, list[DraftItem]]:
        return {}

    def encode(self, items: Mapping[ItemField, list[DraftItem]]) -> str:
        return "{}"


class Verdict(Answer):
    """What the judge answers."""

    fields: ClassVar[tuple[ItemField, ...]] = ()
    wire: ClassVar[WireFormat] = _Wire()

    verdict: Literal["yes", "no"]


class Judge:
    """A system of the benchmark; ``failed`` counts pairs without a usable answer."""

    def __init__(self, model: LanguageModel) -> None:
        self.name = f"{model.name} as a judge"
        self.failed = 0
        self._model = model

    def __call__(self, pair: Pair) -> str:
        try:
            answer = self._model.ask(question(pair)).answer
        except ModelError:
            self.failed += 1
            return "rejected"
        assert isinstance(answer, Verdict)
        return "accepted" if answer.verdict == "yes" else "rejected"


def question(pair: Pair) -> Ask:
    """The pair as one question, with nothing in it that a server would obey."""
    evidence = "\n".join(neutral(part) for part in pair.evidence)
    said = f"{neutral(pair.speaker)} says: " if pair.speaker else ""
    user = f"Words of the article:\n{evidence}\n\nStatement: {said}{neutral(pair.statement)}"
    return Ask(
        messages=(Message("system", _SYSTEM), Message("user", user)),
        answer=Verdict,
        bounds=Bounds(text=" ".join(pair.evidence), sentences=len(pair.evidence), codes=()),
        max_tokens=_TOKENS,
        attempts=2,
    )


def sample(pairs: Sequence[Pair], most: int, seed: int) -> set[int]:
    """At most ``most`` pairs, as evenly over the mutations as there are pairs of each."""
    rng = random.Random(seed)
    groups: dict[str, list[int]] = defaultdict(list)
    for i, pair in enumerate(pairs):
        groups[pair.mutation].append(i)
    for group in groups.values():
        rng.shuffle(group)
    chosen: set[int] = set()
    while groups and len(chosen) < most:
        for name in [name for name, group in groups.items() if not group]:
            del groups[name]
        for group in groups.values():
            if len(chosen) < most:
                chosen.add(group.pop())
    return chosen
