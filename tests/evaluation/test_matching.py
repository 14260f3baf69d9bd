"""The assignment against a slow matcher that tries everything."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.evaluation.matching import match

THRESHOLD = 0.5


@st.composite
def problems(draw):
    gold, predicted = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    # Few distinct values, so that ties are common; 0.4999999 rounds up to the threshold.
    cell = st.sampled_from([0.0, 0.3, 0.4999999, 0.5, 0.6, 0.7, 1.0])
    cells = draw(st.lists(cell, min_size=gold * predicted, max_size=gold * predicted))
    required = draw(st.lists(st.booleans(), min_size=gold, max_size=gold))
    return np.array(cells, dtype=float).reshape(gold, predicted), required


def worth(pairs, similarity, required):
    """What an assignment is worth, most important first."""
    gold, predicted = similarity.shape
    return (
        sum(round(similarity[i, j] * 10**6) for i, j in pairs),
        sum(required[i] for i, _ in pairs),
        len(pairs),
        sum((gold - i) * (predicted - j) for i, j in pairs),
    )


def brute_force(similarity, required):
    gold, predicted = similarity.shape
    best = (0, 0, 0, 0)
    for size in range(1, min(gold, predicted) + 1):
        for rows in combinations(range(gold), size):
            for columns in permutations(range(predicted), size):
                pairs = list(zip(rows, columns, strict=True))
                if all(round(similarity[p] * 10**6) >= THRESHOLD * 10**6 for p in pairs):
                    best = max(best, worth(pairs, similarity, required))
    return best


@given(problems())
def test_nothing_beats_the_assignment(problem):
    similarity, required = problem
    found = match(similarity, threshold=THRESHOLD, required=required)
    pairs = [(pair.gold, pair.predicted) for pair in found.pairs]
    assert worth(pairs, similarity, required) == brute_force(similarity, required)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(round(similarity[p], 6) >= THRESHOLD for p in pairs)


@given(problems(), st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_the_order_of_items(problem, random):
    similarity, required = problem
    rows, columns = list(range(similarity.shape[0])), list(range(similarity.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = similarity[rows][:, columns] if similarity.size else similarity
    before = match(similarity, threshold=THRESHOLD, required=required)
    after = match(shuffled, threshold=THRESHOLD, required=[required[i] for i in rows])
    assert before.counts("x") == after.counts("x")


@given(problems())
def test_counts_add_up(problem):
    similarity, required = problem
    found = match(similarity, threshold=THRESHOLD, required=required)
    optional_hits = len(found.pairs) - found.true_positives
    assert found.true_positives + found.false_negatives == sum(required)
    assert found.true_positives + found.false_positives + optional_hits == similarity.shape[1]


def test_weak_pairs_are_zeroed_before_the_assignment():
    # Assigning first and filtering later would pick the diagonal and lose the 0.9.
    similarity = np.array([[0.49, 0.9], [0.0, 0.49]])
    found = match(similarity, threshold=0.5)
    assert [(p.gold, p.predicted) for p in found.pairs] == [(0, 1)]
    similarity = np.array([[0.9, 0.48], [0.8, 0.0]])
    assert match(similarity, threshold=0.5).pairs[0].similarity == 0.9


def test_ties_go_to_the_lower_index():
    found = match(np.ones((2, 3)), threshold=0.5)
    assert [(p.gold, p.predicted) for p in found.pairs] == [(0, 0), (1, 1)]
    assert match(np.full((3, 1), 0.8), threshold=0.5).pairs[0].gold == 0


def test_equal_similarity_prefers_the_required_item():
    found = match(np.array([[0.8], [0.8]]), threshold=0.5, required=[False, True])
    assert found.pairs[0].gold == 1
    assert found.counts("x") == {"x.tp": 1, "x.fp": 0, "x.fn": 0}


def test_an_optional_item_neither_rewards_nor_punishes():
    nothing = {"x.tp": 0, "x.fp": 0, "x.fn": 0}
    assert match(np.array([[1.0]]), threshold=0.5, required=[False]).counts("x") == nothing
    assert match(np.zeros((1, 0)), threshold=0.5, required=[False]).counts("x") == nothing


def test_the_last_bits_of_a_float_do_not_matter():
    similarity = np.array([[0.7, 0.7 + 1e-12], [0.7, 0.7]])
    assert [(p.gold, p.predicted) for p in match(similarity, threshold=0.7).pairs] == [
        (0, 0),
        (1, 1),
    ]
    assert len(match(np.array([[0.5 - 1e-9]]), threshold=0.5).pairs) == 1


def test_hundreds_of_items_still_find_the_best_sum():
    random = np.random.default_rng(0)
    order = random.permutation(400)
    similarity = random.uniform(0, 0.8, (400, 400))
    similarity[np.arange(400), order] = 1.0
    found = match(similarity, threshold=0.5)
    assert [p.predicted for p in found.pairs] == order.tolist()


@pytest.mark.parametrize(
    ("similarity", "options"),
    [
        (np.zeros(3), {}),
        (np.zeros((1, 1)), {"threshold": 0}),
        (np.zeros((2, 1)), {"required": [True]}),
        (np.array([[float("nan")]]), {}),
        (np.array([[1.5]]), {}),
        (np.array([[-0.1]]), {}),
    ],
)
def test_nonsense_is_refused(similarity, options):
    with pytest.raises(ValueError, match=r"similarit|threshold|required"):
        match(similarity, **{"threshold": 0.5, **options})
