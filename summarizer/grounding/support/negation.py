"""Negation and its reach: what one text denies, the other must not assert."""

from __future__ import annotations

from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support.overlap import Pairing


def parities(pairing: Pairing) -> tuple[list[int], list[int], set[int], set[int]]:
    """Parity of each word on both sides and which words a negation strikes first.

    A verb of denial that both sides have is a word like any other; one that only one side
    has negates what it governs.
    """
    statement, evidence = pairing.statement, pairing.evidence
    if not statement.denials and not evidence.denials:
        return (
            statement.parity, evidence.parity,
            {i for i, f in enumerate(statement.focus) if f},
            {j for j, f in enumerate(evidence.focus) if f},
        )  # fmt: skip
    here = _with_denials(statement, evidence)
    there = _with_denials(evidence, statement)
    return here[0], there[0], here[1], there[1]


def _with_denials(reading: Reading, other: Reading) -> tuple[list[int], set[int]]:
    parity = list(reading.parity)
    focus = {i for i, f in enumerate(reading.focus) if f}
    for position, first, end in reading.denials:
        if other.at(reading.words[position]):
            continue
        struck = False
        for i in range(first, end):
            parity[i] ^= 1
            word = reading.words[i]
            if (
                not struck
                and word.content
                and not reading.name[i]
                and word.numeric is None
                and (not word.low.endswith("ly"))
            ):
                focus.add(i)
                struck = word.weight >= 1.0
    return parity, focus


def check_negation(pairing: Pairing) -> list[Reason]:
    """Compare the polarity of the words that both sides have."""
    statement, evidence = pairing.statement, pairing.evidence
    if not (statement.negators or evidence.negators or statement.denials or evidence.denials):
        return []
    here, there, focus_here, focus_there = parities(pairing)
    reasons: list[Reason] = []
    anchored = False
    for i, spots in pairing.at.items():
        if statement.name[i] or statement.words[i].numeric is not None:
            continue
        agreeing = [j for j in spots if there[j] == here[i]]
        clashing = [j for j in spots if there[j] != here[i]]
        if not clashing:
            anchored = anchored or here[i] == 1
            continue
        strong = i in focus_here or statement.predicate[i]
        striking = [
            j for j in clashing
            if strong or j in focus_there or evidence.predicate[j]
        ]  # fmt: skip
        if here[i] == 1 and not (i in focus_here or statement.predicate[i]):
            striking = [j for j in striking if j in focus_there]
        if here[i] == 0:
            striking = [j for j in striking if j in focus_there or evidence.predicate[j]]  # fmt: skip
        if not striking:
            continue
        if agreeing:
            if len(agreeing) + len(striking) == 1:
                continue
            good = pairing.best(i, agreeing)[1]
            bad = pairing.best(i, striking)[1]
            if good >= 0.85 * bad:
                anchored = anchored or here[i] == 1
                continue
        j = pairing.best(i, striking)[0]
        side = "the statement" if here[i] else "the evidence"
        reasons.append(
            Reason("negation", "contradicted", f"only {side} negates {statement.surfaces[i]!r}",
                   statement.surfaces[i], evidence.surfaces[j])
        )  # fmt: skip
        return reasons
    loose = [i for i in focus_here if i in pairing.unmatched and i not in pairing.equivalent]
    if loose and not anchored:
        reasons.append(
            Reason("negation", "unverified",
                   f"the evidence does not show that {statement.surfaces[loose[0]]!r} is negated",
                   statement.surfaces[loose[0]])
        )  # fmt: skip
    elif not any(here) and not statement.negators:
        pending = _unmatched_negation(pairing, focus_there)
        if pending is not None:
            reasons.append(pending)
    return reasons


def _unmatched_negation(pairing: Pairing, focus: set[int]) -> Reason | None:
    """A negation in the evidence next to matched words, striking a word the statement lacks."""
    statement, evidence = pairing.statement, pairing.evidence
    predicates = [
        i for i in pairing.unmatched
        if i not in pairing.equivalent and (statement.predicate[i] or statement.words[i].verb)
        and not statement.name[i]
    ]  # fmt: skip
    if not predicates:
        return None
    clauses = {evidence.clause[j] for j in pairing.used}
    for j in focus:
        if j not in pairing.used and evidence.clause[j] in clauses:
            return Reason("negation", "unverified",
                          f"the evidence negates {evidence.surfaces[j]!r}",
                          statement.surfaces[predicates[0]], evidence.surfaces[j])  # fmt: skip
    return None
