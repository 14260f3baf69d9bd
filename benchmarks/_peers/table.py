"""Answers against gold: the table of systems by scores, as data and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks._peers.answers import Answer
from benchmarks._peers.labels import Quotes, converter
from summarizer.evaluation.counts import Array, Counts, CountTable, Pooled
from summarizer.evaluation.external import ExternalArticle, external_counts
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.labels import Labels
from summarizer.evaluation.metrics import Metric, metric, ratio
from summarizer.evaluation.scoring import score
from summarizer.evaluation.statistics import Interval, bootstrap
from summarizer.prompts import Taxonomy

Reference = GoldArticle | ExternalArticle
"""What an answer is scored against: our gold, or an article that others labelled."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a score, how it is called there, and what is aimed at.

    ``judge`` is the metric that labels must be able to judge for it, if not its own.
    """

    metric: Metric
    label: str
    aim: str = ""
    digits: int = 2
    judge: str | None = None

    def judged_by(self, item: Reference) -> bool:
        """Whether the labels of ``item`` say anything about it; our gold judges all."""
        name = self.judge or self.metric.name
        # What was spent and whether quotes stand in the text needs no labels.
        known = name.startswith("peers.") or isinstance(item, GoldArticle)
        return known or (isinstance(item, ExternalArticle) and item.judge(name))


def _quotient(over: str, *under: str) -> Any:
    def value(p: Pooled) -> Array:
        return ratio(p[over], sum((p[key] for key in under), 0.0 * p[over]))

    return value


def _quoted_f1(p: Pooled) -> Array:
    return ratio(2 * p["quoted.shared"], p["quoted.gold"] + p["quoted.predicted"])


ROWS = (
    Row(metric("actors.f1"), "actors F1", "≥ 0.86"),
    Row(metric("actors.type_accuracy"), "actor type right", "≥ 0.96"),
    Row(metric("claims.f1"), "claims F1", "≥ 0.62"),
    Row(metric("claims.speaker_accuracy"), "speaker right on matched claims", "≥ 0.85"),
    Row(metric("claims.evidence_f1"), "evidence F1 on matched claims", "≥ 0.95"),
    Row(metric("sectors.f1"), "sectors micro F1", "≥ 0.86"),
    Row(metric("stance.position_f1"), "stance (holder, target, position) F1", "≥ 0.40"),
    Row(
        Metric("peers.seconds_ratio", "", _quotient("seconds", "plain.seconds")),
        "seconds, ratio to plain",
        "≤ 0.8",
    ),
    Row(
        Metric("peers.tokens_ratio", "", _quotient("output_tokens", "plain.output_tokens")),
        "output tokens, ratio to plain",
        "≤ 0.8",
    ),
    Row(Metric("peers.seconds", "", _quotient("seconds", "articles")), "seconds an article", "", 1),
    Row(
        Metric("peers.tokens", "", _quotient("output_tokens", "articles")),
        "output tokens an article",
        "",
        0,
    ),
    Row(
        Metric("peers.input", "", _quotient("input_tokens", "articles")),
        "input tokens an article",
        "",
        0,
    ),
    Row(Metric("peers.calls", "", _quotient("calls", "articles")), "requests an article"),
    Row(
        Metric("peers.found", "", _quotient("quotes.found", "quotes.given")),
        "quotes verbatim (up to typography)",
    ),
    Row(
        Metric("peers.exact", "", _quotient("quotes.exact", "quotes.given")),
        "quotes verbatim, letter by letter",
    ),
    Row(
        Metric("peers.quoted_f1", "", _quoted_f1),
        "evidence F1, only the characters that were quoted",
        judge="claims.evidence_f1",
    ),
    Row(metric("actors.recall"), "actors found"),
    Row(metric("actors.core_recall"), "core actors found"),
    Row(metric("actors.core_f1"), "core actors F1"),
    Row(metric("claims.precision"), "claims precision"),
    Row(metric("claims.recall"), "claims recall"),
    Row(metric("stance.f1"), "stance (holder, target) F1"),
)


def rows(gold: Sequence[Reference]) -> tuple[Row, ...]:
    """The lines of the table that the labels of all these articles can judge."""
    return tuple(row for row in ROWS if all(row.judged_by(item) for item in gold))


def count(
    gold: Mapping[str, Reference], answers: Sequence[Answer], taxonomy: Taxonomy
) -> dict[str, CountTable]:
    """Counts by article, one table a system. A failed answer counts as an empty brief.

    Raises:
        ValueError: two systems did not answer the same articles.
    """
    plain = {answer.article: answer for answer in answers if answer.system == "plain"}
    systems = dict.fromkeys(answer.system for answer in answers)
    tables: dict[str, CountTable] = {}
    for system in systems:
        mine = [answer for answer in answers if answer.system == system]
        tables[system] = CountTable.of(
            {a.article: _counts(gold[a.article], a, plain.get(a.article), taxonomy) for a in mine}
        )
    if len({table.articles for table in tables.values()}) > 1:
        raise ValueError("the systems did not answer the same articles")
    return tables


def _scored(gold: Reference, predicted: Labels | None, taxonomy: Taxonomy) -> Counts:
    if isinstance(gold, ExternalArticle):
        return external_counts(gold, predicted, taxonomy)
    return score(gold.labels, predicted, taxonomy)


def _counts(
    gold: Reference, answer: Answer, plain: Answer | None, taxonomy: Taxonomy
) -> dict[str, float]:
    labels = quoted = None
    quotes = Quotes()
    if answer.error is None:
        made = converter(answer.system)(answer.payload, gold.article, taxonomy)
        labels, quoted, quotes = made.labels, made.quoted, made.quotes
    counts = dict(_scored(gold, labels, taxonomy))
    narrow = _scored(gold, quoted, taxonomy)
    for side in ("shared", "gold", "predicted"):
        counts[f"quoted.{side}"] = narrow.get(f"claims.evidence_{side}", 0)
    counts |= {
        **{f"quotes.{name}": number for name, number in asdict(quotes).items()},
        "seconds": answer.seconds,
        "output_tokens": answer.output_tokens,
        "input_tokens": answer.input_tokens,
        "calls": answer.calls,
        "lost": answer.lost,
    }
    if plain is not None:
        counts |= {"plain.seconds": plain.seconds, "plain.output_tokens": plain.output_tokens}
    return counts


def scores(
    tables: Mapping[str, CountTable], lines: Sequence[Row] = ROWS
) -> dict[str, dict[str, Interval]]:
    """Scores with bootstrap intervals (95 %, articles resampled), by system and metric."""
    metrics = [row.metric for row in lines]
    return {system: bootstrap(table, metrics) for system, table in tables.items()}


def failures(answers: Sequence[Answer]) -> dict[str, dict[str, int]]:
    """By system: articles, failed ones, and requests whose output was of no use."""
    found: dict[str, dict[str, int]] = {}
    for answer in answers:
        row = found.setdefault(answer.system, {"articles": 0, "failed": 0, "lost_requests": 0})
        row["articles"] += 1
        row["failed"] += answer.error is not None
        row["lost_requests"] += answer.lost
    return found


def markdown(
    found: Mapping[str, Mapping[str, Interval]],
    failed: Mapping[str, Mapping[str, int]],
    facts: Mapping[str, str],
    *,
    aims: bool = True,
) -> str:
    """The table with its facts below; a dash where a score is undefined.

    A line of :data:`ROWS` that was not scored is left out. ``aims``: whether the column of
    what is aimed at belongs there; scores of other people's labels are on another scale.
    """
    systems = list(found)
    lines = [
        "| | " + " | ".join(systems) + (" | aim |" if aims else " |"),
        "| --- |" + " --- |" * (len(systems) + aims),
    ]
    for row in ROWS:
        if any(row.metric.name not in found[system] for system in systems):
            continue
        cells = [_cell(found[system][row.metric.name], row.digits) for system in systems]
        lines.append(
            f"| {row.label} | " + " | ".join(cells) + (f" | {row.aim} |" if aims else " |")
        )
    last = " | |" if aims else " |"
    cells = [f"{failed[system]['failed']} of {failed[system]['articles']}" for system in systems]
    lines.append("| articles that failed | " + " | ".join(cells) + last)
    cells = [str(failed[system]["lost_requests"]) for system in systems]
    lines.append("| requests whose output was of no use | " + " | ".join(cells) + last)
    lines += ["", "In brackets: 95 % bootstrap intervals over articles.", ""]
    lines += [f"- {name}: {value}" for name, value in facts.items()]
    return "\n".join(lines) + "\n"


def _cell(interval: Interval, digits: int) -> str:
    if interval.value is None:
        return "–"
    if interval.low is None or interval.high is None:
        return f"{interval.value:.{digits}f}"
    return f"{interval.value:.{digits}f} [{interval.low:.{digits}f}, {interval.high:.{digits}f}]"
