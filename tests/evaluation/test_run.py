"""Running a suite: everything is done, errors are results, drawing is the same every time."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suite_samples import brief_of, text_of

from summarizer.articles import article_from_text
from summarizer.domain import Article, Brief
from summarizer.errors import AnswerError, UsageError
from summarizer.evaluation.labels import Labels
from summarizer.evaluation.run import run_articles, spread

ARTICLES = [article_from_text(text_of(number), id=f"a{number}") for number in range(4)]


@dataclass(frozen=True)
class Item:
    article: Article


def make(article: Article, repeat: int) -> Brief:
    return brief_of(article, Labels())


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_article_is_briefed_as_often_as_told(jobs: int) -> None:
    done = list(run_articles(ARTICLES, make, jobs=jobs, repeat=2))
    expected = {(f"a{number}", repeat) for number in range(4) for repeat in range(2)}
    assert {(d.result.id, d.result.repeat) for d in done} == expected
    assert [d.done for d in done] == list(range(1, 9))
    assert {d.total for d in done} == {8}
    assert all(d.result.brief and d.result.brief.article.id == d.result.id for d in done)


def test_an_error_is_the_result_of_its_article_alone() -> None:
    def failing(article: Article, repeat: int) -> Brief:
        if article.id == "a2":
            raise AnswerError("no answer", raw="")
        return make(article, repeat)

    results = {d.result.id: d.result for d in run_articles(ARTICLES, failing, jobs=2)}
    assert results["a2"].error == "AnswerError: no answer"
    assert results["a2"].brief is None
    assert all(results[name].error is None for name in ("a0", "a1", "a3"))


def test_a_bug_is_the_result_of_its_article_and_is_told_on_one_line() -> None:
    def failing(article: Article, repeat: int) -> Brief:
        if article.id == "a2":
            raise RuntimeError("a\nbug")
        return make(article, repeat)

    results = {d.result.id: d.result for d in run_articles(ARTICLES, failing, jobs=2)}
    assert results["a2"].error == "unexpected RuntimeError: a bug; please report this"
    assert all(results[name].brief for name in ("a0", "a1", "a3"))


def test_what_is_no_articles_fault_ends_the_run() -> None:
    asked: list[str] = []

    def failing(article: Article, repeat: int) -> Brief:
        asked.append(article.id)
        raise UsageError("no key")

    with pytest.raises(UsageError, match="no key"):
        list(run_articles(ARTICLES * 20, failing, jobs=1))
    assert len(asked) < 80  # what was waiting is not begun


def test_no_more_at_the_same_time_than_told() -> None:
    lock, at_once, most = threading.Lock(), 0, 0
    meeting = threading.Barrier(2, timeout=20)

    def counting(article: Article, repeat: int) -> Brief:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        meeting.wait()  # passes only if two are at work together
        with lock:
            at_once -= 1
        return make(article, repeat)

    assert len(list(run_articles(ARTICLES, counting, jobs=2))) == 4
    assert most == 2


ITEMS = st.lists(st.text("abcdef0123-", min_size=1, max_size=6), unique=True, max_size=25).map(
    lambda ids: [Item(article_from_text("One sentence.", id=name)) for name in ids]
)


@given(items=ITEMS, limit=st.integers(1, 30), more=st.integers(0, 9), random=st.randoms())
def test_a_limit_draws_the_same_articles_whatever_their_order(
    items: list[Item], limit: int, more: int, random: Random
) -> None:
    drawn = spread(items, limit)
    assert len(drawn) == min(limit, len(items))
    assert [i for i in items if i in drawn] == list(drawn)  # in the order given
    shuffled = items[:]
    random.shuffle(shuffled)
    assert {i.article.id for i in spread(shuffled, limit)} == {i.article.id for i in drawn}
    assert {i.article.id for i in drawn} <= {i.article.id for i in spread(items, limit + more)}


def test_the_draw_is_by_the_hash_of_the_id_and_not_by_the_order() -> None:
    items = [Item(article_from_text("One sentence.", id=f"a{n:02}")) for n in range(20)]
    by_hash = sorted(
        (i.article.id for i in items), key=lambda name: hashlib.sha256(name.encode()).hexdigest()
    )
    assert {i.article.id for i in spread(items, 5)} == set(by_hash[:5])
    assert [i.article.id for i in spread(items, 5)] != [f"a{n:02}" for n in range(5)]
    assert spread(items, None) == tuple(items)
