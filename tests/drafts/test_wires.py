"""Both wire formats: what is encoded is decoded, schema and validators agree, all has an end."""

from __future__ import annotations

import json
import string
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import CODES, drafts

from summarizer.domain import ITEM_FIELDS, ItemField
from summarizer.drafts import (
    Bounds,
    DraftSummary,
    Limits,
    WireFormat,
    bounded,
    read_answer,
)
from summarizer.drafts.keyed import KEYED
from summarizer.drafts.rows import ROWS
from summarizer.errors import AnswerError

NAMES = ["Norland", "Ada Berg", "Blue Air"]
TEXT = "Norland grounded Blue Air. Minister Ada Berg said so. It flies. Berg left."
WIRES = pytest.mark.parametrize("wire", [ROWS, KEYED], ids=lambda wire: wire.name)


def bounds(names: tuple[str, ...] | None = None, **limits: int) -> Bounds:
    return Bounds(TEXT, 4, CODES, names=names, limits=Limits(**limits))


def accepts(wire: WireFormat, fields: tuple[ItemField, ...], limits: Bounds, raw: str) -> bool:
    model = wire.answer_model(fields)
    try:
        # Strictly, as instructor does it.
        model.model_validate_json(raw, context=limits.as_context(), strict=True)
    except ValidationError:
        return False
    return True


