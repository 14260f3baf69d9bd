"""A model file of the user's own: what tells it from others, and what if it cannot be read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from summarizer.errors import ModelUnavailableError, SettingsError
from summarizer.models import _engine, open_model
from summarizer.models._meaning import text_of
from summarizer.settings import resolve


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "my.gguf"
    path.write_bytes(b"GGUF one")
    yield path
    _engine.close_engines()


def identity(path: Path, how: str) -> str:
    given = {how: str(path)}
    return open_model(resolve(**given)).identity


@pytest.mark.parametrize("how", ["model", "weights"])
@pytest.mark.parametrize("content", [b"GGUF two", b"GGUF another size"])
def test_exported_anew_to_the_same_path_it_is_another_model(
    file: Path, how: str, content: bytes
) -> None:
    first = identity(file, how)
    assert identity(file, how) == first
    assert len(_engine._engines) == 1
    before = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + (len(content) == before.st_size)))
    assert identity(file, how) != first
    # The one that runs has the old weights.
    assert len(_engine._engines) == 2


def test_a_file_that_cannot_be_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    settings = resolve(model=str(file))
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(
        ModelUnavailableError,
        match=r"my\.gguf: cannot be read: Permission denied; make it readable for this user",
    ):
        open_model(settings)


def test_a_server_may_name_its_model_by_a_file(file: Path, tmp_path: Path) -> None:
    there = "http://127.0.0.1:9/v1"
    assert open_model(resolve(model="openai/qwen.gguf", base_url=there)).name == "openai/qwen.gguf"
    for here in (str(file), "qwen.gguf", "local"):
        with pytest.raises(SettingsError, match="which runs here"):
            open_model(resolve(model=here, base_url=there))


class TestTextOfGooglesAnswers:
    """Their completions have candidates of parts."""

    @staticmethod
    def said(*parts: dict[str, Any]) -> str:
        content = SimpleNamespace(parts=[SimpleNamespace(**part) for part in parts])
        return text_of(SimpleNamespace(candidates=[SimpleNamespace(content=content)]))

    def test_a_call_is_its_arguments(self) -> None:
        call = SimpleNamespace(args={"sectors": [["énergie", 1]]})
        thought = {"function_call": None, "text": "hm", "thought": True}
        assert self.said(thought, {"function_call": call}) == '{"sectors": [["énergie", 1]]}'

    def test_text_is_joined_without_thoughts(self) -> None:
        parts = [("{", False), ("so…", True), ("}", False), (None, False)]
        shown = [{"function_call": None, "text": t, "thought": h} for t, h in parts]
        assert self.said(*shown) == "{}"

    def test_nothing_is_nothing(self) -> None:
        assert text_of(SimpleNamespace(candidates=None)) == ""
        assert self.said() == ""
