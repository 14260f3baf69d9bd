"""``summarize INPUT…``"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from summarizer.batch import Source
    from summarizer.cli._output import Format
    from summarizer.cli._provider_batch import ProviderBatch
    from summarizer.domain import Brief

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


class FormatName(StrEnum):
    json = "json"
    jsonl = "jsonl"
    md = "md"
    html = "html"


def _version(shown: bool) -> None:
    if shown:
        from summarizer.pipeline import package_version

        typer.echo(package_version())
        raise typer.Exit


@app.command()
def summarize(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT...", help="Text files; - reads standard input.")
    ],
    format: Annotated[  # noqa: A002
        FormatName | None,
        typer.Option(help="Default: a page on a terminal, else JSON (Lines for several inputs)."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="local (default), local/smollm2-135m, FILE.gguf, or provider/name such as "
            "openai/gpt-4o-mini, anthropic/…, google/…, ollama/…"
        ),
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Address of an OpenAI-compatible server, for provider/name.")
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(help="GGUF file that the embedded engine loads instead.")
    ] = None,
    prompt: Annotated[
        str | None, typer.Option(help="Prompt: NAME, NAME@VERSION or a folder.")
    ] = None,
    taxonomy: Annotated[str | None, typer.Option(help="TOML file of sector codes.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Articles at the same time.")] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit 1 if an item was dropped or is not vouched for."),
    ] = False,
    provider_batch: Annotated[
        bool,
        typer.Option(
            "--provider-batch", help="Through the provider's batch API: half price, within a day."
        ),
    ] = False,
    batch_dir: Annotated[
        Path | None, typer.Option(help="Folder of the state of --provider-batch.")
    ] = None,
    no_wait: Annotated[
        bool,
        typer.Option("--no-wait", help="With --provider-batch: submit and end, collect later."),
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turn news articles into briefs whose every item points at the article's own words."""
    from summarizer.cli._provider_batch import batch_flags
    from summarizer.errors import NotFinishedError, SummarizerError

    try:
        code = _run(
            inputs,
            format.value if format else None,
            out,
            {
                "model": model,
                "base_url": base_url,
                "weights": str(weights) if weights else None,
                "prompt": prompt,
                "taxonomy": taxonomy,
                "jobs": jobs,
            },
            strict=strict,
            posted=batch_flags(provider_batch, batch_dir, no_wait),
        )
    except SummarizerError as error:
        typer.echo(f"summarize: {error}", err=True)
        code = FAILED if isinstance(error, NotFinishedError) else USAGE
    except KeyboardInterrupt:
        typer.echo("summarize: interrupted", err=True)
        # Requests under way sit in threads that nothing can wake, and an ordinary
        # exit would wait for their answers.
        os._exit(INTERRUPTED)
    raise typer.Exit(code)


def _run(
    inputs: list[str],
    wanted: Format | None,
    out: Path | None,
    flags: dict[str, Any],
    *,
    strict: bool,
    posted: ProviderBatch | None = None,
) -> int:
    from summarizer._summarizer import Summarizer
    from summarizer.batch import brief_all
    from summarizer.cli._output import Output
    from summarizer.cli._progress import ProgressLine

    chosen = wanted or _default_format(len(inputs), out)
    if chosen == "json" and len(inputs) > 1:
        chosen = "jsonl"
    failed = 0
    if posted is not None:
        posted.check(flags)
    with ProgressLine(len(inputs)) as progress:
        prompt, taxonomy = flags.pop("prompt"), flags.pop("taxonomy")
        summarizer = Summarizer(
            flags.pop("model"),
            prompt=prompt,
            taxonomy=taxonomy,
            weights_progress=progress.weights,
            **flags,
        )
        with summarizer, Output(chosen, out) as output:
            sources = map(_source, inputs)
            if posted is not None:
                outcomes = posted.outcomes(summarizer, sources, progress.say)
            else:
                outcomes = brief_all(
                    summarizer, sources, jobs=summarizer.settings.jobs, watch=progress.watch
                )
            for outcome in outcomes:
                progress.ended(outcome)
                failed += outcome.error is not None
                if strict and outcome.brief is not None and (doubts := _doubts(outcome.brief)):
                    progress.error(f"{outcome.source}: {doubts}")
                    failed += 1
                output.write(outcome)
    return FAILED if failed else OK


def _doubts(brief: Brief) -> str:
    """What keeps a brief from being wholly vouched for, in one line; empty if nothing."""
    dropped = [f"{len(brief.dropped)} items dropped"] if brief.dropped else []
    doubtful = brief.doubtful()
    unsure = [f"not vouched for: {', '.join(doubtful)}"] if doubtful else []
    return "; ".join(dropped + unsure)


def _default_format(inputs: int, out: Path | None) -> Format:
    if out is not None:
        by_suffix: dict[str, Format] = {
            ".md": "md",
            ".html": "html",
            ".jsonl": "jsonl",
            ".json": "json",
        }
        if out.suffix in by_suffix:
            return by_suffix[out.suffix]
    elif sys.stdout.isatty():
        return "page"
    return "json" if inputs == 1 else "jsonl"


def _source(name: str) -> Source:
    from summarizer.articles import read_article, read_stream

    if name == "-":
        return "standard input", lambda: read_stream(sys.stdin.buffer)
    return name, lambda: read_article(name)


def main() -> None:
    """Entry point of the ``summarize`` command."""
    try:
        app()
    except KeyboardInterrupt:
        typer.echo("summarize: interrupted", err=True)
        sys.exit(INTERRUPTED)
