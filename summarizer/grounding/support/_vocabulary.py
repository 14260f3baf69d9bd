"""Word lists written as prose."""

from __future__ import annotations


def vocabulary(block: str) -> frozenset[str]:
    """The words of a block, separated by white space."""
    return frozenset(block.split())


def listed(block: str) -> list[str]:
    """The words of a block in their order."""
    return block.split()
