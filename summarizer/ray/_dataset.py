"""The part of a Ray Data pipeline that briefs: rows in, rows out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from summarizer.errors import UsageError
from summarizer.ray._actor import BriefActor, ReadRow
from summarizer.ray._places import absolute
from summarizer.ray._recipe import Recipe
from summarizer.ray._untyped import data, ray

if TYPE_CHECKING:
    from ray.data import Dataset

# Calls of an actor that run at a time; see BriefActor.
CALLS = 2


def brief_rows(
    ds: Dataset,
    recipe: Recipe,
    read: ReadRow,
    *,
    actors: int | tuple[int, int] | None,
    completed: str | None,
    batch: int | None,
    num_cpus: float | None,
) -> Dataset:
    """Put the actors behind a dataset; see :func:`summarizer.ray.brief_dataset`.

    Raises:
        UsageError: numbers that make no sense.
    """
    pool = pool_size(actors)
    rows = batch or default_batch(recipe.settings.get("jobs") or 1)
    if rows < 1:
        raise UsageError(f"batch: {rows} is less than one article")
    cores = num_cpus
    if recipe.embedded:
        threads = recipe.settings.get("threads") or _spare_cores()
        recipe = recipe.with_settings(threads=threads)
        cores = threads if cores is None else cores
    # An article costs seconds and a few kilobytes, and Ray cuts blocks by megabytes:
    # uncut, one actor would get thousands of articles and the others none.
    cut: Any = ds.repartition(target_num_rows_per_block=rows)
    return cut.map_batches(
        BriefActor,
        batch_size=None,
        batch_format="pyarrow",
        fn_constructor_kwargs={
            "recipe": recipe,
            "read": read,
            "completed": absolute(completed) if completed else None,
        },
        compute=data.ActorPoolStrategy(
            min_size=pool[0],
            max_size=pool[1],
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
    return min(max(2 * jobs, 4), 256)


def nodes() -> list[dict[str, Any]]:
    """The living nodes of the cluster; connects to it if need be."""
    if not ray.is_initialized():
        ray.init()
    return [node for node in ray.nodes() if node["Alive"]]


def _spare_cores() -> int:
    """Threads for the embedded engine where none are named: a node's cores but one.

    That one is for the tasks that read, cut and write: on nodes that are all actor
    the actors would wait for rows and the readers for a core, without end.
    """
    cores: list[float] = [node["Resources"].get("CPU", 0) for node in nodes()]
    least = min((count for count in cores if count), default=2)
    return max(1, math.floor(least) - 1)
