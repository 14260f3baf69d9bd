"""Attribution: who is said to say it must be who says it in the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from summarizer.grounding.support._numerals import MONTHS, WEEKDAYS
from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.grounding.support._words import Word

_SPEECH = vocabulary(
    """
    #say #claim_v #warn #promise #demand #deny #confirm #accuse #condemn #praise #admit
    #advise #announce #apologise suggest predict complain
    """
)
#: Outlets relay: "the Post reported that Smith ..." takes nothing from Smith.
_OUTLETS = vocabulary(
    """
    post times news journal reuters bbc cnn ap afp guardian press agency herald tribune
    telegraph magazine broadcaster network gazette mail mirror sun observer standard xinhua
    tass interfax bloomberg wikinews
    """
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
        strong = [_standing(evidence, name.words[i]) for i in content]
        last = strong[-1]
        if all(strong):
            found.append(sorted({j for spots in strong for j in spots}))
        elif (
            last
            and len(content) > 1
            and any(evidence.upper[j] for j in last)
            and (
                all(name.upper[i] for i in content)
                and not _other_first(evidence, name, content, last)
            )
        ):
            found.append(last)
        else:
            initials = "".join(name.surfaces[i][0].lower() for i in content)
            spelt = list(evidence.places(initials)) if len(content) > 1 else []
            if spelt:
                found.append(spelt)
            elif (
                strong[0]
                and len(content) <= 3
                and any(evidence.name[j] for j in strong[0])
                and (not any(strong[1:]) and name.words[content[0]].place)
            ):
                found.append(strong[0])
    return {j for spots in found for j in spots}


def _standing(evidence: Reading, word: Word) -> list[int]:
    """Where the word itself stands; of a place also what is called after it."""
    spots = evidence.at(word)
    return spots if word.place else [j for j in spots if evidence.words[j].stem == word.stem]


def _other_first(evidence: Reading, name: Reading, content: list[int], last: list[int]) -> bool:
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


def check_speaker(
    evidence: Reading, speaker: Sequence[Reading], name: str, told: AbstractSet[int] = frozenset()
) -> list[Reason]:
    """The speaker must stand in the evidence, by one of its names or as a pronoun.

    Where the evidence lets somebody else speak and has the speaker only among what is said or
    spoken to, the attribution is contradicted. ``told`` are the evidence's words that the
    statement has; where several speak, who governs them must be the speaker.
    """
    mine = mentions(evidence, speaker)
    speeches = [
        (verb, subject, inverted)
        for verb, subject, inverted in _speeches(evidence)
        if subject is None or evidence.words[subject].low not in _OUTLETS or subject in mine
    ]
    named = [s for _, s, _ in speeches if s is not None and evidence.name[s]]
    pronoun = any(s is not None and evidence.words[s].low in _PRONOUNS for _, s, _ in speeches)
    other = evidence.surfaces[named[0]] if named else ""
    if mine:
        if not speeches or any(_says(evidence, mine, *speech) for speech in speeches):
            other_one = _who_tells(evidence, speeches, told - mine, mine)
            if other_one is None or _says(evidence, mine, *other_one):
                return []
            teller = "another" if other_one[1] is None else evidence.surfaces[other_one[1]]
            return [
                Reason("attribution", "unverified", f"{teller} says it, not {name}", name, teller)
            ]
        if pronoun:
            return [Reason("attribution", "note", f"{name} is at best a pronoun there", name)]
        if named:
            return [
                Reason("attribution", "contradicted", f"{other} says it, not {name}", name, other)
            ]
        return [
            Reason("attribution", "unverified", f"{name} does not seem to be who says it", name)
        ]
    if pronoun or (not named and not _FIRST.isdisjoint(evidence.lows)):
        return [Reason("attribution", "note", f"{name} is at best a pronoun there", name)]
    if named:
        message = f"{name} is not in the evidence, where {other} speaks"
        return [Reason("attribution", "unsupported", message, name, other)]
    return [Reason("attribution", "unverified" if speeches or '"' in evidence.surfaces else
                   "unsupported", f"{name} is not in the evidence", name)]  # fmt: skip


Speech = tuple[int, int | None, bool]


def _who_tells(
    evidence: Reading, speeches: Sequence[Speech], told: AbstractSet[int], mine: AbstractSet[int]
) -> Speech | None:
    """The speech that most of ``told`` belongs to, if one clearly does and names who speaks.

    ``mine`` is where the supposed speaker stands.
    """
    by_sentence: dict[int, list[int]] = {}
    for j in told:
        if evidence.words[j].content and not evidence.words[j].framing:
            by_sentence.setdefault(evidence.sentence[j], []).append(j)
    if not by_sentence:
        return None
    sentence, spots = max(by_sentence.items(), key=lambda item: len(item[1]))
    there = [speech for speech in speeches if evidence.sentence[speech[0]] == sentence]
    best: tuple[int, Speech] | None = None
    for speech in there:
        verb, subject, inverted = speech
        if subject is None:
            if not (inverted or any(evidence.sentence[j] == sentence for j in mine)):
                continue
        elif not evidence.name[subject]:
            continue
        first = verb if subject is None else _phrase(evidence, min(verb, subject))
        # '"…," he said' and "…, said he" stand behind what they tell
        behind = inverted or (first > 1 and evidence.surfaces[first - 1] in {'"', ","})
        its = [j for j in spots if j > verb and not _parted(evidence, j, verb)]
        if behind:
            told_before = [j for j in spots if j < first and not _parted(evidence, j, first)]
            its = told_before if inverted else max(its, told_before, key=len)
        if len(its) * 3 >= len(spots) * 2 and (best is None or len(its) > best[0]):
            best = (len(its), speech)
    return None if best is None else best[1]


def _phrase(evidence: Reading, subject: int) -> int:
    """Where the words about a subject begin: "his lawyer Ingrid Sauter"."""
    start = subject
    while start > 0 and subject - start < _TITLES and not evidence.words[start - 1].mark:
        start -= 1
    return start


_TITLES = 6


def _parted(evidence: Reading, one: int, other: int, *, clauses: bool = False) -> bool:
    """Whether a semicolon (or, of ``clauses``, "while" or "but") stands between two words."""
    start, end = sorted((one, other))
    return any(
        evidence.surfaces[k] == ";" or (clauses and evidence.words[k].low in _PARTS)
        for k in range(start + 1, end)
    )


_PARTS = frozenset({"while", "whereas", "but"})


_FIRST = frozenset({"i", "we", "our", "my", "us", "me"})


def _says(
    evidence: Reading, mine: set[int], verb: int, subject: int | None, inverted: bool
) -> bool:
    """Whether one of the speaker's mentions can be the subject of the verb."""
    sentence = evidence.sentence[verb]
    here = [j for j in mine if evidence.sentence[j] == sentence]
    if inverted:
        return any(
            verb < j <= verb + 14 and not _parted(evidence, verb, j, clauses=True) for j in here
        )
    if subject is None or not evidence.name[subject]:
        return any(j < verb for j in here)
    # a named subject: the speaker must be part of it or of the words about it
    start = subject
    while (
        start > 0
        and evidence.surfaces[start - 1] not in {'"', ".", ";"}
        and (
            evidence.name[start - 1]
            or not (evidence.words[start - 1].past and evidence.words[start - 1].verb)
        )
    ):
        start -= 1
    return any(start <= j < verb and not _possessor(evidence, j, subject) for j in here)


