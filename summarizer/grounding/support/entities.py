"""Names: a statement must not name whom the evidence does not."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.grounding.support._reading import Reading, read
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.grounding.support._words import known
from summarizer.grounding.support.attribution import mentions, speaks_as_pronoun
from summarizer.grounding.support.overlap import Pairing, calendar

_ENOUGH_CONTEXT = 2
_OFFICES = vocabulary("mr mrs ms dr president sir lord senator minister general judge pope")
_FIRST_PERSON = vocabulary("i we our my us me")
_DEFINITE = vocabulary("the this that these those such")


def name_groups(reading: Reading) -> list[list[int]]:
    """The names of a text as runs of capitalised words."""
    groups: list[list[int]] = []
    current: list[int] = []
    for i, word in enumerate(reading.words):
        if not word.low and current and reading.upper[i]:
            continue  # a later word of an expression such as "Saudi Arabia"
        if reading.name[i] and not calendar(reading, i):
            current.append(i)
            continue
        if current and word.low in ("of", "de", "al", "bin", "van", "von", "-", "."):
            continue
        if current:
            groups.append(current)
            current = []
    if current:
        groups.append(current)
    return groups


def _acronyms(reading: Reading) -> set[str]:
    """Initials of the runs of capitalised words of a text, lower case."""
    found: set[str] = set()
    for group in name_groups(reading):
        letters = [reading.surfaces[i][0].lower() for i in group]
        for start in range(len(letters)):
            for end in range(start + 2, len(letters) + 1):
                found.add("".join(letters[start:end]))
    return found


def resolvable(word_keys: tuple[str, ...], readings: Sequence[Reading]) -> bool:
    """Whether one of the readings holds a word with one of the keys."""
    return any(key in reading.where for reading in readings for key in word_keys)


def check_entities(
    pairing: Pairing, known_names: Sequence[Reading], article: str | None
) -> list[Reason]:
    """Find names of the statement that the evidence lacks.

    ``known_names`` are the speaker and its aliases. A name that only the article holds may be
    what a pronoun or a description ("the company") of the evidence stands for; it is accepted
    where it takes that place and is among the names just before.
    """
    statement, evidence = pairing.statement, pairing.evidence
    twice = doubled(pairing) or displaced(pairing, known_names)
    reasons: list[Reason] = [twice] if twice else []
    unmatched = {i for i in pairing.unmatched if i not in pairing.equivalent}
    if not unmatched:
        return reasons
    acronyms: set[str] | None = None
    groups = name_groups(statement)
    if 0 in unmatched and not statement.name[0] and _maybe_name(statement):
        groups.insert(0, [0])
    for group in groups:
        lacking = [i for i in group if i in unmatched]
        if not lacking:
            continue
        if len(lacking) < len(group) and group[-1] not in lacking:
            if _named(pairing, group[-1]):
                if not _rival_name(pairing, lacking) and not _namesakes(statement, group, article):
                    continue  # "Vladimir Putin" for "Putin"
            elif _described(pairing, group, article):
                pairing.equivalent.update(lacking)
                continue  # "San Francisco Airport" for "the airport"
            else:
                lacking = group
        elif _given_name(pairing, group, lacking, article):
            pairing.equivalent.update(lacking)
            continue  # "Peter Ndlovu" for "Peter"
        initials = "".join(statement.surfaces[i][0].lower() for i in group)
        if len(group) > 1 and (initials in evidence.where or initials + "#" in evidence.where):
            pairing.equivalent.update(lacking)
            continue
        if len(group) == 1 and statement.surfaces[group[0]].isupper():
            acronyms = _acronyms(evidence) if acronyms is None else acronyms
            if statement.words[group[0]].low.strip("#") in acronyms:
                pairing.equivalent.update(lacking)
                continue
        reason = _judge(pairing, group, lacking, known_names, article)
        if reason is not None:
            reasons.append(reason)
    return reasons


def _named(pairing: Pairing, i: int) -> bool:
    """Whether the evidence has the statement's word ``i`` with a capital."""
    return any(pairing.evidence.upper[j] for j in pairing.at.get(i, ()))


