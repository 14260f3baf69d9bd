"""The article that all contenders are asked about, and what the server answers each.

The article is the seed, every sentence of a copy with a word of its own, so that nothing
that was read once spares reading the next. Ours is answered with what stood the support
check of the brief that is on record for it, in the wire format of the prompt; the others
with the same items in the shapes that they ask for.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from summarizer.articles import article_from_text, text_from_file
from summarizer.domain import Brief, Claim, Stance, SummarySentence
from summarizer.evaluation.record import load

ROOT = Path(__file__).resolve().parents[2]
SEED = "zelenskyy-china"


def _brief() -> Brief:
    run = load(ROOT / "evals" / "records" / "default.json")
    return next(result.brief for result in run.results if result.id == SEED and result.brief)


_BRIEF = _brief()
TEXT = text_from_file(ROOT / "evals" / "gold" / "articles" / f"{SEED}.txt").text
SENTENCES = article_from_text(TEXT, id=SEED).sentences
# A word before the full stop, or at the end where there is none.
_END = re.compile(r"(?=[.!?][\"”’)]*$)|(?<![.!?\"”’)])$")


def numbered(number: int) -> str:
    """A copy of the article that differs from all others in each of its sentences."""
    told = [_END.sub(f" batch{number}", TEXT[start:end], count=1) for start, end in SENTENCES]
    return "\n".join(told)


def _stood(item: SummarySentence | Claim | Stance) -> bool:
    return item.grade in ("exact", "supported")


def _ours() -> dict[str, Any]:
    starts = [start for start, _ in SENTENCES]

    def numbers(item: Any) -> list[int]:
        return [starts.index(span.start) + 1 for span in item.evidence]

    return {
        "summary": [
            {"text": item.text[:280], "evidence": numbers(item)}
            for item in _BRIEF.summary
            if _stood(item)
        ],
        "actors": [
            {
                "name": item.name,
                "aliases": list(item.aliases),
                "type": item.type,
                "role": item.role,
                "salience": item.salience,
            }
            for item in _BRIEF.actors
        ],
        "claims": [
            {
                "text": item.text,
                "speaker": item.speaker,
                "via": item.via,
                "kind": item.kind,
                "evidence": numbers(item),
            }
            for item in _BRIEF.claims
            if _stood(item)
        ],
        "sectors": [{"code": item.code, "evidence": numbers(item)} for item in _BRIEF.sectors],
        "stance": [
            {
                "holder": item.holder,
                "target": item.target,
                "position": item.position,
                "evidence": numbers(item),
            }
            for item in _BRIEF.stance
            if _stood(item)
        ],
    }


def _plain() -> dict[str, Any]:
    """The same with quotes where ours has numbers."""
    items = json.loads(_BRIEF.model_dump_json())
    quoted: dict[str, Any] = {}
    keys = {
        "actors": ("name", "aliases", "type", "role", "salience"),
        "claims": ("text", "speaker", "kind"),
        "sectors": ("code",),
        "stance": ("holder", "target", "position"),
    }
    for field, names in keys.items():
        quoted[field] = [
            {name: item[name] for name in names}
            | (
                {"quotes": [span["quote"] for span in item["evidence"]][:3]}
                if field != "actors"
                else {}
            )
            for item in items[field]
        ]
    return quoted


def _extractions() -> dict[str, Any]:
    """The claims as LangExtract wants them: a class, the article's own words, attributes."""
    return {
        "extractions": [
            {
                "claim": item.evidence[0].quote,
                "claim_attributes": {"speaker": item.speaker or "", "kind": item.kind},
            }
            for item in _BRIEF.claims
            if _stood(item)
        ]
    }


ANSWERS = {
    "ours": json.dumps(_ours(), ensure_ascii=False),
    "plain": json.dumps(_plain(), ensure_ascii=False),
    "langextract": json.dumps(_extractions(), ensure_ascii=False),
}
