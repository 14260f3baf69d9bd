"""What an actor does, without a cluster around it."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest
from cluster.corpora import row_sources
from corpus import SlowModel, answer_for, failing

from summarizer import Summarizer
from summarizer.batch import brief_all
from summarizer.errors import ModelUnavailableError, TransportError, UsageError
from summarizer.ray._actor import BriefActor
from summarizer.ray._recipe import Recipe
from summarizer.ray._rows import BRIEF_COLUMNS, dataset_source

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    {"id": f"a{n}", "text": f"Norland{n} said on Monday that talks go on.", "date": "2031-01-02"}
    for n in range(12)
]


def actor(model: SlowModel, tmp_path: Path | None = None, *, jobs: int = 4) -> BriefActor:
    completed = str(tmp_path) if tmp_path else None
    return BriefActor(Recipe(lambda: model, settings={"jobs": jobs}), dataset_source, completed)


def table(rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows)


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
    one = actor(model, jobs=3)
    threads = [
        threading.Thread(target=one, args=(table(ROWS[start : start + 6]),)) for start in (0, 6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(model.asked) == 12
    assert model.most_at_once == 3


def test_a_slow_article_of_one_batch_does_not_idle_the_other() -> None:
    model = SlowModel(delay=lambda ask: 0.6 if "Norland0 " in ask.bounds.text else 0.05)
    one = actor(model, jobs=2)
    began = time.monotonic()
    threads = [
        threading.Thread(target=one, args=(table(ROWS[start : start + 6]),)) for start in (0, 6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One after the other: 0.6 and six times 0.05 over two.
    assert time.monotonic() - began < 0.6 + 0.15 + 0.1


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
    broken = BriefActor(Recipe("nonsense"), dataset_source, None)
    with pytest.raises(ModelUnavailableError, match="unknown model 'nonsense'"):
        broken(table(ROWS))

    def script(ask: object) -> dict[str, object]:
        raise UsageError("the key was refused")

    with pytest.raises(UsageError, match="the key was refused"):
        actor(SlowModel(script))(table(ROWS))


def test_rows_without_any_known_column_are_failures() -> None:
    out = actor(SlowModel(answer_for))(pa.table({"body": ["x", "y"]}))
    assert out.column("brief").null_count == 2
    assert all('no \\"text\\"' in line for line in out.column("error").to_pylist())


def test_what_cannot_travel_is_refused_here() -> None:
    with pytest.raises(UsageError, match="SlowModel cannot travel"):
        Recipe(SlowModel()).checked()  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="unknown model"):
        Recipe("nonsense").checked()
    with pytest.raises(UsageError, match="setting attempts"):
        Recipe("local", settings={"attempts": 99}).checked()


def test_settings_are_those_of_the_machine_that_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUMMARIZER_MODEL", "acme/writer")
    monkeypatch.setenv("SUMMARIZER_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("SUMMARIZER_ATTEMPTS", "2")
    recipe = Recipe(settings={"jobs": None}).checked()
    for name in ("MODEL", "BASE_URL", "ATTEMPTS"):
        monkeypatch.delenv(f"SUMMARIZER_{name}")
    with recipe.open() as summarizer:
        assert summarizer.settings.model == "acme/writer"
        assert summarizer.settings.attempts == 2
        assert summarizer.settings.base_url == "http://127.0.0.1:9/v1"
    assert "cache" not in recipe.settings, "a node's own"


def test_files_are_found_from_another_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("local", "staged"):
        (tmp_path / name).mkdir()  # is no prompt and no model, whatever it is called
    shutil.copytree(ROOT / "prompts" / "staged" / "1", tmp_path / "mine" / "1")
    shutil.copy(ROOT / "prompts" / "taxonomies" / "sectors.toml", tmp_path / "t.toml")
    (tmp_path / "w.gguf").write_bytes(b"GGUF")
    recipe = Recipe("local", "mine/1", "t.toml", {"weights": "w.gguf"}).checked()
    assert recipe.model == "local"
    assert recipe.prompt == str(tmp_path / "mine" / "1")
    assert recipe.taxonomy == str(tmp_path / "t.toml")
    assert recipe.settings["weights"] == str(tmp_path / "w.gguf")
    assert Recipe("local", "staged").checked().prompt == "staged"
