"""How right code is about what it adds to a brief, on labelled articles.

    python -m benchmarks.additions FILE.jsonl

FILE has an article a line: ``id``, ``text``, ``sentences`` (offsets) and ``labels`` with
``actors`` (``name``, ``aliases``, ``type``, ``required``) and ``claims`` (``text``,
``speaker``, ``kind``, ``sentences`` by number, ``required``). Actors are added to none at
all, claims to none with the labelled actors: what no model is asked for. What is added is
matched to labels one to one, so that saying something twice counts once. Articles are halved
by a hash of their ids: write rules with the first half in view, believe the second.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._sources import half_of
from benchmarks.speakers import HALVES, article_of
from summarizer.domain import Actor, Article
from summarizer.evaluation.matching import match
from summarizer.evaluation.similarity import CLAIM_THRESHOLD, Matrix, similarities
from summarizer.grounding import Grounded, list_officials, list_reported, list_tellers
from summarizer.matching.forms import person_form
from training.examples import read_lines

# More than any article has: the limits of a brief are not in question here.
NO_LIMIT = 10_000
ADDERS = {"who speaks by name": list_tellers, "who has an office": list_officials}
Label = dict[str, Any]
Row = tuple[str, str, bool | None]


def worth(label: Label | None) -> str:
    """Whether an item that was added is a required one, an optional one or neither."""
    if label is None:
        return "not labelled"
    return "required" if label.get("required", True) else "optional"


def matched(labels: Sequence[Label], alike: Matrix, threshold: float) -> list[Label | None]:
    """The label of each item that was added; ``alike`` has the shape (labels, added)."""
    required = [label.get("required", True) for label in labels]
    pairs = match(alike, threshold=threshold, required=required).pairs
    found = {pair.predicted: labels[pair.gold] for pair in pairs}
    return [found.get(number) for number in range(alike.shape[1])]


def actor_rows(article: Article, labels: Sequence[Label]) -> Iterator[Row]:
    """For each actor added: by which rule, its worth, whether its type is right."""
    for name, add in ADDERS.items():
        found = Grounded()
        add(article, found, NO_LIMIT)
        alike = [[float(same(actor, label)) for actor in found.actors] for label in labels]
        shape = len(labels), len(found.actors)
        labelled = matched(labels, np.array(alike, dtype=np.float64).reshape(shape), 1.0)
        for actor, label in zip(found.actors, labelled, strict=True):
            yield name, worth(label), None if label is None else label["type"] == actor.type


def same(actor: Actor, label: Label) -> bool:
    """Whether the label names the actor, by all or a part of a name."""
    words = set(person_form(actor.name))
    others = [set(person_form(name)) for name in (label["name"], *label["aliases"])]
    return any(words and other and (words <= other or other <= words) for other in others)


def claim_rows(article: Article, actors: list[Actor], labels: Sequence[Label]) -> list[Row]:
    """For each claim added: its worth, whether its speaker is right."""
    found = Grounded(actors=actors)
    list_reported(article, found, NO_LIMIT)
    alike = similarities([one["text"] for one in labels], [one.text for one in found.claims])
    rows: list[Row] = []
    for claim, label in zip(found.claims, matched(labels, alike, CLAIM_THRESHOLD), strict=True):
        right = None if label is None else label["speaker"] == claim.speaker
        rows.append(("what is reported", worth(label), right))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    counts: dict[tuple[str, str], Counter[str]] = {}
    for line in read_lines(given.file):
        article, actors = article_of(line)
        labels = line["labels"]
        rows = (
            *actor_rows(article, labels["actors"]),
            *claim_rows(article, actors, labels["claims"]),
        )
        for name, value, right in rows:
            count = counts.setdefault((half_of(line["id"]), name), Counter())
            count.update((value, *(("right",) if right else ())))
    columns = ("required", "optional", "not labelled")
    print(f"| half | added | {' | '.join(columns)} | type or speaker right |")
    print(f"| --- | --- |{' --- |' * (len(columns) + 1)}")
    for half, told in HALVES.items():
        for (of, name), count in sorted(counts.items()):
            if of == half:
                known = count["required"] + count["optional"]
                cells = " | ".join(str(count[column]) for column in columns)
                print(f"| {told} | {name} | {cells} | {count['right'] / max(known, 1):.1%} |")


if __name__ == "__main__":
    main()
