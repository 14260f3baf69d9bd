"""The garbage collector is left as it was found."""

from __future__ import annotations

import gc

import pytest

from summarizer.batch import seldom_collected


def test_what_it_was_told_ends_with_the_block() -> None:
    before = gc.get_threshold()
    with seldom_collected():
        assert gc.get_threshold() > before
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_an_error_ends_it_too() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), seldom_collected():
        raise ZeroDivisionError
    assert gc.get_threshold() == before
