"""GUM, news: attributions with their sources, and entities with salience.

Every attribution is labelled, so what a brief says *with* a speaker can be judged, and
what it says in the article's own voice cannot. GUM marks beliefs and perceptions
("thought") as attributions too; only reporting ones are claims, the others are optional.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from summarizer.domain import ActorType, Article, NonEmpty
from summarizer.evaluation._external_base import (
    ANY_TYPE,
    Adapter,
    Shape,
    listed_actors,
    one_each,
    other_names,
    quote,
)
from summarizer.evaluation.labels import ActorLabel, ClaimLabel, Interval, Labels

_TYPES: dict[str, tuple[ActorType, ...]] = {
    # GUM's persons include peoples and crowds, its places include states and cities that act.
    "person": ("person", "other_group", "armed_group"),
    "organization": (
        "government_body", "company", "international_org", "armed_group", "media", "other_group",
    ),
    "place": ("country", "government_body"),
}  # fmt: skip

_FEWEST_WORDS = 4
_QUOTES = "\"'“”‘’`"


class _Actor(Shape):
    name: NonEmpty
    type: Literal["person", "organization", "place"]
    salient: bool
    named: bool
    aliases: tuple[str, ...] = ()


class _Claim(Shape):
    speaker: str | None
    spans: tuple[Interval, ...]
    speaker_entity: str | None
    speaker_aliases: tuple[str, ...] = ()
    reporting: bool


class _Gum(Shape):
    actors: tuple[_Actor, ...]
    claims: tuple[_Claim, ...]


def _actor(actor: _Actor) -> ActorLabel:
    # A place may be an actor or only where things happen, GUM does not say which;
    # what has no name ("fishermen") is often nobody in particular.
    return ActorLabel(
        name=actor.name,
        aliases=other_names(actor.name, actor.aliases),
        types=_TYPES[actor.type],
        salience="core" if actor.salient else "secondary",
        required=actor.named and actor.type != "place",
    )


def _speakers(labels: _Gum) -> Iterator[ActorLabel]:
    """Sources of attributions as actors; optional, since the entities are labelled elsewhere."""
    for claim in labels.claims:
        if name := claim.speaker_entity or claim.speaker:
            aliases = other_names(name, claim.speaker_aliases)
            yield ActorLabel(name, aliases, ANY_TYPE, "secondary", required=False)


def _actors(labels: _Gum) -> tuple[ActorLabel, ...]:
    entities = one_each(_actor(actor) for actor in labels.actors)
    known = {actor.name: actor for actor in entities}
    for speaker in one_each(_speakers(labels)):
        entity = known.get(speaker.name)
        if entity is None:
            known[speaker.name] = speaker
        else:
            aliases = other_names(entity.name, (*entity.aliases, *speaker.aliases))
            known[speaker.name] = replace(entity, aliases=aliases)
    return tuple(known.values())


def _pieces(article: Article, spans: tuple[Interval, ...]) -> list[tuple[Interval, Interval]]:
    """(sentence, part of it in ``spans``) for every sentence that ``spans`` touch."""
    found: list[tuple[Interval, Interval]] = []
    for sentence in article.sentences:
        for start, end in spans:
            left, right = max(start, sentence[0]), min(end, sentence[1])
            if left < right:
                found.append((sentence, (left, right)))
    return found


def _claims(claim: _Claim, article: Article) -> Iterator[ClaimLabel]:
    """One required claim; an attribution of several sentences adds an optional one for each.

    A brief that splits a long quotation into propositions is right, and one that takes
    a single sentence of it has found it.
    """
    wording = " ".join(quote(article, span) for span in claim.spans)
    pieces = _pieces(article, claim.spans)
    sentences = tuple(dict.fromkeys(sentence for sentence, _ in pieces))
    parts = [(s, _bare(quote(article, part))) for s, part in pieces]
    parts = [(s, words) for s, words in parts if len(words.split()) >= _FEWEST_WORDS]
    several = len(sentences) > 1
    texts = [_bare(wording), *(words for _, words in parts if several)]
    single = [(sentence,) for sentence in sentences if several]
    speaker = claim.speaker_entity or claim.speaker
    label = ClaimLabel(
        texts=tuple(dict.fromkeys(texts)),
        speakers=(speaker,),
        kinds=("statement",),
        evidence=tuple(dict.fromkeys([sentences, claim.spans, *single])),
        required=claim.reporting
        and claim.speaker_entity is not None
        and len(wording.split()) >= _FEWEST_WORDS,
    )
    yield label
    if several:
        for sentence, words in parts:
            yield replace(label, texts=(words,), evidence=((sentence,),), required=False)


def _bare(words: str) -> str:
    return " ".join(words.split()).strip(_QUOTES + " ,;:") or words


def _convert(labels: _Gum, article: Article) -> Labels:
    return Labels(
        actors=_actors(labels),
        claims=tuple(label for claim in labels.claims for label in _claims(claim, article)),
    )


def _view(gold: Labels, predicted: Labels) -> Labels:
    return replace(
        predicted,
        actors=tuple(listed_actors(gold.actors, predicted.actors)),
        claims=tuple(claim for claim in predicted.claims if claim.speakers[0] is not None),
    )


GUM = Adapter(
    source="gum_news",
    judges=frozenset(
        {
            "actors.core_recall",
            "actors.core_f1",
            "actors.salience_accuracy",
            "actors.type_accuracy",
            "claims.f1",
            "claims.precision",
            "claims.recall",
            "claims.speaker_accuracy",
            "claims.evidence_f1",
            "claims.joint_f1",
        }
    ),
    shape=_Gum,
    convert=_convert,
    view=_view,
)
