"""Do two labels name the same actor? Alias-aware, and cautious where it must guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarizer.evaluation.labels import ActorLabel
from summarizer.matching.forms import Form, is_part, normal_form, person_form

SAME_NAME = 1.0
NAME_IS_ALIAS = 0.95
SHARED_ALIAS = 0.9
PART_OF_NAME = 0.8
"""Grades of sameness: all of them match, the higher ones are preferred."""

NAME_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class _Forms:
    """A label's name and aliases, as anybody's and as a person's."""

    person: bool
    name: tuple[Form, Form]
    aliases: tuple[frozenset[Form], frozenset[Form]]

    @classmethod
    def of(cls, label: ActorLabel) -> _Forms:
        return cls(
            "person" in label.types,
            (normal_form(label.name), person_form(label.name)),
            (
                frozenset(normal_form(alias) for alias in label.aliases) - {()},
                frozenset(person_form(alias) for alias in label.aliases) - {()},
            ),
        )


def _grade(gold: _Forms, predicted: _Forms) -> float:
    at = int(gold.person or predicted.person)
    name, other = gold.name[at], predicted.name[at]
    aliases, other_aliases = gold.aliases[at], predicted.aliases[at]
    if name and name == other:
        return SAME_NAME
    if name in other_aliases or other in aliases:
        return NAME_IS_ALIAS
    return SHARED_ALIAS if not aliases.isdisjoint(other_aliases) else 0.0


def name_similarities(
    gold: Sequence[ActorLabel], predicted: Sequence[ActorLabel]
) -> NDArray[np.float64]:
    """Shape (gold, predicted): how surely two labels name one actor, 0 where they do not.

    Two labels match if any form (name or alias) of one equals any form of the other.
    Acronyms match only where one side lists them. Between persons, a name that is part
    of the other's matches too, provided that nobody else on either side could be meant.
    """
    ours, theirs = [_Forms.of(label) for label in gold], [_Forms.of(label) for label in predicted]
    found = np.array([[_grade(a, b) for b in theirs] for a in ours]).reshape(len(ours), len(theirs))
    parts = np.zeros(found.shape, dtype=bool)
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            if a.person and b.person and not found[i, j]:
                parts[i, j] = is_part(a.name[1], b.name[1]) or is_part(b.name[1], a.name[1])
    candidates = parts | (found > 0)
    alone = (candidates.sum(axis=1) == 1)[:, None] & (candidates.sum(axis=0) == 1)[None, :]
    found[parts & alone] = PART_OF_NAME
    return found


class ActorNames:
    """Compares the names that claims and stances use, through both sides' actor lists.

    A name that its side does not list stands for itself, as an actor without aliases.
    """

    def __init__(self, gold: Sequence[ActorLabel], predicted: Sequence[ActorLabel]) -> None:
        self._gold, self._predicted = tuple(gold), tuple(predicted)
        self._gold_at = {label.name: i for i, label in reversed([*enumerate(gold)])}
        self._predicted_at = {label.name: i for i, label in reversed([*enumerate(predicted)])}
        self.similarity = name_similarities(gold, predicted)

    def either_is_listed(self, gold: str, predicted: str) -> bool:
        """At least one of the names is the name of an actor that its side lists."""
        return gold in self._gold_at or predicted in self._predicted_at

    def same(self, gold: str | None, predicted: str | None) -> bool:
        """Both are ``None``, or both name the same actor."""
        if gold is None or predicted is None:
            return gold is predicted
        i, j = self._gold_at.get(gold), self._predicted_at.get(predicted)
        if i is not None and j is not None:
            return bool(self.similarity[i, j] >= NAME_THRESHOLD)
        one = self._gold[i] if i is not None else _unlisted(gold)
        other = self._predicted[j] if j is not None else _unlisted(predicted)
        return _grade(_Forms.of(one), _Forms.of(other)) >= NAME_THRESHOLD


def _unlisted(name: str) -> ActorLabel:
    return ActorLabel(name, (), (), "secondary")
