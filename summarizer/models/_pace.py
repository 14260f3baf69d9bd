"""How fast requests are sent: limits a minute, and what a server's refusals teach.

One object is shared by all threads and event loops that use a model. It never
sleeps itself: it says how long to wait, so that blocking and asynchronous callers
keep to one and the same pace. (aiolimiter serves event loops only, and neither
corrects an estimate afterwards nor learns from refusals.)
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable

from summarizer.models._transport import LONGEST_PAUSE

# After a refusal without ``Retry-After``: first pause, and the longest after several.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
# Refused, we go on at this share of the rate that was answered of late …
_EASED = 0.7
# … and quicken with every answer, until after so many nothing holds us back.
_QUICKENED, _QUICKER, _FREE_AFTER = 1.02, 0.1, 200
_WINDOW = 10.0  # seconds in which answers are counted
_LEAST_RATE = 0.2  # requests a second


class LongPauseError(Exception):
    """The server asked for a longer pause than is waited for; ``seconds`` of it are left."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class _Bucket:
    """Amounts spread evenly over time: each waits until what went before is paid off."""

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self._free_at = 0.0

    def reserve(self, amount: float, now: float) -> float:
        """Book ``amount``; returns seconds to wait before it may be used."""
        start = max(self._free_at, now)
        self._free_at = start + amount / self.per_second
        return start - now

    def correct(self, more: float) -> None:
        """The amount booked last was ``more`` than booked (or less, if negative)."""
        self._free_at += more / self.per_second


class Pace:
    """Tells how long to wait before the next request; safe to share between threads.

    Args:
        requests_per_minute, tokens_per_minute: what the provider allows; tokens
            are those of prompt and answer.
        clock, chance: for tests.
    """

    def __init__(
        self,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._requests = _Bucket(requests_per_minute / 60) if requests_per_minute else None
        self._tokens = _Bucket(tokens_per_minute / 60) if tokens_per_minute else None
        self._eased: _Bucket | None = None
        self._easy_answers = 0
        self._answers: deque[float] = deque()
        self._closed_until = 0.0
        # Without what we spread it by ourselves.
        self._asked_until = 0.0
        self._pause = _FIRST_PAUSE
        self._mean_output = 500.0
        self._clock = clock
        self._chance = chance
        self._lock = threading.Lock()

    def wait(self, prompt_characters: int) -> tuple[float, float]:
        """Book a request; returns seconds to wait before sending it, and tokens booked.

        Raises:
            LongPauseError: the server wants to be left alone for longer than
                ``LONGEST_PAUSE``; nothing is booked.
        """
        with self._lock:
            now = self._clock()
            if self._asked_until - now > LONGEST_PAUSE:
                raise LongPauseError(self._asked_until - now)
            tokens = prompt_characters / 4 + self._mean_output
            waits = [self._closed_until - now, 0.0]
            if self._requests is not None:
                waits.append(self._requests.reserve(1, now))
            if self._tokens is not None:
                waits.append(self._tokens.reserve(tokens, now))
            if self._eased is not None:
                waits.append(self._eased.reserve(1, max(now, self._closed_until)))
                waits[-1] += max(0.0, self._closed_until - now)
            return max(waits), tokens

    def answered(self, booked: float, input_tokens: int, output_tokens: int) -> None:
        """A request was answered; correct what was booked for it."""
        with self._lock:
            now = self._clock()
            used = input_tokens + output_tokens
            if self._tokens is not None and used:
                self._tokens.correct(used - booked)
            if output_tokens:
                self._mean_output += 0.1 * (output_tokens - self._mean_output)
            self._answers.append(now)
            while self._answers and self._answers[0] < now - _WINDOW:
                self._answers.popleft()
            self._pause = _FIRST_PAUSE
            if self._eased is not None:
                self._easy_answers += 1
                self._eased.per_second = self._eased.per_second * _QUICKENED + _QUICKER
                if self._easy_answers >= _FREE_AFTER:
                    self._eased = None

    def refused(self, retry_after: float | None) -> None:
        """The server said 429: nobody sends until the pause is over, then slower."""
        with self._lock:
            now = self._clock()
            again = now < self._closed_until
            if again and retry_after is None:
                return
            pause = self._pause if retry_after is None else retry_after
            # Spread a little: others may have been told the same.
            spread = 0.1 * min(pause, LONGEST_PAUSE) * self._chance()
            self._asked_until = max(self._asked_until, now + pause)
            self._closed_until = max(self._closed_until, now + pause + spread)
            if again:
                # All that were under way are refused together: they slow us once.
                return
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
            if self._eased is not None:
                # What was answered of late is less than was allowed: it had pauses in it.
                rate = self._eased.per_second
            else:
                recent = [at for at in self._answers if at >= now - _WINDOW]
                if not recent:
                    return  # nothing is known yet of what the server can do: the pause is enough
                rate = len(recent) / max(now - recent[0], 1.0)
            self._eased = _Bucket(max(rate * _EASED, _LEAST_RATE))
            self._easy_answers = 0
