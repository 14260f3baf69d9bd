"""Run records made by hand: briefs that say what gold says, but for deliberate mistakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from hostile_texts import ATTACKS, TURNED, hostile_article

from summarizer.domain import Article, Brief, RunRecord
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.gold_files import GoldArticle, gold_sha256, load_gold
from summarizer.evaluation.labels import (
    ActorLabel,
    ClaimLabel,
    Labels,
    SectorLabel,
    StanceLabel,
    to_brief,
)
from summarizer.evaluation.record import Origin, Result, Run

FOLDER = Path(__file__).resolve().parents[2] / "evals" / "gold"
FOUR = ("germany-mahan-air", "samoa-measles", "wn340", "zelenskyy-china")
HASH = "0" * 64

Change = Callable[[Labels, int], Labels]


@cache
def shipped() -> tuple[GoldArticle, ...]:
    return load_gold(FOLDER)


def four() -> tuple[GoldArticle, ...]:
    return tuple(item for item in shipped() if item.article.id in FOUR)


def brief_of(article: Article, labels: Labels, **run: Any) -> Brief:
    """The brief that says what the labels say."""
    consumed = {"seconds": 0.0, "attempts": 1, "input_tokens": 0, "output_tokens": 0, **run}
    made = RunRecord(
        model="by hand", prompt="none@0", prompt_sha256=HASH, schema_sha256=HASH,
        taxonomy_sha256=HASH, version="0", **consumed,
    )  # fmt: skip
    return to_brief(labels, article, made)


def run_of(
    gold: Sequence[GoldArticle],
    change: Change | None = None,
    *,
    tag: str | None = None,
    failed: Sequence[str] = (),
    cost: float | None = None,
    pace: float = 0.004,
) -> Run:
    """A run on ``gold``; ``change`` makes the mistakes, ``failed`` names articles without a brief.

    ``pace``: seconds by character of the article.
    """
    results: list[Result] = []
    for number, item in enumerate(gold):
        article = item.article
        if article.id in failed:
            results.append(Result(id=article.id, error="the model gave no usable answer"))
            continue
        labels = change(item.labels, number) if change else item.labels
        brief = brief_of(
            article,
            labels,
            seconds=pace * len(article.text),
            input_tokens=len(article.text) // 4 + 900,
            output_tokens=60 * len(labels.claims) + 40 * len(labels.actors),
            cost_usd=cost,
        )
        results.append(Result(id=article.id, brief=brief))
    return Run(
        suite="gold",
        tag=tag,
        created="2031-02-03T04:05:06+00:00",
        origin=Origin(
            model="by hand",
            prompt="none@0",
            prompt_sha256=HASH,
            schema_sha256=HASH,
            taxonomy_sha256=HASH,
            gold_sha256=gold_sha256(item.gold for item in gold),
            scorers_sha256=HASH,
            packages={"summarizer": "0"},
            python="3.11.0",
        ),
        results=tuple(results),
    )


def few_mistakes(labels: Labels, number: int) -> Labels:
    """One claim missing in each second article, one actor of the wrong type."""
    claims = labels.claims[1:] if number % 2 else labels.claims
    actors = tuple(
        replace(a, types=("company" if a.types[0] != "company" else "person",))
        if i == len(labels.actors) - 1
        else a
        for i, a in enumerate(labels.actors)
    )
    return replace(labels, claims=claims, actors=actors)


def many_mistakes(labels: Labels, number: int) -> Labels:
    """Every third claim missing, others with a wrong speaker, number or kind; sectors invented."""
    claims: list[ClaimLabel] = []
    for i, claim in enumerate(labels.claims):
        if i % 3 == 0:
            continue
        if i % 3 == 1:
            claim = replace(claim, speakers=(None if claim.speakers[0] else _any(labels),))
        if i % 4 == 2:
            claim = replace(claim, kinds=("prediction",))
        claims.append(replace(claim, evidence=claim.evidence[:1]))
    claims.append(
        ClaimLabel(
            ("Nobody in the building knew about the 77 missing umbrellas.",),
            (None,),
            ("statement",),
            (),
        )
    )
    stance = tuple(
        replace(s, readings=((h, t, "mixed"),)) for s in labels.stance for h, t, _ in s.readings[:1]
    )
    sectors = (*labels.sectors[1:], SectorLabel("tourism_hospitality"))
    kept = labels.actors[: max(2, len(labels.actors) - 2 - number % 2)]
    return replace(labels, claims=tuple(claims), stance=stance, sectors=sectors, actors=kept)


def _any(labels: Labels) -> str | None:
    return labels.actors[0].name if labels.actors else None


HUGE = "Ministerium" * 300


def hostile() -> GoldArticle:
    """An article and gold whose every text attacks the page that shows it."""
    article = hostile_article(HUGE, id='x" onclick="window.hit=10')
    whole = ((3, len(article.text) - 3),)
    texts = (*ATTACKS, TURNED, HUGE)
    labels = Labels(
        actors=tuple(ActorLabel(text, ATTACKS, ("person",), "core") for text in texts),
        claims=tuple(
            ClaimLabel((text, ATTACKS[0]), (ATTACKS[2],), ("denial",), (whole,), HUGE)
            for text in texts
        ),
        sectors=tuple(SectorLabel(text, whole) for text in texts),
        stance=tuple(
            StanceLabel(((ATTACKS[3], text, "oppose"), (HUGE, text, "mixed")), whole)
            for text in texts
        ),
        summary=texts,
    )
    gold = Gold.model_validate(
        {
            "article": "hostile",
            "text_sha256": article.sha256,
            "status": "adjudicated",
            "readers": [{"id": "a", "who": "one"}, {"id": "b", "who": "another"}],
            "adjudicator": "a third",
            "guidelines": "1.1",
            "notes": "".join(texts),
            "summary": [],
            "actors": [],
            "claims": [],
            "sectors": [],
            "stance": [],
        }
    )
    return GoldArticle(article, gold, labels)


def hostile_run(letter: str) -> Run:
    """Finds every other item of :func:`hostile`, and drops with hostile reasons."""
    item = hostile()
    half = replace(item.labels, claims=item.labels.claims[letter == "b" :: 2])
    run = run_of([replace_labels(item, half)], tag="".join(ATTACKS) + TURNED + letter)
    brief = run.results[0].brief
    assert brief is not None
    dropped = [
        {"field": text, "item": {text: [text]}, "reason": text} for text in (*ATTACKS, TURNED)
    ]
    brief = Brief.model_validate({**brief.model_dump(), "dropped": dropped})
    origin = run.origin.model_copy(
        update={"model": ATTACKS[1], "prompt": ATTACKS[2], "packages": {ATTACKS[0]: ATTACKS[4]}}
    )
    return run.model_copy(
        update={
            "suite": ATTACKS[6],
            "accepted": ATTACKS[5],
            "origin": origin,
            "results": (
                Result(id=item.article.id, brief=brief),
                Result(id=item.article.id, repeat=1, error="".join(ATTACKS)),
            ),
        }
    )


def replace_labels(item: GoldArticle, labels: Labels) -> GoldArticle:
    return GoldArticle(item.article, item.gold, labels)
