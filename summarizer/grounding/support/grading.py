"""The support check: all checks on one statement, and the grade they leave."""

from __future__ import annotations

import re
from collections.abc import Iterable

from summarizer.domain import Span
from summarizer.grounding.support._reading import Reading, read, read_all
from summarizer.grounding.support._result import Grade, Reason, Support
from summarizer.grounding.support._words import known
from summarizer.grounding.support.attribution import check_speaker, speaks_alone
from summarizer.grounding.support.dates import check_dates
from summarizer.grounding.support.days import dates, published_date
from summarizer.grounding.support.direction import check_direction, check_prepositions
from summarizer.grounding.support.entities import check_entities
from summarizer.grounding.support.modality import check_modality
from summarizer.grounding.support.multiples import check_multiples
from summarizer.grounding.support.negation import check_negation
from summarizer.grounding.support.numbers import check_numbers
from summarizer.grounding.support.overlap import (
    coverage,
    names_only,
    pair,
    replaced_deed,
    substitutions,
    verbatim,
)
from summarizer.grounding.support.quantities import numbers
from summarizer.grounding.support.quantity import check_quantity
from summarizer.grounding.support.roles import check_roles

#: Share of a statement's content that evidence must hold to vouch for it, and to bear on it.
VOUCHED = 0.55
RELEVANT = 0.3
_GAP = "\n"


def check_support(
    statement: str,
    evidence: str | Span | Iterable[str | Span],
    *,
    speaker: str | None = None,
    aliases: Iterable[str] = (),
    published: str | None = None,
    article: str | None = None,
) -> Support:
    """Grade how far ``evidence`` carries ``statement``, by rules for English news prose.

    Args:
        statement: a claim, summary sentence, role or stance in one sentence.
        evidence: the words of the article that it points at: a text, a span, or several.
        speaker: who is said to assert the statement; it must stand in the evidence, by this
            name, by one of ``aliases``, or as a pronoun (then ``supported`` at best).
        aliases: other names of the speaker.
        published: the article's date; with it "last month" and "Monday" are dates.
        article: the article's text; with it a name for a pronoun of the evidence is accepted
            if it is among the names just before.

    Pure and without I/O; never raises on any text.
    """
    said = read(statement)
    given = read_all(_parts(evidence))
    names = [name for name in (speaker, *aliases) if name]
    known_names = [read(name) for name in names]
    if not said.content or not given.words:
        same = bool(statement.strip()) and verbatim(said, given)
        if same:
            return Support("exact", (), 1.0)
        return Support("unsupported", (Reason("overlap", "unsupported", "nothing to compare"),))
    reasons: list[Reason] = []
    day = published_date(published)
    said_dates, given_dates = dates(said), dates(given)
    dated = frozenset(i for date in said_dates for i in range(date.start, date.end))
    given_dated = frozenset(i for date in given_dates for i in range(date.start, date.end))
    said_numbers = numbers(said, dated)
    counted = frozenset(i for number in said_numbers for i in range(number.start, number.end))
    figures = frozenset(i for i in said.figures if said.words[i].low != "first")
    pairing = pair(said, given, dated | counted | figures)
    word_for_word = verbatim(said, given)

    given_numbers = numbers(given, given_dated) if said_numbers or pairing.unmatched else ()
    if said_numbers:
        reasons += check_numbers(said_numbers, given_numbers, both=given.has("both"))
    if said_dates:
        reasons += check_dates(pairing, said_dates, given_dates, day)
    reasons += check_direction(pairing)
    reasons += check_prepositions(pairing)
    reasons += check_multiples(pairing, given_numbers)
    reasons += check_negation(pairing)
    reasons += check_modality(pairing, attributed=speaker is not None)
    reasons += check_quantity(pairing)
    reasons += check_entities(pairing, known_names, article)
    if not word_for_word:
        reasons += check_roles(pairing)
    if speaker is not None:
        found = check_speaker(given, known_names, speaker, pairing.used)
        if article and any(
            reason.effect == "unverified"
            or (reason.effect == "unsupported" and not reason.evidence)
            for reason in found
        ):
            # what is told or quoted may run over several sentences, of which one names who speaks
            wider = _surroundings(given.text, article)
            if wider and speaks_alone(read(wider), known_names):
                message = f"{speaker} is named beside the evidence"
                found = [Reason("attribution", "note", message, speaker)]
        reasons += found
    share = coverage(pairing)
    if not said_numbers and not word_for_word and names_only(pairing):
        reasons.append(Reason("overlap", "unverified", "only names stand in both"))
    if not word_for_word:
        swapped = substitutions(pairing)
        deed = replaced_deed(pairing)
        if deed is not None and deed not in swapped:
            swapped.append(deed)
        for i, j in swapped:
            reasons.append(
                Reason("overlap", "unverified",
                       f"{said.surfaces[i]!r} stands where the evidence has {given.surfaces[j]!r}",
                       said.surfaces[i], given.surfaces[j])
            )  # fmt: skip
        if _foreign_language(said):
            reasons.append(Reason("language", "unverified", "the checks know English only"))
    return _grade(share, word_for_word, tuple(reasons), bool(said_numbers) or bool(said_dates))


