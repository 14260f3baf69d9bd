"""Which word of a statement stands for which word of its evidence, and how much is covered."""

from __future__ import annotations

from dataclasses import dataclass, field

from summarizer.grounding.support._numerals import MONTHS, WEEKDAYS
from summarizer.grounding.support._reading import Reading, read
from summarizer.grounding.support._words import FILLER, Word, known


@dataclass(slots=True, eq=False)
class Pairing:
    """``at[i]``: positions in the evidence that may stand for the statement's word ``i``.

    ``skip`` are statement positions that other checks own (numbers, dates).
    """

    statement: Reading
    evidence: Reading
    at: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    used: set[int] = field(default_factory=set[int])
    unmatched: list[int] = field(default_factory=list[int])
    equivalent: set[int] = field(default_factory=set[int])

    def best(self, i: int, candidates: list[int]) -> tuple[int, float]:
        """The candidate whose surroundings are most like those of statement word ``i``."""
        if len(candidates) == 1:
            return candidates[0], self.likeness(i, candidates[0])
        return max(((j, self.likeness(i, j)) for j in candidates), key=lambda pair: pair[1])

    def likeness(self, i: int, j: int) -> float:
        """How much of what stands about statement word ``i`` stands about evidence word ``j``."""
        evidence = self.evidence
        total = 0.0
        seen = 0
        for side in (range(i - 1, -1, -1), range(i + 1, len(self.statement.words))):
            taken = 0
            for k in side:
                spots = self.at.get(k)
                if spots is None:
                    continue
                taken += 1
                seen += 1
                near = 0.0
                for spot in spots:
                    if spot == j:
                        continue
                    score = 1.0 / (1.0 + abs(spot - j) / 4.0)
                    if evidence.sentence[spot] != evidence.sentence[j]:
                        score *= 0.2
                    elif evidence.clause[spot] != evidence.clause[j]:
                        score *= 0.6
                    near = max(near, score)
                total += near / taken
                if taken == 3:
                    break
        return total


#: Letters of a stem that all words derived from it share.
_PREFIX = 5


def pair(statement: Reading, evidence: Reading, skip: frozenset[int]) -> Pairing:
    """Pair every content word of the statement with the evidence."""
    pairing = Pairing(statement, evidence)
    for i in statement.content:
        if i in skip:
            continue
        word = statement.words[i]
        spots = evidence.at(word)
        if not spots and len(word.stem) >= _PREFIX and word.stem.isalpha():
            spots = _by_prefix(word, evidence)
        if spots:
            pairing.at[i] = spots
            own = [j for j in spots if evidence.words[j].stem == word.stem] if word.place else []
            # "Beijing" may stand for China, but not where the evidence has both
            pairing.used.update(own or spots)
        else:
            pairing.unmatched.append(i)
    return pairing


def _by_prefix(word: Word, evidence: Reading) -> list[int]:
    """Derived words that the stemmer keeps apart: "econom-y", "econom-ist"."""
    root = word.stem[:6] if len(word.stem) >= 6 else word.stem
    found: list[int] = []
    for j in evidence.beginning(word.stem[:_PREFIX]):
        other = evidence.words[j]
        short = min(word.stem, other.stem, key=len)
        longer = other.stem if short is word.stem else word.stem
        if (
            other.stem.startswith(root) or (len(short) >= _PREFIX and longer.startswith(short))
        ) and other.keys[0] not in word.opposites:
            found.append(j)
    return found


def coverage(pairing: Pairing) -> float:
    """Share of the statement's content, by weight, that the evidence holds (0 to 1)."""
    words = pairing.statement.words
    have = sum(words[i].weight for i in pairing.at)
    have += sum(words[i].weight for i in pairing.equivalent if i not in pairing.at)
    lack = sum(words[i].weight for i in pairing.unmatched if i not in pairing.equivalent)
    return have / (have + lack) if have + lack else 0.0


def bearing(statement: str, text: str) -> float:
    """Share of a statement's content that ``text`` holds (0 to 1), numbers as words.

    It is the quick look that tells which sentences are worth a whole check.
    """
    return coverage(pair(read(statement), read(text), frozenset()))


def names_only(pairing: Pairing) -> bool:
    """Whether all that both sides have in common are names."""
    statement = pairing.statement
    return not any(not statement.name[i] for i in (*pairing.at, *pairing.equivalent)) and any(
        not statement.name[i] for i in pairing.unmatched
    )


