"""An article cut into pieces that are each covered by the same evidence; pure.

Evidence overlaps freely (a claim's sentence holds the mentions of three actors),
HTML elements must nest: so the text is cut at every boundary, and every piece
knows all items that it is evidence of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.domain import Article

# Lines longer than this are paragraphs; shorter ones are a text wrapped by hand.
_WRAPPED_AT_MOST = 120

# Which colour a piece takes that is evidence of several items.
_PRECEDENCE = ("claims", "stance", "summary", "sectors")


@dataclass(frozen=True, slots=True)
class Mark:
    """One span of one item: half-open offsets, code points."""

    key: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text within one paragraph, covered by the same marks throughout.

    ``sentence`` is the number of the sentence that begins here, ``anchor`` the
    number of the piece if a mark begins here, ``ends`` the items (actors apart)
    whose mark ends here.
    """

    start: int
    end: int
    text: str
    keys: tuple[str, ...] = ()
    layer: str | None = None
    actor: bool = False
    sentence: int | None = None
    anchor: int | None = None
    ends: tuple[str, ...] = ()


Paragraph = tuple[Piece, ...]


def cut(article: Article, marks: Sequence[Mark]) -> tuple[Paragraph, ...]:
    """The article's paragraphs in pieces; together they are the text without paragraph breaks."""
    begins = {start: number for number, (start, _) in enumerate(article.sentences, 1)}
    bounds = sorted({*begins, *(m.start for m in marks), *(m.end for m in marks)})
    ordered = sorted(marks, key=lambda mark: mark.start)
    lines: list[list[tuple[int, int]]] = []
    position = 0
    for start, end in _paragraphs(article.text):
        while position < len(bounds) and bounds[position] <= start:
            position += 1
        row: list[tuple[int, int]] = []
        here = start
        while position < len(bounds) and bounds[position] < end:
            row.append((here, bounds[position]))
            here = bounds[position]
            position += 1
        lines.append([*row, (here, end)])
    flat = [stretch for row in lines for stretch in row]
    first, last = _places(flat, ordered)
    pieces = _pieces(article, flat, ordered, begins, first, last)
    return tuple(tuple(next(pieces) for _ in row) for row in lines)


def _pieces(
    article: Article,
    flat: list[tuple[int, int]],
    ordered: list[Mark],
    begins: dict[int, int],
    first: dict[int, set[str]],
    last: dict[int, list[str]],
) -> Iterator[Piece]:
    active: list[Mark] = []
    waiting = iter(ordered)
    upcoming = next(waiting, None)
    pending = sorted(begins.items())
    for number, (start, end) in enumerate(flat):
        while upcoming is not None and upcoming.start < end:
            active.append(upcoming)
            upcoming = next(waiting, None)
        active = [mark for mark in active if mark.end > start]
        fields = {mark.field for mark in active}
        sentence: int | None = None
        # A sentence that begins in a paragraph break gets its number at the next text.
        while pending and pending[0][0] < end:
            sentence = pending.pop(0)[1]
        yield Piece(
            start,
            end,
            article.text[start:end],
            keys=tuple(dict.fromkeys(mark.key for mark in active)),
            layer=next((field for field in _PRECEDENCE if field in fields), None),
            actor="actors" in fields,
            sentence=sentence,
            anchor=number if number in first else None,
            ends=tuple(dict.fromkeys(last.get(number, ()))),
        )


def _places(
    flat: list[tuple[int, int]], ordered: list[Mark]
) -> tuple[dict[int, set[str]], dict[int, list[str]]]:
    """Pieces at which marks begin and end, with the keys of the items."""
    first: dict[int, set[str]] = {}
    last: dict[int, list[str]] = {}
    low = 0
    for mark in ordered:
        while low < len(flat) and flat[low][1] <= mark.start:
            low += 1
        high = low
        while high < len(flat) and flat[high][0] < mark.end:
            high += 1
        if high == low:  # nothing but a paragraph break
            continue
        first.setdefault(low, set()).add(mark.key)
        if mark.field != "actors":
            last.setdefault(high - 1, []).append(mark.key)
    return first, last


def anchor_of(paragraphs: Sequence[Paragraph], start: int, end: int) -> Piece | None:
    """The first piece of the span ``[start, end)``."""
    for paragraph in paragraphs:
        for piece in paragraph:
            if piece.end > start:
                return piece if piece.start < end else None
    return None


def sentence_at(article: Article, offset: int) -> int:
    """Number of the sentence at an offset, or of the last before it (1 if none)."""
    number = 1
    for candidate, (start, _) in enumerate(article.sentences, 1):
        if start > offset:
            break
        number = candidate
    return number


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    wrapped = max(map(len, text.split("\n"))) <= _WRAPPED_AT_MOST
    breaks = re.compile(r"\n[^\S\n]*\n\s*" if wrapped else r"\n\s*")
    here = 0
    for found in breaks.finditer(text):
        if text[here : found.start()].strip():
            yield here, found.start()
        here = found.end()
    if text[here:].strip():
        yield here, len(text)
