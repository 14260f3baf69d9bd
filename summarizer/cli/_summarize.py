"""``summarize INPUT…``"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


class FormatName(StrEnum):
    json = "json"
    jsonl = "jsonl"
    md = "md"
    html = "html"
    parquet = "parquet"


class EngineName(StrEnum):
    local = "local"
    ray = "ray"


def _version(shown: bool) -> None:
    if shown:
        from summarizer.pipeline import package_version

        typer.echo(package_version())
        raise typer.Exit


@app.command()
def summarize(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Text files, JSON Lines files (an article a line), folders of both; "
            "- reads standard input.",
        ),
    ],
    format: Annotated[
        FormatName | None,
        typer.Option(help="Default: a page on a terminal, else JSON (Lines for several articles)."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="Write to this file, or into a folder (PATH/): a run into a folder that is "
            "killed goes on where it was.",
        ),
    ] = None,
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
    requests_per_minute: Annotated[
        float | None, typer.Option(min=0.001, help="Most requests to a provider, spread evenly.")
    ] = None,
    tokens_per_minute: Annotated[
        float | None, typer.Option(min=1, help="Most tokens to and from a provider.")
    ] = None,
    max_cost: Annotated[
        float | None,
        typer.Option(min=0, help="US dollars: begin no article that would cost more in all."),
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option(min=0, help="Tokens in and out: the same for them.")
    ] = None,
    engine: Annotated[
        EngineName,
        typer.Option(help="ray: on a Ray cluster, paths and URIs (s3://…) in, a folder out."),
    ] = EngineName.local,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make briefs anew that are in the run store.")
    ] = False,
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
    from summarizer._unseen import numbered
    from summarizer.cli._provider_batch import batch_flags
    from summarizer.cli._run import Request, run
    from summarizer.errors import NotFinishedError, SummarizerError

    try:
        request = Request(
            inputs=inputs,
            format=format.value if format else None,
            out=Path(out) if out else None,
            into_folder=out is not None and (out.endswith(("/", os.sep)) or Path(out).is_dir()),
            settings={
                "model": model,
                "base_url": base_url,
                "weights": str(weights) if weights else None,
                "prompt": prompt,
                "taxonomy": taxonomy,
                "jobs": jobs,
                "requests_per_minute": requests_per_minute,
                "tokens_per_minute": tokens_per_minute,
            },
            max_cost=max_cost,
            max_tokens=max_tokens,
            fresh=fresh,
            strict=strict,
            posted=batch_flags(provider_batch, batch_dir, no_wait),
        )
        if engine is EngineName.ray:
            from summarizer.cli._ray import run_on_ray

            code = FAILED if run_on_ray(request, out) else OK
        else:
            code = FAILED if run(request) else OK
    except SummarizerError as error:
        typer.echo(f"summarize: {numbered(str(error))}", err=True)
        code = FAILED if isinstance(error, NotFinishedError) else USAGE
    except KeyboardInterrupt:
        typer.echo("summarize: interrupted", err=True)
        # Requests under way sit in threads that nothing can wake, and an ordinary
        # exit would wait for their answers.
        os._exit(INTERRUPTED)
    raise typer.Exit(code)


def main() -> None:
    """Entry point of the ``summarize`` command."""
    try:
        app()
    except KeyboardInterrupt:
        typer.echo("summarize: interrupted", err=True)
        sys.exit(INTERRUPTED)
