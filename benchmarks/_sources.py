"""Where the benchmark's pairs come from: labelled articles, ours and other people's."""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks._mutations import MUTATIONS, Pair, Source, mutants
from benchmarks._paraphrases import PARAPHRASES, paraphrases
from summarizer.articles import text_from_file
from summarizer.domain import Article
from summarizer.evaluation.external import ADAPTERS, ExternalArticle, load_external
from summarizer.evaluation.labels import ClaimLabel
from training.examples import read_lines


def train_sources(path: Path) -> Iterator[dict[str, Any]]:
    """Articles of a training file (one JSON object a line, labels by sentence number)."""
    for article in read_lines(path):
        text = article["text"]
        cut = [text[start:end] for start, end in article["sentences"]]
        yield {
            "id": article["id"], "text": text, "published": article["date"],
            "actors": [(a["name"], tuple(a["aliases"]), a["type"])
                       for a in article["labels"]["actors"]],
            "claims": [(c["text"], tuple(cut[n - 1] for n in c["sentences"]), c["speaker"])
                       for c in article["labels"]["claims"]],
        }  # fmt: skip


def gold_sources(folder: Path) -> Iterator[dict[str, Any]]:
    """Articles of a gold folder (YAML labels, texts under ``articles/``)."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe")
    for path in sorted(folder.glob("*.yaml")):
        gold = yaml.load(path.read_text(encoding="utf-8"))
        article = text_from_file(folder / "articles" / f"{gold['article']}.txt")
        yield {
            "id": gold["article"], "text": article.text, "published": article.published,
            "actors": [(a["name"], tuple(a.get("aliases", ())), a["type"])
                       for a in gold.get("actors", ())],
            "claims": [
                (c["text"],
                 tuple(q if isinstance(q, str) else q["quote"] for q in c["evidence"]),
                 c.get("speaker"))
                for c in gold.get("claims", ())
            ],
        }  # fmt: skip


def external_sources(folder: Path) -> Iterator[dict[str, Any]]:
    """Articles of the external sets in ``folder`` (JSON Lines), whichever of them are there.

    Where a set labels claims, those are taken; where it does not, sentences that name an actor
    of its labels stand for claims, each being its own evidence.

    Raises:
        ExternalError: a file that is not of its set's form.
    """
    adapters = {adapter.source: name for name, adapter in ADAPTERS.items()}
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            first = json.loads(file.readline() or "{}")
        name = adapters.get(first.get("source", ""))
        if name is not None:
            yield from map(_external, load_external(name, path))


def _external(item: ExternalArticle) -> dict[str, Any]:
    article, labels = item.article, item.labels
    claims = [_external_claim(article, claim) for claim in labels.claims if claim.required]
    return {
        "id": article.id, "text": article.text, "published": article.published,
        "actors": [(actor.name, actor.aliases, actor.types[0]) for actor in labels.actors],
        "claims": claims or _sentences(item),
    }  # fmt: skip


def _external_claim(article: Article, claim: ClaimLabel) -> tuple[str, tuple[str, ...], str | None]:
    spans = claim.evidence[0]
    quotes = tuple(article.text[start:end] for start, end in spans)
    return claim.text, quotes, claim.speakers[0]


#: Sentences of one article that stand for claims, and how many words they have.
_SENTENCES, _LENGTH = 6, range(7, 31)


def _sentences(item: ExternalArticle) -> list[tuple[str, tuple[str, ...], None]]:
    names = [actor.name for actor in item.labels.actors]
    found: list[tuple[str, tuple[str, ...], None]] = []
    for start, end in item.article.sentences:
        text = " ".join(item.article.text[start:end].split())
        plain = len(text.split()) in _LENGTH and '"' not in text and "“" not in text
        if plain and any(name in text for name in names):
            found.append((text, (text,), None))
    return found[:_SENTENCES]


def half_of(article: str) -> str:
    """``tuning`` or ``held-out``, by the article's id."""
    return ("tuning", "held-out")[hashlib.sha256(article.encode()).digest()[0] % 2]


def sources(articles: list[dict[str, Any]], seed: int) -> Iterator[Source]:
    """One source a claim, with strangers and claims of other articles of the same half."""
    rng = random.Random(seed)
    for article in articles:
        others = [other for other in articles if other is not article]
        some = rng.sample(others, min(12, len(others)))
        strangers = tuple((name, kind) for other in some for name, _, kind in other["actors"])
        elsewhere = tuple(
            (text, tuple(name for name, _, _ in other["actors"]
                         if name[:1].isupper() and name in text))
            for other in some
            for text, _, _ in other["claims"]
        )  # fmt: skip
        for text, evidence, speaker in article["claims"]:
            aliases = next((a for name, a, _ in article["actors"] if name == speaker), ())
            yield Source(
                article=article["id"], text=text, evidence=evidence, speaker=speaker,
                aliases=aliases, published=article["published"], full_text=article["text"],
                actors=tuple(article["actors"]), strangers=strangers, elsewhere=elsewhere,
            )  # fmt: skip


def pairs_of(articles: list[dict[str, Any]], seed: int, most: int) -> list[Pair]:
    """All pairs, at most ``most`` of each mutation, drawn at random."""
    rng = random.Random(seed)
    groups: dict[str, list[Pair]] = defaultdict(list)
    for source in sources(articles, seed):
        for pair in (*mutants(source, rng), *paraphrases(source, rng)):
            groups[pair.mutation].append(pair)
    chosen: list[Pair] = []
    for name in (*MUTATIONS, *PARAPHRASES):
        group = groups[name]
        chosen += group if len(group) <= most else rng.sample(group, most)
    return chosen
