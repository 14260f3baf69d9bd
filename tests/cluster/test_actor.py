"""What an actor does, without a cluster around it."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from cluster.corpora import row_sources
from corpus import SlowModel, answer_for, failing

from summarizer import Summarizer
from summarizer.batch import brief_all
from summarizer.domain import Usage
from summarizer.errors import ModelUnavailableError, TransportError, UsageError
from summarizer.models import Ask, Reply
from summarizer.ray._actor import BriefActor
from summarizer.ray._recipe import Recipe
from summarizer.ray._rows import BRIEF_COLUMNS, RUN_COLUMNS, dataset_rows

ROWS = [
    {"id": f"a{n}", "text": f"Norland{n} said on Monday that talks go on.", "date": "2031-01-02"}
    for n in range(12)
]


def actor(model: SlowModel, tmp_path: Path | None = None, *, jobs: int = 4) -> BriefActor:
    recipe = Recipe(lambda: model, settings={"jobs": jobs}).checked()
    return BriefActor(recipe, str(tmp_path) if tmp_path else None)


def table(rows: list[dict[str, object]]) -> pa.Table:
    return dataset_rows(pa.Table.from_pylist(rows))


def at_once(one: BriefActor, *batches: pa.Table) -> None:
    """Brief batches as Ray Data does: each call in a thread of its own."""
    failed: list[BaseException] = []

    def work(batch: pa.Table) -> None:
        try:
            one(batch)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def timeless(line: str | None) -> str | None:
    return line and re.sub(r'"seconds":[0-9.]+', '"seconds":0', line)


def test_rows_are_the_records_of_the_local_engine() -> None:
    broken = failing({3}, lambda: TransportError("gone"))
    rows = [*ROWS, {"id": "no-text", "text": None, "date": None}]
    local = list(brief_all(Summarizer(SlowModel(broken)), row_sources(rows, "r"), jobs=4))
    out = actor(SlowModel(broken))(table(rows))
    assert out.column_names == list(BRIEF_COLUMNS)
    assert {field.type for field in out.schema} == {pa.string()}
    briefs = [timeless(outcome.json) for outcome in local]
    assert [timeless(line) for line in out.column("brief").to_pylist()] == briefs
    assert out.column("key").to_pylist() == [o.key and o.key.hex() for o in local]
    errors = [line and json.loads(line)["error"] for line in out.column("error").to_pylist()]
    assert [bool(error) for error in errors] == [o.error is not None for o in local]
    expected = json.loads(local[3].error_line())["error"]
    assert errors[3] == {**expected, "input": "a3"}
    assert out.column("id").to_pylist()[-2:] == ["a11", None]


def test_batches_at_the_same_time_share_the_requests_allowed() -> None:
    model = SlowModel(delay=lambda ask: 0.02)
    at_once(actor(model, jobs=3), table(ROWS[:6]), table(ROWS[6:]))
    assert len(model.asked) == 12
    assert model.most_at_once == 3


class OneIsSlowModel(SlowModel):
    """Answers the first article when it has answered six others; it gives up after a while."""

    async def aask(self, ask: Ask) -> Reply:
        if "Norland0 " in ask.bounds.text:
            async with asyncio.timeout(60):
                while len(self.asked) < 6:
                    await asyncio.sleep(0.005)
        return await super().aask(ask)


def test_a_slow_article_of_one_batch_does_not_idle_the_other() -> None:
    model = OneIsSlowModel()
    at_once(actor(model, jobs=2), table(ROWS[:1]), table(ROWS[6:]))
    # One after the other, the first would have waited in vain.
    asked = [ask.bounds.text.split()[0] for ask in model.asked]
    assert sorted(asked[:6]) == sorted(f"Norland{n}" for n in range(6, 12))
    assert asked[6:] == ["Norland0"]


def test_what_is_completed_is_not_asked_again(tmp_path: Path) -> None:
    first = SlowModel(failing({3}, lambda: TransportError("gone")))
    before = actor(first, tmp_path)(table(ROWS[:8]))
    again = SlowModel()
    after = actor(again, tmp_path)(table(ROWS))
    assert len(first.asked) == 8
    assert len(again.asked) == 1 + 4, "what had failed, and what is new"
    kept = before.column("brief").to_pylist()
    assert after.column("brief").to_pylist()[:3] == kept[:3], "not even the seconds differ"
    assert after.column("error").null_count == 12


def test_wrong_configuration_is_told_at_the_first_batch() -> None:
    def make() -> SlowModel:
        raise ModelUnavailableError("this node has no weights")

    broken = BriefActor(Recipe(make).checked(), None)
    with pytest.raises(ModelUnavailableError, match="this node has no weights"):
        broken(table(ROWS))


def test_what_was_paid_for_is_kept_when_the_run_ends(tmp_path: Path) -> None:
    def refused(ask: Ask) -> dict[str, object]:
        if "Norland3 " in ask.bounds.text:
            raise UsageError("the key was refused")
        return answer_for(ask)

    with pytest.raises(UsageError, match="the key was refused"):
        actor(SlowModel(refused), tmp_path, jobs=1)(table(ROWS[:4]))
    again = SlowModel()
    actor(again, tmp_path)(table(ROWS[:4]))
    assert [ask.bounds.text.split()[0] for ask in again.asked] == ["Norland3"]


def test_a_run_is_told_what_its_rows_consumed_now(tmp_path: Path) -> None:
    recipe = Recipe(lambda: SlowModel(failing({1}, lambda: TransportError("gone")))).checked()
    one = BriefActor(recipe, str(tmp_path), RUN_COLUMNS)
    out = one(table(ROWS[:2]))
    assert out.column_names == list(RUN_COLUMNS)
    usage = Usage.model_validate_json(out.column("usage").to_pylist()[0])
    assert (usage.input_tokens, usage.output_tokens) == (10, 5)
    assert one(table(ROWS[:2])).column("usage").to_pylist()[0] is None, "remembered"


def test_rows_without_any_known_column_are_failures() -> None:
    out = actor(SlowModel())(dataset_rows(pa.table({"body": ["x", "y"]})))
    assert out.column("brief").null_count == 2
    assert all('no \\"text\\"' in line for line in out.column("error").to_pylist())


def test_a_cell_that_is_not_utf8_fails_its_row_alone() -> None:
    texts = pa.array([b"Paris said no.", b"\xff bad", b"Oslo said yes."]).buffers()
    text = pa.Array.from_buffers(pa.string(), 3, texts)
    rows = pa.table({"id": ["a", "b", "c"], "text": text, "date": [None, None, "2031-01-02"]})
    with pytest.raises(UnicodeDecodeError):
        rows.to_pylist()
    out = actor(SlowModel())(dataset_rows(rows))
    briefs = [line and json.loads(line)["article"] for line in out.column("brief").to_pylist()]
    assert [brief and brief["id"] for brief in briefs] == ["a", None, "c"]
    assert briefs[2]["published"] == "2031-01-02"
    error = json.loads(out.column("error").to_pylist()[1])["error"]
    assert error["type"] == "UnreadableArticleError"
    assert error["message"] == 'b: "text" is not UTF-8 at byte 0'
