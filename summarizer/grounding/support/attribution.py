"""Attribution: who is said to say it must be who says it in the evidence."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.grounding.support._words import MONTHS, WEEKDAYS

_SPEECH = frozenset(
    "#say #claim_v #warn #promise #demand #deny #confirm #accuse #condemn #praise #admit".split()
)
#: Outlets relay: "the Post reported that Smith ..." takes nothing from Smith.
_OUTLETS = frozenset(
    """post times news journal reuters bbc cnn ap afp guardian press agency herald tribune telegraph
    magazine broadcaster network gazette mail mirror sun observer standard xinhua tass interfax
    bloomberg wikinews""".split()
)
_PRONOUNS = vocabulary("he she they it i we his her their our my its who")
_REACH = 8


def mentions(evidence: Reading, names: Sequence[Reading]) -> set[int]:
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
    return {j for spots in found for j in spots}


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
    """The speaker must stand in the evidence, by one of its names or as a pronoun.

    Where the evidence lets somebody else speak and has the speaker only among what is said or
    spoken to, the attribution is contradicted.
    """
    mine = mentions(evidence, speaker)
    speeches = _speeches(evidence)
    if mine:
        others: list[int] = []
        for verb, subject, inverted in speeches:
            sentence = evidence.sentence[verb]
            if subject is not None and evidence.words[subject].low in _OUTLETS:
                continue
            if any(
                evidence.sentence[j] == sentence
                and (verb < j <= verb + 14 if inverted else j < verb)
                for j in mine
            ):
                return []
            if subject is not None:
                others.append(subject)
        named = [j for j in others if evidence.name[j]]
        if not named or len(named) < len(others):
            return []
        first = evidence.surfaces[named[0]]
        return [Reason("attribution", "contradicted", f"{first} says it, not {name}", name, first)]
    subjects = [subject for _, subject, _ in speeches if subject is not None]
    named = [subject for subject in subjects if evidence.name[subject]]
    if named and len(named) == len(subjects):
        other = evidence.surfaces[named[0]]
        return [
            Reason("attribution", "unsupported",
                   f"{name} is not in the evidence, where {other} speaks", name, other)
        ]  # fmt: skip
    if any(word.low in _PRONOUNS for word in evidence.words):
        return [Reason("attribution", "note", f"{name} is at best a pronoun there", name)]
    return [Reason("attribution", "unsupported", f"{name} is not in the evidence", name)]


def speaks_as_pronoun(evidence: Reading) -> bool:
    """Whether a pronoun is the subject of a verb of speech in the evidence."""
    return any(
        subject is not None and evidence.words[subject].pronoun
        for _, subject, _ in _speeches(evidence)
    )


def _speeches(evidence: Reading) -> list[tuple[int, int | None, bool]]:
    """(verb of speech, its subject, whether the subject follows) for each one; the subject may be ``None``."""
    found: list[tuple[int, int | None, bool]] = []
    words = evidence.words
    for i in evidence.content:
        word = words[i]
        if evidence.name[i] or _SPEECH.isdisjoint(word.keys):
            continue
        if word.low == "accord_to":
            subject = _subject(evidence, i + 1, 1)
            if subject is not None:
                found.append((i, subject, True))
            continue
        if not (word.past or word.low.endswith("s") or evidence.predicate[i]):
            continue
        subject = _subject(evidence, i - 1, -1)
        after = None
        if subject is None and i and evidence.surfaces[i - 1] in ('"', ",", "'"):
            after = _subject(evidence, i + 1, 1)
        found.append((i, subject if after is None else after, after is not None))
    return found


def _subject(evidence: Reading, start: int, step: int) -> int | None:
    """The name or pronoun next to a verb, with at most an auxiliary or a title between."""
    i = start
    for _ in range(3 if step < 0 else _REACH):
        if not 0 <= i < len(evidence.words):
            return None
        word = evidence.words[i]
        if evidence.surfaces[i] in {'"', ",", ".", ";", ":", ")"}:
            return None
        if evidence.name[i]:
            dated = word.low in MONTHS or word.low in WEEKDAYS
            governed = step < 0 and _governed(evidence, i)
            return None if dated or governed else i
        if word.low in _PRONOUNS and word.low != "who":
            return i
        if step > 0 and (word.breaks or word.low == "that"):
            return None
        if step < 0 and word.content and not word.low.endswith("ly"):
            return None
        i += step
    return None


def _governed(evidence: Reading, i: int) -> bool:
    """Whether a preposition before the name makes it a part of some larger subject."""
    while i >= 0 and (evidence.name[i] or not evidence.words[i].low):
        i -= 1
    if i >= 0 and evidence.words[i].low in ("the", "a", "an"):
        i -= 1
    return i >= 0 and evidence.words[i].low in _GOVERNORS


_GOVERNORS = vocabulary("of in at for from with on to by about against and told over into")
