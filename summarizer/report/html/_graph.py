"""A small graph of who stands for or against whom; a pure, deterministic layout.

Holders stand left, targets right, in the order that crosses the fewest lines a
few sweeps of the barycentre heuristic find (Sugiyama, Tagawa and Toda 1981).
All lengths are user units of the drawing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.domain import Position

WIDTH = 420.0
_NODE_WIDTH, _NODE_HEIGHT, _ROW = 148.0, 38.0, 50.0
_EDGE = 1.0
_LINE_COLUMNS = 20
_SWEEPS = 4
_SIGN_DISTANCE = 20.0
# Where on its line a sign may stand, best first.
_SIGN_PLACES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)

SIGNS: dict[Position, str] = {"support": "+", "oppose": "−", "mixed": "±", "neutral": "○"}


@dataclass(frozen=True, slots=True)
class Relation:
    """One stance: ``key`` and ``position`` of the line from ``holder`` to ``target``."""

    key: str
    holder: str
    target: str
    position: Position


@dataclass(frozen=True, slots=True)
class Node:
    """A named box; ``keys`` are the stances that meet in it."""

    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    keys: tuple[str, ...]
    width: float = _NODE_WIDTH
    height: float = _NODE_HEIGHT


@dataclass(frozen=True, slots=True)
class Line:
    """A curve between two boxes, its arrow head and the place of its sign."""

    key: str
    position: Position
    path: str
    head: str
    sign: str
    sign_x: float
    sign_y: float


@dataclass(frozen=True, slots=True)
class Graph:
    """What the drawing consists of."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    height: float
    width: float = WIDTH


def lay_out(relations: Sequence[Relation]) -> Graph | None:
    """Lay the relations out; ``None`` if there are none."""
    if not relations:
        return None
    left = list(dict.fromkeys(r.holder for r in relations))
    right = list(dict.fromkeys(r.target for r in relations))
    left, right = _untangle(left, right, relations)
    rows = max(len(left), len(right))
    height = rows * _ROW + 2 * _EDGE - (_ROW - _NODE_HEIGHT)
    ys_left, ys_right = _heights(len(left), rows), _heights(len(right), rows)
    nodes = [
        _node(name, _EDGE, y, [r.key for r in relations if r.holder == name])
        for name, y in zip(left, ys_left, strict=True)
    ] + [
        _node(name, WIDTH - _EDGE - _NODE_WIDTH, y, [r.key for r in relations if r.target == name])
        for name, y in zip(right, ys_right, strict=True)
    ]
    return Graph(tuple(nodes), _lines(relations, left, right, ys_left, ys_right), height)


def _untangle(
    left: list[str], right: list[str], relations: Sequence[Relation]
) -> tuple[list[str], list[str]]:
    best = (_crossings(left, right, relations), left, right)
    for _ in range(_SWEEPS):
        right = _by_barycentre(right, left, [(r.target, r.holder) for r in relations])
        left = _by_barycentre(left, right, [(r.holder, r.target) for r in relations])
        found = _crossings(left, right, relations)
        if found < best[0]:
            best = (found, left, right)
    return best[1], best[2]


def _by_barycentre(
    names: list[str], others: list[str], pairs: Sequence[tuple[str, str]]
) -> list[str]:
    place = {name: index for index, name in enumerate(others)}

    def centre(name: str) -> float:
        found = [place[other] for own, other in pairs if own == name]
        return sum(found) / len(found)

    return sorted(names, key=centre)


def _crossings(left: list[str], right: list[str], relations: Sequence[Relation]) -> int:
    ends = sorted((left.index(r.holder), right.index(r.target)) for r in relations)
    return sum(
        a[0] < b[0] and a[1] > b[1] for number, a in enumerate(ends) for b in ends[number + 1 :]
    )


def _heights(count: int, rows: int) -> list[float]:
    """Upper edges of ``count`` boxes spread over ``rows`` rows."""
    step = rows * _ROW / count
    return [_EDGE + step * index + (step - _ROW) / 2 for index in range(count)]


