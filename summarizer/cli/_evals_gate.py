"""``evals run --gate``: a run against its baseline and against the suite's floors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from summarizer.cli._evals_print import print_comparison
from summarizer.evaluation.comparison import Verdict, compare
from summarizer.evaluation.scored import Reference, Scored, common, count_run

if TYPE_CHECKING:
    from summarizer.evaluation.counts import CountTable
    from summarizer.evaluation.record import Run
    from summarizer.evaluation.suites import Suite
    from summarizer.prompts import Taxonomy


def judge_run(
    suite: Suite,
    baseline: Run,
    scored: Scored,
    gold: tuple[Reference, ...],
    taxonomy: Taxonomy,
) -> int:
    """Print the comparison with the baseline and scores below a floor; the exit code.

    Floors hold for runs of the whole suite: a few articles may be the hard ones.
    """
    tables = shared(count_run(baseline, gold, taxonomy), scored.table)
    verdict = compare(*tables, suite.comparison_gate())
    print_comparison(verdict, "baseline", scored.run.label)
    whole = len(scored.table) >= len(gold)
    below = _below_floors(suite, scored) if whole else []
    for line in below:
        typer.echo(f"evals: {line}", err=True)
    return Verdict.REGRESSED.exit_code if below else verdict.exit_code


def shared(a: CountTable, b: CountTable) -> tuple[CountTable, CountTable]:
    """The articles that both runs have; what is left out is said."""
    tables = common(a, b)
    left_out = len(a) + len(b) - 2 * len(tables[0])
    if left_out:
        typer.echo(
            f"evals: {left_out} articles are in one run only and are left out; "
            f"{len(tables[0])} are compared",
            err=True,
        )
    return tables


def _below_floors(suite: Suite, scored: Scored) -> list[str]:
    lines: list[str] = []
    for name, floor in (suite.gate.floors if suite.gate else {}).items():
        value = scored.scores[name].value
        if value is None or value < floor:
            found = "undefined" if value is None else f"{value:.3f}"
            lines.append(f"{name} is {found}, below the suite's floor of {floor}")
    return lines
