"""Settings: flags over environment over file over defaults, and errors that name the source."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import SettingsError
from summarizer.settings import Settings, config_path, resolve

VALUES: dict[str, tuple[Any, Any, Any]] = {
    "model": ("a/flag", "a/environment", "a/file"),
    "prompt": ("flag", "environment", "file"),
    "taxonomy": ("flag.toml", "environment.toml", "file.toml"),
    "base_url": ("http://flag", "http://environment", "http://file"),
    "timeout": (1.5, 2.5, 3.5),
    "attempts": (5, 6, 7),
    "threads": (1, 2, 3),
    "context": (2048, 4096, 16384),
    "jobs": (2, 3, 4),
}


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text("")
    monkeypatch.setenv("SUMMARIZER_CONFIG", str(path))
    return path


@given(
    names=st.sampled_from(sorted(VALUES)),
    flag=st.booleans(),
    variable=st.booleans(),
    file=st.booleans(),
)
def test_the_nearest_source_wins(
    tmp_path_factory: pytest.TempPathFactory, names: str, flag: bool, variable: bool, file: bool
) -> None:
    by_flag, by_variable, by_file = VALUES[names]
    path = tmp_path_factory.mktemp("config") / "c.toml"
    path.write_text(f"{names} = {by_file!r}\n" if file else "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUMMARIZER_CONFIG", str(path))
        if variable:
            patch.setenv(f"SUMMARIZER_{names.upper()}", str(by_variable))
        got = getattr(resolve(**({names: by_flag} if flag else {names: None})), names)
    default = Settings.model_fields[names].default
    assert got == (by_flag if flag else by_variable if variable else by_file if file else default)


def test_nothing_set_means_the_embedded_model() -> None:
    settings = resolve()
    assert settings.model == "local"
    assert settings.base_url is None
    assert settings.jobs == 1


@pytest.mark.parametrize("key", ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "SUMMARIZER_API_KEY"])
def test_a_key_in_the_environment_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    before = resolve()
    monkeypatch.setenv(key, "sk-secret")
    assert resolve() == before
    assert "sk-secret" not in repr(resolve())


def test_the_config_file_lies_in_the_users_configuration_folder() -> None:
    path = config_path()
    assert path.is_relative_to(os.environ["XDG_CONFIG_HOME"])
    path.parent.mkdir(parents=True)
    path.write_text('model = "ollama/llama3.2"\n')
    assert resolve().model == "ollama/llama3.2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("jobs", "0"),
        ("jobs", "many"),
        ("timeout", "-1"),
        ("attempts", "99"),
        ("context", "7"),
        ("model", ""),
    ],
)
def test_a_bad_value_is_named_with_its_source(
    monkeypatch: pytest.MonkeyPatch, config: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=f"^setting {name} \\(given directly\\): "):
        resolve(**{name: value})
    config.write_text(f"{name} = {value!r}\n")
    with pytest.raises(SettingsError, match=f"^setting {name} \\(.*settings.toml\\): "):
        resolve()
    monkeypatch.setenv(f"SUMMARIZER_{name.upper()}", value)
    with pytest.raises(SettingsError, match=f"^setting {name} \\(SUMMARIZER_{name.upper()}\\): "):
        resolve()


def test_an_unknown_name_is_refused_with_its_source(config: Path) -> None:
    config.write_text("modle = 'local'\n")
    with pytest.raises(SettingsError, match=r"setting modle \(.*settings\.toml\): "):
        resolve()
    config.write_text("")
    with pytest.raises(SettingsError, match=r"setting modle \(given directly\): "):
        resolve(modle="local")


@pytest.mark.parametrize("content", ["model = ", "= 3", "[[", "model = 'a'\nmodel = 'b'"])
def test_a_broken_config_file_is_named(config: Path, content: str) -> None:
    config.write_text(content)
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(content)
    with pytest.raises(SettingsError, match=r"config file .*settings\.toml: "):
        resolve()


def test_a_config_file_that_is_named_must_be_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SUMMARIZER_CONFIG", str(tmp_path / "gone.toml"))
    with pytest.raises(SettingsError, match=r"config file .*gone\.toml: no such file"):
        resolve()
    monkeypatch.setenv("SUMMARIZER_CONFIG", str(tmp_path))
    with pytest.raises(SettingsError, match=r"config file .*: "):
        resolve()


def test_settings_are_frozen() -> None:
    with pytest.raises(Exception, match="frozen"):
        resolve().model = "openai/x"
