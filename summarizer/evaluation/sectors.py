"""Score sectors: sets of codes in a hierarchy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from summarizer.evaluation.labels import SectorLabel
from summarizer.prompts import Taxonomy


def sector_counts(
    gold: Sequence[SectorLabel], predicted: Sequence[SectorLabel], taxonomy: Taxonomy
) -> Counter[str]:
    """Micro and macro counts by code, and the sets of hierarchical F1.

    Hierarchical precision and recall after S. Kiritchenko, S. Matwin, R. Nock and
    A. F. Famili, "Learning and Evaluation in the Presence of Class Hierarchies" (2006):
    both label sets are augmented by all ancestors and compared as sets. Nodes that only
    optional codes lead to are left out of both. A code that is predicted again is one
    more wrong prediction, here and in the micro counts.
    """
    counts: Counter[str] = Counter()
    required = {label.code for label in gold if label.required}
    optional = {label.code for label in gold} - required
    times = Counter(label.code for label in predicted)
    found = set(times) - optional
    repeated = {code: number - 1 for code, number in times.items() if number > 1}
    for code in sorted(required | found):
        outcome = "fn" if code not in found else "tp" if code in required else "fp"
        counts[f"sectors.{outcome}"] += 1
        counts[f"sector:{code}.{outcome}"] += 1
    for code, surplus in repeated.items():
        counts["sectors.fp"] += surplus
        counts[f"sector:{code}.fp"] += surplus

    truth, guess = _augmented(required, taxonomy), _augmented(found, taxonomy)
    guess -= _augmented(optional, taxonomy) - truth
    counts["sectors.h_shared"] += len(truth & guess)
    counts["sectors.h_gold"] += len(truth)
    counts["sectors.h_predicted"] += len(guess) + sum(
        surplus * len(_augmented({code}, taxonomy)) for code, surplus in repeated.items()
    )
    return counts


def _augmented(codes: Collection[str], taxonomy: Taxonomy) -> set[str]:
    """The codes and everything above them; a code off the taxonomy stands alone."""
    known = set(taxonomy.codes)
    return {
        node for code in codes for node in (taxonomy.ancestors(code) if code in known else (code,))
    }
