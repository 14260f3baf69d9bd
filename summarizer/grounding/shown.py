"""The text as the model was shown it: what was set aside is no place for a name."""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.domain import Article


def shown_text(article: Article) -> str:
    """The article's text with NUL for every letter outside its sentences; offsets are the text's.

    Sentences that talk to machines are taken out of ``article.sentences`` before a model sees
    it, but not out of the text: a name that stands only there is nobody in the news.
    """
    return _shown(article.text, article.sentences)


@lru_cache(maxsize=16)
def _shown(text: str, sentences: tuple[tuple[int, int], ...]) -> str:
    parts: list[str] = []
    last = 0
    for start, end in (*sentences, (len(text), len(text))):
        # NUL, not a space: no name may reach across what was taken out.
        parts += [re.sub(r"\S", "\0", text[last:start]), text[start:end]]
        last = end
    return "".join(parts)
