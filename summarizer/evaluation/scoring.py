"""Score one article: gold labels and a brief's labels become counts.

The counts of articles are summed and only then divided, see
:mod:`summarizer.evaluation.metrics`. An optional gold item counts nowhere, nor
does the prediction that is matched to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from summarizer.domain import Article, Brief
from summarizer.evaluation.contradictions import contradictions
from summarizer.evaluation.counts import Counts
from summarizer.evaluation.intervals import best_overlap
from summarizer.evaluation.labels import (
    ActorLabel,
    ClaimLabel,
    Labels,
    of_brief,
)
from summarizer.evaluation.matching import Matching, match
from summarizer.evaluation.names import NAME_THRESHOLD, ActorNames
from summarizer.evaluation.sectors import sector_counts
from summarizer.evaluation.similarity import (
    CLAIM_SIMILARITY,
    CLAIM_THRESHOLD,
    ClaimSimilarity,
    Matrix,
    similarities,
)
from summarizer.evaluation.stances import TARGET_THRESHOLD, stance_counts
from summarizer.matching.overlap import DECIMALS
from summarizer.prompts import Taxonomy

SWEEP = tuple(round(0.3 + 0.05 * step, 2) for step in range(13))
"""Claim thresholds at which every report shows F1: 0.30, 0.35 … 0.90."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """The settings of the scorers. The defaults are the published ones.

    ``target_threshold``: stem overlap from which two named issues are the same target.
    ``evidence_threshold``: character F1 from which a matched claim's evidence is right.
    """

    claim_similarity: ClaimSimilarity = CLAIM_SIMILARITY
    claim_threshold: float = CLAIM_THRESHOLD
    target_threshold: float = TARGET_THRESHOLD
    evidence_threshold: float = 0.5
    sweep: tuple[float, ...] = SWEEP


DEFAULT_SCORING = Scoring()


def score(
    gold: Labels,
    predicted: Labels | None,
    taxonomy: Taxonomy,
    scoring: Scoring = DEFAULT_SCORING,
) -> Counts:
    """The counts of one article; zeros are left out.

    ``predicted`` is ``None`` where the brief failed: it counts as empty, not as missing.
    """
    counts: Counter[str] = Counter({"articles": 1, "failed": int(predicted is None)})
    brief = predicted if predicted is not None else Labels()
    names = ActorNames(gold.actors, brief.actors)
    _score_actors(counts, gold.actors, brief.actors, names)
    _score_claims(counts, gold.claims, brief.claims, names, scoring)
    counts.update(sector_counts(gold.sectors, brief.sectors, taxonomy))
    counts.update(stance_counts(gold.stance, brief.stance, names, scoring.target_threshold))
    return {key: value for key, value in sorted(counts.items()) if value}


def score_brief(
    gold: Labels,
    brief: Brief | None,
    article: Article,
    taxonomy: Taxonomy,
    scoring: Scoring = DEFAULT_SCORING,
) -> Counts:
    """:func:`score` with what the brief cost and how it is grounded, see :func:`delivery`."""
    labels = None if brief is None else of_brief(brief)
    scored = dict(score(gold, labels, taxonomy, scoring))
    return scored if brief is None else {**scored, **delivery(brief, article)}


def delivery(brief: Brief, article: Article) -> Counts:
    """Grounding, drops and consumption of one brief of ``article``.

    An item is grounded if each of its quotes stands at its offsets and its evidence
    does not contradict it.
    """
    contradicted = {found.path for found in contradictions(brief, article)}
    quotes: Counter[str] = Counter()
    verbatim: Counter[str] = Counter()
    for path, span in brief.spans():
        quotes[path] += 1
        verbatim[path] += article.text[span.start : span.end] == span.quote
    run = brief.run
    counts: dict[str, float] = {
        "items": len(quotes),
        "items.grounded": sum(
            verbatim[path] == number and path not in contradicted for path, number in quotes.items()
        ),
        "quotes": quotes.total(),
        "quotes.verbatim": verbatim.total(),
        "dropped": len(brief.dropped),
        "repaired": len(brief.repaired),
        "attempts": run.attempts,
        "input_tokens": run.input_tokens,
        "output_tokens": run.output_tokens,
        "seconds": run.seconds,
        "cost_usd": run.cost_usd or 0.0,
        "cost_known": int(run.cost_usd is not None),
    }
    return {key: value for key, value in counts.items() if value}


def _score_actors(
    counts: Counter[str],
    gold: Sequence[ActorLabel],
    predicted: Sequence[ActorLabel],
    names: ActorNames,
) -> None:
    matching = match_actors(gold, names)
    counts.update(matching.counts("actors"))
    ignored = {pair.predicted for pair in matching.pairs if not gold[pair.gold].required}
    counts["actors.core_gold"] += sum(a.required and a.salience == "core" for a in gold)
    counts["actors.core_predicted"] += sum(
        a.salience == "core" for j, a in enumerate(predicted) if j not in ignored
    )
    for pair in matching.hits:
        ours, theirs = gold[pair.gold], predicted[pair.predicted]
        counts["actors.type_ok"] += theirs.types[0] in ours.types
        counts["actors.salience_ok"] += theirs.salience == ours.salience
        counts["actors.core_found"] += ours.salience == "core"
        counts["actors.core_tp"] += ours.salience == theirs.salience == "core"


def match_actors(gold: Sequence[ActorLabel], names: ActorNames) -> Matching:
    """Which predicted actors are which gold actors."""
    return match(
        names.similarity, threshold=NAME_THRESHOLD, required=[actor.required for actor in gold]
    )


def _score_claims(
    counts: Counter[str],
    gold: Sequence[ClaimLabel],
    predicted: Sequence[ClaimLabel],
    names: ActorNames,
    scoring: Scoring,
) -> None:
    required = [claim.required for claim in gold]
    similarity = claim_similarities(gold, predicted, scoring)
    found: Matching | None = None
    eligible = -1
    for threshold in sorted(scoring.sweep):
        # As long as the same pairs are eligible, so is the same assignment.
        left = int(np.sum(np.rint(similarity * 10**DECIMALS) >= round(threshold * 10**DECIMALS)))
        if found is None or left != eligible:
            found = match(similarity, threshold=threshold, required=required)
            eligible = left
        counts.update(found.counts(f"claims@{threshold:.2f}"))
    matching = match(similarity, threshold=scoring.claim_threshold, required=required)
    counts.update(matching.counts("claims"))
    for pair in matching.hits:
        ours, theirs = gold[pair.gold], predicted[pair.predicted]
        speaker = any(names.same(one, theirs.speakers[0]) for one in ours.speakers)
        evidence = best_overlap(ours.evidence, theirs.evidence[0] if theirs.evidence else ())
        counts["claims.speaker_ok"] += speaker
        counts["claims.via_ok"] += names.same(ours.via, theirs.via)
        counts["claims.kind_ok"] += theirs.kinds[0] in ours.kinds
        counts["claims.evidence_shared"] += evidence.shared
        counts["claims.evidence_gold"] += evidence.gold
        counts["claims.evidence_predicted"] += evidence.predicted
        counts["claims.joint_tp"] += speaker and evidence.f1 >= scoring.evidence_threshold


def claim_similarities(
    gold: Sequence[ClaimLabel],
    predicted: Sequence[ClaimLabel],
    scoring: Scoring = DEFAULT_SCORING,
) -> Matrix:
    """Shape (gold, predicted): the best over gold's accepted wordings, vetoed pairs 0."""
    if not gold or not predicted:
        return np.zeros((len(gold), len(predicted)))
    wordings = [wording for claim in gold for wording in claim.texts]
    starts = np.cumsum([0, *(len(claim.texts) for claim in gold[:-1])])
    every = similarities(
        wordings,
        [claim.text for claim in predicted],
        using=scoring.claim_similarity,
        floor=min(scoring.claim_threshold, *scoring.sweep, 1.0),
    )
    return np.maximum.reduceat(every, starts, axis=0)


def match_claims(
    gold: Sequence[ClaimLabel],
    predicted: Sequence[ClaimLabel],
    scoring: Scoring = DEFAULT_SCORING,
) -> Matching:
    """Which predicted claims are which gold claims."""
    return match(
        claim_similarities(gold, predicted, scoring),
        threshold=scoring.claim_threshold,
        required=[claim.required for claim in gold],
    )
