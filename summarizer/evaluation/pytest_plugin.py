"""A pytest plugin, loaded by the entry point ``pytest11``.

It offers the fixture ``assert_brief``; the functions behind it can be imported from
here as well. Every pytest run of an environment that has this package loads this
module, so nothing of the package is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.evaluation.assertions import assert_claims, assert_grounded, gate_suite

_LAZY = ("assert_claims", "assert_grounded", "gate_suite")

__all__ = ["assert_brief", "assert_claims", "assert_grounded", "gate_suite"]


@pytest.fixture(name="assert_brief")
def assert_brief() -> Callable[..., None]:
    """:func:`summarizer.evaluation.assertions.assert_brief`."""
    return _assertions().assert_brief


def _assertions() -> Any:
    try:
        return import_module("summarizer.evaluation.assertions")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("summarizer"):
            raise
        pytest.fail(
            f"{error.name} is not installed: pip install 'summarizer[evals]'", pytrace=False
        )


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_assertions(), name)
