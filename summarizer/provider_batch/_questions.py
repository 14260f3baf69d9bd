"""A model that answers from what batches brought, and says what is still to be asked."""

from __future__ import annotations

from typing import Any

from summarizer.domain import Usage
from summarizer.errors import TransportError
from summarizer.models import Ask, Reply
from summarizer.models import answer_key as key_of_ask
from summarizer.models.deferred import DeferredModel
from summarizer.provider_batch._jobs import Jobs


class Pending(Exception):  # noqa: N818  a signal, no error
    """The answer to ``key`` is not there; ``body`` is to be submitted unless it is ``None``."""

    def __init__(self, key: bytes, body: dict[str, Any] | None) -> None:
        super().__init__(key.hex())
        self.key = key
        self.body = body


class PostedModel:
    """A :class:`~summarizer.models.LanguageModel` that never sends anything.

    Raises :class:`Pending` for what no batch has answered yet, and a
    ``ModelError`` for a request that failed for good: a refusal that no repetition
    mends, or as many tries as the question has attempts.
    """

    default_prompt = ""

    def __init__(self, model: DeferredModel, jobs: Jobs) -> None:
        self.name = model.name
        self.identity = model.identity
        self.context = model.context
        self._model = model
        self._jobs = jobs

    def ask(self, ask: Ask) -> Reply:
        """The answer as it came, read as the model itself would."""
        key = key_of_ask(self.identity, ask)
        known = self._jobs.request(key)
        if known is None:
            # Made here, so that a question that cannot be put is its article's error.
            raise Pending(key, self._model.body(ask))
        if known.body is not None:
            return self._model.read(ask, known.body, known.tries)
        if known.state in {"sent", "held"}:
            raise Pending(key, None)
        if known.state == "failed" and known.status:
            self._model.fail(ask, known.status, known.reason, known.tries)
        if known.state == "again" and known.tries < ask.attempts:
            raise Pending(key, self._model.body(ask))
        times = "1 batch" if known.tries == 1 else f"{known.tries} batches"
        status = f" ({known.status})" if known.status else ""
        raise TransportError(
            f"{self.name}: no answer in {times}, the last one said{status}: {known.reason}; "
            "run again to try anew",
            usage=Usage(attempts=known.tries),
        )

    async def aask(self, ask: Ask) -> Reply:
        """The same; nothing is awaited."""
        return self.ask(ask)

    def close(self) -> None:
        """Nothing to give back."""
