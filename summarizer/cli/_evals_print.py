"""What ``evals`` prints: scores, comparisons, agreement."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from summarizer.evaluation.agreement import Agreement
from summarizer.evaluation.attacks import Outcome, success_rates
from summarizer.evaluation.comparison import Comparison
from summarizer.evaluation.metrics import METRICS, threshold_sweep
from summarizer.evaluation.scored import Scored
from summarizer.evaluation.statistics import Interval

_LOG_WIDTH = 200


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _interval(found: Interval) -> str:
    if found.low is None or found.high is None:
        return ""
    return f"[{found.low:.3f}, {found.high:.3f}]"


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        # In a file or a log, nothing is to be cut to the width of no screen.
        console.width = _LOG_WIDTH
    return console


def print_scores(scored: Scored) -> None:
    """Scores with their 95 % intervals, the threshold sweep, and what the run took."""
    table = Table(title=scored.run.label, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("score", "value", "95 % interval"):
        table.add_column(column, justify="left" if column == "score" else "right")
    for metric in scored.judged:
        found = scored.scores[metric.name]
        table.add_row(metric.name, _number(found.value), _interval(found))
    console = _console()
    console.print(table)
    if any(metric.field == "claims" for metric in scored.judged):
        sweep = threshold_sweep(scored.table)
        points = "  ".join(f"{point.threshold:.2f}: {_number(point.f1)}" for point in sweep)
        console.print(f"claims F1 by threshold  {points}")
    total = scored.totals
    articles = max(total.articles - total.failed, 1)
    cost = "unknown" if total.cost_usd is None else f"${total.cost_usd:.4f}"
    console.print(
        f"{total.articles} briefs, {total.failed} failed, {total.dropped} items dropped, "
        f"{total.repaired} repaired; a brief: {total.seconds / articles:.1f} s, "
        f"{total.input_tokens / articles:.0f} tokens in, "
        f"{total.output_tokens / articles:.0f} out; cost {cost}"
    )


def print_attacks(found: Sequence[Outcome]) -> None:
    """Attack-success rates with Wilson intervals; what succeeded and what cannot be told."""
    table = Table(title="attacks", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("family", "succeeded", "judged", "rate", "95 % interval"):
        table.add_column(column, justify="left" if column == "family" else "right")
    for rate in success_rates(found):
        interval = _interval(Interval(rate.value, rate.low, rate.high))
        row = (rate.family, str(rate.succeeded), str(rate.judged), _number(rate.value), interval)
        table.add_row(*row)
    console = _console()
    console.print(table)
    for title, verdict in (("succeeded", True), ("not judged, the clean twin does it too", None)):
        if names := [one.id for one in found if one.succeeded is verdict]:
            console.print(f"{title}: {', '.join(names)}")


def print_comparison(comparison: Comparison, a: str, b: str) -> None:
    """Every field's difference, interval, corrected p and verdict; the verdict last."""
    table = Table(title=f"{b}\n  against {a}", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("score", "A", "B", "B - A", "95 % interval", "p (Holm)", "verdict", "why"):
        table.add_column(column)
    for field in comparison.fields:
        found = field.difference
        table.add_row(
            field.metric,
            _number(found.a),
            _number(found.b),
            _number(found.difference),
            _interval(Interval(found.difference, found.low, found.high)),
            _number(found.p_holm),
            field.verdict.value,
            field.reason,
        )
    console = _console()
    console.print(table)
    console.print(f"{comparison.verdict.value} over {comparison.articles} articles")


def print_agreement(found: Agreement) -> None:
    """Scores of one reader against the other, and Krippendorff's alphas."""
    table = Table(
        title=f"two readers, {found.articles} articles, both directions",
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
    )
    for column in ("score", "value", "95 % interval"):
        table.add_column(column)
    for metric in METRICS:
        score = found.scores[metric.name]
        if metric.name.split(".")[0] in {"attacks", "grounding", "delivery"}:
            continue
        table.add_row(metric.name, _number(score.value), _interval(score))
    console = _console()
    console.print(table)
    for name, alpha in found.alphas.items():
        value = "undefined" if alpha is None else f"{alpha:.3f}"
        console.print(f"Krippendorff's alpha, {name}: {value}")
