"""Wire format ``keyed``: objects with the brief's own keys, for large models.

The model writes the summary itself and every item carries its sentence numbers
under ``evidence``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, create_model
from pydantic.dataclasses import dataclass

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

Sentences = Annotated[tuple[int, ...], AfterValidator(wire.check_sentences)]


# Dataclasses and no models: instructor looks through all members of every model within an
# answer, four times a request, which took a twelfth of all processor time.
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class KeyedSummary:
    text: Annotated[str, wire.text_limit("summary_text")]
    evidence: Sentences


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class KeyedActor:
    name: wire.Occurring
    aliases: wire.Aliases = ()
    type: ActorType
    role: wire.Role = ""
    salience: Salience


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class KeyedClaim:
    text: wire.ClaimText
    speaker: wire.Listed
    via: wire.Listed = None
    kind: ClaimKind
    evidence: Sentences


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class KeyedSector:
    code: wire.Code
    evidence: Sentences


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class KeyedStance:
    holder: wire.Listed
    target: wire.Target
    position: Position
    evidence: Sentences


_Item = KeyedSummary | KeyedActor | KeyedClaim | KeyedSector | KeyedStance
_ITEMS: dict[ItemField, type[_Item]] = {
    "summary": KeyedSummary,
    "actors": KeyedActor,
    "claims": KeyedClaim,
    "sectors": KeyedSector,
    "stance": KeyedStance,
}


class Keyed:
    """The ``keyed`` wire format."""

    name = "keyed"
    choices: Mapping[ItemField, tuple[str | int, ...]] = {
        "actors": ("type",),
        "claims": ("speaker",),
        "stance": ("holder", "position", "target"),
    }

    def answer_model(self, fields: tuple[ItemField, ...]) -> type[wire.Answer]:
        return _answer_model(fields)

    def json_schema(self, fields: tuple[ItemField, ...], bounds: Bounds) -> dict[str, Any]:
        limits = bounds.limits
        number = {"type": "integer", "minimum": 1, "maximum": bounds.sentences}
        evidence = wire.list_schema(number, limits.evidence, 1)
        name = wire.text_schema(bounds, limits.name)
        listed: dict[str, Any] = {"anyOf": [name, {"type": "null"}]}
        if bounds.names is not None:
            listed = {"enum": [*bounds.names, None]}
        items: dict[ItemField, dict[str, Any]] = {
            "summary": {"text": wire.text_schema(bounds, limits.summary_text)},
            "actors": {
                "name": name,
                "aliases": wire.list_schema(name, limits.aliases),
                "type": {"enum": list(ActorType.__args__)},
                "role": wire.text_schema(bounds, limits.role),
                "salience": {"enum": list(Salience.__args__)},
            },
            "claims": {
                "text": wire.text_schema(bounds, limits.claim),
                "speaker": listed,
                "via": listed,
                "kind": {"enum": list(ClaimKind.__args__)},
            },
            "sectors": {"code": {"enum": list(bounds.codes)}},
            "stance": {
                "holder": listed,
                "target": name,
                "position": {"enum": list(Position.__args__)},
            },
        }
        properties: dict[str, Any] = {}
        for field in fields:
            keys = items[field] if field == "actors" else {**items[field], "evidence": evidence}
            properties[field] = wire.list_schema(wire.object_schema(keys), limits.of(field))
        return wire.object_schema(properties)

    def decode(self, answer: wire.Answer) -> dict[ItemField, list[DraftItem]]:
        return {
            field: [_decode(item) for item in getattr(answer, field)] for field in answer.fields
        }

    def encode(self, items: Mapping[ItemField, list[DraftItem]]) -> str:
        answer = {field: [_encode(item) for item in values] for field, values in items.items()}
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


KEYED = Keyed()


@cache
def _answer_model(fields: tuple[ItemField, ...]) -> type[wire.Answer]:
    definitions: dict[str, Any] = {
        f: (Annotated[list[_ITEMS[f]], wire.list_limit(f)], ...) for f in fields
    }
    model = create_model("Answer", __base__=wire.Answer, **definitions)
    model.fields = fields
    model.wire = KEYED
    return model


def _decode(item: _Item) -> DraftItem:
    match item:
        case KeyedSummary():
            return DraftSummary(item.evidence, item.text.strip())
        case KeyedActor():
            return DraftActor(item.name, item.type, item.salience, item.role.strip(), item.aliases)
        case KeyedClaim():
            return DraftClaim(item.text.strip(), item.speaker, item.kind, item.evidence, item.via)
        case KeyedSector():
            return DraftSector(item.code, item.evidence)
        case KeyedStance():
            return DraftStance(item.holder, item.target.strip(), item.position, item.evidence)


def _encode(item: DraftItem) -> dict[str, Any]:
    match item:
        case DraftSummary():
            return {"text": item.text or "", "evidence": list(item.sentences)}
        case DraftActor():
            return {
                "name": item.name,
                "aliases": list(item.aliases),
                "type": item.type,
                "role": item.role,
                "salience": item.salience,
            }
        case DraftClaim():
            return {
                "text": item.text,
                "speaker": item.speaker,
                "via": item.via,
                "kind": item.kind,
                "evidence": list(item.sentences),
            }
        case DraftSector():
            return {"code": item.code, "evidence": list(item.sentences)}
        case DraftStance():
            return {
                "holder": item.holder,
                "target": item.target,
                "position": item.position,
                "evidence": list(item.sentences),
            }
