"""Training conversations, rendered by the very code that renders prompts at run time.

A training line carries an article with sentence offsets and labels (the format is
described in training/README.md). It becomes the conversation that the embedded
model would have: system, article, and every stage's question with its answer.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from summarizer.domain import Article, ItemField
from summarizer.drafts import (
    DraftActor,
    DraftClaim,
    DraftItem,
    DraftSector,
    DraftStance,
    DraftSummary,
    from_labels,
)
from summarizer.grounding import find_mentions
from summarizer.prompts import Message, Prompt, Taxonomy, Turn, render


@dataclass(frozen=True)
class TrainingExample:
    """A conversation and where it comes from; the assistant's messages are learned."""

    id: str
    messages: tuple[Message, ...]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file, such as labelled articles.

    Lines end as files' lines do: ``str.splitlines`` would also cut at U+2028 and U+0085,
    which stand unescaped in the strings of some texts.
    """
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def held_back(line: dict[str, Any], share: float) -> bool:
    """Whether this article is kept for early stopping: a stable choice by its text."""
    digest = hashlib.sha256(line["text"].encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < share


def article_of(line: dict[str, Any], *, title: bool = True, date: bool = True) -> Article:
    """The article of a training line, with or without title and date."""
    return Article(
        id=line["id"],
        text=line["text"],
        sentences=tuple((start, end) for start, end in line["sentences"]),
        title=line["title"] if title else None,
        published=line["date"] if date else None,
    )


def target_items(line: dict[str, Any], chance: random.Random) -> dict[ItemField, list[DraftItem]]:
    """What the model shall answer for a line.

    Optional claims are left out (they cost the most tokens and earn nothing).
    Each other optional item stays with even chance: scoring neither rewards nor
    punishes it, so the model should list what is more likely required than
    absent, and that is the bound it learns this way. Optional actors come
    without a role; those that a claim or stance names always stay. Order is
    that of the article, core actors first, so that the answer walks through the
    text once.
    """
    text: str = line["text"]
    labels: dict[str, Any] = {
        **line["labels"],
        "claims": [c for c in line["labels"]["claims"] if c["required"]],
        **{
            field: [i for i in line["labels"][field] if i["required"] or chance.random() < 0.5]
            for field in ("sectors", "stance")
        },
    }
    named = {c[key] for c in labels["claims"] for key in ("speaker", "via")}
    named |= {s[key] for s in labels["stance"] for key in ("holder", "target")}
    wanted = {
        **labels,
        "actors": [
            a
            for a in labels["actors"]
            if a["required"] or a["name"] in named or chance.random() < 0.5
        ],
    }
    items = from_labels(wanted)
    optional = {a["name"] for a in labels["actors"] if not a["required"]}

    def actor_order(actor: DraftActor) -> tuple[bool, int]:
        places = [text.find(form) for form in (actor.name, *actor.aliases)]
        return actor.salience != "core", min((p for p in places if p >= 0), default=len(text))

    actors = [a for a in items["actors"] if isinstance(a, DraftActor)]
    claims = [c for c in items["claims"] if isinstance(c, DraftClaim)]
    stance = [s for s in items["stance"] if isinstance(s, DraftStance)]
    sectors = [s for s in items["sectors"] if isinstance(s, DraftSector)]
    lead = {s.sentences[0] for s in items["summary"] if isinstance(s, DraftSummary)}
    return {
        "actors": [
            replace(a, role="" if a.name in optional else a.role, aliases=a.aliases[:4])
            for a in sorted(actors, key=actor_order)
        ],
        "claims": sorted(claims, key=lambda c: c.sentences),
        "summary": [DraftSummary((number,)) for number in sorted(lead)],
        "sectors": [replace(s, sentences=s.sentences[:2]) for s in sectors],
        "stance": [
            replace(s, sentences=s.sentences[:1]) for s in sorted(stance, key=lambda s: s.sentences)
        ],
    }


def conversation(
    prompt: Prompt, taxonomy: Taxonomy, article: Article, items: dict[ItemField, list[DraftItem]]
) -> tuple[Message, ...]:
    """The whole dialogue about one article, every question answered."""
    turns = [
        Turn(stage, prompt.wire.encode({name: items[name] for name in stage.fields}))
        for stage in prompt.stages
    ]
    asked = render(prompt, taxonomy, article, prompt.stages[-1], turns[:-1])
    return (*asked.messages, Message("assistant", turns[-1].answer))


def epoch(
    lines: list[dict[str, Any]], prompt: Prompt, taxonomy: Taxonomy, number: int
) -> Iterator[TrainingExample]:
    """One pass over the lines, shuffled; ``number`` seeds order and augmentation."""
    chance = random.Random(f"epoch {number}")
    order = list(lines)
    chance.shuffle(order)
    for line in order:
        if number > 0 and chance.random() < 0.5:
            line = subset(line, chance)
        article = article_of(line, title=chance.random() < 0.6, date=chance.random() < 0.7)
        messages = conversation(prompt, taxonomy, article, target_items(line, chance))
        yield TrainingExample(line["id"], messages)


def subset(line: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same article without its last paragraphs; labels follow the text that stays.

    Offsets stay true because only the end is cut. An actor whose every form is
    gone, and every item whose evidence is cut, goes too.
    """
    count = len(line["sentences"])
    if count < 8:
        return line
    keep = chance.randint(count // 2, count - 1)
    text = line["text"][: line["sentences"][keep - 1][1]]
    labels = line["labels"]
    actors = []
    for actor in labels["actors"]:
        # As at run time: "Iran" does not stand in "Iranian".
        named_so = (actor["name"], *actor["aliases"])
        forms = [form for form in named_so if find_mentions(text, [form], any_case=False)]
        if forms:
            named = actor["name"] if actor["name"] in forms else max(forms, key=len)
            actors.append(
                {**actor, "name": named, "aliases": [form for form in forms if form != named]}
            )
    renamed = {
        old["name"]: new["name"]
        for old in labels["actors"]
        for new in actors
        if new["name"] in (old["name"], *old["aliases"])
    }

    def stays(item: dict[str, Any], *keys: str) -> bool:
        named = all(item.get(key) is None or item[key] in renamed for key in keys)
        return named and all(number <= keep for number in item["sentences"])

    def follow(item: dict[str, Any], *keys: str) -> dict[str, Any]:
        return {**item, **{key: renamed[item[key]] for key in keys if item.get(key) in renamed}}

    cut: dict[str, Any] = {
        "summary": [s for s in labels["summary"] if stays(s)],
        "actors": actors,
        "claims": [
            follow(c, "speaker", "via") for c in labels["claims"] if stays(c, "speaker", "via")
        ],
        "sectors": [
            {**s, "sentences": kept}
            for s in labels["sectors"]
            if (kept := [number for number in s["sentences"] if number <= keep])
        ],
        "stance": [follow(s, "holder", "target") for s in labels["stance"] if stays(s, "holder")],
    }
    if not cut["summary"] or not cut["claims"] or not actors:
        return line
    return {**line, "text": text, "sentences": line["sentences"][:keep], "labels": cut}
