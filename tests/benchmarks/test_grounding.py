"""The mutation benchmark: its sources, its judge, its table. No model is run."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import grounding
from benchmarks._judge import Judge, Verdict, question, sample
from benchmarks._mutations import Pair, Source
from benchmarks._paraphrases import synonym
from benchmarks._rivals import rivals
from benchmarks._sources import external_sources, gold_sources, half_of, pairs_of, train_sources
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


def reworded(text: str) -> str | None:
    source = Source(article="a", text=text, evidence=(text,), speaker=None, aliases=(),
                    published=None, full_text=text)  # fmt: skip
    return synonym(source, random.Random(0))


@pytest.mark.parametrize(
    "text",
    [
        "A bomb killed two.",  # no "slain two"
        "Inmates were held at the base.",  # nobody organised them
        "A dog named Rex won.",  # nobody appointed it
        "They worry about rights.",
        "He sailed around the world.",
        "It failed because of rain.",
        "She is due to return.",
        "The ban stays.",
        "Ministers deal with it.",
        "His brother-in-law won.",
        "It has started to rain.",
        "The parents' and children's rooms burned.",
    ],
)
def test_words_are_left_where_the_other_would_say_something_else(text: str) -> None:
    assert reworded(text) is None


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("It took about 40 days.", "It took approximately 40 days."),
        ("It failed because he left.", "It failed since he left."),
        ("They will ban it.", "They will prohibit it."),
        ("The deal failed.", "The agreement failed."),
        ("The former minister won.", "The ex-minister won."),
    ],
)
def test_a_word_gives_way_to_another_of_the_same_meaning(text: str, other: str) -> None:
    assert reworded(text) == other


def test_halves_stay_what_they_were_when_rules_were_tuned() -> None:
    tuning = ("article-5", "article-6", "wn080", "wn256")
    held_out = ("article-0", "article-7", "wn101", "wn103", "zelenskyy-china")
    assert {half_of(name) for name in tuning} == {"tuning"}
    assert {half_of(name) for name in held_out} == {"held-out"}


def test_a_line_may_hold_what_ends_lines_elsewhere(tmp_path: Path) -> None:
    text = "Exports\u2028fell\u0085in May."
    line = {
        "id": "a", "text": text, "date": None, "sentences": [[0, len(text)]],
        "labels": {"actors": [], "claims": []},
    }  # fmt: skip
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps(line, ensure_ascii=False) + "\n\n", "utf-8")
    (source,) = train_sources(file)
    assert source["text"] == text


def test_the_header_of_a_gold_article_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "dam.txt").write_text(
        "title: Dam leaks\ndate: 2031-02-03\nurl: https://a.example/dam\n---\nIt leaks.\n", "utf-8"
    )
    (tmp_path / "dam.yaml").write_text("article: dam\n", "utf-8")
    (source,) = gold_sources(tmp_path)
    assert (source["text"], source["published"]) == ("It leaks.", "2031-02-03")


def test_totals_resample_articles_since_pairs_of_one_go_together() -> None:
    # Half of twenty articles have nothing but accepted pairs, the others none.
    pairs = [replace(pair("A."), article=f"a{i // 10}") for i in range(200)]
    answers = {"ours": ["exact" if i // 10 % 2 else "contradicted" for i in range(200)]}
    wilson, articles = (
        re.search(r"\*\*all mutants\*\* .*?50\.0% \((\d+)\.\d%-(\d+)\.\d%\)", shown)
        for shown in (grounding.table(pairs, answers), grounding.by_article(pairs, answers))
    )
    assert wilson is not None
    assert articles is not None
    assert (wilson[1], wilson[2]) == ("43", "56")
    assert int(articles[1]) <= 30
    assert int(articles[2]) >= 70


def test_a_system_that_was_asked_nothing_of_a_total_has_no_share() -> None:
    shown = grounding.by_article([pair("A.")], {"ours": ["exact"], "judge": [""]})
    assert "| **all mutants** | 100.0% (100.0%-100.0%) | – |" in shown
