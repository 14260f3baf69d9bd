"""PLOVER gold standard records: one political event of a sentence, its sources and targets.

Only the actors of that event are labelled, so recall and types of actors can be judged,
not their precision. The stance is derived from the type of the event (aid: support,
assault: oppose); events that imply none leave nothing to judge.
"""

from __future__ import annotations

from dataclasses import replace

from summarizer.domain import ActorType, Article, NonEmpty, Position
from summarizer.evaluation._external_base import (
    ANY_TYPE,
    Adapter,
    Shape,
    judged_stances,
    one_each,
    other_names,
    quote,
)
from summarizer.evaluation.labels import ActorLabel, Interval, Labels, StanceLabel

_GROUP: tuple[ActorType, ...] = ("other_group", "person")
_TYPES: dict[str, tuple[ActorType, ...]] = {
    # The codes say on whose side somebody is, not what: a president is "government",
    # a town that is shelled is "civilians", a country may be meant by its people.
    "country": ("country", "government_body", "other_group"),
    "government": ("government_body", "country", "person"),
    "rebel or insurgent group": ("armed_group", "other_group", "person"),
    "military": ("government_body", "armed_group", "other_group", "person"),
    "unidentified armed force": ("armed_group", "other_group", "person"),
    "intergovernmental organisation": ("international_org", "other_group"),
    "police": ("government_body", "other_group", "person"),
    "media or medical": ("media", "other_group", "person"),
    "business": ("company", "other_group", "person"),
    "civilians": (*_GROUP, "country", "government_body"),
    "criminals": (*_GROUP, "armed_group"),
    "political opposition": _GROUP,
    "refugees": _GROUP,
    "education": _GROUP,
    "religious group": _GROUP,
    "elite or former official": _GROUP,
    "labour": _GROUP,
}


class _Actor(Shape):
    name: NonEmpty
    type: str | None
    mentions: tuple[Interval, ...]


class _Stance(Shape):
    holder: NonEmpty
    target: NonEmpty
    position: Position


class _Plover(Shape):
    actors: tuple[_Actor, ...]
    stance: tuple[_Stance, ...]


def _label(actor: _Actor, article: Article) -> ActorLabel:
    types = _TYPES.get(actor.type or "")
    return ActorLabel(
        name=actor.name,
        aliases=other_names(actor.name, (quote(article, m) for m in actor.mentions)),
        types=types or ANY_TYPE,
        salience="core",
        # A name that the sentence does not have cannot be found in it.
        required=types is not None and bool(actor.mentions),
    )


def _convert(labels: _Plover, article: Article) -> Labels:
    actors = one_each(_label(actor, article) for actor in labels.actors)
    named = {actor.name for actor in actors if actor.required}
    return Labels(
        actors=actors,
        stance=tuple(
            StanceLabel(((s.holder, s.target, s.position),), required={s.holder, s.target} <= named)
            for s in labels.stance
        ),
    )


def _view(gold: Labels, predicted: Labels) -> Labels:
    if not gold.stance:
        return replace(predicted, stance=())
    return judged_stances(gold, predicted)


PLOVER = Adapter(
    source="plover_gsr",
    judges=frozenset(
        {
            "actors.recall",
            "actors.core_recall",
            "actors.type_accuracy",
            "stance.f1",
            "stance.precision",
            "stance.recall",
            "stance.position_f1",
            "stance.position_kappa",
        }
    ),
    shape=_Plover,
    convert=_convert,
    view=_view,
)
