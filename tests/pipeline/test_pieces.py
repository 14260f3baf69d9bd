"""Cutting long articles: nothing is left out, every offset maps back, time is linear."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import wordllama
from conftest import SEED
from hypothesis import given
from hypothesis import strategies as st
from strategies import articles, prose
from tokenizers import Tokenizer

from summarizer.articles import article_from_text
from summarizer.domain import Article, Span
from summarizer.pipeline._estimate import SENTENCE, tokens
from summarizer.pipeline._pieces import cost, split


def text_of(paragraphs: int, sentences: int = 4) -> str:
    return "\n\n".join(
        " ".join(
            f"The council of town {number} met {turn} times over bridges."
            for turn in range(sentences)
        )
        for number in range(paragraphs)
    )


@given(articles(prose() | st.text(min_size=1, max_size=400)), st.integers(16, 200))
def test_every_sentence_is_in_a_piece_and_every_offset_maps_back(
    article: Article, room: int
) -> None:
    pieces = split(article, room)
    covered: set[int] = set()
    for piece in pieces:
        assert piece.article.text == article.text[piece.start : piece.end]
        assert len(piece.numbers) == len(piece.article.sentences)
        assert cost(piece.article) <= room
        for (start, end), number in zip(piece.article.sentences, piece.numbers, strict=True):
            span = piece.lift(Span.of(piece.article.text, start, end))
            assert article.text[span.start : span.end] == span.quote
            first, last = article.sentences[number - 1]
            assert first <= span.start < span.end <= last
            covered.update(range(span.start, span.end))
    for start, end in article.sentences:
        missing = [at for at in range(start, end) if at not in covered]
        # Only the spaces at which an overlong sentence was cut.
        assert all(article.text[at].isspace() for at in missing)
    assert all(one.end < other.end for one, other in pairwise(pieces))


def test_pieces_end_at_paragraphs_and_repeat_the_end_of_the_one_before() -> None:
    article = article_from_text(text_of(40), id="a")
    pieces = split(article, 600)
    assert len(pieces) > 3
    for one, other in pairwise(pieces):
        assert article.text.startswith("\n\n", one.end)
        assert other.start < one.end
        assert one.start < other.start
    assert {piece.article.title for piece in pieces} == {None}


def test_a_paragraph_longer_than_a_piece_is_cut_between_sentences() -> None:
    article = article_from_text(text_of(1, sentences=60), id="a")
    ends = {end for _, end in article.sentences}
    pieces = split(article, 300)
    assert len(pieces) > 3
    assert all(piece.end in ends for piece in pieces)


def test_a_sentence_longer_than_a_piece_is_cut_at_spaces() -> None:
    text = "Short one. " + "far away and " * 100 + "gone. Last one."
    article = article_from_text(text, id="a")
    [_, (start, end), _] = article.sentences
    pieces = split(article, 100)
    inner = [piece.end for piece in pieces if start < piece.end < end]
    assert len(inner) > 3
    assert all(article.text[at] == " " for at in inner)
    assert {number for piece in pieces for number in piece.numbers} == {1, 2, 3}


def test_an_article_that_fits_is_one_piece() -> None:
    article = article_from_text(text_of(2), id="a")
    [piece] = split(article, cost(article))
    assert piece.article.text == article.text
    assert piece.numbers == tuple(range(1, 9))


def test_what_was_read_already_is_left_out() -> None:
    article = article_from_text(text_of(4), id="a")
    _, end = article.sentences[9]
    pieces = split(article, 150, end)
    assert pieces[0].numbers[0] == 11
    assert pieces[-1].numbers[-1] == 16
    with pytest.raises(ValueError, match="no sentence of 'a' ends after"):
        split(article, 150, len(article.text))
    with pytest.raises(ValueError, match="no piece fits into 15 tokens"):
        split(article, 15)


def test_title_and_date_go_with_every_piece() -> None:
    text = f"title: Bridges\ndate: 2026-01-02\n---\n{text_of(20)}"
    for piece in split(article_from_text(text, id="a"), 300):
        assert (piece.article.title, piece.article.published) == ("Bridges", "2026-01-02")


def test_time_grows_with_the_article_and_no_faster() -> None:
    def seconds(sentences: int) -> float:
        text = "Towns build bridges.\n" * sentences
        offsets = tuple((at * 21, at * 21 + 20) for at in range(sentences))
        article = Article(id="a", text=text, sentences=offsets)
        best = 9.0
        for _ in range(3):
            started = time.process_time()
            split(article, 2000)
            best = min(best, time.process_time() - started)
        return best

    # Ten times the article; quadratic work would take a hundred times as long.
    assert seconds(30_000) < 30 * seconds(3_000)


SCRIPTS = {
    "Cyrillic": "Президент Украины Владимир Зеленский заявил, что Китай усиливает помощь.",
    "Greek": "Η κυβέρνηση ανακοίνωσε νέα μέτρα για την οικονομία και την ενέργεια.",
    "Arabic": "أعلنت الحكومة عن إجراءات جديدة لدعم الاقتصاد والطاقة في البلاد.",
    "Chinese": "中国政府宣布了支持经济和能源部门的新措施，并表示将加强国际合作。",
    "Japanese": "政府は経済とエネルギーを支援する新しい措置を発表した。",
    "Korean": "정부는 경제와 에너지 부문을 지원하는 새로운 조치를 발표했다.",
    "Hindi": "सरकार ने अर्थव्यवस्था और ऊर्जा क्षेत्र के समर्थन के लिए नए उपायों की घोषणा की।",
    "Thai": "รัฐบาลประกาศมาตรการใหม่เพื่อสนับสนุนเศรษฐกิจและพลังงาน",
    "Polish": "Rząd ogłosił nowe środki wspierające gospodarkę i energetykę w całym kraju.",
    "numbers": "GDP 2024: 1,234,567.89 (3.4%), 12.5 bn, 10:30, 55-44;",
    "emoji": "😀🎉🔥",
    "English": SEED.read_text("utf-8"),
}


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """Llama 2's, which comes with wordllama."""
    [file] = (Path(wordllama.__file__).parent / "tokenizers").glob("l2_*.json")
    return Tokenizer.from_file(str(file))


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_estimate_is_above_what_a_tokenizer_takes(script: str, tokenizer: Any) -> None:
    taken = len(tokenizer.encode(SCRIPTS[script], add_special_tokens=False).ids)
    assert taken <= tokens(SCRIPTS[script]) <= 2 * taken


def test_a_sentence_costs_its_number_too(article: Article) -> None:
    numbers = range(1, len(article.sentences) + 1)
    assert cost(article) == sum(tokens(article.sentence(n)) + SENTENCE for n in numbers)
