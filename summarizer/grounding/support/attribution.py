"""Attribution: who is said to say it must be who says it in the evidence."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason

_SPEECH = frozenset(
    "#say #claim_v #warn #promise #demand #deny #confirm #accuse #condemn #praise #threaten "
    "#expect #think #ask #reject #admit #plan #want #hope #fear #announce #support #oppose "
    "#show #find #agree".split()
)
_PRONOUNS = frozenset("he she they it i we his her their our my its who".split())
_REACH = 8


def _mentions(evidence: Reading, names: Sequence[Reading]) -> list[list[int]]:
    """Where each name stands in the evidence: by its last word, or by its initials."""
    found: list[list[int]] = []
    for name in names:
        content = [i for i in name.content if name.upper[i]] or name.content
        if not content:
            continue
        strong = [evidence.at(name.words[i]) for i in content]
        last = strong[-1]
        if all(strong):
            found.append(sorted({j for spots in strong for j in spots}))
        elif last and len(content) > 1 and any(evidence.upper[j] for j in last) and (
            all(name.upper[i] for i in content) and not _other_first(evidence, name, content, last)
        ):
            found.append(last)
        else:
            initials = "".join(name.surfaces[i][0].lower() for i in content)
            if len(content) > 1 and initials in evidence.where:
                found.append(evidence.where[initials])
            elif strong[0] and len(content) <= 3 and any(evidence.name[j] for j in strong[0]) and (
                not any(strong[1:]) and name.words[content[0]].place
            ):
                found.append(strong[0])
    return found


def _other_first(
    evidence: Reading, name: Reading, content: list[int], last: list[int]
) -> bool:
    """Whether the evidence gives the last name to somebody else ("Laura" for "George Bush")."""
    first = name.words[content[0]].low
    for j in last:
        before = j - 1
        if before < 0 or not evidence.upper[before] or not evidence.words[before].content:
            return False
        if evidence.words[before].low == first or evidence.initial[before]:
            return False
        if evidence.words[before].low in ("president", "minister", "mr", "senator", "secretary",
                                          "chancellor", "general", "mayor", "governor", "leader",
                                          "chairman", "judge", "sir", "king", "queen", "prince",
                                          "spokesman", "spokeswoman", "chief"):  # fmt: skip
            return False
    return True


def check_speaker(evidence: Reading, speaker: Sequence[Reading], name: str) -> list[Reason]:
    """The speaker must stand in the evidence, by one of its names or as a pronoun."""
    mentions = _mentions(evidence, speaker)
    mine = {j for spots in mentions for j in spots}
    sayers = _sayers(evidence)
    named = {j for j in sayers if evidence.name[j]}
    if mine:
        if not named or named & mine or not sayers:
            return []
        if any(evidence.words[j].low in _PRONOUNS for j in sayers):
            return [Reason("attribution", "note", f"{name} is a pronoun there", name)]
        if _groups_touch(evidence, named, mine):
            return []
        other = evidence.surfaces[min(named)]
        return [
            Reason("attribution", "contradicted", f"{other} says it, not {name}", name, other)
        ]
    if named:
        other = evidence.surfaces[min(named)]
        return [
            Reason("attribution", "unsupported",
                   f"{name} is not in the evidence, where {other} speaks", name, other)
        ]  # fmt: skip
    if any(word.low in _PRONOUNS for word in evidence.words):
        return [Reason("attribution", "note", f"{name} is at best a pronoun there", name)]
    return [Reason("attribution", "unsupported", f"{name} is not in the evidence", name)]


def _groups_touch(evidence: Reading, named: set[int], mine: set[int]) -> bool:
    """Whether a name of the speaker is part of the same run of capitals as a sayer."""
    for j in named:
        k = j
        while k >= 0 and (evidence.upper[k] or not evidence.words[k].low):
            if k in mine:
                return True
            k -= 1
        k = j
        while k < len(evidence.words) and (
            evidence.upper[k] or not evidence.words[k].low or evidence.words[k].low in ("of", "the")
        ):
            if k in mine:
                return True
            k += 1
    return False


def _sayers(evidence: Reading) -> set[int]:
    """Positions of the words that are the subject of a verb of speech."""
    found: set[int] = set()
    words = evidence.words
    for i, word in enumerate(words):
        if not (set(word.keys) & _SPEECH) or evidence.name[i]:
            continue
        if word.low == "according_to":
            found.update(_subject(evidence, i + 1, 1))
            continue
        if not (word.past or word.low.endswith("s") or evidence.predicate[i]):
            continue
        left = _subject(evidence, i - 1, -1)
        after_quote = left == set() or (i and evidence.surfaces[i - 1] in ('"', ","))
        found.update(left)
        if after_quote and not left:
            found.update(_subject(evidence, i + 1, 1))
    return found


def _subject(evidence: Reading, start: int, step: int) -> set[int]:
    """The nearest name or pronoun from ``start`` on, over an apposition at most."""
    i = start
    steps = 0
    while 0 <= i < len(evidence.words) and steps < _REACH:
        surface = evidence.surfaces[i]
        if surface == '"' or surface in ".;!?":
            break
        word = evidence.words[i]
        if evidence.name[i]:
            found: set[int] = set()
            while 0 <= i < len(evidence.words) and (evidence.name[i] or not evidence.words[i].low):
                found.add(i)
                i += step
            return {j for j in found if evidence.name[j]}
        if word.low in _PRONOUNS and word.low != "who":
            return {i}
        if step > 0 and (word.breaks or word.low == "that"):
            break
        if step < 0 and (word.low == "that" or (word.past and word.verb and word.weight < 0.4)):
            break
        i += step
        steps += 1
    return set()
