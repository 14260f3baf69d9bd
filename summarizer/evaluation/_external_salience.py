"""Wikinews salience: entities of Wikipedia, graded 0 to 3 by several people.

The entities have no types, and many are no actors ("Uranium"). So nothing is said about
types and about actors that the set does not list; what is judged is whether the entities
that people call salient are found, and whether what a brief calls core is salient.
"""

from __future__ import annotations

import re
from dataclasses import replace

from summarizer.domain import Article, NonEmpty
from summarizer.evaluation._external_base import (
    ANY_TYPE,
    Adapter,
    Shape,
    listed_actors,
    one_each,
    other_names,
    quote,
)
from summarizer.evaluation.labels import ActorLabel, Interval, Labels

_QUALIFIER = re.compile(r"\s*\([^()]*\)$|,\s.*$")
_NO_NAME = re.compile(r"^m?\d+:")  # a few identifiers that stand where a title is missing


class _Entity(Shape):
    name: NonEmpty
    mentions: tuple[Interval, ...]
    salient: bool


class _Salience(Shape):
    actors: tuple[_Entity, ...]


def _nested(one: Interval, other: Interval) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and one != other


def _label(entity: _Entity, longer: list[Interval], article: Article) -> ActorLabel:
    # "Union" within "European Union" is nobody's name.
    own = [m for m in entity.mentions if not any(_nested(m, other) for other in longer)]
    words = [quote(article, mention) for mention in own]
    name = _QUALIFIER.sub("", entity.name) or entity.name
    # Titles of offices, substances and events begin in lower case where they are written.
    proper = any(any(c.isupper() for c in mention) for mention in words)
    return ActorLabel(
        name=name,
        aliases=other_names(name, (entity.name, *words)),
        types=ANY_TYPE,
        salience="core" if entity.salient else "secondary",
        required=proper,
    )


def _convert(labels: _Salience, article: Article) -> Labels:
    entities = [entity for entity in labels.actors if not _NO_NAME.match(entity.name)]
    mentions = [mention for entity in entities for mention in entity.mentions]
    return Labels(actors=one_each(_label(entity, mentions, article) for entity in entities))


def _view(gold: Labels, predicted: Labels) -> Labels:
    return replace(predicted, actors=tuple(listed_actors(gold.actors, predicted.actors)))


SALIENCE = Adapter(
    source="wikinews_salience",
    judges=frozenset({"actors.core_f1", "actors.core_recall", "actors.salience_accuracy"}),
    shape=_Salience,
    convert=_convert,
    view=_view,
)
