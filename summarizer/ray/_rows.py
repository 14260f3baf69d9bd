"""Rows between readers and actors, and from actors to writers: strings and nulls only.

Nested columns are avoided: Arrow gives back other empty lists and other numbers
than were put in. All blocks have the same columns of the same type, so that Ray can
put small ones together, whatever the files of somebody's dataset were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, cast

from summarizer import errors
from summarizer.articles import ArticleText, text_from_row
from summarizer.batch import Outcome, Source
from summarizer.domain import Usage
from summarizer.errors import SummarizerError, UnexpectedError, UnreadableArticleError, one_line
from summarizer.ray._untyped import pa

# What an article's row can say; other columns of a dataset are not looked at.
ARTICLE_COLUMNS = ("id", "text", "title", "source", "url", "published", "date", "language")
_FIELDS = ("id", "text", "title", "source", "url", "published", "language")
READ_COLUMNS = ("input", *_FIELDS, "problem", "message")
BRIEF_COLUMNS = ("input", "id", "key", "brief", "error")
# In a run over files: with what was consumed now, as JSON; null where that is nothing.
RUN_COLUMNS = (*BRIEF_COLUMNS, "usage")


def read_row(source: Source) -> dict[str, str | None]:
    """A source as a row of ``READ_COLUMNS``: the article, or why it cannot be read."""
    try:
        text = source.read()
    except SummarizerError as error:
        return {"input": source.name, "problem": type(error).__name__, "message": str(error)}
    except Exception as error:
        fault = UnexpectedError.of(error, source.name)
        return {"input": source.name, "problem": type(fault).__name__, "message": str(fault)}
    return {"input": source.name, **{name: getattr(text, name) for name in _FIELDS}}


def read_source(row: dict[str, Any]) -> Source:
    """The source of such a row."""
    name: str = row["input"]

    def read() -> ArticleText:
        if row["problem"] is not None:
            raise cast("type[SummarizerError]", getattr(errors, row["problem"]))(row["message"])
        return ArticleText(**{field: row[field] for field in _FIELDS}, where=name)

    return Source(name, read)


def dataset_rows(batch: Any) -> Any:
    """A table of somebody's dataset as one of ``READ_COLUMNS``, row by row."""
    wanted = [name for name in ARTICLE_COLUMNS if name in set(batch.column_names)]
    cells = batch.select(wanted)
    sources: Iterable[Source]
    try:
        # Without any column Arrow forgets how many rows there are.
        rows: list[dict[str, Any]] = cells.to_pylist() if wanted else [{}] * batch.num_rows
        sources = map(dataset_source, rows)
    except Exception:
        # One cell that Python cannot hold must not take the other rows with it.
        sources = (_cell_by_cell(cells.slice(n, 1)) for n in range(batch.num_rows))
    return table_of(map(read_row, sources), READ_COLUMNS)


def dataset_source(row: dict[str, Any]) -> Source:
    """The source of a row of somebody's dataset.

    Rows of a dataset have no numbers, and the same row must be called the same when a
    task is done again; so one without an id is called by its text.
    """
    name = _name(row)
    return Source(name, lambda: text_from_row(row, id=name, where=name))


def _cell_by_cell(row: Any) -> Source:
    """The source of a table of one row, of which a cell may be broken."""
    cells: dict[str, Any] = {}
    broken: list[str] = []
    for column in row.column_names:
        try:
            [cells[column]] = row.column(column).to_pylist()
        except UnicodeDecodeError as error:
            broken.append(f'"{column}" is not UTF-8 at byte {error.start}')
        except Exception as error:
            broken.append(f'"{column}" cannot be read: {one_line(error)}')
    if not broken:
        return dataset_source(cells)
    name = _name(cells)

    def read() -> ArticleText:
        raise UnreadableArticleError(f"{name}: {broken[0]}")

    return Source(name, read)


def _name(row: dict[str, Any]) -> str:
    own = row.get("id")
    return str(own) if own not in (None, "") else _called_by_text(row.get("text"))


def _called_by_text(text: Any) -> str:
    digest = hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest()
    return f"row-{digest[:12]}"


def outcome_row(outcome: Outcome) -> dict[str, str | None]:
    """An outcome as a row of ``RUN_COLUMNS``."""
    return {
        "input": outcome.source,
        "id": outcome.text.id if outcome.text else None,
        "key": outcome.key.hex() if outcome.key else None,
        "brief": outcome.json,
        "error": outcome.error_line() if outcome.error else None,
        "usage": outcome.usage.model_dump_json() if outcome.usage != Usage() else None,
    }


def table_of(rows: Iterable[dict[str, str | None]], columns: tuple[str, ...]) -> Any:
    """Rows as an Arrow table of these columns, strings even where all rows have null."""
    schema = pa.schema([(name, pa.string()) for name in columns])
    return pa.Table.from_pylist(list(rows), schema=schema)
