"""What the trials of choices ask and count, with an engine that answers by rule."""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from benchmarks import _follow_up
from benchmarks._choices_report import report
from benchmarks._follow_up import Conversation, shares
from benchmarks._trials import Listing, Trial, Written, candidates, trials
from benchmarks.choices import as_told, at_its_word, main, of_record
from summarizer.articles import article_from_text
from summarizer.domain import Brief, RunRecord
from summarizer.drafts import Bounds, Told
from summarizer.evaluation.labels import (
    ActorLabel,
    ClaimLabel,
    Labels,
    StanceLabel,
    to_brief,
)
from summarizer.models import Ask
from summarizer.pipeline import Plan
from summarizer.prompts import Message, load_prompt, load_taxonomy

TEXT = "Norland condemned Sudria. Sudria is poor, Ann Berg of Norland said on Monday."
ARTICLE = article_from_text(TEXT, id="a")
GOLD = Labels(
    actors=(
        ActorLabel("Norland", (), ("country",), "core"),
        ActorLabel("Sudria", (), ("country",), "core"),
        ActorLabel("Ann Berg", ("Berg",), ("person",), "secondary", required=False),
    ),
    claims=(ClaimLabel(("Sudria is poor.",), ("Ann Berg",), ("statement",), (((26, 77),),)),),
    stance=(StanceLabel((("Norland", "Sudria", "oppose"),), ((0, 25),)),),
)
CHOSEN = [(1, "country"), (1, "country"), (3, "media")]
LISTED = [("Norland", "country"), ("Others", "group")]


def written() -> Written:
    brief = to_brief(GOLD, ARTICLE, RunRecord.model_construct())

    def sure(items: tuple[Any, ...], confidence: float) -> tuple[Any, ...]:
        return tuple(item.model_copy(update={"confidence": confidence}) for item in items)

    def of(stance: float) -> Brief:
        update = {
            "actors": sure(brief.actors, 0.9),
            "claims": sure(brief.claims, 0.8),
            "stance": sure(brief.stance, stance),
        }
        return brief.model_copy(update=update)

    return Written(ARTICLE, GOLD, of(0.7), of(0.6))


def conversation(*, adapter: bool) -> Conversation:
    said = (Message("user", TEXT), Message("assistant", "I have read it."))
    ask = Ask(said, Told, Bounds(TEXT, 2, ()), 100, 1)
    engine: Any = None
    return Conversation(engine, ask, adapter)


