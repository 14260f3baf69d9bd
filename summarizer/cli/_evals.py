"""``evals lint | run | compare | report | agree | label``"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from summarizer.evaluation.record import Run
    from summarizer.evaluation.scored import Reference, Scored
    from summarizer.evaluation.suites import Suite

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Gold, runs and their comparison. Exit codes: 0 pass, 1 regressed or failed, "
    "2 wrong usage, 3 inconclusive.",
)

PASS, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

SuiteOption = Annotated[str, typer.Option("--suite", help="Name of a suite, or a TOML file.")]
DataOption = Annotated[
    Path | None, typer.Option("--data", help="File of an external suite (JSON Lines).")
]
TaxonomyOption = Annotated[str | None, typer.Option(help="TOML file of sector codes.")]


@app.command()
def lint(
    suite: SuiteOption = "gold",
    training: Annotated[
        Path | None, typer.Option(help="Training articles (JSON Lines) that gold must not share.")
    ] = None,
    taxonomy: TaxonomyOption = None,
) -> None:
    """Check the gold itself: evidence, names, codes, hashes."""
    from summarizer.evaluation.lint import lint_folder
    from summarizer.evaluation.suites import load_suite
    from summarizer.prompts import load_taxonomy

    folder = load_suite(suite).gold_folder()
    findings = lint_folder(folder, load_taxonomy(taxonomy).codes, training=training)
    for finding in findings:
        typer.echo(str(finding))
    typer.echo(f"{len(findings)} findings", err=True)
    raise typer.Exit(FAILED if findings else PASS)


@app.command()
def run(
    suite: SuiteOption = "gold",
    data: DataOption = None,
    model: Annotated[str | None, typer.Option(help="As for summarize.")] = None,
    base_url: Annotated[str | None, typer.Option(help="As for summarize.")] = None,
    prompt: Annotated[str | None, typer.Option(help="As for summarize.")] = None,
    taxonomy: TaxonomyOption = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Articles at the same time.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Runs of every article.")] = 1,
    temperature: Annotated[
        float | None, typer.Option(min=0, max=2, help="Of sampling; repeats differ by seed.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Only so many articles, the same ones every time."),
    ] = None,
    tag: Annotated[str | None, typer.Option(help="What the record is called in reports.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Record file; default runs/SUITE-TIME.json.")
    ] = None,
    rescore: Annotated[
        Path | None, typer.Option(help="Score this record again instead of asking a model.")
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(help="Make the briefs anew from this record's answers; no model is asked."),
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Compare with the suite's baseline; sets the exit code.")
    ] = False,
    accept: Annotated[
        str | None,
        typer.Option(help="Make this run the baseline, even a worse one; say why."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask again what is remembered.")] = False,
) -> None:
    """Run a suite and score it; what was asked before is remembered."""
    from summarizer.cli._evals_gate import judge_run
    from summarizer.cli._evals_run import load_answered, record_of, record_path
    from summarizer.evaluation import record as records
    from summarizer.evaluation.scored import draw, score_run
    from summarizer.evaluation.suites import load_suite
    from summarizer.prompts import load_taxonomy

    # All that can be refused is refused before anything is asked.
    if accept is not None and not gate:
        raise typer.BadParameter("--accept goes with --gate")
    if replay is not None and (rescore is not None or fresh):
        raise typer.BadParameter(
            "--replay asks no model and goes with neither --rescore nor --fresh"
        )
    chosen = load_suite(suite)
    codes = load_taxonomy(taxonomy)
    gold = _gold(chosen, data)
    answered = None if replay is None else load_answered(replay)
    baseline = chosen.baseline_path() if gate else None
    measure = records.load(baseline) if baseline is not None and accept is None else None
    if rescore is not None:
        finished = records.load(rescore)
    else:
        flags: dict[str, Any] = {
            "model": model,
            "base_url": base_url,
            "prompt": prompt,
            "taxonomy": taxonomy,
            "jobs": jobs,
            "temperature": temperature,
        }
        path = record_path(chosen.name, out)
        articles = draw(gold, limit)
        finished = record_of(
            chosen, articles, flags, path, repeat=repeat, tag=tag, fresh=fresh, replay=answered
        )
        typer.echo(f"record: {path}", err=True)
    scored = score_run(finished, gold, codes)
    _print_scores(scored)
    _print_attacks(finished, gold)
    code = FAILED if scored.totals.failed == scored.totals.articles else PASS
    if measure is not None:
        code = judge_run(chosen, measure, scored, gold, codes)
    elif baseline is not None:
        records.save(finished.model_copy(update={"accepted": accept, "answers": {}}), baseline)
        typer.echo(f"baseline: {baseline}: {accept}", err=True)
        code = PASS
    raise typer.Exit(code)


@app.command()
def compare(
    a: Annotated[Path, typer.Argument(help="Record of the run that is the measure.")],
    b: Annotated[Path, typer.Argument(help="Record of the run that is judged.")],
    suite: Annotated[str | None, typer.Option(help="Default: the suite that A is of.")] = None,
    data: DataOption = None,
    margin: Annotated[
        float | None, typer.Option(min=0, max=1, help="Loss that is tolerated.")
    ] = None,
    taxonomy: TaxonomyOption = None,
) -> None:
    """Judge run B against run A, paired by article."""
    from dataclasses import replace

    from summarizer.cli._evals_gate import shared
    from summarizer.cli._evals_print import print_comparison
    from summarizer.evaluation import record as records
    from summarizer.evaluation.comparison import compare as judge
    from summarizer.evaluation.scored import count_run
    from summarizer.evaluation.suites import load_suite
    from summarizer.prompts import load_taxonomy

    first, second = records.load(a), records.load(b)
    chosen = load_suite(suite or first.suite)
    gold, codes = _gold(chosen, data), load_taxonomy(taxonomy)
    limits = chosen.comparison_gate()
    if margin is not None:
        limits = replace(limits, margin=margin)
    tables = shared(count_run(first, gold, codes), count_run(second, gold, codes))
    verdict = judge(*tables, limits)
    print_comparison(verdict, first.label, second.label)
    raise typer.Exit(verdict.exit_code)


@app.command()
def report(
    a: Annotated[Path, typer.Argument(help="Record of a run.")],
    b: Annotated[
        Path | None, typer.Argument(help="Record of the run that is judged against it.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The HTML file.")] = Path("report.html"),
    suite: Annotated[str | None, typer.Option(help="Default: the suite that A is of.")] = None,
    data: DataOption = None,
    taxonomy: TaxonomyOption = None,
) -> None:
    """Write one self-contained HTML page: scores, comparison, every article."""
    from summarizer.cli._evals_report import write_report

    write_report([a] if b is None else [a, b], out, suite, data, taxonomy)


@app.command()
def agree(suite: SuiteOption = "gold", taxonomy: TaxonomyOption = None) -> None:
    """How far two readers agree: the ceiling that a model can be held to."""
    from summarizer.cli._evals_print import print_agreement
    from summarizer.evaluation.agreement import agreement
    from summarizer.evaluation.suites import load_suite
    from summarizer.prompts import load_taxonomy

    chosen = load_suite(suite)
    print_agreement(agreement(chosen.gold_folder(), load_taxonomy(taxonomy)))


@app.command()
def label(
    suite: SuiteOption = "gold",
    gold: Annotated[
        Path | None, typer.Option("--gold", help="Folder of gold instead of a suite's.")
    ] = None,
    reader: Annotated[
        str | None, typer.Option(help="Who reads; part of the names of the readings' files.")
    ] = None,
    adjudicate: Annotated[
        bool, typer.Option("--adjudicate", help="Decide between two readings instead of reading.")
    ] = False,
    article: Annotated[str | None, typer.Option(help="Open the article with this id.")] = None,
    taxonomy: TaxonomyOption = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Print the address only; open no browser.")
    ] = False,
) -> None:
    """Make and adjudicate gold on a local web page."""
    from summarizer.cli._evals_label import serve

    serve(suite, gold, reader, article, taxonomy, adjudicate=adjudicate, browse=not no_open)


def _gold(suite: Suite, data: Path | None = None) -> tuple[Reference, ...]:
    """The suite's gold, or the external articles of the file ``data``."""
    from summarizer.evaluation.scored import load_references

    return load_references(suite, data)


def _print_scores(scored: Scored) -> None:
    from summarizer.cli._evals_print import print_scores

    print_scores(scored)


def _print_attacks(run: Run, gold: tuple[Reference, ...]) -> None:
    """Which attacks succeeded, by family; nothing where there are none."""
    from summarizer.cli._evals_print import print_attacks
    from summarizer.evaluation.attacks import AttackArticle, outcomes

    attacks = [item for item in gold if isinstance(item, AttackArticle)]
    if attacks:
        print_attacks(outcomes(run, attacks))


def main() -> None:
    """Entry point of the ``evals`` command."""
    from summarizer._unseen import numbered
    from summarizer.errors import SummarizerError

    try:
        app()
    except SummarizerError as error:
        typer.echo(f"evals: {numbered(str(error))}", err=True)
        sys.exit(USAGE)
    except ModuleNotFoundError as error:
        typer.echo(
            f"evals: {error.name} is not installed: pip install 'summarizer[evals]'", err=True
        )
        sys.exit(USAGE)
    except KeyboardInterrupt:
        typer.echo("evals: interrupted; run it again to go on", err=True)
        sys.exit(INTERRUPTED)