def _possessor(evidence: Reading, j: int, subject: int) -> bool:
    """Whether the mention only owns what speaks or follows it: "Smith, Brown's agent, said"."""
    return j > subject and evidence.surfaces[j].endswith(("'s", "s'"))


def speaks_alone(evidence: Reading, speaker: Sequence[Reading]) -> bool:
    """Whether the speaker, and nobody else by name, is the subject of verbs of speech."""
    mine = mentions(evidence, speaker)
    speeches = _speeches(evidence)
    named = {s for _, s, _ in speeches if s is not None and evidence.name[s]}
    return named <= mine and any(_says(evidence, mine, *speech) for speech in speeches)


def speaks_as_pronoun(evidence: Reading) -> bool:
    """Whether a pronoun is the subject of a verb of speech in the evidence."""
    return any(
        subject is not None and evidence.words[subject].pronoun
        for _, subject, _ in _speeches(evidence)
    )


@lru_cache(maxsize=512)
def _speeches(evidence: Reading) -> tuple[tuple[int, int | None, bool], ...]:
    """(verb of speech, its subject, whether the subject follows) for each one.

    The subject may be unknown.
    """
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
        if word.past and i + 1 < len(words) and words[i + 1].low == "by":
            found.append((i, _subject(evidence, i + 2, 1), True))  # "was confirmed by doctors"
            continue
        subject = _subject(evidence, i - 1, -1)
        before = evidence.surfaces[max(i - 2, 0) : i]
        quoted = before[-1:] == ['"'] or before == ['"', ","] or before == [",", '"']
        if subject is None and i and evidence.surfaces[i - 1] == "," and not quoted:
            subject = _before_apposition(evidence, i - 1)
        after = None
        if subject is None and i and evidence.surfaces[i - 1] == ",":
            subject = _within_commas(evidence, i - 1)
        if subject is None and i and evidence.surfaces[i - 1] == ",":
            after = _closing_name(evidence, i + 1)  # "…, said former captain Smith."
            if after is not None:
                found.append((i, after, True))
                continue
        named_next = _name_alone(evidence, i + 1)
        if subject is None and (quoted or (named_next and evidence.surfaces[i - 1] in {",", "'"})):
            after = _subject(evidence, i + 1, 1)
        elif subject is None and evidence.surfaces[i - 1] == "," and _definite(words, i + 1):
            found.append((i, _subject(evidence, i + 1, 1), True))  # "…, reported the agency"
            continue
        found.append((i, subject if after is None else after, after is not None))
    return tuple(found)


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
        if word.low in ("and", "or") or (step > 0 and (word.breaks or word.low == "that")):
            return None
        if step < 0 and word.content and not word.low.endswith("ly"):
            return None
        i += step
    return None


