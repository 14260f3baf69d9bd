"""Evidence overlap against sets of characters."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from summarizer.evaluation.intervals import best_overlap, merged, overlap

INTERVALS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 10)).map(lambda t: (t[0], t[0] + t[1])),
    max_size=6,
)


def characters(intervals):
    return {at for start, end in intervals for at in range(start, end)}


@given(INTERVALS, INTERVALS)
def test_overlap_counts_characters(a, b):
    found = overlap(a, b)
    assert found.shared == len(characters(a) & characters(b))
    assert found.gold == len(characters(a))
    assert found.predicted == len(characters(b))


@given(INTERVALS)
def test_merged_is_disjoint_and_sorted(a):
    found = merged(a)
    assert characters(found) == characters(a)
    assert all(one[1] < other[0] for one, other in pairwise(found))


def test_the_accepted_set_that_fits_best_counts():
    assert best_overlap([[(0, 10)], [(20, 30)]], [(20, 25)]).shared == 5
    assert best_overlap([], [(0, 5)]).f1 == 0.0
    assert overlap([], []).f1 == 1.0