def verbatim(statement: Reading, evidence: Reading) -> bool:
    """Whether the statement's words stand in the evidence one after the other."""
    wanted = [s.lower() for s in statement.surfaces if s[:1].isalnum()]
    if not wanted:
        return False
    first = statement.words[0]
    for start in (
        evidence.places(first.keys[0])
        if first is not FILLER and first.keys
        else (range(len(evidence.words)))
    ):
        k = 0
        for j in range(start, len(evidence.words)):
            surface = evidence.surfaces[j]
            if not surface[:1].isalnum():
                if (
                    surface in ".!?"
                    and 0 < k < len(wanted)
                    and (evidence.sentence[j] != evidence.sentence[start])
                ):
                    break
                continue
            if surface.lower() != wanted[k]:
                break
            k += 1
            if k == len(wanted):
                return True
    return False


def substitutions(pairing: Pairing) -> list[tuple[int, int]]:
    """Statement words that stand where the evidence has another word: ``(i, j)`` pairs.

    A word is taken to be substituted if its neighbours on both sides (or its only one)
    stand close together in the evidence with a word between them that the statement lacks.
    """
    statement, evidence = pairing.statement, pairing.evidence
    found: list[tuple[int, int]] = []
    order = statement.content
    place = {i: n for n, i in enumerate(order)}
    unmatched = {i for i in pairing.unmatched if i not in pairing.equivalent}
    for i in pairing.unmatched:
        if i in pairing.equivalent or statement.name[i] or statement.words[i].weight < 1.0:
            continue
        n = last = place[i]
        if n and order[n - 1] in unmatched and not statement.name[order[n - 1]]:
            continue  # told with the one before
        while last + 1 < len(order) and order[last + 1] in unmatched:
            last += 1
        before = pairing.at.get(order[n - 1]) if n else None
        after = pairing.at.get(order[last + 1]) if last + 1 < len(order) else None
        hit: int | None = None
        if before and after:
            hit = next(
                (
                    m
                    for a in before
                    for b in after
                    if 1 < b - a <= 5
                    for m in range(a + 1, b)
                    if _foreign(evidence, m, pairing)
                ),
                None,
            )
        elif before and last + 1 == len(order):
            hit = next(
                (m for a in before for m in range(a + 1, a + 4)
                 if m < len(evidence.words) and _foreign(evidence, m, pairing)), None,
            )  # fmt: skip
        elif after and n == 0:
            # in the subject's place a name counts, too: "another player" for "Gary Hooper"
            hit = next(
                (
                    m
                    for b in after
                    for m in range(b - 1, max(b - 4, -1), -1)
                    if _foreign(evidence, m, pairing)
                    or (evidence.name[m] and m not in pairing.used and not calendar(evidence, m))
                ),
                None,
            )
        if hit is not None:
            found.append((i, hit))
    return found


def calendar(reading: Reading, i: int) -> bool:
    """Whether the word is a month or a weekday and no part of a name such as "Jan Novak"."""
    low = reading.words[i].low
    if low in WEEKDAYS:
        return True
    if low not in MONTHS:
        return False
    before = reading.words[i - 1] if i else None
    if low not in _GIVEN_NAMES or (
        before is not None and (before.low in _BEFORE_MONTHS or before.numeric is not None)
    ):
        return True
    beside = (i - 1, i + 1)
    return not any(
        0 <= k < len(reading.words) and reading.name[k] and reading.words[k].low not in MONTHS
        for k in beside
    )


#: Months that are also first names.
_GIVEN_NAMES = frozenset({"jan", "april", "june", "august"})
_BEFORE_MONTHS = frozenset(
    {"in", "of", "since", "by", "until", "last", "next", "this", "early", "late", "mid", "from",
     "to", "during", "-", "on"}
)  # fmt: skip


def replaced_deed(pairing: Pairing) -> tuple[int, int] | None:
    """A verb of a short statement that the evidence lacks, and the verb that it has instead.

    Word order tells nothing where one of them is in the passive.
    """
    statement, evidence = pairing.statement, pairing.evidence
    if len(statement.content) > _SHORT:
        return None
    clauses = {evidence.clause[j] for j in pairing.used}
    for i in pairing.unmatched:
        word = statement.words[i]
        if i in pairing.equivalent or not statement.predicate[i] or word.weight < 1.0:
            continue
        for j in evidence.content:
            if (
                evidence.predicate[j] and evidence.clause[j] in clauses
                and _foreign(evidence, j, pairing) and evidence.words[j].past
            ):  # fmt: skip
                return i, j
    return None


#: Content words of a statement in which one verb makes all the difference.
_SHORT = 4


def _foreign(evidence: Reading, j: int, pairing: Pairing) -> bool:
    word = evidence.words[j]
    return (
        word.content
        and word.weight >= 1.0
        and j not in pairing.used
        and not evidence.name[j]
        and word.numeric is None
    )


def unheard_of(statement: Reading, i: int) -> bool:
    """Whether a capitalised first word may well be a name."""
    word = statement.words[i]
    return (
        statement.upper[i] and not known(word) and not word.low.endswith(("ing", "ed", "s", "ly"))
    )