def _definite(words: list[Word], i: int) -> bool:
    return i < len(words) and words[i].low in ("the", "a", "an")


def _name_alone(evidence: Reading, i: int) -> bool:
    """Whether a name stands at ``i`` with no verb after it: "…, said Smith."."""
    size = len(evidence.words)
    if i >= size or not evidence.name[i]:
        return False
    while i < size and (evidence.name[i] or not evidence.words[i].low):
        i += 1
    return i >= size or evidence.words[i].mark or evidence.words[i].low in _AFTER_NAME


_AFTER_NAME = frozenset({"on", "in", "at", "of", "from", "after", "during"})


def _within_commas(evidence: Reading, comma: int) -> int | None:
    """The name that stands alone between commas: "the lawyer, Naomi Strand, said"."""
    i = comma - 1
    while i >= 0 and (evidence.name[i] or not evidence.words[i].low):
        i -= 1
    alone = i >= 0 and comma - 1 > i and evidence.surfaces[i] == ","
    return comma - 1 if alone and evidence.name[comma - 1] else None


def _closing_name(evidence: Reading, start: int) -> int | None:
    """The name that ends a phrase of few words behind a verb of speech."""
    for i in range(start, min(start + _REACH, len(evidence.words))):
        if evidence.name[i]:
            return i if _name_alone(evidence, i) else None
        word = evidence.words[i]
        if word.mark or not word.content or word.past or word.auxiliary:
            return None
    return None


def _before_apposition(evidence: Reading, comma: int) -> int | None:
    """The name before an apposition that ends at ``comma``: "Smith, the mayor, said"."""
    for i in range(comma - 1, max(comma - 14, 0), -1):
        if evidence.surfaces[i] == ",":
            named = evidence.name[i - 1] or (
                not evidence.words[i - 1].low and evidence.upper[i - 1]
            )
            return i - 1 if named and not _governed(evidence, i - 1) else None
        if evidence.surfaces[i] in {'"', ".", ";"}:
            return None
    return None


def _governed(evidence: Reading, i: int) -> bool:
    """Whether a preposition before the name makes it a part of some larger subject."""
    while i >= 0 and (evidence.name[i] or not evidence.words[i].low):
        i -= 1
    if i >= 0 and evidence.words[i].low in ("the", "a", "an"):
        i -= 1
    return i >= 0 and evidence.words[i].low in _GOVERNORS


_GOVERNORS = vocabulary("of in at for from with on to by about against and told over into")
