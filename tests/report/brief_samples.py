"""Briefs made by hand: of the seed article, of invented ones, and of a hostile one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hostile_texts import ATTACKS, TURNED, hostile_article

from summarizer.articles import article_from_text, read_article
from summarizer.domain import Actor, Article, Brief, Claim, RunRecord, Span

ROOT = Path(__file__).resolve().parents[2]
RUN = RunRecord(
    model="by hand",
    prompt="none@0",
    prompt_sha256="0" * 64,
    schema_sha256="0" * 64,
    taxonomy_sha256="0" * 64,
    version="0",
    seconds=0.0,
)
Pair = tuple[Brief, Article]


def seed() -> Pair:
    """The article in ``seeds/`` with the brief an analyst might write."""
    article = read_article(next((ROOT / "seeds").glob("*.txt")))
    return made_by_hand(
        article, json.loads(Path(__file__).with_name("seed_brief.json").read_text("utf-8"))
    ), article


def made_by_hand(article: Article, notes: dict[str, Any]) -> Brief:
    """A brief from notes in the shape of its JSON, but with evidence by sentence number.

    ``"evidence": [1, 3]`` are whole sentences, ``"mentions": ["Kyiv"]`` every
    occurrence of the words, also usable as evidence (first occurrence).
    """
    data: dict[str, Any] = {"article": article.info, "run": RUN}
    for field in ("summary", "actors", "claims", "sectors", "stance"):
        data[field] = tuple(_grounded(article, item) for item in notes.get(field, ()))
    data["dropped"] = tuple(notes.get("dropped", ()))
    data["repaired"] = tuple(notes.get("repaired", ()))
    return Brief.model_validate(data)


def _grounded(article: Article, item: dict[str, Any]) -> dict[str, Any]:
    item = dict(item)
    if "evidence" in item:
        item["evidence"] = tuple(_span(article, part) for part in item["evidence"])
    if "mentions" in item:
        item["mentions"] = tuple(
            span for words in item["mentions"] for span in every(article, words)
        )
    return item


def _span(article: Article, part: int | str) -> Span:
    if isinstance(part, int):
        return Span.of(article.text, *article.sentences[part - 1])
    return every(article, part)[0]


def every(article: Article, words: str) -> tuple[Span, ...]:
    """Every occurrence of the words as whole words."""
    found = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", article.text)
    spans = tuple(Span.of(article.text, *match.span()) for match in found)
    assert spans, f"the article does not say {words!r}"
    return spans


def invented() -> list[Pair]:
    """Three short invented briefs that differ in actor, sector, stance and date."""
    airline = article_from_text(
        "title: Blue Air grounded\ndate: 2031-02-03\nsource: Invented Gazette\n"
        "url: https://gazette.example/air\n---\n"
        "Norland grounded the airline Blue Air on Monday. “It’s unsafe,” minister Ada Berg said.\n"
        "\nBlue Air denied the charge. Berg’s ministry will publish its report in March.",
        id="blue-air",
    )
    harvest = article_from_text(
        "title: Süddorf’s harvest fails\ndate: 2031-03-09\nsource: Invented Gazette\n---\n"
        "The wheat harvest in Süddorf fell by half. "
        "Norland promised its farmers 20 million crowns. The Farmers’ League welcomed the promise.",
        id="harvest",
    )
    undated = article_from_text(
        "title: A dam for the Ebb\ndate: last spring\n---\n"
        "Norland and Ostland disagree about the dam on the Ebb. Ostland calls it a threat. "
        "Norland says that it will be built.",
        id="dam",
    )
    return [
        (
            made_by_hand(
                airline,
                {
                    "summary": [
                        {"text": "Norland grounded the airline Blue Air.", "evidence": [1]}
                    ],
                    "actors": [
                        _actor("Norland", "country", ["Norland"]),
                        _actor("Blue Air", "company", ["Blue Air"]),
                        _actor("Ada Berg", "person", ["Ada Berg", "Berg’s"]),
                    ],
                    "claims": [
                        {
                            "text": "Blue Air is unsafe.",
                            "speaker": "Ada Berg",
                            "kind": "accusation",
                            "evidence": [2],
                        }
                    ],
                    "sectors": [{"code": "transport", "label": "Transport", "evidence": [1]}],
                    "stance": [
                        {
                            "holder": "Norland",
                            "target": "Blue Air",
                            "position": "oppose",
                            "evidence": [1],
                        }
                    ],
                },
            ),
            airline,
        ),
        (
            made_by_hand(
                harvest,
                {
                    "summary": [
                        {"text": "The wheat harvest in Süddorf fell by half.", "evidence": [1]}
                    ],
                    "actors": [
                        _actor("Norland", "country", ["Norland"]),
                        _actor("Farmers’ League", "other_group", ["Farmers’ League"]),
                    ],
                    "sectors": [{"code": "agriculture", "label": "Agriculture", "evidence": [1]}],
                    "stance": [
                        {
                            "holder": "Farmers’ League",
                            "target": "Norland",
                            "position": "support",
                            "evidence": [3],
                        }
                    ],
                },
            ),
            harvest,
        ),
        (
            made_by_hand(
                undated,
                {
                    "actors": [
                        _actor("Kingdom of Norland", "country", ["Norland"], ["Norland"]),
                        _actor("Ostland", "country", ["Ostland"]),
                    ],
                    "stance": [
                        {
                            "holder": "Ostland",
                            "target": "the dam",
                            "position": "oppose",
                            "evidence": [2],
                        },
                        {
                            "holder": "Kingdom of Norland",
                            "target": "the dam",
                            "position": "support",
                            "evidence": [3],
                        },
                    ],
                },
            ),
            undated,
        ),
    ]


def _actor(
    name: str, kind: str, mentions: list[str], aliases: list[str] | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "salience": "core",
        "mentions": mentions,
        "aliases": aliases or [],
    }


HUGE = "Ministerium" * 60


def hostile() -> Pair:
    """An article and a brief whose every text attacks the page that shows it."""
    article = hostile_article(HUGE, language='"><script>window.hit=9</script>')
    count = len(article.sentences)
    name = ATTACKS[2] + ATTACKS[3]
    actors = [
        Actor(
            name=text,
            aliases=ATTACKS,
            type="person",
            role=ATTACKS[0],
            salience="core",
            mentions=(_span(article, number % count + 1),),
        )
        for number, text in enumerate((name, HUGE, TURNED))
    ]
    texts = [*ATTACKS, TURNED, HUGE]
    brief = Brief.model_validate(
        {
            "article": article.info,
            "summary": [{"text": text, "evidence": [_span(article, 1)]} for text in texts],
            "actors": actors,
            "claims": [
                Claim(
                    text=text,
                    speaker=name,
                    via=HUGE,
                    kind="denial",
                    evidence=(_span(article, 1), Span.of(article.text, 3, len(article.text) - 3)),
                    grade="unverified",
                    reasons=ATTACKS,
                )
                for text in texts
            ],
            "sectors": [
                {"code": text, "label": text, "evidence": [_span(article, 2)]} for text in texts
            ],
            "stance": [
                {
                    "holder": actors[number % 3].name,
                    "target": text,
                    "position": ("support", "oppose", "mixed", "neutral")[number % 4],
                    "evidence": [_span(article, number % count + 1)],
                }
                for number, text in enumerate(texts)
            ],
            "dropped": [
                {"field": text, "item": {text: [text, {"a": None}]}, "reason": text}
                for text in texts
            ],
            "repaired": [
                {"field": "actors", "item": text, "before": text, "after": None, "reason": text}
                for text in texts
            ],
            "run": RUN.model_copy(update={"model": ATTACKS[1], "prompt": ATTACKS[2]}),
        }
    )
    return brief, article
