"""The whole report as data: scores, comparison, sweep, consumption, articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

import numpy as np

from summarizer.evaluation.comparison import Comparison, Gate, compare
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.metrics import METRICS, Metric, metric, number, threshold_sweep
from summarizer.evaluation.record import Result, Run
from summarizer.evaluation.report._articles import ArticleView, RunOfArticle, article_view
from summarizer.evaluation.report._plots import Sweep, nice, sweep
from summarizer.evaluation.scored import Reference, Scored, common, references_sha256
from summarizer.evaluation.similarity import CLAIM_THRESHOLD
from summarizer.evaluation.statistics import Interval, bootstrap
from summarizer.prompts import Taxonomy

LETTERS = ("a", "b")
ARTICLE_SCORES = ("claims", "actors", "stance", "sectors")
_HEADINGS = {
    "actors": "Actors",
    "claims": "Claims",
    "sectors": "Sectors",
    "stance": "Stance",
    "grounding": "Grounding",
    "delivery": "Delivery",
}
_OWN = frozenset({"grounding", "delivery"})
"""Fields that readers are not scored in."""


@dataclass(frozen=True, slots=True)
class RunView:
    """One run: ``letter`` is "a" or "b"; ``stale`` if it was made with another gold."""

    letter: str
    scored: Scored
    stale: bool
    seconds: tuple[float, ...]
    repeats: int

    @property
    def run(self) -> Run:
        return self.scored.run

    @property
    def name(self) -> str:
        return self.run.label

    @property
    def made(self) -> str:
        """When, to the minute, if the record says it in the usual form."""
        try:
            when = datetime.fromisoformat(self.run.created).astimezone(UTC)
        except ValueError:
            return self.run.created
        return f"{when:%Y-%m-%d %H:%M} UTC"

    @property
    def median_seconds(self) -> float | None:
        return median(self.seconds) if self.seconds else None

    @property
    def delivered(self) -> int:
        return self.scored.totals.articles - self.scored.totals.failed


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A metric with one interval for each run and the readers' (``None``: not theirs)."""

    metric: Metric
    judged: bool
    runs: tuple[Interval, ...]
    readers: Interval | None

    @property
    def label(self) -> str:
        """Without the name of the field that it stands under."""
        _, _, rest = self.metric.label.partition(": ")
        return rest if self.metric.label.startswith(f"{self.metric.field}: ") else self.metric.label


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    name: str
    heading: str
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class OriginRow:
    """A line of how the runs were made; ``differs`` if they were not made alike."""

    name: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page shows."""

    suite: str
    runs: tuple[RunView, ...]
    comparison: Comparison | None
    groups: tuple[ScoreGroup, ...]
    readers: int
    sweep: Sweep | None
    sweeps: tuple[tuple[str, str, tuple[object, ...]], ...]
    threshold: float
    origin: tuple[OriginRow, ...]
    seconds_axis: float
    articles: tuple[ArticleView, ...]
    unequal: tuple[str, ...]

    @property
    def worst(self) -> int:
        """How many articles count as the worst: a quarter, at most ten."""
        return min(10, -(-len(self.articles) // 4))


def report_of(
    scored: Sequence[Scored],
    gold: Sequence[Reference],
    taxonomy: Taxonomy,
    gate: Gate,
    readers: CountTable | None,
) -> Report:
    """Arrange one or two scored runs."""
    runs = tuple(_run(letter, found, gold) for letter, found in zip(LETTERS, scored, strict=False))
    shown = {article for found in scored for article in found.table.articles}
    ceiling = _cut(readers, shown)
    intervals = bootstrap(ceiling, METRICS) if ceiling is not None else None
    series = [(run.letter, f"Run {run.letter.upper()}", run.scored.table) for run in runs]
    if ceiling is not None:
        series.append(("readers", "Readers", ceiling))
    sweeps = tuple((kind, name, threshold_sweep(table)) for kind, name, table in series)
    comparison = None
    if len(runs) == 2:
        comparison = compare(*common(scored[0].table, scored[1].table), gate)
    slowest = max((s for run in runs for s in run.seconds), default=0.0)
    sets = [set(found.table.articles) for found in scored]
    return Report(
        suite=scored[0].run.suite,
        runs=runs,
        comparison=comparison,
        groups=_groups(scored, intervals, gate),
        readers=len(ceiling) if ceiling is not None else 0,
        sweep=sweep(sweeps, CLAIM_THRESHOLD),
        sweeps=sweeps,
        threshold=CLAIM_THRESHOLD,
        origin=_origin([found.run for found in scored]),
        seconds_axis=nice(slowest),
        articles=_articles(runs, [item for item in gold if item.article.id in shown], taxonomy),
        unequal=tuple(sorted(set[str]().union(*sets) - set[str].intersection(*sets))),
    )


def _run(letter: str, scored: Scored, gold: Sequence[Reference]) -> RunView:
    results = scored.run.results
    ids = {result.id for result in results}
    now = references_sha256(item for item in gold if item.article.id in ids)
    return RunView(
        letter=letter,
        scored=scored,
        stale=now != scored.run.origin.gold_sha256,
        seconds=tuple(r.brief.run.seconds for r in results if r.brief is not None),
        repeats=max(result.repeat for result in results) + 1,
    )


def _cut(readers: CountTable | None, articles: set[str]) -> CountTable | None:
    """The readers' counts on the articles of the runs."""
    if readers is None:
        return None
    rows = [i for i, article in enumerate(readers.articles) if article in articles]
    if not rows:
        return None
    kept = tuple(readers.articles[i] for i in rows)
    return CountTable(kept, readers.keys, readers.matrix[rows])


