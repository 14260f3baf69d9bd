"""Text of strangers: what is shown, what is linked."""

from __future__ import annotations

import pytest

from summarizer._unseen import plain, short
from summarizer.report.html._text import as_lines, day, language, link, show


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>1</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/",
        "https:evil",
        "https://evil.example/\u202egpj.exe",
        "http://[broken",
        "",
        None,
    ],
)
def test_unsafe_addresses_are_not_linked(url: str | None) -> None:
    assert link(url) is None


def test_web_addresses_are_linked() -> None:
    assert link("https://a.example/ü?b=c#d") == "https://a.example/ü?b=c#d"


def test_reordering_characters_are_shown_by_number_in_escaped_text() -> None:
    shown = show("<b>\u202egpj.exe\u202c\x07")
    assert "\u202e" not in shown
    assert "&lt;b&gt;" in shown
    assert shown.count('class="unseen"') == 3
    assert ">U+202E</span>" in shown
    assert 'title="right-to-left override"' in shown


def test_scripts_keep_the_joiners_they_need() -> None:
    assert show("می\u200cخواهم 👩\u200d👧 \u200f") == "می\u200cخواهم 👩\u200d👧 \u200f"


def test_attributes_are_one_line_without_control_characters() -> None:
    assert plain("a\n b\u202ec") == "a b[U+202E]c"
    assert short("word " * 30, 12) == "word word w…"


@pytest.mark.parametrize(
    ("published", "found"),
    [
        ("2031-02-03", "2031-02-03"),
        ("2031-02-03T10:00:00Z", "2031-02-03"),
        ("2031-13-03", None),
        ("last spring", None),
        (None, None),
    ],
)
def test_dates(published: str | None, found: str | None) -> None:
    assert day(published) == found


def test_language_codes() -> None:
    assert language("de") == "de"
    assert language('"><script>') is None


def test_dropped_items_are_shown_by_key() -> None:
    assert as_lines({"text": "x", "evidence": [1, 2]}) == [("text", "x"), ("evidence", "[1, 2]")]
    assert as_lines(["ä"]) == [("", '["ä"]')]
    assert as_lines("x") == [("", "x")]
