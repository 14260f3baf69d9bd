"""Prompts: the shipped ones load, broken ones are named with file and key."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from summarizer.domain import ITEM_FIELDS, Article
from summarizer.errors import PromptError
from summarizer.prompts import load_prompt, load_taxonomy, prompt_names

TAXONOMY = load_taxonomy()
CODES = TAXONOMY.codes
SHIPPED = sorted(path.parent for path in (ROOT / "prompts").glob("*/*/prompt.toml"))


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """A copy of a shipped prompt, to break."""
    return Path(shutil.copytree(ROOT / "prompts" / "staged" / "1", tmp_path / "mine" / "7"))


def edit(folder: Path, file: str, change: Callable[[str], str]) -> None:
    path = folder / file
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def edit_example(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "examples" / "harbour.json"
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), "utf-8")


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: f"{path.parent.name}@{path.name}")
def test_every_shipped_prompt_loads_and_asks_for_every_field_once(folder: Path) -> None:
    prompt = load_prompt(folder, CODES)
    assert prompt.label == f"{folder.parent.name}@{folder.name}"
    asked = [field for stage in prompt.stages for field in stage.fields]
    assert sorted(asked) == sorted(ITEM_FIELDS)
    # Whoever names actors must have been told of them before.
    assert asked.index("actors") <= min(asked.index("claims"), asked.index("stance"))
    assert prompt.description


def test_names_are_told_without_repetition() -> None:
    assert set(prompt_names()) == {folder.parent.name for folder in SHIPPED}
    assert len(prompt_names()) == len(set(prompt_names()))


def test_a_prompt_is_named_with_or_without_version_or_by_its_folder(staged: Path) -> None:
    assert load_prompt("staged@1", CODES).label == "staged@1"
    assert load_prompt("brief", CODES).name == "brief"
    assert load_prompt(staged, CODES).label == "mine@7"
    assert load_prompt(str(staged), CODES).sha256 == load_prompt("staged@1", CODES).sha256


def test_the_newest_version_is_taken_by_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for version in ("2", "10", "9.1"):
        shutil.copytree(ROOT / "prompts" / "staged" / "1", tmp_path / "mine" / version)
    monkeypatch.setattr("summarizer.prompts._prompt.prompts_folder", lambda: tmp_path)
    assert load_prompt("mine", CODES).version == "10"
    assert load_prompt("mine@2", CODES).version == "2"
    assert prompt_names() == ("mine",)
    with pytest.raises(PromptError, match=r"'mine' has no version '3'; it has 2, 9\.1, 10"):
        load_prompt("mine@3", CODES)


@pytest.mark.parametrize(
    "name", ["nonsense", "", "@1", "../prompts/staged", "staged/1", "taxonomies"]
)
def test_unknown_prompts(name: str) -> None:
    with pytest.raises(PromptError, match=r"no prompt .*; there are .*brief.*staged"):
        load_prompt(name, CODES)


@pytest.mark.parametrize("file", ["prompt.toml", "system.j2", "rest.j2", "examples/harbour.json"])
def test_the_hash_changes_with_any_file(staged: Path, file: str) -> None:
    before = load_prompt(staged, CODES).sha256
    edit(staged, file, lambda text: text + "\n")
    changed = load_prompt(staged, CODES).sha256
    assert changed != before
    assert load_prompt(staged, CODES).sha256 == changed


def test_the_hash_changes_when_a_file_is_renamed(staged: Path) -> None:
    before = load_prompt(staged, CODES).sha256
    (staged / "examples" / "harbour.json").rename(staged / "examples" / "port.json")
    assert load_prompt(staged, CODES).sha256 != before


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("prompt.toml", lambda t: t + "\n[[", r"mine@7: prompt\.toml: "),
        (
            "prompt.toml",
            lambda t: t.replace('"rows"', '"semaphore"'),
            "unknown wire 'semaphore'; known: rows, keyed",
        ),
        ("prompt.toml", lambda t: t.replace("reask = 1", "reask = 99"), r"prompt\.toml: reask: "),
        ("prompt.toml", lambda t: t.replace("reask = 1", "colour = 1"), r"prompt\.toml: colour: "),
        (
            "prompt.toml",
            lambda t: t.replace('["claims"]', '["morals"]'),
            r"prompt\.toml: stages\.1\.fields\.0: ",
        ),
        (
            "prompt.toml",
            lambda t: t.replace('["claims"]', '["actors"]'),
            "two stages ask for the same field",
        ),
        (
            "prompt.toml",
            lambda t: t.replace("reask = 1", "reask = 1\nlimits = {dragons = 3}"),
            "unknown limits dragons",
        ),
        (
            "prompt.toml",
            lambda t: t.replace("reask = 1", "reask = 1\nlimits = {claims = 0}"),
            "limits.*claims",
        ),
        (
            "prompt.toml",
            lambda t: t + "\n[confidence.stance]\nslope = 0.5\n",
            "confidence: name the model that it was measured of",
        ),
        (
            "prompt.toml",
            lambda t: t + '\n[confidence]\nmodel = "a"\n[check_stance]\nleast = 0.2\n',
            r"check_stance needs a \[confidence\.stance\]",
        ),
        (
            "prompt.toml",
            lambda t: (
                t.replace("reask = 1", "reask = 1\nrepair = 1")
                + '\n[confidence]\nmodel = "a"\n[confidence.stance]\n[check_stance]\n'
            ),
            "check_stance and repair exclude each other",
        ),
        (
            "prompt.toml",
            lambda t: t + '\n[confidence]\nmodel = "a"\n[confidence.stance]\n[check_stance]\n',
            r"told\.j2: .*No such file",
        ),
        ("system.j2", lambda t: t + "{{ weather }}", r"system\.j2: unknown variable weather"),
        ("system.j2", lambda t: t + "{{ article.title }}", r"system\.j2: unknown variable article"),
        ("rest.j2", lambda t: t + "{% for x in %}", r"rest\.j2: "),
        ("claims.j2", lambda t: "{{ weather }}", r"claims\.j2: unknown variable weather"),
        ("examples/harbour.json", lambda t: t[:-9], r"harbour\.json: "),
        ("examples/harbour.json", lambda t: "[]", r"harbour\.json: "),
    ],
)
def test_broken_files_are_named_with_the_place(
    staged: Path, file: str, change: Callable[[str], str], message: str
) -> None:
    edit(staged, file, change)
    with pytest.raises(PromptError, match=message) as caught:
        load_prompt(staged, CODES)
    assert str(caught.value).startswith("prompt mine@7: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("file", ["system.j2", "article.j2", "rest.j2"])
def test_a_missing_template_is_named(staged: Path, file: str) -> None:
    (staged / file).unlink()
    with pytest.raises(PromptError, match=rf"mine@7: {file}: .*No such file"):
        load_prompt(staged, CODES)


def test_a_file_that_is_not_utf_8_is_named(staged: Path) -> None:
    (staged / "rest.j2").write_bytes(b"\xff")
    with pytest.raises(PromptError, match=r"mine@7: rest\.j2: "):
        load_prompt(staged, CODES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["labels"]["actors"][0].update(name="Sudland"), "'Sudland' does not occur"),
        (
            lambda d: d["labels"]["actors"].append({**d["labels"]["actors"][0], "name": "Nor"}),
            "'Nor' does not stand in the article as a name",
        ),
        (
            lambda d: d["labels"]["actors"][1].update(aliases=["Quis"]),
            "the alias does not stand in the article",
        ),
        (lambda d: d["labels"]["actors"][0].update(type="dragon"), "dragon"),
        (lambda d: d["labels"]["claims"][0].update(sentences=[9]), "there is no sentence 9"),
        (lambda d: d["labels"]["claims"][0].update(sentences=[]), "no evidence"),
        (lambda d: d["labels"]["claims"][0].update(sentences=3), "of the wrong kind"),
        (lambda d: d["labels"]["claims"][0].update(speaker="Carl"), "'Carl' is not one of"),
        (lambda d: d["labels"]["claims"][0].update(text="x" * 241), "at most 240 characters"),
        (lambda d: d["labels"]["claims"][0].pop("kind"), "lacks the key 'kind'"),
        (lambda d: d["labels"]["claims"].extend(d["labels"]["claims"]), "more than 8|repeats"),
        (lambda d: d["labels"]["sectors"][0].update(code="dragons"), "'dragons' is no sector code"),
        (lambda d: d["labels"]["summary"][0].update(sentences=[]), "rest: "),
        (lambda d: d["labels"]["stance"][0].update(target=" "), "the target is empty"),
        (lambda d: d["labels"]["stance"][0].update(target="Norland"), "the same actor"),
        (lambda d: d.update(colour="blue"), "colour: "),
        (lambda d: d.update(sentences=[]), "sentences: "),
    ],
)
def test_an_example_that_breaks_the_rules_is_refused(
    staged: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    edit_example(staged, change)
    with pytest.raises(PromptError, match=message) as caught:
        load_prompt(staged, CODES)
    assert "harbour" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_example_is_checked_against_the_taxonomy_in_use(staged: Path) -> None:
    with pytest.raises(PromptError, match="'transport' is no sector code"):
        load_prompt(staged, ("labour_welfare",))


@pytest.mark.parametrize(
    "attempt",
    [
        "{{ article.__class__.__mro__ }}",
        "{{ taxonomy.__init__.__globals__ }}",
        "{{ taxonomy.codes.__class__.__base__.__subclasses__() }}",
        "{{ ''.format_map.__globals__ }}",
        "{{ '{0.__class__.__init__.__globals__}'.format(taxonomy) }}",
        "{% include '/etc/passwd' %}",
        "{{ limits.missing }}",
        "{{ 1 / 0 }}",
        "{{ range(999999999) | list }}",
        "{{ article.sentences.append(1) }}",
    ],
)
def test_templates_cannot_leave_their_sandbox(staged: Path, article: Article, attempt: str) -> None:
    from summarizer.prompts import render

    edit(staged, "rest.j2", lambda _: attempt)
    prompt = load_prompt(staged, CODES)
    with pytest.raises(PromptError, match=r"mine@7: rest\.j2: ") as caught:
        render(prompt, TAXONOMY, article, prompt.stages[2])
    assert "root:" not in str(caught.value)
    assert "\n" not in str(caught.value)