def _described(pairing: Pairing, group: list[int], article: str | None) -> bool:
    """Whether "the airport" of the evidence is the airport that the name names.

    The article must have the whole name and no other with that last word.
    """
    evidence, statement = pairing.evidence, pairing.statement
    if article is None or not any(
        j and evidence.words[j - 1].low in _DEFINITE for j in pairing.at.get(group[-1], ())
    ):
        return False
    wanted = [statement.words[i].stem for i in group]
    named = [
        [word.stem for word in (read(article).words[i] for i in run)]
        for run in name_groups(read(article))
    ]
    mine = [run for run in named if run[-1] == wanted[-1] and len(run) > 1]
    return wanted in mine and all(set(run) <= set(wanted) for run in mine)


def _given_name(
    pairing: Pairing, group: list[int], lacking: list[int], article: str | None
) -> bool:
    """Whether the evidence calls by the first name whom the article calls by both."""
    evidence, statement = pairing.evidence, pairing.statement
    first = group[0]
    if article is None or lacking != group[1:] or not lacking or statement.words[first].place:
        return False
    if statement.surfaces[first].isupper() or known(statement.words[group[-1]]):
        return False  # "WNBL" does not stand for "WNBL Commission"
    spots = pairing.at.get(first, ())
    if not any(evidence.name[j] or evidence.upper[j] for j in spots) or any(
        j + 1 < len(evidence.words) and evidence.name[j + 1] for j in spots
    ):
        return False
    wanted = [statement.words[i].stem for i in group]
    whole = read(article)
    runs = [[whole.words[i].stem for i in run] for run in name_groups(whole)]
    mine = [run for run in runs if run[0] == wanted[0] and len(run) > 1]
    return wanted in mine and all(run == wanted for run in mine)


def _namesakes(statement: Reading, group: list[int], article: str | None) -> bool:
    """Whether the article gives the last name to somebody else more often."""
    if article is None or len(group) < 2 or known(statement.words[group[-1]]):
        return False
    last = statement.words[group[-1]].stem
    whole = read(article)
    times: dict[str, int] = {}
    for run in name_groups(whole):
        first = whole.words[run[-2]] if len(run) > 1 else None
        if first is None or whole.words[run[-1]].stem != last:
            continue
        if first.low not in _OFFICES and not known(first) and len(first.low) > 1:
            times[first.stem] = times.get(first.stem, 0) + 1
    mine = times.pop(statement.words[group[-2]].stem, 0)
    return max(times.values(), default=0) > mine


def _maybe_name(statement: Reading) -> bool:
    """Whether the statement's first word may be a name though any first word has a capital."""
    word = statement.words[0]
    return statement.upper[0] and word.content and not known(word) and word.numeric is None


def _common(low: str) -> bool:
    return low.endswith(("ing", "ed", "s", "ly", "tion", "ment", "ity", "ism", "ness"))


def _rival_name(pairing: Pairing, lacking: list[int]) -> bool:
    """Whether the evidence has another first name before the same last name."""
    statement, evidence = pairing.statement, pairing.evidence
    for i in lacking:
        if known(statement.words[i]) or statement.words[i].low in _OFFICES:
            continue
        for j in pairing.at.get(i + 1, ()):
            before = j - 1
            if (
                before >= 0
                and evidence.name[before]
                and before not in pairing.used
                and len(evidence.surfaces[before]) > 1
                and not known(evidence.words[before])
                and evidence.words[before].low not in _OFFICES
            ):
                return True
    return False


def _judge(
    pairing: Pairing,
    group: list[int],
    lacking: list[int],
    known_names: Sequence[Reading],
    article: str | None,
) -> Reason | None:
    statement, evidence = pairing.statement, pairing.evidence
    name = " ".join(statement.surfaces[group[0] : group[-1] + 1])
    stand_in = _stands_for(pairing, group)
    rival = _unused_name(pairing, group)
    if all(resolvable(statement.words[i].keys, known_names) for i in lacking):
        if _speaker_stands_there(pairing, stand_in, rival, known_names):
            pairing.equivalent.update(lacking)
            return None
        return Reason("entity", "unverified", f"{name} is not in the evidence", name)
    sure = statement.name[group[0]] or len(group) > 1
    if rival is not None and rival in mentions(evidence, known_names):
        rival = None  # the speaker stands beside what it says, not in the name's place
    if article is not None:
        whole = read(article)
        spots = {i: whole.at(statement.words[i]) for i in lacking}
        if all(any(whole.upper[j] for j in found) for found in spots.values()):
            part = len(lacking) < len(group) and len(group) > 2  # "Party of Britain", "of Russia"
            if rival is None and not part and _meant(pairing, group, lacking, whole, stand_in, known_names):
                pairing.equivalent.update(lacking)
                return None
            return Reason("entity", "unverified",
                          f"{name} is in the article but not in the evidence", name,
                          "" if rival is None else evidence.surfaces[rival])  # fmt: skip
        if not sure and rival is None and any(spots.values()):
            return None  # a common noun at the start of a sentence
    if not sure:
        if _common(statement.words[group[0]].low) and rival is None:
            return None
        return Reason("entity", "unverified", f"{name} may be a name that the evidence lacks", name)
    if stand_in is not None and article is None and rival is None:
        return Reason("entity", "unverified",
                      f"{name} may be who {evidence.surfaces[stand_in]!r} is", name,
                      evidence.surfaces[stand_in])  # fmt: skip
    if len(group) > len(lacking) and len(group) > 2:
        return Reason("entity", "unverified", f"part of {name} is not in the evidence", name)
    return Reason("entity", "unsupported", f"{name} is not in the evidence", name)


