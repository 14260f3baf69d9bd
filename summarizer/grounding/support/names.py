"""Names in a text: runs of capitalised words, initials, first and last names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from summarizer.grounding.support._reading import Reading, read
from summarizer.grounding.support._vocabulary import vocabulary
from summarizer.grounding.support._words import known
from summarizer.grounding.support.overlap import Pairing, calendar

#: What may stand before a name in the place of a first name.
_OFFICES = vocabulary(
    """
    mr mrs ms dr president sir lord lady senator minister general judge pope secretary chancellor
    governor mayor chairman chairwoman spokesman spokeswoman king queen prince princess captain
    coach professor doctor bishop archbishop cardinal rabbi imam sheikh ayatollah premier leader
    chief officer justice attorney inspector sergeant colonel lieutenant admiral commander envoy
    ambassador speaker congressman congresswoman representative director ceo founder author
    singer actor actress striker goalkeeper driver player analyst reporter lawyer
    """
)
DEFINITE = vocabulary("the this that these those such")


@lru_cache(maxsize=512)
def _name_groups(reading: Reading) -> tuple[list[int], ...]:
    return tuple(_runs(reading))


def name_groups(reading: Reading) -> list[list[int]]:
    """The names of a text as runs of capitalised words. The runs are shared: do not change."""
    return list(_name_groups(reading))


def _runs(reading: Reading) -> list[list[int]]:
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


def initials_of(reading: Reading) -> set[str]:
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
    return any(reading.places(key) for reading in readings for key in word_keys)


def named(pairing: Pairing, i: int) -> bool:
    """Whether the evidence has the statement's word ``i`` with a capital."""
    return any(pairing.evidence.upper[j] for j in pairing.at.get(i, ()))


def described(pairing: Pairing, group: list[int], article: str | None) -> bool:
    """Whether "the airport" of the evidence is the airport that the name names.

    The article must have the whole name and no other with that last word.
    """
    evidence, statement = pairing.evidence, pairing.statement
    if article is None or not any(
        j and evidence.words[j - 1].low in DEFINITE for j in pairing.at.get(group[-1], ())
    ):
        return False
    wanted = [statement.words[i].stem for i in group]
    named = [
        [word.stem for word in (read(article).words[i] for i in run)]
        for run in name_groups(read(article))
    ]
    mine = [run for run in named if run[-1] == wanted[-1] and len(run) > 1]
    return wanted in mine and all(set(run) <= set(wanted) for run in mine)


def given_name(pairing: Pairing, group: list[int], lacking: list[int], article: str | None) -> bool:
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


def namesakes(statement: Reading, group: list[int], article: str | None) -> bool:
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


def maybe_name(statement: Reading) -> bool:
    """Whether the statement's first word may be a name though any first word has a capital."""
    word = statement.words[0]
    return statement.upper[0] and word.content and not known(word) and word.numeric is None


def common(low: str) -> bool:
    return low.endswith(("ing", "ed", "s", "ly", "tion", "ment", "ity", "ism", "ness"))


def own_run(reading: Reading, group: list[int], lacking: list[int]) -> list[int]:
    """The words of a name up to the next "of" that hold what is lacking.

    "Bank" of "Bank of England" is not vouched for by "England".
    """
    run: list[int] = []
    for i in group:
        if run and any(reading.words[k].low == "of" for k in range(run[-1] + 1, i)):
            if lacking[0] in run:
                break
            run = []
        run.append(i)
    return run if lacking[0] in run else group


def rival_name(pairing: Pairing, lacking: list[int]) -> bool:
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
                and evidence.words[before].low not in _OFFICES
            ):
                return True
    return False
