"""The Python examples of docs/batches.md run as they stand, with a scripted server."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import ANSWER
from conftest import SEED
from fake_server import FakeServer, Says
from pages import python_blocks


@pytest.mark.parametrize("code", python_blocks("batches.md"))
def test_an_example_runs(
    code: str,
    server: FakeServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.always = Says(ANSWER)
    monkeypatch.setenv("SUMMARIZER_MODEL", "acme/writer")
    monkeypatch.setenv("SUMMARIZER_BASE_URL", server.url)
    (tmp_path / "seeds").symlink_to(SEED.parent)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "batches.md", "exec"), {})
    name, _, seconds = capsys.readouterr().out.strip().rpartition(" ")
    assert name == f"seeds/{SEED.name}"
    assert float(seconds) >= 0
