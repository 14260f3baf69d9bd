"""A small article with gold, for the tests of gold files and of their checks."""

from __future__ import annotations

from typing import Any

from summarizer.articles import article_from_text
from summarizer.domain import Article
from summarizer.evaluation.gold import Gold

TEXT = (
    "Norland banned Blue Air on Monday. “It is unsafe,” minister Ada Berg said.\n\n"
    "The airline denied it. Blue Air flies 12 jets. The airline denied it."
)


def sample_article() -> Article:
    return article_from_text(TEXT, id="blue-air")


def sample(**changes: Any) -> Gold:
    data: dict[str, Any] = {
        "article": "blue-air",
        "text_sha256": sample_article().sha256,
        "status": "adjudicated",
        "readers": [{"id": "a", "who": "one reader"}, {"id": "b", "who": "another"}],
        "adjudicator": "a third",
        "guidelines": "1.1",
        "summary": [{"text": "Norland banned it.", "evidence": ["Norland banned Blue Air"]}],
        "actors": [
            {"name": "Norland", "type": "country", "role": "bans it", "salience": "core"},
            {
                "name": "Blue Air",
                "aliases": ["The airline"],
                "type": "company",
                "role": "is banned",
                "salience": "core",
            },
            {
                "name": "Ada Berg",
                "type": "person",
                "role": "minister",
                "salience": "secondary",
                "required": False,
                "alternatives": [{"type": "government_body"}],
            },
        ],
        "claims": [
            {
                "text": "Blue Air is unsafe.",
                "speaker": "Ada Berg",
                "kind": "accusation",
                "evidence": ["“It is unsafe,” minister Ada Berg said."],
                "alternatives": [{"speaker": None}, {"kind": "statement"}],
            },
            {
                "text": "The airline did nothing wrong.",
                "speaker": "Blue Air",
                "kind": "denial",
                "evidence": [{"quote": "The airline denied it.", "occurrence": 2}],
                "required": False,
            },
        ],
        "sectors": [{"code": "transport", "evidence": ["Norland banned Blue Air on Monday."]}],
        "stance": [
            {
                "holder": "Norland",
                "target": "Blue Air",
                "position": "oppose",
                "evidence": ["Norland banned Blue Air on Monday."],
                "alternatives": [{"holder": "Ada Berg"}, {"position": "mixed"}],
            }
        ],
    }
    return Gold.model_validate({**data, **changes})
