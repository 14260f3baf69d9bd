"""A system's output as labels that the scorers take. Where there is doubt, the peer has it.

The rules, in docs/peers.md in words: no item is dropped for evidence that cannot be found;
values are read leniently; actors that are one by the scorer's own rules are joined; names
are resolved through the peer's own aliases; evidence is widened to whole sentences, as gold
has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast, get_args

from summarizer import align
from summarizer.domain import ActorType, Article, Brief, ClaimKind, Position, Salience
from summarizer.evaluation.intervals import merged
from summarizer.evaluation.labels import (
    ActorLabel,
    ClaimLabel,
    Interval,
    Labels,
    SectorLabel,
    StanceLabel,
    of_brief,
)
from summarizer.evaluation.names import NAME_THRESHOLD, name_similarities
from summarizer.matching.forms import normal_form
from summarizer.prompts import Taxonomy

T = TypeVar("T", bound=str)

_NOBODY = frozenset(
    {"", "null", "none", "n/a", "na", "nobody", "unknown", "unspecified", "not specified",
     "article", "the article", "article itself", "the article itself", "author", "the author",
     "narrator", "reporter", "news article"}
)  # fmt: skip
_TYPES: dict[str, ActorType] = {
    "individual": "person", "people": "person", "politician": "person", "nation": "country",
    "state": "country", "government": "government_body", "agency": "government_body",
    "government_agency": "government_body", "military": "government_body",
    "court": "government_body", "ministry": "government_body", "business": "company",
    "corporation": "company", "international_organisation": "international_org",
    "international_organization": "international_org", "militia": "armed_group",
    "rebels": "armed_group", "outlet": "media", "media_outlet": "media", "news": "media",
    "organisation": "other_group", "organization": "other_group", "group": "other_group",
    "party": "other_group", "ngo": "other_group", "union": "other_group",
}  # fmt: skip
_KINDS: dict[str, ClaimKind] = {
    "claim": "statement", "assertion": "statement", "fact": "statement", "threat": "commitment",
    "promise": "commitment", "pledge": "commitment", "proposal": "demand", "call": "demand",
    "request": "demand", "forecast": "prediction", "allegation": "accusation",
}  # fmt: skip
_POSITIONS: dict[str, Position] = {
    "supports": "support", "supportive": "support", "supporting": "support", "for": "support",
    "in_favour": "support", "in_favor": "support", "positive": "support",
    "opposes": "oppose", "opposed": "oppose", "opposing": "oppose", "against": "oppose",
    "opposition": "oppose", "negative": "oppose",
}  # fmt: skip
_SALIENCE: dict[str, Salience] = {"main": "core", "primary": "core", "central": "core"}


@dataclass(frozen=True, slots=True)
class Quotes:
    """Evidence quotes of claims, sectors and stances: given, found by ``align``, and exact.

    ``exact`` ones stand in the article letter by letter.
    """

    given: int = 0
    found: int = 0
    exact: int = 0


@dataclass(frozen=True, slots=True)
class Converted:
    """``labels`` with evidence as whole sentences, ``quoted`` with the quotes' own characters."""

    labels: Labels
    quoted: Labels
    quotes: Quotes


@dataclass(frozen=True, slots=True)
class _Quote:
    words: str
    place: Interval | None = None  # where the peer itself found it


@dataclass
class _Raw:
    """What a peer gave, before names are resolved and quotes are found."""

    actors: list[ActorLabel] = field(default_factory=list[ActorLabel])
    claims: list[tuple[str, str | None, ClaimKind, list[_Quote]]] = field(default_factory=list)
    sectors: list[tuple[str, list[_Quote]]] = field(default_factory=list)
    stance: list[tuple[str | None, str, Position, list[_Quote]]] = field(default_factory=list)


def brief_labels(brief: Brief, article: Article) -> Converted:
    """Our own brief; nothing is widened or joined, its evidence is sentences already."""
    labels = of_brief(brief)
    spans = [
        span
        for items in (brief.claims, brief.sectors, brief.stance)
        for item in items
        for span in item.evidence
    ]
    exact = sum(article.text[span.start : span.end] == span.quote for span in spans)
    return Converted(labels, labels, Quotes(len(spans), exact, exact))