def _speaker_stands_there(
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
        evidence.name[j]
        and j not in pairing.used
        and j not in mine
        and not calendar(evidence, j)
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


def _unused_name(pairing: Pairing, group: list[int]) -> int | None:
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


def _stands_for(pairing: Pairing, group: list[int]) -> int | None:
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
    if evidence.words[n].low not in _DEFINITE:
        return False
    following = next((k for k in range(n + 1, min(n + 4, len(evidence.words)))
                      if evidence.words[k].content), None)  # fmt: skip
    return following is not None and not evidence.upper[following] and following not in pairing.used


def _meant(
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
    for start in article.where.get(key, ()):
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


def doubled(pairing: Pairing) -> Reason | None:
    """A name that the statement has more often than the evidence, which has another instead."""
    statement, evidence = pairing.statement, pairing.evidence
    free = [
        j for j in evidence.content
        if evidence.name[j] and j not in pairing.used and not calendar(evidence, j)
    ]  # fmt: skip
    if not free:
        return None
    for i in pairing.at:
        if not statement.name[i]:
            continue
        word = statement.words[i]
        spots = pairing.at[i]
        if not word.place:
            continue
        times = sum(not set(word.keys).isdisjoint(statement.words[k].keys) for k in pairing.at)
        by_people = all(evidence.words[j].stem != word.stem for j in spots)
        if (times > len(spots) or by_people) and any(evidence.words[j].place for j in free):
            other = next(j for j in free if evidence.words[j].place)
            return Reason("entity", "unverified",
                          f"{statement.surfaces[i]} stands where {evidence.surfaces[other]} may",
                          statement.surfaces[i], evidence.surfaces[other])  # fmt: skip
    return None


def displaced(pairing: Pairing, known_names: Sequence[Reading]) -> Reason | None:
    """A name of the statement in whose place the evidence has a name the statement lacks."""
    statement, evidence = pairing.statement, pairing.evidence
    mine = mentions(evidence, known_names)
    for group in name_groups(statement):
        spots = {j for i in group for j in pairing.at.get(i, ())}
        if not spots:
            continue
        k = next((k for k in range(group[-1] + 1, group[-1] + 4) if k in pairing.at), None)
        if k is None:
            continue
        rivals = [_rival_before(pairing, j, spots) for j in pairing.at[k]]
        if rivals and all(rival is not None and rival not in mine for rival in rivals):
            other = rivals[0] or 0
            name = " ".join(statement.surfaces[group[0] : group[-1] + 1])
            return Reason("entity", "unverified",
                          f"{name} stands where the evidence has {evidence.surfaces[other]}",
                          name, evidence.surfaces[other])  # fmt: skip
    return None


def _rival_before(pairing: Pairing, j: int, own: set[int]) -> int | None:
    """The foreign name just before ``j``, unless one of ``own`` is near, too."""
    evidence = pairing.evidence
    owner = j - 1
    while owner > 0 and evidence.words[owner].mark:
        owner -= 1
    if (
        owner >= 0
        and owner not in pairing.used
        and evidence.name[owner]
        and evidence.surfaces[owner].endswith(("'s", "s'"))
        and not calendar(evidence, owner)
    ):
        return owner  # whose it is stands beside it
    if any(abs(spot - j) <= _NEAR for spot in own):
        return None
    for n in range(j - 1, max(j - 4, -1), -1):
        word = evidence.words[n]
        if n in pairing.used or word.mark:
            return None
        if evidence.name[n] and not calendar(evidence, n):
            return n
    return None


_NEAR = 6
