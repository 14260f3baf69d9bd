"""A run over files: read, brief and write on the cluster, count here."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from summarizer.domain import Usage
from summarizer.errors import UsageError
from summarizer.ray._completed import Completed
from summarizer.ray._dataset import brief_rows, nodes
from summarizer.ray._places import absolute, joined, shown
from summarizer.ray._read import file_rows, input_files, read_files
from summarizer.ray._recipe import ReadyRecipe
from summarizer.ray._rows import RUN_COLUMNS
from summarizer.ray._untyped import data, ray
from summarizer.ray._write import BriefSink, OutputFormat, prepare, put

# Bytes that a task gathers before it hands on. Of a reader: some thousands of articles,
# cut into batches that are on their way to the actors while the rest of its file is
# read. Of an actor: all briefs of a batch, however many; in several blocks they would
# keep the call until somebody takes the first of them.
BLOCK = 16 * 2**20
# Bytes of articles and briefs between readers, actors and writers. Blocks are so small
# that Ray keeps many of them in this process, and a share of a large cluster's memory,
# which is what it would allow otherwise, is more than this process has.
UNDER_WAY = 2**30


@dataclass(frozen=True)
class Totals:
    """What a run did.

    Attributes:
        input_tokens, output_tokens: of the requests behind what was written; what is
            remembered took none, and what a dead worker asked in vain is not known.
        cost_usd: of the same; ``None`` where a price is unknown.
        skipped_files: files of folders of no known kind, by suffix.
    """

    briefs: int = 0
    failed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0
    skipped_files: dict[str, int] = field(default_factory=dict[str, int])


def run_files(
    inputs: Sequence[str],
    out: str,
    recipe: ReadyRecipe,
    *,
    format: OutputFormat,
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
    if "journal.db" in prepare(out):
        raise UsageError(
            f"--out {shown(out)}: a run of the local engine wrote there; name another folder"
        )
    if fresh:
        Completed(completed).clear()
    connect()
    articles = _articles(file_rows(listed.files))
    briefs: Any = brief_rows(
        articles, recipe, actors=actors, completed=completed, columns=RUN_COLUMNS
    )
    sink = BriefSink(out, format)
    try:
        briefs.write_datasink(sink)
    except Exception as error:
        raise usage_error_in(error) or error from None
    written = sink.written
    usage = written.usage
    totals = Totals(
        briefs=written.briefs,
        failed=written.failed,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_usd=0.0 if usage == Usage() else usage.cost_usd,
        seconds=round(time.monotonic() - started, 3),
        skipped_files=listed.skipped,
    )
    model, prompt = recipe.model, recipe.settings.prompt
    about = {"engine": "ray", "model": model, "prompt": prompt, **asdict(totals)}
    text = json.dumps(about, indent=2, ensure_ascii=False) + "\n"
    put(out, "run.json", text.encode())
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


def _articles(files: list[dict[str, str | bytes]]) -> Any:
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


__all__ = ["OutputFormat", "Totals", "nodes", "run_files"]
