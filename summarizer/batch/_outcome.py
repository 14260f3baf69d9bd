"""What became of one input."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from summarizer.articles import ArticleText
from summarizer.domain import SCHEMA_VERSION, Article, Brief, Usage
from summarizer.errors import ModelError, SummarizerError


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
    """

    source: str
    json: str | None = None
    error: SummarizerError | None = None
    text: ArticleText | None = None
    key: bytes | None = None
    usage: Usage = field(default_factory=Usage)
    remembered: bool = False
    skipped: bool = False

    @classmethod
    def of(cls, source: str, brief: Brief, article: Article) -> Outcome:
        """The outcome that a brief made elsewhere amounts to."""
        info = article.info
        text = ArticleText(
            id=article.id,
            text=article.text,
            title=info.title,
            source=info.source,
            url=info.url,
            published=info.published,
            language=info.language,
        )
        return cls(source, json=brief.to_json(), text=text, usage=usage_of(brief))

    @cached_property
    def brief(self) -> Brief | None:
        """The brief, read from its JSON when it is first asked for."""
        return None if self.json is None else Brief.from_json(self.json)

    @cached_property
    def article(self) -> Article | None:
        """The article, cut into sentences when it is first asked for."""
        return None if self.text is None else self.text.segment()

    def error_record(self) -> dict[str, Any]:
        """The failure as the JSON object that stands in the output for the brief."""
        if self.error is None:
            raise ValueError(f"{self.source} did not fail")
        return error_record(self.source, self.error, id=self.text.id if self.text else None)


def error_record(source: str, error: SummarizerError, *, id: str | None = None) -> dict[str, Any]:  # noqa: A002
    """A failure as JSON: which input, what went wrong, what it cost."""
    record: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "error": {
            "input": source,
            "id": id,
            "type": type(error).__name__,
            "message": str(error),
        },
    }
    if isinstance(error, ModelError):
        record["error"]["usage"] = error.usage.model_dump(mode="json")
    return record


def usage_of(brief: Brief) -> Usage:
    """What making a brief consumed."""
    return Usage(**{name: getattr(brief.run, name) for name in Usage.model_fields})


def as_line(record: dict[str, Any]) -> str:
    """One line of JSON Lines, without its end."""
    return json.dumps(record, ensure_ascii=False)
