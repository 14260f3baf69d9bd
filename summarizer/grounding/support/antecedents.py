"""Who a name of the statement may stand for in the evidence: a pronoun, a description, nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.grounding.support.attribution import mentions, speaks_as_pronoun
from summarizer.grounding.support.names import DEFINITE, name_groups
from summarizer.grounding.support.overlap import Pairing, calendar

_ENOUGH_CONTEXT = 2
_FIRST_PERSON = vocabulary("i we our my us me")


def speaker_stands_there(
    pairing: Pairing, stand_in: int | None, rival: int | None, known_names: Sequence[Reading]
) -> bool:
    """Whether the speaker's name stands for "we", for "he" after its own name, or for an alias."""
    evidence = pairing.evidence
    mine = mentions(evidence, known_names)
    if rival is not None and rival in mine:
        return True
    if stand_in is not None:
        word = evidence.words[stand_in]
        if word.low in _FIRST_PERSON:
            return True
        if rival is None and word.pronoun and any(j < stand_in for j in mine):
            return True
        return rival is None and word.pronoun and not mine and speaks_as_pronoun(evidence)
    return rival is None and (bool(mine) or _self(evidence)) and not _others(pairing, mine)


def _others(pairing: Pairing, mine: set[int]) -> bool:
    """Whether the evidence holds names that neither the statement nor the speaker has."""
    evidence = pairing.evidence
    return any(
        evidence.name[j] and j not in pairing.used and j not in mine and not calendar(evidence, j)
        for j in evidence.content
    )


def _inserted(pairing: Pairing, group: list[int], known_names: Sequence[Reading]) -> bool:
    """Whether the statement adds the name where the evidence has nothing else."""
    evidence, statement = pairing.evidence, pairing.statement
    if _others(pairing, mentions(evidence, known_names)):
        return False
    following = next((k for k in range(group[-1] + 1, len(statement.words)) if k in pairing.at), -1)
    before = next((k for k in range(group[0] - 1, -1, -1) if k in pairing.at), -1)
    for a in pairing.at.get(before, (-1,)):
        for b in pairing.at.get(following, (len(evidence.words),)):
            if a < b <= a + 6 and not any(
                evidence.words[m].content and m not in pairing.used for m in range(a + 1, b)
            ):
                return True
            if (before < 0 or following < 0) and not any(
                evidence.words[m].content and evidence.words[m].weight >= 1
                and m not in pairing.used
                for m in (range(max(b - 3, 0), b) if before < 0 else range(a + 1, a + 4))
                if 0 <= m < len(evidence.words)
            ):  # fmt: skip
                return True
    return False


def _self(evidence: Reading) -> bool:
    return any(word.low in _FIRST_PERSON for word in evidence.words)


def unused_name(pairing: Pairing, group: list[int]) -> int | None:
    """A name of the evidence that the statement lacks, in the place of ``group``."""
    statement, evidence = pairing.statement, pairing.evidence
    following = next((k for k in range(group[-1] + 1, len(statement.words)) if k in pairing.at), -1)
    before = next((k for k in range(group[0] - 1, -1, -1) if k in pairing.at), -1)
    for k, step in ((following, -1), (before, 1)):
        for j in pairing.at.get(k, ()):
            for n in range(j + step, j + step * 9, step):
                if not 0 <= n < len(evidence.words) or n in pairing.used:
                    break
                if evidence.name[n] and not calendar(evidence, n):
                    return n
    return None


def stands_for(pairing: Pairing, group: list[int]) -> int | None:
    """The pronoun or description of the evidence in whose place the name stands, if any."""
    statement, evidence = pairing.statement, pairing.evidence
    following = next((k for k in range(group[-1] + 1, len(statement.words)) if k in pairing.at), -1)
    before = next((k for k in range(group[0] - 1, -1, -1) if k in pairing.at), -1)
    for k, step in ((following, -1), (before, 1)):
        for j in pairing.at.get(k, ()):
            for m in range(1, 7):
                n = j + step * m
                if not 0 <= n < len(evidence.words):
                    break
                if evidence.words[n].pronoun or _description(pairing, n):
                    return n
                if evidence.name[n] and n not in pairing.used:
                    break  # another name stands there
    return None


def _description(pairing: Pairing, n: int) -> bool:
    """Whether "the company" or the like stands at ``n``, with a noun the statement lacks."""
    evidence = pairing.evidence
    if evidence.words[n].low not in DEFINITE:
        return False
    following = next((k for k in range(n + 1, min(n + 4, len(evidence.words)))
                      if evidence.words[k].content), None)  # fmt: skip
    return following is not None and not evidence.upper[following] and following not in pairing.used


def meant(
    pairing: Pairing,
    group: list[int],
    lacking: list[int],
    article: Reading,
    stand_in: int | None,
    known_names: Sequence[Reading],
) -> bool:
    """Whether the evidence may well speak of whom the statement names, no other name being there.

    Either the name is among the last ones before the evidence; or the article tells of it more
    than once and it is added where the evidence has nothing; or it takes the place of a pronoun
    or description and is told of at least half as often as whoever is told of most.
    """
    if _antecedent(pairing, lacking, article, stand_in is not None):
        return True
    told = min(_told(article, article.at(pairing.statement.words[i])) for i in lacking)
    if told < _TWICE:
        return False
    if stand_in is None:
        return _inserted(pairing, group, known_names)
    # a name of the evidence that the statement lacks is likelier to be the one
    lone = not _others(pairing, mentions(pairing.evidence, known_names))
    return lone and 2 * told >= _most_told(article)


_TWICE = 2


def _antecedent(pairing: Pairing, lacking: list[int], article: Reading, stand_in: bool) -> bool:
    """Whether the name is among the last ones before the evidence in the article."""
    evidence, statement = pairing.evidence, pairing.statement
    wanted = [s.lower() for s in evidence.surfaces[:16] if s[:1].isalnum()][:6]
    if not wanted:
        return False
    surfaces = article.surfaces
    key = next((w.keys[0] for w in evidence.words if w.keys and w.keys[0][:1].isalnum()), "")
    for start in article.places(key):
        ahead = [s.lower() for s in surfaces[start : start + 16] if s[:1].isalnum()]
        if ahead[: len(wanted)] == wanted:
            break
    else:
        return False
    sentence = article.sentence[start]
    nearest = sentence - (_ENOUGH_CONTEXT if stand_in else 1)
    mine = min(_told(article, article.at(statement.words[i])) for i in lacking)
    if mine >= _OFTEN and mine >= _most_told(article):
        return True  # whom the article is about needs no naming in each sentence
    if not all(
        any(
            article.upper[j] and nearest <= article.sentence[j] <= sentence
            for j in article.at(statement.words[i])
        )
        for i in lacking
    ):
        return False
    # of several names just before, a pronoun means the one the article speaks of most
    most = max(_told(article, article.at(statement.words[i])) for i in lacking)
    heads = {
        group[-1]
        for group in name_groups(article)
        if nearest <= article.sentence[group[-1]] < sentence
    }
    return all(
        _told(article, article.at(article.words[j])) <= most
        for j in heads
        if not article.words[j].place
    )


@lru_cache(maxsize=256)
def _most_told(article: Reading) -> int:
    """How often the article names whom it names most."""
    times: dict[str, int] = {}
    for group in name_groups(article):
        key = article.words[group[-1]].keys[0]
        times[key] = times.get(key, 0) + 1
    return max(times.values(), default=0)


#: Fewer mentions make no protagonist.
_OFTEN = 3


def _told(article: Reading, spots: list[int]) -> int:
    return sum(article.upper[j] for j in spots)
