"""Find a quote that came from elsewhere in a text, and give the text's own words.

Three attempts, each weaker than the one before: the quote as it is; the quote up to
typography (quotation marks, dashes, spaces, compatibility forms, soft hyphens, case);
the quote up to a few letters in words that are neither numbers nor negations nor names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

from summarizer.domain import Span
from summarizer.grounding.support._vocabulary import vocabulary

__all__ = ["align"]

_FOLD = {
    "’": "'", "‘": "'", "‛": "'", "ʼ": "'", "´": "'", "`": "'", "′": "'", "‚": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"', "‹": "'", "›": "'",
    "–": "-", "—": "-", "‒": "-", "―": "-", "−": "-", "‐": "-", "‑": "-",
    "…": "...",
}  # fmt: skip
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
# figures with their separators, and signs, are words: 12,000 is not 12.000, nor $5 €5
_WORD = re.compile(r"(?<!\w)-(?=\d)|\d+(?:[.,:/]\d+)*|[^\W\d]+(?:'[^\W\d]+)*|[$€£¥₹₽₩%‰°+=<>]|\w")
_NEGATIVE = vocabulary(
    """
    no not never none nor neither nobody nothing nowhere cannot without hardly barely scarcely
    un non
    """
)
#: At most this share of the quote's words may differ, and each by this share of its letters.
_WORDS_OFF, _LETTERS_OFF = 0.1, 0.25
#: How many places of the text are compared at most, and how many anchors vote for them.
_PLACES, _ANCHORS = 8, 64


def align(quote: str, text: str) -> Span | None:
    """Where ``quote`` stands in ``text``, or ``None``.

    The span's quote is the text's own words, so ``text[span.start:span.end] == span.quote``
    in Unicode code points, and it starts and ends where words do (a quote in a script without
    spaces may start anywhere). Beyond typography a word may differ by a few letters (a typing
    error) but never a number, a negation or a capitalised word; no word may be missing, added
    or moved. Time is linear in ``len(text)`` for a quote of given length; never raises.
    """
    wanted = quote.strip()
    if not wanted or not text:
        return None
    start = _exact(wanted, text)
    if start is not None:
        return Span.of(text, start, start + len(wanted))
    folded, origins = _folded(text)
    needle = _folded(wanted)[0].strip()
    if not needle:
        return None
    at = _exact(needle, folded)
    if at is None:
        found = _near(needle, folded, _case(wanted))
        if found is None:
            return None
        at, end = found
    else:
        end = at + len(needle)
    return _span(text, origins, at, end)


def _exact(needle: str, text: str) -> int | None:
    """The first place of ``needle`` that does not cut a word in two."""
    at = text.find(needle)
    tries = 0
    while at >= 0:
        end = at + len(needle)
        if not _cuts(text, at) and not _cuts(text, end):
            return at
        tries += 1
        at = text.find(needle, at + 1)
        if tries > 1000:  # a pathological text: every place cuts a word
            return None
    return None


def _cuts(text: str, at: int) -> bool:
    """Whether a boundary at ``at`` would fall into a word, a number or a combined character."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after) or after in "\u200d\ufe0f" or before == "\u200d":
        return True
    if _flag_half(before) and _flag_half(after):
        run = 0
        while run < at and _flag_half(text[at - 1 - run]):
            run += 1
        return run % 2 == 1
    if before.isdigit() and after in ".,%" and at + 1 < len(text) and text[at + 1].isdigit():
        return True
    if after.isdigit() and before in ".," and at > 1 and text[at - 2].isdigit():
        return True
    if not (before.isalnum() and after.isalnum()):
        return False
    return not (_unspaced(before) or _unspaced(after)) or (before.isdigit() and after.isdigit())


def _flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _unspaced(char: str) -> bool:
    """Scripts that do not put spaces between words: Thai to Khmer, kana, Han, Hangul."""
    return (
        "\u0e00" <= char <= "\u0eff"
        or "\u1000" <= char <= "\u109f"
        or ("\u1780" <= char <= "\u17ff" or "\u2e80" <= char <= "\ud7ff" or char >= "\U00020000")
    )


@lru_cache(maxsize=4096)
def _character(char: str) -> str:
    """What one character becomes: "" if it does not count, several for ligatures."""
    if char in _DROPPED:
        return ""
    if char in _FOLD:
        return _FOLD[char]
    if char.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", char)
    return "".join(_FOLD.get(part, part) for part in folded).casefold()


