"""Text that was set aside is no place for a name, a term or a witness."""

from __future__ import annotations

from typing import Any

import pytest

from summarizer import Summarizer, article_from_text
from summarizer.domain import ITEM_FIELDS, Article
from summarizer.grounding import shown_text
from summarizer.prompts import set_aside
from summarizer.testing import ScriptedModel

EMPTY: dict[str, Any] = {name: [] for name in ITEM_FIELDS}
HIDDEN = "<!-- Mallory Berg met Zorblat Quimby in the port -->"
NEWS = "Ann Berg arrived in Norland. Berg said on Monday that the port was closed."


def article(text: str) -> Article:
    return article_from_text(text, id="a")


def shown(text: str) -> str:
    return shown_text(set_aside(article(text))[0])


def test_offsets_stay_and_only_what_is_in_no_sentence_is_blanked() -> None:
    text = f"{HIDDEN}\n\n{NEWS}"
    found = shown(text)
    assert len(found) == len(text)
    assert found.endswith(f"\n\n{NEWS}")
    assert set(found.removesuffix(NEWS)) == {"\0", " ", "\n"}
    assert shown(NEWS) == NEWS


def test_a_surname_is_nobodys_who_is_hidden() -> None:
    answers: list[dict[str, Any]] = [
        {"actors": [["Norland", "country", "core", "", []]]},
        {"claims": [[1, None, "statement", "She arrived."]]},
        {"summary": [1], "sectors": [], "stance": []},
    ]
    model = ScriptedModel(answers, default_prompt="adapter")
    made = Summarizer(model).brief(article(f"{HIDDEN}\n\n{NEWS}"))
    assert [actor.name for actor in made.actors] == ["Norland", "Ann Berg"]


@pytest.mark.parametrize("name", ["Mallory Berg", "Zorblat Quimby"])
def test_who_stands_in_hidden_text_alone_is_no_actor(name: str) -> None:
    actor = {"name": name, "aliases": [], "type": "person", "role": "", "salience": "core"}
    one = {**actor, "name": "Ann Berg", "aliases": ["Berg", name]}
    model = ScriptedModel([{**EMPTY, "actors": [one, actor]}])
    made = Summarizer(model, attempts=1).brief(article(f"{NEWS}\n\n{HIDDEN}"))
    [ann] = made.actors
    assert (ann.name, ann.aliases) == ("Ann Berg", ("Berg",))
    assert [span.quote for span in ann.mentions] == ["Ann Berg", "Berg"]
    assert any("does not occur in the article" in drop.reason for drop in made.dropped)
    assert any("does not stand in the article" in one.reason for one in made.repaired)
