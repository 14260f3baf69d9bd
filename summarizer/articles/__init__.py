"""Reading articles: bytes to text, header to metadata, text to sentences."""

from summarizer.articles._read import (
    ArticleText,
    article_from_text,
    read_article,
    read_stream,
    storable,
    text_from,
    text_from_file,
    text_from_row,
    text_from_stream,
)
from summarizer.articles._sentences import sentence_offsets

__all__ = [
    "ArticleText",
    "article_from_text",
    "read_article",
    "read_stream",
    "sentence_offsets",
    "storable",
    "text_from",
    "text_from_file",
    "text_from_row",
    "text_from_stream",
]
