"""What shapes every brief of a run, and what happens while one is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from summarizer.domain import Article, ItemField
from summarizer.drafts import Bounds, Calibrations, bounded, told_model
from summarizer.errors import ArticleTooLongError, ModelError
from summarizer.models import Reply
from summarizer.pipeline._estimate import message_tokens, tokens
from summarizer.prompts import Prompt, Taxonomy, Turn, render

Heard = Reply | ModelError | ArticleTooLongError
"""What a driver answers to a question: the reply, or what happened instead."""


@dataclass(frozen=True)
class Plan:
    """What shapes every brief of a run, apart from the article.

    ``attempts``: requests for one question, transport retries and re-asks together.
    ``context``: tokens that a question and its answer may take together.
    """

    prompt: Prompt
    taxonomy: Taxonomy
    model: str
    attempts: int
    context: int

    @cached_property
    def schema_sha256(self) -> str:
        """Hash of the answers' schemas, bounded for a stand-in article."""
        bounds = Bounds("a", 1, self.taxonomy.codes, limits=self.prompt.limits)
        schemas: list[Any] = []
        with bounded(bounds):
            for stage in self.prompt.stages:
                model = self.prompt.wire.answer_model(stage.fields)
                schemas.append(model.model_json_schema())
        if self.prompt.check_stance is not None:
            schemas.append(told_model(1).model_json_schema())
        return hashlib.sha256(json.dumps(schemas, sort_keys=True).encode()).hexdigest()

    @property
    def confidence(self) -> Calibrations:
        """What the probabilities of this model's choices are worth, if it was measured."""
        measured = self.prompt.confidence
        return measured if measured.model == self.model else Calibrations()

    def room(self, article: Article) -> int:
        """Tokens of the article's text that one question can hold; may be below zero.

        What the prompt, the title and the answers leave of the window. Answers get what
        all stages may say together, but at most as much as the text: they stay far
        from their limits, and a short text has short answers.
        """
        return self._room - tokens((article.title or "")[:300])

    @cached_property
    def _room(self) -> int:
        stand_in = Article(id="a", text="a", sentences=((0, 1),))
        *earlier, last = self.prompt.stages
        turns = [Turn(stage, "") for stage in earlier]
        question = render(self.prompt, self.taxonomy, stand_in, last, turns)
        left = self.context - message_tokens(question.messages)
        return left - min(sum(s.max_tokens for s in self.prompt.stages), max(left, 0) // 2)


@dataclass(frozen=True)
class Progress:
    """The answer to a stage's question has grown.

    ``items`` are the draft items that are complete so far; they are not yet grounded.
    Of a long article their sentence numbers are those of the piece.
    """

    stage: str
    text: str
    items: Mapping[ItemField, Sequence[Any]]
    piece: int = 1
    pieces: int = 1


@dataclass(frozen=True)
class FieldsReady:
    """A stage is done and its items are grounded.

    What is checked when all is known may still change them: stances that the model hardly
    believes, evidence that is moved, items that are contradicted and dropped, grades, and
    what a prompt has code mend (actors, speakers, sectors). Of a long article they are a
    piece's, with offsets in the whole text, before the pieces are merged.
    """

    stage: str
    fields: dict[ItemField, tuple[Any, ...]]
    piece: int = 1
    pieces: int = 1


Event = Progress | FieldsReady
Watcher = Callable[[Event], None]


@cache
def package_version() -> str:
    """The installed version of this package."""
    try:
        return version("summarizer")
    except PackageNotFoundError:
        return "0+unknown"
