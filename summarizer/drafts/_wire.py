"""What all wire formats share: bounded response models and reading of answers.

A response model is built once, at import. What differs from article to article
(number of sentences, actors so far) reaches its JSON schema through
:func:`bounded` and its validators through the validation context, because
building pydantic classes for every article would cost more than the rest of
the call.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, Protocol, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo
from pydantic_core import PydanticKnownError, from_json

from summarizer.domain import ItemField
from summarizer.drafts._types import Bounds, DraftItem, Limits, name_key
from summarizer.errors import AnswerError

_current: ContextVar[Bounds | None] = ContextVar("bounds", default=None)

# Everything that an English (or other Latin-script) brief needs and nothing
# that a grammar would have to escape: no control characters, no straight double
# quote, no backslash. Small models otherwise slip into other scripts.
_LATIN = r" !#-\[\]-~¡-ɏḀ-ỿ‐-•…€"
# The same without the Latin restriction, for articles in other scripts.
_ANY = r"^\"\\\x00-\x1f"


@contextmanager
def bounded(bounds: Bounds) -> Generator[None]:
    """Within this block, response models publish the JSON schema of ``bounds``."""
    token = _current.set(bounds)
    try:
        yield
    finally:
        _current.reset(token)


class Answer(BaseModel):
    """Base of response models; instructor asks it for its schema and validates with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: ClassVar[tuple[ItemField, ...]]
    wire: ClassVar[WireFormat]

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The schema within the current bounds (see :func:`bounded`)."""
        bounds = _current.get()
        if bounds is None:
            return super().model_json_schema(*args, **kwargs)
        return cls.wire.json_schema(cls.fields, bounds)


class WireFormat(Protocol):
    """How draft items are written in JSON, in both directions."""

    name: str
    choices: Mapping[ItemField, tuple[str | int, ...]]
    """The parts of an item that say what it chose: type, speaker, who stands where."""

    def answer_model(self, fields: tuple[ItemField, ...]) -> type[Answer]:
        """The response model for a question that asks for ``fields``."""
        ...

    def json_schema(self, fields: tuple[ItemField, ...], bounds: Bounds) -> dict[str, Any]:
        """The JSON schema of that answer, bounded for one article."""
        ...

    def decode(self, answer: Answer) -> dict[ItemField, list[DraftItem]]:
        """Draft items of a validated answer."""
        ...

    def encode(self, items: Mapping[ItemField, list[DraftItem]]) -> str:
        """The answer that a model should give for these items, as compact JSON."""
        ...


def characters(bounds: Bounds) -> str:
    """The inside of a character class for free text about this article."""
    return _LATIN if is_latin(bounds.text) else _ANY


def is_latin(text: str) -> bool:
    """Whether nearly all letters of ``text`` (as its beginning shows) are of the Latin script."""
    return _latin(text[:4000])


# From Greek on, but for Latin Extended Additional.
_NOT_LATIN = re.compile("[\u0370-\u1dff\u1f00-\U0010ffff]")


@lru_cache(maxsize=64)
def _latin(text: str) -> bool:
    # Every text field of a schema asks, for the same article.
    if text.isascii():
        return True
    foreign = sum(map(str.isalpha, _NOT_LATIN.findall(text)))
    return foreign <= 0.05 * sum(map(str.isalpha, text))


def text_schema(bounds: Bounds, most: int) -> dict[str, Any]:
    """Schema of a free string of at most ``most`` characters."""
    return {"type": "string", "pattern": f"^[{characters(bounds)}]{{1,{most}}}$"}


def list_schema(item: dict[str, Any], most: int, least: int = 0) -> dict[str, Any]:
    """Schema of a list of ``least`` to ``most`` items."""
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}


def object_schema(properties: dict[str, Any]) -> dict[str, Any]:
    """Schema of an object with exactly these properties, in this order."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def bounds_of(info: ValidationInfo) -> Bounds | None:
    """The bounds in a validation context, or those of the block we are in, if any.

    Never through instructor's own ``context``: it would take every message, the
    article among them, for a template and run it.
    """
    context = cast("dict[str, Any] | None", info.context)
    return context.get("bounds") if context else _current.get(None)


