"""Articles, and a model's answers to them, for tests of batches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fake_server import Says

from summarizer import Brief
from summarizer.provider_batch import BatchOptions

ANSWERS: dict[str, Any] = {
    "actors": [["Ada Berg", "person", "core", "minister", ["Berg"]]],
    "claims": [[2, "Berg", "accusation", "Blue Air is unsafe."]],
    "summary": [1, 2],
    "sectors": [["transport", 1]],
    "stance": [[2, "Ada Berg", "against", "Blue Air"]],
}
FAST = BatchOptions(poll_seconds=0.01, settle_seconds=0.0, patience=3)
# Five articles, three questions of the staged prompt for each.
ARTICLES, QUESTIONS = 5, 15


def says(body: dict[str, Any]) -> Says:
    """The model's answer to one question: the fields that its schema has."""
    fields = body["response_format"]["json_schema"]["schema"]["properties"]
    return Says({name: ANSWERS[name] for name in fields})


def asks_about(body: dict[str, Any], words: str) -> bool:
    """Whether the question is about the article that holds ``words``."""
    return any(words in message["content"] for message in body["messages"])


def write_articles(folder: Path) -> list[Path]:
    """Articles that differ in one number, in files."""
    made: list[Path] = []
    for number in range(ARTICLES):
        path = folder / f"article-{number}.txt"
        path.write_text(
            f"Norland grounded {10 + number} jets of the airline Blue Air on Monday. "
            "“It’s unsafe,” minister Ada Berg said of Blue Air.",
            "utf-8",
        )
        made.append(path)
    return made


def content(brief: Brief | None) -> dict[str, Any]:
    """A brief without what differs between two runs: the time they took."""
    assert brief is not None
    data: dict[str, Any] = json.loads(brief.to_json())
    del data["run"]["seconds"]
    return data
