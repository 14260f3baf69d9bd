"""Dates: as far as both sides give parts they must agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support.days import Date, day_of, nearest_year, resolve
from summarizer.grounding.support.overlap import Pairing


def _with_weekday(date: Date) -> Date:
    """The date with its weekday, where the calendar has one."""
    if date.year and date.month and date.day and date.weekday is None:
        try:
            return replace(date, weekday=dt.date(date.year, date.month, date.day).weekday())
        except ValueError:
            return date
    return date


def _agree(a: Date, b: Date) -> bool:
    return all(
        x is None or y is None or x == y
        for x, y in (
            (a.year, b.year),
            (a.month, b.month),
            (a.day, b.day),
            (a.weekday, b.weekday),
        )
    )


def _covers(evidence: Date, statement: Date) -> bool:
    return all(
        x is None or y is not None
        for x, y in (
            (statement.year, evidence.year),
            (statement.month, evidence.month),
            (statement.day, evidence.day),
            (statement.weekday, evidence.weekday),
        )
    )


def _share_a_part(a: Date, b: Date) -> bool:
    return any(
        x is not None and y is not None
        for x, y in ((a.year, b.year), (a.month, b.month), (a.weekday, b.weekday))
    )


def check_dates(
    pairing: Pairing,
    stated: Sequence[Date],
    given: Sequence[Date],
    published: dt.date | None,
) -> list[Reason]:
    """Every date of the statement must be the evidence's, as far as both say."""
    statement, evidence = pairing.statement, pairing.evidence
    known: list[Date] = []
    vague = False
    for date in given:
        if date.relative or date.weekday is not None:
            if published is not None:
                known.extend(resolve(date, evidence, published))
            if date.weekday is not None:
                known.append(date)
            vague = vague or published is None
        elif date.year is None and published is not None:
            # "May 3" of an article means a day about its own date
            known.append(replace(date, year=nearest_year(date, published)))
        else:
            known.append(date)
    reasons: list[Reason] = []
    for date in stated:
        reason = _check_date(date, stated, statement, evidence, given, known, vague, published)
        reason = reason or _told_elsewhere(date, pairing, given)
        if reason is not None:
            reasons.append(reason)
    return reasons


def _told_elsewhere(date: Date, pairing: Pairing, given: Sequence[Date]) -> Reason | None:
    """What the statement dates, where a sentence with another date tells it, and only that one.

    "It began on Monday. It ended on Friday." says nothing of a beginning on Friday.
    """
    statement, evidence = pairing.statement, pairing.evidence
    fits = [other for other in given if _agree(date, other) and _covers(other, date)]
    own = {evidence.sentence[other.start] for other in fits}
    if not fits or len({evidence.sentence[other.start] for other in given}) < 2:
        return None
    clause = statement.clause[date.start]
    deeds = [
        {evidence.sentence[j] for j in spots}
        for i, spots in pairing.at.items()
        if statement.clause[i] == clause and statement.predicate[i]
    ]
    if not deeds or any(sentences & own for sentences in deeds):
        return None
    for other in given:
        there = evidence.sentence[other.start]
        rival = _share_a_part(date, other) and not _agree(date, other)
        if rival and all(there in sentences for sentences in deeds):
            return Reason("date", "contradicted", f"{other.written} is when that was",
                          date.written, other.written)  # fmt: skip
    return None


def _check_date(
    date: Date,
    stated: Sequence[Date],
    statement: Reading,
    evidence: Reading,
    given: Sequence[Date],
    known: list[Date],
    vague: bool,
    published: dt.date | None,
) -> Reason | None:
    if date.relative:
        here = [word.low for word in statement.words[date.start : date.end]]
        there = [
            [word.low for word in evidence.words[other.start : other.end]]
            for other in given
            if other.relative
        ]
        if here in there:
            return None
        if published is not None:
            meant = resolve(date, statement, published)
            if any(_agree(m, k) and _covers(k, m) for m in meant for k in known):
                return None
        effect = "contradicted" if there else "unverified"
        return Reason("date", effect, f"{date.written!r} is not what the evidence says",
                      date.written, given[0].written if given else "")  # fmt: skip
    exact = _with_weekday(date)
    agreeing = [other for other in known if _agree(exact, other)]
    if any(_covers(other, date) for other in agreeing):
        return None
    # parts may come from several expressions: "on May 3 ... in 2011"
    parts = [
        Date(year=date.year) if date.year else None,
        Date(month=date.month, day=date.day) if date.month else None,
    ]
    wanted = [part for part in parts if part is not None]
    if len(wanted) > 1 and all(
        any(_agree(part, other) and _covers(other, part) for other in given) for part in wanted
    ):
        return None
    if agreeing:
        closest = agreeing[0]
        if (
            closest.year is None
            and date.year is not None
            and published is None
            and (
                _covers(closest, replace(date, year=None))
                and (date.month or date.weekday is not None)
            )
        ):
            return Reason("date", "unverified", f"the evidence gives no year for {date.written}",
                          date.written, closest.written)  # fmt: skip
        if vague or any(_share_a_part(date, other) for other in agreeing):
            return Reason("date", "unverified", f"the evidence does not date it {date.written}",
                          date.written, closest.written)  # fmt: skip
    rivals = [
        other for other in given
        if not other.relative and _share_a_part(date, other)
        # what another date of the statement says is not said in this one's place
        and not any(_agree(mine, other) and _covers(other, mine) for mine in stated)
    ]  # fmt: skip
    if rivals:
        return Reason("date", "contradicted",
                      f"the evidence says {rivals[0].written}, not {date.written}",
                      date.written, rivals[0].written)  # fmt: skip
    others = [
        other
        for other in given
        if not any(_agree(mine, other) and _covers(other, mine) for mine in stated)
    ]
    if not given and published is not None:
        today = day_of(published)
        if _covers(exact, today) and _agree(exact, today):
            return None  # news of the day does not give its date in each sentence
    if known and not vague and published is not None and not agreeing and others:
        return Reason("date", "contradicted",
                      f"{others[0].written!r} is not {date.written} in this article",
                      date.written, others[0].written)  # fmt: skip
    if vague or not others:
        return Reason("date", "unverified", f"the evidence does not give {date.written}",
                      date.written)  # fmt: skip
    return Reason("date", "unsupported", f"{date.written} is not in the evidence", date.written)
