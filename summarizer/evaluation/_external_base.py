"""What the adapters of external sets share: the line format, names, and views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict

from summarizer.domain import ActorType, Article, NonEmpty
from summarizer.evaluation.labels import ActorLabel, Interval, Labels
from summarizer.evaluation.names import NAME_THRESHOLD, ActorNames
from summarizer.evaluation.scoring import DEFAULT_SCORING
from summarizer.evaluation.stances import match_stance

View = Callable[[Labels, Labels], Labels]
"""(reference labels, a brief's labels) to the part of the brief that the set can judge."""

ANY_TYPE: tuple[ActorType, ...] = get_args(ActorType)
"""For actors whose type the set does not say."""

_WORD = re.compile(r"\w+")


class Shape(BaseModel):
    """A part of a line. Keys that no score needs are not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Line(Shape):
    """What every line has, whatever the set. ``labels`` is read by the adapter."""

    id: NonEmpty
    source: NonEmpty
    text: NonEmpty
    title: str | None = None
    url: str | None = None
    date: str | None = None
    labels: dict[str, Any]


L = TypeVar("L", bound=Shape)


@dataclass(frozen=True)
class Adapter(Generic[L]):
    """How one external set becomes labels.

    Args:
        source: the value of ``source`` in its lines.
        judges: names of the metrics that its labels can judge. Others stay undefined.
        shape: the labels of a line.
        convert: labels and article to :class:`Labels`; ``ValueError`` for impossible ones.
        view: what of a brief is judged.
    """

    source: str
    judges: frozenset[str]
    shape: type[L]
    convert: Callable[[L, Article], Labels]
    view: View

    def labels(self, data: dict[str, Any], article: Article) -> Labels:
        """Labels of one line.

        Raises:
            ValueError: they are not of the set's form (pydantic's error is one).
        """
        return self.convert(self.shape.model_validate(data), article)


def quote(article: Article, interval: Interval) -> str:
    """The words at ``interval``.

    Raises:
        ValueError: the interval is empty, reversed or outside the text.
    """
    start, end = interval
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"no span [{start}, {end}) in a text of {len(article.text)} characters")
    return article.text[start:end]


def other_names(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that are not ``name``, each once, in order."""
    return tuple(other for other in dict.fromkeys(names) if other and other != name)


def occurs(name: str, text: str) -> bool:
    """The words of ``name`` stand in ``text`` as they are; case does not count."""
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))


def last_word(name: str) -> str:
    """The surname, as far as position tells."""
    found = _WORD.findall(name)
    return found[-1] if found else name


def one_each(actors: Iterable[ActorLabel]) -> tuple[ActorLabel, ...]:
    """One label for each name: aliases and types joined, required or core if one is."""
    found: dict[str, ActorLabel] = {}
    for actor in actors:
        known = found.get(actor.name)
        if known is None:
            found[actor.name] = actor
            continue
        found[actor.name] = replace(
            known,
            aliases=tuple(dict.fromkeys((*known.aliases, *actor.aliases))),
            types=tuple(dict.fromkeys((*known.types, *actor.types))),
            salience="core" if "core" in (known.salience, actor.salience) else "secondary",
            required=known.required or actor.required,
        )
    return tuple(found.values())


def listed_actors(gold: Sequence[ActorLabel], predicted: Sequence[ActorLabel]) -> list[ActorLabel]:
    """The predicted actors that the set lists: of the others it says nothing.

    An actor that is given twice stays twice.
    """
    if not gold:
        return []
    best = np.max(ActorNames(gold, predicted).similarity, axis=0, initial=0.0)
    return [actor for actor, value in zip(predicted, best, strict=True) if value >= NAME_THRESHOLD]


def judged_stances(gold: Labels, predicted: Labels) -> Labels:
    """``predicted`` with only the stances that the set can judge.

    Those are the ones that match a labelled stance, and the ones between two labelled
    actors. A stance of the article itself, or towards something that the set does not
    list, is neither right nor wrong. "Neutral" is right where the set has no stance.
    """
    names = ActorNames(gold.actors, predicted.actors)
    matching = match_stance(gold.stance, predicted.stance, names, DEFAULT_SCORING.target_threshold)
    matched = {pair.predicted for pair in matching.pairs}

    def listed(name: str | None) -> bool:
        return name is not None and any(names.same(actor.name, name) for actor in gold.actors)

    def judged(number: int) -> bool:
        holder, target, position = predicted.stance[number].readings[0]
        if number in matched:
            return True
        return position != "neutral" and listed(holder) and listed(target)

    kept = tuple(s for i, s in enumerate(predicted.stance) if judged(i))
    return replace(predicted, stance=kept)
