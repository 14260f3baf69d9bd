"""Reading articles: files, streams, encodings, and what cannot be read."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from conftest import SEED
from hypothesis import assume, given
from hypothesis import strategies as st

from summarizer.articles import article_from_text, read_article, read_stream, sentence_offsets
from summarizer.errors import EmptyArticleError, UnreadableArticleError

HEADERS = st.sampled_from(
    ["", "date 2031-02-03 ", "title: A: b\nurl: http://x.y/?a=b\n---\n", "title: T\n\n---\n"]
)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_offsets(text)]


@given(st.text(max_size=300))
def test_offsets_are_exact_for_any_text(text: str) -> None:
    last = 0
    covered: set[int] = set()
    for start, end in sentence_offsets(text):
        assert last <= start < end <= len(text)
        piece = text[start:end]
        assert piece == piece.strip()
        assert "\n" not in piece
        assert any(character.isalnum() for character in piece)
        covered.update(range(start, end))
        last = end
    lost = [c for index, c in enumerate(text) if index not in covered and c.isalnum()]
    assert not lost


@given(HEADERS, st.text(max_size=200))
def test_any_text_is_an_article_or_said_to_be_empty(header: str, body: str) -> None:
    try:
        article = article_from_text(header + body, id="any")
    except EmptyArticleError:
        # Without a header the body may be one itself.
        is_header = header == "" and ("---" in body or body.lstrip().startswith("date"))
        assert is_header or not any(character.isalnum() for character in body)
        return
    assert article.text == article.text.strip()
    assert "\r" not in article.text
    assert all(article.sentence(n + 1) for n in range(len(article.sentences)))


@given(st.text(min_size=1, max_size=200))
def test_a_file_and_a_stream_give_the_same_text(
    tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    assume("\0" not in body)
    data = body.encode()
    path = tmp_path_factory.mktemp("any") / "any.txt"
    path.write_bytes(data)
    try:
        from_file = read_article(path)
    except EmptyArticleError:
        with pytest.raises(EmptyArticleError):
            read_stream(io.BytesIO(data))
        return
    from_stream = read_stream(io.BytesIO(data), id="any")
    assert from_file == from_stream


def test_the_seeds_header_is_metadata_and_its_text_untouched() -> None:
    article = read_article(SEED)
    raw = SEED.read_text("utf-8")
    assert article.published == "2025-12-10"
    assert article.text.startswith("Ukrainian President Volodymyr Zelenskyy has stated")
    assert raw.endswith(article.text)
    assert article.id == SEED.stem
    assert len(article.sentences) == 9


def test_key_value_lines_ended_by_dashes_are_metadata() -> None:
    article = article_from_text(
        "ID: n-1\nTitle: Norland: a story\nDATE: 2031-02-03\nsource: Invented Wire\n"
        "url: https://example.org/?a=b#c\nlanguage: en\nwords: 388\nempty:\n---\n\nNorland acts.\n",
        id="file",
    )
    assert article.text == "Norland acts."
    assert article.sentences == ((0, 13),)
    assert (article.id, article.title, article.published) == (
        "n-1",
        "Norland: a story",
        "2031-02-03",
    )
    assert (article.source, article.url) == ("Invented Wire", "https://example.org/?a=b#c")
    assert article.language == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Breaking: Norland acts.\nBerg said so.",
        "---\nNorland acts.",
        "title: Norland acts\nand so on",
        "note: one line only",
        "The date 2031-02-03 was set.",
        "date of birth unknown, he said.",
    ],
)
def test_what_only_looks_like_a_header_is_text(text: str) -> None:
    article = article_from_text(text, id="x")
    assert article.text == text
    assert article.title is None
    assert article.published is None


def test_line_ends_and_byte_order_mark_do_not_reach_the_text(tmp_path: Path) -> None:
    path = tmp_path / "windows.txt"
    path.write_bytes(b"\xef\xbb\xbftitle: T\r\n---\r\nNorland acts.\r\n\r\nBerg spoke.\r\n")
    article = read_article(path)
    assert article.title == "T"
    assert article.text == "Norland acts.\n\nBerg spoke."
    assert [article.sentence(1), article.sentence(2)] == ["Norland acts.", "Berg spoke."]
    old_mac = article_from_text("Norland acts.\rBerg spoke.", id="x")
    assert old_mac.text == "Norland acts.\nBerg spoke."


def test_abbreviations_quotes_and_decimals_do_not_end_sentences() -> None:
    text = (
        "Mr. Berg of the U.S. arm of Blue Air Inc. paid $4.5 million. "
        "“We won’t pay,” he said. Was it so? It was."
    )
    assert sentences(text) == [
        "Mr. Berg of the U.S. arm of Blue Air Inc. paid $4.5 million.",
        "“We won’t pay,” he said.",
        "Was it so?",
        "It was.",
    ]


def test_a_heading_without_a_full_stop_does_not_run_into_the_next_paragraph() -> None:
    assert sentences("Norland acts\n\nBerg spoke.") == ["Norland acts", "Berg spoke."]


@pytest.mark.parametrize(
    "content", ["", " \n\t ", "title: T\n---\n", "date 2031-02-03 \n", "\ufeff"]
)
def test_nothing_to_brief(tmp_path: Path, content: str) -> None:
    path = tmp_path / "empty.txt"
    path.write_text(content, "utf-8")
    with pytest.raises(EmptyArticleError, match=r"empty\.txt: the file is empty"):
        read_article(path)


def test_no_sentence(tmp_path: Path) -> None:
    path = tmp_path / "dots.txt"
    path.write_text("... *** ---\n!!!", "utf-8")
    with pytest.raises(EmptyArticleError, match=r"dots\.txt: no sentence found in 15 characters"):
        read_article(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableArticleError, match=r"gone\.txt: no such file"):
        read_article(tmp_path / "gone.txt")


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(UnreadableArticleError, match="is a directory; name a text file in it"):
        read_article(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("Norland acts.")
    path.chmod(0)
    with pytest.raises(UnreadableArticleError, match="cannot be read: Permission denied"):
        read_article(path)


def test_binary_data_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "photo.txt"
    path.write_bytes(b"PNG\0\1\2")
    with pytest.raises(UnreadableArticleError, match=r"photo\.txt: binary data \(a NUL at byte 3"):
        read_article(path)


@pytest.mark.parametrize(("before", "offset"), [("", 0), ("Norland acts. ", 14), ("é. ", 4)])
def test_the_first_byte_that_is_not_utf_8_is_named(
    tmp_path: Path, before: str, offset: int
) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(before.encode() + "Müller".encode("latin-1")[1:] + b" spoke.")
    with pytest.raises(UnreadableArticleError, match=rf"not UTF-8 at byte {offset} \(0xfc\)"):
        read_article(path)


def test_the_offset_counts_the_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(b"\xef\xbb\xbfab\xfc")
    with pytest.raises(UnreadableArticleError, match="not UTF-8 at byte 5"):
        read_article(path)


def test_a_stream_is_named_in_messages() -> None:
    with pytest.raises(EmptyArticleError, match="standard input: the file is empty"):
        read_stream(io.BytesIO(b""))
    with pytest.raises(UnreadableArticleError, match="standard input: not UTF-8 at byte 0"):
        read_stream(io.BytesIO(b"\xff\xfe"))


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(UnreadableArticleError, match="larger than 20,000,000 bytes"):
        read_article(path)


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(UnreadableArticleError, match="half a surrogate pair at character 8"):
        article_from_text("Norland \ud83d acts.", id="x")


@pytest.mark.parametrize("error", [EmptyArticleError, UnreadableArticleError])
def test_messages_are_one_line(tmp_path: Path, error: type[Exception]) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b" " if error is EmptyArticleError else b"\xff")
    with pytest.raises(error) as caught:
        read_article(path)
    assert "\n" not in str(caught.value)
