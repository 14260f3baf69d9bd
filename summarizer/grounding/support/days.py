"""Dates in a text: "3 May 2011" is "May 3, 2011"; "last month" is a month of the article's year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from summarizer.grounding.support._numerals import MONTHS, WEEKDAYS
from summarizer.grounding.support._reading import Reading, read

_RELATIVE_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}
_SHIFT = {"last": -1, "this": 0, "next": 1, "previous": -1, "past": -1, "coming": 1}
#: Without one of these words, or a figure, there is no date.
_CUES = frozenset({*MONTHS, *WEEKDAYS, *_RELATIVE_DAYS, *_SHIFT, "ago"})


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is said: any part may be missing. ``start``/``end`` count words."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    start: int = 0
    end: int = 0
    relative: bool = False
    written: str = ""


def published_date(published: str | None) -> dt.date | None:
    """The day an article's date names, or ``None`` if it does not name one."""
    if not published:
        return None
    for date in dates(read(published)):
        if date.year and date.month and date.day:
            try:
                return dt.date(date.year, date.month, date.day)
            except ValueError:
                return None
    return None


@lru_cache(maxsize=512)
def dates(reading: Reading) -> tuple[Date, ...]:
    """All dates of a text, weekdays and expressions like "last month" included."""
    if reading.parts:
        return tuple(
            replace(date, start=date.start + at, end=date.end + at)
            for part, at in reading.parts
            for date in dates(part)
        )
    if not reading.figures and _CUES.isdisjoint(reading.lows):
        return ()
    found: list[Date] = []
    words = reading.words
    size = len(words)
    last = 0
    for i, word in enumerate(words):
        if i < last or not word.low:
            continue
        date = None
        low = word.low
        if low in MONTHS and reading.upper[i]:
            date = _around_month(reading, i, last)
        elif low in WEEKDAYS and reading.upper[i]:
            date = Date(weekday=WEEKDAYS[low], start=i, end=i + 1)
        elif word.numeric is not None and low[0].isdigit():
            if len(low) == 10 and low[4] == "-":
                date = _iso(low, i)
            elif _is_year(reading, i):
                date = Date(year=int(low), start=i, end=i + 1)
        elif low in _RELATIVE_DAYS or (
            low in _SHIFT and i + 1 < size and words[i + 1].low in
            ("week", "month", "year", *MONTHS, *WEEKDAYS)
        ):  # fmt: skip
            end = i + 1 if low in _RELATIVE_DAYS else i + 2
            date = Date(relative=True, start=i, end=end)
        elif low == "ago" and (start := _ago(reading, i)) is not None:
            date = Date(relative=True, start=start, end=i + 1)
        if date is not None:
            last = date.end
            written = " ".join(reading.surfaces[date.start : date.end])
            found.append(replace(date, written=written))
    return tuple(found)


def _ago(reading: Reading, i: int) -> int | None:
    """Where "three days ago" begins, "ago" standing at ``i``; ``None`` if it says no number."""
    words = reading.words
    if i < 2 or words[i - 1].stem not in _UNITS:
        return None
    role, value = words[i - 2].numeric or ("", 0.0)
    counted = role in ("figure", "unit") and value == int(value) and value <= _FARTHEST
    return i - 2 if counted or words[i - 2].low in ("a", "an") else None


#: Longer ago no unit of time is meant to be exact.
_FARTHEST = 100


def _iso(low: str, i: int) -> Date | None:
    try:
        day = dt.date.fromisoformat(low)
    except ValueError:
        return None
    return Date(day.year, day.month, day.day, start=i, end=i + 1)


def _is_year(reading: Reading, i: int) -> bool:
    low = reading.words[i].low
    if len(low) != 4 or not low.isdigit() or not 1500 <= int(low) <= 2100:
        return False
    following = reading.words[i + 1] if i + 1 < len(reading.words) else None
    before = reading.words[i - 1].low if i else ""
    if before in ("$", "€", "£", "¥") or (
        reading.glued[i] and reading.surfaces[i - 1][-1:].isalpha()
    ):
        return False
    if following is not None and (following.low in ("%", "percent") or following.numeric):
        return False
    if before in ("in", "since", "of", "by", "until", "from", "during", "late", "early", "the",
                  "after", "before", "between", "and", "to", "mid", "(", "for"):  # fmt: skip
        return not (following is not None and following.content and not reading.upper[i + 1]
                    and following.low.endswith("s") and before in ("of", "by", "to", "for", "after")
                    and following.stem not in ("elect",))  # fmt: skip
    return (
        following is None
        or not following.content
        or reading.upper[i + 1]
        or not following.low.endswith("s")
    )


