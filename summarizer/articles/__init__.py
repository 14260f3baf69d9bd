"""Reading articles: bytes to text, header to metadata, text to sentences."""

from summarizer.articles._read import article_from_text, read_article, read_stream
from summarizer.articles._sentences import sentence_offsets

__all__ = ["article_from_text", "read_article", "read_stream", "sentence_offsets"]
