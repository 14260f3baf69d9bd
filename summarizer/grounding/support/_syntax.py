"""What neighbours tell of a word: subjects, asides, clauses. There is no parser."""

from __future__ import annotations

from summarizer.grounding.support._text import Reading
from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.grounding.support._words import Word

_DETERMINERS = vocabulary("the a an its his her their that it him them us")


def has_subject(reading: Reading, i: int) -> bool:
    """Whether a name, a pronoun or a noun stands just before the past form at ``i``."""
    if not i:
        return False
    before = reading.words[i - 1]
    return before.pronoun or (
        before.content and before.numeric is None and not before.low.endswith("ly")
    )


def between(reading: Reading, i: int) -> bool:
    """Whether content stands between the word at ``i`` and the cue of its mood."""
    return any(reading.words[k].content for k in range(reading.mood_at[i] + 1, i))


def announces(reading: Reading, i: int) -> bool:
    """Whether "going" at ``i`` means the future, not a way somewhere."""
    words = reading.words
    return (
        i + 2 < len(words)
        and words[i + 1].low == "to"
        and not reading.upper[i + 2]
        and words[i + 2].low not in _DETERMINERS
    )


def ellipsis(reading: Reading, i: int) -> bool:
    """Whether the dot at ``i`` is one of several and the sentence goes on behind them."""
    surfaces, size = reading.surfaces, len(reading.surfaces)
    first, last = i, i
    while first > 0 and surfaces[first - 1] == "." and reading.glued[first]:
        first -= 1
    while last + 1 < size and surfaces[last + 1] == "." and reading.glued[last + 1]:
        last += 1
    return last > first and last + 1 < size and surfaces[last + 1][:1].islower()


def resumes(words: list[Word], comma: int) -> bool:
    """Whether the comma opens a short aside ("did not, however, rise").

    What follows "…, he said," is a new clause.
    """
    for word in words[comma + 1 : comma + 4]:
        if word.low == ",":
            return True
        if word.framing:
            return False
    return False


def new_clause(words: list[Word], conjunction: int) -> bool:
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
