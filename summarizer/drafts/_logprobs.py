"""How sure a model was of what it wrote, by the log-probabilities of its tokens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import accumulate

Cells = Mapping[str | int, float]
"""Log-probability of each part of an item: of an array's by place, of an object's by key."""

_decode = json.JSONDecoder(strict=False).raw_decode
_BETWEEN = " \t\r\n,:"


def cell_logprobs(raw: str, logprobs: str) -> dict[str, list[Cells]]:
    """For every list of an answer the log-probabilities of its items' parts, up to a cut.

    A part has every token that it shares a character with, so a token that ends one part
    and begins the next counts for both.

    Args:
        raw: the answer, a JSON object of lists.
        logprobs: ``bytes:logprob`` of every token of ``raw`` in UTF-8, separated by blanks;
            the natural logarithm. Without any there is nothing to tell.
    """
    if not logprobs:
        return {}
    pairs = [token.split(":") for token in logprobs.split()]
    ends = list(accumulate(int(size) for size, _ in pairs))
    values = [float(value) for _, value in pairs]
    if not raw.isascii():
        ends = _in_characters(raw, ends)
    found: dict[str, list[Cells]] = {}
    for name, parts in _items(raw):
        cells = {key: _total(ends, values, start, end) for key, (start, end) in parts.items()}
        found.setdefault(name, []).append(cells)
    return found


def _total(ends: list[int], values: list[float], start: int, end: int) -> float:
    begins = [0, *ends]
    shared = (
        value
        for begin, last, value in zip(begins, ends, values, strict=False)
        if begin < end and start < last
    )
    return sum(shared)


def _in_characters(raw: str, ends: list[int]) -> list[int]:
    """Offsets in bytes as offsets in characters; within a character, that of its end."""
    of_bytes = [place for place, char in enumerate(raw, 1) for _ in char.encode()]
    return [of_bytes[end - 1] if end else 0 for end in ends]


def _items(raw: str) -> Iterator[tuple[str, dict[str | int, tuple[int, int]]]]:
    """Every item of every list: the list's name, and where each part begins and ends."""
    try:
        at = _after(raw, _skip(raw, 0), "{")
        while raw[at] != "}":
            name, at = _decode(raw, at)
            at = _after(raw, _skip(raw, at), "[")
            while raw[at] != "]":
                parts, at = _parts(raw, at)
                yield name, parts
                at = _skip(raw, at)
            at = _skip(raw, at + 1)
    except (ValueError, IndexError):
        # Cut off, or of another form: what was whole has been told.
        return


def _parts(raw: str, at: int) -> tuple[dict[str | int, tuple[int, int]], int]:
    """The parts of the item that begins at ``at``, and its end."""
    parts: dict[str | int, tuple[int, int]] = {}
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
