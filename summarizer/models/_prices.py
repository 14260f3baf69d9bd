"""What an answer costs, from genai-prices; an unknown price is ``None``, never 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# (input tokens, of these read from the provider's cache, output tokens) to US dollars
Price = Callable[[int, int, int], float | None]


def half(price: Price) -> Price:
    """The price in a provider's batches, which is half of the ordinary one."""

    def halved(input_tokens: int, cached_tokens: int, output_tokens: int) -> float | None:
        full = price(input_tokens, cached_tokens, output_tokens)
        return None if full is None else full / 2

    return halved


def price_of(provider: str, model: str) -> Price | None:
    """The price function of a model; ``None`` where no price is known."""
    from genai_prices import Usage, calc_price

    def price(input_tokens: int, cached_tokens: int, output_tokens: int) -> float | None:
        used: Any = Usage(
            input_tokens=input_tokens,
            cache_read_tokens=cached_tokens,
            output_tokens=output_tokens,
        )
        try:
            return float(calc_price(used, model, provider_id=provider).total_price)
        except (LookupError, ValueError):
            return None

    return price if price(1, 0, 1) is not None else None
