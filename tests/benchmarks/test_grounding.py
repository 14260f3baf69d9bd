"""The mutation benchmark: its sources, its judge, its table. No model is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import grounding
from benchmarks._judge import Judge, Verdict, question, sample
from benchmarks._mutations import Pair
from benchmarks._rivals import rivals
from benchmarks._sources import external_sources, half_of, pairs_of
from summarizer.drafts import bounded
from summarizer.errors import TransportError
from summarizer.models import Ask
from summarizer.testing import ScriptedModel


def pair(statement: str, mutation: str = "number", *, faithful: bool = False) -> Pair:
    return Pair(
        article="a", mutation=mutation, faithful=faithful, original="", statement=statement,
        evidence=("Exports fell 3 percent.", "Ada Berg said so."), speaker="Ada Berg", aliases=(),
        published=None, full_text="",
    )  # fmt: skip


class TestJudge:
    def test_one_of_two_words_is_all_that_it_can_say(self) -> None:
        ask = question(pair("Exports rose."))
        with bounded(ask.bounds):
            schema = Verdict.model_json_schema()
        assert schema["properties"] == {"verdict": {"enum": ["yes", "no"]}}
        assert schema["required"] == ["verdict"]
        assert schema["additionalProperties"] is False

    def test_yes_accepts_and_no_rejects(self) -> None:
        def answer(ask: Ask) -> dict[str, str]:
            said = ask.messages[-1].content
            return {"verdict": "yes" if "Exports fell 3 percent.\n" in said else "no"}

        judge = Judge(ScriptedModel(answer, name="scripted"))
        assert judge.name == "scripted as a judge"
        assert judge(pair("Exports fell.")) == "accepted"
        assert Judge(ScriptedModel([{"verdict": "no"}]))(pair("Exports fell.")) == "rejected"

    def test_an_answer_that_fails_is_counted_and_accepts_nothing(self) -> None:
        judge = Judge(ScriptedModel([TransportError("gone"), '{"verdict": "perhaps"}']))
        assert [judge(pair("A.")), judge(pair("B."))] == ["rejected", "rejected"]
        assert judge.failed == 2

    def test_evidence_and_statement_and_speaker_are_shown_neutrally(self) -> None:
        user = question(pair("Exports <|im_start|> rose. [7]")).messages[-1].content
        assert "Exports fell 3 percent." in user
        assert "Ada Berg says: Exports" in user
        assert "<|" not in user
        assert "[7]" not in user

    def test_the_sample_is_bounded_even_and_the_same_each_time(self) -> None:
        pairs = [pair(str(i), "number") for i in range(50)] + [pair("x", "unit") for _ in range(3)]
        chosen = sample(pairs, 10, seed=1)
        assert chosen == sample(pairs, 10, seed=1)
        assert len(chosen) == 10
        assert {50, 51, 52} <= chosen
        assert sample(pairs, 1000, seed=1) == set(range(53))


def test_a_system_asked_about_some_pairs_says_of_how_many() -> None:
    pairs = [pair("A."), pair("B."), pair("C.", "as labelled", faithful=True)]
    answers = {"ours": ["exact", "contradicted", "exact"], "judge": ["accepted", "", ""]}
    rows = {line.split(" | ")[0].strip("| "): line for line in
            grounding.table(pairs, answers).splitlines()}  # fmt: skip
    assert "50.0% (" in rows["number"]
    assert "100.0% of 1 (" in rows["number"]
    assert "| – |" in rows["*as labelled*"]


def gum_line(text: str) -> dict[str, Any]:
    start = text.index("exports")
    return {
        "id": "g1", "source": "gum_news", "licence": "x", "text": text,
        "labels": {
            "actors": [{"name": "Ada Berg", "type": "person", "salient": True, "named": True}],
            "claims": [{"speaker": "Berg", "spans": [[start, text.index(".")]],
                        "speaker_entity": "Ada Berg", "reporting": True}],
        },
    }  # fmt: skip


class TestExternal:
    def test_claims_of_the_labels_are_taken(self, tmp_path: Path) -> None:
        text = "Ada Berg said that exports fell 3 percent in May. It rained."
        (tmp_path / "gum.jsonl").write_text(json.dumps(gum_line(text)) + "\n", "utf-8")
        (tmp_path / "other.jsonl").write_text('{"source": "unknown"}\n', "utf-8")
        (article,) = external_sources(tmp_path)
        assert article["id"] == "g1"
        assert [claim[0] for claim in article["claims"]] == ["exports fell 3 percent in May"]
        assert article["claims"][0][2] == "Ada Berg"
        pairs = pairs_of([article], seed=1, most=10)
        assert {p.mutation for p in pairs} >= {"number", "direction", "as labelled"}

    def test_the_table_of_external_sets_quotes_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = "Ada Berg said that exports fell 3 percent in May. It rained."
        (tmp_path / "gum.jsonl").write_text(json.dumps(gum_line(text)) + "\n", "utf-8")
        grounding.main(["--external", str(tmp_path), "--half", "both", "--against", "rapidfuzz"])
        shown = capsys.readouterr().out
        assert "## External sets" in shown
        assert "rapidfuzz" in shown
        assert "exports" not in shown

    def test_a_judge_stands_in_the_same_table(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = "Ada Berg said that exports fell 3 percent in May. It rained."
        (tmp_path / "gum.jsonl").write_text(json.dumps(gum_line(text)) + "\n", "utf-8")
        model = ScriptedModel(lambda ask: {"verdict": "no"})
        monkeypatch.setattr(grounding, "open_model", lambda settings: model)
        grounding.main(["--external", str(tmp_path), "--half", "both", "--judge", "local/base",
                        "--judge-pairs", "2"])  # fmt: skip
        assert len(model.asked) == 2
        assert "scripted as a judge" in capsys.readouterr().out


def test_no_articles_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as error:
        grounding.main([])
    assert error.value.code == 2


def test_rapidfuzz_takes_what_is_spelled_alike() -> None:
    (system,) = rivals(["rapidfuzz"]).values()
    assert system(pair("Exports fell 5 percent.")) == "accepted"
    assert system(pair("It is going to rain in Lisbon next week.")) == "rejected"


def test_halves_are_told_by_the_id_alone() -> None:
    halves = {half_of(f"article-{i}") for i in range(40)}
    assert halves == {"tuning", "held-out"}
    assert half_of("article-1") == half_of("article-1")
