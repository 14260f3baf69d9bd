"""Command lines. Heavy imports happen inside the commands: ``--help`` needs none."""

from summarizer.cli._summarize import main

__all__ = ["main"]
