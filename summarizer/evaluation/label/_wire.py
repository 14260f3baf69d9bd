"""Labels on their way to the page and back.

The page knows evidence as ``[start, end]``, code points of the article's text; gold
files keep quotes. A quote that is not (or not uniquely) in the text goes to the page
as it is, ``{"quote": …}``, and comes back so unless the reader replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from summarizer.domain import ITEM_FIELDS
from summarizer.evaluation.gold import Gold, Quote, find_quote, quote_span

Wire = dict[str, Any]


def items_to_wire(gold: Gold, text: str) -> Wire:
    """The items of ``gold`` by field, evidence as offsets into ``text``."""

    def evidence(quotes: tuple[str | Quote, ...]) -> list[Any]:
        found: list[Any] = []
        for quote in quotes:
            try:
                span = find_quote(text, quote)
            except ValueError:
                found.append({"quote": quote} if isinstance(quote, str) else quote.model_dump())
            else:
                found.append([span.start, span.end])
        return found

    def item(entry: Any) -> Wire:
        # Alternatives name only what differs, and a null that was written says something.
        wire = entry.model_dump(exclude_unset=True)
        if wire.get("evidence") is not None:
            wire["evidence"] = evidence(entry.evidence)
        if "alternatives" in wire:
            wire["alternatives"] = [item(other) for other in entry.alternatives]
        return wire

    return {field: [item(entry) for entry in getattr(gold, field)] for field in ITEM_FIELDS}


def items_from_wire(labels: Mapping[str, Any], text: str) -> Wire:
    """What :class:`~summarizer.evaluation.gold.Gold` validates; offsets become quotes.

    What is not of the form that the page sends is passed on for validation to refuse.
    """

    def quote(piece: Any) -> Any:
        if isinstance(piece, dict):
            given = cast("Wire", piece)
            return given["quote"] if set(given) == {"quote"} else given
        if not isinstance(piece, list):
            return piece
        offsets = cast("list[Any]", piece)
        if len(offsets) != 2 or not all(type(offset) is int for offset in offsets):
            return offsets
        try:
            found = quote_span(text, offsets[0], offsets[1])
        except ValueError:
            return offsets
        return found if isinstance(found, str) else found.model_dump()

    def item(entry: Any) -> Any:
        if not isinstance(entry, dict):
            return entry
        wire = dict(cast("Wire", entry))
        for key, turn in (("evidence", quote), ("alternatives", item)):
            if isinstance(wire.get(key), list):
                wire[key] = [turn(piece) for piece in wire[key]]
        return wire

    made: Wire = {}
    for field in ITEM_FIELDS:
        entries = labels.get(field, [])
        made[field] = (
            [item(entry) for entry in cast("list[Any]", entries)]
            if isinstance(entries, list)
            else entries
        )
    return made
