"""A run over files: read, brief and write on the cluster, count here."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from summarizer.errors import SettingsError, UsageError
from summarizer.ray._completed import Completed
from summarizer.ray._dataset import brief_rows, nodes, pool_size
from summarizer.ray._places import absolute, joined, one_line, place, shown, write_whole
from summarizer.ray._read import file_rows, input_files, read_files
from summarizer.ray._recipe import Recipe
from summarizer.ray._rows import read_source
from summarizer.ray._untyped import data, ray
from summarizer.ray._write import BriefSink, OutputFormat, prepare

# Bytes in a block: some dozens of articles, so that rows are on their way to the
# actors while the rest of a file is read, and none of it piles up.
BLOCK = 256 * 1024
# Bytes of articles and briefs between readers, actors and writers. Blocks are so small
# that Ray keeps many of them in this process, and a share of a large cluster's memory,
# which is what it would allow otherwise, is more than this process has.
UNDER_WAY = 2**30


@dataclass(frozen=True)
class Totals:
    """What a run did; ``skipped_files``: files of folders of no known kind, by suffix."""

    briefs: int = 0
    failed: int = 0
    seconds: float = 0.0
    skipped_files: dict[str, int] = field(default_factory=dict[str, int])


def run_files(
    inputs: Sequence[str],
    out: str,
    recipe: Recipe,
    *,
    format: OutputFormat,  # noqa: A002
    actors: int | tuple[int, int] | None,
    completed: str | None,
    fresh: bool,
) -> Totals:
    """Brief files into a folder; see :func:`summarizer.ray.run`.

    Raises:
        UsageError: nothing can be done with these arguments.
    """
    started = time.monotonic()
    listed = input_files(inputs)
    out = absolute(out)
    completed = absolute(completed) if completed else joined(out, "completed")
    try:
        if "journal.db" in prepare(out):
            raise UsageError(
                f"--out {shown(out)}: a run of the local engine wrote there; name another folder"
            )
    except OSError as error:
        raise SettingsError(f"--out {shown(out)}: {one_line(error)}") from None
    if fresh:
        Completed(completed).clear()
    connect()
    least, most = pool_size(actors)
    recipe = _shared(recipe, most)
    sink = BriefSink(out, format)
    if listed.files:
        articles = _articles(file_rows(listed.files))
        briefs: Any = brief_rows(
            articles,
            recipe,
            read_source,
            actors=(least, most),
            completed=completed,
            batch=None,
            num_cpus=None,
        )
        try:
            briefs.write_datasink(sink)
        except Exception as error:
            raise usage_error_in(error) or error from None
    else:
        sink.clean()
    totals = Totals(
        sink.written.briefs,
        sink.written.failed,
        round(time.monotonic() - started, 3),
        listed.skipped,
    )
    about = {"engine": "ray", "model": _named(recipe), "prompt": recipe.prompt, **asdict(totals)}
    filesystem, folder = place(out)
    text = json.dumps(about, indent=2, ensure_ascii=False) + "\n"
    write_whole(filesystem, f"{folder}/run.json", text.encode())
    return totals


def connect() -> None:
    """Connect to the cluster of ``RAY_ADDRESS``, or start one on this machine.

    Ray is told to be quiet then; who connected already has it as they want it.
    """
    if ray.is_initialized():
        return
    ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    # It logs whole traces of what is raised here as one line.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)


def usage_error_in(error: BaseException) -> UsageError | None:
    """The wrong configuration that a failure on a worker comes from, if it does."""
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None:
            return None
        if isinstance(seen, UsageError):
            # Ray's own subclass of it says the whole trace.
            kind = next(k for k in type(seen).__mro__ if k.__module__ == UsageError.__module__)
            cause: Any = getattr(seen, "cause", seen)
            # Ours are of one line; Ray adds what it thinks of retries.
            return kind(str(cause).partition("\n")[0])
        seen = getattr(seen, "cause", None) or seen.__cause__
    return None


def _articles(files: list[dict[str, str]]) -> Any:
    listed = data.from_items(files, override_num_blocks=min(len(files), 1000))
    context = listed.context  # a copy that is this dataset's own
    context.target_max_block_size = BLOCK
    context.execution_options.resource_limits = data.ExecutionResources.for_limits(
        object_store_memory=UNDER_WAY
    )
    # So that wrong configuration comes back as what it is.
    context.raise_original_map_exception = True
    context.enable_progress_bars = False
    return listed.map_batches(
        read_files, batch_size=1, batch_format="pyarrow", udf_modifying_row_count=True
    )


def _shared(recipe: Recipe, actors: int) -> Recipe:
    """Limits on the rate are for the run as a whole; each actor keeps its share of them."""
    names = ("requests_per_minute", "tokens_per_minute")
    shares = {name: rate / actors for name in names if (rate := recipe.settings.get(name))}
    return recipe.with_settings(**shares)


def _named(recipe: Recipe) -> str:
    return recipe.model if isinstance(recipe.model, str) else "of a function"


__all__ = ["OutputFormat", "Totals", "nodes", "run_files"]
