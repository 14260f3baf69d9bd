"""From the probabilities of tokens to the confidence of items."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.drafts import (
    Bounds,
    Calibration,
    Calibrations,
    DraftClaim,
    DraftStance,
    cell_logprobs,
    read_answer,
    with_confidence,
)
from summarizer.drafts.keyed import KEYED
from summarizer.drafts.rows import ROWS

CELL = st.one_of(
    st.none(),
    st.integers(0, 99),
    st.text(max_size=8),
    st.lists(st.text('a"]é', max_size=3), max_size=2),
)
ITEMS = st.one_of(
    st.lists(CELL, max_size=4), st.dictionaries(st.text(max_size=3), CELL, max_size=3)
)
ANSWERS = st.dictionaries(
    st.sampled_from(["actors", "claims", "stance"]), st.lists(ITEMS, max_size=3)
)


def told(sizes: list[int], values: list[float]) -> str:
    return " ".join(f"{size}:{value:.3f}" for size, value in zip(sizes, values, strict=True))


@given(ANSWERS, st.booleans(), st.booleans(), st.booleans())
def test_one_token_a_byte_every_part_has_as_many_as_it_is_long(
    answer: dict[str, list[Any]], spaced: bool, ascii_only: bool, opening: bool
) -> None:
    separators = (", ", ": ") if spaced else (",", ":")

    def written(value: Any) -> str:
        return json.dumps(value, separators=separators, ensure_ascii=ascii_only)

    def length(value: Any) -> float:
        # Without the quote that ends a text, nor the one that opens it if it shall not count.
        quotes = isinstance(value, str) * (1 if opening else 2)
        return -float(len(written(value).encode()) - quotes)

    size = len(written(answer).encode())
    found = cell_logprobs(written(answer), told([1] * size, [-1.0] * size), opening=opening)
    assert found == {
        name: [
            {
                key: length(value)
                for key, value in (enumerate(item) if isinstance(item, list) else item.items())
            }
            for item in items
        ]
        for name, items in answer.items()
    }


def test_a_text_has_the_token_that_opens_it_and_not_the_one_that_ends_it() -> None:
    raw = '{"stance":[[1,"Ann","for"]]}'
    # {"stance":[[  1  ,"  Ann  ","  for  "]]}
    sizes = [12, 1, 2, 3, 3, 3, 4]
    assert sum(sizes) == len(raw)
    values = [-0.001, -0.02, -0.3, -4.0, -50.0, -600.0, -7000.0]
    (cells,) = cell_logprobs(raw, told(sizes, values))["stance"]
    assert cells == {0: pytest.approx(-0.02), 1: pytest.approx(-4.3), 2: pytest.approx(-650.0)}
    (words,) = cell_logprobs(raw, told(sizes, values), opening=False)["stance"]
    assert words == {0: pytest.approx(-0.02), 1: pytest.approx(-4.0), 2: pytest.approx(-600.0)}


def test_of_a_key_that_is_repeated_the_last_list_counts() -> None:
    raw = '{"claims":[[1,null,"statement","It rained."]],"claims":[]}'
    assert cell_logprobs(raw, told([len(raw)], [-0.1])) == {"claims": []}


def test_of_an_answer_that_was_cut_off_what_is_whole_is_told() -> None:
    raw = '{"claims":[[1,null,"statement","It rained."],[2,"An'
    found = cell_logprobs(raw, told([len(raw)], [-0.1]))
    assert [set(cells) for cells in found["claims"]] == [{0, 1, 2, 3}]


def test_without_probabilities_there_is_nothing_to_tell() -> None:
    assert cell_logprobs('{"claims":[[1,null,"statement","It rained."]]}', "") == {}


@given(st.floats(-5, 5), st.floats(0.01, 5), st.floats(-800, 0), st.floats(-800, 0))
def test_a_calibration_keeps_the_order(
    intercept: float, slope: float, one: float, other: float
) -> None:
    calibrated = Calibration(intercept=intercept, slope=slope)
    low, high = sorted((one, other))
    assert 0 < calibrated(low) <= calibrated(high) < 1


@given(st.floats(0.001, 0.999))
def test_a_model_may_be_taken_at_its_word(chance: float) -> None:
    assert Calibration()(math.log(chance)) == pytest.approx(chance)


def test_odds_are_moved_and_stretched() -> None:
    # 0.9 has odds of 9; by a half of their logarithm and 1 more, 3 e.
    assert Calibration(intercept=1, slope=0.5)(math.log(0.9)) == pytest.approx(
        3 * math.e / (1 + 3 * math.e)
    )


BOUNDS = Bounds("Ann Berg met Bo Dahl.", 3, ("transport",), names=("Ann Berg", "Bo Dahl"))
AT_ITS_WORD = Calibration()


def test_items_keep_their_own_confidence_when_others_are_removed() -> None:
    raw = json.dumps(
        {
            "claims": [
                [1, "Ann Berg", "statement", "It rained."],
                [9, "Ann Berg", "statement", "There is no such sentence."],
                [2, "Bo Dahl", "statement", "It snowed."],
            ]
        },
        separators=(",", ":"),
    )
    at = raw.index('"Bo Dahl"')
    sizes = [at, len('"Bo Dahl"'), len(raw) - at - len('"Bo Dahl"')]
    answer, rejected, places = read_answer(ROWS.answer_model(("claims",)), raw, BOUNDS)
    assert len(rejected["claims"]) == 1
    assert places == {"claims": [0, 2]}
    items = with_confidence(
        ROWS.decode(answer),
        places,
        raw,
        told(sizes, [0.0, -2.0, 0.0]),
        ROWS,
        Calibrations(claims=AT_ITS_WORD),
    )
    first, second = items["claims"]
    assert isinstance(first, DraftClaim)
    assert isinstance(second, DraftClaim)
    assert first.confidence == 0.999
    assert second.confidence == pytest.approx(math.exp(-2), abs=0.001)


@pytest.mark.parametrize(
    ("wire", "row"),
    [
        (ROWS, [1, "Ann Berg", "against", "Bo Dahl"]),
        (
            KEYED,
            {"holder": "Ann Berg", "target": "Bo Dahl", "position": "oppose", "evidence": [1]},
        ),
    ],
)
def test_the_choices_of_a_stance_are_holder_position_and_target(wire: Any, row: Any) -> None:
    raw = json.dumps({"stance": [row]})
    answer, _, places = read_answer(wire.answer_model(("stance",)), raw, BOUNDS)
    size = len(raw)
    said = wire.decode(answer), places, raw, told([1] * size, [-0.01] * size), wire
    (stance,) = with_confidence(*said, Calibrations(stance=AT_ITS_WORD))["stance"]
    assert isinstance(stance, DraftStance)
    position = "against" if wire is ROWS else "oppose"
    letters = len(f'"Ann Berg"{position}"Bo Dahl')
    assert stance.confidence == pytest.approx(math.exp(-0.01 * letters), abs=0.001)
    (unsure,) = with_confidence(*said, Calibrations(actors=AT_ITS_WORD))["stance"]
    assert isinstance(unsure, DraftStance)
    assert unsure.confidence is None
