"""Numbers: every one of the statement must stand in the evidence and count the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.grounding.support._result import Reason
from summarizer.grounding.support.quantities import Number, same


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


def check_numbers(
    statement: Sequence[Number], evidence: Sequence[Number], *, both: bool = False
) -> list[Reason]:
    """Every number of the statement must stand in the evidence, counting the same thing.

    ``both``: the evidence has that word, which says two.
    """
    reasons: list[Reason] = []
    for number in statement:
        if both and number.kind == "count" and number.value == 2 and number.unit is None:
            continue
        reason = _check_one(number, statement, evidence)
        if reason is not None:
            reasons.append(reason)
    return reasons


def _alike(a: Number, b: Number) -> bool:
    if a.kind == b.kind:
        return a.kind not in ("money",) or a.unit == b.unit or not a.unit or not b.unit
    return {a.kind, b.kind} <= {"count", "vague", "code"}


def _check_one(
    number: Number, statement: Sequence[Number], evidence: Sequence[Number]
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
    return _check_thing(number, statement, evidence, units)


def _check_thing(
    number: Number,
    statement: Sequence[Number],
    evidence: Sequence[Number],
    units: Sequence[Number],
) -> Reason | None:
    """Whether the number counts there what it counts in the statement."""
    rivals = [
        other
        for other in evidence
        if not same(other.value, number.value)
        and other.kind == number.kind
        and _counts_same(number, other)
    ]
    if rivals and not any(_counts_same(number, other) for other in units):
        # where both have both numbers, words about them tell less
        mine = [n for n in statement if any(same(n.value, other.value) for other in rivals)]
        swapped = any(_displaced(n, evidence) for n in mine)
        return Reason("number", "unverified" if mine and not swapped else "contradicted",
                      f"{number.written} counts something else there", number.written,
                      rivals[0].written)  # fmt: skip
    return _check_bound(number, units)


def _displaced(number: Number, evidence: Sequence[Number]) -> bool:
    """Whether the number stands there, but only beside other words than here."""
    there = [other for other in evidence if same(other.value, number.value)]
    named = {*number.nouns, *number.deeds}
    return bool(named) and not any(_counts_same(number, other) for other in there)


def _counts_same(a: Number, b: Number) -> bool:
    """Whether the words about both numbers name the same thing or deed."""
    return not {*a.nouns, *a.deeds}.isdisjoint((*b.nouns, *b.deeds))


def _missing(
    number: Number, equal: Sequence[Number], evidence: Sequence[Number], statement: Sequence[Number]
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
    if any(other.kind == "ordinal" for other in equal) and _IN_A_ROW & {*number.nouns}:
        return None  # the sixth fall in a row makes six consecutive months
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


#: Stems.
_IN_A_ROW = frozenset({"consecut", "straight", "success"})
#: Up to here a reader counts what is listed.
_FEW = 12


def _check_bound(number: Number, units: Sequence[Number]) -> Reason | None:
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
