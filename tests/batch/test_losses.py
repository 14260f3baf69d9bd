"""What a failing article consumed is counted; what the store cannot take is delivered."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from corpus import SlowModel, answer_for, sources

from summarizer import Summarizer
from summarizer import store as stores
from summarizer.batch import Limits, Meter, brief_all
from summarizer.domain import Usage
from summarizer.errors import ArticleTooLongError, SettingsError
from summarizer.models import Ask
from summarizer.store import Store
from summarizer.testing import Scripted

SPENT = Usage(attempts=1, input_tokens=300, cost_usd=0.25)


def all_too_long(ask: Ask) -> Scripted:
    return ArticleTooLongError("does not fit", usage=SPENT)


def test_what_an_article_that_is_too_long_consumed_is_counted() -> None:
    meter = Meter(Limits(tokens=700))
    outcomes = list(brief_all(Summarizer(SlowModel(all_too_long)), sources(9), meter=meter))
    assert [outcome.usage for outcome in outcomes] == [SPENT] * 2
    assert (meter.tokens, meter.cost) == (600, 0.5)
    assert outcomes[0].error_record()["error"]["usage"] == SPENT.model_dump(mode="json")


def test_what_may_have_been_paid_for_counts_like_what_was() -> None:
    meter = Meter(Limits(cost_usd=1.0))
    for cost in (0.25, None, None, 0.25):
        assert meter.allows()
        meter.begin()
        meter.end(Usage(attempts=1, input_tokens=300, cost_usd=cost))
    assert not meter.allows()
    assert meter.cost == 0.5
    assert meter.stopped == (
        "stopped at --max-cost $1: $0.5000 spent, and 2 articles of unknown cost taken for $0.5000"
    )


def test_a_brief_that_cannot_be_kept_is_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "_PATIENCE", 0.01)
    path = tmp_path / "s.db"
    with Store(path) as store, sqlite3.connect(path, isolation_level=None) as other:
        locked = False

        def script(ask: Ask) -> Scripted:
            nonlocal locked
            if "Norland1 " in ask.bounds.text:
                other.execute("BEGIN IMMEDIATE")
                locked = True
            elif locked:
                other.execute("ROLLBACK")
                locked = False
            return answer_for(ask)

        # With a limit, no article is asked about before the last one is done with.
        runs = brief_all(Summarizer(SlowModel(script)), sources(3), store=store, limits=Limits(0.9))
        outcomes = list(runs)
        assert [outcome.error for outcome in outcomes] == [None] * 3
        assert all(outcome.json for outcome in outcomes)
        assert [type(outcome.unkept) for outcome in outcomes] == [
            type(None),
            SettingsError,
            type(None),
        ]
        assert "s.db: database is locked" in str(outcomes[1].unkept)
        again = list(brief_all(Summarizer(SlowModel()), sources(3), store=store))
        assert [outcome.remembered for outcome in again] == [True, False, True]
    other.close()


def test_a_store_that_cannot_be_read_ends_the_run_before_it_costs_anything(tmp_path: Path) -> None:
    model = SlowModel()
    with Store(tmp_path / "s.db") as store, sqlite3.connect(tmp_path / "s.db") as other:
        other.execute("DROP TABLE entries")
        with pytest.raises(SettingsError, match=r"run store .*s\.db: no such table"):
            list(brief_all(Summarizer(model), sources(3), store=store))
    other.close()
    assert model.asked == []
