"""Write the command-line reference, docs/cli.md, from the commands themselves.

    python docs/make_cli.py

A test keeps the file equal to what this prints.
"""

from __future__ import annotations

from pathlib import Path

import click
import typer.main

from summarizer.cli import _evals, _summarize

WIDTH = 88
HEAD = """# Command line

Made by `python docs/make_cli.py`; do not edit.
"""


def reference() -> str:
    """The whole reference as Markdown."""
    parts = [HEAD, _section("summarize", typer.main.get_command(_summarize.app))]
    evals = typer.main.get_command(_evals.app)
    parts.append(_section("evals", evals))
    for name, command in sorted(getattr(evals, "commands", {}).items()):
        parts.append(_section(f"evals {name}", command))
    return "\n".join(parts)


def _section(name: str, command: click.Command) -> str:
    context = command.make_context(
        name, [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH
    )
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    return "\n".join([f"## `{name}`", "", "```", *lines, "```", ""])


if __name__ == "__main__":
    Path(__file__).with_name("cli.md").write_text(reference(), encoding="utf-8")
