"""One pass over a text: its words, clauses, negations, moods and names."""

from __future__ import annotations

from functools import lru_cache

from summarizer.grounding.support._cues import PLAN_NOUNS
from summarizer.grounding.support._syntax import (
    announces,
    between,
    ellipsis,
    has_subject,
    new_clause,
    resumes,
)
from summarizer.grounding.support._text import Reading
from summarizer.grounding.support._tokens import fold, join_expressions, tokenise
from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.grounding.support._words import Word

__all__ = ["Reading", "fold", "read", "read_all"]

_TITLES = vocabulary(
    """
    mr mrs ms dr gen lt col sgt capt sen rep gov prof st jr sr no vs maj rev hon inc
    """
)
_STRONG = frozenset(".!?")
_MEDIUM = frozenset(";:—–()[]")
_NEVER = -99
_RELATIVE = vocabulary("who which whom when where")
_SUBJECTS = vocabulary("none no neither nobody nothing no_one")
#: Denials that are nouns govern what is tied to them, not the verb behind them.
_DENIAL_NOUNS = vocabulary("absence denial refusal failure lack")
_GOVERNED = vocabulary("of to that in by")


@lru_cache(maxsize=512)
def read(text: str) -> Reading:
    """Read a text; the result is shared and must not be changed."""
    reading = Reading(text)
    tokenise(reading, fold(text))
    join_expressions(reading)
    _scan(reading)
    return reading


@lru_cache(maxsize=512)
def read_all(texts: tuple[str, ...]) -> Reading:
    """Several texts as one, each ending a sentence; what was read of them before is used again."""
    parts = [read(text) for text in texts]
    if len(parts) == 1:
        return parts[0]
    whole = Reading.blank("\n".join(texts))
    placed: list[tuple[Reading, int]] = []
    for part in parts:
        offset = len(whole.words)
        clause = whole.clause[-1] + 1 if offset else 0
        sentence = whole.sentence[-1] + (not _ended(whole)) if offset else 0
        whole.words += part.words
        whole.surfaces += part.surfaces
        whole.glued += part.glued
        whole.upper += part.upper
        whole.initial += part.initial
        whole.name += part.name
        whole.clause += [number + clause for number in part.clause]
        whole.sentence += [number + sentence for number in part.sentence]
        whole.parity += part.parity
        whole.focus += part.focus
        whole.predicate += part.predicate
        whole.mood += part.mood
        whole.mood_at += [i if i == _NEVER else i + offset for i in part.mood_at]
        whole.negators += [i + offset for i in part.negators]
        whole.denials += [(i + offset, j + offset, k + offset) for i, j, k in part.denials]
        whole.figures += [i + offset for i in part.figures]
        whole.content += [i + offset for i in part.content]
        placed.append((part, offset))
    whole.parts = tuple(placed)
    return whole


def _ended(reading: Reading) -> bool:
    """Whether the last stop has ended a sentence already: it counts to the next one."""
    return len(reading.sentence) < 2 or reading.sentence[-1] > reading.sentence[-2]


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
    reading.negators, reading.denials = [], []
    reading.figures, reading.content = [], []
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
        if word.dull and not (held and finite == 2):
            clauses[i], sentences[i] = clause, sentence
            if mood is not None:
                moods[i], moods_at[i] = mood, mood_at
            if parity:
                parities[i] = parity
            if word.low:
                since_auxiliary += 1
            initial[i], starts_sentence = starts_sentence, False
            continue
        low = word.low
        if word.mark:
            surface = surfaces[i]
            ends = surface in _STRONG and not (
                surface == "." and i and (words[i - 1].low in _TITLES or ellipsis(reading, i))
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
                    if surface != "," or not (
                        (parity or mood or open_denials) and resumes(words, i)
                    ):
                        parity, focus_left, struck = 0, 0, False
                        mood, mood_at = None, _NEVER
                        if open_denials:
                            _close(reading, open_denials, i)
                since_auxiliary = 99
            elif surface == '"' and struck:
                parity, focus_left, struck = 0, 0, False
            clauses[i], sentences[i] = clause, sentence
            continue
        verbal = word.auxiliary or (word.past and since_auxiliary > 2)
        if verbal:
            if held:
                finite += 1
            if parity and (gerund or (aside and struck and has_subject(reading, i))):
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
        if word.breaks or (low in ("and", "or") and new_clause(words, i)):
            if subject and low in _RELATIVE:
                held, finite = subject, 0
            subject = 0
            aside = low in ("who", "which")
            clause += 1
            parity, focus_left, struck = 0, 0, False
            mood, mood_at = None, _NEVER
            if open_denials:
                _close(reading, open_denials, i)
            since_auxiliary = 99
        clauses[i], sentences[i] = clause, sentence
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
                    or (word.past and (word.verb or has_subject(reading, i)))
                    or (low.endswith("ing") and mood is not None and not between(reading, i))
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
        if word.denial and low not in _DENIAL_NOUNS and not _attributive(words, i):
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
        elif low == "going" and since_auxiliary <= 3 and announces(reading, i):
            mood, mood_at = "will", i
        if word.auxiliary or low == "to":
            since_auxiliary = 0
        initial[i] = starts_sentence
        starts_sentence = False
    _close(reading, open_denials, size)


def _attributive(words: list[Word], i: int) -> bool:
    """Whether a participle only describes a noun: "a banned pesticide"."""
    return (
        words[i].past
        and 0 < i < len(words) - 1
        and words[i - 1].low in _DETERMINERS
        and words[i + 1].content
    )


_DETERMINERS = vocabulary("a an the of some its their any no this these")


def _close(reading: Reading, open_denials: list[tuple[int, int]], end: int) -> None:
    """End the reach of the denials that are open."""
    for position, first in open_denials:
        reading.denials.append((position, first, end))
    open_denials.clear()
