"""From a file or a stream to an :class:`~summarizer.domain.Article`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast

from summarizer.articles._header import split_header
from summarizer.articles._sentences import sentence_offsets
from summarizer.domain import Article
from summarizer.errors import EmptyArticleError, UnreadableArticleError

_MOST_BYTES = 20_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class ArticleText:
    """An article as it was read, not yet cut into sentences: cheap to make and to compare.

    Attributes:
        id: what the article is called.
        text: what follows the header, without white space at its ends and with
            line feeds as line ends; all offsets refer to it.
        where: the input, for error messages.
    """

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None
    language: str = "en"
    where: str = ""

    @cached_property
    def sha256(self) -> str:
        """The hash of the text, UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def segment(self) -> Article:
        """The article, its text cut into sentences.

        Raises:
            EmptyArticleError: no sentence in it.
        """
        sentences = sentence_offsets(self.text)
        if not sentences:
            raise EmptyArticleError(
                f"{self.where or self.id}: no sentence found in {len(self.text)} characters of text"
            )
        return Article(
            id=self.id,
            text=self.text,
            sentences=sentences,
            title=self.title,
            source=self.source,
            url=self.url,
            published=self.published,
            language=self.language,
        )


def read_article(path: str | Path) -> Article:
    """Read a UTF-8 text file; its name without suffix becomes the article's id.

    Raises:
        UnreadableArticleError: missing, a directory, binary, or not UTF-8.
        EmptyArticleError: no sentence in it.
    """
    return text_from_file(path).segment()


def text_from_file(path: str | Path) -> ArticleText:
    """The same without cutting it into sentences."""
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
    return text_from(_decode(data, str(path)), id=path.stem or "article", where=str(path))


def read_stream(stream: BinaryIO, *, id: str = "stdin") -> Article:
    """Read an article from a binary stream, such as standard input.

    Raises:
        UnreadableArticleError: binary or not UTF-8.
        EmptyArticleError: no sentence in it.
    """
    return text_from_stream(stream, id=id).segment()


def text_from_stream(
    stream: BinaryIO,
    *,
    id: str = "stdin",
    where: str = "standard input",
) -> ArticleText:
    """The same without cutting it into sentences; ``where`` names the stream in errors."""
    return text_from(_decode(stream.read(_MOST_BYTES + 1), where), id=id, where=where)


def article_from_text(content: str, *, id: str, where: str | None = None) -> Article:
    """Make an article of text that may begin with a header.

    Raises:
        EmptyArticleError: no sentence in it.
        UnreadableArticleError: half a surrogate pair, which no UTF-8 can hold.
    """
    return text_from(content, id=id, where=where).segment()


def text_from(content: str, *, id: str, where: str | None = None) -> ArticleText:
    """The same without cutting it into sentences."""
    id = storable(id)
    where = storable(where or id)
    metadata, body = split_header(_lines(content, where))
    return ArticleText(
        id=metadata.get("id") or id,
        text=_body(body, where),
        title=metadata.get("title") or None,
        source=metadata.get("source") or None,
        url=metadata.get("url") or None,
        published=metadata.get("date") or metadata.get("published") or None,
        language=metadata.get("language") or "en",
        where=where,
    )


# Keys of a row and what they are of an article; the first that is there counts.
_ROW_KEYS = {
    "title": ("title",),
    "source": ("source",),
    "url": ("url",),
    "published": ("published", "date"),
    "language": ("language",),
}


def text_from_row(row: Any, *, id: str, where: str) -> ArticleText:
    """The article of a JSON object or table row.

    ``text`` is required; ``id``, ``title``, ``date`` (or ``published``),
    ``source``, ``url`` and ``language`` are used if they are there; other keys
    are not looked at. Without an id of its own the row gets ``id``.

    Raises:
        UnreadableArticleError: no object, no text, or a value of another type.
        EmptyArticleError: the text is empty.
    """
    if not isinstance(row, dict):
        raise UnreadableArticleError(f"{where}: a JSON {type(row).__name__}, not an object")
    cells = cast("dict[str, Any]", row)
    if not isinstance(cells.get("text"), str):
        raise UnreadableArticleError(f'{where}: no "text" (a string) in the object')
    own = cells.get("id")
    if own is not None and (isinstance(own, bool) or not isinstance(own, str | int)):
        raise UnreadableArticleError(f'{where}: "id" is neither a string nor a whole number')
    metadata: dict[str, str] = {}
    for name, keys in _ROW_KEYS.items():
        key = next((key for key in keys if cells.get(key) not in (None, "")), None)
        if key is None:
            continue
        value = cells[key]
        if hasattr(value, "isoformat"):
            value = value.isoformat()
        if not isinstance(value, str):
            raise UnreadableArticleError(f'{where}: "{key}" is not a string')
        metadata[name] = _lines(value, where).strip()
    text = _body(_lines(cells["text"], where), where)
    return ArticleText(
        id=_lines(str(own), where) if own not in (None, "") else id,
        text=text,
        where=where,
        **metadata,
    )


def storable(name: str) -> str:
    """A name as UTF-8 can hold it: a file's may have bytes that are none."""
    return name.encode("utf-8", "replace").decode() if _SURROGATE.search(name) else name


def _lines(content: str, where: str) -> str:
    """Line feeds as line ends; text that UTF-8 cannot hold is refused."""
    lone = _SURROGATE.search(content)
    if lone:
        raise UnreadableArticleError(
            f"{where}: half a surrogate pair at character {lone.start()}; decode the text again"
        )
    return content.replace("\r\n", "\n").replace("\r", "\n")


def _body(content: str, where: str) -> str:
    text = content.strip()
    if not text:
        raise EmptyArticleError(f"{where}: the file is empty; there is nothing to brief")
    return text


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
