"""The value that a figure or words of number say, scale included."""

from __future__ import annotations

from typing import Literal

from summarizer.grounding.support._reading import Reading

Kind = Literal["count", "percent", "points", "money", "ordinal", "vague", "code"]
_SUFFIXES = {
    "bn": 1e9, "m": 1e6, "mn": 1e6, "k": 1e3, "tn": 1e12, "b": 1e9, "mln": 1e6, "bln": 1e9,
    "trn": 1e12,
}  # fmt: skip


def and_a_half(reading: Reading, end: int, value: float) -> tuple[int, float]:
    """The number with "and a half" behind it and a scale behind that, if there are any."""
    words = reading.words
    if [word.low for word in words[end : end + 3]] != ["and", "a", "half"]:
        return end, value
    end, value = end + 3, value + 0.5
    role, scale = (words[end].numeric if end < len(words) else None) or ("", 1.0)
    if role == "scale":
        return end + 1, value * scale
    return end, value


def after_figure(reading: Reading, i: int, value: float) -> tuple[int, float, Kind]:
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


def spelled(reading: Reading, i: int) -> tuple[int, float, Kind]:
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
