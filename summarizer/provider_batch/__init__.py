"""Briefs through a provider's batch API: half the price, within a day; see :func:`brief_batch`.

instructor has a batch module, which is not used: it builds requests by another
path than its own client (another schema, its own temperature), parses answers
without a validation context, and knows neither base URLs nor restarts, expired
batches or error files. The openai package's client carries the files.
"""

from summarizer.provider_batch._driver import BatchStatus, brief_batch, check_model
from summarizer.provider_batch._options import BatchOptions

__all__ = ["BatchOptions", "BatchStatus", "brief_batch", "check_model"]
