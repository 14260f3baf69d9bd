"""Suites: the shipped ones load, malformed ones are refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.evaluation.metrics import BY_NAME
from summarizer.evaluation.suites import SuiteError, load_suite, suite_names

GOOD = 'name = "mine"\ngold = "gold"\nmetrics = ["claims.f1"]\n'


def suite(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    return str(path)


@pytest.mark.parametrize("name", suite_names())
def test_every_shipped_suite_loads(name: str) -> None:
    found = load_suite(name)
    assert found.name == name
    assert found.description
    assert set(found.metrics) <= set(BY_NAME)
    if found.external is None:
        if found.attacks is None:
            assert found.gold_folder().is_dir()
        assert found.baseline_path().suffix == ".json"
    else:
        assert found.gate is None  # a baseline would hold quotes of texts that are not ours
        with pytest.raises(SuiteError, match="--data"):
            found.gold_folder()


def test_shipped_names() -> None:
    assert set(suite_names()) >= {"gold", "smoke", "gum", "salience", "plover", "seesaw"}


def test_paths_are_seen_from_the_suites_own_place(tmp_path: Path) -> None:
    text = GOOD + '[gate]\nbaseline = "../base.json"\nmargin = 0.1\n'
    found = load_suite(suite(tmp_path, text))
    assert found.gold_folder() == tmp_path / "gold"
    assert found.baseline_path() == tmp_path.parent / "base.json"
    assert found.comparison_gate().metrics == ("claims.f1",)
    assert found.comparison_gate().margin == 0.1


def test_without_a_gate_two_runs_can_still_be_compared(tmp_path: Path) -> None:
    found = load_suite(suite(tmp_path, GOOD))
    assert found.comparison_gate().margin == 0.03
    with pytest.raises(SuiteError, match=r"no \[gate\]"):
        found.baseline_path()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = ", "Invalid value"),
        (GOOD.replace("mine", "My suite"), "name: String should match"),
        (GOOD.replace("claims.f1", "claims.f2"), "unknown metric 'claims.f2'"),
        (GOOD.replace('["claims.f1"]', "[]"), "metrics: Tuple should have at least 1"),
        (GOOD + "speed = 3\n", "speed: Extra inputs"),
        (GOOD + '[gate]\nbaseline = "b"\nmargin = 2\n', "gate.margin: Input should be less"),
        (GOOD + 'external = "gum"\n', "give one of gold, external and attacks"),
        (GOOD.replace('gold = "gold"', ""), "give one of gold, external and attacks"),
        (GOOD.replace('gold = "gold"', 'external = "sick"'), "no adapter 'sick'"),
        (GOOD.replace('gold = "gold"', 'external = "plover"'), "cannot judge claims.f1"),
    ],
)
def test_a_malformed_suite_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SuiteError) as error:
        load_suite(suite(tmp_path, text))
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_delivery_and_grounding_need_no_labels(tmp_path: Path) -> None:
    text = GOOD.replace('gold = "gold"', 'external = "plover"')
    text = text.replace("claims.f1", "delivery.delivered")
    assert load_suite(suite(tmp_path, text)).external == "plover"


def test_an_unknown_suite_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no suite 'golden'; there are attacks, gold, gum"):
        load_suite("golden")
    with pytest.raises(SuiteError, match="no suite"):
        load_suite(str(tmp_path / "none.toml"))
