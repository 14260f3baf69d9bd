"""The page: templates, style and script in one file that asks the network for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from summarizer.evaluation.comparison import Gate
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.metrics import BY_NAME
from summarizer.evaluation.report import _plots
from summarizer.evaluation.report._view import report_of
from summarizer.evaluation.scored import Reference, Scored
from summarizer.evaluation.statistics import Interval
from summarizer.prompts import Taxonomy
from summarizer.report.html._frame import Frame

_OUTCOMES = {
    "hit": ("✓", "found"),
    "partial": ("≈", "found"),
    "miss": ("✕", "missed"),
    "extra": ("+", "not in gold"),
    "optional": ("○", "optional, not counted"),
    "skipped": ("○", "left out, optional"),
}


def to_html(
    scored: Sequence[Scored],
    gold: Sequence[Reference],
    taxonomy: Taxonomy,
    *,
    gate: Gate | None = None,
    readers: CountTable | None = None,
) -> str:
    """One scored run, or two of them compared, as one HTML document.

    The document is whole in itself: its Content-Security-Policy allows its own style
    and script by their hashes and nothing else. The same input gives the same bytes.

    Args:
        scored: run A, and run B if there is one; B is judged against A.
        gold: what both were scored with.
        gate: by what B is judged.
        readers: counts of one reader against the other
            (:func:`summarizer.evaluation.agreement.agreement`), for the human ceiling.

    Raises:
        ValueError: not one or two runs.
        UsageError: the two runs share no article.
    """
    if not 1 <= len(scored) <= 2:
        raise ValueError(f"a report is of one or two runs, not of {len(scored)}")
    return _frame().render(report=report_of(scored, gold, taxonomy, gate or Gate(), readers))


@cache
def _frame() -> Frame:
    return Frame.of(
        "summarizer.evaluation.report",
        filters={
            "f3": partial(_number, "{:.3f}"),
            "f2": partial(_number, "{:.2f}"),
            "signed": partial(_number, "{:+.3f}"),
            "place": _plots.percent,
            "span_of": _span_of,
            "owners": _owners,
            "articles": _counted,
        },
        variables={"OUTCOMES": _OUTCOMES, "reach": _plots.reach, "METRICS": BY_NAME},
    )


def _number(form: str, value: float | None) -> str:
    return "–" if value is None else form.format(value).replace("-", "−")


def _counted(number: int, noun: str = "article") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _span_of(interval: Interval) -> tuple[str, str, str] | None:
    """Low end, value and high end of an interval as places on the axis from 0 to 1."""
    if interval.value is None:
        return None
    low = interval.value if interval.low is None else interval.low
    high = interval.value if interval.high is None else interval.high
    return _plots.percent(low), _plots.percent(interval.value), _plots.percent(high)


def _owners(keys: Sequence[str]) -> str:
    """Whose evidence a piece of text is ("g", "a", "b"); mentions of actors do not count."""
    return " ".join(sorted({key[0] for key in keys if key[1] != "p"}))
