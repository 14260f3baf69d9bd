"""SEESAW: who is for or against whom in American political news, sentence by sentence.

Names are canonical ("Republican Party" where the text says "Republicans"), so an entity
whose name the text does not have is optional. A sentiment that one reader saw in one
sentence is optional too: a brief names the stances that carry the story. The author's
own slant is labelled apart, with another scale, and not judged.
"""

from __future__ import annotations

from collections import Counter

from summarizer.domain import ActorType, Article, NonEmpty, Position
from summarizer.evaluation._external_base import (
    Adapter,
    Shape,
    judged_stances,
    last_word,
    occurs,
    one_each,
    other_names,
    quote,
)
from summarizer.evaluation.labels import ActorLabel, Interval, Labels, StanceLabel

_TYPES: dict[str, tuple[ActorType, ...]] = {
    "people": ("person", "other_group", "government_body"),
    "organization": (
        "government_body", "company", "international_org", "armed_group", "media", "other_group",
    ),
    "gpe": ("country", "government_body", "other_group"),
    "religion": ("other_group",),
}  # fmt: skip

_COMMON_NAMES: dict[str, tuple[str, ...]] = {
    # What newspapers write for canonical names that they hardly ever spell out.
    "Republican Party": ("Republicans", "GOP", "G.O.P.", "Republican"),
    "Democratic Party": ("Democrats", "Democrat", "Democratic"),
    "United States Department of Justice": ("Justice Department", "Department of Justice", "DOJ"),
    "Supreme Court of the United States": ("Supreme Court", "U.S. Supreme Court", "SCOTUS"),
    "United States Congress": ("Congress",),
    "United States Senate": ("Senate",),
    "United States House of Representatives": ("House of Representatives", "House"),
    "Affordable Care Act": ("Obamacare", "ObamaCare", "ACA"),
    "United States": ("U.S.", "US", "America"),
}

_FEWEST_VOICES = 2


class _Entity(Shape):
    name: NonEmpty
    type: str
    mentions: tuple[Interval, ...]
    level: str


class _Stance(Shape):
    holder: str | None
    target: NonEmpty
    position: Position
    sentences: int | None = None


class _Sentence(Shape):
    holder: str | None
    target: NonEmpty
    annotators: int


class _Seesaw(Shape):
    actors: tuple[_Entity, ...]
    stance: tuple[_Stance, ...]
    stance_sentences: tuple[_Sentence, ...] = ()


def _forms(entity: _Entity, article: Article) -> tuple[str, ...]:
    found = (quote(article, mention) for mention in entity.mentions)
    return other_names(entity.name, (*found, *_COMMON_NAMES.get(entity.name, ())))


def _in_text(entity: _Entity, article: Article) -> bool:
    forms = [entity.name, *_forms(entity, article)]
    if entity.type == "people":
        forms.append(last_word(entity.name))
    return any(occurs(form, article.text) for form in forms)


def _convert(labels: _Seesaw, article: Article) -> Labels:
    there = {entity.name for entity in labels.actors if _in_text(entity, article)}
    actors = one_each(
        ActorLabel(
            name=entity.name,
            aliases=_forms(entity, article),
            types=_TYPES[entity.type],
            salience="core" if entity.level == "main" else "secondary",
            required=entity.name in there,
        )
        for entity in labels.actors
        if entity.type in _TYPES
    )
    holders = {actor.name for actor in actors if actor.required}
    voices: Counter[tuple[str | None, str]] = Counter()
    for sentence in labels.stance_sentences:
        voices[sentence.holder, sentence.target] += sentence.annotators
    stance = tuple(
        StanceLabel(
            tuple(
                (s.holder, target, s.position)
                for target in (s.target, *_issue_names(s.target, actors))
            ),
            required=s.holder in holders
            and s.target in there
            and max(s.sentences or 0, voices[s.holder, s.target]) >= _FEWEST_VOICES,
        )
        for s in labels.stance
        if s.holder is not None
    )
    return Labels(actors=actors, stance=stance)


def _issue_names(target: str, actors: tuple[ActorLabel, ...]) -> tuple[str, ...]:
    """Other names of a target that is no actor; actors bring their own."""
    if any(actor.name == target for actor in actors):
        return ()
    return _COMMON_NAMES.get(target, ())


def _view(gold: Labels, predicted: Labels) -> Labels:
    return judged_stances(gold, predicted)


SEESAW = Adapter(
    source="seesaw",
    judges=frozenset(
        {
            "actors.recall",
            "actors.core_recall",
            "stance.f1",
            "stance.precision",
            "stance.recall",
            "stance.position_f1",
            "stance.position_kappa",
        }
    ),
    shape=_Seesaw,
    convert=_convert,
    view=_view,
)
