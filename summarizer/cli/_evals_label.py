"""``evals label``: a desk, a server for it, and a browser on its address."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Any

import typer

from summarizer.errors import UsageError
from summarizer.evaluation.label import AdjudicationDesk, Desk, LabelServer, ReadingDesk
from summarizer.evaluation.suites import load_suite
from summarizer.prompts import load_taxonomy


def serve(
    suite: str,
    gold: Path | None,
    reader: str | None,
    article: str | None,
    taxonomy: str | None,
    *,
    adjudicate: bool,
    browse: bool,
) -> None:
    """Serve the page until it is interrupted; its address goes to standard output.

    Raises:
        UsageError: no reader, no such article, or no articles at all.
    """
    options: dict[str, Any] = {}
    if gold is None:
        chosen = load_suite(suite)
        gold, options["only"] = chosen.gold_folder(), chosen.only
    codes = load_taxonomy(taxonomy)
    desk: Desk
    if adjudicate:
        desk = AdjudicationDesk(gold, codes, reader or "", **options)
    elif reader is None:
        raise UsageError(
            "--reader NAME: say whose labels these are, or --adjudicate to decide between two"
        )
    else:
        desk = ReadingDesk(gold, codes, reader, **options)
    if article is not None and article not in desk.articles:
        raise UsageError(f"--article {article}: there is no such article in {gold}")
    server = LabelServer(desk)
    url = server.url + (f"#{article}" if article else "")
    typer.echo(url)
    typer.echo("stop with Ctrl-C", err=True)
    if browse:
        webbrowser.open(url)
    try:
        server.serve()
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
