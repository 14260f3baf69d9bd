"""One pass over a text: its words, clauses, negations, moods and names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from summarizer.grounding.support._cues import BREAKS
from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.grounding.support._words import FILLER, Word, words_of

_FOLD = str.maketrans(
    {
        "’": "'", "‘": "'", "‛": "'", "ʼ": "'", "´": "'", "`": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
        "‹": '"', "›": '"', "「": '"', "」": '"',
        "–": "–", "—": "—", "‒": "–", "―": "—", "−": "-", "‐": "-", "‑": "-",
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\ufeff": None,
        "\u2060": None, "\u00a0": " ", "\u202f": " ", "\u2009": " ", "،": ",", "。": ".",
    }
)  # fmt: skip
_TOKEN = re.compile(
    r"""\d{4}-\d\d-\d\d(?!\d)
    | \d{1,2}:\d\d(?!\d)
    | \d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]*\d)
    | \d+(?:\.\d+)?
    | (?:[A-Za-z]\.){2,}
    | [\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]
    | [^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+
      (?:'[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)*
    | --
    | [^\s\w]
    """,
    re.VERBOSE,
)
_TITLES = vocabulary(
    """
    mr mrs ms dr gen lt col sgt capt sen rep gov prof st jr sr no vs maj rev hon inc
    """
)
_STRONG = frozenset(".!?")
_MEDIUM = frozenset(";:—–()[]")


def fold(text: str) -> str:
    """The text with one form of each quote, dash and space, and in NFKC."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD)


@dataclass(slots=True, eq=False)
class Reading:
    """A text as the checks see it; the lists run parallel, one entry a word.

    ``clause`` and ``sentence`` number the stretches of the text. ``parity`` is 1 under a
    negation; ``focus`` marks the word that a negation strikes first. ``denials`` are
    (word, first word it governs, end of its reach). ``where`` maps a key to its positions.
    """

    text: str
    words: list[Word] = field(default_factory=list[Word])
    surfaces: list[str] = field(default_factory=list[str])
    glued: list[bool] = field(default_factory=list[bool])
    upper: list[bool] = field(default_factory=list[bool])
    initial: list[bool] = field(default_factory=list[bool])
    name: list[bool] = field(default_factory=list[bool])
    clause: list[int] = field(default_factory=list[int])
    sentence: list[int] = field(default_factory=list[int])
    parity: list[int] = field(default_factory=list[int])
    focus: list[bool] = field(default_factory=list[bool])
    predicate: list[bool] = field(default_factory=list[bool])
    mood: list[str | None] = field(default_factory=list[str | None])
    mood_at: list[int] = field(default_factory=list[int])
    numeric: list[bool] = field(default_factory=list[bool])
    negators: list[int] = field(default_factory=list[int])
    denials: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    figures: list[int] = field(default_factory=list[int])
    content: list[int] = field(default_factory=list[int])
    where: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    def at(self, word: Word) -> list[int]:
        """Positions of words that may stand for ``word``."""
        where = self.where
        found: list[int] | None = None
        for key in word.keys:
            hits = where.get(key)
            if hits is not None and hits is not found:
                found = hits if found is None else sorted({*found, *hits})
        return found or []


@lru_cache(maxsize=2048)
def read(text: str) -> Reading:
    """Read a text; the result is shared and must not be changed."""
    reading = Reading(text)
    _tokenise(reading, fold(text))
    _join_expressions(reading)
    _scan(reading)
    return reading


def _tokenise(reading: Reading, text: str) -> None:
    words, surfaces, glued = reading.words, reading.surfaces, reading.glued
    last = -1
    for match in _TOKEN.finditer(text):
        surface = match[0]
        for word in words_of(surface):
            words.append(word)
            surfaces.append(surface)
            glued.append(match.start() == last)
        last = match.end()


def _join_expressions(reading: Reading) -> None:
    words = reading.words
    size = len(words)
    for i in range(size):
        word = words[i]
        if not word.heads:
            continue
        for rest, whole in word.heads:
            end = i + 1 + len(rest)
            if end > size:
                continue
            for offset, stem in enumerate(rest, i + 1):
                if words[offset].stem != stem:
                    break
            else:
                words[i] = whole
                for offset in range(i + 1, end):
                    words[offset] = FILLER
                break


def _scan(reading: Reading) -> None:
    """Fill everything that depends on what came before in the sentence."""
    words, surfaces = reading.words, reading.surfaces
    size = len(words)
    clause = sentence = 0
    starts_sentence = True
    parity = 0
    focus_left = 0
    struck = False  # has the running negation met a content word yet?
    mood: str | None = None
    mood_at = -99
    since_auxiliary = 99
    open_denials: list[tuple[int, int]] = []

    def close(end: int) -> None:
        for position, first in open_denials:
            reading.denials.append((position, first, end))
        open_denials.clear()

    for i in range(size):
        word, surface = words[i], surfaces[i]
        low = word.low
        if word is not FILLER and not word.content and not word.stem[:1].isalnum():
            ends = surface in _STRONG and not (surface == "." and i and words[i - 1].low in _TITLES)
            if ends or surface in _MEDIUM or surface == "--" or surface == ",":
                if ends:
                    sentence += 1
                    starts_sentence = True
                if surface != "," or struck or not parity:
                    clause += 1
                    if surface != "," or not _resumes(words, i):
                        parity, focus_left, struck = 0, 0, False
                        mood, mood_at = None, -99
                        close(i)
                since_auxiliary = 99
            elif surface == '"' and struck:
                parity, focus_left, struck = 0, 0, False
        elif low in BREAKS or (low in ("and", "or") and _new_clause(words, i)):
            clause += 1
            parity, focus_left, struck = 0, 0, False
            mood, mood_at = None, -99
            close(i)
            since_auxiliary = 99
        upper = surface[:1].isupper()
        negates = word.negator and not word.harmless
        content = word.content
        name = (
            upper
            and content
            and (not starts_sentence or len(surface) > 1)
            and (
                not starts_sentence
                or word.place
                or (i + 1 < size and surfaces[i + 1][:1].isupper() and words[i + 1].content)
            )
        )
        reading.upper.append(upper)
        reading.initial.append(starts_sentence)
        reading.name.append(name)
        reading.clause.append(clause)
        reading.sentence.append(sentence)
        reading.mood.append(mood)
        reading.mood_at.append(mood_at)
        reading.parity.append(parity)
        if content and not name and word.numeric is None:
            is_focus = focus_left > 0 and not low.endswith("ly") and word.comparator is None
            if is_focus:
                focus_left -= 1
            if parity:
                struck = True
            reading.focus.append(is_focus)
            reading.predicate.append(is_focus or since_auxiliary <= 2 or (word.verb and word.past))
        else:
            # a name may be what is negated ("was not a Boeing"), or stand before it
            reading.focus.append(name and focus_left > 0)
            reading.predicate.append(False)
        numeric = word.numeric is not None
        if numeric:
            focus_left = 0
        reading.numeric.append(numeric)
        if numeric:
            reading.figures.append(i)
        if content and word is not FILLER:
            reading.content.append(i)
        for key in word.keys:
            reading.where.setdefault(key, []).append(i)
        if negates:
            reading.negators.append(i)
            parity ^= 1
            focus_left, struck = 1, False
        if word.denial:
            open_denials.append((i, i + 1))
        if word.mood is not None and not (upper and not starts_sentence):
            mood, mood_at = word.mood, i
        if word.auxiliary or low == "to":
            since_auxiliary = 0
        elif content and not low.endswith("ly"):
            since_auxiliary = 99
        elif word is not FILLER and not negates:
            since_auxiliary += 1
        if surface[:1].isalnum():
            starts_sentence = False
    close(size)


def _resumes(words: list[Word], comma: int) -> bool:
    """Whether the comma opens a short aside ("did not, however, rise")."""
    return any(word.low == "," for word in words[comma + 1 : comma + 4])


def _new_clause(words: list[Word], conjunction: int) -> bool:
    """Whether "and" joins clauses rather than words."""
    if conjunction + 1 >= len(words):
        return False
    following = words[conjunction + 1]
    return (
        following.auxiliary
        or following.pronoun
        or following.negator
        or following.low in ("then", "there", "instead", "that")
        or (following.past and following.verb)
    )
