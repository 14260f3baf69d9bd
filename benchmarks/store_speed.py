"""Lookups and inserts a second in the run store, as it grows.

    python -m benchmarks.store_speed [--sizes 1000,100000,10000000] [--value 200]

At every size: inserts (each a transaction of its own, as in a run) and lookups of keys
that are there and of keys that are not, in random order. Filling up to a size is done
in large transactions and not measured. ``--value``: bytes of a value before compression;
a brief's rows are appended, so their size does not change how costs grow. Needs about
150 bytes of disk a row and the value. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from summarizer.store import Store, key_of


def fill(store: Store, first: int, last: int, data: bytes) -> None:
    """Put rows without measuring them."""
    database = store._db
    for start in range(first, last, 100_000):
        end = min(start + 100_000, last)
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            "INSERT INTO entries (key, value) VALUES (?, ?)",
            ((key_of(number=number), data) for number in range(start, end)),
        )
        store._count((end - start) * len(data), end - start)
        database.execute("COMMIT")


def each(work: Callable[[int], object], numbers: list[int]) -> float:
    """Microseconds for one of them."""
    began = time.perf_counter()
    for number in numbers:
        work(number)
    return 1e6 * (time.perf_counter() - began) / len(numbers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,100000,10000000")
    parser.add_argument("--value", type=int, default=200)
    parser.add_argument("--sample", type=int, default=5000)
    given = parser.parse_args()
    chance = random.Random(0)
    value = "".join(chance.choices("abcdefgh ", k=given.value))
    data = zlib.compress(value.encode(), 6)
    print(
        "| rows | insert, µs | lookup (there), µs | lookup (not there), µs | "
        "insert + lookup against the smallest |\n| --- | --- | --- | --- | --- |"
    )
    with (
        tempfile.TemporaryDirectory(prefix="store-") as folder,
        Store(Path(folder, "store.db"), most_bytes=1 << 50) as store,
    ):
        held, first = 0, 0.0
        for size in map(int, given.sizes.split(",")):
            fill(store, held, size, data)
            there = [chance.randrange(size) for _ in range(given.sample)]
            hit = each(lambda number: store.get(key_of(number=number)), there)
            miss = each(
                lambda number: store.get(key_of(number=-number - 1)),
                [chance.randrange(size) for _ in range(given.sample)],
            )
            sample = list(range(size, size + given.sample))
            insert = each(lambda number: store.put(key_of(number=number), value), sample)
            held = size + given.sample
            first = first or insert + miss
            print(
                f"| {size:,} | {insert:.0f} | {hit:.0f} | {miss:.0f} | "
                f"{(insert + miss) / first:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
