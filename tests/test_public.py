"""What users import: names, error tree, examples in docstrings."""

from __future__ import annotations

import importlib
import inspect
import re
import textwrap
from pathlib import Path

import pytest
from fake_server import FakeServer, Says

import summarizer
from summarizer import errors, testing

ANSWER = {
    "summary": [{"text": "Talks go on.", "evidence": [1]}],
    "actors": [],
    "claims": [],
    "sectors": [],
    "stance": [],
}


@pytest.mark.parametrize(
    "module",
    [
        "summarizer",
        "summarizer.errors",
        "summarizer.models",
        "summarizer.articles",
        "summarizer.drafts",
        "summarizer.grounding",
        "summarizer.prompts",
        "summarizer.report",
    ],
)
def test_every_public_name_is_there_and_documented(module: str) -> None:
    imported = importlib.import_module(module)
    assert sorted(imported.__all__) == list(imported.__all__)
    for name in imported.__all__:
        thing = getattr(imported, name)
        assert name in dir(imported)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), f"{module}.{name} has no docstring"


def test_the_front_door_offers_what_is_promised() -> None:
    assert set(summarizer.__all__) >= {
        "Article",
        "Brief",
        "Span",
        "Summarizer",
        "SummarizerError",
        "article_from_text",
        "read_article",
    }
    assert set(summarizer._HOMES) == set(summarizer.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Sumarizer'"):
        summarizer.Sumarizer  # noqa: B018  (looking it up is the test)


def test_errors_form_the_tree_that_is_documented() -> None:
    assert errors.__doc__ is not None
    tree: list[tuple[int, str]] = [
        (len(match[1]), match[2])
        for match in re.finditer(r"^([ │├└─]*)(\w+(?:Error))\b", errors.__doc__, re.M)
    ]
    documented: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for indent, name in tree:
        while above and above[-1][0] >= indent:
            above.pop()
        documented[name] = above[-1][1] if above else "Exception"
        above.append((indent, name))
    actual = {name: getattr(errors, name).__base__.__name__ for name in errors.__all__}
    assert documented == actual


def test_public_errors_are_those_of_the_error_module() -> None:
    for name in summarizer.__all__:
        if name.endswith("Error"):
            assert getattr(summarizer, name) is getattr(errors, name)


def examples(docstring: str | None) -> list[str]:
    """Code after ``::`` in a docstring."""
    text = inspect.cleandoc(docstring or "")
    found = re.findall(r"::\n\n((?:(?:    .*)?\n?)+)", text)
    return [textwrap.dedent(code) for code in found]


@pytest.mark.parametrize(
    "of", [summarizer, testing, summarizer.Summarizer], ids=["summarizer", "testing", "Summarizer"]
)
def test_examples_in_docstrings_run(
    of: object, server: FakeServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # The same code, with a scripted server in the place of the embedded model.
    server.always = Says(ANSWER)
    monkeypatch.setenv("SUMMARIZER_MODEL", "acme/writer")
    monkeypatch.setenv("SUMMARIZER_BASE_URL", server.url)
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text("Paris said on Monday that talks would go on.", "utf-8")
    codes = examples(of.__doc__)
    assert codes
    for code in codes:
        variables: dict[str, object] = {"Summarizer": summarizer.Summarizer}
        exec(compile(code, "docstring", "exec"), variables)
        brief = variables["brief"]
        assert isinstance(brief, summarizer.Brief)
        assert brief.summary[0].text == "Talks go on."
