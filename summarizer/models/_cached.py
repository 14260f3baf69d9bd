"""A model that remembers: the same question is answered from the run store."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol

from summarizer.domain import Usage
from summarizer.drafts import bounded
from summarizer.errors import AnswerError
from summarizer.models._ask import Ask, LanguageModel, Reply, validated
from summarizer.models._wrapper import WrapperModel
from summarizer.store import key_of


class AnswerStore(Protocol):
    """Where answers are kept: a :class:`~summarizer.store.Store`, or what stands before one."""

    def get(self, key: bytes) -> str | None: ...

    def put(self, key: bytes, value: str) -> None: ...


class CachedModel(WrapperModel):
    """``model``, asked only what the store does not hold yet.

    Answers are kept as the model gave them, invalid ones too, with what they
    consumed; they are validated and grounded anew at every use.

    Args:
        store: belongs to who opened it; closing the model leaves it open.
        repeat: tells repeated runs apart, so that variance can be measured.
    """

    def __init__(self, model: LanguageModel, store: AnswerStore, *, repeat: int = 0) -> None:
        super().__init__(model)
        self._store = store
        self._repeat = repeat

    def ask(self, ask: Ask) -> Reply:
        """Answer from the store, or ask the model and store what it says."""
        key = self._key(ask)
        if (known := self._found(key)) is not None:
            return _known(ask, known)
        with self._keeping_failures(key):
            reply = self._model.ask(ask)
        return self._kept(key, reply)

    async def aask(self, ask: Ask) -> Reply:
        """The same; only the model is awaited."""
        key = self._key(ask)
        if (known := self._found(key)) is not None:
            return _known(ask, known)
        with self._keeping_failures(key):
            reply = await self._model.aask(ask)
        return self._kept(key, reply)

    def _found(self, key: bytes) -> dict[str, Any] | None:
        entry = self._store.get(key)
        data: dict[str, Any] | None = json.loads(entry) if entry is not None else None
        # Versions that kept no probabilities would take an item's confidence with them.
        return data if data is not None and "logprobs" in data else None

    @contextmanager
    def _keeping_failures(self, key: bytes) -> Generator[None]:
        """An answer that breaks the schema was paid for too."""
        try:
            yield
        except AnswerError as error:
            if error.raw:
                entry = _entry(error.raw, error.usage, error.logprobs, str(error), error.cut)
                self._store.put(key, entry)
            raise

    def _kept(self, key: bytes, reply: Reply) -> Reply:
        self._store.put(key, _entry(reply.raw, reply.usage, reply.logprobs))
        return reply

    def _key(self, ask: Ask) -> bytes:
        return answer_key(self.identity, ask, self._repeat)


def answer_key(identity: str, ask: Ask, repeat: int = 0) -> bytes:
    """The key of an answer: everything that shapes it, of the model and of the question."""
    with bounded(ask.bounds):
        schema = ask.answer.model_json_schema()
    return key_of(
        kind="answer",
        model=identity,
        repeat=repeat,
        messages=[message.as_dict() for message in ask.messages],
        schema=schema,
        max_tokens=ask.max_tokens,
    )


def _entry(
    raw: str, usage: Usage, logprobs: str, error: str | None = None, cut: bool = False
) -> str:
    entry = {
        "raw": raw,
        "usage": usage.model_dump(),
        "error": error,
        "cut": cut,
        "logprobs": logprobs,
    }
    return json.dumps(entry, ensure_ascii=False)


def _known(ask: Ask, data: dict[str, Any]) -> Reply:
    usage = Usage.model_validate(data["usage"])
    logprobs: str = data["logprobs"]
    if data["error"] is not None:
        cut: bool = data["cut"]
        raise AnswerError(data["error"], raw=data["raw"], usage=usage, cut=cut, logprobs=logprobs)
    return validated(ask, data["raw"], usage, logprobs)
