"""Words and figures that say a number, months, days of the week."""

from __future__ import annotations

from summarizer.grounding.support._vocabulary import listed

_SMALL = {
    word: value
    for value, word in enumerate(
        listed(
            """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen
    """
        )
    )
}
_TENS = {
    word: 10 * tens
    for tens, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "dozen": 12.0, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_VAGUE = {
    "dozens": 1e1, "scores": 2e1, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6,
    "billions": 1e9, "trillions": 1e12,
}  # fmt: skip
_ORDINALS = {
    word: value
    for value, word in enumerate(
        listed(
            """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
    """
        ),
        1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}
_FRACTIONS = {"half": 0.5, "quarter": 0.25}
_FRACTION_PLURALS = {
    "halves": 2, "thirds": 3, "quarters": 4, "fourths": 4, "fifths": 5, "sixths": 6,
    "tenths": 10, "third": 3, "fifth": 5, "tenth": 10, "eighths": 8, "sevenths": 7,
}  # fmt: skip
MONTHS = {
    name: number
    for number, names in enumerate(
        listed(
            """
    january,jan february,feb march,mar april,apr may june,jun july,jul august,aug
    september,sept,sep october,oct november,nov december,dec
    """
        ),
        1,
    )
    for name in names.split(",")
}
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        listed("monday tuesday wednesday thursday friday saturday sunday")
    )
}


def numeral(low: str) -> tuple[str, float] | None:
    if low[0].isdigit():
        try:
            return ("figure", float(low.replace(",", "")))
        except ValueError:
            return ("code", 0.0)
    for table, role in (
        (_SMALL, "unit"),
        (_TENS, "unit"),
        (_SCALES, "scale"),
        (_VAGUE, "vague"),
        (_FRACTIONS, "fraction"),
    ):
        if low in table:
            return (role, float(table[low]))
    if low in _ORDINALS:
        return ("ordinal", float(_ORDINALS[low]))
    if low in _FRACTION_PLURALS:
        return ("parts", float(_FRACTION_PLURALS[low]))
    return None