def rule(question: str) -> dict[str, float]:
    """The first words that are answered, by what is asked."""
    if "what is" in question:
        return {"person" if "Ann Berg?" in question else "country": 0.75, "Group": 0.25}
    if "stand for or against" in question:
        return {"against": 0.5, "none": 0.25, "for": 0.25}
    if "Answer with the number" in question:
        return {"3": 0.5, "1": 0.5 - 1e-6}
    return {"yes": 0.9, "no": 0.1}


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Answers by the rule; what was asked, and with which weight of the adapter."""
    questions: list[tuple[str, Any]] = []

    def put(engine: object, ask: Ask, **more: Any) -> dict[str, Any]:
        question = ask.messages[-1].content
        questions.append((question, more["lora"]))
        if "response_format" in more:
            by_number = "Choose" in question
            rows = [
                [1, "country", "core", ""],
                [1, "country", "core", ""],
                [3, "media", "core", ""],
            ]
            if not by_number:
                rows = [["Norland", "country", "core", "", []], ["Others", "group", "core", "", []]]
            content = json.dumps({"actors": rows})
            return {"choices": [{"message": {"content": content}}], "timings": {"predicted_n": 9}}
        top = [{"token": word, "logprob": math.log(p)} for word, p in rule(question).items()]
        return {"choices": [{"logprobs": {"content": [{"top_logprobs": top}]}}]}

    monkeypatch.setattr(_follow_up, "put", put)
    return questions


def found() -> list[Trial | Listing]:
    one = written()
    return list(trials(one, conversation(adapter=True), conversation(adapter=False)))


def test_every_choice_is_judged_by_the_labels() -> None:
    named: dict[tuple[str, str], list[Trial]] = {}
    for trial in found():
        if isinstance(trial, Trial):
            named.setdefault((trial.name, trial.by), []).append(trial)
    for by in ("adapter", "base"):
        types = named["types, asked", by]
        assert [trial.right for trial in types] == [True, True, True]
        assert [trial.chances[""] for trial in types] == pytest.approx([0.75] * 3)
        pairs = named["positions of any two", by]
        # Against Sudria, of six pairs with each other way round, holds for Norland alone.
        assert [trial.right for trial in pairs].count(True) == 1
    (speaker,) = named["speakers, by number", "adapter"]
    assert speaker.right
    assert named["speakers, by number: as written", "adapter"][0].right
    (stance,) = named["stances", "adapter"]
    assert stance.right
    assert stance.chances == pytest.approx({"written": 0.7, "told": 0.6, "asked": 0.75})
    assert named["positions, asked", "adapter"][0].right
    assert [t.right for t in named["candidates, yes or no", "adapter"]] == [True, True, False]


def test_the_wrong_number_is_the_wrong_speaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rule.__globals__, "rule", lambda question: {"1": 0.9, "3": 0.1})
    from benchmarks._trials import speakers

    asked, beside = speakers(written(), conversation(adapter=True))
    assert isinstance(asked, Trial)
    assert (asked.right, beside.right) == (False, True)


def test_lists_are_counted_by_the_scorer_and_repeats_once() -> None:
    lists = {each.name: each for each in found() if isinstance(each, Listing)}
    assert lists["actors, written"] == Listing("actors, written", "base", 2, 2, 1, 1, 1, 9)
    # Norland twice, and Ann Berg, who is optional, as a medium.
    assert lists["actors, by number"] == Listing("actors, by number", "base", 2, 2, 1, 0, 1, 9)
    assert lists["actors, all candidates"].found == 2


def test_the_base_model_is_asked_without_the_adapter(asked: list[tuple[str, Any]]) -> None:
    found()
    scales = [lora[0]["scale"] for _, lora in asked]
    assert scales == sorted(scales, reverse=True)
    assert set(scales) == {0.0, 1.0}


def test_names_with_a_capital_are_candidates_but_days_and_parts() -> None:
    assert candidates(TEXT) == ["Norland", "Sudria", "Ann Berg"]
    assert candidates("Ann Berg spoke on Monday. Berg left in May.") == ["Ann Berg"]


def test_options_share_what_begins_them() -> None:
    found = shares({" For": 0.2, "again": 0.3, "a": 0.4, '"none': 0.1}, ("for", "against", "none"))
    assert found == pytest.approx({"for": 0.2 / 0.6, "against": 0.3 / 0.6, "none": 0.1 / 0.6})


def test_plans_for_trials_take_the_model_at_its_word() -> None:
    taxonomy = load_taxonomy("sectors")
    plan = Plan(load_prompt("adapter", taxonomy.codes), taxonomy, "local/any", 3, 8192)
    plain, told = at_its_word(plan), as_told(plan)
    assert plain.prompt.check_stance is None
    for calibration in (plain.confidence.actors, plain.confidence.claims, plain.confidence.stance):
        assert calibration is not None
        assert calibration(math.log(0.3)) == pytest.approx(0.3)
    assert told.prompt.check_stance is not None
    assert told.prompt.check_stance(0.9, 0.3) == pytest.approx(0.3)


def record(path: Path) -> Path:
    lines = [{"model": "local/any"}]
    lines += [{"article": name, "trials": [asdict(each) for each in found()]} for name in "ab"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_a_record_is_told_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = record(tmp_path / "record.jsonl")
    main(["--record", str(path)])
    shown = capsys.readouterr().out
    assert "| types, asked | base | 6 | 1.000 | 0.750 | nan | 1.00 |" in shown
    assert "| actors, by number | base | 2 | 0.67 | 2 of 4 | 0.50 | 9 |" in shown
    assert re.search(r"\[check_stance\]\nintercept = .*\nwritten = .*\ntold = ", shown)


def test_without_a_record_there_is_nothing_to_tell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--record", str(tmp_path / "none.jsonl")])
    assert "give the training file to make one" in capsys.readouterr().err
    assert report([]) == ""


def test_an_empty_record_holds_nothing(tmp_path: Path) -> None:
    assert list(of_record(tmp_path / "none.jsonl")) == []
