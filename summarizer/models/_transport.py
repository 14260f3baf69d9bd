"""Retries of the transport, owned here and nowhere else.

Rate limits, server errors, timeouts and lost connections are tried again, after
an exponential pause with jitter or what ``Retry-After`` asks for. Everything
else is final. Clients' own retries are switched off.
"""

from __future__ import annotations

import email.utils
import math
import time
from collections.abc import Iterator
from typing import Any

from tenacity import RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_base, wait_random_exponential

_RETRIED = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
# Beyond this, waiting for a server is the user's decision, not ours.
LONGEST_PAUSE = 90.0


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, outermost first."""
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__ or at.__context__


def status_of(error: BaseException) -> int | None:
    """The HTTP status that an error of any provider's client carries."""
    for cause in causes(error):
        for name in ("status_code", "code"):
            status = getattr(cause, name, None)
            if isinstance(status, int) and 400 <= status < 600:
                return status
    return None


def is_connection_loss(error: BaseException) -> bool:
    """Whether no answer came: refused, reset or timed out."""
    return any(
        isinstance(cause, ConnectionError | TimeoutError)
        or any(
            kind.__name__ in {"APIConnectionError", "TransportError"} for kind in type(cause).mro()
        )
        for cause in causes(error)
    )


def is_transient(error: BaseException) -> bool:
    """Whether the same request may succeed when sent again."""
    # A signal (an interrupt, what a listener raised) is no answer of the server's.
    if not isinstance(error, Exception):
        return False
    status = status_of(error)
    if status is None:
        return is_connection_loss(error)
    pause = retry_after(error)
    return is_transient_status(status) and (pause is None or pause <= LONGEST_PAUSE)


def is_transient_status(status: int) -> bool:
    """Whether the same request may succeed after a failure with this HTTP status."""
    return status in _RETRIED


def retry_after(error: BaseException) -> float | None:
    """Seconds that the server asks to wait, if it says."""
    for cause in causes(error):
        headers: Any = getattr(getattr(cause, "response", None), "headers", None)
        value = headers.get("retry-after") if headers is not None else None
        if not value:
            continue
        try:
            seconds = float(value)
        except ValueError:
            pass
        else:
            return max(0.0, seconds) if math.isfinite(seconds) else None
        try:
            return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
        except ValueError:
            return None
    return None


class _Pause(wait_base):
    """``Retry-After`` where given, else exponential with full jitter."""

    def __init__(self, first: float, longest: float) -> None:
        self._jitter = wait_random_exponential(multiplier=first, max=longest)

    def __call__(self, retry_state: RetryCallState) -> float:
        outcome = retry_state.outcome
        error = outcome.exception() if outcome is not None else None
        asked = retry_after(error) if error is not None else None
        return asked if asked is not None else self._jitter(retry_state)


def retry_policy(attempts: int) -> dict[str, Any]:
    """Keyword arguments for tenacity's ``Retrying`` and ``AsyncRetrying``."""
    return {
        "stop": stop_after_attempt(attempts),
        "retry": retry_if_exception(is_transient),
        "wait": _Pause(0.5, 30.0),
        "reraise": True,
    }
