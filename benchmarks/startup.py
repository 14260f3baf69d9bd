"""How long ``summarize --help`` takes, against a Python process that imports typer alone.

    python -m benchmarks.startup [ROUNDS]

Both run in turns, so that a busy machine slows both; the figure is the median of
the ratios of each round. CPU time (user and system) is told beside wall time,
because it hardly depends on what else the machine does.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

ALONE = [sys.executable, "-c", "import typer"]
HELP = [sys.executable, "-m", "summarizer", "--help"]


def timed(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one process."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - begin, os.times()
    spent = after.children_user + after.children_system
    return wall, spent - before.children_user - before.children_system


def measure(rounds: int) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """(wall, CPU) of typer alone and of ``--help``, ``rounds`` times in turns."""
    for command in (ALONE, HELP):
        timed(command)  # compile and cache
    return [(timed(ALONE), timed(HELP)) for _ in range(rounds)]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    figures = measure(rounds)
    for index, name in enumerate(("wall", "CPU")):
        alone = statistics.median(pair[0][index] for pair in figures)
        shown = statistics.median(pair[1][index] for pair in figures)
        ratio = statistics.median(pair[1][index] / pair[0][index] for pair in figures)
        print(
            f"{name}: typer alone {alone * 1000:.0f} ms, summarize --help {shown * 1000:.0f} ms, "
            f"ratio {ratio:.2f} (median of {rounds})"
        )


if __name__ == "__main__":
    main()
