"""Storage that fails now and then, and storage that says no."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from summarizer.ray import _retry
from summarizer.ray._retry import TRIES, patiently


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "LONGEST_PAUSE", 0.0)


def failing(times: int, error: Callable[[], Exception]) -> tuple[list[int], Callable[[], str]]:
    """A call that fails so often, and the list of its calls."""
    calls: list[int] = []

    def call() -> str:
        calls.append(1)
        if len(calls) <= times:
            raise error()
        return "done"

    return calls, call


def test_what_passes_is_waited_for() -> None:
    calls, call = failing(TRIES - 1, lambda: OSError("connection reset"))
    assert patiently(call) == "done"
    assert len(calls) == TRIES


def test_what_does_not_pass_is_told_in_the_end() -> None:
    calls, call = failing(99, lambda: OSError("connection reset"))
    with pytest.raises(OSError, match="connection reset"):
        patiently(call)
    assert len(calls) == TRIES


@pytest.mark.parametrize("kind", [FileNotFoundError, PermissionError, ValueError])
def test_an_answer_is_taken_at_once(kind: type[Exception]) -> None:
    calls, call = failing(99, lambda: kind("no"))
    with pytest.raises(kind):
        patiently(call)
    assert len(calls) == 1
