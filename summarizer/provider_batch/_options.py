"""How large batches are and how often they are looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """Limits and pauses of a batch run.

    Attributes:
        requests: requests in one file at most.
        bytes: size of one file at most; a single longer request has a file of its own.
        poll_seconds: pause between two looks at the batches under way.
        settle_seconds: how long after an interrupted submission the provider's list
            of batches may still lack it; only then is it taken as never submitted.
        patience: looks in a row that may fail before the run gives up.
    """

    requests: int = 50_000
    bytes: int = 200_000_000
    poll_seconds: float = 60.0
    settle_seconds: float = 30.0
    patience: int = 10
