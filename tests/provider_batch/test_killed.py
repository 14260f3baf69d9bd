"""``summarize --provider-batch`` as a process: killed at any step and run again, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from batch_samples import ARTICLES, QUESTIONS, says, write_articles
from batch_server import KEY, BatchServer
from conftest import ROOT
from fake_server import Fails, Says


@pytest.fixture
def provider() -> Iterator[BatchServer]:
    with BatchServer(says) as running:
        yield running


class Command:
    """The command over five articles; its server can kill it."""

    def __init__(self, provider: BatchServer, folder: Path) -> None:
        self.provider = provider
        self.folder = folder
        self.files = [path.name for path in write_articles(folder)]
        self.killed = threading.Event()
        self._running: subprocess.Popen[str] | None = None

    def start(self, *more: str, model: str = "acme/writer") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "summarizer", *self.files, "--provider-batch"]
        command += ["--model", model, "--base-url", self.provider.url, "--prompt", "staged"]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "tests" / "offline"), str(ROOT)]),
            "SUMMARIZER_API_KEY": KEY,
            "SUMMARIZER_BATCH_POLL": "0.02",
            "SUMMARIZER_BATCH_SETTLE": "0.5",
            "SUMMARIZER_BATCH_REQUESTS": "3",
        }
        self._running = subprocess.Popen(
            [*command, *more],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        out, err = self._running.communicate(timeout=120)
        return subprocess.CompletedProcess(command, self._running.returncode, out, err)

    def kill_at(self, method: str, path: str, when: str, number: int) -> None:
        """Kill the process at this step of its ``number``-th request of that kind."""
        seen = 0

        def hook(asked: str, at: str, step: str) -> None:
            nonlocal seen
            if (asked, step) != (method, when) or not at.startswith(path):
                return
            seen += 1
            if seen == number and self._running is not None and not self.killed.is_set():
                os.kill(self._running.pid, signal.SIGKILL)
                self._running.wait()
                self.killed.set()

        self.provider.hook = hook


@pytest.fixture
def command(provider: BatchServer, tmp_path: Path) -> Command:
    return Command(provider, tmp_path)


def once(provider: BatchServer) -> bool:
    counts = [*provider.submitted.values(), *provider.paid.values()]
    return counts == [1] * 2 * QUESTIONS


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "path", "when", "number"),
    [
        ("POST", "/files", "before", 1),  # written down, nothing sent
        ("POST", "/files", "after", 2),  # uploaded, not known
        ("POST", "/batches", "before", 1),  # known to be uploaded, not submitted
        ("POST", "/batches", "after", 1),  # submitted, not known
        ("POST", "/batches", "after", 4),
        ("GET", "/batches/", "after", 3),  # under way
        ("GET", "/files/", "before", 1),  # ended, not collected
        ("GET", "/files/", "after", 3),  # mid-collect
        ("DELETE", "/files/", "before", 1),  # collected, not cleaned
        ("DELETE", "/files/", "after", 6),
    ],
)
def test_killed_and_run_again_loses_and_doubles_nothing(
    command: Command, method: str, path: str, when: str, number: int
) -> None:
    command.kill_at(method, path, when, number)
    done = command.start()
    assert command.killed.is_set()
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")
    done = command.start()
    assert (done.returncode, done.stderr) == (0, "")
    briefs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [brief["article"]["id"] for brief in briefs] == [f"article-{n}" for n in range(ARTICLES)]
    assert [brief["run"]["input_tokens"] for brief in briefs] == [300] * ARTICLES
    assert once(command.provider)
    assert command.provider.inputs() == []


def test_without_waiting_it_names_the_command_to_run_again(command: Command) -> None:
    done = command.start("--no-wait", "--out", "briefs.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert "not finished yet: 5 of 5 articles wait for answers from 2 batches" in done.stderr
    assert "run the same command again: summarize article-0.txt" in done.stderr
    assert "--no-wait --out briefs.jsonl" in done.stderr
    assert not (command.folder / "briefs.jsonl").exists()
    done = command.start("--out", "briefs.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert len((command.folder / "briefs.jsonl").read_text("utf-8").splitlines()) == ARTICLES
    assert once(command.provider)


def test_a_model_that_refuses_everything_is_told_by_the_exit_code(command: Command) -> None:
    command.provider.answer = lambda body: Says("I cannot.", refused=True)
    done = command.start("--batch-dir", "here")
    assert done.returncode == 1
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["error"]["input"] for record in records] == command.files
    assert all("the model refused: I cannot." in r["error"]["message"] for r in records)
    assert len(done.stderr.splitlines()) == ARTICLES
    assert (command.folder / "here" / "jobs.db").is_file()


def test_a_provider_that_is_down_ends_with_what_to_do(command: Command) -> None:
    command.provider.answer = lambda body: Fails(500)
    command.provider._server.server_close()
    done = command.start()
    assert done.returncode == 1
    assert "run the same command again" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--provider-batch", "--model", "local"], "has no batch API"),
        (["--provider-batch", "--model", "anthropic/claude"], "has no batch API"),
        (["--no-wait", "--model", "openai/gpt-4o-mini"], "--no-wait: goes with --provider-batch"),
        (["--batch-dir", "x"], "--batch-dir: goes with --provider-batch"),
        (["--provider-batch", "--max-cost", "0"], "--max-cost: not with --provider-batch"),
        (["--provider-batch", "--max-tokens", "9"], "--max-tokens: not with --provider-batch"),
        (["--provider-batch", "--fresh"], "name another --batch-dir and --out"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    import typer.testing

    from summarizer.cli._summarize import app

    done = typer.testing.CliRunner().invoke(app, ["x.txt", *arguments])
    assert done.exit_code == 2
    assert said in done.output
