"""What the scorers compare: gold and briefs brought to one form.

A :class:`Labels` is made from gold (items may be optional and have alternatives)
or from a :class:`~summarizer.domain.Brief` (every item required, none have
alternatives). Evidence is character intervals of the article's text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from summarizer.domain import (
    Actor,
    ActorType,
    Article,
    Brief,
    Claim,
    ClaimKind,
    Position,
    RunRecord,
    Salience,
    Sector,
    Span,
    Stance,
    SummarySentence,
)

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ActorLabel:
    """``types`` holds the preferred type first, then defensible alternatives."""

    name: str
    aliases: tuple[str, ...]
    types: tuple[ActorType, ...]
    salience: Salience
    role: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class ClaimLabel:
    """``speakers`` and ``kinds`` hold the preferred reading first.

    ``texts`` likewise: other wordings or readings that gold accepts as the same item.
    ``evidence``: one tuple of intervals for each accepted evidence set.
    """

    texts: tuple[str, ...]
    speakers: tuple[str | None, ...]
    kinds: tuple[ClaimKind, ...]
    evidence: tuple[tuple[Interval, ...], ...]
    via: str | None = None
    required: bool = True

    @property
    def text(self) -> str:
        return self.texts[0]


@dataclass(frozen=True, slots=True)
class SectorLabel:
    code: str
    evidence: tuple[Interval, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class StanceLabel:
    """``readings``: accepted (holder, target, position), the preferred one first."""

    readings: tuple[tuple[str | None, str, Position], ...]
    evidence: tuple[Interval, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels of one article."""

    actors: tuple[ActorLabel, ...] = ()
    claims: tuple[ClaimLabel, ...] = ()
    sectors: tuple[SectorLabel, ...] = ()
    stance: tuple[StanceLabel, ...] = ()
    summary: tuple[str, ...] = field(default=())


def _intervals(spans: tuple[Span, ...]) -> tuple[Interval, ...]:
    return tuple((span.start, span.end) for span in spans)


def of_brief(brief: Brief) -> Labels:
    """A brief's items as labels, every one of them required."""
    return Labels(
        actors=tuple(
            ActorLabel(a.name, a.aliases, (a.type,), a.salience, a.role) for a in brief.actors
        ),
        claims=tuple(
            ClaimLabel((c.text,), (c.speaker,), (c.kind,), (_intervals(c.evidence),), c.via)
            for c in brief.claims
        ),
        sectors=tuple(SectorLabel(s.code, _intervals(s.evidence)) for s in brief.sectors),
        stance=tuple(
            StanceLabel(((s.holder, s.target, s.position),), _intervals(s.evidence))
            for s in brief.stance
        ),
        summary=tuple(s.text for s in brief.summary),
    )


def to_brief(labels: Labels, article: Article, run: RunRecord) -> Brief:
    """The brief that says what the labels say, in their preferred readings.

    Optional labels are in it too. What labels do not hold is made up: the first sentence is
    the evidence of the summary and of whatever has none, an actor's mention is the first
    place of its name. Speakers and holders that are no listed actors become the article.
    """
    names = {actor.name for actor in labels.actors}
    first = (Span.of(article.text, *article.sentences[0]),)

    def listed(name: str | None) -> str | None:
        return name if name in names else None

    def spans(intervals: tuple[Interval, ...]) -> tuple[Span, ...]:
        return tuple(Span.of(article.text, *one) for one in intervals) or first

    def mention(name: str) -> tuple[Span, ...]:
        at = article.text.find(name)
        return first if at < 0 else (Span.of(article.text, at, at + len(name)),)

    return Brief(
        article=article.info,
        summary=tuple(SummarySentence(text=text, evidence=first) for text in labels.summary),
        actors=tuple(
            Actor(
                name=a.name,
                aliases=a.aliases,
                type=a.types[0],
                role=a.role,
                salience=a.salience,
                mentions=mention(a.name),
            )
            for a in labels.actors
        ),
        claims=tuple(
            Claim(
                text=c.text,
                speaker=listed(c.speakers[0]),
                via=listed(c.via),
                kind=c.kinds[0],
                evidence=spans(c.evidence[0] if c.evidence else ()),
            )
            for c in labels.claims
        ),
        sectors=tuple(
            Sector(code=s.code, label=s.code, evidence=spans(s.evidence)) for s in labels.sectors
        ),
        stance=tuple(
            Stance(
                holder=listed(holder), target=target, position=position, evidence=spans(s.evidence)
            )
            for s in labels.stance
            for holder, target, position in s.readings[:1]
        ),
        run=run,
    )
