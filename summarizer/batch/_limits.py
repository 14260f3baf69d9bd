"""What a run may consume, and when it must stop."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.domain import Usage


@dataclass(frozen=True)
class Limits:
    """The most that a run may consume; ``None``: no limit.

    ``cost_usd``: in US dollars. ``tokens``: input and output tokens together.
    What is remembered costs nothing.
    """

    cost_usd: float | None = None
    tokens: int | None = None


class Meter:
    """Adds up what a run consumes and says when no further article should begin.

    An article that begins is paid for whatever happens, so those under way are
    counted in advance, each with the mean of those that are done.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.tokens = 0
        self.cost = 0.0
        self.unpriced = 0
        self.stopped: str | None = None
        self._paid = 0
        self._under_way = 0

    @property
    def limited(self) -> bool:
        """Whether there is a limit at all."""
        return self._limits != Limits()

    def begin(self) -> None:
        self._under_way += 1

    def end(self, usage: Usage) -> None:
        """An article is done, failed, or was remembered (``usage`` empty then)."""
        self._under_way -= 1
        if usage == Usage():
            return
        self._paid += 1
        self.tokens += usage.input_tokens + usage.output_tokens
        if usage.cost_usd is None:
            self.unpriced += 1
        else:
            self.cost += usage.cost_usd

    def allows(self) -> bool:
        """Whether one more article may begin; if not, ``stopped`` says why."""
        self.stopped = self.stopped or self._reached()
        return self.stopped is None

    def _reached(self) -> str | None:
        priced = self._paid - self.unpriced
        # An answer that was lost may have been paid for: it counts like the others.
        guessed = self.unpriced * self.cost / priced if priced else 0.0
        cost = f"${self.cost:.4f} spent"
        if self.unpriced:
            cost += f", and {self.unpriced} articles of unknown cost taken for ${guessed:.4f}"
        for name, most, spent, shown in (
            ("max-cost", self._limits.cost_usd, self.cost + guessed, cost),
            ("max-tokens", self._limits.tokens, self.tokens, f"{self.tokens:,} tokens used"),
        ):
            if most is None:
                continue
            mean = spent / self._paid if self._paid else 0.0
            if spent + mean * (self._under_way + 1) > most or spent >= most:
                amount = f"${most:g}" if name == "max-cost" else f"{most:,}"
                return f"stopped at --{name} {amount}: {shown}"
        return None
