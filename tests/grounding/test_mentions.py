"""Finding an actor's mentions: whole words in any typography, offsets exact in any text."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import WORDS

from summarizer.grounding import find_mentions


def quotes(text: str, *forms: str) -> list[str]:
    return [span.quote for span in find_mentions(text, forms)]


any_text = st.text(max_size=80) | st.lists(st.sampled_from(WORDS) | st.text(max_size=4)).map(
    " ".join
)


@given(any_text, st.lists(st.text(max_size=8) | st.sampled_from(WORDS), max_size=4))
@example("İ i̇ ß SS ſ ﬁ", ["i", "ss", "S", "fi"])
@example("a\u0301 a", ["a"])
@example("((", ["(", "((", "[", "\\"])
def test_every_span_is_the_texts_own_words(text: str, forms: list[str]) -> None:
    spans = find_mentions(text, forms)
    last = 0
    for span in spans:
        assert text[span.start : span.end] == span.quote
        assert span.start >= last
        last = span.end


@given(any_text, st.data())
def test_what_stands_between_word_boundaries_is_found(text: str, data: st.DataObject) -> None:
    words = [word for word in text.split() if word.isalnum()]
    assume(words)
    word = data.draw(st.sampled_from(words))
    assert word in quotes(text, word)


@given(st.text("abc ’'-–", max_size=30), st.text("abc", min_size=1, max_size=3))
def test_mentions_are_whole_words(text: str, form: str) -> None:
    for span in find_mentions(text, [form]):
        assert not text[span.start - 1 : span.start].isalnum()
        assert not text[span.end : span.end + 1].isalnum()


@pytest.mark.parametrize(
    ("text", "form", "found"),
    [
        ("Iranian and Iran, not Iranians", "Iran", ["Iran"]),
        ("China’s plan and China's", "China", ["China", "China"]),
        (
            "the United  States and United\nStates",
            "United States",
            ["United  States", "United\nStates"],
        ),
        ("the Dockers’ Union", "Dockers' Union", ["Dockers’ Union"]),
        ("the Dockers' Union", "Dockers’ Union", ["Dockers' Union"]),
        ("“Blue” Air", '"Blue" Air', ["“Blue” Air"]),
        ("Al‑Qaeda, Al-Qaeda, Al–Qaeda", "Al-Qaeda", ["Al‑Qaeda", "Al-Qaeda", "Al–Qaeda"]),
        ("U.S. and U.S.A.", "U.S.", ["U.S.", "U.S."]),
        ("C++ and C", "C++", ["C++"]),
        ("a.b", "a", ["a"]),
        ("İstanbul", "İstanbul", ["İstanbul"]),
        ("北京 said", "北京", ["北京"]),
        ("Zoe\u0301 and Zoe", "Zoe", ["Zoe"]),
        ("EU", "eu", ["EU"]),
        ("NATO and nato", "NATO", ["NATO"]),
        ("nothing", "", []),
        ("nothing", "  ", []),
        ("", "x", []),
    ],
)
def test_forms(text: str, form: str, found: list[str]) -> None:
    assert quotes(text, form) == found


def test_the_longest_of_overlapping_forms_stays() -> None:
    text = "Ada Berg spoke; Berg left; Ada stayed"
    assert quotes(text, "Berg", "Ada Berg", "Ada") == ["Ada Berg", "Berg", "Ada"]


def test_another_case_counts_only_where_no_form_stands_as_written() -> None:
    assert quotes("apple pie by Apple", "Apple") == ["Apple"]
    assert quotes("apple pie by APPLE", "Apple") == ["apple", "APPLE"]
