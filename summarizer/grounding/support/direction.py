"""Direction: what rises on one side must not fall on the other."""

from __future__ import annotations

from summarizer.grounding.support._cues import BE
from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support.negation import parities
from summarizer.grounding.support.overlap import Pairing

#: Opposites whose swap of subject and object says the same: A sold to B, B bought from A.
_CONVERSE = frozenset({"#buy", "#sell", "#lend", "#borrow", "#win", "#lose", "#beat", "#defeat"})
_ORDER = frozenset({"before", "after", "more", "less", "above", "below"})


def check_direction(pairing: Pairing) -> list[Reason]:
    """Find words of the statement whose opposite the evidence uses in their place."""
    statement, evidence = pairing.statement, pairing.evidence
    parity: tuple[list[int], list[int]] | None = None
    keys = evidence.keys
    for i, word in enumerate(statement.words):
        if statement.name[i] or keys.isdisjoint(word.opposites):
            continue
        against = sorted(
            {
                j
                for key in word.opposites
                for j in evidence.places(key)
                if not evidence.name[j] and not set(evidence.words[j].keys) & set(word.keys)
            }
        )
        if not against:
            continue
        if parity is None:
            parity = parities(pairing)[:2]
        same = pairing.at.get(i) or evidence.at(word)
        if not same:
            # "tax cuts push up the deficit" over "cutting taxes widens it": the cut is the cut
            against = [j for j in against if not _answers_elsewhere(pairing, i, j)]
            if not against:
                continue
        if same and _outnumbered(pairing, i, same, against):
            return [
                Reason("direction", "contradicted",
                       f"{statement.surfaces[i]!r} stands where the evidence has "
                       f"{evidence.surfaces[against[-1]]!r}",
                       statement.surfaces[i], evidence.surfaces[against[-1]])
            ]  # fmt: skip
        j, score = pairing.best(i, against)
        if same and pairing.best(i, same)[1] >= (0.5 if j in pairing.used else 0.75) * score:
            continue
        if same and _told_apart(pairing, i, j, same):
            continue
        # an opposite that answers to nothing else in the statement needs less around it
        if score < (0.35 if i in pairing.at or j in pairing.used else 0.2) and len(pairing.at) > 1:
            continue
        if parity[0][i] != parity[1][j]:
            # "did not rise" follows from "fell", and what was not secured was unsecured
            if parity[0][i] or word.stem == f"un{evidence.words[j].stem}":
                pairing.equivalent.add(i)
                continue
            return [
                Reason("direction", "unverified",
                       f"{evidence.surfaces[j]!r} under a negation is not yet "
                       f"{statement.surfaces[i]!r}", statement.surfaces[i], evidence.surfaces[j])
            ]  # fmt: skip
        if word.low in _ORDER and _turned(pairing, i, j):
            continue
        if set(word.keys) & _CONVERSE and (
            _turned(pairing, i, j) != (_passive(statement, i) != _passive(evidence, j))
        ):
            pairing.equivalent.add(i)
            continue
        return [
            Reason("direction", "contradicted",
                   f"{statement.surfaces[i]!r} against {evidence.surfaces[j]!r}",
                   statement.surfaces[i], evidence.surfaces[j])
        ]  # fmt: skip
    return []


_TURNS = {"for": "against", "against": "for", "to": "from", "from": "to",
          "into": "from", "toward": "from", "towards": "from"}  # fmt: skip


def check_prepositions(pairing: Pairing) -> list[Reason]:
    """Find "voted for the bill" over "voted against the bill", "flew to" over "flew from"."""
    statement, evidence = pairing.statement, pairing.evidence
    for i, word in enumerate(statement.words):
        turned = _TURNS.get(word.low)
        if turned is None:
            continue
        follows = _next_content(statement, i)
        if follows is None or follows not in pairing.at:
            continue
        if word.low in ("from", "to") and statement.has(turned):
            before = {_preposition(evidence, j) for j in pairing.at[follows]}
            if before == {turned}:
                return [_turned_reason(statement, i, turned)]
        if i - 1 not in pairing.at:
            continue
        verdicts = [
            evidence.words[j + 1].low
            for j in pairing.at[i - 1]
            if j + 1 < len(evidence.words) and _next_content(evidence, j + 1) in pairing.at[follows]
        ]
        if turned in verdicts and word.low not in verdicts:
            return [_turned_reason(statement, i, turned)]
    return []


def _turned_reason(statement: Reading, i: int, turned: str) -> Reason:
    message = f"{statement.words[i].low!r} against {turned!r}"
    return Reason("direction", "contradicted", message, statement.surfaces[i], turned)


def _preposition(reading: Reading, j: int) -> str:
    """What stands before the noun at ``j``, its article aside."""
    k = j - 1
    if k >= 0 and reading.words[k].low in ("the", "a", "an"):
        k -= 1
    return reading.words[k].low if k >= 0 else ""


def _next_content(reading: Reading, i: int) -> int | None:
    for k in range(i + 1, min(i + 5, len(reading.words))):
        word = reading.words[k]
        if word.content:
            return k
        if word.mark or word.low in _TURNS or word.low in ("and", "or"):
            return None
    return None


def _outnumbered(pairing: Pairing, i: int, same: list[int], against: list[int]) -> bool:
    """Whether the statement has the word more often, its opposite less often, than the evidence."""
    statement = pairing.statement
    word = statement.words[i]
    mine = sum(not set(word.keys).isdisjoint(w.keys) for w in statement.words)
    other = sum(not word.opposites.isdisjoint(w.keys) for w in statement.words)
    return mine > len(same) and other < len(against)


def _answers_elsewhere(pairing: Pairing, i: int, j: int) -> bool:
    """Whether evidence word ``j`` is another statement word in another form."""
    words = pairing.statement.words
    stem = pairing.evidence.words[j].stem
    return any(k != i and j in spots and words[k].stem == stem for k, spots in pairing.at.items())


def _told_apart(pairing: Pairing, i: int, j: int, same: list[int]) -> bool:
    """Whether both poles stand in both texts and sentences keep them apart ("it began. It ended").

    Nothing in the statement's clause may belong to the sentence of the opposite alone.
    """
    statement, evidence = pairing.statement, pairing.evidence
    there = evidence.sentence[j]
    own = {evidence.sentence[s] for s in same}
    if there in own or not any(j in spots for k, spots in pairing.at.items() if k != i):
        return False
    return not any(
        statement.clause[k] == statement.clause[i]
        and k != i
        and {evidence.sentence[s] for s in spots} == {there}
        for k, spots in pairing.at.items()
    )


def _turned(pairing: Pairing, i: int, j: int) -> bool:
    """Whether what stands left of ``i`` stands right of ``j`` and the other way round."""
    left = _nearest(pairing, i, -1)
    right = _nearest(pairing, i, 1)
    if left is None and right is None:
        return False
    crossed = [all(spot > j for spot in left)] if left else []
    crossed += [all(spot < j for spot in right)] if right else []
    return all(crossed)


def _passive(reading: Reading, i: int) -> bool:
    return reading.words[i].past and any(
        reading.words[k].low in BE for k in range(max(i - 3, 0), i)
    )


def _nearest(pairing: Pairing, i: int, step: int) -> list[int] | None:
    first: list[int] | None = None
    k = i + step
    while 0 <= k < len(pairing.statement.words):
        if k in pairing.at:
            if pairing.statement.upper[k]:
                return pairing.at[k]
            first = first or pairing.at[k]
        k += step
    return first
