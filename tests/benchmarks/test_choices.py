"""What the trials of choices ask and count, with an engine that answers by rule."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import _follow_up, choices
from benchmarks._choices_report import report
from benchmarks._follow_up import Conversation, shares
from benchmarks._trials import (
    Listing,
    Trial,
    Written,
    by_adapter,
    by_base,
    candidates,
    speakers,
    stances,
)
from benchmarks.choices import as_told, at_its_word, main
from summarizer.articles import article_from_text
from summarizer.domain import Brief, Dropped, RunRecord
from summarizer.drafts import Bounds, Told
from summarizer.evaluation.labels import ActorLabel, ClaimLabel, Labels, StanceLabel, to_brief
from summarizer.models import Ask
from summarizer.pipeline import Plan
from summarizer.prompts import Message, load_prompt, load_taxonomy
from summarizer.store import Store

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


def written() -> Written:
    run = RunRecord.model_construct(
        model="local/any", prompt="adapter@1", prompt_sha256="0", version="1", pieces=1
    )
    brief = to_brief(GOLD, ARTICLE, run)

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


Talk = Callable[[bool], Conversation]
SAID = (Message("user", TEXT), Message("assistant", "I have read it."))


def ask() -> Ask:
    return Ask(SAID, Told, Bounds(TEXT, 2, ()), 100, 1)


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    engine: Any = EngineDouble()
    return lambda adapter: Conversation(engine, Store(tmp_path / "answers.db"), ask(), adapter)


class EngineDouble:
    """Stands where an engine would; answers come from :func:`asked`."""

    def __init__(self, *_: object) -> None:
        self.options = self
        self.path = Path("model.gguf")

    def close(self) -> None: ...


Rule = Callable[[str], dict[str, float]]


def rule(question: str) -> dict[str, float]:
    """The first words that are answered, by what is asked."""
    if "what is" in question:
        return {"person" if "Sudria?" not in question else "country": 0.75, "Group": 0.25}
    if "stand for or against" in question:
        return {"against": 0.5, "none": 0.25, "for": 0.25}
    if "Answer with the number" in question:
        return {"3": 0.5, "1": 0.25, "Paris": 0.25}
    return {"yes": 0.9, "no": 0.1}


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """Answers by the rule; what was asked, and with which weight of the adapter."""
    questions: list[tuple[str, float]] = []

    def put(engine: object, ask: Ask, **more: Any) -> dict[str, Any]:
        question = ask.messages[-1].content
        questions.append((question, more["lora"][0]["scale"]))
        if "response_format" in more:
            listed: list[list[Any]] = [["Norland", "media", "core", "", []]]
            listed += [
                ["NL", "country", "core", "", ["Sudria"]],
                ["Others", "group", "core", "", []],
            ]
            chosen: list[list[Any]] = [[1, "country", "core", ""], [1, "media", "core", ""]]
            chosen += [[3, "media", "core", ""]]
            content = json.dumps({"actors": chosen if "Choose" in question else listed})
            # The last row is cut off.
            content = content[:-14]
            return {"choices": [{"message": {"content": content}}], "timings": {"predicted_n": 9}}
        top = [{"token": word, "logprob": math.log(p)} for word, p in rule(question).items()]
        return {"choices": [{"logprobs": {"content": [{"top_logprobs": top}]}}]}

    monkeypatch.setattr(_follow_up, "put", put)
    return questions


def named(found: list[Trial | Listing]) -> dict[str, list[Any]]:
    names: dict[str, list[Any]] = {}
    for trial in found:
        names.setdefault(trial.name, []).append(trial)
    return names


def test_every_choice_is_judged_by_the_labels(talk: Talk) -> None:
    found = named(list(by_adapter(written(), talk(True))))

    def right(name: str) -> list[bool]:
        return [trial.right for trial in found[name]]

    assert {trial.by for some in found.values() for trial in some} == {"adapter"}
    # Norland is no person.
    assert right("types, asked") == [False, True, True]
    assert [trial.chances[""] for trial in found["types, asked"]] == pytest.approx([0.75] * 3)
    assert right("types, asked: as written") == right("actors, written") == [True] * 3
    assert [trial.chances for trial in found["actors, written"]] == [{"": 0.9}] * 3
    assert right("claims, written") == right("speakers, by number") == [True]
    assert found["speakers, by number"][0].mass == pytest.approx(0.75)
    assert found["speakers, by number"][0].chances[""] == pytest.approx(2 / 3)
    assert right("stances") == right("positions of stances") == [True]
    stance = found["stances"][0].chances
    assert stance == pytest.approx({"written": 0.7, "told": 0.6, "asked": 0.75})
    # All are against each other, as one is of one.
    assert sum(right("positions of any two")) == 1
    assert len(right("positions of any two")) == 2
    # Ann Berg may be listed or not.
    assert right("candidates") == [True, True]


def test_what_is_not_labelled_so_is_wrong(talk: Talk) -> None:
    one = written()
    other = replace(one, gold=replace(GOLD, stance=(), claims=()))
    assert [trial.right for trial in stances(other, talk(True)) if isinstance(trial, Trial)] == [
        False
    ]
    mine = ClaimLabel(("Sudria is poor.",), (None,), ("statement",), (((26, 77),),))
    asked, beside = speakers(replace(one, gold=replace(GOLD, claims=(mine,))), talk(True))
    assert (asked.right, beside.right) == (False, False)


def test_two_stances_on_one_label_are_right_once(talk: Talk) -> None:
    one = written()
    stance = one.brief.stance[0]
    twice = (stance, stance.model_copy(update={"target": "poor Sudria"}))
    gold = replace(GOLD, actors=(GOLD.actors[0], GOLD.actors[2]))
    brief = one.brief.model_copy(update={"stance": twice})
    both = replace(one, gold=gold, brief=brief, told=brief)
    found = [trial.right for trial in stances(both, talk(True)) if trial.name == "stances"]
    assert sorted(found) == [False, True]


def test_a_check_that_failed_is_no_trial(talk: Talk) -> None:
    one = written()
    drop = Dropped(field="stance", item=None, reason="which … could not be asked: timeout")
    failed = replace(one, told=one.told.model_copy(update={"dropped": (drop,)}))
    with pytest.raises(RuntimeError, match="a: which … could not be asked: timeout"):
        list(stances(failed, talk(True)))


def test_lists_are_counted_by_the_scorer(talk: Talk) -> None:
    lists = named(list(by_base(written(), talk(False))))
    # Norland as a medium, Sudria by its other name; the last row was cut off.
    expected = Listing("actors, written", "base", 2, 2, 2, 0, 1, 9)
    assert lists["actors, written"] == [expected]
    # Norland twice, of which the first counts; the last row was cut off.
    expected = Listing("actors, by number", "base", 1, 2, 1, 0, 1, 9)
    assert lists["actors, by number"] == [expected]
    expected = Listing("actors, all candidates", "base", 3, 2, 2, 0, None, 0)
    assert lists["actors, all candidates"] == [expected]


def test_names_with_a_capital_are_candidates_but_days_and_parts() -> None:
    assert candidates(TEXT) == ["Norland", "Sudria", "Ann Berg"]
    assert candidates("Ann Berg and the EU spoke on Monday. Berg left in May.") == [
        "Ann Berg",
        "EU",
    ]


def test_options_share_what_begins_them() -> None:
    found = shares({" For": 0.2, "again": 0.3, "a": 0.4, '"none': 0.1}, ("for", "against", "none"))
    assert found.mass == pytest.approx(0.6)
    assert found.chances == pytest.approx({"for": 1 / 3, "against": 1 / 2, "none": 1 / 6})
    assert found.likeliest() == "against"
    assert found.likeliest(("for", "none")) == "for"
    assert shares({"maybe": 1.0}, ("yes", "no")).mass == pytest.approx(0, abs=1e-8)


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


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], list[str]]:
    """The program with two articles that are briefed already; returns the record's lines."""

    class Nobody:
        def __init__(self, *_: object, **__: object) -> None: ...
        def __enter__(self) -> Nobody:
            return self

        def __exit__(self, *_: object) -> None: ...

    def brief(_: object, line: dict[str, Any]) -> tuple[Written, Ask]:
        article = ARTICLE.model_copy(update={"id": line["id"]})
        return replace(written(), article=article), ask()

    monkeypatch.setattr(choices, "held_back_lines", lambda _: [{"id": "a"}, {"id": "b"}])
    monkeypatch.setattr(choices, "written", brief)
    monkeypatch.setattr(choices, "unasked", lambda _, __, ask: ask)
    monkeypatch.setattr(choices, "Summarizer", Nobody)
    monkeypatch.setattr(choices, "Engine", EngineDouble)
    monkeypatch.setattr(choices, "options", lambda *_: None)
    record = tmp_path / "made" / "record.jsonl"
    arguments = ["lines.jsonl", "--record", str(record), "--store", str(tmp_path / "known.db")]

    def made() -> list[str]:
        main([*arguments, "--base", "1"])
        return record.read_text("utf-8").splitlines()

    return made