def check_sentences(numbers: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
    """Evidence must be sentences that exist; order and repetition do not matter."""
    bounds = bounds_of(info)
    if not numbers:
        raise ValueError("no evidence: name the sentence that says it")
    if bounds is not None:
        for number in numbers:
            if not 1 <= number <= bounds.sentences:
                raise ValueError(
                    f"there is no sentence {number}; the article has {bounds.sentences}"
                )
    named = tuple(sorted(set(numbers)))
    # Evidence that is half of the article says nothing of where the item stands.
    if len(named) > (most := limits_of(info).evidence):
        raise ValueError(f"{len(named)} sentences; name the {most} at most that say it")
    return named


def check_occurs(name: str, info: ValidationInfo) -> str:
    """A name must be a form that the article uses (whatever its case)."""
    bounds = bounds_of(info)
    name = name.strip()
    if not name:
        raise ValueError("the name is empty")
    check_length(name, limits_of(info).name)
    if bounds is not None and loosely(name) not in loosely(bounds.text):
        raise ValueError(f"{name!r} does not occur in the article; use the article's own form")
    return name


def check_length(text: str, most: int) -> None:
    """A text has at most so many characters; pydantic's own words say so."""
    if len(text) > most:
        raise PydanticKnownError("string_too_long", {"max_length": most})


def check_target(target: str) -> str:
    """A stance is towards something."""
    if not target.strip():
        raise ValueError("the target is empty")
    return target


def check_code(code: str, info: ValidationInfo) -> str:
    """A sector code must be one of the taxonomy's."""
    bounds = bounds_of(info)
    if bounds is not None and code not in bounds.codes:
        raise ValueError(f"{code!r} is no sector code")
    return code


def limits_of(info: ValidationInfo) -> Limits:
    """The limits in a validation context, or the default ones."""
    bounds = bounds_of(info)
    return bounds.limits if bounds is not None else Limits()


def list_limit(name: ItemField | Literal["aliases"]) -> AfterValidator:
    """A list is as long as the limits allow, at most."""

    def check(items: Sequence[Any], info: ValidationInfo) -> Sequence[Any]:
        most = limits_of(info).of(name)
        if len(items) > most:
            sizes = {"field_type": "List", "max_length": most, "actual_length": len(items)}
            raise PydanticKnownError("too_long", sizes)
        return items

    return AfterValidator(check)


def text_limit(
    name: Literal["claim", "summary_text", "role", "name"], *, may_be_empty: bool = False
) -> AfterValidator:
    """A text is as long as the limits allow, at most, and not empty unless it may be."""

    def check(text: str, info: ValidationInfo) -> str:
        check_length(text, limits_of(info).of(name))
        if not may_be_empty and not text.strip():
            raise ValueError("the text is empty")
        return text

    return AfterValidator(check)


def check_listed(name: str | None, info: ValidationInfo) -> str | None:
    """A speaker or holder must be an actor listed by an earlier question."""
    bounds = bounds_of(info)
    if name is None or bounds is None or bounds.names is None:
        return name
    if name in bounds.names:
        return name
    # Servers that do not hold an answer to the schema's names write "the Kremlin" for "Kremlin".
    if (listed := bounds.forms.get(name_key(name))) is not None:
        return listed
    raise ValueError(f"{name!r} is not one of the listed actors")


# Cells that mean the same however an item is written.
Occurring = Annotated[str, AfterValidator(check_occurs)]
Listed = Annotated[str | None, AfterValidator(check_listed)]
Target = Annotated[str, AfterValidator(check_target), text_limit("name")]
Role = Annotated[str, text_limit("role", may_be_empty=True)]
Alias = Annotated[str, text_limit("name", may_be_empty=True)]
Aliases = Annotated[tuple[Alias, ...], list_limit("aliases")]
ClaimText = Annotated[str, text_limit("claim")]
Code = Annotated[str, AfterValidator(check_code)]

_APOSTROPHES = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'))


# Every name is looked for in the same article.
@lru_cache(maxsize=32)
def loosely(text: str) -> str:
    """For comparing: case, typographic quotes and white space evened out."""
    for typographic, plain in _APOSTROPHES:
        text = text.replace(typographic, plain)
    return " ".join(text.split()).casefold()


Rejected = dict[ItemField, list[tuple[Any, str]]]
Places = dict[ItemField, list[int]]


def read_answer(model: type[Answer], raw: str, bounds: Bounds) -> tuple[Answer, Rejected, Places]:
    """Keep what is valid of a raw answer, item by item.

    Returns the answer without its invalid items; those items with the reason, by field
    (or by the key that was not asked for); and the places that the valid ones had in
    their lists, from 0. An answer that was cut off is read up to the last item that is
    whole.

    Raises:
        AnswerError: not a JSON object at all, or invalid beyond single items.
    """
    try:
        data: Any = from_json(raw, allow_inf_nan=False, allow_partial="trailing-strings")
    except ValueError as error:
        raise AnswerError(f"the answer is not JSON: {error}", raw=raw) from None
    if not isinstance(data, dict):
        raise AnswerError(f"the answer is a JSON {type(data).__name__}, not an object", raw=raw)
    seen = cast("dict[str, Any]", data)
    # Half a sentence may say the opposite of the whole one: what was cut off does not count.
    whole: dict[str, Any] = from_json(_up_to_last_whole_item(raw))
    answer: dict[str, list[Any]] = {}
    rejected: Rejected = {}
    for name in model.fields:
        value = seen.get(name)
        if isinstance(value, list):
            there = cast("list[Any]", value)
            answer[name] = whole.get(name, [])
            cut = there[len(answer[name]) :]
            if cut:
                rejected[name] = [(item, "cut off") for item in cut]
        else:
            answer[name] = []
            if value is not None:
                rejected[name] = [(value, "not a list")]
    for name in set(seen) - set(model.fields):
        rejected[cast("ItemField", name)] = [(seen[name], "was not asked for")]
    places: Places = {name: list(range(len(answer[name]))) for name in model.fields}
    # Invalid items first, then surplus ones, then what is left.
    for _ in range(3):
        try:
            return (
                model.model_validate_json(json.dumps(answer), context=bounds.as_context()),
                rejected,
                places,
            )
        except ValidationError as error:
            bad: dict[tuple[ItemField, int], list[str]] = {}
            beyond: list[str] = []
            for detail in error.errors(include_url=False):
                location = detail["loc"]
                message = detail["msg"].removeprefix("Value error, ")
                field = cast("ItemField", next(iter(location), ""))
                index = location[1] if len(location) > 1 else None
                if isinstance(index, int):
                    if message not in bad.setdefault((field, index), []):
                        bad[field, index].append(message)
                elif detail["type"] == "too_long":
                    most = detail["ctx"]["max_length"] if "ctx" in detail else 0
                    for index in range(most, len(answer[field])):
                        bad.setdefault((field, index), []).append(f"more than {most} items")
                else:
                    beyond.append(f"{'.'.join(map(str, location))}: {message}")
            if beyond:
                raise AnswerError("; ".join(beyond), raw=raw) from None
            for field, index in sorted(bad, reverse=True):
                item = answer[field].pop(index)
                places[field].pop(index)
                rejected.setdefault(field, []).insert(0, (item, "; ".join(bad[field, index])))
    raise AnswerError("the answer stays invalid after its invalid items were removed", raw=raw)


def _up_to_last_whole_item(raw: str) -> str:
    """A JSON object of lists without the item in which it was cut off, closed again."""
    open_: list[str] = []
    end, closing = 0, "{}"
    quoted = escaped = False
    for position, character in enumerate(raw):
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
            continue
        if character == '"':
            quoted = True
        elif character in "[{":
            open_.append("]" if character == "[" else "}")
        elif character in "]}":
            open_.pop()
        if len(open_) > 2 or character not in "[{]},":
            continue
        if character != ",":
            end = position + 1
        elif len(open_) == 2:
            end = position
        else:
            continue
        closing = "".join(reversed(open_))
        if not open_:
            break
    return raw[:end] + closing
