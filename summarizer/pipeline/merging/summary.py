"""Which sentences sum up the whole, of those that sum up its pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from summarizer.domain import Dropped, SummarySentence
from summarizer.matching.overlap import weight
from summarizer.matching.words import terms
from summarizer.pipeline.merging.parts import rank, united

Placed = tuple[int, SummarySentence]


def choose_summary(
    placed: Sequence[Placed], most: int
) -> tuple[list[SummarySentence], list[Dropped]]:
    """At most ``most`` sentences, in order of place; what is left out is dropped.

    The first sentence of the first piece stays: it is where a text says what it is
    about. Each further one is the sentence that adds most of what many pieces sum up
    and nobody chosen says, by its length; one that its evidence carries goes before one
    that it does not. A sentence that two pieces share counts once.
    """
    if len({piece for piece, _ in placed}) < 2:
        return [sentence for _, sentence in placed], []
    order = sorted(placed, key=lambda one: (one[0], one[1].evidence[0].start, one[1].text))
    once: dict[str, SummarySentence] = {}
    for _, sentence in order:
        key = sentence.text.casefold()
        if key in once:
            spans = united((*once[key].evidence, *sentence.evidence))
            sentence = once[key].model_copy(update={"evidence": spans})
        once[key] = sentence
    spread: Counter[str] = Counter()
    for piece in sorted({piece for piece, _ in order}):
        spread.update({t for number, s in order if number == piece for t in terms(s.text)})
    left = [*once.values()]
    chosen = [left.pop(0)]
    covered = set(terms(chosen[0].text))
    while left and len(chosen) < most:
        gains = [_gain(sentence, spread, covered) for sentence in left]
        best = left.pop(gains.index(max(gains)))
        chosen.append(best)
        covered |= terms(best.text)
    dropped = [
        Dropped(
            field="summary",
            item=sentence.model_dump(mode="json"),
            reason=f"beyond the {most} sentences that sum up the whole",
            grade=sentence.grade,
        )
        for sentence in left
    ]
    return sorted(chosen, key=lambda one: one.evidence[0].start), dropped


def _gain(sentence: SummarySentence, spread: Counter[str], covered: set[str]) -> tuple[bool, float]:
    """Whether its evidence carries the sentence, and how much it adds to ``covered``."""
    found = terms(sentence.text)
    new = sum(spread[term] * weight([term]) for term in sorted(found - covered))
    return rank(sentence.grade) > rank("unsupported"), round(new / max(len(found), 1) ** 0.5, 6)
