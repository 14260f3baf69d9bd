"""Rows between readers and actors, and from actors to writers: strings and nulls only.

Nested columns are avoided: Arrow gives back other empty lists and other numbers
than were put in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, cast

from summarizer import errors
from summarizer.articles import ArticleText, text_from_row
from summarizer.batch import Outcome, Source
from summarizer.errors import SummarizerError, UnexpectedError
from summarizer.ray._untyped import pa

# What an article's row can say; other columns of a dataset are not looked at.
ARTICLE_COLUMNS = ("id", "text", "title", "source", "url", "published", "date", "language")
_FIELDS = ("id", "text", "title", "source", "url", "published", "language")
READ_COLUMNS = ("input", *_FIELDS, "problem", "message")
BRIEF_COLUMNS = ("input", "id", "key", "brief", "error")


def read_row(source: Source) -> dict[str, str | None]:
    """A source as a row of ``READ_COLUMNS``: the article, or why it cannot be read."""
    try:
        text = source.read()
    except SummarizerError as error:
        return {"input": source.name, "problem": type(error).__name__, "message": str(error)}
    except Exception as error:
        said = f"{source.name}: unexpected {type(error).__name__}: {error}; please report this"
        return {"input": source.name, "problem": UnexpectedError.__name__, "message": said}
    return {"input": source.name, **{name: getattr(text, name) for name in _FIELDS}}


def read_source(row: dict[str, Any]) -> Source:
    """The source of such a row."""
    name: str = row["input"]

    def read() -> ArticleText:
        if row["problem"] is not None:
            raise cast("type[SummarizerError]", getattr(errors, row["problem"]))(row["message"])
        return ArticleText(**{field: row[field] for field in _FIELDS}, where=name)

    return Source(name, read)


def dataset_source(row: dict[str, Any]) -> Source:
    """The source of a row of somebody's dataset.

    Rows of a dataset have no numbers, and the same row must be called the same when a
    task is done again; so one without an id is called by its text.
    """
    own = row.get("id")
    name = str(own) if own not in (None, "") else _called_by_text(row.get("text"))
    return Source(name, lambda: text_from_row(row, id=name, where=name))


def _called_by_text(text: Any) -> str:
    digest = hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest()
    return f"row-{digest[:12]}"


def outcome_row(outcome: Outcome) -> dict[str, str | None]:
    """An outcome as a row of ``BRIEF_COLUMNS``."""
    return {
        "input": outcome.source,
        "id": outcome.text.id if outcome.text else None,
        "key": outcome.key.hex() if outcome.key else None,
        "brief": outcome.json,
        "error": outcome.error_line() if outcome.error else None,
    }


def table_of(rows: Iterable[dict[str, str | None]], columns: tuple[str, ...]) -> Any:
    """Rows as an Arrow table; all columns are strings even where all rows have null."""
    schema = pa.schema([(name, pa.string()) for name in columns])
    return pa.Table.from_pylist(list(rows), schema=schema)
