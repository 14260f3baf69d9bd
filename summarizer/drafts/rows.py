"""Wire format ``rows``: every item an array, for models that pay for each token.

::

    {"actors":  [["Volodymyr Zelenskyy","person","core","president of Ukraine",["Zelenskyy"]]],
     "claims":  [[1,"Volodymyr Zelenskyy","statement","China is moving closer to Russia."]],
     "summary": [1,8],
     "sectors": [["diplomacy",[1,8]]],
     "stance":  [[4,"Volodymyr Zelenskyy","against","Russia"]]}

Claims and stance begin with their sentence: a small model that has just named it
reads it, walks on through the article, and stops at its end. A single sentence
number may stand without its list. A claim may have a fifth element, the actor
that relays it. The summary is sentences of the article.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BeforeValidator, create_model

from summarizer.domain import ActorType, ClaimKind, ItemField, Position, Salience
from summarizer.drafts import _wire as wire
from summarizer.drafts._types import (
    Bounds,
    DraftActor,
    DraftClaim,
    DraftItem,
    DraftSector,
    DraftStance,
    DraftSummary,
)

# Words of one token each, where the domain's take three.
TYPES: dict[str, ActorType] = {
    "person": "person",
    "country": "country",
    "government": "government_body",
    "company": "company",
    "international": "international_org",
    "armed": "armed_group",
    "media": "media",
    "group": "other_group",
}
KINDS: tuple[ClaimKind, ...] = (
    "statement",
    "accusation",
    "denial",
    "prediction",
    "commitment",
    "demand",
)
POSITIONS: dict[str, Position] = {
    "for": "support",
    "against": "oppose",
    "mixed": "mixed",
    "neutral": "neutral",
}
_TYPE_WORDS = {domain: word for word, domain in TYPES.items()}
_POSITION_WORDS = {domain: word for word, domain in POSITIONS.items()}


def _as_tuple(value: Any) -> Any:
    if isinstance(value, list):
        # Strict validation takes JSON arrays for tuples, but no list from a validator.
        return tuple(cast("list[Any]", value))
    return (value,) if isinstance(value, int) else value


Sentences = Annotated[
    tuple[int, ...], BeforeValidator(_as_tuple), AfterValidator(wire.check_sentences)
]
TypeWord = Literal[
    "person", "country", "government", "company", "international", "armed", "media", "group"
]
PositionWord = Literal["for", "against", "mixed", "neutral"]

_ROWS: dict[ItemField, Any] = {
    "summary": Annotated[int, AfterValidator(lambda n, info: wire.check_sentences((n,), info)[0])],
    "actors": tuple[wire.Occurring, TypeWord, Salience, wire.Role, wire.Aliases],
    "claims": tuple[Sentences, wire.Listed, ClaimKind, wire.ClaimText]
    | tuple[Sentences, wire.Listed, ClaimKind, wire.ClaimText, wire.Listed],
    "sectors": tuple[wire.Code, Sentences],
    "stance": tuple[Sentences, wire.Listed, PositionWord, wire.Target],
}


class Rows:
    """The ``rows`` wire format."""

    name = "rows"
    choices: Mapping[ItemField, tuple[str | int, ...]] = {
        "actors": (1,),
        "claims": (1,),
        "stance": (1, 2, 3),
    }

    def answer_model(self, fields: tuple[ItemField, ...]) -> type[wire.Answer]:
        return _answer_model(fields)

    def json_schema(self, fields: tuple[ItemField, ...], bounds: Bounds) -> dict[str, Any]:
        limits = bounds.limits
        number = {"type": "integer", "minimum": 1, "maximum": bounds.sentences}
        numbers = {"anyOf": [number, wire.list_schema(number, limits.evidence, 1)]}
        name = wire.text_schema(bounds, limits.name)
        listed: dict[str, Any] = {"anyOf": [{"type": "null"}, name]}
        if bounds.names is not None:
            listed = {"enum": [None, *bounds.names]}
        claim = [numbers, listed, {"enum": list(KINDS)}, wire.text_schema(bounds, limits.claim)]
        rows: dict[ItemField, dict[str, Any]] = {
            "summary": number,
            "actors": _row(
                name,
                {"enum": list(TYPES)},
                {"enum": ["core", "secondary"]},
                wire.text_schema(bounds, limits.role),
                wire.list_schema(name, limits.aliases),
            ),
            "claims": {"anyOf": [_row(*claim), _row(*claim, listed)]},
            "sectors": _row({"enum": list(bounds.codes)}, numbers),
            "stance": _row(numbers, listed, {"enum": list(POSITIONS)}, name),
        }
        least: dict[ItemField, int] = {"summary": 1}
        return wire.object_schema(
            {f: wire.list_schema(rows[f], limits.of(f), least.get(f, 0)) for f in fields}
        )

    def decode(self, answer: wire.Answer) -> dict[ItemField, list[DraftItem]]:
        return {
            field: [_decode(field, row) for row in getattr(answer, field)]
            for field in answer.fields
        }

    def encode(self, items: Mapping[ItemField, list[DraftItem]]) -> str:
        answer = {field: [_encode(item) for item in values] for field, values in items.items()}
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


ROWS = Rows()


def _row(*cells: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "array",
        "prefixItems": list(cells),
        "minItems": len(cells),
        "maxItems": len(cells),
    }


@cache
def _answer_model(fields: tuple[ItemField, ...]) -> type[wire.Answer]:
    definitions: dict[str, Any] = {
        f: (Annotated[list[_ROWS[f]], wire.list_limit(f)], ...) for f in fields
    }
    model = create_model("Answer", __base__=wire.Answer, **definitions)
    model.fields = fields
    model.wire = ROWS
    return model


def _decode(field: ItemField, row: Any) -> DraftItem:
    match field:
        case "summary":
            return DraftSummary(sentences=(row,))
        case "actors":
            name, type_word, salience, role, aliases = row
            return DraftActor(name, TYPES[type_word], salience, role.strip(), tuple(aliases))
        case "claims":
            sentences, speaker, kind, text, *via = row
            return DraftClaim(text.strip(), speaker, kind, sentences, via[0] if via else None)
        case "sectors":
            return DraftSector(*row)
        case "stance":
            sentences, holder, word, target = row
            return DraftStance(holder, target.strip(), POSITIONS[word], sentences)


def _numbers(sentences: tuple[int, ...]) -> int | list[int]:
    return sentences[0] if len(sentences) == 1 else list(sentences)


def _encode(item: DraftItem) -> Any:
    match item:
        case DraftSummary():
            return item.sentences[0]
        case DraftActor():
            word = _TYPE_WORDS[item.type]
            return [item.name, word, item.salience, item.role, list(item.aliases)]
        case DraftClaim():
            row: list[Any] = [_numbers(item.sentences), item.speaker, item.kind, item.text]
            return [*row, item.via] if item.via is not None else row
        case DraftSector():
            return [item.code, _numbers(item.sentences)]
        case DraftStance():
            word = _POSITION_WORDS[item.position]
            return [_numbers(item.sentences), item.holder, word, item.target]
