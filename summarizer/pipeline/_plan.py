"""What shapes every brief of a run, and what happens while one is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from summarizer.domain import ItemField
from summarizer.drafts import Bounds, bounded
from summarizer.prompts import Prompt, Taxonomy


@dataclass(frozen=True)
class Plan:
    """What shapes every brief of a run, apart from the article.

    ``attempts``: requests for one question, transport retries and re-asks together.
    """

    prompt: Prompt
    taxonomy: Taxonomy
    model: str
    attempts: int = 4

    @cached_property
    def schema_sha256(self) -> str:
        """Hash of the answers' schemas, bounded for a stand-in article."""
        bounds = Bounds("a", 1, self.taxonomy.codes, limits=self.prompt.limits)
        schemas: list[Any] = []
        with bounded(bounds):
            for stage in self.prompt.stages:
                model = self.prompt.wire.answer_model(stage.fields)
                schemas.append(model.model_json_schema())
        return hashlib.sha256(json.dumps(schemas, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Progress:
    """The answer to a stage's question has grown.

    ``items`` are the draft items that are complete so far; they are not yet grounded.
    """

    stage: str
    text: str
    items: Mapping[ItemField, Sequence[Any]]


@dataclass(frozen=True)
class FieldsReady:
    """A stage is done and its items are grounded.

    What is checked when all is known may still change them: evidence that is moved,
    items that are contradicted and dropped, grades.
    """

    stage: str
    fields: dict[ItemField, tuple[Any, ...]]


Event = Progress | FieldsReady
Watcher = Callable[[Event], None]


@cache
def package_version() -> str:
    """The installed version of this package."""
    try:
        return version("summarizer")
    except PackageNotFoundError:
        return "0+unknown"