def plain_labels(payload: Mapping[str, Any], article: Article, taxonomy: Taxonomy) -> Converted:
    """The plain call's JSON object."""
    raw = _Raw()
    for item in payload["actors"]:
        _add_actor(raw, item["name"], item)
    for item in payload["claims"]:
        _add_claim(raw, item["text"], item, _as_quotes(item["quotes"]))
    for item in payload["sectors"]:
        _add_sector(raw, item["code"], _as_quotes(item["quotes"]), taxonomy)
    for item in payload["stance"]:
        _add_stance(raw, item, _as_quotes(item["quotes"]))
    return _convert(raw, article)


def langextract_labels(
    extractions: Sequence[Mapping[str, Any]], article: Article, taxonomy: Taxonomy
) -> Converted:
    """LangExtract's extractions; those of an unknown class are no items of a brief."""
    raw = _Raw()
    for one in extractions:
        words = _text(one["text"])
        place = None
        if one["start"] is not None and one["end"] is not None and one["start"] < one["end"]:
            place = (one["start"], one["end"])
        quotes = [_Quote(words, place)] if words else []
        attributes = one["attributes"]
        match _slug(one["class"]).removesuffix("s"):
            case "actor":
                _add_actor(raw, words, attributes)
            case "claim":
                _add_claim(raw, _text(attributes.get("claim")) or words, attributes, quotes)
            case "sector":
                _add_sector(raw, _text(attributes.get("code")) or words, quotes, taxonomy)
            case "stance":
                _add_stance(raw, attributes, quotes)
            case _:
                continue
    return _convert(raw, article)


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _slug(value: Any) -> str:
    return re.sub(r"[^a-z0-9/]+", "_", _text(value).casefold()).strip("_")


def _texts(value: Any) -> list[str]:
    """A list of texts; one text alone is read as such a list, separated by commas."""
    if isinstance(value, str):
        value = value.split(",")
    found = (_text(one) for one in value) if isinstance(value, list) else ()
    return [one for one in found if one.casefold() not in _NOBODY]


def _choice(value: Any, options: Iterable[T], synonyms: Mapping[str, T], default: T) -> T:
    slug = _slug(value)
    return slug if slug in options else synonyms.get(slug, default)


def _somebody(value: Any) -> str | None:
    name = _text(value)
    return None if name.casefold() in _NOBODY else name


def _as_quotes(value: Any) -> list[_Quote]:
    return [_Quote(_text(one)) for one in value if _text(one)]


def _add_actor(raw: _Raw, name: str, item: Mapping[str, Any]) -> None:
    name = _text(name)
    if not name:
        return
    label = ActorLabel(
        name=name,
        aliases=tuple(_texts(item.get("aliases"))),
        types=(_choice(item.get("type"), get_args(ActorType), _TYPES, "other_group"),),
        salience=_choice(item.get("salience"), get_args(Salience), _SALIENCE, "secondary"),
        role=_text(item.get("role")),
    )
    raw.actors.append(label)


def _add_claim(raw: _Raw, text: str, item: Mapping[str, Any], quotes: list[_Quote]) -> None:
    text = _text(text)
    if text and all(text.casefold() != other.casefold() for other, *_ in raw.claims):
        kind = _choice(item.get("kind"), get_args(ClaimKind), _KINDS, "statement")
        raw.claims.append((text, _somebody(item.get("speaker")), kind, quotes))


def _add_sector(raw: _Raw, given: str, quotes: list[_Quote], taxonomy: Taxonomy) -> None:
    """A code or a label of the taxonomy; what is neither is left out, as ours leaves it out."""
    by_label = {_slug(label): code for code, label in taxonomy.labels.items()}
    slug = _slug(given)
    code = slug if slug in taxonomy.codes else by_label.get(slug)
    if code is not None and all(code != other for other, _ in raw.sectors):
        raw.sectors.append((code, quotes))


def _add_stance(raw: _Raw, item: Mapping[str, Any], quotes: list[_Quote]) -> None:
    target = _text(item.get("target"))
    if target.casefold() not in _NOBODY:
        position = _choice(item.get("position"), get_args(Position), _POSITIONS, "mixed")
        raw.stance.append((_somebody(item.get("holder")), target, position, quotes))


