"""The plugin: what the documentation shows works, and loading it loads nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from suite_samples import gold_articles, perfect_run, without_claims, write_suite

from summarizer.evaluation import record

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = "summarizer.evaluation.pytest_plugin"


def documented(name: str) -> str:
    """The example in ``docs/pytest.md`` that begins with this file's name."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/pytest.md").read_text("utf-8"), re.S)
    [found] = [block for block in blocks if block.startswith(f"# {name}\n")]
    return found


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Another project, which has the plugin whether or not it was installed since."""
    installed = entry_points(group="pytest11", name="summarizer")
    if not installed:
        pytester.makeconftest(f"pytest_plugins = [{PLUGIN!r}]")
    return pytester


def test_the_entry_point_is_declared() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert data["project"]["entry-points"]["pytest11"] == {"summarizer": PLUGIN}


def test_loading_it_imports_nothing_but_itself() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules)\n"
        f"import {PLUGIN}\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["summarizer", "summarizer.evaluation", PLUGIN]


def test_the_documented_assertions_pass(project: pytest.Pytester) -> None:
    project.makepyfile(test_briefs=documented("test_briefs.py"))
    project.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_they_fail_on_another_text_speaker_and_number(project: pytest.Pytester) -> None:
    wrong = (
        documented("test_briefs.py")
        .replace('["Norland", "the airline"]', '["Norland", "Red Air"]')
        .replace('("Ada Berg", "The airline Blue', '("Norland", "The airline Blue')
        .replace('[("Blue Air", "Blue Air would sue', '[("Blue Air", "Blue Air would not sue')
    )
    assert wrong.count("Red Air") == 1
    project.makepyfile(test_briefs=wrong)
    result = project.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*AssertionError: no actor 'Red Air'; there are Norland, Blue Air, Ada Berg",
            "*no claim 'The airline Blue Air is unsafe.' by Norland; closest:*by Ada Berg*",
        ]
    )
    assert "assertions.py" not in result.stdout.str()  # the failure is shown where the test is


@pytest.mark.parametrize(("name", "outcome"), [("same", "passed"), ("worse", "failed")])
def test_the_documented_gate(project: pytest.Pytester, name: str, outcome: str) -> None:
    gold = gold_articles(write_suite(project.path))
    (project.path / "tiny.toml").rename(project.path / "suite.toml")
    runs = {"same": perfect_run(gold), "worse": perfect_run(gold, without_claims)}
    record.save(perfect_run(gold), project.path / "baseline.json")
    record.save(runs[name], project.path / "run.json")
    project.makepyfile(test_gate=documented("test_gate.py"))
    result = project.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(**{outcome: 1})
    if outcome == "failed":
        result.stdout.fnmatch_lines(
            ["*regressed over 8 articles", "*claims.f1: 1.000 -> 0.000, regressed: lower by*"]
        )


def test_without_the_extra_the_fixture_says_what_to_install(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_x="""
        import sys

        def test_it(monkeypatch, request):
            monkeypatch.delitem(sys.modules, "summarizer.evaluation.assertions", raising=False)
            monkeypatch.setitem(sys.modules, "numpy", None)
            request.getfixturevalue("assert_brief")
        """
    )
    result = project.runpytest_inprocess("-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["*numpy is not installed: pip install 'summarizer[[]evals]'*"])
