"""Numbers with their units: "3 %" is "three percent", "1.2bn" is "1,200 million"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support._words import MONTHS

Kind = Literal["count", "percent", "points", "money", "ordinal", "vague", "code"]

_CURRENCIES = {
    "$": "dollar", "dollar": "dollar", "usd": "dollar", "€": "euro", "euro": "euro",
    "eur": "euro", "£": "pound", "pound": "pound", "sterl": "pound", "gbp": "pound",
    "¥": "yen", "yen": "yen", "yuan": "yuan", "renminbi": "yuan", "rubl": "rouble",
    "roubl": "rouble", "rupe": "rupee", "franc": "franc", "peso": "peso", "riyal": "riyal",
    "krona": "krona", "won": "won", "₹": "rupee", "₽": "rouble", "cent": "cent", "penc": "pence",
}  # fmt: skip
_SUFFIXES = {
    "bn": 1e9, "m": 1e6, "mn": 1e6, "k": 1e3, "tn": 1e12, "b": 1e9, "mln": 1e6, "bln": 1e9,
    "trn": 1e12,
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


def numbers(reading: Reading, taken: frozenset[int] = frozenset()) -> list[Number]:
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
    return found


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
        end, value, kind = _after_figure(reading, i, value)
        if kind == "count":
            end, value = _and_a_half(reading, end, value)
    elif role in ("unit", "scale"):
        if role == "scale" and not (i and words[i - 1].low in ("a", "an", "per", "several")):
            if i and words[i - 1].low == "several":
                role = "vague"
            elif words[i].low not in ("hundred", "thousand", "dozen", "million", "billion"):
                return None
        end, value, kind = _spelled(reading, i)
        end, value = _and_a_half(reading, end, value)
    elif role == "fraction":
        if (scaled := _fraction_of_scale(reading, i, value)) is not None:
            return scaled
        if i + 1 < size and words[i + 1].stem in ("final", "year") and words[i].low == "quarter":
            return None
        if words[i].low == "quarter" and not (
            i
            and words[i - 1].low in ("a", "one")
            and ((i + 1 < size and words[i + 1].low == "of") or _bound(reading, i, end))
        ):
            return None
        return Number(value * 100, "percent", "share", _bound(reading, i, end), i, end,
                      _nouns(reading, end), words[i].low)  # fmt: skip
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
                              _nouns(reading, end + 2), words[i].low)  # fmt: skip
        return Number(value, kind, None, None, i, end, _nouns(reading, end), words[i].low)
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
            unit = _CURRENCIES.get(follow.stem) or _CURRENCIES[words[end + 1].stem]
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
        return Number(value, "code", words[before].low, None, i, end, (), _written(reading, i, end))
    if value == 1.0 and words[i].low == "one" and kind == "count" and _pronominal(reading, i):
        return None
    return Number(value, kind, unit, _bound(reading, start, end), i, end,
                  _nouns(reading, end), _written(reading, i, end),
                  _deeds(reading, start))  # fmt: skip


def _and_a_half(reading: Reading, end: int, value: float) -> tuple[int, float]:
    """The number with "and a half" behind it and a scale behind that, if there are any."""
    words = reading.words
    if [word.low for word in words[end : end + 3]] != ["and", "a", "half"]:
        return end, value
    end, value = end + 3, value + 0.5
    if end < len(words) and words[end].numeric and words[end].numeric[0] == "scale":
        return end + 1, value * words[end].numeric[1]
    return end, value


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
    return Number(value * scale, kind, unit, _bound(reading, i, end), i, end,
                  _nouns(reading, end), _written(reading, i, end), _deeds(reading, i))  # fmt: skip


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
    return Number(100 * value / whole, "percent", "share", _bound(reading, i, end), i, end,
                  _nouns(reading, end), _written(reading, i, end))  # fmt: skip


def _written(reading: Reading, start: int, end: int) -> str:
    return " ".join(reading.surfaces[start:end])


def _ordinal(reading: Reading, i: int, value: float) -> Number | None:
    words = reading.words
    following = words[i + 1] if i + 1 < len(words) else None
    before = words[i - 1].low if i else ""
    if following is not None and words[i].low == "second" and before in ("a", "one", "per"):
        return None
    if words[i].low == "third" and before in ("a", "one"):
        return Number(100 / 3, "percent", "share", None, i, i + 1, _nouns(reading, i + 1), "third")
    return Number(value, "ordinal", None, None, i, i + 1, _nouns(reading, i + 1), words[i].low)


def _after_figure(reading: Reading, i: int, value: float) -> tuple[int, float, Kind]:
    words, glued = reading.words, reading.glued
    size = len(words)
    end = i + 1
    if end < size and glued[end]:
        low = words[end].low
        if low in _SUFFIXES:
            return end + 1, value * _SUFFIXES[low], "count"
        if low in ("st", "nd", "rd", "th"):
            return end + 1, value, "ordinal"
        if low == "s" and value >= 1000:
            return end + 1, value, "code"
    if (
        end + 1 < size
        and words[end].low == "-"
        and (parts := words[end + 1].numeric)
        and (parts[0] == "parts")
    ):
        return end + 2, 100 * value / parts[1], "percent"
    if end < size and words[end].low in ("bn", "mn", "tn", "mln", "bln"):
        return end + 1, value * _SUFFIXES[words[end].low], "count"
    hop = end + 1 if end < size and words[end].low == "-" else end
    while hop < size and (words[hop].numeric or ("", 0))[0] == "scale":
        value *= (words[hop].numeric or ("", 1.0))[1]
        end = hop + 1
        hop = end
    # 7/2 is told apart from a count by its slash
    if end + 1 < size and words[end].low == "/" and (below := words[end + 1].numeric):
        return end + 2, value + below[1] / 1000, "code"
    return end, value, "count"


def _spelled(reading: Reading, i: int) -> tuple[int, float, Kind]:
    """A number in words: "one hundred and twenty-five thousand", "twenty-first"."""
    words = reading.words
    size = len(words)
    total, current = 0.0, 0.0
    j = i
    end = i
    while j < size:
        role, value = words[j].numeric or ("", 0.0)
        if role == "unit":
            if current % 10 and current % 100 and end != i:
                break
            if value >= 20 and current % 100:
                break
            current += value
        elif role == "scale":
            current = current or 1.0
            if value in (100.0, 12.0):
                current *= value
            else:
                total += current * value
                current = 0.0
        elif role == "ordinal" and end > i and 0 < value < 10 and current % 10 == 0:
            return j + 1, total + current + value, "ordinal"
        elif role == "parts" and end > i:
            return j + 1, 100 * (total + current) / value, "percent"
        elif (
            words[j].low in ("-", "and")
            and j > i
            and j + 1 < size
            and ((words[j + 1].numeric or ("",))[0] in ("unit", "ordinal", "parts", "scale"))
        ):
            if words[j].low == "and" and (words[j - 1].numeric or ("",))[0] != "scale":
                break
            j += 1
            continue
        else:
            break
        j += 1
        end = j
    if (
        end < size
        and words[end].numeric
        and (words[end].numeric or ("",))[0] == "ordinal"
        and (end > i and words[end].low in ("third", "fifth", "tenth") and current == 1)
    ):
        return end + 1, 100.0 / (words[end].numeric or ("", 3.0))[1], "percent"
    return max(end, i + 1), total + current, "count"


def _pronominal(reading: Reading, i: int) -> bool:
    """Whether "one" is no count: "one of the", "one another", "no one"."""
    words = reading.words
    following = words[i + 1].low if i + 1 < len(words) else "."
    return following in ("of", "another", "day", "can", "must", "should", "that", "which", "is",
                         ".", ",", "and", "to", "in", "who", "side", "by") or (
        i > 0 and words[i - 1].low in ("no", "any", "every", "this", "that", "the")
    )  # fmt: skip


def _bound(reading: Reading, start: int, end: int) -> str | None:
    words = reading.words
    for j in range(start - 1, max(start - 5, -1), -1):
        word = words[j]
        if word.comparator is not None and word.comparator != "only":
            return word.comparator
        if word.content and word.numeric is None and not word.low.isascii():
            break
        if word.low in (".", ",", ";") or (word.content and word.low not in ("us#",)):
            break
    for j in range(end, min(end + 3, len(words))):
        if words[j].comparator in ("min", "max") and words[j].low.startswith("or_"):
            return words[j].comparator
    return None


def _nouns(reading: Reading, end: int) -> tuple[str, ...]:
    words = reading.words
    keys: list[str] = []
    seen = 0
    for j in range(end, min(end + 6, len(words))):
        word = words[j]
        if word.numeric is not None or word.breaks or word.low in (".", ",", ";", "and", "or"):
            break
        if word.content and not reading.upper[j]:
            keys.extend(word.keys)
            seen += 1
            if seen == 2:
                break
    return tuple(keys)


def _deeds(reading: Reading, start: int) -> tuple[str, ...]:
    """Keys of the nearest content word before a number, in its clause."""
    for j in range(start - 1, max(start - 6, -1), -1):
        word = reading.words[j]
        if word.breaks or word.low in (".", ",", ";", "and") or word.numeric is not None:
            break
        if word.content and word.comparator is None and not reading.name[j]:
            return word.keys
    return ()


def same(a: float, b: float) -> bool:
    """Equality of values that may have gone through a scale factor."""
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1.0)


def _rounder(a: Number, b: Number) -> bool:
    """Whether ``a`` has fewer significant digits than ``b``."""
    return len(f"{a.value:g}".rstrip("0").replace(".", "").strip("0")) < len(
        f"{b.value:.12g}".rstrip("0").replace(".", "").strip("0")
    )


_UP = {"min": {"min", "over", None, "about", "exact"}, "over": {"over"},
       "max": {"max", "under", None, "exact"}, "under": {"under"},
       "about": {"about", None, "max", "min", "over", "under", "exact"},
       None: {None, "about", "exact"}, "exact": {None, "exact"}}  # fmt: skip
_OPPOSED = {("min", "max"), ("min", "under"), ("over", "max"), ("over", "under")}


def check_numbers(statement: list[Number], evidence: list[Number]) -> list[Reason]:
    """Every number of the statement must stand in the evidence, counting the same thing."""
    reasons: list[Reason] = []
    for number in statement:
        reason = _check_one(number, statement, evidence)
        if reason is not None:
            reasons.append(reason)
    return reasons


def _alike(a: Number, b: Number) -> bool:
    if a.kind == b.kind:
        return a.kind not in ("money",) or a.unit == b.unit or not a.unit or not b.unit
    return {a.kind, b.kind} <= {"count", "vague", "code"}


def _check_one(
    number: Number, statement: list[Number], evidence: list[Number]
) -> Reason | None:
    equal = [other for other in evidence if same(other.value, number.value)]
    fits = [other for other in equal if _alike(number, other)]
    if not fits:
        return _missing(number, equal, evidence, statement)
    units = [other for other in fits if not (number.unit and other.unit) or
             number.unit == other.unit]  # fmt: skip
    if not units:
        return Reason("number", "contradicted", f"the unit is {fits[0].unit}, not {number.unit}",
                      number.written, fits[0].written)  # fmt: skip
    slots = {other.slot for other in units}
    if number.slot and slots and number.slot not in slots and "" not in slots:
        return Reason("number", "contradicted",
                      f"it is {units[0].slot!r} {units[0].written}, not {number.slot!r}",
                      number.written, units[0].written)  # fmt: skip
    if number.slot and number.slot in slots:
        return _check_bound(number, units)
    return _check_thing(number, evidence, units)


def _check_thing(number: Number, evidence: list[Number], units: list[Number]) -> Reason | None:
    """Whether the number counts there what it counts in the statement."""
    rivals = [
        other
        for other in evidence
        if not same(other.value, number.value)
        and other.kind == number.kind
        and _counts_same(number, other)
    ]
    if rivals and not any(_counts_same(number, other) for other in units):
        return Reason("number", "contradicted",
                      f"{number.written} counts something else there", number.written,
                      rivals[0].written)  # fmt: skip
    return _check_bound(number, units)


def _counts_same(a: Number, b: Number) -> bool:
    """Whether the words about both numbers name the same thing or deed."""
    return not {*a.nouns, *a.deeds}.isdisjoint((*b.nouns, *b.deeds))


def _missing(
    number: Number, equal: list[Number], evidence: list[Number], statement: list[Number]
) -> Reason | None:
    rescaled = [
        other for other in equal
        if {number.kind, other.kind} in ({"money"}, {"percent", "points"}, {"count", "percent"},
                                         {"count", "points"}, {"count", "money"})
    ]  # fmt: skip
    if rescaled and not (number.kind == "count" and number.unit is None):
        other = rescaled[0]
        return Reason("number", "contradicted", f"{number.written} has another unit there",
                      number.written, other.written)  # fmt: skip
    if equal and number.kind == "count" and number.unit is None:
        other = equal[0]
        return Reason("number", "unverified" if other.kind == "code" else "contradicted",
                      f"{number.written} has another unit there", number.written,
                      other.written)  # fmt: skip
    near = [other for other in evidence if _alike(number, other)]
    free = [other for other in near if not any(same(other.value, n.value) for n in statement)]
    if number.kind == "code":
        near = [other for other in near if other.unit == number.unit]
        if not near:
            return Reason("number", "unverified", f"{number.written} is not in the evidence",
                          number.written)  # fmt: skip
    if number.bound == "about" or number.kind == "vague":
        for other in near:
            if number.kind != "vague" and not (other.bound is None and _rounder(number, other)):
                continue
            scale = max(abs(other.value), abs(number.value))
            if abs(other.value - number.value) <= 0.05 * scale:
                return None
            if number.kind == "vague" and number.value * 2 <= other.value < number.value * 100:
                return None
    for other in near:
        if number.bound in ("min", "over") and (
            number.value < other.value <= 1.1 * number.value
            and _counts_same(number, other)
            and other.bound is None
            and _rounder(number, other)
        ):
            return None
        if number.bound in ("max", "under") and (
            0.9 * number.value <= other.value < number.value
            and _counts_same(number, other)
            and other.bound is None
            and _rounder(number, other)
        ):
            return None
    if number.value == 1.0 and number.written.lower() == "one":
        rival = next((other for other in near if _counts_same(number, other)), None)
        if rival is None:
            return None
    if (
        number.kind == "count"
        and number.unit is None
        and number.value <= _FEW
        and not any(_counts_same(number, other) for other in near)
    ):
        # the evidence may list them ("three countries: A, B and C") or have named them before
        return Reason("number", "unverified", f"the evidence does not count {number.written}",
                      number.written)  # fmt: skip
    if near:
        # a number that the statement has elsewhere stands for something else
        rival = (free or near)[0]
        return Reason("number", "contradicted" if free else "unsupported",
                      f"the evidence has {rival.written}, not {number.written}",
                      number.written, rival.written)  # fmt: skip
    return Reason("number", "unsupported", f"{number.written} is not in the evidence",
                  number.written)  # fmt: skip


#: Up to here a reader counts what is listed.
_FEW = 12


def _check_bound(number: Number, units: list[Number]) -> Reason | None:
    bounds = {other.bound for other in units}
    if number.bound in bounds or bounds & _UP[number.bound]:
        return None
    other = units[0]
    pair = (number.bound, other.bound)
    here = number.bound or "exactly"
    there = other.bound or "exactly"
    message = f"{here} {number.written} against {there} {other.written}"
    if pair in _OPPOSED or pair[::-1] in _OPPOSED or number.bound in ("over", "under"):
        return Reason("number", "contradicted", message, number.written, other.written)
    return Reason("number", "unverified", message, number.written, other.written)