def _joined(actors: Sequence[ActorLabel]) -> tuple[tuple[ActorLabel, ...], dict[Any, str]]:
    """Actors that the scorer would take for one are one; every form to its actor's name."""
    kept: list[ActorLabel] = []
    for actor in actors:
        grades = name_similarities(kept, [actor])[:, 0] if kept else []
        same = [at for at, grade in enumerate(grades) if grade >= NAME_THRESHOLD]
        if not same:
            kept.append(actor)
            continue
        kept[same[0]] = _one(kept[same[0]], actor)
    forms: dict[Any, str] = {}
    for actor in kept:
        forms.setdefault(normal_form(actor.name), actor.name)
    for actor in kept:
        for alias in actor.aliases:
            forms.setdefault(normal_form(alias), actor.name)
    return tuple(kept), forms


def _one(first: ActorLabel, again: ActorLabel) -> ActorLabel:
    person = "person" in first.types and "person" in again.types
    longer = person and len(again.name) > len(first.name)
    name = again.name if longer else first.name
    aliases = dict.fromkeys((first.name, *first.aliases, again.name, *again.aliases))
    aliases.pop(name)
    core = "core" in (first.salience, again.salience)
    return replace(
        first, name=name, aliases=tuple(aliases), salience="core" if core else "secondary"
    )


def _convert(raw: _Raw, article: Article) -> Converted:
    actors, forms = _joined(raw.actors)
    quotes = Quotes()

    def named(name: str) -> str:
        return forms.get(normal_form(name), name)

    def somebody(name: str | None) -> str | None:
        return None if name is None else named(name)

    def evidence(given: Sequence[_Quote]) -> tuple[Interval, ...]:
        nonlocal quotes
        found: list[Interval] = []
        for quote in given:
            places = _places(quote.words, article.text)
            quotes = Quotes(
                quotes.given + 1,
                quotes.found + bool(places),
                quotes.exact + (quote.words in article.text),
            )
            found += places or ([quote.place] if quote.place else [])
        return tuple(merged(found))

    claims = tuple(
        ClaimLabel((text,), (somebody(speaker),), (kind,), (evidence(given),))
        for text, speaker, kind, given in raw.claims
    )
    sectors = tuple(SectorLabel(code, evidence(given)) for code, given in raw.sectors)
    stance: dict[tuple[str | None, str], StanceLabel] = {}
    for holder, target, position, given in raw.stance:
        who, whom = somebody(holder), named(target)
        intervals = evidence(given)
        if who != whom and (who, whom) not in stance:
            stance[who, whom] = StanceLabel(((who, whom, position),), intervals)
    quoted = Labels(actors, claims, sectors, tuple(stance.values()))
    return Converted(_widened(quoted, article), quoted, quotes)


def _places(words: str, text: str) -> list[Interval]:
    """Where a quote stands: as it is, without its marks, or in the pieces around an ellipsis."""
    for form in (words, words.strip("\"'“”‘’«» .…"), words.strip("\"'“”‘’«» ")):
        span = align(form, text)
        if span is not None:
            return [(span.start, span.end)]
    pieces = [piece.strip("\"'“”‘’«» ") for piece in re.split(r"\[?(?:\.\.\.|…)\]?", words)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2:
        return []
    spans = [align(piece, text) for piece in pieces]
    if any(span is None for span in spans):
        return []
    return [(span.start, span.end) for span in spans if span is not None]


def _widened(labels: Labels, article: Article) -> Labels:
    def whole(intervals: Sequence[Interval]) -> tuple[Interval, ...]:
        return tuple(
            (start, end)
            for start, end in article.sentences
            if any(start < right and left < end for left, right in intervals)
        )

    return replace(
        labels,
        claims=tuple(
            replace(c, evidence=tuple(whole(one) for one in c.evidence)) for c in labels.claims
        ),
        sectors=tuple(replace(s, evidence=whole(s.evidence)) for s in labels.sectors),
        stance=tuple(replace(s, evidence=whole(s.evidence)) for s in labels.stance),
    )


def converter(system: str) -> Callable[[Any, Article, Taxonomy], Converted]:
    """How the payload of ``system`` becomes labels."""
    if system == "plain":
        return plain_labels
    if system == "langextract":
        return langextract_labels
    return lambda payload, article, _: brief_labels(
        Brief.model_validate(cast("Any", payload)), article
    )