def test_the_record_has_what_came_of_it_and_no_word_of_the_text(
    run: Callable[[], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    about, first, second = map(json.loads, run())
    assert about["prompt"] == "adapter@1"
    assert [first["article"], second["article"]] == ["a", "b"]
    by = [{trial["by"] for trial in one["trials"]} for one in (first, second)]
    assert by == [{"adapter", "base"}, {"adapter"}]
    for word in ("Norland", "Sudria", "Berg", "poor"):
        assert word not in json.dumps([about, first, second])
    assert "local/any, adapter@1" in capsys.readouterr().out


def test_a_run_that_was_killed_goes_on(
    run: Callable[[], list[str]],
    asked: list[tuple[str, float]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = _follow_up.put

    def killed(*given: Any, **more: Any) -> dict[str, Any]:
        if len(asked) == 5:
            raise KeyboardInterrupt
        return answer(*given, **more)

    monkeypatch.setattr(_follow_up, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(_follow_up, "put", answer)
    record = run()
    questions = list(asked)
    # Both articles say the same here, and each weight of the adapter answers once.
    assert len(questions) == len(set(questions))
    assert run() == record
    assert asked == questions


TRIALS = [
    {"name": "types, asked", "by": "base", "right": n % 4 > 0, "chances": {"": 0.6 + n / 100}}
    | {"article": "ab"[n % 2], "mass": 0.5}
    for n in range(8)
] + [
    # Told says what is right, written nothing.
    {"name": "stances", "by": "adapter", "right": right, "article": article, "mass": 1.0}
    | {"chances": {"written": written, "told": 0.8 if right == sure else 0.4, "asked": 0.5}}
    for article in "ab"
    for right in (True, False)
    for written in (0.3, 0.6)
    for sure in (True, True, True, False)
]


def test_a_record_is_told_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "record.jsonl"
    lines: list[dict[str, Any]] = [{"model": "local/any", "prompt": "p@1", "made": "today"}]
    for name in "ab":
        some = [trial for trial in TRIALS if trial["article"] == name]
        lines.append({"article": name, "trials": some})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    main(["--record", str(path)])
    shown = capsys.readouterr().out
    assert "local/any, p@1, today, 2 articles" in shown
    # Right are 1-3 and 5-7 of 0 to 7: of twelve pairs with a wrong one eight in order.
    assert "| types, asked | base | 8 | 0.750 | 0.635 | 0.75 |  | 0.50 |" in shown
    assert "| told | 32 | 0.500 | 0.75 |" in shown
    assert "| written | 32 | 0.500 | 0.50 |" in shown
    assert "Told: yes to 16 of 32." in shown
    weight = re.search(r"\[check_stance\][^[]*\ntold = (.*)", shown)
    assert weight is not None
    assert float(weight[1]) == pytest.approx(2 * math.log(3) / math.log(6), abs=0.01)


def test_without_a_record_there_is_nothing_to_tell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none, empty = tmp_path / "none.jsonl", tmp_path / "empty.jsonl"
    empty.touch()
    for record in (none, empty):
        with pytest.raises(SystemExit):
            main(["--record", str(record)])
        assert "give the training file to make one" in capsys.readouterr().err
    assert report([]) == ""


def test_the_page_says_what_the_record_says(capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs" / "recipes.md").read_text("utf-8")
    main(["--record", str(root / "benchmarks" / "records" / "choices.jsonl")])
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert len(rows) > 20
    assert [row for row in rows if row not in page] == []
