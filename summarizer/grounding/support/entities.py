"""Names: a statement must not name whom the evidence does not."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support._words import MONTHS, WEEKDAYS, known
from summarizer.grounding.support.overlap import Pairing

_ENOUGH_CONTEXT = 2
_TITLE_WORDS = frozenset("mr mrs ms dr president sir lord".split())


def name_groups(reading: Reading) -> list[list[int]]:
    """The names of a text as runs of capitalised words."""
    groups: list[list[int]] = []
    current: list[int] = []
    for i, word in enumerate(reading.words):
        if not word.low and current and reading.upper[i]:
            continue  # a later word of an expression such as "Saudi Arabia"
        if reading.name[i] and word.low not in MONTHS and word.low not in WEEKDAYS:
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
    pairing: Pairing, known_names: Sequence[Reading], article: Reading | None
) -> list[Reason]:
    """Find names of the statement that the evidence lacks.

    ``known_names`` are the speaker and its aliases. A name that only the article holds may be
    what a pronoun of the evidence stands for; it is accepted where it takes the pronoun's place.
    """
    statement, evidence = pairing.statement, pairing.evidence
    missing: list[list[int]] = []
    unmatched = set(pairing.unmatched)
    acronyms: set[str] | None = None
    for group in name_groups(statement):
        lacking = [i for i in group if i in unmatched]
        if not lacking:
            continue
        present = [i for i in group if i not in unmatched]
        if present and len(group) > 1 and group[-1] in present and not _rival_name(
            pairing, lacking
        ):
            continue  # "Vladimir Putin" for "Putin"
        initials = "".join(statement.surfaces[i][0].lower() for i in group)
        if len(group) > 1 and (initials in evidence.where or initials + "#" in evidence.where):
            pairing.equivalent.update(lacking)
            continue
        if len(group) == 1 and statement.surfaces[group[0]].isupper():
            acronyms = _acronyms(evidence) if acronyms is None else acronyms
            if statement.words[group[0]].low.strip("#") in acronyms:
                pairing.equivalent.update(lacking)
                continue
        missing.append(group)
    reasons: list[Reason] = []
    for group in missing:
        reasons.append(_judge(pairing, group, known_names, article))
    if not missing and pairing.unmatched and 0 in unmatched:
        word = statement.words[0]
        if statement.upper[0] and word.content and not statement.name[0] and not known(word) and (
            _unusual(word.low)
        ):
            reasons.append(
                Reason("entity", "unverified", f"{statement.surfaces[0]!r} may be a name that the "
                       "evidence lacks", statement.surfaces[0])
            )  # fmt: skip
    return [reason for reason in reasons if reason.effect != "note"]


def _unusual(low: str) -> bool:
    return not low.endswith(("ing", "ed", "s", "ly", "tion", "ment", "ity", "ism", "ness"))


def _rival_name(pairing: Pairing, lacking: list[int]) -> bool:
    """Whether the evidence has another first name before the same last name."""
    statement, evidence = pairing.statement, pairing.evidence
    for i in lacking:
        following = pairing.at.get(i + 1, ())
        for j in following:
            before = j - 1
            if before >= 0 and evidence.name[before] and before not in pairing.used and (
                statement.words[i].low not in _TITLE_WORDS
                and evidence.words[before].low not in _TITLE_WORDS
                and not evidence.words[before].low.endswith("r")
                and not known(evidence.words[before])
                and len(evidence.surfaces[before]) > 1
                and not known(statement.words[i])
            ):
                return True
    return False


def _judge(
    pairing: Pairing, group: list[int], known_names: Sequence[Reading], article: Reading | None
) -> Reason:
    statement, evidence = pairing.statement, pairing.evidence
    name = " ".join(statement.surfaces[group[0] : group[-1] + 1])
    lacking = [i for i in group if i in pairing.unmatched]
    pronoun = _stands_for(pairing, group)
    from_speaker = all(resolvable(statement.words[i].keys, known_names) for i in lacking)
    if from_speaker:
        if pronoun is not None or _self(evidence):
            pairing.equivalent.update(lacking)
            return Reason("entity", "note", "", name)
        return Reason("entity", "unverified", f"{name} is not in the evidence", name)
    if article is not None and all(resolvable(statement.words[i].keys, [article]) for i in lacking):
        if pronoun is not None and _antecedent(pairing, group, article):
            pairing.equivalent.update(lacking)
            return Reason("entity", "note", "", name)
        return Reason("entity", "unverified",
                      f"{name} is in the article but not in the evidence", name)  # fmt: skip
    if pronoun is not None and article is None:
        return Reason("entity", "unverified",
                      f"{name} may be who {evidence.surfaces[pronoun]!r} is", name,
                      evidence.surfaces[pronoun])  # fmt: skip
    if len(group) > len(lacking) and len(group) > 2:
        return Reason("entity", "unverified", f"part of {name} is not in the evidence", name)
    return Reason("entity", "unsupported", f"{name} is not in the evidence", name)


_FIRST_PERSON = frozenset("i we our my us me".split())


def _self(evidence: Reading) -> bool:
    return any(word.low in _FIRST_PERSON for word in evidence.words)


def _stands_for(pairing: Pairing, group: list[int]) -> int | None:
    """The pronoun or description of the evidence in whose place the name stands, if any."""
    statement, evidence = pairing.statement, pairing.evidence
    following = next(
        (k for k in range(group[-1] + 1, len(statement.words)) if k in pairing.at), None
    )
    before = next((k for k in range(group[0] - 1, -1, -1) if k in pairing.at), None)
    for k, step in ((following, -1), (before, 1)):
        for j in pairing.at.get(k, ()) if k is not None else ():
            for m in range(1, 7):
                n = j + step * m
                if not 0 <= n < len(evidence.words):
                    break
                if evidence.words[n].pronoun:
                    return n
                if evidence.name[n] and n not in pairing.used:
                    break  # another name stands there
    return None


def _antecedent(pairing: Pairing, group: list[int], article: Reading) -> bool:
    """Whether the name is among the last ones before the evidence in the article."""
    evidence, statement = pairing.evidence, pairing.statement
    first = next((s.lower() for s in evidence.surfaces if s[:1].isalnum()), "")
    wanted = [s.lower() for s in evidence.surfaces[:12] if s[:1].isalnum()][:6]
    start = None
    surfaces = article.surfaces
    for i, surface in enumerate(surfaces):
        if surface.lower() == first:
            ahead = [s.lower() for s in surfaces[i : i + 14] if s[:1].isalnum()][: len(wanted)]
            if ahead == wanted:
                start = i
                break
    if start is None:
        return False
    keys = {key for i in group for key in statement.words[i].keys}
    sentence = article.sentence[start]
    for back in range(1, _ENOUGH_CONTEXT + 1):
        spots = [
            i for i in range(start)
            if article.sentence[i] == sentence - back and article.upper[i]
            and article.words[i].content
        ]  # fmt: skip
        if not spots:
            continue
        return any(set(article.words[i].keys) & keys for i in spots)
    return False
