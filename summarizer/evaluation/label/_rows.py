"""Which items of two readings, and of the gold made from them, are the same item."""

from __future__ import annotations

from typing import Any, TypedDict

from summarizer.domain import ITEM_FIELDS
from summarizer.evaluation.gold import Gold, gold_labels
from summarizer.evaluation.labels import Labels
from summarizer.evaluation.matching import Matching
from summarizer.evaluation.names import ActorNames
from summarizer.evaluation.scoring import match_actors, match_claims
from summarizer.evaluation.stances import match_stance

Pairs = dict[str, dict[int, int]]


class Row(TypedDict):
    """Indexes of one item in the left reading, the right one and the gold."""

    left: int | None
    right: int | None
    gold: int | None


def _labels(gold: Gold) -> Labels:
    """Labels without evidence: matching needs none, and it may be gone from the text."""
    update: dict[str, Any] = {}
    for field in ITEM_FIELDS:
        items: list[Any] = []
        for item in getattr(gold, field):
            bare: dict[str, Any] = {"evidence": ()} if hasattr(item, "evidence") else {}
            if field in ("claims", "stance"):
                bare["alternatives"] = tuple(
                    other.model_copy(update={"evidence": None}) for other in item.alternatives
                )
            items.append(item.model_copy(update=bare))
        update[field] = tuple(items)
    return gold_labels(gold.model_copy(update=update), "")


def _pairs(first: Labels, second: Labels) -> Pairs:
    """Index in ``second`` by index in ``first``, by the scorers' own rules.

    Sentences of a summary are paired by their place: both tell one story in order.
    """
    names = ActorNames(first.actors, second.actors)

    def of(matching: Matching) -> dict[int, int]:
        return {pair.gold: pair.predicted for pair in matching.pairs}

    places: dict[str, list[int]] = {}
    for index, sector in enumerate(second.sectors):
        places.setdefault(sector.code, []).append(index)
    return {
        "summary": {n: n for n in range(min(len(first.summary), len(second.summary)))},
        "actors": of(match_actors(first.actors, names)),
        "claims": of(match_claims(first.claims, second.claims)),
        "sectors": {
            index: places[sector.code].pop(0)
            for index, sector in enumerate(first.sectors)
            if places.get(sector.code)
        },
        "stance": of(match_stance(first.stance, second.stance, names)),
    }


def rows(left: Gold, right: Gold, gold: Gold | None) -> dict[str, list[Row]]:
    """The rows of the adjudication by field, every item of the three in exactly one.

    What is decided comes first, in the gold's order; then what the left reading
    has, then what only the right one has.
    """
    a, b = _labels(left), _labels(right)
    across = _pairs(a, b)
    to_left: Pairs = {}
    to_right: Pairs = {}
    if gold is not None:
        decided = _labels(gold)
        to_left, to_right = _pairs(decided, a), _pairs(decided, b)
    made: dict[str, list[Row]] = {}
    for field in ITEM_FIELDS:
        count = len(getattr(gold, field)) if gold is not None else 0
        here: list[Row] = [
            {"left": to_left[field].get(n), "right": to_right[field].get(n), "gold": n}
            for n in range(count)
        ]
        done_left = {row["left"] for row in here}
        done_right = {row["right"] for row in here}
        for index in range(len(getattr(left, field))):
            if index in done_left:
                continue
            other = across[field].get(index)
            if other in done_right:
                other = None
            here.append({"left": index, "right": other, "gold": None})
            done_right.add(other)
        here.extend(
            Row(left=None, right=index, gold=None)
            for index in range(len(getattr(right, field)))
            if index not in done_right
        )
        made[field] = here
    return made
