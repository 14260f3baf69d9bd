"""Quantities in a text with their units: "3 %" is "three percent", "1.2bn" "1,200 million"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from summarizer.grounding.support._around import bound, deeds, nouns, pronominal, written
from summarizer.grounding.support._numerals import MONTHS
from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._values import Kind, after_figure, and_a_half, spelled
from summarizer.grounding.support._words import Word

_CURRENCIES = {
    "$": "dollar", "dollar": "dollar", "usd": "dollar", "€": "euro", "euro": "euro",
    "eur": "euro", "£": "pound", "pound": "pound", "sterl": "pound", "gbp": "pound",
    "¥": "yen", "yen": "yen", "yuan": "yuan", "renminbi": "yuan", "rubl": "rouble",
    "roubl": "rouble", "rupe": "rupee", "franc": "franc", "peso": "peso", "riyal": "riyal",
    "krona": "krona", "won": "won", "₹": "rupee", "₽": "rouble", "cent": "cent", "penc": "pence",
}  # fmt: skip
_UNITS = {
    "kilomet": "km", "kilometr": "km", "km": "km", "mile": "mile", "mi": "mile",
    "met": "metre", "meter": "metre", "metr": "metre",
    "feet": "foot", "foot": "foot", "ft": "foot", "inch": "inch", "yard": "yard",
    "kilometer": "km",
    "centimet": "cm", "cm": "cm", "mm": "mm", "millimet": "mm",
    "ton": "tonne", "tonn": "tonne", "kilogram": "kg", "kg": "kg", "kilo": "kg",
    "gram": "gram", "barrel": "barrel", "gallon": "gallon", "liter": "litre", "litr": "litre",
    "hectar": "hectare", "acr": "acre", "mph": "mph", "kmh": "kmh", "knot": "knot",
    "second": "second", "minut": "minute", "minute": "minute", "hour": "hour", "day": "day",
    "week": "week", "month": "month", "year": "year", "decad": "decade", "centuri": "century",
    "degre": "degree", "megawatt": "megawatt", "gigawatt": "gigawatt", "watt": "watt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity in a text; ``start`` and ``end`` count words.

    ``unit`` is a currency or measure in one spelling, ``nouns`` the keys of the words that
    say what is counted, nearest first. ``bound`` is a comparator that stands before it.
    ``slot`` is "from" or "to" where that word stands before it.
    """

    value: float
    kind: Kind
    unit: str | None
    bound: str | None
    start: int
    end: int
    nouns: tuple[str, ...]
    written: str
    deeds: tuple[str, ...] = ()
    slot: str = ""


@lru_cache(maxsize=512)
def numbers(reading: Reading, taken: frozenset[int] = frozenset()) -> tuple[Number, ...]:
    """All quantities of a text except at the positions ``taken`` by dates."""
    found: list[Number] = []
    last = -1
    for i in reading.figures:
        if i <= last or i in taken:
            continue
        number = _number_at(reading, i, taken)
        if number is not None:
            found.append(_with_slot(reading, number))
            last = number.end - 1
    for n in range(len(found) - 1):
        found[n] = _with_unit_of_next(reading, found[n], found[n + 1])
    return tuple(found)


def _with_slot(reading: Reading, number: Number) -> Number:
    """The number with "from" or "to" where one of them stands before it."""
    i = number.start - 1
    while i >= 0 and (reading.surfaces[i] in _SIGNS or reading.words[i].comparator):
        i -= 1
    low = reading.words[i].low if i >= 0 else ""
    return replace(number, slot=low) if low in ("from", "to") else number


_SIGNS = frozenset("$€£¥")


def _with_unit_of_next(reading: Reading, number: Number, following: Number) -> Number:
    """The number with the unit that only the next one bears: "from 19 to 21 percent"."""
    between = [word.low for word in reading.words[number.end : following.start]]
    bare = number.kind == "count" and number.unit is None
    shared = following.kind in ("percent", "points", "money") and following.unit != "share"
    if bare and shared and between in (["to"], ["and"], ["or"], ["-"], ["–"]):
        return replace(number, kind=following.kind, unit=following.unit)
    return number


