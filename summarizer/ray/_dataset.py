"""The part of a Ray Data pipeline that briefs: rows in, rows out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from summarizer.errors import UsageError
from summarizer.ray._actor import BriefActor
from summarizer.ray._places import absolute
from summarizer.ray._recipe import ReadyRecipe
from summarizer.ray._rows import BRIEF_COLUMNS, dataset_rows
from summarizer.ray._untyped import data, ray

if TYPE_CHECKING:
    from ray.data import Dataset

# Calls of an actor that run at a time; see BriefActor.
CALLS = 2


def read_rows(ds: Any) -> Dataset:
    """Somebody's dataset as one of ``READ_COLUMNS``."""
    return ds.map_batches(
        dataset_rows, batch_size=None, batch_format="pyarrow", udf_modifying_row_count=False
    )


def brief_rows(
    ds: Dataset,
    recipe: ReadyRecipe,
    *,
    actors: int | tuple[int, int] | None,
    completed: str | None,
    batch: int | None = None,
    num_cpus: float | None = None,
    columns: tuple[str, ...] = BRIEF_COLUMNS,
) -> Dataset:
    """Put the actors behind a dataset of ``READ_COLUMNS``.

    See :func:`summarizer.ray.brief_dataset`; ``columns``: of the rows that come out.

    Raises:
        UsageError: numbers that make no sense.
    """
    least, most = pool_size(actors)
    rows = default_batch(recipe.settings.jobs) if batch is None else batch
    if rows < 1:
        raise UsageError(f"batch: {rows} is less than one article")
    recipe = _shared(recipe, most)
    cores = num_cpus
    if recipe.embedded:
        threads, spared = engine_cores(recipe.settings.threads, _cores_of_nodes())
        recipe = recipe.with_settings(threads=threads)
        cores = spared if cores is None else cores
    # An article costs seconds and a few kilobytes, and Ray cuts blocks by megabytes:
    # uncut, one actor would get thousands of articles and the others none.
    cut: Any = ds.repartition(target_num_rows_per_block=rows)
    return cut.map_batches(
        BriefActor,
        # Blocks that are smaller, of files with few articles, are put together: an actor
        # that got one article at a time would have two requests under way, not its jobs.
        batch_size=rows,
        batch_format="pyarrow",
        fn_constructor_kwargs={
            "recipe": recipe,
            "completed": absolute(completed) if completed else None,
            "columns": columns,
        },
        compute=data.ActorPoolStrategy(
            min_size=least,
            max_size=most,
            # No more than is worked at: what waits in an actor is not for others to take.
            max_tasks_in_flight_per_actor=CALLS,
            max_concurrent_calls_per_actor=CALLS,
            enable_true_multi_threading=True,
        ),
        num_cpus=cores or 0,
        # Restarts and retries stay at Ray Data's defaults, without end both: an actor that
        # dies is built again, elsewhere if its node is gone, and its tasks go with it.
        # (To say so here is on its way out, and warned of.)
        udf_modifying_row_count=False,
    )


def pool_size(actors: int | tuple[int, int] | None) -> tuple[int, int]:
    """Least and most actors; by default one for each node.

    Raises:
        UsageError: no such numbers.
    """
    if actors is None:
        actors = max(1, len(nodes()))
    least, most = (actors, actors) if isinstance(actors, int) else actors
    if not 1 <= least <= most:
        raise UsageError(f"actors: {actors} is neither a number above 0 nor (least, most)")
    return least, most


def default_batch(jobs: int) -> int:
    """Articles that an actor takes at a time.

    Few, so that they spread and little is done again after a death; but so many that
    two batches keep ``jobs`` requests under way while one of them ends.
    """
    return max(2 * jobs, 4)


def engine_cores(threads: int | None, sizes: list[int]) -> tuple[int, int]:
    """Threads of an embedded engine, and the cores that Ray sets aside for it.

    One core of a node is left to the tasks that read, cut and write: on nodes that are
    all actor the actors would wait for rows and the readers for a core, without end.

    Args:
        threads: as they were asked for; by default all cores of the smallest node but one.
        sizes: cores of each node.
    """
    threads = threads or max(1, min(sizes) - 1)
    # No more than some node can spare, and of no node all.
    spared = range(min(threads + 1, max(sizes)))
    return threads, max(cores for cores in spared if cores not in sizes)


def nodes() -> list[dict[str, Any]]:
    """The living nodes of the cluster; connects to it if need be."""
    if not ray.is_initialized():
        ray.init()
    return [node for node in ray.nodes() if node["Alive"]]


def _cores_of_nodes() -> list[int]:
    cores = [math.floor(node["Resources"].get("CPU", 0)) for node in nodes()]
    return [count for count in cores if count] or [2]


def _shared(recipe: ReadyRecipe, actors: int) -> ReadyRecipe:
    """Limits on the rate are for all actors together; each keeps its share of them."""
    names = ("requests_per_minute", "tokens_per_minute")
    shares = {name: rate / actors for name in names if (rate := getattr(recipe.settings, name))}
    return recipe.with_settings(**shares)
