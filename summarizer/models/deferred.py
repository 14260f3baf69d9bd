"""A provider's model whose requests travel another way than one by one.

The request that goes out is the one :class:`InstructorModel` would send, and
what comes back is read as it would read it: instructor is given a transport
that only listens, or only speaks. So there is one code path for what is asked
and one for what an answer means.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NoReturn

from openai import OpenAI
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from summarizer.domain import Usage
from summarizer.errors import AnswerError, TransportError
from summarizer.models._ask import Ask, LanguageModel, Reply
from summarizer.models._instructor import InstructorModel


class _Heard(BaseException):
    """Carries a request out of instructor; no error, so nothing on the way handles it."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.request = request


class _RefusedError(Exception):
    """A failed request in the shape of a client's error: what it says and its HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status_code = status
        self.body = {"message": message}


class DeferredModel:
    """``model``, cut in two: the request's body now, the meaning of the answer later.

    Attributes:
        client: the model's own OpenAI client: its address, its key, its timeout.
    """

    def __init__(self, model: InstructorModel, client: OpenAI) -> None:
        self.name = model.name
        self.identity = model.identity
        self.context = model.context
        self.client = client
        self._model = model

    def body(self, ask: Ask) -> dict[str, Any]:
        """The JSON body that would be posted to ``/chat/completions`` for ``ask``."""

        def create(**request: Any) -> NoReturn:
            raise _Heard(request)

        try:
            self._model.through(create).ask(dataclasses.replace(ask, attempts=1, listener=None))
        except _Heard as heard:
            return heard.request
        raise AssertionError("instructor answered without asking")

    def read(self, ask: Ask, completion: str, attempts: int) -> Reply:
        """The reply that a completion's JSON amounts to.

        ``attempts``: how often the request was submitted, for the usage.

        Raises:
            AnswerError: the answer breaks the schema, is cut off, or is a refusal.
            TransportError: the text is no completion.
        """
        try:
            known = ChatCompletion.model_validate_json(completion)
        except ValidationError:
            raise TransportError(
                f"{self.name}: the server's answer is no chat completion: {completion[:200]}",
                usage=Usage(attempts=attempts),
            ) from None
        try:
            reply = self._answered(ask, known)
        except (AnswerError, TransportError) as error:
            error.usage = _counted(error.usage, attempts)
            raise
        return dataclasses.replace(reply, usage=_counted(reply.usage, attempts))

    def fail(self, ask: Ask, status: int, message: str, attempts: int) -> NoReturn:
        """Raise what a request's final failure means, in our own terms."""

        def create(**_: Any) -> NoReturn:
            raise _RefusedError(status, message)

        try:
            self._model.through(create).ask(dataclasses.replace(ask, attempts=1, listener=None))
        except TransportError as error:
            error.usage = _counted(error.usage, attempts)
            raise
        raise AssertionError("instructor answered a request that failed")

    def _answered(self, ask: Ask, completion: ChatCompletion) -> Reply:
        def create(**_: Any) -> ChatCompletion:
            return completion

        return self._model.through(create).ask(dataclasses.replace(ask, attempts=1, listener=None))


def deferred(model: LanguageModel) -> DeferredModel | None:
    """``model`` with its two halves apart, or ``None`` where no OpenAI client stands behind it."""
    if not isinstance(model, InstructorModel):
        return None
    client = getattr(model.connect(), "client", None)
    return DeferredModel(model, client) if isinstance(client, OpenAI) else None


def _counted(usage: Usage, attempts: int) -> Usage:
    # The provider does not tell how long it took, and reading is no waiting.
    return usage.model_copy(update={"attempts": attempts, "seconds": 0.0})
