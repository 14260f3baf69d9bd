from __future__ import annotations

import pytest
from gold_samples import TEXT, sample
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from summarizer.evaluation.gold import (
    ClaimAlternative,
    Gold,
    Quote,
    find_quote,
    gold_labels,
    quote_span,
)


@given(st.text("ab ", min_size=1, max_size=30), st.data())
def test_a_quote_leads_back_to_its_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = find_quote(text, quote_span(text, start, end))
    assert (span.start, span.end) == (start, end)


def test_repeated_words_need_an_occurrence() -> None:
    with pytest.raises(ValueError, match="occurs 2 times"):
        find_quote(TEXT, "The airline denied it.")
    second = find_quote(TEXT, Quote(quote="The airline denied it.", occurrence=2))
    assert second.end == len(TEXT)
    with pytest.raises(ValueError, match="no occurrence 3; the article has 2"):
        find_quote(TEXT, Quote(quote="The airline denied it.", occurrence=3))


def test_words_that_are_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="not in the article"):
        find_quote(TEXT, '"It is unsafe,"')  # straight quotation marks


def test_labels_list_the_preferred_reading_first() -> None:
    labels = gold_labels(sample(), TEXT)
    claim, denial = labels.claims
    assert claim.speakers == ("Ada Berg", None)
    assert claim.kinds == ("accusation", "statement")
    assert denial.evidence == (((len(TEXT) - 22, len(TEXT)),),)
    assert not denial.required
    assert labels.stance[0].readings == (
        ("Norland", "Blue Air", "oppose"),
        ("Ada Berg", "Blue Air", "oppose"),
        ("Norland", "Blue Air", "mixed"),
    )
    assert labels.actors[2].types == ("person", "government_body")
    assert labels.summary == ("Norland banned it.",)


def test_an_alternative_name_counts_as_an_alias() -> None:
    actor = (
        sample()
        .actors[0]
        .model_copy(
            update={
                "alternatives": (type(sample().actors[2].alternatives[0])(name="minister"),),
            }
        )
    )
    gold = sample().model_copy(update={"actors": (actor,)})
    assert gold_labels(gold, TEXT).actors[0].aliases == ("minister",)


def test_an_explicit_null_is_a_reading_and_an_absent_field_is_not() -> None:
    claim = (
        sample()
        .claims[0]
        .model_copy(update={"alternatives": (ClaimAlternative(kind="statement"),)})
    )
    gold = sample().model_copy(update={"claims": (claim,)})
    assert gold_labels(gold, TEXT).claims[0].speakers == ("Ada Berg",)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"adjudicator": None}, "name an adjudicator"),
        ({"readers": [{"id": "a", "who": "x"}]}, "at least two readers"),
        ({"status": "reading"}, "one reader and no adjudicator"),
        ({"text_sha256": "abc"}, "text_sha256"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_malformed_gold_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        sample(**changes)


def test_an_empty_alternative_says_nothing() -> None:
    with pytest.raises(ValidationError, match="at least one field"):
        ClaimAlternative()


def test_the_speaker_must_be_thought_about() -> None:
    data = sample().model_dump(mode="json", exclude_unset=True)
    del data["claims"][0]["speaker"]
    with pytest.raises(ValidationError, match="speaker"):
        Gold.model_validate(data)
