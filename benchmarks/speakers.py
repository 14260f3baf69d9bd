"""How often code alone names the speaker of a claim, on labelled articles.

    python -m benchmarks.speakers FILE.jsonl

FILE has an article a line: ``id``, ``text``, ``sentences`` (offsets) and ``labels`` with
``actors`` (``name``, ``aliases``, ``type``) and ``claims`` (``text``, ``speaker``,
``sentences`` by number). Actors and claims are the labelled ones, so this is about
:mod:`summarizer.grounding.attributions` and nothing else. Articles are halved by a hash of
their ids: write rules with the first half in view, believe the second.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any, Literal

from benchmarks._sources import half_of
from summarizer.domain import Actor, Article, Claim, Span
from summarizer.grounding import find_mentions
from summarizer.grounding.attributions import attributions
from summarizer.grounding.speakers import attributed_to
from training.examples import read_lines

Kind = Literal["right", "missed", "invented", "wrong"]
KINDS: tuple[Kind, ...] = ("right", "missed", "invented", "wrong")
HALVES = {"tuning": "rules were written with it", "held-out": "held out"}


def article_of(line: dict[str, Any]) -> tuple[Article, list[Actor]]:
    """The article, and those of its labelled actors that the text names."""
    article = Article(
        id=line["id"], text=line["text"], sentences=tuple(map(tuple, line["sentences"]))
    )
    actors: list[Actor] = []
    for one in line["labels"]["actors"]:
        mentions = find_mentions(article.text, (one["name"], *one["aliases"]), any_case=False)
        if mentions:
            actors.append(
                Actor(name=one["name"], type=one["type"], salience="core", mentions=mentions)
            )
    return article, actors


def kinds(line: dict[str, Any]) -> list[tuple[Kind, str | None]]:
    """What becomes of each claim, and its labelled speaker.

    Claims whose speaker the text does not name as labelled are left out.
    """
    article, actors = article_of(line)
    spoken = attributions(article, actors)
    names = {actor.name for actor in actors}
    found: list[tuple[Kind, str | None]] = []
    for one in line["labels"]["claims"]:
        speaker: str | None = one["speaker"]
        if not one["sentences"] or (speaker is not None and speaker not in names):
            continue
        evidence = tuple(
            Span.of(article.text, *article.sentences[number - 1]) for number in one["sentences"]
        )
        claim = Claim(text=one["text"], kind=one["kind"], evidence=evidence)
        said = attributed_to(article, claim, spoken[one["sentences"][0] - 1])
        if said == speaker:
            found.append(("right", speaker))
        elif said is None:
            found.append(("missed", speaker))
        else:
            found.append(("invented" if speaker is None else "wrong", speaker))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    halves: dict[str, Counter[str]] = {half: Counter() for half in HALVES}
    for line in read_lines(given.file):
        for kind, speaker in kinds(line):
            halves[half_of(line["id"])].update((kind, *(("nobody",) if not speaker else ())))
    print(f"| half | claims | {' | '.join(KINDS)} | right | always nobody |")
    print(f"| --- |{' --- |' * (len(KINDS) + 3)}")
    for half, counts in halves.items():
        total = sum(counts[kind] for kind in KINDS)
        cells = [f"{counts[kind]}" for kind in KINDS]
        shares = [f"{counts[key] / max(total, 1):.1%}" for key in ("right", "nobody")]
        print(f"| {HALVES[half]} | {total} | {' | '.join(cells)} | {' | '.join(shares)} |")


if __name__ == "__main__":
    main()
