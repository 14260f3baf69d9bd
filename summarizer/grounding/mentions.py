"""Finding an actor's mentions in the text: whole words, in any typography."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial

from summarizer.domain import Span

_SAME: dict[str, str] = {}
for _class in ("'’‘ʼ`´", '"“”„«»', "-‐‑‒–—", " \u00a0\u2009\u202f\t\n"):
    _SAME.update(dict.fromkeys(_class, _class))


def find_mentions(text: str, forms: Iterable[str], *, any_case: bool = True) -> tuple[Span, ...]:
    """Every place where one of ``forms`` stands as whole words, in order.

    Apostrophes, quotation marks, dashes and white space match their typographic
    variants; a following possessive does not belong to the mention. The case
    must agree, unless no form is found that way and ``any_case`` is allowed. Of
    overlapping places the longest stays. ``text[span.start:span.end] == span.quote``
    for every span.
    """
    wanted = sorted({form.strip() for form in forms if form.strip()}, key=len, reverse=True)
    for ignore_case in (False, True)[: 1 + any_case]:
        starts: list[int] = []
        ends: list[int] = []
        for form in wanted:
            for start, end in _places(text, form, ignore_case):
                # Those taken do not overlap: only the neighbours can be in the way.
                at = bisect_left(starts, end)
                if (at == 0 or ends[at - 1] <= start) and not _splits_character(text, end):
                    starts.insert(at, start)
                    ends.insert(at, end)
        if starts:
            return tuple(map(partial(Span.of, text), starts, ends))
    return ()


def _places(text: str, form: str, ignore_case: bool) -> Iterator[tuple[int, int]]:
    pattern = _pattern(form, ignore_case)
    # Word boundaries only where the form itself begins or ends with a word character. The
    # first is looked at here: a pattern that begins with letters is searched for much faster.
    bounded = form[0].isalnum()
    found = pattern.search(text)
    while found:
        start, end = found.span()
        if bounded and start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            found = pattern.search(text, start + 1)
            continue
        yield start, end
        found = pattern.search(text, end)


@lru_cache(maxsize=1024)
def _pattern(form: str, ignore_case: bool) -> re.Pattern[str]:
    parts: list[str] = []
    for piece in re.findall(r"\s+|\S", form):
        if piece.isspace():
            parts.append(r"\s+")
        elif piece in _SAME:
            parts.append(f"[{re.escape(_SAME[piece])}]")
        else:
            parts.append(re.escape(piece))
    after = r"(?!\w)" if form[-1].isalnum() else ""
    flags = re.IGNORECASE if ignore_case else re.NOFLAG
    return re.compile("".join(parts) + after, flags)


def _splits_character(text: str, end: int) -> bool:
    """Whether a combining mark follows: the last letter would be another one."""
    return end < len(text) and unicodedata.combining(text[end]) > 0
