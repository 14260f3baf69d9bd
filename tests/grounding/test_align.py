"""Foreign quotes: found wherever they stand, and never with another number, negation or name."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from summarizer.domain import Span
from summarizer.grounding.align import align

TEXT = (
    "The central bank did not raise its rate on Monday, President Anna Kovács said. "
    "“Inflation fell to 3.5 percent – the lowest since 2009,” she added.\n\n"
    "Analysts in Budapest had expected the opposite decision from the committee."
)
any_text = st.text(max_size=200)
wide = st.text(
    alphabet=st.sampled_from("aé e\u0301\u00ad\u200b “”\"'’–-—ﬁﬀß…12.,%中文日本عربيَ🇭🇺👩‍🚀\n\tİı"),
    max_size=60,
)


def found(quote: str, text: str = TEXT) -> str | None:
    span = align(quote, text)
    if span is None:
        return None
    assert text[span.start : span.end] == span.quote
    return span.quote


def test_exact() -> None:
    assert align("Monday", "On Monday.") == Span(start=3, end=9, quote="Monday")


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ('"Inflation fell to 3.5 percent - the lowest since 2009,"',
         "“Inflation fell to 3.5 percent – the lowest since 2009,”"),
        ("inflation  fell\nto 3.5 percent", "Inflation fell to 3.5 percent"),
        ("since 2009,” she added. Analysts in Budapest",
         "since 2009,” she added.\n\nAnalysts in Budapest"),
        ("President Anna Kova\u0301cs", "President Anna Kovács"),
        ("the opp\u00adosite deci\u00adsion", "the opposite decision"),
        ("Analysts in Budapest had expected the oposite decision",
         "Analysts in Budapest had expected the opposite decision"),
        ("Analysts in Budapest had expected the opposite decison from the comittee", None),
    ],
)  # fmt: skip
def test_typography_and_small_slips(quote: str, there: str | None) -> None:
    assert found(quote) == there


@pytest.mark.parametrize(
    "quote",
    [
        "The central bank did raise its rate on Monday",
        "The central bank did now raise its rate on Monday",
        "Inflation fell to 4.5 percent",
        "Inflation fell to 3.6 percent – the lowest since 2009",
        "Inflation fell to 3.5 percent – the lowest since 2008",
        "Analysts in Bucharest had expected the opposite decision",
        "President Anna Kovach said",
        "Inflation rose to 3.5 percent",
        "The central bank did not lower its rate on Monday",
        "Analysts in Budapest had expected the opposite decisions from the committee",
        "Analysts in Budapest had unexpected the opposite decision from the committee",
        "A sentence that somebody made up whole about the bank",
        "ate on Monday",
        "Inflation fell to 3",
        "",
        "   ",
    ],
)
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert align(quote, TEXT) is None


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("中央银行没有加息", "周一，中央银行没有加息。"),
        ("لم يرفع البنك", "قال إن لم يرفع البنك المركزي"),
        ("กรุงเทพ", "เมืองกรุงเทพมหานคร"),
        ("ФРС не повысила ставку", "В среду ФРС не повысила ставку, сообщили"),
        ("👩‍🚀 landed", "The 👩‍🚀 landed safely"),
        ("ﬁnal office", "the ﬁnal office"),
        ("final", "the ﬁnal office"),
    ],
)
def test_any_script(quote: str, text: str) -> None:
    assert found(quote, text) is not None


def test_a_part_of_a_combined_character_is_no_quote() -> None:
    assert align("Kova", "Kova\u0301cs") is None
    assert align("\U0001f469", "\U0001f469\u200d\U0001f680") is None


@given(quote=any_text, text=any_text)
def test_never_raises(quote: str, text: str) -> None:
    span = align(quote, text)
    assert span is None or text[span.start : span.end] == span.quote


@given(quote=wide, text=wide)
def test_never_raises_on_odd_characters(quote: str, text: str) -> None:
    span = align(quote, text)
    assert span is None or text[span.start : span.end] == span.quote


@given(before=wide, middle=wide, after=wide)
def test_what_is_there_with_space_about_it_is_found(before: str, middle: str, after: str) -> None:
    wanted = middle.strip()
    assume(wanted)
    # A mark or joiner at an end ties the quote to the space beside it.
    assume(not unicodedata.combining(wanted[0]) and wanted[0] not in "\u200d\ufe0f")
    assume(wanted[-1] != "\u200d")
    text = f"{before} {middle} {after}"
    span = align(wanted, text)
    assert span is not None
    assert text[span.start : span.end] == span.quote == wanted


words = st.sampled_from(
    ["bank", "rate", "growth", "minister", "parliament", "reform", "company", "energy", "region"]
)


@given(st.lists(words, min_size=6, max_size=30), st.data())
def test_a_changed_number_negation_or_name_is_never_found(
    base: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(base)))
    one, other = data.draw(
        st.sampled_from([("120", "121"), ("not", "now"), ("never", "ever"), ("Kovacs", "Kovach"),
                         ("12,000", "12.000"), ("1st", "2nd"), ("without", "within"),
                         ("Budapest", "Bucharest"), ("no", "so")])
    )  # fmt: skip
    text = " ".join([*base[:at], one, *base[at:]])
    quote = " ".join([*base[:at], other, *base[at:]])
    assert align(quote, text) is None


@settings(max_examples=20)
@given(st.text(alphabet="ab ", min_size=1, max_size=12))
def test_repetitive_texts_take_linear_time(unit: str) -> None:
    def seconds(times: int) -> float:
        text = unit * times
        started = time.process_time()
        align("abba baab abab bbaa quite another thing", text)
        return time.process_time() - started

    assert seconds(20_000) < 40 * seconds(2000) + 0.5
