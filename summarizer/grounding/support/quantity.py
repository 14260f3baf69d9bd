"""Quantity words: all, most, some, few, none and only are not one another."""

from __future__ import annotations

from functools import lru_cache

from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Effect, Reason
from summarizer.grounding.support.overlap import Pairing

_VERDICTS: dict[tuple[str | None, str | None], Effect] = {
    ("all", "some"): "contradicted", ("all", "most"): "contradicted",
    ("all", "few"): "contradicted", ("all", "none"): "contradicted",
    ("all", "many"): "contradicted", ("most", "some"): "contradicted",
    ("most", "few"): "contradicted", ("most", "none"): "contradicted",
    ("most", "all"): "unverified", ("most", "many"): "unverified",
    ("some", "none"): "contradicted", ("some", "all"): "contradicted",
    ("some", "most"): "contradicted",
    ("many", "few"): "contradicted", ("many", "none"): "contradicted",
    ("few", "many"): "contradicted", ("few", "most"): "contradicted",
    ("few", "all"): "contradicted", ("few", "none"): "contradicted",
    ("none", "all"): "contradicted", ("none", "some"): "contradicted",
    ("none", "most"): "contradicted", ("none", "few"): "contradicted",
    ("none", "many"): "contradicted", ("many", "some"): "unverified",
    ("all", None): "unverified", ("most", None): "unverified", ("few", None): "unverified",
    ("only some", "all"): "contradicted", ("only some", "most"): "contradicted",
    ("only", None): "unverified", (None, "few"): "unverified", (None, "some"): "note",
    (None, "none"): "contradicted", ("some", "few"): "note", ("some", "many"): "unverified",
}  # fmt: skip
_REACH = 4


@lru_cache(maxsize=512)
def _quantified(reading: Reading) -> tuple[tuple[int, str, int | None], ...]:
    """(position, quantifier, the word it counts) for each quantifier of a text."""
    found: list[tuple[int, str, int | None]] = []
    for i, word in enumerate(reading.words):
        if word.quantifier is None:
            continue
        if word.low == "only" and i + 1 < len(reading.words) and reading.words[i + 1].numeric:
            noun = _counted(reading, i)
            found.append((i, "only some", noun))
            continue
        if word.low in ("only", "hundreds", "thousands", "dozens", "scores") and (
            i + 1 < len(reading.words) and reading.words[i + 1].numeric
        ):
            continue
        kind = word.quantifier
        if kind == "all" and i and reading.words[i - 1].negator:
            kind = "some"  # "not all"
        found.append((i, kind, _counted(reading, i)))
    return tuple(found)


def _counted(reading: Reading, i: int) -> int | None:
    """The word that the quantifier at ``i`` counts."""
    return next(
        (j for j in range(i + 1, min(i + 1 + _REACH, len(reading.words)))
         if reading.words[j].content and reading.words[j].numeric is None), None,
    )  # fmt: skip


def check_quantity(pairing: Pairing) -> list[Reason]:
    """Compare the quantifiers that stand before the same word on both sides."""
    statement, evidence = pairing.statement, pairing.evidence
    here = _quantified(statement)
    there = _quantified(evidence)
    if not here and not there:
        return []
    by_noun = {noun: kind for _, kind, noun in there if noun is not None}
    spots_of_quantifiers = {evidence.words[i].low for i, _, _ in there}
    soft: Reason | None = None
    for i, kind, noun in here:
        if statement.words[i].negator:
            # "no X" is the negation check's, but "not all" is not none
            noun_spots = pairing.at.get(noun, []) if noun is not None else []
            if any(by_noun.get(j) == "some" for j in noun_spots) and kind == "none":
                soft = soft or Reason("quantity", "unverified", "'none' against 'not all'",
                                      statement.surfaces[i])  # fmt: skip
            continue
        spots = pairing.at.get(noun, []) if noun is not None else []
        others = {by_noun.get(j) for j in spots}
        differs = any(other not in (None, kind) for other in others)
        if kind in others or (statement.words[i].low in spots_of_quantifiers and not differs):
            continue
        if statement.words[i].low in ("both", "whole", "entire", "various", "certain"):
            continue
        other = next((o for o in others if o is not None), None)
        effect = _VERDICTS.get((kind, other))
        if effect in (None, "note"):
            continue
        message = f"{statement.words[i].low!r} against {other or 'no quantifier'}"
        reason = Reason("quantity", effect, message, statement.surfaces[i], other or "")
        if effect == "contradicted":
            return [reason]
        soft = soft or reason
    counted = {noun for _, _, noun in here}
    for i, kind, noun in there:
        if noun is None or kind not in ("few", "none") or evidence.words[i].negator:
            continue
        matched = [k for k, spots in pairing.at.items() if noun in spots and len(spots) == 1]
        if matched and not counted & set(matched) and evidence.words[i].low not in ("a_few",):
            soft = soft or Reason("quantity", "unverified",
                                  f"the evidence says {evidence.words[i].low!r}", "",
                                  evidence.surfaces[i])  # fmt: skip
    return [soft] if soft else []
