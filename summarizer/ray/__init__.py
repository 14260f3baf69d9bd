"""Batches on a Ray cluster: a dataset of articles in, a dataset of briefs out.

::

    import ray, summarizer.ray

    articles = ray.data.read_parquet("s3://bucket/articles/")
    briefs = summarizer.ray.brief_dataset(
        articles,
        model="fleet/qwen3-8b",
        base_url="http://fleet:8000/v1",
        actors=4,
        jobs=64,
        completed="s3://bucket/completed/",
    )
    briefs.write_parquet("s3://bucket/briefs/")

Ray itself is imported by the functions, not by this module.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from summarizer.errors import UsageError
from summarizer.models import LanguageModel

if TYPE_CHECKING:
    from ray.data import Dataset

    from summarizer.ray._run import OutputFormat, Totals

__all__ = ["brief_dataset", "run"]

Model = str | Callable[[], LanguageModel] | None


def brief_dataset(
    ds: Dataset,
    *,
    model: Model = None,
    prompt: str | None = None,
    taxonomy: str | None = None,
    actors: int | tuple[int, int] | None = None,
    jobs: int | None = None,
    completed: str | None = None,
    batch: int | None = None,
    num_cpus: float | None = None,
    **settings: Any,
) -> Dataset:
    """Brief every row of a dataset of articles; lazy, as all of Ray Data is.

    Of a row, ``text`` is required; ``id``, ``title``, ``date`` (or ``published``),
    ``source``, ``url`` and ``language`` are used if they are there. A row without an
    ``id`` is called by the hash of its text.

    The rows that come out are in no order and have five columns of strings:

    ``input``   how the row is called in messages: its id
    ``id``      of the article; null where it could not be read
    ``key``     hash of the article and the configuration, 64 hexadecimal digits, or null
    ``brief``   the brief as JSON on one line, as the local engine writes it, or null
    ``error``   the error record as JSON on one line where there is no brief, or null

    Args:
        ds: the articles.
        model: as for :class:`~summarizer.Summarizer`; instead of an object, which
            cannot travel, a function without arguments that makes one.
        prompt, taxonomy: the same; files must be there under the same path on every node.
        actors: how many, or (least, most); by default as many as there are nodes.
        jobs: requests that each actor has under way (the embedded engine: slots).
        completed: a folder that all nodes can reach (a path or a URI). What is done is
            recorded there, and what is recorded there is not asked again.
        batch: articles that an actor takes at a time; by default twice ``jobs``, and 4
            at least.
        num_cpus: cores that Ray sets aside for an actor. By default none for a remote
            model, which needs a fraction of one, and for the embedded engine as many as
            it has threads, but never all of a node: without a core for the tasks that
            read, the actors would wait without end.
        settings: any other setting by name (see :class:`~summarizer.settings.Settings`);
            limits on the rate are for all actors together.

    Raises:
        UsageError: the settings, the prompt, the taxonomy or the model make no sense,
            as far as that can be seen from here.
    """
    _require()
    from summarizer.ray._dataset import brief_rows, read_rows
    from summarizer.ray._recipe import Recipe

    recipe = Recipe(model, prompt, taxonomy, {**settings, "jobs": jobs}).checked()
    return brief_rows(
        read_rows(ds),
        recipe,
        actors=actors,
        completed=completed,
        batch=batch,
        num_cpus=num_cpus,
    )


def run(
    inputs: Sequence[str],
    out: str,
    *,
    format: OutputFormat = "jsonl",
    model: Model = None,
    prompt: str | None = None,
    taxonomy: str | None = None,
    actors: int | tuple[int, int] | None = None,
    completed: str | None = None,
    fresh: bool = False,
    **settings: Any,
) -> Totals:
    """Brief files on the Ray cluster that is connected, or that ``RAY_ADDRESS`` names.

    Args:
        inputs: text, JSON Lines and Parquet files and folders of them, as paths that
            all nodes can reach or as URIs (``s3://``, ``gs://``, ``abfs://``, ``hdfs://``).
        out: a folder, path or URI. What an earlier run wrote there is replaced.
        format: ``"jsonl"`` writes ``briefs-*.jsonl`` and ``failed-*.jsonl``, the lines of
            the local engine; ``"parquet"`` writes the rows of :func:`brief_dataset`.
        completed: where finished briefs are recorded; by default ``completed`` in ``out``.
        fresh: forget what is recorded there.
        model, prompt, taxonomy, actors, settings: see :func:`brief_dataset`.

    Raises:
        UsageError: nothing can be done with these arguments.
    """
    _require()
    from summarizer.ray._recipe import Recipe
    from summarizer.ray._run import run_files

    recipe = Recipe(model, prompt, taxonomy, settings).checked()
    return run_files(
        inputs, out, recipe, format=format, actors=actors, completed=completed, fresh=fresh
    )


def _require() -> None:
    missing = [name for name in ("ray", "pyarrow") if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(
            f"batches on a cluster need {' and '.join(missing)}: pip install 'summarizer[ray]'"
        )
