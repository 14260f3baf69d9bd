"""Support checks a second on one core.

    python -m benchmarks.check_speed [--rounds 9] [--gold evals/gold]

Gold claims against the sentences they point at, with their article and its date, as the
pipeline checks them: once with nothing read before (all that was read is forgotten before
each round), and once with the sentences known, as when several items of a brief point at
the same ones. Then the pairs of the tests that were written by hand, which are short, with
nothing read before. Processor time, the best round and the median. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks._sources import gold_sources
from summarizer import check_support
from summarizer.grounding.support import _reading
from training.examples import read_lines

ROOT = Path(__file__).resolve().parents[1]

Call = tuple[str, tuple[str, ...], dict[str, Any]]


def gold_calls(folder: Path) -> list[list[Call]]:
    """The claims of each gold article."""
    return [
        [
            (text, evidence, {"speaker": speaker, "published": article["published"],
                              "article": article["text"]})
            for text, evidence, speaker in article["claims"]
        ]
        for article in gold_sources(folder)
    ]  # fmt: skip


def short_calls(path: Path) -> list[list[Call]]:
    """Pairs of one or two sentences."""
    return [
        [(row["statement"], (row["evidence"],), {"speaker": row.get("speaker")})]
        for row in read_lines(path)
    ]


def forget() -> None:
    """Read everything anew."""
    _reading.read.cache_clear()
    _reading.read_all.cache_clear()


def run(calls: list[Call]) -> float:
    """Processor seconds of the checks."""
    began = time.process_time()
    for statement, evidence, more in calls:
        check_support(statement, evidence, **more)
    return time.process_time() - began


def rates(articles: list[list[Call]], rounds: int, *, known: bool) -> list[float]:
    """Checks a second of each round; ``known``: each article's are made once before."""
    found: list[float] = []
    for _ in range(rounds):
        forget()
        seconds = 0.0
        for calls in articles:
            if known:
                run(calls)
            seconds += run(calls)
        found.append(sum(map(len, articles)) / seconds)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--gold", type=Path, default=ROOT / "evals" / "gold")
    given = parser.parse_args()
    gold = gold_calls(given.gold)
    short = short_calls(ROOT / "tests" / "grounding" / "support" / "blind.jsonl")
    print("| what | checks | best, a second | median |\n| --- | ---: | ---: | ---: |")
    for name, articles, known in (
        ("gold claims, read anew", gold, False),
        ("gold claims, sentences known", gold, True),
        ("short pairs, read anew", short, False),
    ):
        found = rates(articles, given.rounds, known=known)
        count = sum(map(len, articles))
        print(f"| {name} | {count} | {max(found):,.0f} | {median(found):,.0f} |", flush=True)


if __name__ == "__main__":
    main()
