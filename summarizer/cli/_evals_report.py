"""``evals report``: read the records, write the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from summarizer.errors import UsageError
from summarizer.evaluation import record as records
from summarizer.evaluation.agreement import agreement
from summarizer.evaluation.report import to_html
from summarizer.evaluation.scored import load_references, score_run
from summarizer.evaluation.suites import load_suite
from summarizer.prompts import Taxonomy, load_taxonomy

if TYPE_CHECKING:
    from summarizer.evaluation.counts import CountTable
    from summarizer.evaluation.suites import Suite


def write_report(
    paths: Sequence[Path],
    out: Path,
    suite: str | None,
    data: Path | None,
    taxonomy: str | None,
) -> None:
    """Score the records and write the page.

    Raises:
        UsageError: a record, suite or gold that cannot be used, or ``out`` cannot be written.
    """
    runs = [records.load(path) for path in paths]
    chosen = load_suite(suite or runs[0].suite)
    codes = load_taxonomy(taxonomy)
    gold = load_references(chosen, data)
    page = to_html(
        [score_run(run, gold, codes) for run in runs],
        gold,
        codes,
        gate=chosen.comparison_gate(),
        readers=_readers(chosen, codes),
    )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"report {out}: cannot be written: {error.strerror}") from None
    typer.echo(f"report: {out}", err=True)


def _readers(suite: Suite, taxonomy: Taxonomy) -> CountTable | None:
    """What the human ceiling is drawn from; said aloud where there is none."""
    try:
        return agreement(suite.gold_folder(), taxonomy).table
    except UsageError as error:
        typer.echo(f"evals: the report has no human ceiling: {error}", err=True)
        return None
