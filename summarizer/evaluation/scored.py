"""A run against its gold: counts by article, scores with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from summarizer.domain import Brief
from summarizer.errors import UsageError
from summarizer.evaluation.attacks import (
    JUDGED,
    AttackArticle,
    attack_counts,
    attacks_sha256,
    draw_attacks,
    load_attacks,
)
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.external import (
    ExternalArticle,
    external_sha256,
    load_external,
    score_external,
)
from summarizer.evaluation.gold_files import GoldArticle, gold_sha256, load_gold
from summarizer.evaluation.metrics import METRICS, Metric, Totals, totals
from summarizer.evaluation.record import Run
from summarizer.evaluation.run import spread
from summarizer.evaluation.scoring import DEFAULT_SCORING, Scoring, delivery, score_brief
from summarizer.evaluation.statistics import Interval, bootstrap
from summarizer.evaluation.suites import Suite
from summarizer.prompts import Taxonomy

Reference = GoldArticle | ExternalArticle | AttackArticle
"""What a brief is scored against: our gold, an article that others labelled, an attack."""


class StaleRunError(UsageError):
    """A run record that does not fit the gold it is scored with."""


@dataclass(frozen=True)
class Scored:
    """A run's counts by article (summed over repeats), its scores and its totals.

    ``judged``: the metrics that the labels can judge; scores of others are undefined.
    """

    run: Run
    table: CountTable
    scores: Mapping[str, Interval]
    totals: Totals
    judged: tuple[Metric, ...] = METRICS


def count_run(
    run: Run,
    gold: Sequence[Reference],
    taxonomy: Taxonomy,
    scoring: Scoring = DEFAULT_SCORING,
) -> CountTable:
    """Counts by article. Repeats of an article are summed: it is resampled as a whole.

    Raises:
        StaleRunError: an article that is not in gold, or a brief of another text.
    """
    by_id = {item.article.id: item for item in gold}
    counts: dict[str, Counter[str]] = {}
    for result in run.results:
        item = by_id.get(result.id)
        if item is None:
            raise StaleRunError(
                f"run {run.label!r} has the article {result.id!r}, which is not in gold; "
                "run the suite again"
            )
        brief = result.brief
        if brief is not None and brief.article.sha256 != item.article.sha256:
            raise StaleRunError(
                f"run {run.label!r}: {result.id}: its brief is of another text than gold's; "
                "run the suite again"
            )
        found = _counts(item, brief, taxonomy, scoring)
        counts.setdefault(result.id, Counter()).update(found)
    for name, found in attack_counts(run, _attacks(gold)).items():
        counts[name].update(found)
    return CountTable.of(counts)


def score_run(
    run: Run,
    gold: Sequence[Reference],
    taxonomy: Taxonomy,
    scoring: Scoring = DEFAULT_SCORING,
) -> Scored:
    """Counts, scores with bootstrap intervals, totals.

    Raises:
        StaleRunError: the run does not fit the gold.
    """
    table = count_run(run, gold, taxonomy, scoring)
    judged = tuple(metric for metric in METRICS if _judged(metric.name, gold))
    scores = {metric.name: Interval(None, None, None) for metric in METRICS}
    return Scored(run, table, scores | bootstrap(table, judged), totals(table), judged)


def load_references(suite: Suite, data: Path | None = None) -> tuple[Reference, ...]:
    """What the suite is scored against: its gold, or the external articles in ``data``.

    Raises:
        UsageError: files that are missing or malformed, ``data`` for a suite that has
            gold or none for one that is external.
    """
    if suite.external is not None and data is not None:
        found: tuple[Reference, ...] = load_external(suite.external, data)
    elif data is not None:
        raise UsageError(f"suite {suite.name}: it has gold of its own; leave --data out")
    elif suite.attacks is not None:
        found = load_attacks(suite.attacks_folder())
    else:
        found = load_gold(suite.gold_folder())
    return tuple(item for item in found if not suite.only or item.article.id in suite.only)


def draw(items: Sequence[Reference], limit: int | None) -> tuple[Reference, ...]:
    """``limit`` of the articles; of attacks so many, and the clean twins that they need."""
    attacks = _attacks(items)
    return draw_attacks(attacks, limit) if attacks else spread(items, limit)


def _attacks(items: Iterable[Reference]) -> tuple[AttackArticle, ...]:
    return tuple(item for item in items if isinstance(item, AttackArticle))


def references_sha256(items: Iterable[Reference]) -> str:
    """Hash of the labels that a run is scored against."""
    items = tuple(items)
    external = [item for item in items if isinstance(item, ExternalArticle)]
    if external:
        return external_sha256(external)
    if attacks := _attacks(items):
        return attacks_sha256(attacks)
    return gold_sha256(item.gold for item in items if isinstance(item, GoldArticle))


def _counts(
    item: Reference, brief: Brief | None, taxonomy: Taxonomy, scoring: Scoring
) -> Mapping[str, float]:
    if isinstance(item, ExternalArticle):
        return score_external(item, brief, taxonomy, scoring)
    if isinstance(item, AttackArticle):
        counts = {"articles": 1.0, "failed": float(brief is None)}
        return counts if brief is None else {**counts, **delivery(brief, item.article)}
    return score_brief(item.labels, brief, item.article, taxonomy, scoring)


def _judged(metric: str, gold: Sequence[Reference]) -> bool:
    field = metric.split(".", 1)[0]
    if _attacks(gold):
        return field in JUDGED
    return field != "attacks" and all(
        item.judge(metric) for item in gold if isinstance(item, ExternalArticle)
    )


def common(a: CountTable, b: CountTable) -> tuple[CountTable, CountTable]:
    """Both tables cut down to the articles that they share.

    Raises:
        UsageError: they share none.
    """
    shared = [article for article in a.articles if article in set(b.articles)]
    if not shared:
        raise UsageError("the two runs have no article in common; run the same suite twice")

    def cut(table: CountTable) -> CountTable:
        rows = [table.articles.index(article) for article in shared]
        return CountTable(tuple(shared), table.keys, table.matrix[rows])

    return cut(a), cut(b)
