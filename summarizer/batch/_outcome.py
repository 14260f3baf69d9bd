"""What became of one input."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from summarizer.articles import ArticleText, storable
from summarizer.domain import SCHEMA_VERSION, Article, Brief, Usage
from summarizer.errors import SettingsError, SummarizerError


@dataclass(frozen=True)
class Outcome:
    """A brief as JSON, or the error, or neither where the article was skipped.

    Attributes:
        source: the input as it was named.
        json: the brief on one line.
        error: why there is none.
        text: the article as it was read, where it could be.
        key: of the article under this configuration; ``None`` where it was not read.
        usage: what was consumed now: nothing where the brief was remembered.
        remembered: whether the brief came from the run store, or from the same
            article among the inputs.
        skipped: whether the output has this very article already.
        unkept: why the run store does not have the brief, where it could not take it.
    """

    source: str
    json: str | None = None
    error: SummarizerError | None = None
    text: ArticleText | None = None
    key: bytes | None = None
    usage: Usage = field(default_factory=Usage)
    remembered: bool = False
    skipped: bool = False
    unkept: SettingsError | None = None

    @cached_property
    def brief(self) -> Brief | None:
        """The brief, read from its JSON when it is first asked for."""
        return None if self.json is None else Brief.from_json(self.json)

    @cached_property
    def article(self) -> Article | None:
        """The article, cut into sentences when it is first asked for."""
        return None if self.text is None else self.text.segment()

    def error_record(self) -> dict[str, Any]:
        """The failure as JSON that stands in the output for the brief: which input, why, cost."""
        error = self.error
        if error is None:
            raise ValueError(f"{self.source} did not fail")
        told: dict[str, Any] = {
            "input": self.source,
            "id": self.text.id if self.text else None,
            "type": type(error).__name__,
            "message": str(error),
        }
        if error.usage is not None:
            told["usage"] = error.usage.model_dump(mode="json")
        return {"schema_version": SCHEMA_VERSION, "error": told}

    def error_line(self) -> str:
        """The same on one line of JSON Lines, without its end."""
        return storable(json.dumps(self.error_record(), ensure_ascii=False))
