"""Articles a second with 1, 2 and 4 Ray workers at a server of fixed latency.

    python -m benchmarks.ray_workers [--workers 1,2,4] [--latency 2] [--in-flight 16]

The most that can be reached is workers x in flight / latency. The rate is counted at the
server, over the middle half of its answers: Ray still starts workers during the first ones,
and some have nothing left to do during the last ones. The seconds until the first batch
comes out, which a long run does not notice, are told beside it. Server and workers share
this machine. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import time
import urllib.request
from collections.abc import Sequence
from typing import Any

from benchmarks._throughput.article import numbered
from benchmarks.throughput import serving


def run(url: str, workers: int, jobs: int, articles: int) -> dict[str, float]:
    """One run: answers a second, seconds until the first batch, articles that failed."""
    import ray

    from summarizer.ray import brief_dataset

    ds = ray.data.range(articles).map(lambda row: {"id": str(row["id"]), "text": text(row["id"])})
    briefs = brief_dataset(
        ds, model="fixed/ours", base_url=url, prompt="brief", actors=workers, jobs=jobs
    )
    before = len(answered(url))
    began = time.perf_counter()
    first = last = 0.0
    done = failed = 0
    for batch in briefs.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        last = time.perf_counter()
        first = first or last
        done += batch.num_rows
        failed += batch.num_rows - batch.column("error").null_count
    return {
        "rate": steady_rate(answered(url)[before:]),
        "until_first": first - began,
        "seconds": last - began,
        "done": done - failed,
        "failed": failed,
    }


def answered(url: str) -> list[float]:
    """When the server sent each of its answers so far, in seconds of its own clock."""
    with urllib.request.urlopen(f"{url}/answered", timeout=10) as told:
        return json.load(told)


def steady_rate(times: Sequence[float]) -> float:
    """Answers a second over the middle half of the answers that were sent at ``times``.

    Raises:
        ValueError: fewer than four answers.
    """
    if len(times) < 4:
        raise ValueError(f"{len(times)} answers are too few to take a rate; give more articles")
    first, last = len(times) // 4, 3 * len(times) // 4
    return (last - first) / (times[last] - times[first])


def text(number: Any) -> str:
    """The article of a number."""
    return numbered(int(number))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--latency", type=float, default=2.0, help="seconds")
    parser.add_argument("--in-flight", type=int, default=16, help="of each worker")
    parser.add_argument("--waves", type=int, default=20, help="articles of a worker: in flight x")
    given = parser.parse_args()
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False
    jobs = given.in_flight
    print(
        f"latency {given.latency:g} s, {jobs} in flight for each worker\n\n"
        "| workers | done | failed | articles/s | beside 1 worker | share of the limit "
        "| s until the first batch | s in all |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    one = 0.0
    with serving(given.latency, 0.0, 0.0) as url:
        for workers in map(int, given.workers.split(",")):
            found = run(url, workers, jobs, workers * jobs * given.waves)
            one = one or found["rate"]
            share = found["rate"] * given.latency / (workers * jobs)
            print(
                f"| {workers} | {found['done']:.0f} | {found['failed']:.0f} | {found['rate']:.1f} "
                f"| {found['rate'] / one:.2f} | {share:.0%} | {found['until_first']:.1f} "
                f"| {found['seconds']:.1f} |",
                flush=True,
            )
    ray.shutdown()


if __name__ == "__main__":
    main()
