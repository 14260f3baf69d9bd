"""Who did it to whom: agent and patient must not change places."""

from __future__ import annotations

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
_RELATIVE = frozenset(["which", "that", "who", "whom", "to"])
_SIDES = 3
_REACH = 9


def _group(reading: Reading, found: list[int]) -> list[int]:
    """The nearest name of one side as a whole, or its nearest word."""
    names = [i for i in found if reading.name[i]]
    if not names:
        return found[:1]
    group = [names[0]]
    for i in names[1:]:
        if abs(i - group[-1]) > 1:
            break
        group.append(i)
    return group


def _side(reading: Reading, pivot: int, step: int, most: int) -> list[int]:
    """The nearest content words on one side of the pivot within its sentence."""
    found: list[int] = []
    sentence = reading.sentence[pivot]
    i = pivot + step
    while 0 <= i < len(reading.words) and abs(i - pivot) <= _REACH + most:
        word = reading.words[i]
        if reading.sentence[i] != sentence or (word.breaks and found):
            break
        if reading.surfaces[i] == "," and not found:
            beyond = _past_aside(reading, i, step)
            pivot += beyond - i  # what is left out is not counted
            i = beyond
        heavy = reading.name[i] or word.weight >= 1.0 or (
            i > 0 and reading.words[i - 1].low in ("the", "a", "an")
        )  # fmt: skip
        if word.content and word.numeric is None and heavy:
            found.append(i)
            if len(found) == most:
                break
        i += step
    return found


def _past_aside(reading: Reading, comma: int, step: int) -> int:
    """The far comma of a relative clause that ``comma`` ends, seen from the verb; else ``comma``.

    "The teenager, who was unarmed, was shot": the agent or patient stands beyond it.
    """
    k = comma + step
    while 0 <= k < len(reading.words) and abs(k - comma) <= _ASIDE:
        if reading.sentence[k] != reading.sentence[comma]:
            break
        if reading.surfaces[k] == ",":
            first = (k if step < 0 else comma) + 1
            opens = reading.words[first].low
            return k if opens in _ASIDES or (step < 0 and opens in _DETERMINERS) else comma
        k += step
    return comma


_ASIDE = 16
_ASIDES = frozenset({"who", "which", "whose", "whom", "aged"})
_DETERMINERS = frozenset({"a", "an", "the", "its", "his", "her", "their"})


def _voice(reading: Reading, pivot: int) -> tuple[str, int]:
    """``active``, ``passive`` or ``by`` with the position of "by"."""
    words = reading.words
    by = next(
        (k for k in range(pivot + 1, min(pivot + 7, len(words)))
         if words[k].low == "by" and reading.sentence[k] == reading.sentence[pivot]
         and k + 1 < len(words) and (words[k + 1].numeric or ("ordinal",))[0] == "ordinal"
         and not any(words[m].past and words[m].content for m in range(pivot + 1, k))), None,
    )  # fmt: skip
    passive = words[pivot].past and any(words[k].low in BE for k in range(max(pivot - 3, 0), pivot))
    if by is not None and (passive or words[pivot].past or words[pivot].low.endswith(_NOUNS)):
        return "by", by
    return ("passive" if passive else "active"), pivot


def _sides(reading: Reading, pivot: int, most: int) -> tuple[str, list[int], list[int]]:
    """Voice, agent's side and patient's side; of a passive without agent, left and right."""
    voice, by = _voice(reading, pivot)
    left = _side(reading, pivot, -1, most)
    right = _side(reading, by, 1, most)
    whom = next((k for k in range(pivot - 1, max(pivot - _REACH, -1), -1)
                 if reading.words[k].low == "whom"), None)  # fmt: skip
    if whom is not None and voice == "active":
        return voice, left, _side(reading, whom, -1, most)  # "Reed, whom Voss defeated"
    if voice == "by":
        between = [i for i in _side(reading, pivot, 1, most) if i < by]
        return voice, right, [*between, *left]
    return voice, left, right


