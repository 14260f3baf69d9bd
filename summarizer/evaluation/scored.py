"""A run against its gold: counts by article, scores with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarizer.errors import UsageError
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.metrics import METRICS, Totals, totals
from summarizer.evaluation.record import Run
from summarizer.evaluation.scoring import DEFAULT_SCORING, Scoring, score_brief
from summarizer.evaluation.statistics import Interval, bootstrap
from summarizer.prompts import Taxonomy


class StaleRunError(UsageError):
    """A run record that does not fit the gold it is scored with."""


@dataclass(frozen=True)
class Scored:
    """A run's counts by article (summed over repeats), its scores and its totals."""

    run: Run
    table: CountTable
    scores: Mapping[str, Interval]
    totals: Totals


def count_run(
    run: Run,
    gold: Sequence[GoldArticle],
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
        found = score_brief(item.labels, brief, item.article.text, taxonomy, scoring=scoring)
        counts.setdefault(result.id, Counter()).update(found)
    return CountTable.of(counts)


def score_run(
    run: Run,
    gold: Sequence[GoldArticle],
    taxonomy: Taxonomy,
    scoring: Scoring = DEFAULT_SCORING,
) -> Scored:
    """Counts, scores with bootstrap intervals, totals.

    Raises:
        StaleRunError: the run does not fit the gold.
    """
    table = count_run(run, gold, taxonomy, scoring)
    return Scored(run, table, bootstrap(table, METRICS), totals(table))


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
