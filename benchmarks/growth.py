"""Memory and processor time an article, as a batch grows.

    python -m benchmarks.growth [--sizes 1000,10000,100000] [--plot growth.svg]

Each size runs in a process of its own: the whole pipeline from JSON Lines to the output
folder with a scripted model that answers at once, then the same run again, which finds
everything done. ``--text``: characters of an article (short ones let a million articles
finish within hours; what grows with their number does not depend on their length).
Prints a Markdown table: peak memory (MB), processor milliseconds an article, seconds
that the second run took.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from summarizer import Summarizer
from summarizer.batch import BatchFolder, Sources, brief_all, seldom_collected
from summarizer.batch._keys import BriefKeys
from summarizer.models import Ask
from summarizer.store import Store
from summarizer.testing import ScriptedModel

_WORDS = "officials said that the talks about the harbour will go on next week "


def answer(ask: Ask) -> dict[str, Any]:
    """One item of most kinds, of the article's first sentence."""
    name = ask.bounds.text.split()[0]
    actor = {"name": name, "aliases": [], "type": "country", "role": "acts", "salience": "core"}
    claim = {
        "text": f"{name} will go on with the talks.",
        "speaker": name,
        "via": None,
        "kind": "statement",
        "evidence": [1],
    }
    return {
        "summary": [{"text": f"{name} will go on with the talks.", "evidence": [1]}],
        "actors": [actor],
        "claims": [claim],
        "sectors": [{"code": "diplomacy", "evidence": [1]}],
        "stance": [],
    }


class Forgetful(ScriptedModel):
    """A scripted model that does not keep the questions."""

    def ask(self, ask: Ask) -> Any:
        reply = super().ask(ask)
        self.asked.clear()
        return reply


def once(folder: Path, corpus: Path, jobs: int) -> dict[str, float]:
    """One run into ``folder``; its figures."""
    began, used = time.perf_counter(), time.process_time()
    summarizer = Summarizer(Forgetful(answer))
    with (
        Store(folder / "store.db") as store,
        BatchFolder(folder / "out", BriefKeys(summarizer).configuration) as out,
        seldom_collected(),
    ):
        sources = Sources([str(corpus)])
        for outcome in brief_all(summarizer, sources, jobs=jobs, store=store, done=out.has):
            out.write(outcome)
    return {
        "briefs": out.totals.briefs,
        "skipped": out.totals.skipped,
        "failed": out.totals.failed,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - used,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def write_corpus(path: Path, count: int, characters: int) -> None:
    body = (_WORDS * (characters // len(_WORDS) + 1))[:characters].rstrip() + "."
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            row = {"id": f"a{number}", "text": f"Norland{number} said talks go on. The {body}"}
            file.write(json.dumps(row) + "\n")


def plot(rows: list[tuple[int, dict[str, float]]], path: Path) -> None:
    """Memory and processor time by size, as SVG."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.5))
    sizes = [size for size, _ in rows]
    for axis, key, label in (
        (axes[0], "peak_mb", "peak memory, MB"),
        (axes[1], "each_ms", "processor ms an article"),
    ):
        axis.plot(sizes, [found[key] for _, found in rows], marker="o", clip_on=False)
        axis.set(xscale="log", xlabel="articles", ylabel=label, ylim=(0, None))
    figure.tight_layout()
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--text", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=16)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--once", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.plot and find_spec("matplotlib") is None:
        parser.error("--plot needs matplotlib: pip install '.[bench]'")
    if given.once:
        print(json.dumps(once(Path(given.once[0]), Path(given.once[1]), given.jobs)))
        return
    print(
        "| articles | peak MB | processor ms an article | again: seconds | again: peak MB |\n"
        "| --- | --- | --- | --- | --- |"
    )
    rows: list[tuple[int, dict[str, float]]] = []
    for size in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="growth-") as folder:
            corpus = Path(folder, "corpus.jsonl")
            write_corpus(corpus, size, given.text)
            command = [sys.executable, "-m", "benchmarks.growth", "--jobs", str(given.jobs)]
            command += ["--once", folder, str(corpus)]
            found: list[dict[str, float]] = []
            for _ in range(2):
                done = subprocess.run(
                    command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ
                )
                found.append(json.loads(done.stdout))
            first, again = found
            assert first["briefs"] == again["skipped"] == size, found
            first["each_ms"] = 1000 * first["cpu"] / size
            rows.append((size, first))
            print(
                f"| {size:,} | {first['peak_mb']:.0f} | {first['each_ms']:.2f} | "
                f"{again['seconds']:.1f} | {again['peak_mb']:.0f} |",
                flush=True,
            )
    if given.plot:
        plot(rows, given.plot)


if __name__ == "__main__":
    main()
