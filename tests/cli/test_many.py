"""``summarize`` with many articles: folders, JSON Lines, a folder as output, limits."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command import ANSWER, Run
from fake_server import Fails, FakeServer, Request, Says

from summarizer import Brief
from summarizer.cli._run import Request as Arguments
from summarizer.cli._run import run as summarize
from summarizer.errors import SettingsError
from summarizer.store import Store

# Nothing in it that its evidence could fail to say, so that nothing is asked again.
QUIET = {**ANSWER, "summary": []}


@pytest.fixture(autouse=True)
def quiet(served: Run, server: FakeServer) -> None:
    server.always = Says(QUIET)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    rows = [{"id": f"r{n}", "text": f"Text {n} is short."} for n in range(6)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def ids(path: Path) -> list[str]:
    return [Brief.from_json(line).article.id for line in path.read_text("utf-8").splitlines()]


def test_json_lines_and_folders_are_streams_of_articles(
    served: Run, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("Text a is short.")
    (tmp_path / "docs" / "b.pdf").write_bytes(b"%PDF")
    done = served("corpus.jsonl", "docs", "--jobs", "3")
    assert done.returncode == 0
    found = [Brief.from_json(line).article.id for line in done.stdout.splitlines()]
    assert found == [*(f"r{n}" for n in range(6)), "a"]
    assert (
        done.stderr == "summarize: 1 file .pdf in folders not read: neither text nor JSON Lines\n"
    )


def test_a_folder_without_articles_is_a_failed_input(served: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = served("empty")
    assert done.returncode == 1
    (record,) = map(json.loads, done.stdout.splitlines())
    assert "is a directory with no text or JSON Lines file" in record["error"]["message"]
    assert done.stderr == f"summarize: {record['error']['message']}\n"


def test_a_folder_as_output_goes_on(served: Run, server: FakeServer, corpus: Path) -> None:
    def some_fail(request: Request) -> Says | Fails:
        broken = "Text 2" in json.dumps(request.messages)
        return Fails(400, "not this one") if broken else Says(QUIET)

    server.always = some_fail
    done = served("corpus.jsonl", "--out", "briefs/", "--jobs", "2")
    out = corpus.parent / "briefs"
    assert done.returncode == 1
    assert done.stdout == ""
    assert "5 briefs written, 1 failed, 0 were there already" in done.stderr
    assert ids(out / "briefs.jsonl") == ["r0", "r1", "r3", "r4", "r5"]
    (failed,) = (out / "failed.jsonl").read_text("utf-8").splitlines()
    assert json.loads(failed)["error"]["id"] == "r2"
    asked = len(server.requests)
    server.always = Says(QUIET)
    done = served("corpus.jsonl", "--out", "briefs/")
    assert done.returncode == 0
    assert "1 briefs written, 0 failed, 5 were there already" in done.stderr
    assert len(server.requests) == asked + 1
    assert ids(out / "briefs.jsonl")[-1] == "r2"
    assert (out / "failed.jsonl").read_bytes() == b""


def test_what_was_briefed_before_is_remembered(
    served: Run, server: FakeServer, corpus: Path
) -> None:
    first = served("corpus.jsonl")
    again = served("corpus.jsonl")
    assert again.stdout == first.stdout
    assert len(server.requests) == 6
    anew = served("corpus.jsonl", "--fresh")
    assert anew.returncode == 0
    assert len(server.requests) == 12


def test_a_store_that_takes_nothing_is_told_of_once(
    server: FakeServer,
    corpus: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*given: object) -> None:
        raise SettingsError("run store briefs.db: database or disk is full")

    monkeypatch.setattr(Store, "put", full)
    settings = {"model": "acme/w", "base_url": server.url, "prompt": None, "taxonomy": None}
    assert summarize(Arguments([str(corpus)], "jsonl", None, False, settings)) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 6
    assert err.count("database or disk is full; briefs are delivered but") == 1


def test_a_limit_of_tokens_ends_the_run_and_keeps_what_is_done(served: Run, corpus: Path) -> None:
    done = served("corpus.jsonl", "--max-tokens", "360")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 3
    assert "stopped at --max-tokens 360: 360 tokens used; what is done is kept" in done.stderr
    done = served("corpus.jsonl", "--max-tokens", "360")
    assert len(done.stdout.splitlines()) == 6


def test_a_limit_of_money_needs_a_price(served: Run, corpus: Path) -> None:
    done = served("corpus.jsonl", "--max-cost", "1")
    assert done.returncode == 2
    assert "the price of acme/writer is not known" in done.stderr


def test_another_model_into_the_same_folder(
    served: Run, run: Run, server: FakeServer, corpus: Path
) -> None:
    assert served("corpus.jsonl", "--out", "briefs/").returncode == 0
    done = run(
        "corpus.jsonl", "--out", "briefs/", "--model", "acme/other", "--base-url", server.url
    )
    assert done.returncode == 2
    assert "made with another model" in done.stderr


def test_a_folder_is_json_lines(served: Run, corpus: Path) -> None:
    done = served("corpus.jsonl", "--out", "briefs/", "--format", "md")
    assert done.returncode == 2
    assert "for --format md name a file" in done.stderr


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_doubled_or_torn(
    server: FakeServer, tmp_path: Path
) -> None:
    rows = [{"id": f"r{n}", "text": f"Text {n} is short."} for n in range(150)]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    server.always = Says(QUIET, delay=0.02)
    command = [sys.executable, "-m", "summarizer", "corpus.jsonl", "--out", "briefs/"]
    command += ["--model", "acme/w", "--base-url", server.url, "--jobs", "4"]
    chance = random.Random(5)
    kills = 0
    for _ in range(4):
        seen = len(server.requests)
        process = subprocess.Popen(
            command, cwd=tmp_path, stderr=subprocess.DEVNULL, env=dict(os.environ)
        )
        target = seen + chance.randrange(3, 40)
        while len(server.requests) < target and process.poll() is None:
            pass
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    assert kills == 4
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, env=dict(os.environ))
    assert done.returncode == 0
    assert sorted(ids(tmp_path / "briefs" / "briefs.jsonl")) == sorted(row["id"] for row in rows)
    # Only what was under way when it was killed is asked for again, and what was answered
    # but not yet worked on.
    assert len(server.requests) <= 150 + (4 + 1) * kills
