"""Modality: may, will and did are three things; so are planned and done."""

from __future__ import annotations

from summarizer.grounding.support._result import Effect, Reason
from summarizer.grounding.support.overlap import Pairing

#: (statement, evidence) -> what the pair allows; ``None`` moods are plain assertions.
_VERDICTS: dict[tuple[str | None, str | None], Effect] = {
    (None, "may"): "contradicted", (None, "likely"): "contradicted",
    (None, "will"): "unverified", (None, "should"): "contradicted",
    (None, "plan"): "contradicted", (None, "hedge"): "unverified", (None, "if"): "unverified",
    ("will", "may"): "contradicted", ("will", "likely"): "unverified",
    ("will", "should"): "contradicted", ("will", "plan"): "unverified",
    ("will", None): "unverified", ("will", "hedge"): "unverified",
    ("may", "will"): "contradicted", ("may", None): "unverified", ("may", "should"): "unverified",
    ("may", "plan"): "unverified",
    ("likely", None): "unverified", ("likely", "may"): "unverified", ("likely", "will"): "unverified",
    ("should", None): "contradicted", ("should", "will"): "contradicted",
    ("should", "may"): "unverified",
    ("plan", None): "contradicted", ("plan", "may"): "unverified",
    ("hedge", None): "unverified", ("if", None): "unverified",
}  # fmt: skip
_NEAR = 4


def check_modality(pairing: Pairing, *, attributed: bool) -> list[Reason]:
    """Compare the moods of the predicates that both sides have.

    ``attributed``: the statement is a speaker's, so that "A accused B of X" carries A's "B did X".
    """
    statement, evidence = pairing.statement, pairing.evidence
    softest: Reason | None = None
    for i, spots in pairing.at.items():
        word = statement.words[i]
        if statement.name[i] or word.numeric is not None or word.mood is not None:
            continue
        here = statement.mood[i]
        direct_here = here is not None and i - statement.mood_at[i] <= _NEAR
        j = spots[0] if len(spots) == 1 else pairing.best(i, spots)[0]
        there = evidence.mood[j]
        direct_there = there is not None and j - evidence.mood_at[j] <= _NEAR
        if not (direct_here or direct_there) or here == there:
            continue
        if not (direct_here or (here is None)) or not (direct_there or there is None):
            continue
        if not (statement.predicate[i] or evidence.predicate[j] or word.verb):
            continue
        if any(evidence.mood[spot] == here for spot in spots):
            continue
        if here is None and _said_about(pairing, evidence.mood_at[j]):
            continue  # the statement has the cue's own word
        effect = _VERDICTS.get((here, there))
        if effect is None:
            continue
        if attributed and here is None and there in ("hedge", "will"):
            continue
        if effect == "contradicted" and not _close(pairing, i, j, here, there):
            effect = "unverified"
        cue_here = statement.surfaces[statement.mood_at[i]] if here else "plain"
        cue_there = evidence.surfaces[evidence.mood_at[j]] if there else "plain"
        reason = Reason(
            "modality", effect,
            f"{statement.surfaces[i]!r} is {cue_here!r} here and {cue_there!r} there",
            statement.surfaces[i], evidence.surfaces[j],
        )  # fmt: skip
        if effect == "contradicted":
            return [reason]
        softest = softest or reason
    return [softest] if softest else []


def _said_about(pairing: Pairing, cue: int) -> bool:
    return cue in pairing.used


def _close(pairing: Pairing, i: int, j: int, here: str | None, there: str | None) -> bool:
    """Whether the cue touches the predicate, so that the clash is beyond doubt."""
    gaps: list[int] = []
    if here is not None:
        gaps.append(i - pairing.statement.mood_at[i])
    if there is not None:
        gaps.append(j - pairing.evidence.mood_at[j])
    return min(gaps) <= 3
