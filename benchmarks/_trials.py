"""The trials of :mod:`benchmarks.choices`: what is asked, and what counts as right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any

from benchmarks._follow_up import Conversation, likeliest
from benchmarks.confidence import told
from summarizer.domain import Actor, ActorType, Article, Brief, Position
from summarizer.drafts.rows import POSITIONS, ROWS, TYPES
from summarizer.evaluation.labels import ActorLabel, Labels, StanceLabel, of_brief
from summarizer.evaluation.report._judged import judge
from summarizer.grounding._named import NAME, trimmed

MOST_NAMED = 9
"""Actors that a question offers by one digit."""
MOST_PAIRS = 12
MOST_CANDIDATES = 30
MOST_SINGLE = 12
"""Candidates that are asked about one by one."""

_DAYS_AND_MONTHS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)


@dataclass(frozen=True)
class Written:
    """An article, its labels, and what the default model wrote of it.

    ``brief``: the confidences are the probabilities of the model's tokens; ``told``: those of
    the stances are the probability of "yes", asked whether the article tells them.
    """

    article: Article
    gold: Labels
    brief: Brief
    told: Brief

    @property
    def labels(self) -> Labels:
        """The brief in the form of the labels."""
        return of_brief(self.brief)


@dataclass(frozen=True)
class Trial:
    """What came of one choice: ``chances`` that it is right, in [0, 1], by how it was asked."""

    name: str
    by: str
    right: bool
    chances: dict[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True)
class Listing:
    """What came of listing the actors: counts of the scorer's, and the tokens it took."""

    name: str
    by: str
    listed: int
    required: int
    found: int
    extra: int
    types_right: int
    tokens: int


def trials(one: Written, adapter: Conversation, base: Conversation) -> Iterator[Trial | Listing]:
    """All of them; those by the base model last, which has a conversation of its own."""
    yield from as_written(one)
    yield from types(one, adapter)
    yield from speakers(one, adapter)
    yield from stances(one, adapter)
    yield from pairs(one, adapter)
    names = candidates(one.article.text)
    yield from single(one, adapter, names)
    yield from types(one, base)
    yield from pairs(one, base)
    yield from listings(one, base, names)


def as_written(one: Written) -> Iterator[Trial]:
    """Types and speakers as the rows of the answer have them."""
    for each in told(one.brief, one.gold):
        if each.field != "stance":
            yield Trial(f"{each.field}, written", "adapter", each.right, {"": each.confidence})


def types(one: Written, conversation: Conversation) -> Iterator[Trial]:
    """The type of each labelled actor, one token each."""
    for number, label in _labelled_actors(one.gold, one.labels):
        question = (
            f"In this article, what is {one.brief.actors[number].name}? Answer with one word: "
            "person, country, government, company, international, armed, media or group."
        )
        chances = conversation.choose(question, TYPES)
        word = likeliest(chances)
        yield Trial(
            "types, asked", conversation.by, TYPES[word] in label.types, {"": chances[word]}
        )


def speakers(one: Written, conversation: Conversation) -> Iterator[Trial]:
    """The speaker of each labelled claim, by the number of a listed actor.

    Right or wrong without a chance: whether the brief has the labelled one.
    """
    names = [actor.name for actor in one.brief.actors[:MOST_NAMED]]
    listed = ", ".join(f"{number} {name}" for number, name in enumerate(names, 1))
    digits = [str(number) for number in range(len(names) + 1)]
    claims = list(one.labels.claims)
    for number in sorted(p.predicted for p in judge("claims", one.gold, one.labels).pairs.values()):
        question = (
            f'Who says this in the article: "{claims[number].text}"? 0 the article itself, '
            f"{listed}. Answer with the number."
        )
        chances = conversation.choose(question, digits)
        digit = likeliest(chances)
        named = None if digit == "0" else names[int(digit) - 1]
        asked = list(claims)
        asked[number] = replace(claims[number], speakers=(named,))
        right = _speaker_right(one.gold, replace(one.labels, claims=tuple(asked)), number)
        yield Trial("speakers, by number", conversation.by, right, {"": chances[digit]})
        beside = _speaker_right(one.gold, one.labels, number)
        yield Trial("speakers, by number: as written", conversation.by, beside)


def stances(one: Written, conversation: Conversation) -> Iterator[Trial]:
    """Every stance that was written: how surely, how surely told, and asked for one by one."""
    say_so = {(s.holder, s.target, s.position): s.confidence for s in one.told.stance}
    for stance in one.brief.stance:
        tells = say_so.get((stance.holder, stance.target, stance.position))
        if stance.confidence is None or tells is None:
            continue
        holder = stance.holder or "the article"
        chances = _position(conversation, holder, stance.target)
        word = likeliest(chances, list(POSITIONS))
        right = _holds(one, stance.holder, stance.target)
        yield Trial(
            "stances",
            conversation.by,
            stance.position in right,
            {"written": stance.confidence, "told": tells, "asked": 1 - chances["none"]},
        )
        if right:
            yield Trial("positions, asked", conversation.by, POSITIONS[word] in right)


def pairs(one: Written, conversation: Conversation) -> Iterator[Trial]:
    """For or against between any two actors that one sentence names."""
    where = {actor.name: _sentences(one.article, actor) for actor in one.brief.actors}
    together = [
        (-len(where[holder] & where[target]), holder, target)
        for holder, target in permutations(where, 2)
        if where[holder] & where[target]
    ]
    # Those named together most often; of as many the ones listed first.
    for _, holder, target in sorted(together, key=lambda pair: pair[0])[:MOST_PAIRS]:
        chances = _position(conversation, holder, target)
        word = likeliest(chances, ("for", "against"))
        right = POSITIONS[word] in _holds(one, holder, target)
        yield Trial("positions of any two", conversation.by, right, {"": chances[word]})


