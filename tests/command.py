"""The ``summarize`` command as a process, at a scripted server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer, Says
from warm import WarmCommand

from summarizer.domain import ITEM_FIELDS

ANSWER: dict[str, Any] = {
    **{name: [] for name in ITEM_FIELDS},
    "summary": [{"text": "[Talks] go on.", "evidence": [1]}],
    "sectors": [{"code": "diplomacy", "evidence": [1]}],
}
TEXT = "Paris said on Monday that talks would go on. London agreed."
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmCommand]:
    with WarmCommand() as command:
        yield command


@pytest.fixture
def run(warm: WarmCommand, tmp_path: Path) -> Run:
    """Run the command in the test's folder, without a terminal."""

    def call(*arguments: str, stdin: bytes = b"", **environment: str) -> Any:
        return warm.call([*arguments], stdin, tmp_path, {**os.environ, **environment})

    return call


@pytest.fixture
def served(server: FakeServer, run: Run) -> Run:
    """The command with the scripted server as its model."""
    server.always = Says(ANSWER)

    def call(*arguments: str, **more: Any) -> Any:
        return run(*arguments, "--model", "acme/writer", "--base-url", server.url, **more)

    return call