def _parts(evidence: str | Span | Iterable[str | Span]) -> tuple[str, ...]:
    """The texts of the evidence, each with an end."""
    if isinstance(evidence, str):
        return (evidence,)
    if isinstance(evidence, Span):
        return (evidence.quote,)
    parts = [part.quote if isinstance(part, Span) else part for part in evidence]
    return tuple(
        part if part.rstrip().endswith((".", "!", "?", '"', "”")) else f"{part}." for part in parts
    ) or ("",)


def _surroundings(evidence: str, article: str) -> str | None:
    """The evidence with up to two sentences before and one after, as the article has them."""
    start = article.find(evidence.split(_GAP)[0].rstrip("."))
    if start < 0:
        return None
    before = _END.split(article[max(start - _BEFORE, 0) : start].rstrip())[-2:]
    after = _END.split(article[start + len(evidence) :][:_AFTER].lstrip())[:1]
    return " ".join([*before, evidence, *after])


_END = re.compile(r"(?<=[.!?][\"”’])\s+|(?<=[.!?])\s+|\n+")
_BEFORE, _AFTER = 500, 300


def _foreign_language(said: Reading) -> bool:
    """Whether the statement is not in English, as far as its function words show."""
    if said.text.isascii() and not _COMMON.isdisjoint(said.lows):
        return False
    words = [word for word in said.words if word.low[:1].isalpha()]
    foreign = sum(not _latin(word.low) for word in words)
    if foreign:
        return foreign * 2 > len(words)
    content = sum(word.content for word in words)
    return len(words) >= 6 and content == len(words) and not any(known(word) for word in words)


_COMMON = frozenset({"the", "a", "an", "of", "in", "to", "is", "was", "will", "has", "not", "its"})


def _latin(low: str) -> bool:
    return all(char < "ɐ" for char in low)


def _grade(
    share: float, word_for_word: bool, reasons: tuple[Reason, ...], has_numbers: bool
) -> Support:
    effects = {reason.effect for reason in reasons}
    message = f"the evidence holds {share:.0%} of the statement"
    grade: Grade
    if "contradicted" in effects:
        grade = "contradicted"
    elif "unsupported" in effects:
        grade = "unsupported"
    elif word_for_word:
        grade = "unverified" if "unverified" in effects else "exact"
        if grade == "exact" and "note" in effects:
            grade = "supported"
    elif share < RELEVANT and not (has_numbers and share > 0):
        grade = "unsupported"
        reasons = (*reasons, Reason("overlap", "unsupported",
                                    message))  # fmt: skip
    elif share < VOUCHED or "unverified" in effects:
        grade = "unverified"
        if share < VOUCHED:
            reasons = (*reasons, Reason("overlap", "unverified",
                                        message))  # fmt: skip
    else:
        grade = "supported"
    return Support(grade, reasons, round(share, 4))
