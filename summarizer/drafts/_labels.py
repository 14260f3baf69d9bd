"""Hand-made labels (examples, training lines, gold) as draft items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from summarizer.domain import ItemField
from summarizer.drafts._types import (
    DraftActor,
    DraftClaim,
    DraftItem,
    DraftSector,
    DraftStance,
    DraftSummary,
)


def from_labels(
    labels: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[ItemField, list[DraftItem]]:
    """Draft items of labels that point at sentences by number, from 1.

    Raises:
        KeyError: a label lacks a key that its field needs.
    """

    def evidence(label: Mapping[str, Any]) -> tuple[int, ...]:
        return tuple(label["sentences"])

    return {
        "summary": [DraftSummary(evidence(s), s.get("text")) for s in labels.get("summary", ())],
        "actors": [
            DraftActor(
                a["name"],
                a["type"],
                a["salience"],
                a.get("role") or "",
                tuple(a.get("aliases") or ()),
            )
            for a in labels.get("actors", ())
        ],
        "claims": [
            DraftClaim(c["text"], c["speaker"], c["kind"], evidence(c), c.get("via"))
            for c in labels.get("claims", ())
        ],
        "sectors": [DraftSector(s["code"], evidence(s)) for s in labels.get("sectors", ())],
        "stance": [
            DraftStance(s["holder"], s["target"], s["position"], evidence(s))
            for s in labels.get("stance", ())
        ],
    }
