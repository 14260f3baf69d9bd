"""The local engine: order, bounds, one failure at a time, what is not done twice."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from corpus import SlowModel, answer_for, failing, sources, text

from summarizer import Summarizer
from summarizer.articles import ArticleText
from summarizer.batch import Limits, Outcome, Source, Sources, abrief_all, brief_all
from summarizer.batch._limits import Meter
from summarizer.domain import Usage
from summarizer.errors import (
    EmptyArticleError,
    TransportError,
    UnexpectedError,
    UnreadableArticleError,
    UsageError,
)
from summarizer.models import Ask
from summarizer.pipeline import _steps
from summarizer.store import Store


@pytest.fixture
def model() -> SlowModel:
    return SlowModel()


@pytest.fixture
def summarizer(model: SlowModel) -> Summarizer:
    return Summarizer(model)


def test_outcomes_come_in_the_order_given_whatever_takes_longer() -> None:
    chance = random.Random(1)
    model = SlowModel(delay=lambda ask: chance.random() / 100)
    outcomes = list(brief_all(Summarizer(model), sources(40), jobs=8))
    assert [outcome.brief and outcome.brief.article.id for outcome in outcomes] == [
        f"a{number}" for number in range(40)
    ]
    assert model.most_at_once == 8


def test_sources_are_read_as_they_are_needed(model: SlowModel) -> None:
    read = 0

    def stream() -> Iterator[Source]:
        nonlocal read
        for source in sources(1000):
            read += 1
            yield source

    outcomes = brief_all(Summarizer(model), stream(), jobs=2)
    for _ in range(5):
        next(outcomes)
    assert read <= 5 + 4 * 2 + 16
    outcomes.close()


def test_a_slow_article_does_not_let_the_others_pile_up() -> None:
    model = SlowModel(delay=lambda ask: 0.5 if "Norland0 " in ask.bounds.text else 0.0)
    outcomes = brief_all(Summarizer(model), sources(500), jobs=4)
    first = next(outcomes)
    assert first.brief is not None
    assert first.brief.article.id == "a0"
    # Those that waited for the first, and no more.
    assert len(model.asked) <= 4 * 4 + 16
    outcomes.close()


def test_one_failure_is_one_outcome() -> None:
    model = SlowModel(failing({3}, lambda: TransportError("gone", usage=Usage(attempts=2))))

    def unreadable() -> Source:
        def read() -> ArticleText:
            raise UnreadableArticleError("b.txt: binary data")

        return Source("b.txt", read)

    given = [*sources(5), unreadable(), Source.of(text(9))]
    outcomes = list(brief_all(Summarizer(model), given, jobs=3))
    assert [type(outcome.error).__name__ for outcome in outcomes] == [
        "NoneType",
        "NoneType",
        "NoneType",
        "TransportError",
        "NoneType",
        "UnreadableArticleError",
        "NoneType",
    ]
    assert outcomes[3].usage.attempts == 2
    assert outcomes[5].error_record()["error"] == {
        "input": "b.txt",
        "id": None,
        "type": "UnreadableArticleError",
        "message": "b.txt: binary data",
    }


def test_an_article_without_a_sentence_is_a_failure(summarizer: Summarizer) -> None:
    given = [Source.of(ArticleText(id="e", text="*** ---", where="e.txt")), *sources(1)]
    outcomes = list(brief_all(summarizer, given))
    assert isinstance(outcomes[0].error, EmptyArticleError)
    assert outcomes[1].brief is not None


def test_a_fault_of_ours_takes_no_other_article_with_it() -> None:
    def script(ask: Ask) -> dict[str, Any]:
        if "Norland1 " in ask.bounds.text:
            raise RecursionError("too deep")
        return answer_for(ask)

    outcomes = list(brief_all(Summarizer(SlowModel(script)), sources(3), jobs=2))
    assert isinstance(outcomes[1].error, UnexpectedError)
    assert "RecursionError: too deep" in str(outcomes[1].error)
    assert outcomes[0].json
    assert outcomes[2].json


def test_wrong_configuration_ends_the_run() -> None:
    def script(ask: Ask) -> dict[str, Any]:
        raise UsageError("no key")

    with pytest.raises(UsageError, match="no key"):
        list(brief_all(Summarizer(SlowModel(script)), sources(30), jobs=4))


def test_the_store_answers_what_was_asked_before(tmp_path: Path) -> None:
    model = SlowModel()
    with Store(tmp_path / "s.db") as store:
        first = list(brief_all(Summarizer(model), sources(6), jobs=2, store=store))
        again = list(brief_all(Summarizer(model), sources(8), jobs=2, store=store))
        assert len(model.asked) == 8
        assert [outcome.json for outcome in again[:6]] == [outcome.json for outcome in first]
        assert [outcome.remembered for outcome in again] == [True] * 6 + [False] * 2
        assert again[0].usage == Usage() != first[0].usage
        anew = list(brief_all(Summarizer(model), sources(6), jobs=2, store=store, fresh=True))
        assert len(model.asked) == 14
        assert not any(outcome.remembered for outcome in anew)


def test_failures_are_not_remembered(tmp_path: Path) -> None:
    broken = SlowModel(failing({1}, lambda: TransportError("gone")))
    with Store(tmp_path / "s.db") as store:
        list(brief_all(Summarizer(broken), sources(3), store=store))
        mended = list(brief_all(Summarizer(SlowModel()), sources(3), store=store))
    assert [outcome.remembered for outcome in mended] == [True, False, True]
    assert mended[1].json


def test_what_shapes_a_brief_is_in_its_key(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        for changed in (
            {"title": "Talks"},
            {"published": "2020-01-01"},
            {"text": "Norland0 said nothing."},
            {"id": "other"},
        ):
            fields = {"id": "a0", "text": text(0).text, **changed}
            list(brief_all(Summarizer(SlowModel()), sources(1), store=store))
            model = SlowModel()
            list(brief_all(Summarizer(model), [Source.of(ArticleText(**fields))], store=store))
            assert len(model.asked) == 1, changed
        changes: tuple[dict[str, Any], ...] = ({"prompt": "staged"}, {"attempts": 2})
        for settings in changes:
            model = SlowModel(failing({0}, lambda: TransportError("asked")))
            outcomes = list(brief_all(Summarizer(model, **settings), sources(1), store=store))
            assert outcomes[0].error is not None, settings


def test_the_same_article_twice_is_asked_once_and_given_twice() -> None:
    model = SlowModel(delay=lambda ask: 0.01)
    twice = [Source.of(text(0)), Source.of(text(0)), Source.of(text(1))]
    outcomes = list(brief_all(Summarizer(model), twice, jobs=3))
    assert len(model.asked) == 2
    assert outcomes[0].json == outcomes[1].json
    assert outcomes[1].usage == Usage()
    assert outcomes[1].remembered


def test_limits_stop_the_run_and_keep_what_is_done() -> None:
    usage = Usage(attempts=1, input_tokens=90, output_tokens=10, cost_usd=0.5)
    for limits, most in ((Limits(tokens=1000), 10), (Limits(cost_usd=2.6), 5)):
        model = SlowModel(usage=usage)
        meter = Meter(limits)
        outcomes = list(brief_all(Summarizer(model), sources(100), jobs=1, meter=meter))
        assert len(outcomes) == most, limits
        assert meter.stopped is not None
        assert "stopped at --max-" in meter.stopped


def test_articles_under_way_count_against_the_limit() -> None:
    usage = Usage(attempts=1, input_tokens=90, output_tokens=10)
    model = SlowModel(usage=usage, delay=lambda ask: 0.005)
    meter = Meter(Limits(tokens=2000))
    outcomes = list(brief_all(Summarizer(model), sources(100), jobs=5, meter=meter))
    assert meter.tokens == 100 * len(outcomes) <= 2000


def test_a_limit_that_is_not_reached_stops_nothing() -> None:
    usage = Usage(attempts=1, input_tokens=90, output_tokens=10)
    meter = Meter(Limits(tokens=300))
    list(brief_all(Summarizer(SlowModel(usage=usage)), sources(3), meter=meter))
    assert meter.stopped is None


def test_in_an_event_loop() -> None:
    async def run() -> list[Outcome]:
        return [outcome async for outcome in abrief_all(Summarizer(SlowModel()), sources(5))]

    assert len(asyncio.run(run())) == 5


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are UTF-8 there")
def test_a_file_name_that_is_no_utf8_costs_nothing(tmp_path: Path) -> None:
    odd = os.path.join(os.fsencode(tmp_path), b"a\xff.txt")
    with open(odd, "w", encoding="utf-8") as file:
        file.write("Norland1 said on Monday that talks go on.")
    empty = os.path.join(os.fsencode(tmp_path), b"b\xff.txt")
    with open(empty, "w", encoding="utf-8"):
        pass
    named = Sources([os.fsdecode(odd), os.fsdecode(empty)])
    good, bad = brief_all(Summarizer(SlowModel()), named)
    assert good.json is not None
    assert "a?" in json.loads(good.json)["article"]["id"]
    assert "is empty" in json.loads(bad.error_line().encode())["error"]["message"]


def test_the_next_question_goes_out_before_an_answer_is_worked_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The model is asked about the second article while the first is graded: what the
    # model waits for is never this process's own work.
    events: list[str] = []
    grade_all = _steps.grade_all

    def noted(article: Any, grounded: Any) -> Any:
        events.append(f"graded {article.id}")
        return grade_all(article, grounded)

    def script(ask: Ask) -> dict[str, object]:
        events.append(f"asked {ask.bounds.text.split()[0]}")
        return answer_for(ask)

    monkeypatch.setattr(_steps, "grade_all", noted)
    list(brief_all(Summarizer(SlowModel(script)), sources(2), jobs=1))
    assert events == ["asked Norland0", "asked Norland1", "graded a0", "graded a1"]


def test_twins_do_not_wait_for_each_other_without_end(tmp_path: Path) -> None:
    # The first gives its turn back and has to ask again; its twin must not keep the turn.
    def script(ask: Ask) -> dict[str, Any]:
        claim = {
            "text": "Norland0 said on Friday that talks end.",
            "speaker": "Norland0",
            "via": None,
            "kind": "statement",
            "evidence": [1],
        }
        return {**answer_for(ask), "claims": [claim]}

    model = SlowModel(script)
    article = text(0)
    twins = [Source(f"copy {number}", lambda: article) for number in range(5)]

    async def briefed() -> list[Outcome]:
        async with asyncio.timeout(60):
            outcomes = abrief_all(Summarizer(model), twins, jobs=1, store=store)
            return [outcome async for outcome in outcomes]

    with Store(tmp_path / "store.db") as store:
        outcomes = asyncio.run(briefed())
    alone = SlowModel(script)
    Summarizer(alone).brief(article.segment())
    assert len(model.asked) == len(alone.asked) > 1
    assert [outcome.remembered for outcome in outcomes] == [False] + 4 * [True]


def test_with_a_limit_no_article_more_is_begun() -> None:
    model = SlowModel(usage=Usage(input_tokens=50, output_tokens=50))
    outcomes = list(brief_all(Summarizer(model), sources(9), jobs=1, limits=Limits(tokens=100)))
    assert len(outcomes) == len(model.asked) == 1
