"""Answers that a run keeps for its record, and a model that gives them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from summarizer.errors import NotRecordedError
from summarizer.models._ask import Ask
from summarizer.models._cached import AnswerStore
from summarizer.models._wrapper import WrapperModel


class RecordedAnswers:
    """Answers by key, over a store or alone.

    Args:
        store: where answers are looked for first and kept; without one, nothing but
            ``answers`` is known.
        answers: hexadecimal key to the entry that :class:`CachedModel` made.

    Attributes:
        alone: there is no store, so nobody should be asked what is not known.
        used: every entry that was asked for or put here, like ``answers``.
    """

    def __init__(
        self, store: AnswerStore | None = None, answers: Mapping[str, str] | None = None
    ) -> None:
        self.alone = store is None
        self._store = store
        self._answers = answers or {}
        self.used: dict[str, str] = {}

    def get(self, key: bytes) -> str | None:
        """The entry under ``key``, if there is one."""
        name = key.hex()
        entry = self._store.get(key) if self._store is not None else self._answers.get(name)
        if entry is not None:
            self.used[name] = entry
        return entry

    def put(self, key: bytes, value: str) -> None:
        """Keep an entry, in the store too."""
        if self._store is not None:
            self._store.put(key, value)
        self.used[key.hex()] = value


class UnaskedModel(WrapperModel):
    """``model`` by name and settings, but never asked: what is not recorded is an error."""

    def ask(self, ask: Ask) -> NoReturn:
        """Raises:
        NotRecordedError: always; no model's error, which some questions can do without.
        """
        raise NotRecordedError(
            "the record has no answer to this question: the article, the prompt, the taxonomy "
            "or the model has changed since; run the suite again without --replay"
        )

    async def aask(self, ask: Ask) -> NoReturn:
        """The same."""
        self.ask(ask)
