"""A long article in pieces that a model can read: cut at paragraphs, with overlap.

Every sentence lies in at least one piece. A piece is an article of its own whose
offsets are those of the whole, moved by where it begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from summarizer.domain import Article, Span
from summarizer.pipeline._estimate import SENTENCE, tokens, weight

OVERLAP = 0.1
"""Share of a piece that the next one shows again, so that "he" still has a name."""

LEAST_ROOM = 16
"""Tokens into which a sentence's number and at least a word of any script fit."""

_LATEST_SHARE = 0.4  # of a piece in which the best place to cut is looked for
_SPLIT_AT = 0.5  # of an overlong sentence's part in which a space is looked for


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article as an article.

    Attributes:
        article: its text is ``whole.text[start:end]``.
        start, end: half-open offsets in the whole text.
        numbers: for each of its sentences the number (from 1) that it has in the whole.
            A sentence longer than a piece is cut into several of the same number.
    """

    article: Article
    start: int
    end: int
    numbers: tuple[int, ...]

    def lift(self, span: Span) -> Span:
        """A span of the piece as a span of the whole text."""
        return Span(start=span.start + self.start, end=span.end + self.start, quote=span.quote)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a part of one that is too long: what pieces are made of."""

    start: int
    end: int
    number: int
    cost: int


def cost(article: Article) -> int:
    """Tokens that the article's sentences take in a question, at most."""
    text = article.text
    return sum(tokens(text[start:end]) + SENTENCE for start, end in article.sentences)


def split(article: Article, room: int, begin: int = 0) -> tuple[Piece, ...]:
    """Cut ``article`` into pieces of at most ``room`` tokens each, in order.

    A piece ends at a blank line if one lies in its last part, else at a line break,
    else between sentences; only a sentence that alone is more than ``room`` is cut
    itself, at a space. The next piece repeats the last sentences of the one before.
    What ends at or before the offset ``begin`` is left out. Time is linear in the
    article.

    Raises:
        ValueError: there is no sentence after ``begin``, or no room.
    """
    if room < LEAST_ROOM:
        raise ValueError(f"no piece fits into {room} tokens")
    units = [unit for unit in _units(article, room) if unit.end > begin]
    if not units:
        raise ValueError(f"no sentence of {article.id!r} ends after character {begin}")
    ends = [0, *accumulate(unit.cost for unit in units)]
    breaks = [
        min(article.text.count("\n", one.end, other.start), 2) for one, other in pairwise(units)
    ]
    pieces: list[Piece] = []
    first, covered = 0, 0
    while covered < len(units):
        last = covered + 1
        while last < len(units) and ends[last + 1] - ends[first] <= room:
            last += 1
        if last < len(units):
            last = _best_cut(ends, breaks, first, covered, last)
        pieces.append(_piece(article, units[first:last]))
        covered = last
        first = _overlap(ends, breaks, first, last, room) if last < len(units) else last
    return tuple(pieces)


def _best_cut(
    ends: Sequence[int], breaks: Sequence[int], first: int, covered: int, last: int
) -> int:
    """The latest of the best places to end a piece of units ``first`` to ``last``.

    It is after ``covered``, so that the piece brings something new.
    """
    full = ends[last] - ends[first]
    best = last
    for cut in range(last, covered, -1):
        if ends[cut] - ends[first] < full * (1 - _LATEST_SHARE):
            break
        if breaks[cut - 1] > breaks[best - 1]:
            best = cut
    return best


def _overlap(ends: Sequence[int], breaks: Sequence[int], first: int, last: int, room: int) -> int:
    """Where the piece after ``last`` begins: at a paragraph, if that repeats something.

    With the overlap there must be room for the unit that is new.
    """
    most = min(int(room * OVERLAP), room - (ends[last + 1] - ends[last]))
    begin = last
    while begin - 1 > first and ends[last] - ends[begin - 1] <= most:
        begin -= 1
    for at in range(begin, last):
        if breaks[at - 1]:
            return at
    return begin


def _piece(article: Article, units: Sequence[_Unit]) -> Piece:
    start, end = units[0].start, units[-1].end
    part = Article(
        id=article.id,
        text=article.text[start:end],
        sentences=tuple((unit.start - start, unit.end - start) for unit in units),
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published,
        language=article.language,
    )
    return Piece(part, start, end, tuple(unit.number for unit in units))


def _units(article: Article, room: int) -> list[_Unit]:
    units: list[_Unit] = []
    for number, (start, end) in enumerate(article.sentences, 1):
        size = tokens(article.text[start:end]) + SENTENCE
        if size <= room:
            units.append(_Unit(start, end, number, size))
        else:
            units += _parts(article.text, start, end, number, room)
    return units


def _parts(text: str, start: int, end: int, number: int, room: int) -> list[_Unit]:
    """A sentence that no piece can hold, cut at spaces where there are any."""
    units: list[_Unit] = []
    while start < end:
        size, stop = 0.0, start
        while stop < end and (size := size + weight(text[stop])) <= room - SENTENCE - 1:
            stop += 1
        stop = max(stop, start + 1)
        if stop < end:
            space = text.rfind(" ", start + int((stop - start) * _SPLIT_AT), stop)
            stop = space if space > start else stop
        units.append(_Unit(start, stop, number, tokens(text[start:stop]) + SENTENCE))
        start = stop
        while start < end and text[start].isspace():
            start += 1
    return units