def single(one: Written, conversation: Conversation, names: Sequence[str]) -> Iterator[Trial]:
    """Whether each name that code finds belongs on the list, yes or no."""
    for name in names[:MOST_SINGLE]:
        question = (
            f"Does {name} act, speak or get acted upon in this article, so that it belongs on a "
            "list of who is involved? Answer yes or no."
        )
        chances = conversation.choose(question, ("yes", "no"))
        found = _actor_labels(one.gold, [(name, "other_group")])
        right = any(label.required for _, label in found)
        yield Trial("candidates, yes or no", conversation.by, right, {"": chances["yes"]})


def listings(one: Written, conversation: Conversation, names: Sequence[str]) -> Iterator[Listing]:
    """Actors chosen by number from the names that code finds, and written."""
    written = ROWS.json_schema(("actors",), conversation.ask.bounds)
    row = written["properties"]["actors"]["items"]
    question = 'List the actors: {"actors":[[name,type,salience,role,[other names]],...]}'
    answer, tokens = conversation.answer(question, written, 600)
    rows: list[Any] = answer["actors"] if answer else []
    yield _listing(one, "actors, written", conversation, [(r[0], r[1]) for r in rows], tokens)
    yield _listing(one, "actors, all candidates", conversation, [(n, "group") for n in names], 0)
    if not names:
        return
    numbers = {"type": "integer", "minimum": 1, "maximum": len(names)}
    cells = [numbers, *row["prefixItems"][1:4]]
    chosen = {**row, "prefixItems": cells, "minItems": len(cells), "maxItems": len(cells)}
    actors = {**written["properties"]["actors"], "items": chosen}
    schema = {**written, "properties": {"actors": actors}}
    offered = ", ".join(f"{number} {name}" for number, name in enumerate(names, 1))
    question = (
        f"Names in the article: {offered}. Choose the actors among them: "
        '{"actors":[[number,type,salience,role],...]}'
    )
    answer, tokens = conversation.answer(question, schema, 600)
    rows = answer["actors"] if answer else []
    found = [(names[r[0] - 1], r[1]) for r in rows]
    yield _listing(one, "actors, by number", conversation, found, tokens)


def candidates(text: str) -> list[str]:
    """Names with a capital in the text, without those that are part of another."""
    seen: dict[str, None] = {}
    for match in re.finditer(NAME, text):
        name, _ = trimmed(match.group())
        if len(name) > 2 and name.lower() not in _DAYS_AND_MONTHS:
            seen.setdefault(name)
    return [
        name
        for name in seen
        if not any(name != other and re.search(rf"\b{re.escape(name)}\b", other) for other in seen)
    ][:MOST_CANDIDATES]


def _position(conversation: Conversation, holder: str, target: str) -> dict[str, float]:
    question = (
        f"By this article, does {holder} stand for or against {target}? Answer with one word: "
        "for, against, mixed, neutral, or none if the article tells no stance."
    )
    return conversation.choose(question, (*POSITIONS, "none"))


def _holds(one: Written, holder: str | None, target: str) -> set[Position]:
    """The positions of that holder towards that target that are labelled."""
    found: set[Position] = set()
    for position in POSITIONS.values():
        stance = StanceLabel(((holder, target, position),))
        labels = replace(one.labels, stance=(stance,))
        for pair in judge("stance", one.gold, labels).pairs.values():
            if "position" not in pair.faults:
                found.add(position)
    return found


def _speaker_right(gold: Labels, labels: Labels, number: int) -> bool:
    pairs = judge("claims", gold, labels).pairs.values()
    return any(p.predicted == number and "speaker" not in p.faults for p in pairs)


def _labelled_actors(gold: Labels, labels: Labels) -> list[tuple[int, ActorLabel]]:
    """Places of the actors that are labelled, and the labels."""
    pairs = judge("actors", gold, labels).pairs
    return sorted(
        ((pair.predicted, gold.actors[number]) for number, pair in pairs.items()),
        key=lambda each: each[0],
    )


def _actor_labels(
    gold: Labels, actors: Sequence[tuple[str, ActorType]]
) -> list[tuple[int, ActorLabel]]:
    made = tuple(ActorLabel(name, (), (kind,), "core") for name, kind in actors)
    return _labelled_actors(gold, Labels(actors=made))


def _listing(
    one: Written,
    name: str,
    conversation: Conversation,
    rows: Sequence[tuple[str, str]],
    tokens: int,
) -> Listing:
    # Names that are repeated count once, as in a brief.
    actors = list({name: (name, TYPES[word]) for name, word in rows}.values())
    found = _actor_labels(one.gold, actors)
    return Listing(
        name,
        conversation.by,
        listed=len(actors),
        required=sum(label.required for label in one.gold.actors),
        found=sum(label.required for _, label in found),
        extra=len(actors) - len(found),
        types_right=sum(actors[number][1] in label.types for number, label in found),
        tokens=tokens,
    )


def _sentences(article: Article, actor: Actor) -> set[int]:
    return {
        number
        for number, (start, end) in enumerate(article.sentences)
        for mention in actor.mentions
        if start <= mention.start < end
    }
