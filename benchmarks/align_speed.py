"""Megabytes of text a second: ours against LangExtract's aligner, on the same quotes and texts.

    python -m benchmarks.align_speed --train LINES.jsonl [--articles 20]

Each quote is a claim as labelled over its whole article: some stand there word for word, most
do not. Processor time, not wall time; what an aligner keeps between quotes of one
text counts for it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from summarizer.grounding.align import align
from training.examples import read_lines


def rate(find: Callable[[str, str], object], work: list[tuple[str, str]]) -> float:
    """Megabytes (UTF-8) of searched text a second of processor time."""
    size = sum(len(text.encode()) for _, text in work)
    started = time.process_time()
    for quote, text in work:
        find(quote, text)
    return size / 1e6 / (time.process_time() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=20)
    options = parser.parse_args()
    work: list[tuple[str, str]] = []
    for article in read_lines(options.train)[: options.articles]:
        work += [(claim["text"], article["text"]) for claim in article["labels"]["claims"]]
    print(f"{len(work)} quotes")
    print(f"ours: {rate(align, work):.2f} MB/s")
    from langextract import resolver
    from langextract.core.data import Extraction

    aligner = resolver.WordAligner()
    for name, extra in (("default", {}), ("strict", {"enable_fuzzy_alignment": False,
                                                     "accept_match_lesser": False})):  # fmt: skip

        def find(quote: str, text: str, extra: dict[str, bool] = extra) -> object:
            return aligner.align_extractions([[Extraction("quote", quote)]], text, **extra)

        print(f"LangExtract, {name}: {rate(find, work):.3f} MB/s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
