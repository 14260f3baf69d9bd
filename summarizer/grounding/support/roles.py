"""Who did it to whom: agent and patient must not change places."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.grounding.support._cues import BE
from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.grounding.support.overlap import Pairing

#: Verbs and nouns whose two sides may be exchanged.
_SYMMETRIC = vocabulary(
    """
    #meet #talk #agree #agreement #talks #match #trade #war #dispute #border #happen #near
    """
) | {"clash", "marri", "merg", "marry", "tie", "draw", "differ", "resembl", "equal"}
_NOUNS = ("tion", "sion", "ment", "ance", "ence", "ions", "ments", "er", "ers", "or", "ors")
_RELATIVE = frozenset("which that who whom to".split())
_SIDES = 3
_REACH = 9


@dataclass(frozen=True, slots=True)
class _Parties:
    agents: frozenset[int]
    patients: frozenset[int]


def _side(reading: Reading, pivot: int, step: int) -> list[int]:
    """The nearest content words on one side of the pivot within its clause."""
    found: list[int] = []
    sentence = reading.sentence[pivot]
    i = pivot + step
    while 0 <= i < len(reading.words) and abs(i - pivot) <= _REACH:
        if reading.sentence[i] != sentence:
            break
        word = reading.words[i]
        if word.breaks and found:
            break
        if word.content and word.numeric is None and (reading.name[i] or word.weight >= 1.0):
            found.append(i)
            if len(found) == _SIDES:
                break
        i += step
    return found


def _parties(reading: Reading, pivot: int) -> _Parties:
    words = reading.words
    left = _side(reading, pivot, -1)
    right = _side(reading, pivot, 1)
    by = next(
        (k for k in range(pivot + 1, min(pivot + 7, len(words)))
         if words[k].low == "by" and reading.sentence[k] == reading.sentence[pivot]), None,
    )  # fmt: skip
    passive = words[pivot].past and any(words[k].low in BE for k in range(max(pivot - 3, 0), pivot))
    if by is not None and (passive or words[pivot].past or words[pivot].low.endswith(_NOUNS)):
        return _Parties(
            frozenset(i for i in right if i > by),
            frozenset([*left, *(i for i in right if i < by)]),
        )
    if passive:
        return _Parties(frozenset(), frozenset(left))
    return _Parties(frozenset(left), frozenset(right))


def check_roles(pairing: Pairing) -> list[Reason]:
    """Find a verb both sides share whose agent and patient have changed places."""
    statement, evidence = pairing.statement, pairing.evidence
    for i, spots in pairing.at.items():
        word = statement.words[i]
        if statement.name[i] or word.numeric is not None:
            continue
        if not (word.verb or word.past or statement.predicate[i]):
            continue
        if word.low.endswith(_NOUNS):
            continue
        if any(key in _SYMMETRIC for key in word.keys):
            continue
        here = _parties(statement, i)
        if not here.agents or not here.patients:
            continue
        agents = [_spots(pairing, k) for k in here.agents]
        patients = [_spots(pairing, k) for k in here.patients]
        agents = [s for s in agents if s]
        patients = [s for s in patients if s]
        if not agents or not patients:
            continue
        verdicts = [
            _crossed(agents, patients, _parties(evidence, j))
            for j in spots
            if not (j and evidence.words[j - 1].low in _RELATIVE)
            if word.past or not evidence.words[j].past or _finite(evidence, j)
        ]
        if verdicts and all(verdict == 1 for verdict in verdicts):
            return [
                Reason("roles", "contradicted",
                       f"agent and patient of {statement.surfaces[i]!r} have changed places",
                       statement.surfaces[i], evidence.surfaces[spots[0]])
            ]  # fmt: skip
    return []


def _finite(reading: Reading, j: int) -> bool:
    """Whether a past form has a subject of its own rather than being a participle."""
    return j > 0 and (reading.name[j - 1] or reading.words[j - 1].pronoun)


def _spots(pairing: Pairing, k: int) -> set[int]:
    return set(pairing.at.get(k, ()))


def _crossed(agents: list[set[int]], patients: list[set[int]], there: _Parties) -> int:
    """1: exchanged; 0: not, or not to be seen."""
    swapped_agents = sum(bool(s & there.patients) and not s & there.agents for s in agents)
    kept_agents = sum(bool(s & there.agents) for s in agents)
    swapped_patients = sum(bool(s & there.agents) and not s & there.patients for s in patients)
    kept_patients = sum(bool(s & there.patients) for s in patients)
    return int(swapped_agents > kept_agents and swapped_patients > kept_patients)
