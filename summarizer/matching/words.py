"""Words and numbers of a claim in the form in which they are compared."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Protocol, cast

from snowballstemmer.english_stemmer import EnglishStemmer  # pyright: ignore

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})


def listed(words: str) -> tuple[str, ...]:
    """The words of a space-separated list."""
    return tuple(words.split())


_SMALL = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "tn": 1e12,
}
_VALUES = {word: float(value) for value, word in enumerate(_SMALL)} | {
    word: 10.0 * value for value, word in enumerate(_TENS, 2)
}
_ORDINALS = {
    word: float(value)
    for value, word in enumerate(
        listed("first second third fourth fifth sixth seventh eighth ninth tenth"), 1
    )
}
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)
_SCALE = r"(?:\s*-?\s*(hundred|thousand|million|billion|trillion|dozen|k|m|mn|b|bn|tn)\b)?"
_WORDS = "|".join((*_SMALL, *_TENS))

_DIGIT = re.compile(r"\d")

# The order matters: what an earlier pattern takes, a later one does not see.
_CODE = re.compile(r"\b[A-Z][A-Za-z]*-?\d+[A-Za-z0-9]*\b")
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)(?=\s*(?:[ap]\.?m\b|utc\b|gmt\b)|\b)", re.I)
_DAY = re.compile(
    rf"\b(?:{_MONTHS}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\d)"
    rf"|(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?={_MONTHS}))",
    re.I,
)
_YEAR = re.compile(
    r"(?<![\d.,$€£¥])\b(1[6-9]\d\d|20\d\d)\b(?![.,]?\d)(?!\s*(?:%|percent|per cent))"
)
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b", re.I)
_FIGURE = re.compile(rf"(?<![\w.,])(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?{_SCALE}", re.I)
_SPELT = re.compile(rf"\b({_WORDS})(?:[-\s]({_WORDS}))?{_SCALE}(?!['’])", re.I)
_SPELT_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\b(?!\s+of\s+all)", re.I)
# "one" is mostly a pronoun or an article.
_LOOSE_ONE = re.compile(
    r"\b(?:no|any|every|some|this|that|the|each|can|could|does|must|should|would|will)[\s-]one\b"
    r"|\bone\b(?=\s+(?:of|another|day|side|can|could|must|should|would|will)\b|['’]s)",
    re.I,
)


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


_STEMMER = cast(_Stemmer, EnglishStemmer())
# It works in its own attributes: two threads at once give wrong stems or an IndexError.
_stemming = threading.Lock()

Numbers = frozenset[tuple[str, str]]


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """The Snowball (Porter 2) stem of a lower-case English word."""
    with _stemming:
        return _STEMMER.stemWord(word)


def plain(text: str) -> str:
    """Case, accents, apostrophes and width folded away."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'")).casefold()
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    return kept.translate(_PLAIN)


def words(text: str) -> tuple[str, ...]:
    """Lower-case words in order, contractions and possessives opened ("didn't": did, not)."""
    text = re.sub(r"\b(?:([a-z]\.)+[a-z]\b\.?)", lambda m: m[0].replace(".", ""), plain(text))
    found: list[str] = []
    for token in cast(list[str], _WORD.findall(text)):
        if token.endswith("n't"):
            found += [
                {"ca": "can", "wo": "will", "sha": "shall"}.get(token[:-3], token[:-3]),
                "not",
            ]
        elif token == "cannot":
            found += ["can", "not"]
        else:
            found.append(token.split("'", 1)[0] if "'" in token[1:] else token)
    return tuple(word for word in found if word)


def _figure(value: float) -> str:
    return format(round(value, 6), ".10g")


def _scale(word: str | None) -> float:
    return _SCALES[word.lower()] if word else 1.0


@lru_cache(maxsize=1 << 16)
def split_numbers(text: str) -> tuple[Numbers, str]:
    """The numbers of a text as (kind, value) and the text without them.

    Kinds: ``quantity``, ``year``, ``day`` (of a month), ``clock``, ``ordinal`` and
    ``code`` ("F-16", "G7"). "1.5 million" and "1,500,000" are the same value.
    """
    found: set[tuple[str, str]] = set()

    def code(m: re.Match[str]) -> str:
        found.add(("code", m[0].lower().replace("-", "")))
        return " "

    def clock(m: re.Match[str]) -> str:
        if "." in m[0] and not re.match(r"\s*[ap]\.?m", m.string[m.end() :], re.I):
            return m[0]  # a decimal number
        found.add(("clock", f"{int(m[1])}:{m[2]}"))
        return " "

    def day(m: re.Match[str]) -> str:
        digits = cast(str, m[1] or m[2])
        found.add(("day", digits.lstrip("0")))
        return m[0].replace(digits, " ", 1)

    def year(m: re.Match[str]) -> str:
        found.add(("year", m[1]))
        return " "

    def ordinal(m: re.Match[str]) -> str:
        found.add(("ordinal", m[1].lstrip("0")))
        return " "

    def figure(m: re.Match[str]) -> str:
        value = float(m[1].replace(",", "") + (m[2] or "")) * _scale(m[3])
        found.add(("quantity", _figure(value)))
        return " "

    def spelt(m: re.Match[str]) -> str:
        first, second = _VALUES[m[1].lower()], m[2]
        if second is None:
            values = [first]
        elif first >= 20 and _VALUES[second.lower()] < 10:
            values = [first + _VALUES[second.lower()]]
        else:
            values = [first, _VALUES[second.lower()]]
        found.update(("quantity", _figure(value * _scale(m[3]))) for value in values)
        return " "

    def spelt_ordinal(m: re.Match[str]) -> str:
        found.add(("ordinal", _figure(_ORDINALS[m[1].lower()])))
        return " "

    rest = text
    if _DIGIT.search(text):
        rest = _CODE.sub(code, rest)
        rest = _DAY.sub(day, rest)
        rest = _CLOCK.sub(clock, rest)
        rest = _YEAR.sub(year, rest)
        rest = _ORDINAL.sub(ordinal, rest)
        rest = _FIGURE.sub(figure, rest)
    rest = _LOOSE_ONE.sub(" ", rest)
    rest = _SPELT.sub(spelt, rest)
    rest = _SPELT_ORDINAL.sub(spelt_ordinal, rest)
    return frozenset(found), rest


@lru_cache(maxsize=1 << 16)
def terms(text: str) -> frozenset[str]:
    """The set of stems and numbers that the lexical similarity compares."""
    numbers, rest = split_numbers(text)
    return frozenset(stem(word) for word in words(rest)) | {f"#{value}" for _, value in numbers}
