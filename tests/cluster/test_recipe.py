"""What travels to the nodes: finished settings, whatever the nodes' own are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from corpus import SlowModel
from ray import cloudpickle

from summarizer.errors import UsageError
from summarizer.ray._recipe import ReadyRecipe, Recipe
from summarizer.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def on_a_node(recipe: ReadyRecipe) -> Settings:
    """The settings of the summarizer that a worker builds."""
    with cloudpickle.loads(cloudpickle.dumps(recipe)).open() as summarizer:
        return summarizer.settings


def test_what_cannot_travel_is_refused_here() -> None:
    with pytest.raises(UsageError, match="SlowModel cannot travel"):
        Recipe(SlowModel()).checked()
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
    settings = on_a_node(recipe)
    assert settings.model == "acme/writer"
    assert settings.attempts == 2
    assert settings.base_url == "http://127.0.0.1:9/v1"


def test_what_is_not_set_here_is_not_set_by_a_node(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = Recipe("acme/writer", settings={"base_url": "http://127.0.0.1:9/v1"}).checked()
    here = on_a_node(recipe)
    for name, value in {
        "TEMPERATURE": "1.5",
        "CONTEXT": "4096",
        "PROMPT": "staged",
        "TAXONOMY": "nowhere.toml",
        "REQUESTS_PER_MINUTE": "1",
        "JOBS": "7",
    }.items():
        monkeypatch.setenv(f"SUMMARIZER_{name}", value)
    assert on_a_node(recipe) == here
    assert (here.temperature, here.context, here.prompt) == (None, None, None)
    with recipe.open() as summarizer:
        assert summarizer.plan.context == 32_768
        assert summarizer.prompt.name == "brief", "the model's own"


def test_the_cache_is_a_nodes_own_unless_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = {"base_url": "http://127.0.0.1:9/v1"}
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "here"))
    own = Recipe("acme/writer", settings={**remote, "cache": None}).checked()
    named = Recipe("acme/writer", settings={**remote, "cache": tmp_path / "named"}).checked()
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "there"))
    assert on_a_node(own).cache == tmp_path / "there"
    assert on_a_node(named).cache == tmp_path / "named"


def test_files_are_found_from_another_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("local", "staged"):
        (tmp_path / name).mkdir()  # is no prompt and no model, whatever it is called
    shutil.copytree(ROOT / "prompts" / "staged" / "1", tmp_path / "mine" / "1")
    shutil.copy(ROOT / "prompts" / "taxonomies" / "sectors.toml", tmp_path / "t.toml")
    (tmp_path / "w.gguf").write_bytes(b"GGUF")
    settings = Recipe("local", "mine/1", "t.toml", {"weights": "w.gguf"}).checked().settings
    assert settings.model == "local"
    assert settings.prompt == str(tmp_path / "mine" / "1")
    assert settings.taxonomy == str(tmp_path / "t.toml")
    assert settings.weights == str(tmp_path / "w.gguf")
    assert Recipe("w.gguf").checked().settings.model == str(tmp_path / "w.gguf")
    assert Recipe("local", "staged").checked().settings.prompt == "staged"
