"""Storage that fails now and then is asked again, a few times and with pauses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tenacity import Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

T = TypeVar("T")
TRIES = 5
# Seconds: the first pause at most, and any later one. In all some two seconds.
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 4.0
# These say what is there, and would say so again.
_ANSWERS = (
    FileNotFoundError,
    FileExistsError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
)


def patiently(call: Callable[[], T]) -> T:
    """The result of ``call``, which must do no harm when it is made again.

    Raises:
        OSError: the last one of ``TRIES``, or one that waiting does not mend.
    """
    retrying = Retrying(
        stop=stop_after_attempt(TRIES),
        wait=wait_random_exponential(multiplier=FIRST_PAUSE, max=LONGEST_PAUSE),
        retry=retry_if_exception(_may_pass),
        reraise=True,
    )
    return retrying(call)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, OSError) and not isinstance(error, _ANSWERS)
