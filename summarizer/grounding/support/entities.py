"""Entities: a statement must not name whom the evidence does not."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.grounding.support._reading import Reading, read
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support.antecedents import (
    meant,
    speaker_stands_there,
    stands_for,
    unused_name,
)
from summarizer.grounding.support.attribution import mentions
from summarizer.grounding.support.names import (
    common,
    described,
    given_name,
    initials_of,
    maybe_name,
    name_groups,
    named,
    namesakes,
    own_run,
    resolvable,
    rival_name,
)
from summarizer.grounding.support.overlap import Pairing, calendar


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
    if 0 in unmatched and not statement.name[0] and maybe_name(statement):
        groups.insert(0, [0])
    for group in groups:
        lacking = [i for i in group if i in unmatched]
        if not lacking:
            continue
        if len(lacking) < len(group) and own_run(statement, group, lacking)[-1] not in lacking:
            if named(pairing, group[-1]):
                if not rival_name(pairing, lacking) and not namesakes(statement, group, article):
                    continue  # "Vladimir Putin" for "Putin"
            elif described(pairing, group, article):
                pairing.equivalent.update(lacking)
                continue  # "San Francisco Airport" for "the airport"
            else:
                lacking = group
        elif given_name(pairing, group, lacking, article):
            pairing.equivalent.update(lacking)
            continue  # "Peter Ndlovu" for "Peter"
        initials = "".join(statement.surfaces[i][0].lower() for i in group)
        if len(group) > 1 and (evidence.places(initials) or evidence.places(f"{initials}#")):
            pairing.equivalent.update(lacking)
            continue
        if len(group) == 1 and statement.surfaces[group[0]].isupper():
            acronyms = initials_of(evidence) if acronyms is None else acronyms
            if statement.words[group[0]].low.strip("#") in acronyms:
                pairing.equivalent.update(lacking)
                continue
        reason = _judge(pairing, group, lacking, known_names, article)
        if reason is not None:
            reasons.append(reason)
    return reasons


def _judge(
    pairing: Pairing,
    group: list[int],
    lacking: list[int],
    known_names: Sequence[Reading],
    article: str | None,
) -> Reason | None:
    statement, evidence = pairing.statement, pairing.evidence
    name = " ".join(statement.surfaces[group[0] : group[-1] + 1])
    stand_in = stands_for(pairing, group)
    rival = unused_name(pairing, group)
    if all(resolvable(statement.words[i].keys, known_names) for i in lacking):
        if speaker_stands_there(pairing, stand_in, rival, known_names):
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
            if (
                rival is None
                and not part
                and meant(pairing, group, lacking, whole, stand_in, known_names)
            ):
                pairing.equivalent.update(lacking)
                return None
            return Reason("entity", "unverified",
                          f"{name} is in the article but not in the evidence", name,
                          "" if rival is None else evidence.surfaces[rival])  # fmt: skip
        if not sure and rival is None and any(spots.values()):
            return None  # a common noun at the start of a sentence
    if not sure:
        if common(statement.words[group[0]].low) and rival is None:
            return None
        return Reason("entity", "unverified", f"{name} may be a name that the evidence lacks", name)
    if stand_in is not None and article is None and rival is None:
        return Reason("entity", "unverified",
                      f"{name} may be who {evidence.surfaces[stand_in]!r} is", name,
                      evidence.surfaces[stand_in])  # fmt: skip
    if len(group) > len(lacking) and len(group) > 2:
        return Reason("entity", "unverified", f"part of {name} is not in the evidence", name)
    return Reason("entity", "unsupported", f"{name} is not in the evidence", name)


def doubled(pairing: Pairing) -> Reason | None:
    """A name that the statement has more often than the evidence, which has another instead."""
    statement, evidence = pairing.statement, pairing.evidence
    places = [i for i in pairing.at if statement.name[i] and statement.words[i].place]
    if not places:
        return None
    other = next(
        (
            j for j in evidence.content
            if evidence.words[j].place and evidence.name[j] and j not in pairing.used
        ),
        None,
    )  # fmt: skip
    if other is None:
        return None
    for i in places:
        word = statement.words[i]
        spots = pairing.at[i]
        times = sum(not set(word.keys).isdisjoint(statement.words[k].keys) for k in pairing.at)
        by_people = all(evidence.words[j].stem != word.stem for j in spots)
        if times > len(spots) or by_people:
            return Reason("entity", "unverified",
                          f"{statement.surfaces[i]} stands where {evidence.surfaces[other]} may",
                          statement.surfaces[i], evidence.surfaces[other])  # fmt: skip
    return None


def displaced(pairing: Pairing, known_names: Sequence[Reading]) -> Reason | None:
    """A name of the statement in whose place the evidence has a name the statement lacks."""
    statement, evidence = pairing.statement, pairing.evidence
    for group in name_groups(statement):
        spots = {j for i in group for j in pairing.at.get(i, ())}
        if not spots:
            continue
        k = next((k for k in range(group[-1] + 1, group[-1] + 4) if k in pairing.at), None)
        if k is None:
            continue
        rivals = [_rival_before(pairing, j, spots) for j in pairing.at[k]]
        if not rivals or None in rivals:
            continue
        if mentions(evidence, known_names).isdisjoint(rivals):
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
