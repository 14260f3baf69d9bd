"""Why two similar claims are not the same claim: a number, a negation or a direction differs.

Word overlap and embeddings hardly see these differences, and they are the ones
that turn a claim into its opposite. Each rule asks for a *conflict*: a detail
that one claim gives and the other leaves out is no conflict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from summarizer.matching.words import Numbers, listed, split_numbers, stem, words

Veto = Literal["number", "negation", "direction", "roles"]

_AXES: tuple[tuple[str, str], ...] = (
    (
        "rise rose risen increase grow grew growth climb jump surge soar gain expand raise "
        "higher upward accelerate",
        "fall fell fallen decrease decline drop plunge sink shrink shrank lose lost reduce cut "
        "lower downward slow",
    ),
    ("win won victory triumph", "lose lost defeat loss"),
    ("support endorse favour favor approve", "oppose reject condemn denounce disapprove"),
    ("accept agree", "refuse reject disagree decline"),
    ("allow permit legalise legalize authorise authorize", "ban prohibit forbid outlaw block"),
    ("open reopen", "close shut"),
    ("start begin began begun launch resume", "end stop halt cease finish suspend"),
    ("join enter", "leave left quit exit withdraw withdrew"),
    ("buy bought purchase acquire", "sell sold"),
    ("import", "export"),
    ("strengthen tighten", "weaken loosen ease relax"),
    ("more above exceed", "less fewer below"),
    ("before prior", "after following"),
    ("guilty convict", "innocent acquit exonerate"),
    ("arrest detain jail imprison", "release free"),
    ("impose", "lift"),
    ("hire appoint", "fire dismiss sack"),
    ("succeed success successful", "fail failure"),
    ("best largest biggest highest", "worst smallest lowest"),
    ("majority", "minority"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("improve better", "worsen deteriorate worse"),
    ("safe", "dangerous"),
    ("true correct", "false wrong incorrect untrue"),
    ("survive survived alive", "die died dead"),
    ("advance", "retreat"),
    ("arrive", "depart"),
)
_SIDE: dict[str, frozenset[tuple[int, int]]] = {}
for _number, _axis in enumerate(_AXES):
    for _side, _listed in enumerate(_axis):
        for _word in _listed.split():
            _key = stem(_word)
            _SIDE[_key] = _SIDE.get(_key, frozenset()) | {(_number, _side)}

_NEGATORS = frozenset(listed("not no never none neither nobody nothing nowhere"))
_DENIALS = frozenset(stem(w) for w in listed("deny denial disprove refute untrue false"))
# They negate often enough to stand for "not", but not always: they excuse, never accuse.
_SOFT = frozenset(
    stem(word)
    for word in listed(
        "without unless refuse reject fail failure lack absence unable unlikely avoid prevent "
        "stop cease halt end ban prohibit block oppose against hardly rarely dismiss decline "
        "rule free lose lost cancel abandon withdraw dispute contradict nor impossible"
    )
)
_NOT_A_NEGATION = re.compile(
    r"\b(?:not (?:only|just|merely|simply|least)|no (?:less|fewer|more|later|earlier|sooner) than"
    r"|no doubt|no matter|whether or not|nothing but)\b"
    # two negations that cancel out
    r"|\b(?:not|never) (?:\w+ )?(?:deny|denied|denies|denying|disput\w+|rul\w+ out|exclud\w+)\b"
)
_PREFIXES = ("un", "non", "dis", "in", "im", "ir", "il")

_DIRECTED = frozenset(
    stem(word)
    for word in listed(
        "attack accuse beat defeat invade sue sued suing kill shoot shot bomb criticise "
        "criticize condemn blame threaten warn buy bought acquire sell sold arrest charge hit "
        "fire strike struck support oppose back ban sanction expel deport overtake "
        "outperform denounce occupy annex control owe pay paid lead led replace succeed "
        "follow outnumber urge ask tell told"
    )
)
_BE = frozenset(listed("is are was were be been")) | {stem("being")}
# Capitals that only begin a sentence, and dates.
_NO_NAMES = {
    stem(word)
    for word in listed(
        "the a an in on at for with from after before both two three four five some many all no "
        "it he she they this that these those there when while if as to about more most people "
        "monday tuesday wednesday thursday friday saturday sunday january february march april "
        "june july august september october november december"
    )
}
_NAME = re.compile(r"(?<![.!?]\s)\b[A-Z][\w’'-]+")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the rules look at in one claim."""

    numbers: Numbers
    words: frozenset[str]
    stems: frozenset[str]
    negated: bool
    soft: bool
    sides: frozenset[tuple[int, int]]
    roles: tuple[tuple[str, frozenset[str], frozenset[str]], ...]


