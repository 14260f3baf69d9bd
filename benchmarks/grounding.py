"""Which systems notice that a claim no longer says what its evidence says?

    python -m benchmarks.grounding --train LINES.jsonl [--gold DIR] [--external DIR]
        [--half held-out] [--judge MODEL --judge-pairs N] [--out DIR]

Claims with their evidence are taken from labelled articles and changed by rule
(``benchmarks/_mutations.py``, ``_paraphrases.py``). Articles are split into a tuning and a
held-out half by a hash of their id; rules of the checker were tuned on the former only.
A system accepts a pair or not; ours also rejects or leaves it unverified.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from scipy.stats import binomtest

from benchmarks._judge import Judge, sample
from benchmarks._mutations import MUTATIONS, Pair
from benchmarks._paraphrases import PARAPHRASES
from benchmarks._rivals import System, ours, ours_alone, rivals
from benchmarks._sources import external_sources, gold_sources, half_of, pairs_of, train_sources
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.metrics import Metric, ratio
from summarizer.evaluation.statistics import bootstrap
from summarizer.models import open_model
from summarizer.settings import Settings

CORE = ("number", "unit", "negation", "direction", "entity: of the article", "entity: foreign",
        "fabrication")  # fmt: skip
ACCEPTED = ("accepted", "exact", "supported")


def totals(pairs: list[Pair]) -> dict[str, list[int]]:
    """The rows of several mutations together: numbers of their pairs by title."""
    of = {
        "**number to fabrication**": lambda pair: pair.mutation in CORE,
        "**all mutants**": lambda pair: not pair.faithful,
        "***all paraphrases***": lambda pair: pair.faithful and pair.mutation != "as labelled",
    }
    return {
        title: [i for i, pair in enumerate(pairs) if is_of(pair)] for title, is_of in of.items()
    }


def table(pairs: list[Pair], answers: dict[str, list[str]]) -> str:
    """Markdown: share of each mutation that each system accepts, with Wilson's intervals (95 %).

    They treat pairs as drawn one by one; :func:`by_article` does not.
    A system that was not asked about every pair (an empty answer) says of how many it speaks.
    """
    systems = list(answers)
    lines = [
        "| pairs | n | " + " | ".join(systems) + " | ours: rejected |",
        "| --- | ---: | " + " | ".join("---:" for _ in systems) + " | ---: |",
    ]

    def row(title: str, chosen: list[int]) -> None:
        if not chosen:
            return
        cells = [title, str(len(chosen))]
        for system in systems:
            asked = [answers[system][i] for i in chosen if answers[system][i]]
            if not asked:
                cells.append("–")
                continue
            hits = sum(answer in ACCEPTED for answer in asked)
            low, high = binomtest(hits, len(asked)).proportion_ci(method="wilson")
            of = "" if len(asked) == len(chosen) else f" of {len(asked)}"
            cells.append(f"{hits / len(asked):.1%}{of} ({low:.1%}-{high:.1%})")
        refused = sum(answers["ours"][i] in ("contradicted", "unsupported") for i in chosen)
        cells.append(f"{refused / len(chosen):.1%}")
        lines.append("| " + " | ".join(cells) + " |")

    groups: dict[str, list[int]] = defaultdict(list)
    for i, pair in enumerate(pairs):
        groups[pair.mutation].append(i)
    core, mutants, paraphrases = totals(pairs).items()
    for name in MUTATIONS:
        row(name, groups[name])
    row(*core)
    row(*mutants)
    for name in PARAPHRASES:
        row(f"*{name}*", groups[name])
    row(*paraphrases)
    return "\n".join(lines)


def by_article(pairs: list[Pair], answers: dict[str, list[str]]) -> str:
    """Markdown: the totals again, with intervals (95 %) from resampling articles.

    Up to ten mutants are made of one claim and many claims come from one article: what a
    system gets wrong once it is likely to get wrong again there.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for title, chosen in totals(pairs).items():
        for system, given in answers.items():
            for i in chosen:
                if given[i]:
                    count = counts[pairs[i].article]
                    count[f"{title} {system} asked"] += 1
                    count[f"{title} {system} accepted"] += given[i] in ACCEPTED
    names = [f"{title} {system}" for title in totals(pairs) for system in answers]
    metrics = [
        Metric(name, name, lambda p, name=name: ratio(p[f"{name} accepted"], p[f"{name} asked"]))
        for name in names
    ]
    found = bootstrap(CountTable.of(counts), metrics)

    def cell(name: str) -> str:
        one = found[name]
        if one.value is None or one.low is None or one.high is None:
            return "–"
        return f"{one.value:.1%} ({one.low:.1%}-{one.high:.1%})"

    lines = [
        "| articles resampled | " + " | ".join(answers) + " |",
        "| --- | " + " | ".join("---:" for _ in answers) + " |",
    ]
    for title in totals(pairs):
        cells = " | ".join(cell(f"{title} {system}") for system in answers)
        lines.append(f"| {title} | {cells} |")
    return "\n".join(lines)


