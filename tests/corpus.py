"""Articles and a model for batches: every article is answered from what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from summarizer.articles import ArticleText
from summarizer.batch import Source
from summarizer.domain import Usage
from summarizer.errors import ModelError
from summarizer.models import Ask, Reply
from summarizer.testing import Scripted, ScriptedModel


def answer_for(ask: Ask) -> dict[str, Any]:
    """One actor and one claim, both of them the article's first words."""
    name = ask.bounds.text.split()[0]
    return {
        "summary": [{"text": ask.bounds.text, "evidence": [1]}],
        "actors": [
            {"name": name, "aliases": [], "type": "country", "role": "acts", "salience": "core"}
        ],
        "claims": [],
        "sectors": [],
        "stance": [],
    }


class SlowModel(ScriptedModel):
    """A scripted model whose answers take time, and that knows how many it was asked at once."""

    def __init__(
        self,
        script: Callable[[Ask], Scripted] = answer_for,
        *,
        delay: Callable[[Ask], float] = lambda ask: 0.0,
        usage: Usage | None = None,
    ) -> None:
        super().__init__(script, usage=usage)
        self.delay = delay
        self.at_once = 0
        self.most_at_once = 0

    async def aask(self, ask: Ask) -> Reply:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.delay(ask))
            return self.ask(ask)
        finally:
            self.at_once -= 1


def text(number: int) -> ArticleText:
    return ArticleText(id=f"a{number}", text=f"Norland{number} said on Monday that talks go on.")


def sources(count: int) -> list[Source]:
    return [Source.of(text(number)) for number in range(count)]


def failing(numbers: set[int], error: Callable[[], ModelError]) -> Callable[[Ask], Scripted]:
    def script(ask: Ask) -> Scripted:
        number = int(ask.bounds.text.split()[0].removeprefix("Norland"))
        return error() if number in numbers else answer_for(ask)

    return script
