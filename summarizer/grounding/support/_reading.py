"""One pass over a text: its words, clauses, negations, moods and names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from summarizer.grounding.support._cues import PLAN_NOUNS
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
        start, end = match.span()
        found = words_of(surface)
        words += found
        surfaces.append(surface)
        glued.append(start == last)
        if len(found) > 1:
            surfaces += [surface] * (len(found) - 1)
            glued += [False] * (len(found) - 1)
        last = end


def _join_expressions(reading: Reading) -> None:
    words = reading.words
    size = len(words)
    for i in [i for i, word in enumerate(words) if word.heads]:
        word = words[i]
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
    upper = reading.upper = [surface[:1].isupper() for surface in surfaces]
    initial = reading.initial = [False] * size
    names = reading.name = [False] * size
    clauses = reading.clause = [0] * size
    sentences = reading.sentence = [0] * size
    parities = reading.parity = [0] * size
    focuses = reading.focus = [False] * size
    predicates = reading.predicate = [False] * size
    moods = reading.mood = [None] * size
    moods_at = reading.mood_at = [_NEVER] * size
    where = reading.where
    clause = sentence = parity = focus_left = 0
    starts_sentence = True
    struck = False  # has the running negation met a content word yet?
    mood: str | None = None
    mood_at = _NEVER
    since_auxiliary = 99
    open_denials: list[tuple[int, int]] = []
    governs = False  # is an open denial a noun, whose reach a finite verb ends?
    not_all = False  # is "not all" waiting for its verb?
    aside = False  # does a relative clause run?
    gerund = False  # does the running negation strike an "-ing" form?
    subject = 0  # parity of a negated subject ("none of them") whose verb is still to come
    held = finite = 0  # the same within a relative clause, and the finite verbs there

    for i, word in enumerate(words):
        low = word.low
        if word.mark:
            surface = surfaces[i]
            ends = surface in _STRONG and not (
                surface == "." and i and (words[i - 1].low in _TITLES or _ellipsis(reading, i))
            )
            if ends:
                sentence += 1
                starts_sentence = True
                subject = held = 0
                not_all = False
            if ends or surface in _MEDIUM or surface == "--" or surface == ",":
                if surface != "," or struck or not parity:
                    clause += 1
                    aside = False
                    if surface != "," or not _resumes(words, i):
                        parity, focus_left, struck = 0, 0, False
                        mood, mood_at = None, _NEVER
                        _close(reading, open_denials, i)
                since_auxiliary = 99
            elif surface == '"' and struck:
                parity, focus_left, struck = 0, 0, False
            clauses[i], sentences[i] = clause, sentence
            for key in word.keys:
                where.setdefault(key, []).append(i)
            continue
        verbal = word.auxiliary or (word.past and since_auxiliary > 2)
        if verbal:
            if held:
                finite += 1
            if parity and (gerund or (aside and struck and _has_subject(reading, i))):
                # "not attending has upset many", "a man who could no longer see fell"
                parity, focus_left = 0, 0
            gerund = False
            if not_all:
                parity, focus_left, struck, not_all = parity ^ 1, 1, False, False
            if governs:
                _close(reading, open_denials, i)
                governs = False
            subject = 0
        if held and finite == 2:
            parity, focus_left, struck = held, 1, False  # "none of those who died were ill"
            held = finite = 0
        if word.breaks or (low in ("and", "or") and _new_clause(words, i)):
            if subject and low in _RELATIVE:
                held, finite = subject, 0
            subject = 0
            aside = low in ("who", "which")
            clause += 1
            parity, focus_left, struck = 0, 0, False
            mood, mood_at = None, _NEVER
            _close(reading, open_denials, i)
            since_auxiliary = 99
        clauses[i], sentences[i] = clause, sentence
        for key in word.keys:
            spots = where.get(key)
            if spots is None:
                where[key] = [i]
            else:
                spots.append(i)
        if mood is not None:
            moods[i], moods_at[i] = mood, mood_at
        if parity:
            parities[i] = parity
        negates = word.negator and not word.harmless
        if word.almost and i + 1 < size and words[i + 1].past and words[i + 1].numeric is None:
            negates = True  # who was nearly killed was not
        content = word.content
        if content:
            reading.content.append(i)
            adverb = low.endswith("ly")
            name = upper[i] and (
                not starts_sentence
                or (
                    len(surfaces[i]) > 1
                    and (word.place or (i + 1 < size and upper[i + 1] and words[i + 1].content))
                )
            )
            if name:
                names[i] = True
            if word.numeric is not None:
                reading.figures.append(i)
                focus_left = 0
            elif name:
                # a name may be what is negated ("was not a Boeing"), or stand before it
                focuses[i] = focus_left > 0
            else:
                is_focus = focus_left > 0 and not adverb and word.comparator is None
                if is_focus:
                    focus_left -= 1
                    focuses[i] = True
                if parity and not adverb:
                    struck = True
                if (
                    is_focus
                    or since_auxiliary <= 2
                    or (word.past and (word.verb or _has_subject(reading, i)))
                    or (low.endswith("ing") and mood is not None and not _between(reading, i))
                ):
                    predicates[i] = True
            if not adverb:
                since_auxiliary = 99
        elif low and not negates:
            since_auxiliary += 1
        if negates and i + 1 < size and words[i + 1].quantifier == "all":
            reading.negators.append(i)
            not_all = True  # "not all agreed" is "some did not agree"
        elif negates:
            reading.negators.append(i)
            parity ^= 1
            focus_left, struck = 1, False
            gerund = i + 1 < size and words[i + 1].low.endswith("ing")
            subject = parity if low in _SUBJECTS else 0
        if word.denial and low not in _DENIAL_NOUNS:
            open_denials.append((i, i + 1))
        elif word.denial and i + 1 < size and words[i + 1].low in _GOVERNED:
            open_denials.append((i, i + 1))
            governs = True
        if (
            word.mood is not None
            and not (upper[i] and not starts_sentence)
            and (low not in PLAN_NOUNS or (i + 1 < size and words[i + 1].low in ("to", "for")))
        ):
            mood, mood_at = word.mood, i
        elif low == "going" and since_auxiliary <= 3 and _announces(reading, i):
            mood, mood_at = "will", i
        if word.auxiliary or low == "to":
            since_auxiliary = 0
        initial[i] = starts_sentence
        starts_sentence = False
    _close(reading, open_denials, size)


_NEVER = -99
_RELATIVE = vocabulary("who which whom when where")
_SUBJECTS = vocabulary("none no neither nobody nothing no_one")
#: Denials that are nouns govern what is tied to them, not the verb behind them.
_DENIAL_NOUNS = vocabulary("absence denial refusal failure lack")
_GOVERNED = vocabulary("of to that in by")
_DETERMINERS = vocabulary("the a an its his her their that it him them us")


def _close(reading: Reading, open_denials: list[tuple[int, int]], end: int) -> None:
    """End the reach of the denials that are open."""
    for position, first in open_denials:
        reading.denials.append((position, first, end))
    open_denials.clear()


def _has_subject(reading: Reading, i: int) -> bool:
    """Whether a name, a pronoun or a noun stands just before the past form at ``i``."""
    if not i:
        return False
    before = reading.words[i - 1]
    return before.pronoun or (
        before.content and before.numeric is None and not before.low.endswith("ly")
    )


def _between(reading: Reading, i: int) -> bool:
    """Whether content stands between the word at ``i`` and the cue of its mood."""
    return any(reading.words[k].content for k in range(reading.mood_at[i] + 1, i))


def _announces(reading: Reading, i: int) -> bool:
    """Whether "going" at ``i`` means the future, not a way somewhere."""
    words = reading.words
    return (
        i + 2 < len(words)
        and words[i + 1].low == "to"
        and not reading.upper[i + 2]
        and words[i + 2].low not in _DETERMINERS
    )


def _ellipsis(reading: Reading, i: int) -> bool:
    """Whether the dot at ``i`` is one of several and the sentence goes on behind them."""
    surfaces, size = reading.surfaces, len(reading.surfaces)
    first, last = i, i
    while first > 0 and surfaces[first - 1] == "." and reading.glued[first]:
        first -= 1
    while last + 1 < size and surfaces[last + 1] == "." and reading.glued[last + 1]:
        last += 1
    return last > first and last + 1 < size and surfaces[last + 1][:1].islower()


def _resumes(words: list[Word], comma: int) -> bool:
    """Whether the comma opens a short aside ("did not, however, rise").

    What follows "…, he said," is a new clause.
    """
    for word in words[comma + 1 : comma + 4]:
        if word.low == ",":
            return True
        if word.framing:
            return False
    return False


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
        # "denies it and accuses Washington", not "denies reports and claims of"
        or (
            following.verb
            and following.low.endswith("s")
            and conjunction + 2 < len(words)
            and (words[conjunction + 2].low in _DETERMINERS or words[conjunction + 2].place)
        )
    )
