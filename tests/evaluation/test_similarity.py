"""Claims: what counts as the same, and what never does."""

import json
import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from snowballstemmer.english_stemmer import EnglishStemmer

from summarizer.evaluation.similarity import (
    CANDIDATES,
    CLAIM_THRESHOLD,
    Blend,
    StemOverlap,
    WordVectors,
    similarities,
)
from summarizer.matching.background import count_terms, shipped
from summarizer.matching.vetoes import veto
from summarizer.matching.words import split_numbers, stem, terms, words

CLAIMS = st.text(
    st.sampled_from("The cat didn't rise 3% in May 2019, said 1.5 million U.S. F-16s’ ébène"),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1.5 million people", {("quantity", "1500000")}),
        ("1,500,000 people", {("quantity", "1500000")}),
        ("$3.9 billion or $3.9bn", {("quantity", "3900000000")}),
        ("twenty-one ships", {("quantity", "21")}),
        ("two hundred ships", {("quantity", "200")}),
        ("on 3 May 2019", {("day", "3"), ("year", "2019")}),
        ("on May 3rd, 2019", {("day", "3"), ("year", "2019")}),
        ("voted 12–9", {("quantity", "12"), ("quantity", "9")}),
        ("fell 2.5%", {("quantity", "2.5")}),
        ("at 10:30 a.m.", {("clock", "10:30")}),
        ("the 21st century, the first", {("ordinal", "21"), ("ordinal", "1")}),
        ("an F-16 of the G7", {("code", "f16"), ("code", "g7")}),
        ("2,004 people in 2004", {("quantity", "2004"), ("year", "2004")}),
        ("no one of one of the parties", set()),
    ],
)
def test_numbers(text, numbers):
    assert split_numbers(text)[0] == numbers


def test_words_open_contractions_and_abbreviations():
    assert words("Bush’s men didn't, can't and won't leave the U.S.") == (
        *("bush", "men", "did", "not", "can", "not", "and", "will", "not", "leave", "the", "us"),
    )
    assert words("Erdoğan—Søren") == ("erdogan", "soren")


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("Five people died.", "Six people died.", "number"),
        ("Prices rose 3% in May.", "Prices rose 4% in May.", "number"),
        ("It opened in 2018.", "It opened in 2019.", "number"),
        ("It opened on 3 May.", "It opened on 4 May.", "number"),
        ("The ship will reach Gaza.", "The ship will not reach Gaza.", "negation"),
        ("Nobody was hurt in the blast.", "People were hurt in the blast.", "negation"),
        ("Iran denied involvement.", "Iran was involved.", "negation"),
        ("Prices rose in May.", "Prices fell in May.", "direction"),
        ("Kenya supports the plan.", "Kenya opposes the plan.", "direction"),
        ("Ivanov won the election.", "Ivanov lost the election.", "direction"),
        ("The strike was legal.", "The strike was illegal.", "direction"),
        ("Israel attacked Iran.", "Iran attacked Israel.", "roles"),
        ("Boeing sued Airbus on Monday.", "Boeing was sued by Airbus on Monday.", "roles"),
    ],
)
def test_a_difference_that_matters_is_a_veto(a, b, reason):
    assert veto(a, b) == veto(b, a) == reason
    assert similarities([a], [b])[0, 0] == 0.0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Five people died on 3 May 2019.", "Five people died."),
        ("1.5 million people fled.", "1,500,000 people fled."),
        ("Five people were killed.", "5 people were killed."),
        ("Kenya refused to sign.", "Kenya did not sign."),
        ("Ivanov did not win.", "Ivanov lost."),
        ("Not only France but also Italy will pay.", "France and Italy will pay."),
        ("Iran did not deny involvement.", "Iran was involved."),
        ("Israel attacked Iran.", "Iran was attacked by Israel."),
        ("Prices rose.", "Prices increased."),
        ("The court neither fined nor jailed him.", "The court did not fine him."),
    ],
)
def test_saying_it_otherwise_is_no_veto(a, b):
    assert veto(a, b) is None
    assert veto(b, a) is None


def test_paraphrases_pass_the_threshold_and_other_claims_do_not():
    claim = "Kenya will sign the trade agreement with the European Union in March."
    same = "In March, Kenya will sign a trade agreement with the European Union."
    other = "Farmers in Kenya fear cheap imports of milk powder."
    found = similarities([claim], [same, other])
    assert found[0, 0] >= CLAIM_THRESHOLD > found[0, 1]


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda c: c.name)
def test_matrix_is_bounded_symmetric_and_one_for_the_same_text(candidate):
    texts = ["Prices rose 3% in May.", "The minister resigned.", "", "¡!"]
    found = candidate.matrix(texts, texts)
    assert found.shape == (4, 4)
    assert np.all((found >= 0) & (found <= 1))
    assert np.array_equal(found, found.T)
    assert found[0, 0] == found[1, 1] == 1.0
    assert np.array_equal(found, np.round(found, 6))
    assert candidate.matrix([], texts).shape == (0, 4)


@given(st.lists(CLAIMS, max_size=4), st.lists(CLAIMS, max_size=4))
def test_a_similarity_depends_on_nothing_but_its_two_texts(a, b):
    for candidate in (StemOverlap(), WordVectors()):
        together = candidate.matrix(a, b)
        for i, one in enumerate(a):
            for j, other in enumerate(b):
                alone = candidate.matrix([one], [other])[0, 0]
                assert together[i, j] == pytest.approx(alone, abs=1e-6)


def test_scores_do_not_depend_on_the_hash_seed():
    program = (
        "from summarizer.evaluation.similarity import Blend, similarities\n"
        "a = ['Kenya signs a trade deal with France in May 2019.', 'Prices rose 3%.']\n"
        "b = ['In May Kenya and France signed a deal on trade.', 'Prices grew by 3%.']\n"
        "print(similarities(a, b, using=Blend(0.7)).tolist())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert json.loads(answers.pop())[0][0] > CLAIM_THRESHOLD


@given(CLAIMS, CLAIMS)
def test_vetoes_are_symmetric_and_spare_the_same_text(a, b):
    assert veto(a, b) == veto(b, a)
    assert veto(a, a) is None


def test_rare_stems_weigh_more():
    table = shipped()
    assert 0 < table.weight("the") < table.weight("minist") < table.weight("zyzzyva")
    assert count_terms(["a b", "a c", "a d"]).counts == {"a": 3}


def test_terms_join_inflections_and_spelt_numbers():
    assert terms("Two ministers resigned") == terms("2 minister resigning")


def test_threads_may_stem_at_the_same_time():
    """The stemmer itself may not: it fails here within a few words."""
    roots = [f"nationalizat{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    inflected = [root + ending for root in roots for ending in ("ion", "ions", "ing", "ed", "ly")]
    expected = {word: EnglishStemmer().stemWord(word) for word in inflected}
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            jobs = [pool.submit(stem, word) for _ in range(3) for word in inflected]
            found = [job.result() for job in jobs]
    finally:
        sys.setswitchinterval(before)
    assert found == [expected[word] for word in inflected] * 3


def test_loading_the_vectors_leaves_logging_alone():
    before = list(logging.getLogger().handlers)
    WordVectors().matrix(["a"], ["b"])
    assert logging.getLogger().handlers == before


def test_a_blend_needs_both_parts():
    with pytest.raises(ValueError, match="weight"):
        Blend(1.0)
    assert Blend(0.3).name == "blend-0.3"
