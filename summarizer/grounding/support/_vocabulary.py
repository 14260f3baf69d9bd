"""Word lists: written as prose in the code, or as tables in ``lexicon/``."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def vocabulary(block: str) -> frozenset[str]:
    """The words of a block, separated by white space."""
    return frozenset(block.split())


def listed(block: str) -> list[str]:
    """The words of a block in their order."""
    return block.split()


def lexicon(name: str) -> dict[str, Any]:
    """The table ``lexicon/<name>.toml`` of this package; each says in its head what it holds."""
    path = files("summarizer.grounding.support").joinpath("lexicon", f"{name}.toml")
    return tomllib.loads(path.read_text("utf-8"))
