"""A model double for tests: scripted answers through the real pipeline.

::

    from summarizer import Summarizer
    from summarizer.testing import ScriptedModel

    answer = {"summary": [], "actors": [], "claims": [], "sectors": [], "stance": []}
    model = ScriptedModel([{**answer, "summary": [{"text": "Talks go on.", "evidence": [1]}]}])
    brief = Summarizer(model).brief("Paris said on Monday that talks would go on.")
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

from summarizer.domain import Usage
from summarizer.errors import ArticleTooLongError, ModelError
from summarizer.models import Ask, Reply, validated

Scripted = str | dict[str, Any] | ModelError | ArticleTooLongError


class ScriptedModel:
    """Answers what the script says; asked more often, it fails the test.

    Args:
        script: answers in order (JSON text, a dict, or an error to raise), or a
            function from the question to the answer.
        default_prompt: the prompt that briefs are asked with (``"brief"``: one
            question with all keys, ``"staged"``: three in rows).
        usage: what each answer is said to have consumed.
        context: tokens of its window; longer articles are read in pieces.

    Attributes:
        asked: every question, in order. Guarded by a lock, so threads may share the model.
    """

    def __init__(
        self,
        script: Iterable[Scripted] | Callable[[Ask], Scripted],
        *,
        name: str = "scripted",
        default_prompt: str = "brief",
        usage: Usage | None = None,
        context: int = 32_768,
    ) -> None:
        self.name = name
        self.identity = name
        self.default_prompt = default_prompt
        self.context = context
        self.asked: list[Ask] = []
        self._next = script if callable(script) else None
        self._script = iter(()) if callable(script) else iter(script)
        self._usage = usage or Usage(attempts=1, input_tokens=10, output_tokens=5)
        self._lock = threading.Lock()

    def ask(self, ask: Ask) -> Reply:
        """Give the next scripted answer, validated as a real one would be."""
        with self._lock:
            self.asked.append(ask)
            if self._next is not None:
                scripted = self._next(ask)
            else:
                try:
                    scripted = next(self._script)
                except StopIteration:
                    raise AssertionError(
                        f"the script has no answer for question {len(self.asked)}"
                    ) from None
        if isinstance(scripted, ModelError | ArticleTooLongError):
            raise scripted
        raw = scripted if isinstance(scripted, str) else json.dumps(scripted, ensure_ascii=False)
        if ask.listener is not None:
            ask.listener(raw)
        return validated(ask, raw, self._usage)

    async def aask(self, ask: Ask) -> Reply:
        """The same; nothing is awaited."""
        return self.ask(ask)

    def close(self) -> None:
        """Nothing to give back."""
