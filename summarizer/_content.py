"""Where the content that analysts edit is found: ``prompts/`` and ``evals/``.

In a checkout they are top-level folders; a wheel carries them in
``summarizer/_data/``. This module is the only one that knows.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def content_root() -> Path:
    """The folder that holds ``prompts/`` and ``evals/``."""
    package = Path(__file__).resolve().parent
    shipped = package / "_data"
    return shipped if shipped.is_dir() else package.parent


def prompts_folder() -> Path:
    return content_root() / "prompts"


def evals_folder() -> Path:
    return content_root() / "evals"