def _day(reading: Reading, i: int) -> int | None:
    if not 0 <= i < len(reading.words):
        return None
    role, value = reading.words[i].numeric or ("", 0.0)
    if role in ("figure", "ordinal", "unit") and 1 <= value <= 31 and value == int(value):
        return int(value)
    return None


def _past_point(reading: Reading, i: int) -> int:
    """The place behind the month at ``i``, and behind the point of one cut short: "Sept. 9"."""
    end = i + 1
    short = len(reading.words[i].low) <= 4 and reading.words[i].low not in ("june", "july", "may")
    point = short and end < len(reading.words) and reading.surfaces[end] == "."
    return end + 1 if point and reading.glued[end] else end


def _around_month(reading: Reading, i: int, floor: int) -> Date | None:
    words = reading.words
    size = len(words)
    month = MONTHS[words[i].low]
    start, end = i, i + 1
    day = None
    back = i - 1
    while back >= floor and words[back].low in ("of", "st", "nd", "rd", "th", "-"):
        back -= 1
    if back >= floor and (value := _day(reading, back)) is not None:
        day, start = value, back
    elif (value := _day(reading, point := _past_point(reading, i))) is not None and (
        words[point].numeric or ("",)
    )[0] != "unit":
        day, end = value, point + 1
        if end < size and words[end].low in ("st", "nd", "rd", "th"):
            end += 1
    year = None
    hop = end + 1 if end < size and words[end].low in (",", "of") else end
    if hop < size and words[hop].low.isdigit() and len(words[hop].low) == 4:
        year, end = int(words[hop].low), hop + 1
    if (
        words[i].low in ("may", "march", "mar", "sep", "dec", "jan")
        and day is None
        and (year is None)
    ):
        before = words[i - 1].low if i else ""
        if before not in ("in", "of", "since", "by", "until", "last", "next", "this", "early",
                          "late", "mid", "from", "to", "and", "during", "-", "for"):  # fmt: skip
            return None
    return Date(year, month, day, start=start, end=end)


def resolve(date: Date, reading: Reading, published: dt.date) -> list[Date]:
    """The days, months or years that a weekday or relative expression can mean."""
    words = reading.words
    if date.weekday is not None:
        offset = (date.weekday - published.weekday()) % 7
        days = [published + dt.timedelta(days=offset + shift) for shift in (-7, 0, 7)]
        return [day_of(day) for day in days]
    low = words[date.start].low
    if low in _RELATIVE_DAYS:
        return [day_of(published + dt.timedelta(days=_RELATIVE_DAYS[low]))]
    if words[date.end - 1].low == "ago":
        _, count = words[date.start].numeric or ("", 1.0)
        return _back(published, int(count), words[date.end - 2].stem)
    shift, unit = _SHIFT[low], words[date.start + 1].low
    if unit == "year":
        return [Date(year=published.year + shift)]
    if unit == "month":
        month = published.year * 12 + published.month - 1 + shift
        return [Date(year=month // 12, month=month % 12 + 1)]
    if unit == "week":
        monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=shift)
        return [day_of(monday + dt.timedelta(days=n)) for n in range(7)]
    if unit in MONTHS:
        return [Date(year=published.year + n, month=MONTHS[unit]) for n in (-1, 0, 1)]
    offset = (WEEKDAYS[unit] - published.weekday()) % 7
    return [day_of(published + dt.timedelta(days=offset + 7 * n)) for n in (-1, 0, 1)]


def _back(published: dt.date, count: int, unit: str) -> list[Date]:
    """The days, the month or the year that lie so long before the article."""
    if unit in ("year", "decade"):
        return [Date(year=published.year - count * (10 if unit == "decade" else 1))]
    if unit == "month":
        month = published.year * 12 + published.month - 1 - count
        return [Date(year=month // 12, month=month % 12 + 1)]
    try:
        day = published - dt.timedelta(days=count * _UNITS[unit])
    except OverflowError:
        return []
    around = range(-3, 4) if unit == "week" else (0,)
    return [day_of(day + dt.timedelta(days=n)) for n in around]


def nearest_year(date: Date, published: dt.date) -> int:
    """The year that brings a month nearest to the article's date."""
    month = date.month or published.month
    return min(
        (published.year + n for n in (-1, 0, 1)),
        key=lambda year: abs((year - published.year) * 12 + month - published.month),
    )


def day_of(day: dt.date) -> Date:
    return Date(day.year, day.month, day.day, day.weekday())
