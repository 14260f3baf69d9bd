"""Grades every grounded item by how far its evidence carries it, and mends what code can.

An item whose evidence does not say it may only point at the wrong sentence: if
another sentence of the article says it, the evidence is moved there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from summarizer.domain import (
    POSITION_WORDS,
    Actor,
    Article,
    Claim,
    Dropped,
    Grade,
    ItemField,
    Span,
    Stance,
    SummarySentence,
)
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.shown import shown_text
from summarizer.grounding.support import VOUCHED, Support, bearing, check_support

FAILING: frozenset[Grade] = frozenset({"contradicted", "unsupported"})

#: Sentences that a role is held against.
_TELLING = 3

Checked = TypeVar("Checked", SummarySentence, Claim, Stance)


@dataclass(frozen=True, slots=True)
class Failing:
    """An item that its evidence contradicts or does not support."""

    field: ItemField
    item: SummarySentence | Claim | Stance
    grade: Grade
    reasons: tuple[str, ...]


def grade_all(article: Article, grounded: Grounded) -> list[Failing]:
    """Grade the items of ``grounded`` in place; returns those that fail."""
    aliases = {actor.name: actor.aliases for actor in grounded.actors}
    failing: list[Failing] = []

    def claim(item: Claim, evidence: Sequence[Span]) -> Support:
        return check_support(
            item.text,
            evidence,
            speaker=item.speaker,
            aliases=aliases.get(item.speaker or "", ()),
            published=article.published,
            article=shown_text(article),
        )

    def summary(item: SummarySentence, evidence: Sequence[Span]) -> Support:
        return check_support(
            item.text, evidence, published=article.published, article=shown_text(article)
        )

    def stance(item: Stance, evidence: Sequence[Span]) -> Support:
        said = f"{item.holder or 'The article'} {POSITION_WORDS[item.position]} {item.target}."
        found = check_support(
            said, evidence, published=article.published, article=shown_text(article)
        )
        return _of_stance(found, POSITION_WORDS[item.position])

    grounded.summary = _graded("summary", grounded.summary, summary, article, grounded, failing)
    grounded.claims = _graded("claims", grounded.claims, claim, article, grounded, failing)
    grounded.stance = _graded("stance", grounded.stance, stance, article, grounded, failing)
    grounded.actors = [_role(article, actor, grounded) for actor in grounded.actors]
    return failing


def drop_contradicted(grounded: Grounded, failing: Iterable[Failing]) -> None:
    """Take contradicted items out of ``grounded``; unsupported ones stay, marked."""
    for found in failing:
        if found.grade != "contradicted":
            continue
        items: list[SummarySentence] | list[Claim] | list[Stance] = getattr(grounded, found.field)
        setattr(grounded, found.field, [item for item in items if item is not found.item])
        drop_failing(grounded, found)


def drop_failing(grounded: Grounded, found: Failing, because: str = "") -> None:
    """Record that ``found``, which is in ``grounded`` no more, was left out, and why."""
    grounded.dropped.append(
        Dropped(
            field=found.field,
            item=found.item.model_dump(mode="json", exclude={"grade", "reasons"}),
            reason=because + "; ".join(found.reasons),
            grade=found.grade,
        )
    )


def nearest(article: Article, text: str, most: int = 3) -> tuple[int, ...]:
    """Numbers of the sentences that share most with ``text``, best first."""
    shares = [
        (bearing(text, article.sentence(number)), -number)
        for number in range(1, len(article.sentences) + 1)
    ]
    return tuple(-number for _, number in sorted(shares, reverse=True)[:most])


def _graded(
    field: ItemField,
    items: Sequence[Checked],
    check: Callable[[Checked, Sequence[Span]], Support],
    article: Article,
    grounded: Grounded,
    failing: list[Failing],
) -> list[Checked]:
    done: list[Checked] = []
    for item in items:
        found = check(item, item.evidence)
        if found.grade in FAILING and (moved := _moved(item, check, article)):
            better, found = moved
            grounded.repair(
                field,
                label(item),
                before=[span.quote for span in item.evidence],
                after=[span.quote for span in better.evidence],
                reason="another sentence of the article says it",
            )
            item = better
        reasons = _reasons(found)
        marked = item.model_copy(update={"grade": found.grade, "reasons": reasons})
        done.append(marked)
        if found.grade in FAILING:
            failing.append(Failing(field, marked, found.grade, reasons or ("too little overlap",)))
    return done


def _reasons(found: Support) -> tuple[str, ...]:
    """What keeps an item from being accepted, as the brief says it."""
    if found.accepted:
        return ()
    return tuple(str(reason) for reason in found.reasons if reason.effect != "note")


def _of_stance(found: Support, verb: str) -> Support:
    """The support of a stance, whose sentence is ours and not the model's.

    Evidence mostly shows a stance by deeds. It speaks against one only where it
    turns the stance's own verb about, or holder and target, and names both.
    """
    if found.grade != "contradicted":
        return found
    both = not any(reason.check == "entity" for reason in found.reasons)
    reasons = tuple(
        reason
        if reason.effect != "contradicted"
        or (
            both
            and (
                reason.check == "roles" or (reason.check != "modality" and reason.statement == verb)
            )
        )
        else replace(reason, effect="unverified")
        for reason in found.reasons
    )
    effects = {reason.effect for reason in reasons}
    grade: Grade = "unverified"
    for worse in ("unsupported", "contradicted"):
        if worse in effects:
            grade = worse
    return Support(grade, reasons, found.overlap)


def _moved(
    item: Checked, check: Callable[[Checked, Sequence[Span]], Support], article: Article
) -> tuple[Checked, Support] | None:
    """The item with the one sentence as evidence that says it best, if any does."""
    best: tuple[float, int, Checked, Support] | None = None
    for number, (start, end) in enumerate(article.sentences):
        span = Span.of(article.text, start, end)
        if item.evidence == (span,) or bearing(label(item), span.quote) < VOUCHED:
            continue
        found = check(item, (span,))
        if found.accepted and (best is None or found.overlap > best[0]):
            best = (found.overlap, number, item.model_copy(update={"evidence": (span,)}), found)
    return None if best is None else (best[2], best[3])


def _role(article: Article, actor: Actor, grounded: Grounded) -> Actor:
    """Check what is said of an actor against the sentences that mention them."""
    if not actor.role:
        return actor
    around = [
        Span.of(article.text, start, end)
        for start, end in article.sentences
        if any(start <= mention.start < end for mention in actor.mentions)
    ]
    said = f"{actor.name}: {actor.role}"
    if len(around) > _TELLING:
        # The sentences that hold most of it; who is named everywhere costs no more than others.
        around.sort(key=lambda span: bearing(said, span.quote), reverse=True)
        around = sorted(around[:_TELLING], key=lambda span: span.start)
    found = check_support(said, around, published=article.published, article=shown_text(article))
    if found.grade == "contradicted":
        grounded.repair(
            "actors",
            actor.name,
            before=actor.role,
            after="",
            reason="the role is contradicted: " + "; ".join(map(str, found.reasons[:2])),
        )
        return actor.model_copy(update={"role": ""})
    return actor.model_copy(update={"grade": found.grade, "reasons": _reasons(found)})


def label(item: SummarySentence | Claim | Stance) -> str:
    """An item in one line, as repairs and questions name it."""
    if isinstance(item, Stance):
        return f"{item.holder or 'the article'} {POSITION_WORDS[item.position]} {item.target}"
    return item.text
