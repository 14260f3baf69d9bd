"""Which systems notice that a claim no longer says what its evidence says?

    python -m benchmarks.grounding --train LINES.jsonl [--gold DIR] [--half held-out] [--out DIR]

Claims with their evidence are taken from labelled articles and changed by rule
(``benchmarks/_mutations.py``, ``_paraphrases.py``). Articles are split into a tuning and a
held-out half by a hash of their id; rules of the checker were tuned on the former only.
A system accepts a pair or not; ours also rejects or leaves it unverified.
"""
# ruff: noqa: E501

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks._mutations import MUTATIONS, Pair, Source, mutants
from benchmarks._paraphrases import PARAPHRASES, paraphrases
from summarizer.grounding.support import check_support

System = Callable[[Pair], str]
CORE = ("number", "unit", "negation", "direction", "entity: of the article", "entity: foreign",
        "fabrication")  # fmt: skip


def train_sources(path: Path) -> Iterator[dict[str, Any]]:
    """Articles of a training file (one JSON object a line, labels by sentence number)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
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
        file = folder / "articles" / f"{gold['article']}.txt"
        raw = file.read_text(encoding="utf-8")
        date = re.search(r"^(?:date|published):\s*(.+)$", raw, re.MULTILINE | re.IGNORECASE)
        yield {
            "id": gold["article"], "text": raw, "published": date[1] if date else None,
            "actors": [(a["name"], tuple(a.get("aliases", ())), a["type"])
                       for a in gold.get("actors", ())],
            "claims": [
                (c["text"],
                 tuple(q if isinstance(q, str) else q["quote"] for q in c["evidence"]),
                 c.get("speaker"))
                for c in gold.get("claims", ())
            ],
        }  # fmt: skip


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


def ours(pair: Pair) -> str:
    return check_support(
        pair.statement, pair.evidence, speaker=pair.speaker, aliases=pair.aliases,
        published=pair.published, article=pair.full_text,
    ).grade  # fmt: skip


def ours_alone(pair: Pair) -> str:
    """Ours with the evidence alone: no article, no date."""
    return check_support(
        pair.statement, pair.evidence, speaker=pair.speaker, aliases=pair.aliases
    ).grade


def rivals(names: list[str]) -> dict[str, System]:
    """The other systems; each answers "accepted" or "rejected"."""
    found: dict[str, System] = {}
    if "langextract" in names:
        from langextract import resolver
        from langextract.core.data import Extraction

        aligner = resolver.WordAligner()

        def langextract(strict: bool) -> System:
            def accept(pair: Pair) -> str:
                options: dict[str, Any] = (
                    {"enable_fuzzy_alignment": False, "accept_match_lesser": False}
                    if strict
                    else {}
                )
                (group,) = aligner.align_extractions(
                    [[Extraction("claim", pair.statement)]], " ".join(pair.evidence), **options
                )
                return "accepted" if group and group[0].char_interval else "rejected"

            return accept

        found["LangExtract, default"] = langextract(False)
        found["LangExtract, strict"] = langextract(True)
    if "instructor" in names:
        from instructor.dsl.citation import CitationMixin

        def citation(pair: Pair) -> str:
            kept = CitationMixin.model_validate(
                {"substring_quotes": [pair.statement]}, context={"context": " ".join(pair.evidence)}
            )
            return "accepted" if kept.substring_quotes else "rejected"

        found["instructor CitationMixin"] = citation
    if "rapidfuzz" in names:
        from rapidfuzz import fuzz

        def partial(pair: Pair) -> str:
            ratio = fuzz.partial_ratio(pair.statement.lower(), " ".join(pair.evidence).lower())
            return "accepted" if ratio >= 85 else "rejected"

        found["rapidfuzz partial_ratio >= 85"] = partial
    return found


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval for a proportion (Wilson 1927, 95 % by default)."""
    if not total:
        return 0.0, 1.0
    share = hits / total
    scale = 1 + z * z / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def table(pairs: list[Pair], answers: dict[str, list[str]]) -> str:
    """Markdown: share of each mutation that each system accepts, with intervals."""
    systems = list(answers)
    lines = [
        "| pairs | n | " + " | ".join(systems) + " | ours: rejected |",
        "| --- | ---: | " + " | ".join("---:" for _ in systems) + " | ---: |",
    ]

    def row(title: str, chosen: list[int]) -> None:
        cells = [title, str(len(chosen))]
        for system in systems:
            hits = sum(answers[system][i] in ("accepted", "exact", "supported") for i in chosen)
            low, high = wilson(hits, len(chosen))
            cells.append(f"{hits / len(chosen):.1%} ({low:.1%}-{high:.1%})")
        refused = sum(answers["ours"][i] in ("contradicted", "unsupported") for i in chosen)
        cells.append(f"{refused / len(chosen):.1%}")
        lines.append("| " + " | ".join(cells) + " |")

    groups: dict[str, list[int]] = defaultdict(list)
    for i, pair in enumerate(pairs):
        groups[pair.mutation].append(i)
    for name in MUTATIONS:
        if groups[name]:
            row(name, groups[name])
    row("**number to fabrication**", [i for name in CORE for i in groups[name]])
    row("**all mutants**", [i for i, pair in enumerate(pairs) if not pair.faithful])
    for name in PARAPHRASES:
        if groups[name]:
            row(f"*{name}*", groups[name])
    row("***all paraphrases***", [i for i, pair in enumerate(pairs)
                                  if pair.faithful and pair.mutation != "as labelled"])  # fmt: skip
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, help="labelled articles, one JSON object a line")
    parser.add_argument("--gold", type=Path, help="folder of gold labels in YAML")
    parser.add_argument("--half", choices=("tuning", "held-out", "both"), default="held-out")
    parser.add_argument("--most", type=int, default=250, help="pairs of one mutation at most")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--against", nargs="*", default=["rapidfuzz"],
                        choices=("langextract", "instructor", "rapidfuzz"))  # fmt: skip
    parser.add_argument("--out", type=Path, help="folder for pairs and answers (CSV)")
    parser.add_argument("--show", nargs="*", default=None, help="mutations whose errors to print")
    options = parser.parse_args(argv)
    articles = list(train_sources(options.train)) if options.train else []
    articles += list(gold_sources(options.gold)) if options.gold else []
    if not articles:
        parser.error("no articles: give --train, --gold or both")
    chosen = [a for a in articles if options.half in ("both", half_of(a["id"]))]
    pairs = pairs_of(chosen, options.seed, options.most)
    systems: dict[str, System] = {"ours": ours, "ours, evidence alone": ours_alone}
    systems |= rivals(options.against)
    answers: dict[str, list[str]] = {}
    for name, system in systems.items():
        started = time.perf_counter()
        answers[name] = [system(pair) for pair in pairs]
        rate = len(pairs) / (time.perf_counter() - started)
        print(f"{name}: {len(pairs)} pairs, {rate:,.0f} a second", file=sys.stderr)
    print(f"{len(chosen)} articles ({options.half}), {len(pairs)} pairs, seed {options.seed}\n")
    print(table(pairs, answers))
    print("\ngrades:", dict(Counter(answers["ours"])))
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        with (options.out / "pairs.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["article", "mutation", "faithful", "original", "statement", "speaker",
                             "evidence", *answers])  # fmt: skip
            for i, pair in enumerate(pairs):
                writer.writerow([
                    pair.article, pair.mutation, pair.faithful, pair.original, pair.statement,
                    pair.speaker, " / ".join(pair.evidence), *(answers[name][i] for name in answers),
                ])  # fmt: skip
    for i, pair in enumerate(pairs):
        if options.show and pair.mutation in options.show:
            accepted = answers["ours"][i] in ("exact", "supported")
            rejected = answers["ours"][i] in ("contradicted", "unsupported")
            if (accepted and not pair.faithful) or (rejected and pair.faithful):
                print(f"\n[{pair.mutation}] {answers['ours'][i]} | {pair.speaker}\n  was: {pair.original}"
                      f"\n  now: {pair.statement}\n  evd: {' / '.join(pair.evidence)[:400]}")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
