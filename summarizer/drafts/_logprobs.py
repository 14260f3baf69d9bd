"""How sure a model was of what it wrote, by the log-probabilities of its tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import accumulate

Cells = Mapping[str | int, float]
"""Log-probability of each part of an item: of an array's by place, of an object's by key."""

_Parts = dict[str | int, tuple[int, int]]
_decode = json.JSONDecoder(strict=False).raw_decode
_BETWEEN = " \t\r\n,:"


def cell_logprobs(raw: str, logprobs: str, *, opening: bool = True) -> dict[str, list[Cells]]:
    """For every list of an answer the log-probabilities of its items' parts, up to a cut.

    Probabilities are the model's own, before a grammar forbids anything. The quote that
    ends a text belongs to what follows, which the grammar may dictate; the one that opens
    it tells a text from ``null``.

    Args:
        raw: the answer, a JSON object of lists.
        logprobs: ``bytes:logprob`` of every token of ``raw`` in UTF-8, separated by blanks;
            the natural logarithm. Without any there is nothing to tell.
        opening: whether the token that opens a text counts.
    """
    if not logprobs:
        return {}
    tokens = _places(raw, [token.split(":") for token in logprobs.split()])

    def total(start: int, end: int) -> float:
        if raw[start] == '"':
            start, end = (start if opening else start + 1), end - 1
        return sum(value for begin, last, value in tokens if begin < end and start < last)

    return {
        name: [{key: total(*place) for key, place in parts.items()} for parts in items]
        for name, items in _items(raw).items()
    }


def _places(raw: str, pairs: list[list[str]]) -> list[tuple[int, int, float]]:
    """Begin and end of every token in characters, and its log-probability.

    A token that begins or ends within a character has all of it.
    """
    ends = list(accumulate(int(size) for size, _ in pairs))
    begins = [0, *ends][: len(ends)]
    if not raw.isascii():
        # Of every byte, and of what would follow the last one, the character.
        of_byte = [place for place, char in enumerate(raw) for _ in char.encode()] + [len(raw)]
        begins = [of_byte[begin] for begin in begins]
        ends = [of_byte[max(end - 1, 0)] + 1 for end in ends]
    values = (float(value) for _, value in pairs)
    return list(zip(begins, ends, values, strict=True))


def _items(raw: str) -> dict[str, list[_Parts]]:
    """Every item of every list: where each of its parts begins and ends.

    Of a key that is repeated the last list counts, as in every JSON parser.
    """
    found: dict[str, list[_Parts]] = {}
    try:
        at = _after(raw, _skip(raw, 0), "{")
        while raw[at] != "}":
            name, at = _decode(raw, at)
            found[name] = []
            at = _after(raw, _skip(raw, at), "[")
            while raw[at] != "]":
                parts, at = _parts(raw, at)
                found[name].append(parts)
                at = _skip(raw, at)
            at = _skip(raw, at + 1)
    except (ValueError, IndexError):
        # Cut off, or of another form: what was whole has been told.
        pass
    return found


def _parts(raw: str, at: int) -> tuple[_Parts, int]:
    """The parts of the item that begins at ``at``, and its end."""
    parts: _Parts = {}
    if raw[at] not in "[{":
        _, end = _decode(raw, at)
        return {0: (at, end)}, end
    keyed = raw[at] == "{"
    at = _skip(raw, at + 1)
    while raw[at] not in "]}":
        key: str | int = len(parts)
        if keyed:
            key, at = _decode(raw, at)
            at = _skip(raw, at)
        _, end = _decode(raw, at)
        parts[key] = (at, end)
        at = _skip(raw, end)
    return parts, at + 1


def _skip(raw: str, at: int) -> int:
    while raw[at] in _BETWEEN:
        at += 1
    return at


def _after(raw: str, at: int, mark: str) -> int:
    if raw[at] != mark:
        raise ValueError(f"no {mark} at {at}")
    return _skip(raw, at + 1)
