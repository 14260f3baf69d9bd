"""The trials of :mod:`benchmarks.choices`: what is asked, and what counts as right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations

from benchmarks._follow_up import Choice, Conversation
from benchmarks.confidence import told
from summarizer.domain import Actor, Article, Brief, Position
from summarizer.drafts.rows import POSITIONS, ROWS, TYPES
from summarizer.evaluation.labels import ActorLabel, Labels, StanceLabel, of_brief
from summarizer.evaluation.names import ActorNames
from summarizer.evaluation.report._judged import judge
from summarizer.grounding._named import NAME, trimmed

MOST_NAMED = 9
"""Actors that a question offers by one digit."""
MOST_PAIRS = 12
MOST_CANDIDATES = 30
MOST_SINGLE = 12
"""Candidates that are asked about one by one."""
MAX_TOKENS = 600
"""Of a list of actors."""

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
    """What came of one choice.

    ``right``: as labelled; ``chances`` of that, in [0, 1], by how it was asked; ``mass``: the
    probability that the options had together, where they were offered.
    """

    name: str
    by: str
    right: bool
    chances: dict[str, float] = field(default_factory=dict[str, float])
    mass: float | None = None


@dataclass(frozen=True)
class Listing:
    """What came of listing the actors: counts of the scorer's, and the tokens it took.

    ``types_right``: ``None`` where no types were asked for.
    """

    name: str
    by: str
    listed: int
    required: int
    found: int
    extra: int
    types_right: int | None
    tokens: int


def by_adapter(one: Written, conversation: Conversation) -> Iterator[Trial | Listing]:
    """The trials that go on with what the default model wrote."""
    yield from as_written(one)
    yield from types(one, conversation)
    yield from speakers(one, conversation)
    yield from stances(one, conversation)
    yield from pairs(one, conversation)
    yield from single(one, conversation)


def by_base(one: Written, conversation: Conversation) -> Iterator[Trial | Listing]:
    """The trials that the model without the adapter is put to."""
    yield from types(one, conversation)
    yield from pairs(one, conversation)
    yield from listings(one, conversation)


def as_written(one: Written) -> Iterator[Trial]:
    """Types and speakers as the rows of the answer have them."""
    for each in told(one.brief, one.gold):
        if each.field != "stance":
            yield Trial(f"{each.field}, written", "adapter", each.right, {"": each.confidence})


def types(one: Written, conversation: Conversation) -> Iterator[Trial]:
    """The type of each labelled actor, one token each; and whether the brief has it."""
    for number, label in _labelled_actors(one.gold, one.labels):
        actor = one.brief.actors[number]
        question = (
            f"In this article, what is {actor.name}? Answer with one word: "
            "person, country, government, company, international, armed, media or group."
        )
        choice = conversation.choose(question, TYPES)
        word = choice.likeliest()
        right = TYPES[word] in label.types
        yield _asked("types, asked", conversation, choice, word, right)
        yield Trial("types, asked: as written", conversation.by, actor.type in label.types)


def speakers(one: Written, conversation: Conversation) -> Iterator[Trial]:
    """The speaker of each labelled claim, by the number of a listed actor; and the brief's.

    Claims whose speaker is listed too late to have a digit are left out.
    """
    labels = one.labels
    names = ActorNames(one.gold.actors, labels.actors)
    offered = [actor.name for actor in one.brief.actors[:MOST_NAMED]]
    late = [actor.name for actor in one.brief.actors[MOST_NAMED:]]
    listed = ", ".join(f"{number} {name}" for number, name in enumerate(offered, 1))
    digits = [str(number) for number in range(len(offered) + 1)]
    judged = judge("claims", one.gold, labels).pairs.items()
    for at, pair in sorted(judged, key=lambda item: item[1].predicted):
        accepted, claim = one.gold.claims[at].speakers, labels.claims[pair.predicted]
        if any(names.same(speaker, name) for speaker in accepted for name in late):
            continue
        question = (
            f'Who says this in the article: "{claim.text}"? 0 the article itself, '
            f"{listed}. Answer with the number."
        )
        choice = conversation.choose(question, digits)
        digit = choice.likeliest()
        named = None if digit == "0" else offered[int(digit) - 1]
        right = any(names.same(speaker, named) for speaker in accepted)
        yield _asked("speakers, by number", conversation, choice, digit, right)
        beside = "speaker" not in pair.faults
        yield Trial("speakers, by number: as written", conversation.by, beside)


def stances(one: Written, conversation: Conversation) -> Iterator[Trial]:
    """Every stance that was written: how surely, how surely told, and asked for one by one."""
    failed = [drop.reason for drop in one.told.dropped if "could not be asked" in drop.reason]
    if failed:
        raise RuntimeError(f"{one.article.id}: {failed[0]}")
    say_so = {(s.holder, s.target, s.position): s.confidence for s in one.told.stance}
    judged = judge("stance", one.gold, one.labels).pairs.values()
    labelled = {pair.predicted for pair in judged if "position" not in pair.faults}
    for number, stance in enumerate(one.brief.stance):
        tells = say_so.get((stance.holder, stance.target, stance.position))
        if stance.confidence is None or tells is None:
            continue
        choice = _position(conversation, stance.holder or "the article", stance.target)
        yield Trial(
            "stances",
            conversation.by,
            number in labelled,
            {"written": stance.confidence, "told": tells, "asked": 1 - choice.chances["none"]},
            choice.mass,
        )
        if positions := _positions(one, stance.holder, stance.target):
            word = choice.likeliest(POSITIONS)
            right = POSITIONS[word] in positions
            yield _asked("positions of stances", conversation, choice, word, right)
            beside = stance.position in positions
            yield Trial("positions of stances: as written", conversation.by, beside)


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
        choice = _position(conversation, holder, target)
        word = choice.likeliest(("for", "against"))
        right = POSITIONS[word] in _positions(one, holder, target)
        yield _asked("positions of any two", conversation, choice, word, right)


def single(one: Written, conversation: Conversation) -> Iterator[Trial]:
    """Whether each name that code finds belongs on the list: right if so, whatever is said.

    The chance is that of "yes". Optional actors may or may not, and are left out.
    """
    names = candidates(one.article.text)[:MOST_SINGLE]
    labels = dict(_labelled_actors(one.gold, Labels(actors=_unknown(names))))
    for number, name in enumerate(names):
        label = labels.get(number)
        if label is not None and not label.required:
            continue
        question = (
            f"Does {name} act, speak or get acted upon in this article, so that it belongs on a "
            "list of who is involved? Answer yes or no."
        )
        choice = conversation.choose(question, ("yes", "no"))
        yield _asked("candidates", conversation, choice, "yes", label is not None)


def listings(one: Written, conversation: Conversation) -> Iterator[Listing]:
    """Actors written, all that code finds, and chosen by number from these."""
    names = candidates(one.article.text)
    written = ROWS.json_schema(("actors",), conversation.ask.bounds)
    question = 'List the actors: {"actors":[[name,type,salience,role,[other names]],...]}'
    rows, tokens = conversation.rows(question, "actors", written, MAX_TOKENS)
    made = [ActorLabel(r[0], tuple(r[4]), (TYPES[r[1]],), r[2]) for r in rows]
    yield _listing(one, "actors, written", conversation, made, tokens)
    everything = _listing(one, "actors, all candidates", conversation, _unknown(names), 0)
    yield replace(everything, types_right=None)
    if not names:
        return
    list_ = written["properties"]["actors"]
    numbers = {"type": "integer", "minimum": 1, "maximum": len(names)}
    cells = [numbers, *list_["items"]["prefixItems"][1:4]]
    row = {**list_["items"], "prefixItems": cells, "minItems": len(cells), "maxItems": len(cells)}
    schema = {**written, "properties": {"actors": {**list_, "items": row}}}
    offered = ", ".join(f"{number} {name}" for number, name in enumerate(names, 1))
    question = (
        f"Names in the article: {offered}. Choose the actors among them: "
        '{"actors":[[number,type,salience,role],...]}'
    )
    rows, tokens = conversation.rows(question, "actors", schema, MAX_TOKENS)
    made = [ActorLabel(names[r[0] - 1], (), (TYPES[r[1]],), r[2]) for r in rows]
    yield _listing(one, "actors, by number", conversation, made, tokens)


def candidates(text: str) -> list[str]:
    """Names with a capital in the text, without those that are part of another.

    So "Berg" is "Ann Berg", but "China" is missed beside the "Bank of China".
    """
    seen: dict[str, None] = {}
    for match in re.finditer(NAME, text):
        name, _ = trimmed(match.group())
        if len(name) > 1 and name.lower() not in _DAYS_AND_MONTHS:
            seen.setdefault(name)
    return [
        name
        for name in seen
        if not any(name != other and re.search(rf"\b{re.escape(name)}\b", other) for other in seen)
    ][:MOST_CANDIDATES]


def _asked(
    name: str, conversation: Conversation, choice: Choice, option: str, right: bool
) -> Trial:
    return Trial(name, conversation.by, right, {"": choice.chances[option]}, choice.mass)


def _position(conversation: Conversation, holder: str, target: str) -> Choice:
    question = (
        f"By this article, does {holder} stand for or against {target}? Answer with one word: "
        "for, against, mixed, neutral, or none if the article tells no stance."
    )
    return conversation.choose(question, (*POSITIONS, "none"))


def _positions(one: Written, holder: str | None, target: str) -> set[Position]:
    """The labelled positions of that holder towards that target."""
    found: set[Position] = set()
    for position in POSITIONS.values():
        stance = StanceLabel(((holder, target, position),))
        labels = replace(one.labels, stance=(stance,))
        for pair in judge("stance", one.gold, labels).pairs.values():
            if "position" not in pair.faults:
                found.add(position)
    return found


def _labelled_actors(gold: Labels, labels: Labels) -> list[tuple[int, ActorLabel]]:
    """Places of the actors that are labelled, and the labels."""
    pairs = judge("actors", gold, labels).pairs
    return sorted(
        ((pair.predicted, gold.actors[number]) for number, pair in pairs.items()),
        key=lambda each: each[0],
    )


def _unknown(names: Sequence[str]) -> tuple[ActorLabel, ...]:
    """Actors of which code knows the name alone: they may be persons."""
    return tuple(ActorLabel(name, (), ("other_group", "person"), "secondary") for name in names)


def _listing(
    one: Written,
    name: str,
    conversation: Conversation,
    made: Sequence[ActorLabel],
    tokens: int,
) -> Listing:
    # Of rows of one name the first counts, as in a brief.
    actors: dict[str, ActorLabel] = {}
    for actor in made:
        actors.setdefault(actor.name.casefold(), actor)
    kept = tuple(actors.values())
    found = _labelled_actors(one.gold, Labels(actors=kept))
    return Listing(
        name,
        conversation.by,
        listed=len(kept),
        required=sum(label.required for label in one.gold.actors),
        found=sum(label.required for _, label in found),
        extra=len(kept) - len(found),
        types_right=sum(kept[number].types[0] in label.types for number, label in found),
        tokens=tokens,
    )


def _sentences(article: Article, actor: Actor) -> set[int]:
    return {
        number
        for number, (start, end) in enumerate(article.sentences)
        for mention in actor.mentions
        if start <= mention.start < end
    }