def check_roles(pairing: Pairing) -> list[Reason]:
    """Find a verb both sides share whose agent and patient have changed places."""
    statement, evidence = pairing.statement, pairing.evidence
    if _in_order(pairing):
        return []
    for i, spots in pairing.at.items():
        word = statement.words[i]
        if statement.name[i] or word.numeric is not None:
            continue
        if not _verbal(statement, i):
            continue
        noun = word.low.endswith(_NOUNS) and not _plural_subject(statement, i)
        if noun or not _SYMMETRIC.isdisjoint(word.keys):
            continue
        voice, agents, patients = _sides(statement, i, _SIDES)
        if not agents or not patients:
            continue
        one = [s for k in _group(statement, agents) if (s := set(pairing.at.get(k, ())))]
        two = [s for k in _group(statement, patients) if (s := set(pairing.at.get(k, ())))]
        if not one:
            continue
        named = statement.upper[_group(statement, agents)[0]]
        verdicts = [
            _crossed(one, two, named, voice, *_sides(evidence, j, 2 * _SIDES))
            for j in spots
            if _verbal(evidence, j)
            and not (j and evidence.words[j - 1].low in _RELATIVE)
            and (word.past or not evidence.words[j].past or _finite(evidence, j))
        ]
        if True in verdicts and False not in verdicts:
            return [
                Reason("roles", "contradicted",
                       f"agent and patient of {statement.surfaces[i]!r} have changed places",
                       statement.surfaces[i], evidence.surfaces[spots[0]])
            ]  # fmt: skip
    return []


def _verbal(reading: Reading, i: int) -> bool:
    """Whether the word is used as a verb, as far as its form and neighbours show."""
    word = reading.words[i]
    if word.low.endswith(("ly", "al")) or reading.name[i]:
        return False
    if word.past or reading.predicate[i]:
        return True
    if not i:
        return False
    if not word.verb:
        return _finite_s(reading, i)
    return (
        _finite_s(reading, i)
        or _plural_subject(reading, i)
        or (reading.upper[i - 1] and word.low.endswith(("s", "ing")))
    )


def _finite_s(reading: Reading, i: int) -> bool:
    """Whether "-s" ends a verb here: between a noun and an article, "the tenant owes the"."""
    words = reading.words
    if i + 1 >= len(words):
        return False
    before = words[i - 1]
    return (
        before.content
        and words[i].content
        # "the tenant owes the", "the tenants owe the"
        and before.low.endswith("s") != words[i].low.endswith("s")
        and words[i + 1].low in _DETERMINERS
    )


def _plural_subject(reading: Reading, i: int) -> bool:
    """Whether a verb without ending stands behind a plural: "visitors outnumber"."""
    word, before = reading.words[i], reading.words[i - 1] if i else None
    return (
        word.verb
        and before is not None
        and before.content
        and before.low.endswith("s")
        and not word.low.endswith("s")
    )


def _in_order(pairing: Pairing) -> bool:
    """Whether all words keep their order and no "by" can turn a verb round."""
    if pairing.statement.has("by") or pairing.evidence.has("by"):
        return False
    last = -1
    for spots in pairing.at.values():
        if len(spots) > 1 or spots[0] < last:
            return False
        last = spots[0]
    return not pairing.unmatched


def _finite(reading: Reading, j: int) -> bool:
    """Whether a past form has a subject of its own rather than being a participle."""
    return j > 0 and (reading.name[j - 1] or reading.words[j - 1].pronoun)


def _crossed(
    agents: list[set[int]],
    patients: list[set[int]],
    named: bool,
    voice: str,
    other_voice: str,
    left: list[int],
    right: list[int],
) -> bool | None:
    """Whether what one text has on one side of the verb the other has on the other side.

    ``None``: this verb of the evidence does not tell.
    """
    if (voice == "passive") != (other_voice == "passive"):
        return None  # one of them does not name its agent
    there_agents, there_patients = set(left), set(right)
    one = _moved(agents, there_agents, there_patients)
    two = _moved(patients, there_patients, there_agents)
    if one == 0 or (two == 0 and (patients or left)):
        return None  # a pronoun may be the agent, so a lone agent among the patients tells
    return one > 0 and (two > 0 or (not patients and named))


def _moved(group: list[set[int]], home: set[int], away: set[int]) -> int:
    """Positive if the group stands on the other side, negative if on its own, 0 if unclear."""
    gone = sum(bool(s & away) and not s & home for s in group)
    kept = sum(bool(s & home) and not s & away for s in group)
    return gone - kept
