"""How long ``evals run --rescore`` takes: over the gold, and over many articles.

::

    python -m benchmarks.rescore [--articles 10000] [--json times.json]

The record of the gold says what the first reader of every article labelled, so it is
as large and as different from gold as a good run. The synthetic record repeats its
articles under other ids; a word of its own in every claim keeps the scorers from
remembering texts that they have seen.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from summarizer.domain import RunRecord
from summarizer.evaluation import record
from summarizer.evaluation.gold_files import GoldArticle, load_readings
from summarizer.evaluation.labels import Labels, to_brief
from summarizer.evaluation.scored import load_references, score_run
from summarizer.evaluation.suites import load_suite
from summarizer.prompts import Taxonomy, load_taxonomy

_MADE = RunRecord(
    model="reader", prompt="none@1", prompt_sha256="", schema_sha256="", taxonomy_sha256="",
    version="", attempts=1, input_tokens=1000, output_tokens=500, seconds=1.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of reading the record and of scoring it; size in bytes.

    ``cpu_seconds`` of both together do not depend on what else the machine does.
    """

    name: str
    articles: int
    record_bytes: int
    load_seconds: float
    score_seconds: float
    cpu_seconds: float
    peak_rss_mb: float


def _known(labels: Labels, taxonomy: Taxonomy) -> Labels:
    """The labels without sectors that the taxonomy does not have."""
    kept = tuple(sector for sector in labels.sectors if sector.code in taxonomy.codes)
    return replace(labels, sectors=kept)


def repeated(items: Sequence[GoldArticle], number: int) -> list[GoldArticle]:
    """``number`` articles: the given ones again and again, each claim with a word of its own."""
    return [_marked(items[n % len(items)], n) for n in range(number)]


def _marked(item: GoldArticle, number: int) -> GoldArticle:
    claims = tuple(
        replace(claim, texts=tuple(f"{text} Article{_letters(number)}." for text in claim.texts))
        for claim in item.labels.claims
    )
    article = item.article.model_copy(update={"id": f"{item.article.id}-{number}"})
    return replace(item, article=article, labels=replace(item.labels, claims=claims))


def _letters(number: int) -> str:
    """A number without digits, which scorers would take for a figure of the claim."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def run_of(items: Sequence[GoldArticle], taxonomy: Taxonomy) -> record.Run:
    """The record of these readings."""
    return record.Run(
        suite="gold",
        created=record.now(),
        origin=record.Origin(
            model="reader", prompt="none@1", prompt_sha256="", schema_sha256="",
            taxonomy_sha256=taxonomy.sha256, gold_sha256="",
            scorers_sha256=record.scorers_sha256(), packages=record.packages(),
            python=record.python_version(),
        ),
        results=tuple(
            record.Result(
                id=item.article.id,
                brief=to_brief(_known(item.labels, taxonomy), item.article, _MADE),
            )
            for item in items
        ),
    )  # fmt: skip


def measure(
    name: str,
    readings: Sequence[GoldArticle],
    gold: Sequence[GoldArticle],
    taxonomy: Taxonomy,
    folder: Path,
) -> Timing:
    """Write the record of ``readings``, then read and score it as ``--rescore`` does."""
    path = folder / f"{name}.json"
    record.save(run_of(readings, taxonomy), path)
    start, worked = time.perf_counter(), time.process_time()
    run = record.load(path)
    loaded = time.perf_counter()
    score_run(run, gold, taxonomy)
    scored, worked = time.perf_counter(), time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Timing(
        name,
        len(readings),
        path.stat().st_size,
        loaded - start,
        scored - loaded,
        worked,
        round(peak, 1),
    )


def _shown(timing: Timing) -> Timing:
    print(
        f"{timing.name}: {timing.articles} articles, {timing.record_bytes / 1e6:.1f} MB: "
        f"read {timing.load_seconds:.2f} s, scored {timing.score_seconds:.2f} s, "
        f"{timing.cpu_seconds:.2f} s of CPU, peak {timing.peak_rss_mb:.0f} MB",
        flush=True,
    )
    return timing


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()

    suite, taxonomy = load_suite("gold"), load_taxonomy()
    gold = [item for item in load_references(suite) if isinstance(item, GoldArticle)]
    first = [load_readings(suite.gold_folder(), item.article.id)[0] for item in gold]
    timings: list[Timing] = []
    with tempfile.TemporaryDirectory() as folder:
        timings.append(_shown(measure("gold", first, gold, taxonomy, Path(folder))))
        many = repeated(first, arguments.articles), repeated(gold, arguments.articles)
        timings.append(_shown(measure("synthetic", *many, taxonomy, Path(folder))))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(t) for t in timings], indent=1), "utf-8")


if __name__ == "__main__":
    main()