def run(
    title: str,
    articles: list[dict[str, Any]],
    systems: dict[str, System],
    options: argparse.Namespace,
    judge: Judge | None,
) -> tuple[list[Pair], dict[str, list[str]]]:
    """Ask every system about the pairs made of the articles, and print the table."""
    chosen = [a for a in articles if options.half in ("both", half_of(a["id"]))]
    pairs = pairs_of(chosen, options.seed, options.most)
    answers: dict[str, list[str]] = {}
    for name, system in systems.items():
        started = time.perf_counter()
        answers[name] = [system(pair) for pair in pairs]
        rate = len(pairs) / (time.perf_counter() - started)
        print(f"{name}: {len(pairs)} pairs, {rate:,.0f} a second", file=sys.stderr)
    if judge is not None:
        asked = sample(pairs, options.judge_pairs, options.seed)
        answers[judge.name] = [judge(pair) if i in asked else "" for i, pair in enumerate(pairs)]
        print(f"{judge.name}: {len(asked)} pairs, {judge.failed} without an answer (counted as "
              "not accepted)", file=sys.stderr)  # fmt: skip
    print(f"## {title}\n")
    print(f"{len(chosen)} articles ({options.half}), {len(pairs)} pairs, seed {options.seed}\n")
    print(table(pairs, answers), "\n")
    print(by_article(pairs, answers))
    print("\ngrades:", dict(Counter(answers["ours"])), "\n")
    return pairs, answers


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, help="labelled articles, one JSON object a line")
    parser.add_argument("--gold", type=Path, help="folder of gold labels in YAML")
    parser.add_argument("--external", type=Path, help="folder of external sets (JSON Lines)")
    parser.add_argument("--half", choices=("tuning", "held-out", "both"), default="held-out")
    parser.add_argument("--most", type=int, default=250, help="pairs of one mutation at most")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--against", nargs="*", default=["rapidfuzz"],
                        choices=("langextract", "instructor", "rapidfuzz"))  # fmt: skip
    parser.add_argument("--judge", help="a model to ask as a judge, such as local/base")
    parser.add_argument("--judge-pairs", type=int, default=300, help="pairs to ask it about")
    parser.add_argument("--out", type=Path, help="folder for pairs and answers (CSV)")
    parser.add_argument("--show", nargs="*", default=None, help="mutations whose errors to print")
    options = parser.parse_args(argv)
    articles = list(train_sources(options.train)) if options.train else []
    articles += list(gold_sources(options.gold)) if options.gold else []
    external = list(external_sources(options.external)) if options.external else []
    if not articles and not external:
        parser.error("no articles: give --train, --gold or --external")
    systems: dict[str, System] = {"ours": ours, "ours, evidence alone": ours_alone}
    systems |= rivals(options.against)
    judge = Judge(open_model(Settings(model=options.judge))) if options.judge else None
    if external:
        # Only numbers leave this: the texts are other people's.
        run("External sets", external, systems, options, judge)
    if not articles:
        return 0
    pairs, answers = run("Labelled articles", articles, systems, options, judge)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        with (options.out / "pairs.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["article", "mutation", "faithful", "original", "statement", "speaker",
                             "evidence", *answers])  # fmt: skip
            for i, pair in enumerate(pairs):
                writer.writerow([
                    pair.article, pair.mutation, pair.faithful, pair.original, pair.statement,
                    pair.speaker, " / ".join(pair.evidence), *(of[i] for of in answers.values()),
                ])  # fmt: skip
    for i, pair in enumerate(pairs):
        if options.show and pair.mutation in options.show:
            accepted = answers["ours"][i] in ("exact", "supported")
            rejected = answers["ours"][i] in ("contradicted", "unsupported")
            if (accepted and not pair.faithful) or (rejected and pair.faithful):
                print(f"\n[{pair.mutation}] {answers['ours'][i]} | {pair.speaker}")
                print(f"  was: {pair.original}\n  now: {pair.statement}")
                print(f"  evd: {' / '.join(pair.evidence)[:400]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
