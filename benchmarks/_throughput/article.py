"""The article that all contenders are asked about, and what the server answers each.

The article is the seed, every sentence of a copy with a word of its own, so that nothing
that was read once spares reading the next. ``benchmarks/data/seed_answer.json`` is ours, in
the wire format of the prompt: what stood the support check in a brief of the default model,
kept as it was so that later runs do not change the work. The others are answered with the
items of it that they ask for, in their own shapes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from summarizer.articles import article_from_text, text_from_file

ROOT = Path(__file__).resolve().parents[2]
SEED = "zelenskyy-china"
TEXT = text_from_file(ROOT / "evals" / "gold" / "articles" / f"{SEED}.txt").text
SENTENCES = article_from_text(TEXT, id=SEED).sentences
# A word before the full stop, or at the end where there is none.
_END = re.compile(r"(?=[.!?][\"”’)]*$)|(?<![.!?\"”’)])$")
_NUMBER = re.compile(rb" batch(\d+)")
_OURS: dict[str, list[dict[str, Any]]] = json.loads(
    (ROOT / "benchmarks" / "data" / "seed_answer.json").read_text("utf-8")
)
_PLAIN = {
    "actors": ("name", "aliases", "type", "role", "salience"),
    "claims": ("text", "speaker", "kind", "quotes"),
    "sectors": ("code", "quotes"),
    "stance": ("holder", "target", "position", "quotes"),
}


def numbered(number: int) -> str:
    """A copy of the article that differs from all others in each of its sentences."""
    told = [_END.sub(f" batch{number}", TEXT[start:end], count=1) for start, end in SENTENCES]
    return "\n".join(told)


def number_of(request: bytes) -> int | None:
    """Which copy a request's body is about; ``None`` where it holds none."""
    found = _NUMBER.search(request)
    return int(found[1]) if found else None


def _quotes(item: dict[str, Any]) -> list[str]:
    """The sentences that an item of ours names by number."""
    return [TEXT[slice(*SENTENCES[number - 1])] for number in item["evidence"]]


def _plain() -> dict[str, Any]:
    """The same with quotes where ours has numbers."""
    return {
        field: [
            {key: _quotes(item)[:3] if key == "quotes" else item[key] for key in keys}
            for item in _OURS[field]
        ]
        for field, keys in _PLAIN.items()
    }


def _extractions() -> dict[str, Any]:
    """The claims as LangExtract wants them: a class, the article's own words, attributes."""
    return {
        "extractions": [
            {
                "claim": _quotes(item)[0],
                "claim_attributes": {"speaker": item["speaker"] or "", "kind": item["kind"]},
            }
            for item in _OURS["claims"]
        ]
    }


ANSWERS = {
    "ours": json.dumps(_OURS, ensure_ascii=False),
    "plain": json.dumps(_plain(), ensure_ascii=False),
    "langextract": json.dumps(_extractions(), ensure_ascii=False),
}
