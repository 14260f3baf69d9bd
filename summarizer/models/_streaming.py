"""instructor over an OpenAI client that tells a listener how the answer grows.

instructor hands over whole completions. Where somebody listens, the request is
streamed, the listener hears every piece, and instructor gets the completion
that the pieces add up to: one path, with and without progress.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import instructor
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from summarizer.models._ask import Listener

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


class ListenerError(BaseException):
    """Carries what a listener raised past everybody who would take it for the server's.

    A listener whose pipe is broken raises a ``ConnectionError``; to ask again would not mend it.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__(error)
        self.error = error


@contextmanager
def listening(listener: Listener | None) -> Generator[None]:
    """Within this block, answers are streamed to ``listener`` (if any).

    Raises:
        ListenerError: the listener raised.
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


class _Growing:
    """Adds up the chunks of one streamed completion."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._text: list[str] = []
        self._last: ChatCompletionChunk | None = None
        self._usage: Any = None
        self._reason: str | None = None
        self._tokens: list[Any] = []
        self._refusal = ""

    def add(self, chunk: ChatCompletionChunk) -> None:
        self._last = chunk
        self._usage = chunk.usage or self._usage
        for choice in chunk.choices[:1]:
            self._reason = choice.finish_reason or self._reason
            if choice.logprobs is not None:
                self._tokens += choice.logprobs.content or []
            self._refusal += choice.delta.refusal or ""
            if choice.delta.content:
                self._text.append(choice.delta.content)
                try:
                    self._listener("".join(self._text))
                except BaseException as error:
                    raise ListenerError(error) from error

    def completion(self) -> ChatCompletion:
        """What the chunks add up to.

        Raises:
            ConnectionError: the stream ended before the answer did.
        """
        text = "".join(self._text)
        message = {"role": "assistant", "content": text, "refusal": self._refusal or None}
        return ChatCompletion.model_validate(
            {
                "id": self._last.id if self._last else "",
                "created": self._last.created if self._last else 0,
                "model": self._last.model if self._last else "",
                "object": "chat.completion",
                "usage": self._usage,
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": self._reason_for(text),
                        "message": message,
                        "logprobs": {"content": self._tokens} if self._tokens else None,
                    }
                ],
            }
        )

    def _reason_for(self, text: str) -> str:
        """Why the answer ended: as the server says, or, where it does not, as it looks."""
        if self._reason is not None:
            return self._reason
        if _is_json(text):
            return "stop"
        # Usage comes last: who sends it has ended the answer, not lost it.
        if self._usage is not None:
            return "length"
        raise ConnectionError("the stream ended before the answer did")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


_MODE = instructor.Mode.JSON_SCHEMA
_STREAM: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}


def from_openai_client(client: OpenAI | AsyncOpenAI, model: str) -> Any:
    """An instructor client over ``client`` in JSON-schema mode, streaming to listeners."""
    plain: Any = client.chat.completions.create

    def create(**request: Any) -> Any:
        # The client looks through what it knows for names to translate. A schema has none,
        # and is most of what there is to look through.
        bound = request.pop("response_format", None)
        return plain(**request, **({"extra_body": {"response_format": bound}} if bound else {}))

    def ask(**request: Any) -> Any:
        listener = _listener.get()
        if listener is None:
            return create(**request)
        growing = _Growing(listener)
        with create(**request, **_STREAM) as chunks:
            for chunk in chunks:
                growing.add(chunk)
        return growing.completion()

    async def aask(**request: Any) -> Any:
        listener = _listener.get()
        if listener is None:
            return await create(**request)
        growing = _Growing(listener)
        async with await create(**request, **_STREAM) as chunks:
            async for chunk in chunks:
                growing.add(chunk)
        return growing.completion()

    if isinstance(client, AsyncOpenAI):
        patched: Any = instructor.patch(create=aask, mode=_MODE)
        return instructor.AsyncInstructor(client=client, create=patched, mode=_MODE, model=model)
    return from_create(ask, model, client)


def from_create(create: Callable[..., Any], model: str, client: OpenAI | None = None) -> Any:
    """An instructor client in JSON-schema mode whose requests go to ``create``."""
    patched: Any = instructor.patch(create=create, mode=_MODE)
    return instructor.Instructor(client=client, create=patched, mode=_MODE, model=model)
