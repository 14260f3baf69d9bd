"""Multiples in a verb: what doubled rose by 100 percent, and did not triple."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.grounding.support._reading import Reading
from summarizer.grounding.support._result import Reason
from summarizer.grounding.support.overlap import Pairing
from summarizer.grounding.support.quantities import Number, same

_FACTORS = {"#double": 2.0, "#triple": 3.0, "#quadruple": 4.0, "#halve": 0.5}


def _factor(reading: Reading, i: int) -> float | None:
    return next((f for key in reading.words[i].keys if (f := _FACTORS.get(key)) is not None), None)


def check_multiples(pairing: Pairing, evidence_numbers: Sequence[Number]) -> list[Reason]:
    """Compare the multiples of the statement with those and the percentages of the evidence.

    A word whose percentage the evidence gives counts as held by the evidence.
    """
    statement, evidence = pairing.statement, pairing.evidence
    for i in pairing.unmatched:
        wanted = _factor(statement, i)
        if wanted is None:
            continue
        for j in evidence.content:
            other = _factor(evidence, j)
            if other is not None and other != wanted and evidence.parity[j] == statement.parity[i]:
                return [Reason("number", "contradicted",
                               f"{statement.surfaces[i]!r} against {evidence.surfaces[j]!r}",
                               statement.surfaces[i], evidence.surfaces[j])]  # fmt: skip
        key = "#fall" if wanted < 1 else "#rise"
        percent = 100 * abs(wanted - 1)
        if evidence.places(key) and any(
            number.kind == "percent" and same(number.value, percent) for number in evidence_numbers
        ):
            pairing.equivalent.add(i)
            continue
        return [Reason("number", "unverified",
                       f"the evidence does not say {statement.surfaces[i]!r}",
                       statement.surfaces[i])]  # fmt: skip
    return []
