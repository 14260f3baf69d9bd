"""What the support check does to a finished run: scores with it, and without.

::

    python -m benchmarks.support_effect [evals/records/default.json] [--suite gold] [--json FILE]

A record keeps what was dropped. *On* is the run as recorded; *off* has the items back that
were dropped because their evidence contradicts them; *anew* puts all of them through the
present check, which may no longer be the recorded one. No model is needed. What was asked
for again cannot be undone, only counted.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from summarizer.domain import Article, Brief, Claim, Dropped, Stance, SummarySentence
from summarizer.evaluation import record
from summarizer.evaluation.counts import CountTable
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.labels import Labels, of_brief
from summarizer.evaluation.matching import Matching
from summarizer.evaluation.metrics import metric
from summarizer.evaluation.names import ActorNames
from summarizer.evaluation.scored import load_references
from summarizer.evaluation.scoring import claim_similarities, match_claims, score
from summarizer.evaluation.stances import match_stance
from summarizer.evaluation.statistics import Difference, paired
from summarizer.evaluation.suites import load_suite
from summarizer.grounding import Grounded, drop_contradicted, grade_all
from summarizer.prompts import Taxonomy, load_taxonomy

METRICS = tuple(
    metric(f"{field}.{score}")
    for field in ("claims", "stance")
    for score in ("precision", "recall", "f1")
)
_ITEMS = {"claims": Claim, "stance": Stance, "summary": SummarySentence}


@dataclass(frozen=True, slots=True)
class Drop:
    """One item that was dropped for contradicting its evidence.

    ``matches``: the gold item that it would have been matched to, ``None`` if none (a stance is
    matched by holder and target, whatever its position); ``required`` whether that one counts.
    ``nearest``: its best similarity to a gold claim.
    """

    article: str
    field: str
    item: str
    evidence: tuple[str, ...]
    reason: str
    matches: str | None
    required: bool = False
    nearest: float | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """``recorded`` is on minus off, ``anew`` the present check minus off."""

    articles: int
    recorded: tuple[Difference, ...]
    anew: tuple[Difference, ...]
    dropped: tuple[Drop, ...]
    dropped_anew: tuple[Drop, ...]
    asked_again: int


def contradicted(brief: Brief) -> list[Dropped]:
    """What the support check took out of the brief."""
    return [
        d
        for d in brief.dropped
        if d.grade == "contradicted"
        and d.field in _ITEMS
        and not d.reason.startswith("asked again")
    ]


def put_back(brief: Brief) -> Brief:
    """The brief as it would be had nothing been dropped for contradiction.

    Such items come last in their lists: where they stood is not recorded.
    """
    lists: dict[str, Any] = {name: getattr(brief, name) for name in _ITEMS}
    gone = contradicted(brief)
    for drop in gone:
        lists[drop.field] = (*lists[drop.field], _ITEMS[drop.field].model_validate(drop.item))
    kept = tuple(drop for drop in brief.dropped if drop not in gone)
    return brief.model_copy(update={**lists, "dropped": kept})


def checked(brief: Brief, article: Article) -> Brief:
    """The brief after the present support check, without any repair by a model."""
    names = ("summary", "actors", "claims", "sectors", "stance", "dropped")
    grounded = Grounded(**{name: list(getattr(brief, name)) for name in names})
    drop_contradicted(grounded, grade_all(article, grounded))
    return brief.model_copy(update={name: tuple(getattr(grounded, name)) for name in names})


def effect(run: record.Run, gold: Sequence[GoldArticle], taxonomy: Taxonomy) -> Effect:
    """Compare the run with and without the check. Articles without a brief count as empty.

    Raises:
        ValueError: the run has no article of ``gold``.
    """
    by_id = {item.article.id: item for item in gold}
    tables: dict[str, dict[str, Any]] = {"on": {}, "off": {}, "anew": {}}
    dropped: list[Drop] = []
    dropped_anew: list[Drop] = []
    again = 0
    for result in run.results:
        item = by_id.get(result.id)
        if item is None:
            continue
        name = f"{result.id}#{result.repeat}"
        briefs: dict[str, Brief | None] = dict.fromkeys(tables)
        if result.brief is not None:
            off = put_back(result.brief)
            anew = checked(off, item.article)
            briefs = {"on": result.brief, "off": off, "anew": anew}
            dropped += drops(item, off, contradicted(result.brief))
            dropped_anew += drops(item, off, contradicted(anew))
            again += sum(d.reason.startswith("asked again") for d in result.brief.dropped)
        for way, brief in briefs.items():
            labels = None if brief is None else of_brief(brief)
            tables[way][name] = score(item.labels, labels, taxonomy)
    counts = {way: CountTable.of(table) for way, table in tables.items()}
    return Effect(
        articles=len(counts["on"]),
        recorded=paired(counts["off"], counts["on"], METRICS),
        anew=paired(counts["off"], counts["anew"], METRICS),
        dropped=tuple(dropped),
        dropped_anew=tuple(dropped_anew),
        asked_again=again,
    )


def drops(item: GoldArticle, whole: Brief, gone: Sequence[Dropped]) -> list[Drop]:
    """What was dropped, and which gold items it is matched to among all of ``whole``."""
    labels = of_brief(whole)
    found: list[Drop] = []
    for drop in gone:
        made = _ITEMS[drop.field].model_validate(drop.item)
        matches, required, nearest = None, False, None
        if isinstance(made, Claim):
            at = [claim.text for claim in whole.claims].index(made.text)
            matching = match_claims(item.labels.claims, labels.claims)
            matches, required = _matched(matching, at, [c.text for c in item.labels.claims])
            near = claim_similarities(item.labels.claims, labels.claims[at : at + 1])
            nearest = round(float(near.max(initial=0.0)), 3)
        elif isinstance(made, Stance):
            same = [(s.holder, s.target, s.position) for s in whole.stance]
            at = same.index((made.holder, made.target, made.position))
            readings = [" or ".join(" → ".join(map(str, r)) for r in s.readings)
                        for s in item.labels.stance]  # fmt: skip
            matches, required = _matched(_stances(item.labels, labels), at, readings)
        text = f"{made.holder} {made.position} {made.target}" if isinstance(made, Stance) else (
            f"{made.text} ({made.speaker})" if isinstance(made, Claim) else made.text
        )  # fmt: skip
        quotes = tuple(span.quote for span in made.evidence)
        found.append(
            Drop(item.article.id, drop.field, text, quotes, drop.reason, matches, required, nearest)
        )
    return found


def _stances(gold: Labels, predicted: Labels) -> Matching:
    names = ActorNames(gold.actors, predicted.actors)
    return match_stance(gold.stance, predicted.stance, names)


def _matched(matching: Matching, at: int, gold: Sequence[str]) -> tuple[str | None, bool]:
    for pair in matching.pairs:
        if pair.predicted == at:
            return gold[pair.gold], matching.required[pair.gold]
    return None, False


def markdown(found: Effect, name: str) -> str:
    """The tables and the list of what was dropped."""
    lines = [f"{found.articles} briefs of {name}; {found.asked_again} items were asked for again."]
    for title, differences, dropped in (
        ("as recorded", found.recorded, found.dropped),
        ("by the present check", found.anew, found.dropped_anew),
    ):
        lines += [
            "", f"## Check on, {title}, against off", "",
            "| score | off | on | difference (95 % interval) | p |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]  # fmt: skip
        for d in differences:
            gap = f"{_shown(d.difference, '+')} ({_shown(d.low, '+')} to {_shown(d.high, '+')})"
            lines.append(f"| {d.metric} | {_shown(d.a)} | {_shown(d.b)} | {gap} | {_shown(d.p)} |")
        good = sum(drop.matches is not None for drop in dropped)
        lines += ["", f"Dropped: {len(dropped)} items, {good} of which match gold.", ""]
        for drop in dropped:
            right = f"**matches gold**: {drop.matches}" if drop.matches else "matches no gold"
            if drop.nearest is not None and not drop.matches:
                right += f" (nearest {drop.nearest:.2f})"
            lines += [
                f"- {drop.article}, {drop.field}: {drop.item}",
                f"  - {drop.reason}",
                f"  - {right}",
            ]
    return "\n".join(lines) + "\n"


def _shown(value: float | None, sign: str = "") -> str:
    return "–" if value is None else f"{value:{sign}.3f}"


def main(argv: Sequence[str] | None = None) -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("record", type=Path, nargs="?", default=Path("evals/records/default.json"))
    parser.add_argument("--suite", default="gold")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(argv)
    references = load_references(load_suite(options.suite))
    gold = [item for item in references if isinstance(item, GoldArticle)]
    found = effect(record.load(options.record), gold, load_taxonomy())
    print(markdown(found, options.record.name), end="")
    if options.json:
        options.json.write_text(json.dumps(asdict(found), indent=1, ensure_ascii=False), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
