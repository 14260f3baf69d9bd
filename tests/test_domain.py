"""The domain types: frozen, closed, with their invariants, and the published schema."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import jsonschema
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import briefs

from summarizer.domain import (
    Actor,
    Article,
    Brief,
    Claim,
    RunRecord,
    Sector,
    Span,
    Stance,
    SummarySentence,
    Usage,
)

SCHEMA_FILE = ROOT / "docs" / "brief.schema.json"
RUN = RunRecord(
    model="m",
    prompt="p@1",
    prompt_sha256="a",
    schema_sha256="b",
    taxonomy_sha256="c",
    version="0",
    seconds=0.5,
)
TEXT = "Berg spoke. Air fell."
ARTICLE = Article(id="x", text=TEXT, sentences=((0, 11), (12, 21)))
FIRST = Span.of(TEXT, 0, 11)


def actor(name: str) -> Actor:
    return Actor(name=name, type="person", salience="core", mentions=(FIRST,))


def brief(**items: Any) -> Brief:
    return Brief(article=ARTICLE.info, run=RUN, **items)


@given(briefs())
def test_a_brief_survives_json(made: tuple[Article, Brief]) -> None:
    _, original = made
    assert Brief.from_json(original.to_json()) == original
    assert Brief.from_json(original.to_json(indent=2).encode()) == original


@given(briefs())
def test_every_brief_follows_the_published_schema_and_its_article(
    made: tuple[Article, Brief],
) -> None:
    article, original = made
    original.verify(article)
    jsonschema.validate(json.loads(original.to_json()), json.loads(SCHEMA_FILE.read_text("utf-8")))


def test_the_published_schema_is_that_of_the_models() -> None:
    published = json.loads(SCHEMA_FILE.read_text("utf-8"))
    assert published == Brief.json_schema(), "regenerate it: python docs/make_schema.py"
    jsonschema.Draft202012Validator.check_schema(published)


def test_the_schema_program_writes_what_is_published(tmp_path: Any) -> None:
    copy = tmp_path / "make_schema.py"
    copy.write_text((ROOT / "docs" / "make_schema.py").read_text("utf-8"), "utf-8")
    subprocess.run([sys.executable, str(copy)], check=True, capture_output=True, cwd=ROOT)
    assert (tmp_path / "brief.schema.json").read_bytes() == SCHEMA_FILE.read_bytes()


@pytest.mark.parametrize(
    "value", [FIRST, ARTICLE, ARTICLE.info, actor("Berg"), RUN, Usage(), brief()]
)
def test_types_are_frozen_and_closed(value: Any) -> None:
    name = next(iter(type(value).model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(value, name, getattr(value, name))
    with pytest.raises(ValidationError, match="Extra inputs"):
        type(value).model_validate({**value.model_dump(), "surplus": 1})


@given(st.text(min_size=1), st.integers(-5, 50), st.integers(-5, 50))
def test_spans_are_cut_exactly_or_refused(text: str, start: int, end: int) -> None:
    if 0 <= start < end <= len(text):
        span = Span.of(text, start, end)
        assert text[span.start : span.end] == span.quote != ""
    else:
        with pytest.raises(ValueError, match="no span"):
            Span.of(text, start, end)


def test_a_span_whose_quote_does_not_fill_it_is_refused() -> None:
    with pytest.raises(ValidationError, match="has 3 characters but its quote has 2"):
        Span(start=0, end=3, quote="ab")


@pytest.mark.parametrize(
    "sentences", [(), ((0, 0),), ((0, 99),), ((5, 8), (0, 3)), ((0, 5), (4, 8)), ((-1, 4),)]
)
def test_sentences_outside_the_text_or_out_of_order_are_refused(sentences: Any) -> None:
    with pytest.raises(ValidationError):
        Article(id="x", text=TEXT, sentences=sentences)


def test_sentences_are_counted_from_one() -> None:
    assert [ARTICLE.sentence(1), ARTICLE.sentence(2)] == ["Berg spoke.", "Air fell."]
    for number in (0, 3, -1):
        with pytest.raises(IndexError, match=f"no sentence {number}: the article has 2"):
            ARTICLE.sentence(number)


def test_the_hash_is_of_the_text_alone() -> None:
    # echo -n 'Berg spoke. Air fell.' | sha256sum
    other = ARTICLE.model_copy(update={"title": "T"})
    assert ARTICLE.sha256 == other.sha256
    assert Article(id="e", text="é", sentences=((0, 1),)).sha256 == (
        "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
    )


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ({"actors": (actor("Berg"), actor("Berg"))}, "two actors are named 'Berg'"),
        (
            {"claims": (Claim(text="t", speaker="X", kind="denial", evidence=(FIRST,)),)},
            "speaker 'X' of a claim is not a listed actor",
        ),
        (
            {"claims": (Claim(text="t", via="X", kind="denial", evidence=(FIRST,)),)},
            "via 'X' of a claim is not a listed actor",
        ),
        (
            {"stance": (Stance(holder="X", target="t", position="mixed", evidence=(FIRST,)),)},
            "holder 'X' of a stance is not a listed actor",
        ),
    ],
)
def test_names_must_be_those_of_listed_actors(items: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        brief(**items)


def test_items_without_evidence_are_refused() -> None:
    for make in (
        lambda: SummarySentence(text="t", evidence=()),
        lambda: Claim(text="t", kind="denial", evidence=()),
        lambda: Sector(code="c", label="l", evidence=()),
        lambda: Stance(target="t", position="mixed", evidence=()),
        lambda: Actor(name="n", type="person", salience="core", mentions=()),
    ):
        with pytest.raises(ValidationError, match="at least 1 item"):
            make()


def test_verify_names_the_item_whose_quote_is_not_the_articles() -> None:
    forged = Span(start=0, end=4, quote="Bern")
    wrong = brief(
        actors=(actor("Berg"),), sectors=(Sector(code="c", label="l", evidence=(forged,)),)
    )
    with pytest.raises(ValueError, match=r"sectors\[0\]: the article has 'Berg' at \[0, 4\)"):
        wrong.verify(ARTICLE)


def test_verify_refuses_another_text() -> None:
    other = Article(id="y", text=TEXT + " More.", sentences=((0, 11),))
    with pytest.raises(ValueError, match="the brief is of a text with SHA-256"):
        brief().verify(other)


def test_spans_of_every_field_are_told_with_their_path() -> None:
    full = brief(
        actors=(actor("Berg"),),
        summary=(SummarySentence(text="t", evidence=(FIRST,)),),
        claims=(Claim(text="t", kind="denial", evidence=(FIRST, FIRST)),),
        sectors=(Sector(code="c", label="l", evidence=(FIRST,)),),
        stance=(Stance(target="t", position="mixed", evidence=(FIRST,)),),
    )
    assert [path for path, _ in full.spans()] == [
        "summary[0]",
        "actors[0]",
        "claims[0]",
        "claims[0]",
        "sectors[0]",
        "stance[0]",
    ]


counts = st.integers(0, 10**6)
usages = st.builds(
    Usage,
    attempts=counts,
    input_tokens=counts,
    output_tokens=counts,
    cost_usd=st.none() | st.integers(0, 100).map(float),
)


@given(usages, usages, usages)
def test_usage_adds_up(a: Usage, b: Usage, c: Usage) -> None:
    assert (a + b) + c == a + (b + c)
    assert a + Usage() == a == Usage() + a
    total = a + b
    assert total.attempts == a.attempts + b.attempts
    assert total.input_tokens == a.input_tokens + b.input_tokens
    assert total.output_tokens == a.output_tokens + b.output_tokens


def test_an_unknown_price_makes_the_sum_unknown() -> None:
    assert (Usage(attempts=1, cost_usd=0.5) + Usage(attempts=1)).cost_usd is None
    assert (Usage(attempts=1, cost_usd=0.5) + Usage(attempts=1, cost_usd=0.25)).cost_usd == 0.75