def _groups(
    scored: Sequence[Scored], readers: Mapping[str, Interval] | None, gate: Gate
) -> tuple[ScoreGroup, ...]:
    groups: dict[str, list[ScoreRow]] = {}
    for one in scored[0].judged:
        ceiling = None if readers is None or one.field in _OWN else readers[one.name]
        row = ScoreRow(
            metric=one,
            judged=one.name in gate.metrics,
            runs=tuple(found.scores[one.name] for found in scored),
            readers=None if ceiling is None or ceiling.value is None else ceiling,
        )
        groups.setdefault(one.field, []).append(row)
    return tuple(
        ScoreGroup(name, _HEADINGS.get(name, name.capitalize()), tuple(rows))
        for name, rows in groups.items()
    )


def _origin(runs: Sequence[Run]) -> tuple[OriginRow, ...]:
    def row(name: str, values: Sequence[object]) -> OriginRow:
        return OriginRow(name, tuple("unknown" if v is None else str(v) for v in values))

    origins = [run.origin for run in runs]
    names = sorted({package for origin in origins for package in origin.packages})
    commits = [
        None if o.commit is None else o.commit[:12] + (" with changes" if o.dirty else "")
        for o in origins
    ]
    return (
        row("model", [o.model for o in origins]),
        row("prompt", [o.prompt for o in origins]),
        row("made", [run.created for run in runs]),
        row("code, git commit", commits),
        row("prompt, SHA-256", [o.prompt_sha256[:12] for o in origins]),
        row("schema, SHA-256", [o.schema_sha256[:12] for o in origins]),
        row("taxonomy, SHA-256", [o.taxonomy_sha256[:12] for o in origins]),
        row("gold, SHA-256", [o.gold_sha256[:12] for o in origins]),
        row("scorers, SHA-256", [o.scorers_sha256[:12] for o in origins]),
        row("Python", [o.python for o in origins]),
        *(row(name, [o.packages.get(name, "not installed") for o in origins]) for name in names),
    )


def _articles(
    runs: Sequence[RunView], gold: Sequence[Reference], taxonomy: Taxonomy
) -> tuple[ArticleView, ...]:
    scores = [article_scores(run.scored.table) for run in runs]
    results: list[dict[str, list[Result]]] = []
    for run in runs:
        by_id: dict[str, list[Result]] = {}
        for result in sorted(run.run.results, key=lambda r: r.repeat):
            by_id.setdefault(result.id, []).append(result)
        results.append(by_id)
    views: list[ArticleView] = []
    for place, item in enumerate(gold, 1):
        name = item.article.id
        parts = [
            RunOfArticle(
                run.letter, run.name, tuple(found.get(name, ())), points.get(name, _NO_SCORES)
            )
            for run, found, points in zip(runs, results, scores, strict=True)
        ]
        views.append(article_view(place, item, parts, taxonomy))
    return tuple(views)


_NO_SCORES: Mapping[str, float | None] = dict.fromkeys((*ARTICLE_SCORES, "all"))


def article_scores(table: CountTable) -> dict[str, dict[str, float | None]]:
    """F1 of each field by article, and "all", the mean of those that are defined."""
    each = table.pool(np.eye(len(table)))
    columns = {field: metric(f"{field}.f1").value(each) for field in ARTICLE_SCORES}
    found: dict[str, dict[str, float | None]] = {}
    for row, article in enumerate(table.articles):
        scores = {field: number(values[row]) for field, values in columns.items()}
        known = [value for value in scores.values() if value is not None]
        scores["all"] = sum(known) / len(known) if known else None
        found[article] = scores
    return found