def as_instances(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Instances of the subset of JSON Schema that the wire formats use."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([as_instances(option) for option in schema["anyOf"]])
    match schema["type"]:
        case "null":
            return st.none()
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"])
        case "string":
            return st.from_regex(schema["pattern"], fullmatch=True)
        case "object":
            return st.fixed_dictionaries(
                {key: as_instances(value) for key, value in schema["properties"].items()}
            )
        case "array" if "prefixItems" in schema:
            return st.tuples(*map(as_instances, schema["prefixItems"])).map(list)
        case "array":
            most = schema["maxItems"]
            return st.lists(
                as_instances(schema["items"]), min_size=schema["minItems"], max_size=most
            )
    raise AssertionError(f"a schema of a kind that no wire format should use: {schema}")


def nodes(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The schema and every schema in it."""
    inner = [*schema.get("properties", {}).values(), *schema.get("prefixItems", ())]
    inner += [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]
    return [schema, *(node for part in inner for node in nodes(part))]


@WIRES
@given(st.data())
def test_what_is_encoded_is_read_and_decoded_again(wire: WireFormat, data: st.DataObject) -> None:
    items = data.draw(drafts(4, NAMES, wild=False))
    # Rows have no words of their own for the summary, keyed answers always have.
    items["summary"] = [
        DraftSummary(s.sentences[:1]) if wire is ROWS else DraftSummary(s.sentences, s.text or "T")
        for s in items["summary"]
    ]
    raw = wire.encode(items)
    answer, rejected, _ = read_answer(wire.answer_model(ITEM_FIELDS), raw, bounds(tuple(NAMES)))
    assert not rejected
    assert wire.decode(answer) == items
    assert wire.encode(wire.decode(answer)) == raw


@WIRES
@given(st.data())
def test_encoded_drafts_follow_the_schema(wire: WireFormat, data: st.DataObject) -> None:
    items = data.draw(drafts(4, NAMES, wild=False))
    items["summary"] = [DraftSummary(s.sentences, s.text or "T") for s in items["summary"]]
    items["actors"] = [a for a in items["actors"] if a.role]
    if wire is ROWS and not items["summary"]:
        items["summary"] = [DraftSummary((1,))]
    schema = wire.json_schema(ITEM_FIELDS, bounds(tuple(NAMES)))
    jsonschema.validate(json.loads(wire.encode(items)), schema)


@WIRES
@given(st.data())
def test_validators_accept_what_the_schema_allows_except_what_a_schema_cannot_say(
    wire: WireFormat, data: st.DataObject
) -> None:
    small = {"claim": 12, "summary_text": 12, "name": 8, "role": 8}
    sizes = {name: data.draw(st.integers(1, 14)) for name in ("claims", "actors", "stance")}
    limits = bounds(data.draw(st.sampled_from([None, tuple(NAMES)])), **small, **sizes)
    schema = wire.json_schema(ITEM_FIELDS, limits)
    instance = data.draw(as_instances(schema))
    jsonschema.validate(instance, schema)
    model = wire.answer_model(ITEM_FIELDS)
    raw = json.dumps(instance)
    _, rejected, _ = read_answer(model, raw, limits)
    for pairs in rejected.values():
        for _, reason in pairs:
            assert "does not occur" in reason or "is empty" in reason
    assert accepts(wire, ITEM_FIELDS, limits, raw) is not bool(rejected)


@WIRES
@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("summary", (2, {"text": "T", "evidence": [2]}), (5, {"text": "T", "evidence": [5]})),
        ("summary", (1, {"text": "T", "evidence": [1]}), (0, {"text": "T", "evidence": []})),
        (
            "actors",
            (
                ["Norland", "country", "core", "r", []],
                {
                    "name": "Norland",
                    "aliases": [],
                    "type": "country",
                    "role": "r",
                    "salience": "core",
                },
            ),
            (
                ["Norland", "dragon", "core", "r", []],
                {
                    "name": "Norland",
                    "aliases": [],
                    "type": "dragon",
                    "role": "r",
                    "salience": "core",
                },
            ),
        ),
        (
            "claims",
            (
                [1, "Norland", "denial", "T"],
                {"text": "T", "speaker": "Norland", "via": None, "kind": "denial", "evidence": [1]},
            ),
            (
                [1, "Sudland", "denial", "T"],
                {"text": "T", "speaker": "Sudland", "via": None, "kind": "denial", "evidence": [1]},
            ),
        ),
        (
            "claims",
            (
                [[1, 4], None, "denial", "T" * 240, "Norland"],
                {
                    "text": "T" * 240,
                    "speaker": None,
                    "via": "Norland",
                    "kind": "denial",
                    "evidence": [4],
                },
            ),
            (
                [[1, 4], None, "denial", "T" * 241, "Norland"],
                {
                    "text": "T" * 241,
                    "speaker": None,
                    "via": "Norland",
                    "kind": "denial",
                    "evidence": [4],
                },
            ),
        ),
        (
            "sectors",
            (["transport", 1], {"code": "transport", "evidence": [1]}),
            (["dragons", 1], {"code": "dragons", "evidence": [1]}),
        ),
        (
            "stance",
            (
                [1, "Norland", "against", "Blue Air"],
                {"holder": "Norland", "target": "Blue Air", "position": "oppose", "evidence": [1]},
            ),
            (
                ["Norland", "despises", "Blue Air", 1],
                {"holder": "Norland", "target": "Blue Air", "position": "hates", "evidence": [1]},
            ),
        ),
    ],
)
def test_schema_and_validators_agree_on_bounds(
    wire: WireFormat, field: ItemField, good: tuple[Any, Any], bad: tuple[Any, Any]
) -> None:
    which = 0 if wire is ROWS else 1
    limits = bounds(tuple(NAMES))
    schema = wire.json_schema((field,), limits)
    for item, valid in ((good[which], True), (bad[which], False)):
        answer = {field: [item]}
        assert jsonschema.Draft202012Validator(schema).is_valid(answer) is valid
        assert accepts(wire, (field,), limits, json.dumps(answer)) is valid


@WIRES
@pytest.mark.parametrize("most", [1, 8, 20])
def test_the_prompts_own_limits_bound_lists_in_schema_and_validators(
    wire: WireFormat, most: int
) -> None:
    limits = bounds(tuple(NAMES), claims=most)
    schema = wire.json_schema(("claims",), limits)
    item = (
        [1, None, "denial", "T"]
        if wire is ROWS
        else {"text": "T", "speaker": None, "via": None, "kind": "denial", "evidence": [1]}
    )
    for count, valid in ((most, True), (most + 1, False)):
        answer = {"claims": [item] * count}
        assert jsonschema.Draft202012Validator(schema).is_valid(answer) is valid
        assert accepts(wire, ("claims",), limits, json.dumps(answer)) is valid


@WIRES
@pytest.mark.parametrize("names", [None, (), ("Norland",)])
def test_every_list_and_string_of_the_schema_has_an_end(
    wire: WireFormat, names: tuple[str, ...] | None
) -> None:
    for node in nodes(wire.json_schema(ITEM_FIELDS, bounds(names))):
        match node.get("type"):
            case "array":
                assert node["maxItems"] <= 60
                assert "minItems" in node
            case "string":
                assert node["pattern"].startswith("^[")
                least, most = node["pattern"].removesuffix("}$").rpartition("{")[2].split(",")
                assert 1 <= int(least) <= int(most) <= 2000
            case "integer":
                assert {"minimum", "maximum"} <= set(node)
            case "object":
                assert node["additionalProperties"] is False
                assert node["required"] == list(node["properties"])
            case other:
                assert other in {None, "null"}


@WIRES
def test_the_response_model_publishes_the_bounds_of_the_article_in_hand(wire: WireFormat) -> None:
    model = wire.answer_model(("sectors",))
    limits = bounds()
    with bounded(limits):
        assert model.model_json_schema() == wire.json_schema(("sectors",), limits)
        with bounded(Bounds("a", 99, ("only",))):
            assert '"only"' in json.dumps(model.model_json_schema())
        assert model.model_json_schema() == wire.json_schema(("sectors",), limits)
    assert model is wire.answer_model(("sectors",))


@WIRES
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "Norland " * 12}, "at most 90 characters"),
        ({"role": "r" * 101}, "at most 100 characters"),
        ({"aliases": ["Norland"] * 5}, "at most 4 items"),
        ({"aliases": ["N" * 91]}, "at most 90 characters"),
    ],
)
def test_what_no_server_held_to_the_schema_is_held_to_it_here(
    wire: WireFormat, changed: dict[str, Any], reason: str
) -> None:
    actor: dict[str, Any] = {
        "name": "Norland",
        "type": "country",
        "salience": "core",
        "role": "",
        "aliases": [],
        **changed,
    }
    answer = json.dumps({"actors": [list(actor.values()) if wire is ROWS else actor]})
    where = Bounds("Norland " * 20, 1, CODES)
    _, rejected, _ = read_answer(wire.answer_model(("actors",)), answer, where)
    assert reason in rejected["actors"][0][1]


@WIRES
def test_evidence_is_few_sentences(wire: WireFormat) -> None:
    model = wire.answer_model(("sectors",))
    for numbers, valid in (([1, 2, 3, 3], True), ([1, 2, 3, 4], False)):
        item = (
            ["transport", numbers] if wire is ROWS else {"code": "transport", "evidence": numbers}
        )
        _, rejected, _ = read_answer(model, json.dumps({"sectors": [item]}), bounds())
        assert (not rejected) is valid
    assert rejected["sectors"][0][1] == "4 sentences; name the 3 at most that say it"


@WIRES
@given(st.text(string.printable, min_size=1, max_size=30))
def test_names_must_occur_in_the_article(wire: WireFormat, name: str) -> None:
    row = [name, "person", "core", "r", []]
    keyed = {"name": name, "aliases": [], "type": "person", "role": "r", "salience": "core"}
    raw = json.dumps({"actors": [row if wire is ROWS else keyed]})
    valid = bool(name.strip()) and " ".join(name.split()).casefold() in TEXT.casefold()
    assert accepts(wire, ("actors",), bounds(), raw) is valid


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Dockers’ Union", "Dockers' Union"),
        ("the “Blue” Air", 'the "Blue" Air'),
        ("United\u00a0States", "united states"),
        ("Müller", "MÜLLER"),
    ],
)
def test_names_may_differ_in_typography_and_case(text: str, name: str) -> None:
    raw = json.dumps({"actors": [[name, "person", "core", "r", []]]})
    assert accepts(ROWS, ("actors",), Bounds(text, 1, CODES), raw)


def test_an_alias_of_a_listed_actor_stands_for_it() -> None:
    known = Bounds(TEXT, 4, CODES, names=("Ada Berg",), forms={"berg": "Ada Berg"})
    raw = '{"claims":[[1,"Berg","denial","T"],[1,"Carl","denial","T"]]}'
    answer, rejected, _ = read_answer(ROWS.answer_model(("claims",)), raw, known)
    assert [claim.speaker for claim in ROWS.decode(answer)["claims"]] == ["Ada Berg"]
    [(item, reason)] = rejected["claims"]
    assert item == [1, "Carl", "denial", "T"]
    assert "'Carl' is not one of the listed actors" in reason


@pytest.mark.parametrize("written", ["the Kremlin", "kremlin", "The  Kremlin", "Putin’s office"])
def test_a_listed_actor_may_be_written_in_another_way(written: str) -> None:
    forms = {"kremlin": "Kremlin", "putin's office": "Kremlin"}
    known = Bounds(TEXT, 4, CODES, names=("Kremlin",), forms=forms)
    raw = json.dumps({"claims": [[1, written, "denial", "T"]]})
    answer, rejected, _ = read_answer(ROWS.answer_model(("claims",)), raw, known)
    assert not rejected.get("claims")
    assert [claim.speaker for claim in ROWS.decode(answer)["claims"]] == ["Kremlin"]


FULL = {
    "rows": '{"claims":[[1,null,"denial","It flies on."],[[2,4],null,'
    '"demand","Go \\"now\\", ]}."]],"summary":[1,3]}',
    "keyed": '{"claims":[{"text":"It flies on.","speaker":null,"via":null,"kind":"denial",'
    '"evidence":[1]},{"text":"Go \\"now\\", ]}.","speaker":null,"via":null,"kind":"demand",'
    '"evidence":[2,4]}],"summary":[{"text":"T","evidence":[1]},{"text":"U","evidence":[3]}]}',
}


@WIRES
def test_a_cut_off_answer_is_read_up_to_its_last_whole_item(wire: WireFormat) -> None:
    raw = FULL[wire.name]
    model = wire.answer_model(("claims", "summary"))
    complete, nothing, _ = read_answer(model, raw, bounds())
    assert not nothing
    want = {name: [repr(item) for item in items] for name, items in wire.decode(complete).items()}
    seen = 0
    for end in range(1, len(raw)):
        answer, rejected, _ = read_answer(model, raw[:end], bounds())
        got = {name: [repr(item) for item in items] for name, items in wire.decode(answer).items()}
        for name in want:
            assert got[name] == want[name][: len(got[name])]
            assert all(reason == "cut off" for _, reason in rejected.get(name, ()))
        assert sum(map(len, rejected.values())) <= 1
        kept = sum(map(len, got.values()))
        assert kept >= seen
        seen = kept
    assert seen == 4


def test_half_a_number_or_sentence_is_not_taken_for_a_whole_one() -> None:
    model = ROWS.answer_model(("summary",))
    answer, rejected, _ = read_answer(model, '{"summary":[1,3', bounds())
    assert [item.sentences for item in ROWS.decode(answer)["summary"]] == [(1,)]
    assert rejected == {"summary": [(3, "cut off")]}
    model = ROWS.answer_model(("claims",))
    raw = '{"claims":[[1,null,"commitment","Norland will'
    answer, rejected, _ = read_answer(model, raw, bounds())
    assert not ROWS.decode(answer)["claims"]
    assert rejected == {"claims": [([1, None, "commitment", "Norland will"], "cut off")]}


@WIRES
def test_surplus_and_invalid_items_are_rejected_together(wire: WireFormat) -> None:
    good: Any = [1, None, "denial", "T"]
    bad: Any = [9, None, "denial", "T"]
    if wire is KEYED:
        good, bad = (
            {"text": "T", "speaker": None, "kind": "denial", "evidence": [number]}
            for number in (1, 9)
        )
    raw = json.dumps({"claims": [bad, good, good, good, good]})
    answer, rejected, _ = read_answer(wire.answer_model(("claims",)), raw, bounds(claims=2))
    assert len(wire.decode(answer)["claims"]) == 2
    reasons = [reason for _, reason in rejected["claims"]]
    assert len(reasons) == 3
    assert any("there is no sentence 9; the article has 4" in reason for reason in reasons)
    assert reasons.count("more than 2 items") == 2


@WIRES
@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("", "the answer is not JSON"),
        ("Certainly! Here is", "the answer is not JSON"),
        ('["a"]', "the answer is a JSON list, not an object"),
        ("12", "the answer is a JSON int, not an object"),
        ('{"sectors": [[NaN, 1]]}', "the answer is not JSON"),
        ('{"sectors": ["\\ud83d"]}', "the answer is not JSON"),
    ],
)
def test_what_cannot_be_read_at_all(wire: WireFormat, raw: str, message: str) -> None:
    with pytest.raises(AnswerError, match=message) as caught:
        read_answer(wire.answer_model(("sectors",)), raw, bounds())
    assert caught.value.raw == raw


@WIRES
def test_nothing_of_an_answer_is_lost(wire: WireFormat) -> None:
    raw = '{"sectors": "transport", "mood": [1], "claims": [3, {"x": 1}, []]}'
    _, rejected, _ = read_answer(wire.answer_model(("sectors", "claims", "stance")), raw, bounds())
    assert rejected["sectors"] == [("transport", "not a list")]
    assert rejected["mood"] == [([1], "was not asked for")]
    assert [item for item, _ in rejected["claims"]] == [3, {"x": 1}, []]
    assert all(reason for _, reason in rejected["claims"])


@WIRES
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*ITEM_FIELDS, "text", "evidence"]), inner, max_size=4
            )
        ),
    )
)
def test_any_json_is_read_or_refused_with_every_item_accounted_for(
    wire: WireFormat, value: Any
) -> None:
    raw = json.dumps(value)
    model = wire.answer_model(ITEM_FIELDS)
    if not isinstance(value, dict):
        with pytest.raises(AnswerError):
            read_answer(model, raw, bounds())
        return
    answer, rejected, _ = read_answer(model, raw, bounds())
    for name, items in value.items():
        kept = getattr(answer, name, [])
        lost = len(rejected.get(name, ()))
        if name in ITEM_FIELDS and isinstance(items, list):
            assert len(kept) + lost == len(items)
        else:
            assert lost == (items is not None or name not in ITEM_FIELDS)


def test_latin_articles_keep_other_scripts_out_and_other_articles_do_not() -> None:
    latin = ROWS.json_schema(("claims",), bounds())
    chinese = ROWS.json_schema(("claims",), Bounds("北京说。莫斯科说。", 2, CODES))
    for text, in_latin in (("Łódź isn’t – “so” far: €5", True), ("北京 said", False)):
        answer = {"claims": [[1, None, "denial", text]]}
        assert jsonschema.Draft202012Validator(latin).is_valid(answer) is in_latin
        assert jsonschema.Draft202012Validator(chinese).is_valid(answer)