def _number_at(reading: Reading, i: int, taken: frozenset[int]) -> Number | None:
    words = reading.words
    size = len(words)
    role, value = words[i].numeric or ("", 0.0)
    kind: Kind = "count"
    end = i + 1
    if role == "code":
        return Number(0.0, "code", words[i].low, None, i, end, (), reading.surfaces[i])
    if role == "figure":
        if i and reading.glued[i] and reading.surfaces[i - 1][-1:].isalpha():
            code = reading.surfaces[i - 1].lower() + words[i].low
            return Number(value, "code", code, None, i, end, (), code)
        if (
            i > 1
            and reading.glued[i]
            and reading.surfaces[i - 1] == "-"
            and reading.glued[i - 1]
            and reading.surfaces[i - 2].isupper()
        ):
            code = reading.surfaces[i - 2].lower() + words[i].low
            return Number(value, "code", code, None, i, end, (), words[i].low)
        end, value, kind = after_figure(reading, i, value)
        if kind == "count":
            end, value = and_a_half(reading, end, value)
    elif role in ("unit", "scale"):
        if role == "scale" and not (i and words[i - 1].low in ("a", "an", "per", "several")):
            if i and words[i - 1].low == "several":
                role = "vague"
            elif words[i].low not in ("hundred", "thousand", "dozen", "million", "billion"):
                return None
        end, value, kind = spelled(reading, i)
        end, value = and_a_half(reading, end, value)
    elif role == "fraction":
        if (scaled := _fraction_of_scale(reading, i, value)) is not None:
            return scaled
        if i + 1 < size and words[i + 1].stem in ("final", "year") and words[i].low == "quarter":
            return None
        if words[i].low == "quarter" and not (
            i
            and words[i - 1].low in ("a", "one")
            and ((i + 1 < size and words[i + 1].low == "of") or bound(reading, i, end))
        ):
            return None
        return Number(value * 100, "percent", "share", bound(reading, i, end), i, end,
                      nouns(reading, end), words[i].low)  # fmt: skip
    elif role == "ordinal":
        kind = "ordinal"
        if words[i].low in ("first", "second"):
            return None if words[i].low == "first" else _ordinal(reading, i, value)
        return _ordinal(reading, i, value)
    elif role == "vague":
        kind = "vague"
        if end < size and words[end].low == "of" and end + 1 < size:
            follow = words[end + 1].numeric
            if follow and follow[0] in ("vague", "scale"):
                return Number(value * follow[1], kind, None, None, i, end + 2,
                              nouns(reading, end + 2), words[i].low)  # fmt: skip
        return Number(value, kind, None, None, i, end, nouns(reading, end), words[i].low)
    else:
        return None
    if kind == "count" and (ratio := _ratio(reading, i, end, value)) is not None:
        return ratio
    unit: str | None = None
    follow = words[end] if end < size else None
    if follow is not None and kind == "count":
        if (follow.low == "-" or follow.low == "") and end + 1 < size:
            hop = end + 1 if follow.low == "-" else end
            follow = words[hop] if hop < size else follow
        if follow.stem == "percent" or follow.low == "%":
            kind, end = "percent", end + 1
            if end < size and words[end].stem == "point":
                kind, end = "points", end + 1
        elif follow.low == "per" and end + 1 < size and words[end + 1].low == "cent":
            kind, end = "percent", end + 2
        elif follow.stem == "percentag" and end + 1 < size and words[end + 1].stem == "point":
            kind, end = "points", end + 2
        elif follow.stem in _CURRENCIES or (
            follow.place and end + 1 < size and words[end + 1].stem in _CURRENCIES
        ):
            kind = "money"
            unit = _CURRENCIES.get(follow.stem) or _of_country(follow, words[end + 1])
            end += 1
        elif follow.stem in _UNITS:
            unit = _UNITS[follow.stem]
        elif follow.low in ("square", "cubic") and end + 1 < size:
            measure = _UNITS.get(words[end + 1].stem)
            unit = measure and f"{follow.low} {measure}"
    before = i - 1
    if before >= 0 and words[before].low in _CURRENCIES and not words[before].low.isalpha():
        kind, unit = "money", _CURRENCIES[words[before].low]
    start = before if kind == "money" and before >= 0 and words[before].low == "$" else i
    if (
        kind == "count"
        and role == "figure"
        and unit is None
        and before >= 0
        and (reading.name[before] and words[before].low not in MONTHS)
        and not (end < size and words[end].content and not reading.upper[end])
    ):
        return Number(value, "code", words[before].low, None, i, end, (), written(reading, i, end))
    if value == 1.0 and words[i].low == "one" and kind == "count" and pronominal(reading, i):
        return None
    return Number(value, kind, unit, bound(reading, start, end), i, end,
                  nouns(reading, end), written(reading, i, end),
                  deeds(reading, start))  # fmt: skip


