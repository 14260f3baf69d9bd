"""What the support check did to a run: items put back, scored, and told apart."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.support_effect import checked, contradicted, effect, markdown, put_back
from summarizer import domain as d
from summarizer.articles import article_from_text
from summarizer.evaluation.gold import Gold, gold_labels
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.record import Origin, Result, Run
from summarizer.prompts import load_taxonomy

TAXONOMY = load_taxonomy()
TEXT = "Norland banned Blue Air on Monday. Exports of Norland fell by 3 percent in May."
ARTICLE = article_from_text(TEXT, id="blue-air")
FIRST, SECOND = (d.Span.of(TEXT, *offsets) for offsets in ARTICLE.sentences)
RUN = d.RunRecord(
    model="m", prompt="p@1", prompt_sha256="", schema_sha256="", taxonomy_sha256="", version="",
    attempts=1, input_tokens=1, output_tokens=1, seconds=1.0,
)  # fmt: skip
ORIGIN = Origin(
    model="m", prompt="p@1", prompt_sha256="", schema_sha256="", taxonomy_sha256="",
    gold_sha256="", scorers_sha256="", packages={}, python="3",
)  # fmt: skip
BANNED = "Norland banned Blue Air."


def claim(text: str, span: d.Span) -> dict[str, Any]:
    return d.Claim(text=text, kind="statement", evidence=(span,)).model_dump(
        mode="json", exclude={"grade", "reasons"}
    )


def dropped(item: dict[str, Any], grade: d.Grade | None, field: str = "claims") -> d.Dropped:
    return d.Dropped(field=field, item=item, reason="number: why not", grade=grade)


def brief(*drops: d.Dropped) -> d.Brief:
    fell = d.Claim(text="Exports of Norland fell by 3 percent.", kind="statement",
                   evidence=(SECOND,))  # fmt: skip
    return d.Brief(article=ARTICLE.info, claims=(fell,), dropped=drops, run=RUN)


def gold() -> GoldArticle:
    label = {"text": BANNED, "speaker": None, "kind": "statement", "evidence": [FIRST.quote]}
    found = Gold.model_validate(
        {
            "article": ARTICLE.id, "text_sha256": ARTICLE.sha256, "status": "adjudicated",
            "readers": [{"id": "a", "who": "one"}, {"id": "b", "who": "two"}],
            "adjudicator": "three", "guidelines": "1.1", "claims": [label],
            "actors": [{"name": "Norland", "type": "country", "role": "r", "salience": "core"}],
        }
    )  # fmt: skip
    return GoldArticle(ARTICLE, found, gold_labels(found, ARTICLE.text))


RIGHT = dropped(claim(BANNED, FIRST), "contradicted")
WRONG = dropped(claim("Exports of Norland rose by 5 percent.", SECOND), "contradicted")
OTHER = dropped(claim("It rained in Norland.", SECOND), None)


def test_only_what_was_contradicted_is_put_back() -> None:
    made = brief(RIGHT, OTHER, dropped({"code": "x"}, "contradicted", "sectors"))
    assert contradicted(made) == [RIGHT]
    whole = put_back(made)
    assert [c.text for c in whole.claims] == ["Exports of Norland fell by 3 percent.", BANNED]
    assert [drop.field for drop in whole.dropped] == ["claims", "sectors"]
    assert put_back(whole) == whole


def test_the_present_check_decides_anew() -> None:
    made = checked(put_back(brief(RIGHT, WRONG)), ARTICLE)
    assert [c.text for c in made.claims] == ["Exports of Norland fell by 3 percent.", BANNED]
    assert [drop.item for drop in contradicted(made)] == [WRONG.item]


def test_a_wrong_drop_costs_recall_and_a_right_one_buys_precision() -> None:
    def found(*drops: d.Dropped) -> dict[str, float | None]:
        run = Run(suite="gold", created="now", origin=ORIGIN,
                  results=(Result(id=ARTICLE.id, brief=brief(*drops)),))  # fmt: skip
        return {x.metric: x.difference for x in effect(run, [gold()], TAXONOMY).recorded}

    assert found(RIGHT)["claims.recall"] == pytest.approx(-1.0)
    assert found(OTHER)["claims.recall"] == pytest.approx(0.0)
    run = Run(suite="gold", created="now", origin=ORIGIN,
              results=(Result(id=ARTICLE.id, brief=brief(RIGHT, WRONG)),
                       Result(id="elsewhere", error="failed")))  # fmt: skip
    made = effect(run, [gold()], TAXONOMY)
    assert made.articles == 1
    assert [(drop.matches, drop.required) for drop in made.dropped] == [
        (BANNED, True), (None, False),
    ]  # fmt: skip
    by = {x.metric: x for x in made.anew}
    assert by["claims.precision"].difference == pytest.approx(1 / 2 - 1 / 3)
    assert by["claims.recall"].difference == pytest.approx(0.0)
    shown = markdown(made, "run.json")
    assert "2 items, 1 of which match gold" in shown
    assert f"**matches gold**: {BANNED}" in shown
    assert "number: why not" in shown
