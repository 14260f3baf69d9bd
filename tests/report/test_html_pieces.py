"""Cutting an article at the boundaries of its evidence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.domain import Article
from summarizer.report.html._pieces import Mark, Piece, anchor_of, cut, sentence_at

FIELDS = ("summary", "actors", "claims", "sectors", "stance")


@st.composite
def marked(draw: st.DrawFn) -> tuple[Article, list[Mark]]:
    text = draw(st.text(alphabet="ab é語\n .", min_size=1, max_size=60).filter(str.strip))
    ends = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    sentences = tuple(zip(ends[::2], ends[1::2], strict=False))
    marks = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        marks.append(Mark(f"k-{number}", draw(st.sampled_from(FIELDS)), start, end))
    return Article(id="a", text=text, sentences=sentences), marks


def flat(article: Article, marks: list[Mark]) -> list[Piece]:
    return [piece for paragraph in cut(article, marks) for piece in paragraph]


@given(marked())
def test_pieces_are_the_text_and_know_exactly_what_covers_them(
    sample: tuple[Article, list[Mark]],
) -> None:
    article, marks = sample
    position = 0
    for piece in flat(article, marks):
        assert not article.text[position : piece.start].strip(), "text lost between pieces"
        assert article.text[piece.start : piece.end] == piece.text
        covering = {m.key for m in marks if m.start < piece.end and m.end > piece.start}
        assert set(piece.keys) == covering
        whole = {m.key for m in marks if m.start <= piece.start and m.end >= piece.end}
        assert covering == whole, "a mark ends within a piece"
        position = piece.end
    assert not article.text[position:].strip()


@given(marked())
def test_every_mark_of_visible_text_begins_and_ends_once(
    sample: tuple[Article, list[Mark]],
) -> None:
    article, marks = sample
    pieces = flat(article, marks)
    ends = [key for piece in pieces for key in piece.ends]
    for mark in marks:
        if not article.text[mark.start : mark.end].strip():
            continue
        first = anchor_of(cut(article, marks), mark.start, mark.end)
        assert first is not None
        assert first.anchor is not None
        assert mark.key in first.keys
        assert ends.count(mark.key) == (mark.field != "actors")


@given(marked())
def test_sentence_numbers_come_in_order_and_at_most_once(
    sample: tuple[Article, list[Mark]],
) -> None:
    article, marks = sample
    numbers = [piece.sentence for piece in flat(article, marks) if piece.sentence]
    assert numbers == sorted(set(numbers))


def test_each_sentence_of_plain_prose_is_numbered(article: Article) -> None:
    pieces = flat(article, [])
    assert [piece.sentence for piece in pieces] == [1, 2, 3, 4, 5]
    assert [len(paragraph) for paragraph in cut(article, [])] == [2, 3]
    assert [sentence_at(article, piece.start) for piece in pieces] == [1, 2, 3, 4, 5]


def test_a_claim_outranks_a_summary_in_colour_and_mentions_are_marked_within() -> None:
    article = Article(id="a", text="Ada said so.", sentences=((0, 12),))
    marks = [
        Mark("summary-1", "summary", 0, 12),
        Mark("claims-1", "claims", 0, 12),
        Mark("actors-1", "actors", 0, 3),
    ]
    first, second = flat(article, marks)
    assert (first.text, first.layer, first.actor) == ("Ada", "claims", True)
    assert (second.text, second.layer, second.actor) == (" said so.", "claims", False)
    assert second.ends == ("summary-1", "claims-1")


def test_text_wrapped_by_hand_keeps_its_paragraphs_together() -> None:
    wrapped = "One line\nof a paragraph.\n\nAnother one."
    long = "x" * 130 + ".\n" + "y" * 130 + "."
    for text, count in ((wrapped, 2), (long, 2)):
        assert len(cut(Article(id="a", text=text, sentences=((0, len(text)),)), [])) == count
