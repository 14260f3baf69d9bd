"""The garbage collector, told what a batch is like."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

#: Objects made and kept between collections, and how many of the younger make an older one.
_THRESHOLDS = (50_000, 20, 50)


@contextmanager
def seldom_collected() -> Generator[None]:
    """Let the collector run seldom, and past what is loaded already.

    Briefing makes thousands of objects an article and hardly a cycle; reference counts
    free them. Half a million others (modules, the lexicon, the client) stay to the end:
    looking through them stops all requests for some tenths of a second each time.
    For programs that do little else: it holds for the whole process until the block ends.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
