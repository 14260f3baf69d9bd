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
    pending: Reason | None = None
    anchored = False
    for i, spots in pairing.at.items():
        if statement.name[i] or statement.words[i].numeric is not None:
            anchored = anchored or (here[i] == 1 and any(there[j] == 1 for j in spots))
            continue
        word = statement.words[i]
        agreeing = [j for j in spots if there[j] == here[i]]
        clashing = [j for j in spots if there[j] != here[i]]
        if word.framing and i not in focus_here and not focus_there.intersection(clashing):
            continue  # "it will not rise, he said"
        if any(evidence.words[j].stem == word.stem for j in agreeing):
            # the very word tells more than one that only means the same
            clashing = [j for j in clashing if evidence.words[j].stem == word.stem]
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
            striking = [j for j in striking if j in focus_there or evidence.predicate[j]]
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
        soft = _compares(evidence if there[j] else statement) or (
            here[i] == 1 and _over(pairing, j)
        )
        reason = Reason("negation", "unverified" if soft else "contradicted",
                        f"only {side} negates {statement.surfaces[i]!r}",
                        statement.surfaces[i], evidence.surfaces[j])  # fmt: skip
        if (
            not (statement.predicate[i] and not _determined(statement, i))
            or _determined(evidence, j)
            or _object_negated(statement, i, evidence, j, here)
        ):
            # "no civilians were hurt" is "civilians were not hurt" if the verbs agree
            pending = pending or reason
            continue
        return [reason]
    if pending is not None and not anchored:
        return [pending]
    negated = statement.negators or [p for p, _, _ in statement.denials if p in pairing.unmatched]
    entailed = any(here[i] for i in pairing.equivalent if i < len(here))
    if not anchored and not entailed and (negated or any(there)):
        clash = _name_clash(pairing, here, there, focus_here, focus_there)
        if clash is not None:
            return [*reasons, clash]
    if statement.negators and not anchored and not entailed:
        anchored = all(_same_place(statement, n, evidence) for n in statement.negators)
    if statement.negators and not anchored and not entailed:
        cue = statement.surfaces[statement.negators[0]]
        silent = not evidence.negators and not any(there)
        reasons.append(
            Reason("negation", "contradicted" if silent else "unverified",
                   f"the evidence does not show the statement's {cue!r}", cue)
        )  # fmt: skip
    elif not any(here) and not statement.negators:
        loose = _unmatched_negation(pairing, focus_there)
        if loose is not None:
            reasons.append(loose)
    return reasons


def _compares(reading: Reading) -> bool:
    """Whether a "no" only makes a superlative: "no country buys more of it than Norland"."""
    words = reading.words
    for n in reading.negators:
        if words[n].low not in _DETERMINERS and words[n].low != "never":
            continue
        rest = [word.low for word in words[n + 1 : n + 12]]
        if "than" in rest and any(
            low in ("more", "less", "fewer") or low.endswith("er")
            for low in rest[: rest.index("than")]
        ):
            return True
    return False


def _over(pairing: Pairing, j: int) -> bool:
    """Whether the evidence says without a negation that it is over: "lost control of"."""
    evidence = pairing.evidence
    words = evidence.words
    near = range(max(j - 3, 0), min(j + 5, len(words)))
    return any(
        evidence.sentence[k] == evidence.sentence[j]
        and k != j
        and k not in pairing.used
        and (words[k].stem in _ENDINGS or (words[k].low == "last" and k < j))
        for k in near
    )


_ENDINGS = frozenset({"wrest", "strip", "depriv", "lose", "end", "ceas", "stop", "former"})


def _object_negated(statement: Reading, i: int, evidence: Reading, j: int, here: list[int]) -> bool:
    """Whether the side without a negated verb negates what follows it instead.

    "Did not find lead" is "found no lead", "had no permission to land" is "landed without".
    """
    reading, at = (evidence, j) if here[i] else (statement, i)
    return any(
        at < n <= at + _NEAR
        and reading.sentence[n] == reading.sentence[at]
        and reading.words[n].low in _DETERMINERS
        for n in reading.negators
    )


_NEAR = 6
_DETERMINERS = frozenset({"no", "none", "nothing", "nobody", "without", "neither", "no_one"})


def _same_place(statement: Reading, n: int, evidence: Reading) -> bool:
    """Whether the evidence has the statement's negator ``n`` beside the same words."""
    mine = _beside(statement, n)
    return any(
        evidence.words[m].low == statement.words[n].low
        and any(
            not one.isdisjoint(other) for one, other in zip(mine, _beside(evidence, m), strict=True)
        )
        for m in evidence.negators
    )


def _beside(reading: Reading, n: int) -> tuple[set[str], set[str]]:
    """Keys of the nearest content words left and right of ``n`` in its sentence."""
    sides: list[set[str]] = []
    for step in (-1, 1):
        i = n + step
        found: set[str] = set()
        while 0 <= i < len(reading.words) and abs(i - n) <= _NEAR:
            if reading.words[i].content:
                if reading.sentence[i] == reading.sentence[n]:
                    found = set(reading.words[i].keys)
                break
            i += step
        sides.append(found)
    return sides[0], sides[1]


def _determined(reading: Reading, i: int) -> bool:
    """Whether "no" stands just before the word, as its determiner."""
    return any(reading.words[k].low in ("no", "neither", "none") for k in range(max(i - 3, 0), i))


def _name_clash(
    pairing: Pairing, here: list[int], there: list[int], focus_here: set[int], focus_there: set[int]
) -> Reason | None:
    """A name that a negation strikes on one side only ("was not a Boeing", "was a Boeing")."""
    statement, evidence = pairing.statement, pairing.evidence
    for i, spots in pairing.at.items():
        if not statement.name[i] or any(there[j] == here[i] for j in spots):
            continue
        if i in focus_here or any(j in focus_there for j in spots):
            return Reason("negation", "contradicted",
                          f"only one side negates {statement.surfaces[i]!r}",
                          statement.surfaces[i], evidence.surfaces[spots[0]])  # fmt: skip
    return None


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
