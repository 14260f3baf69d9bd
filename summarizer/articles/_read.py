"""From a file or a stream to an :class:`~summarizer.domain.Article`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from summarizer.articles._header import split_header
from summarizer.articles._sentences import sentence_offsets
from summarizer.domain import Article
from summarizer.errors import EmptyArticleError, UnreadableArticleError

_MOST_BYTES = 20_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_article(path: str | Path) -> Article:
    """Read a UTF-8 text file; its name without suffix becomes the article's id.

    Raises:
        UnreadableArticleError: missing, a directory, binary, or not UTF-8.
        EmptyArticleError: no sentence in it.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise UnreadableArticleError(f"{path}: is a directory; name a text file in it")
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableArticleError(f"{path}: no such file") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableArticleError(f"{path}: cannot be read: {reason}") from None
    return article_from_text(_decode(data, str(path)), id=path.stem or "article", where=str(path))


def read_stream(stream: BinaryIO, *, id: str = "stdin") -> Article:  # noqa: A002
    """Read an article from a binary stream, such as standard input.

    Raises:
        UnreadableArticleError: binary or not UTF-8.
        EmptyArticleError: no sentence in it.
    """
    data = stream.read(_MOST_BYTES + 1)
    return article_from_text(_decode(data, "standard input"), id=id, where="standard input")


def article_from_text(content: str, *, id: str, where: str | None = None) -> Article:  # noqa: A002
    """Make an article of text that may begin with a header.

    The stored text is what follows the header, without white space at its ends
    and with line feeds as line ends; all offsets refer to it.

    Raises:
        EmptyArticleError: no sentence in it.
        UnreadableArticleError: half a surrogate pair, which no UTF-8 can hold.
    """
    where = where or id
    lone = _SURROGATE.search(content)
    if lone:
        raise UnreadableArticleError(
            f"{where}: half a surrogate pair at character {lone.start()}; decode the text again"
        )
    metadata, body = split_header(content.replace("\r\n", "\n").replace("\r", "\n"))
    text = body.strip()
    if not text:
        raise EmptyArticleError(f"{where}: the file is empty; there is nothing to brief")
    sentences = sentence_offsets(text)
    if not sentences:
        raise EmptyArticleError(f"{where}: no sentence found in {len(text)} characters of text")
    return Article(
        id=metadata.get("id") or id,
        text=text,
        sentences=sentences,
        title=metadata.get("title") or None,
        source=metadata.get("source") or None,
        url=metadata.get("url") or None,
        published=metadata.get("date") or metadata.get("published") or None,
        language=metadata.get("language") or "en",
    )


def _decode(data: bytes, where: str) -> str:
    if len(data) > _MOST_BYTES:
        raise UnreadableArticleError(
            f"{where}: larger than {_MOST_BYTES:,} bytes; an article is a text of some pages"
        )
    if b"\0" in data[:8192]:
        raise UnreadableArticleError(
            f"{where}: binary data (a NUL at byte {data.index(0)}); give plain text in UTF-8"
        )
    try:
        # Not utf-8-sig: its errors do not count the bytes of the mark.
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UnreadableArticleError(
            f"{where}: not UTF-8 at byte {error.start} (0x{data[error.start]:02x}); "
            "convert it, for example with: iconv -f WINDOWS-1252 -t UTF-8"
        ) from None
