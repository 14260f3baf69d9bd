"""Items that their evidence does not carry are asked for again; what goes is told."""

from __future__ import annotations

from typing import Any

from summarizer import Summarizer
from summarizer.articles import article_from_text
from summarizer.domain import ITEM_FIELDS
from summarizer.testing import ScriptedModel

ARTICLE = article_from_text(
    "Minister Ada Berg denied that Blue Air broke the law. She left the hall on Monday.", id="a"
)
EMPTY: dict[str, Any] = {name: [] for name in ITEM_FIELDS}
ACTORS = [["Ada Berg", "person", "core", "minister", []], ["Blue Air", "company", "core", "a", []]]


def claim(text: str, kind: str = "statement") -> dict[str, Any]:
    return {"text": text, "speaker": None, "via": None, "kind": kind, "evidence": [1]}


WRONG = claim("Ada Berg did not deny that Blue Air broke the law.")
RIGHT = claim("Ada Berg denied that Blue Air broke the law.")


def test_what_is_asked_for_again_is_dropped_with_its_grade_whatever_comes_in_its_place() -> None:
    model = ScriptedModel([{**EMPTY, "claims": [WRONG]}, {"claims": [RIGHT]}])
    made = Summarizer(model).brief(ARTICLE)
    assert [item.text for item in made.claims] == [RIGHT["text"]]
    (drop,) = made.dropped
    assert isinstance(drop.item, dict)
    assert (drop.field, drop.grade, drop.item["text"]) == (
        "claims", "contradicted", WRONG["text"],
    )  # fmt: skip
    assert drop.reason.startswith("asked again: ")
    assert made.run.proposed == made.run.kept + made.run.dropped == 2


def test_the_model_sees_the_article_and_what_is_wrong_when_it_is_asked_again() -> None:
    model = ScriptedModel([{**EMPTY, "claims": [WRONG]}, {"claims": [RIGHT]}])
    Summarizer(model).brief(ARTICLE)
    first, again = (asked.messages for asked in model.asked)
    assert again[:-1] == first[:-1]  # system prompt and examples, which a server has computed
    shown = again[-1].content
    assert "[1] Minister Ada Berg denied that Blue Air broke the law." in shown
    assert "[2] She left the hall on Monday." in shown
    assert WRONG["text"] in shown
    assert "Give the brief of this article." not in shown


def test_that_nothing_can_be_said_is_an_answer_and_not_asked_about_again() -> None:
    model = ScriptedModel([{**EMPTY, "claims": [WRONG]}, {"claims": []}])
    made = Summarizer(model).brief(ARTICLE)
    assert len(model.asked) == 2
    assert not made.claims
    assert [drop.grade for drop in made.dropped] == ["contradicted"]


def test_a_contradicted_accusation_leaves_no_stance_behind() -> None:
    def stances(text: str, evidence: int) -> list[tuple[str | None, str]]:
        answers: list[dict[str, Any]] = [
            {"actors": ACTORS},
            {"claims": [[evidence, "Ada Berg", "accusation", text]]},
            {"summary": [1], "sectors": [], "stance": []},
        ]
        made = Summarizer(ScriptedModel(answers, default_prompt="adapter")).brief(
            article_from_text(
                "Ada Berg said that Blue Air broke the law. Blue Air flies at 9.", id="a"
            )
        )
        return [(stance.holder, stance.target) for stance in made.stance]

    assert stances("Blue Air broke the law.", 1) == [("Ada Berg", "Blue Air")]
    assert stances("Blue Air did not break the law.", 1) == []