def _node(name: str, x: float, y: float, keys: list[str]) -> Node:
    return Node(name, _wrap(name), x, y, tuple(keys))


def _lines(
    relations: Sequence[Relation],
    left: list[str],
    right: list[str],
    ys_left: list[float],
    ys_right: list[float],
) -> tuple[Line, ...]:
    x1, x2 = _EDGE + _NODE_WIDTH, WIDTH - _EDGE - _NODE_WIDTH
    leaving = _ports(relations, left, right, ys_left, outgoing=True)
    arriving = _ports(relations, right, left, ys_right, outgoing=False)
    lines: list[Line] = []
    signs: list[tuple[float, float]] = []
    for index, relation in enumerate(relations):
        y1, y2 = leaving[index], arriving[index]
        bend = (x2 - x1) / 2
        path = f"M{x1:g} {y1:.1f}C{x1 + bend:g} {y1:.1f} {x2 - bend:g} {y2:.1f} {x2 - 6:g} {y2:.1f}"
        head = f"M{x2 - 9:g} {y2 - 4:.1f}L{x2 - 1:g} {y2:.1f}L{x2 - 9:g} {y2 + 4:.1f}Z"
        x, y = _sign_place(x1, y1, x2, y2, signs)
        signs.append((x, y))
        sign = SIGNS[relation.position]
        lines.append(Line(relation.key, relation.position, path, head, sign, x, y))
    return tuple(lines)


def _ports(
    relations: Sequence[Relation],
    own: list[str],
    other: list[str],
    ys: list[float],
    *,
    outgoing: bool,
) -> dict[int, float]:
    """The height at which each line meets its box: spread, in the order of the far ends."""
    ports: dict[int, float] = {}
    for name, top in zip(own, ys, strict=True):
        mine = [
            (other.index(r.target if outgoing else r.holder), index)
            for index, r in enumerate(relations)
            if (r.holder if outgoing else r.target) == name
        ]
        gap = min(12.0, (_NODE_HEIGHT - 8) / max(len(mine), 1))
        for place, (_, index) in enumerate(sorted(mine)):
            shift = (place - (len(mine) - 1) / 2) * gap
            ports[index] = top + _NODE_HEIGHT / 2 + shift
    return ports


def _sign_place(
    x1: float, y1: float, x2: float, y2: float, taken: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    places = [_on_curve(x1, y1, x2, y2, t) for t in _SIGN_PLACES]
    for x, y in places:
        if all((x - a) ** 2 + (y - b) ** 2 >= _SIGN_DISTANCE**2 for a, b in taken):
            return x, y
    return places[0]


def _on_curve(x1: float, y1: float, x2: float, y2: float, t: float) -> tuple[float, float]:
    """Point of the cubic whose inner control points lie halfway between the ends."""
    middle = (x1 + x2) / 2
    u = 1 - t
    x = u**3 * x1 + 3 * u * u * t * middle + 3 * u * t * t * middle + t**3 * x2
    y = u**3 * y1 + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t**3 * y2
    return round(x, 1), round(y, 1)


def _wrap(name: str) -> tuple[str, ...]:
    """At most two lines that fit the box; an ellipsis where the name goes on."""
    lines: list[str] = []
    line = ""
    for word in name.split() or [name]:
        longer = f"{line} {word}" if line else word
        if _columns(longer) <= _LINE_COLUMNS or not line:
            line = longer
            continue
        lines.append(line)
        line = word
        if len(lines) == 2:
            break
    else:
        lines.append(line)
    clipped = [_clip(text) for text in lines[:2]]
    if len(lines) > 2 or (len(lines) == 2 and " ".join(lines) != " ".join(name.split())):
        clipped[1] = _clip(clipped[1].rstrip("…") + " …")
    return tuple(clipped)


def _clip(text: str) -> str:
    if _columns(text) <= _LINE_COLUMNS:
        return text
    kept = text
    while _columns(kept) > _LINE_COLUMNS - 1:
        kept = kept[: max(len(kept) // 2, 1)] if len(kept) > 200 else kept[:-1]
    return kept.rstrip() + "…"


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