@lru_cache(maxsize=8)
def _folded(text: str) -> tuple[str, list[int] | None]:
    """The text up to typography, and for each of its characters where it came from.

    Marks that combine are composed with their letter, so that both ways to write "é" agree.
    ``None`` for the origins means that every character kept its place.
    """
    if text.isascii():
        lowered = text.lower()
        if "  " not in lowered and not re.search(r"[\t\n\r\x0b\x0c\x1c-\x1f]", lowered):
            return lowered, None
    out: list[str] = []
    origins: list[int] = []
    i = 0
    size = len(text)
    space = False
    while i < size:
        end = i + 1
        while end < size and unicodedata.combining(text[end]):
            end += 1
        piece = (
            _character(text[i])
            if end == i + 1
            else unicodedata.normalize("NFKC", text[i:end]).casefold()
        )
        for part in piece:
            if part == " ":
                if space:
                    continue
                space = True
            else:
                space = False
            out.append(part)
            origins.append(i)
        i = end
    return "".join(out), origins


def _span(text: str, origins: list[int] | None, at: int, end: int) -> Span | None:
    if origins is None:
        return Span.of(text, at, end)
    start = origins[at]
    last = origins[end - 1]
    # a character that folds to several must be quoted whole or not at all
    if (at and origins[at - 1] == start) or (end < len(origins) and origins[end] == last):
        return None
    stop = last + 1
    while stop < len(text) and unicodedata.combining(text[stop]):
        stop += 1
    if _cuts(text, start) or _cuts(text, stop):
        return None
    return Span.of(text, start, stop)


def _case(wanted: str) -> frozenset[str]:
    """Folded words of the quote that are written with a capital: names must not change."""
    return frozenset(
        _folded(match[0])[0] for match in _WORD.finditer(wanted) if match[0][:1].isupper()
    )


def _near(needle: str, folded: str, names: frozenset[str]) -> tuple[int, int] | None:
    """The place where the words of ``needle`` stand but for a few letters."""
    wanted = _WORD.findall(needle)
    size = len(wanted)
    allowed = int(size * _WORDS_OFF) or (1 if size >= 5 else 0)
    if not allowed:
        return None
    places, index = _indexed(folded)
    # rare words of the quote vote for where it could start
    anchors = sorted(
        ((len(index[word]), offset, word) for offset, word in enumerate(wanted) if word in index)
    )[:_ANCHORS]
    votes: dict[int, int] = defaultdict(int)
    for count, offset, word in anchors:
        if count > 1000:
            break
        for spot in index[word]:
            votes[spot - offset] += 1
    best = sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:_PLACES]
    for start, _ in best:
        if start < 0 or start + size > len(places):
            continue
        spans = places[start : start + size]
        if _same_but_letters(wanted, [folded[a:b] for a, b in spans], names, allowed):
            return spans[0][0], spans[-1][1]
    return None


@lru_cache(maxsize=4)
def _indexed(folded: str) -> tuple[list[tuple[int, int]], dict[str, list[int]]]:
    places: list[tuple[int, int]] = []
    index: dict[str, list[int]] = {}
    for number, match in enumerate(_WORD.finditer(folded)):
        places.append(match.span())
        index.setdefault(match[0], []).append(number)
    return places, index


def _same_but_letters(
    wanted: list[str], there: list[str], names: frozenset[str], allowed: int
) -> bool:
    off = 0
    for one, other in zip(wanted, there, strict=True):
        if one == other:
            continue
        off += 1
        if off > allowed or _guarded(one, names) or _guarded(other, names):
            return False
        if not _misspelt(one, other):
            return False
    return True


def _guarded(word: str, names: frozenset[str]) -> bool:
    return (
        word in names
        or word in _NEGATIVE
        or word.endswith("n't")
        or not word.replace("'", "").isalpha()
        or not word.isascii()
    )


def _misspelt(one: str, other: str) -> bool:
    """Whether two words differ by letters in a way that only a typing error does.

    The first letter stays, so that no prefix of negation comes or goes; a change of ending
    changes number or tense and is no typing error; nor is one in a short word.
    """
    shorter = min(len(one), len(other))
    if shorter < 6 or one[0] != other[0] or one[-2:] != other[-2:]:
        return False
    return _distance(one, other, max(1, int(shorter * _LETTERS_OFF) // 2)) is not None


def _distance(a: str, b: str, most: int) -> int | None:
    """Edits with neighbours exchanged counted once (restricted Damerau-Levenshtein)."""
    if abs(len(a) - len(b)) > most:
        return None
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