def _fraction_of_scale(reading: Reading, i: int, value: float) -> Number | None:
    """ "Half a million", "a quarter of a million": a count, not a share."""
    words = reading.words
    end = i + 2 if i + 1 < len(words) and words[i + 1].low == "of" else i + 1
    if [word.low for word in words[end : end + 1]] != ["a"] or end + 1 >= len(words):
        return None
    role, scale = words[end + 1].numeric or ("", 0.0)
    if role != "scale":
        return None
    end, kind, unit = end + 2, "count", None
    if end < len(words) and words[end].stem in _CURRENCIES:
        kind, unit, end = "money", _CURRENCIES[words[end].stem], end + 1
    return Number(value * scale, kind, unit, bound(reading, i, end), i, end,
                  nouns(reading, end), written(reading, i, end), deeds(reading, i))  # fmt: skip


def _ratio(reading: Reading, i: int, end: int, value: float) -> Number | None:
    """ "Four in ten pupils", "one out of five": a share."""
    words = reading.words
    between = [word.low for word in words[end : end + 2]]
    if between[:1] == ["in"]:
        start = end + 1
    elif between == ["out", "of"]:
        start = end + 2
    else:
        return None
    role, whole = (words[start].numeric if start < len(words) else None) or ("", 0.0)
    if role not in ("unit", "figure") or not value < whole <= 100 or whole != int(whole):
        return None
    if words[start].low == "one" or (start + 1 < len(words) and words[start + 1].stem in _UNITS):
        return None  # "three killed in ten days"
    if start + 1 >= len(words) or not (words[start + 1].content or words[start + 1].low == "of"):
        return None
    end = start + 1
    return Number(100 * value / whole, "percent", "share", bound(reading, i, end), i, end,
                  nouns(reading, end), written(reading, i, end))  # fmt: skip


def _ordinal(reading: Reading, i: int, value: float) -> Number | None:
    words = reading.words
    following = words[i + 1] if i + 1 < len(words) else None
    before = words[i - 1].low if i else ""
    if following is not None and words[i].low == "second" and before in ("a", "one", "per"):
        return None
    part = words[i].low in _PARTS and before in ("a", "one")
    if part and (value == 3 or _stands_alone(following)):
        end = i + 1
        return Number(100 / value, "percent", "share", bound(reading, i, end), i, end,
                      nouns(reading, end), words[i].low)  # fmt: skip
    return Number(value, "ordinal", None, None, i, i + 1, nouns(reading, i + 1), words[i].low)


_PARTS = frozenset({"third", "fourth", "fifth", "sixth", "seventh", "eighth", "tenth"})


def _of_country(country: Word, currency: Word) -> str:
    """A currency with whose it is, the US dollar aside, which mostly goes without."""
    plain = _CURRENCIES[currency.stem]
    return plain if country.low in ("us#", "american") else f"{country.keys[-1]} {plain}"


def _stands_alone(following: Word | None) -> bool:
    """Whether nothing is counted by the ordinal before: "by a fifth", not "a fifth term"."""
    return following is None or not following.content


def same(a: float, b: float) -> bool:
    """Equality of values that may have gone through a scale factor."""
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1.0)