@lru_cache(maxsize=1 << 16)
def _read(text: str) -> _Reading:
    numbers, _ = split_numbers(text)
    all_words = words(text)
    joined = _NOT_A_NEGATION.sub(" ", " ".join(all_words))
    left = joined.split()
    stems = tuple(stem(word) for word in all_words)
    left_stems = frozenset(stem(word) for word in left)
    return _Reading(
        numbers=numbers,
        words=frozenset(all_words),
        stems=frozenset(stems),
        negated=not _NEGATORS.isdisjoint(left) or not _DENIALS.isdisjoint(left_stems),
        soft=not _SOFT.isdisjoint(left_stems),
        sides=frozenset(side for one in set(stems) for side in _SIDE.get(one, ())),
        roles=_roles(text, stems),
    )


def _roles(
    text: str, stems: tuple[str, ...]
) -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """For each directed verb that occurs once: the names that do and that suffer it."""
    names = {stem(word) for name in _NAME.findall(text) for word in words(name)}
    names = (names | {*stems[:1]}) - _NO_NAMES
    found: list[tuple[str, frozenset[str], frozenset[str]]] = []
    for verb in sorted(_DIRECTED.intersection(stems)):
        if stems.count(verb) != 1 or verb in names:
            continue
        at = stems.index(verb)
        before = frozenset(stems[:at]) & names
        after = frozenset(stems[at + 1 :]) & names
        leading = stems[at - 1] if at else ""
        follow = stems[at + 1 : at + 6]
        by = follow.index("by") if "by" in follow[:3] else None
        if by is not None and not names.isdisjoint(follow[by + 1 : by + 3]):
            found.append((verb, after, before))
        elif leading not in _BE and leading != "to":
            found.append((verb, before, after))
    return tuple(found)


def _numbers_conflict(a: Numbers, b: Numbers) -> bool:
    """Of one kind, each side has a value that the other lacks."""
    for kind in {kind for kind, _ in a} & {kind for kind, _ in b}:
        left = {value for of, value in a if of == kind}
        right = {value for of, value in b if of == kind}
        if not (left <= right or right <= left):
            return True
    return False


def _opposed(a: frozenset[tuple[int, int]], b: frozenset[tuple[int, int]]) -> bool:
    """On some axis one claim names only one side and the other only the other."""
    for axis in {axis for axis, _ in a} & {axis for axis, _ in b}:
        left = {side for of, side in a if of == axis}
        right = {side for of, side in b if of == axis}
        if len(left) == len(right) == 1 and left != right:
            return True
    return False


def _antonym_by_prefix(a: _Reading, b: _Reading) -> bool:
    """One says "legal" where the other says "illegal"."""
    return any(
        word[len(prefix) :] in other.words and len(word) >= 6
        for one, other in ((a, b), (b, a))
        for word in one.words - other.words
        if word.startswith(_PREFIXES)
        for prefix in _PREFIXES
        if word.startswith(prefix) and word[len(prefix) :] not in one.words
    )


def _roles_swapped(a: _Reading, b: _Reading) -> bool:
    """Who did it to whom is the other way round."""
    theirs = {verb: (agents, patients) for verb, agents, patients in b.roles}
    for verb, agents, patients in a.roles:
        if verb not in theirs:
            continue
        other_agents, other_patients = theirs[verb]
        if (
            agents & other_patients
            and patients & other_agents
            and not agents & other_agents
            and not patients & other_patients
        ):
            return True
    return False


def veto(a: str, b: str) -> Veto | None:
    """The first reason for which two claims cannot be the same, or ``None``. Symmetric.

    A negation and a direction that both differ cancel out ("did not win", "lost").
    """
    if a == b:
        return None
    one, other = _read(a), _read(b)
    if _numbers_conflict(one.numbers, other.numbers):
        return "number"
    negation = one.negated != other.negated
    if _opposed(one.sides, other.sides) or _antonym_by_prefix(one, other):
        return None if negation else "direction"
    if negation and not (other if one.negated else one).soft:
        return "negation"
    return "roles" if _roles_swapped(one, other) else None
