"""Invented lines in the formats of the external sets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TEXT = (
    "Norland bans Blue Air\n\n"
    "Norland banned Blue Air on Monday. Minister Ada Berg said: “The airline is unsafe for its "
    "passengers. Its engines are older than forty years.” Pilots thought that the ban was a "
    "mistake of the ministry. Blue Air was founded in Ostia."
)


def at(words: str, text: str = TEXT) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def _entity(name: str, type: str, *, salient: bool = False, named: bool = True) -> dict[str, Any]:
    return {
        "name": name, "type": type, "mentions": [at(name)], "salient": salient, "salience": 0,
        "salience_of": 1, "named": named, "aliases": [], "wikipedia": None,
    }  # fmt: skip


def _attribution(
    speaker: str, entity: str | None, words: str, *, reporting: bool = True
) -> dict[str, Any]:
    span = at(words)
    return {
        "speaker": speaker, "cue": "said", "content": words, "start": span[0], "end": span[1],
        "spans": [span], "speaker_spans": [at(speaker)], "cue_spans": [], "reporting": reporting,
        "speaker_entity": entity, "speaker_aliases": [speaker], "attribution": "positive",
        "quoted": False,
    }  # fmt: skip


QUOTE = "“The airline is unsafe for its passengers. Its engines are older than forty years.”"

GUM: dict[str, Any] = {
    "id": "gum-1",
    "source": "gum_news",
    "licence": "invented",
    "text": TEXT,
    "title": "Norland bans Blue Air",
    "date": "2031-02-03",
    "url": "",
    "labels": {
        "actors": [
            _entity("Norland", "place", salient=True),
            _entity("Blue Air", "organization", salient=True),
            _entity("Ada Berg", "person"),
            _entity("Ostia", "place"),
            _entity("Pilots", "person", named=False),
        ],
        "claims": [
            _attribution("Minister Ada Berg", "Ada Berg", QUOTE),
            _attribution(
                "Pilots", "Pilots", "the ban was a mistake of the ministry", reporting=False
            ),
        ],
        "summaries": ["Norland banned Blue Air."],
    },
}

SALIENCE: dict[str, Any] = {
    "id": "salience-1",
    "source": "wikinews_salience",
    "licence": "invented",
    "text": TEXT,
    "labels": {
        "actors": [
            {"name": "Norland (country)", "type": None, "mentions": [at("Norland")],
             "salient": True, "salience": 3.0},
            {"name": "Blue Air", "type": None, "mentions": [at("Blue Air")], "salient": True,
             "salience": 2.5},
            {"name": "Air", "type": None,
             "mentions": [[at("Blue Air")[0] + 5, at("Blue Air")[1]]],
             "salient": True, "salience": 2.0},
            {"name": "Airline", "type": None, "mentions": [at("airline")], "salient": True,
             "salience": 2.0},
            {"name": "Ostia, Norland", "type": None, "mentions": [at("Ostia")], "salient": False,
             "salience": 1.0},
            {"name": "m1:0.0523", "type": None, "mentions": [at("Monday")], "salient": True,
             "salience": 2.0},
        ],
        "entities_without_name": 1,
    },
}  # fmt: skip

SENTENCE = "Norland banned Blue Air after protests by pilots, a court in Ostia said."

PLOVER: dict[str, Any] = {
    "id": "PLOVER-1",
    "source": "plover_gsr",
    "licence": "invented",
    "text": SENTENCE,
    "labels": {
        "actors": [
            {"name": "Norland", "type": "country", "salient": None,
             "mentions": [at("Norland", SENTENCE)], "role": "source", "code": "NOR",
             "sector_code": None},
            {"name": "Blue Air", "type": "business", "salient": None,
             "mentions": [at("Blue Air", SENTENCE)], "role": "target", "code": "NOR",
             "sector_code": "BUS"},
            {"name": "Aviators", "type": None, "salient": None, "mentions": [], "role": "target",
             "code": "***", "sector_code": "***"},
        ],
        "stance": [{"holder": "Norland", "target": "Blue Air", "position": "oppose"}],
        "sectors": ["legal"],
        "event": {"type": "SANCTION", "text": "banned", "mode": None},
    },
}  # fmt: skip


def _target(name: str, type: str, level: str) -> dict[str, Any]:
    mentions = [at(name)] if name in TEXT else []
    return {"name": name, "type": type, "mentions": mentions, "salient": True, "level": level}


SEESAW: dict[str, Any] = {
    "id": "seesaw-1",
    "source": "seesaw",
    "licence": "invented",
    "text": TEXT,
    "publisher": "invented",
    "labels": {
        "actors": [
            _target("Norland", "gpe", "main"),
            _target("Adelaide Berg", "people", "main"),
            _target("Blue Air", "organization", "main"),
            _target("National Air Council", "organization", "salient"),
            _target("the ban", "topic", "salient"),
        ],
        "stance": [
            {"holder": "Norland", "target": "Blue Air", "position": "oppose", "sentences": 2},
            {"holder": "Adelaide Berg", "target": "the ban", "position": "support",
             "sentences": 1},
            {"holder": "Blue Air", "target": "Norland", "position": "oppose", "sentences": 1},
            {"holder": None, "target": "Blue Air", "position": "neutral", "strength": "Neutral"},
        ],
        "stance_sentences": [
            {"holder": "Adelaide Berg", "target": "the ban", "position": "support", "start": 0,
             "end": 10, "annotators": 3},
            {"holder": "Blue Air", "target": "Norland", "position": "oppose", "start": 0,
             "end": 10, "annotators": 1},
        ],
        "sectors": "aviation",
        "article_ideology": "Moderate",
    },
}  # fmt: skip

LINES = {"gum": GUM, "salience": SALIENCE, "plover": PLOVER, "seesaw": SEESAW}


def write_lines(path: Path, lines: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path
