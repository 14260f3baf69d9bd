"""What the confidence of items is worth: against gold, or on the articles of training.

    python -m benchmarks.confidence --record evals/records/default.json
    python -m benchmarks.confidence --training FILE.jsonl

The first judges the briefs of a run of the gold suite. The second has the default model brief
the articles that training held back (training/README.md); answers are kept in ``--store``, so
that a run that was killed goes on. A confidence is right where an actor that is labelled has
the labelled type, where a claim that is labelled has the labelled speaker, and where a stance
is labelled as it stands.

Prints Markdown: how many items are right, the mean confidence beside it (alike, if it is
calibrated), the area under the ROC curve (0.5: it tells nothing), the mean log loss beside
that of telling everybody the share that is right, and a line in log-odds, fitted to the items,
that would make it calibrated: intercept 0 and slope 1 where it is. Then what is right by
confidence. Stances that were dropped because the model hardly believes them count too.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks._calibration import area, fitted, log_loss
from benchmarks._held_back import held_back_lines, of_line
from summarizer import Summarizer
from summarizer.domain import Article, Brief, Stance
from summarizer.evaluation import record
from summarizer.evaluation.gold_files import load_gold
from summarizer.evaluation.labels import Labels, of_brief
from summarizer.evaluation.report._judged import Field, judge
from summarizer.evaluation.suites import load_suite
from summarizer.models import CachedModel
from summarizer.settings import resolve
from summarizer.store import Store
from training.examples import article_of

BINS = (0.0, 0.2, 0.5, 0.8, 0.95, 1.0)
CHOICES: dict[Field, str] = {"actors": "type", "claims": "speaker", "stance": "position"}


@dataclass(frozen=True)
class Told:
    """What one confidence was, and whether the choice was right."""

    field: str
    confidence: float
    right: bool


def told(brief: Brief, gold: Labels) -> Iterator[Told]:
    """Every confidence of a brief that labels can judge."""
    brief = brief.model_copy(update={"stance": (*brief.stance, *doubted(brief))})
    labels = of_brief(brief)
    for field, choice in CHOICES.items():
        pairs = judge(field, gold, labels).pairs.values()
        right = {pair.predicted: choice not in pair.faults for pair in pairs}
        for number, item in enumerate(getattr(brief, field)):
            # Of who is not labelled no label says the type; a stance that is not is wrong.
            judged = number in right or field == "stance"
            if judged and item.confidence is not None:
                yield Told(field, item.confidence, right.get(number, False))


def doubted(brief: Brief) -> Iterator[Stance]:
    """The stances that were dropped because the model hardly believes them."""
    for drop in brief.dropped:
        if drop.field == "stance" and "hardly believes it" in drop.reason:
            yield Stance.model_validate(drop.item)


def of_record(path: Path) -> Iterator[Told]:
    """Those of a run of the gold suite."""
    gold = {item.article.id: item for item in load_gold(load_suite("gold").gold_folder())}
    for result in record.load(path).results:
        reference = gold.get(result.id)
        if result.brief is not None and reference is not None:
            yield from told(result.brief, reference.labels)


def of_training(path: Path, store: Path) -> Iterator[Told]:
    """Those of the articles that training held back, briefed by the default model."""
    with (
        Store(store) as known,
        Summarizer("local", wrap=lambda model: CachedModel(model, known)) as summarizer,
    ):
        for line in held_back_lines(path):
            article: Article = article_of(line)
            yield from told(summarizer.brief(article), of_line(line))
            print(f"- {article.id}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--record", type=Path, help="record of a run of the gold suite")
    parser.add_argument("--training", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--store", type=Path, default=resolve().cache / "answers.db")
    given = parser.parse_args(arguments)
    if (given.record is None) == (given.training is None):
        parser.error("give a record or a training file")
    found = list(
        of_record(given.record) if given.record else of_training(given.training, given.store)
    )
    print("\n| | items | right | mean confidence | AUC | log loss | constant | intercept, slope |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    bins: list[str] = []
    for field, choice in CHOICES.items():
        some = [one for one in found if one.field == field]
        if not some:
            continue
        chances = np.array([one.confidence for one in some])
        right = np.array([one.right for one in some])
        constant = np.full(len(some), right.mean())
        intercept, slope = fitted(right, chances)
        name = "stance" if field == "stance" else choice
        print(
            f"| {name} | {len(some)} | {right.mean():.3f} | {chances.mean():.3f} "
            f"| {area(chances, right):.2f} | {log_loss(chances, right):.3f} "
            f"| {log_loss(constant, right):.3f} | {intercept:+.2f}, {slope:.2f} |"
        )
        for low, high in pairwise(BINS):
            within = (chances >= low) & ((chances < high) | (high == 1.0))
            if within.any():
                share = right[within].mean()
                bins.append(f"| {name} | {low:g} to {high:g} | {within.sum()} | {share:.2f} |")
    print("\n| | confidence | items | right |\n| --- | --- | --- | --- |")
    print("\n".join(bins))


if __name__ == "__main__":
    main()
