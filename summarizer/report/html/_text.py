"""Text of strangers on its way into the page."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from pydantic import JsonValue

# Characters that reorder or garble what follows; shown by their number instead, so that
# the page cannot read differently from the text. Left are tab, line feed, and the marks
# that right-to-left and Indic scripts need (U+200C to U+200F).
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_LANGUAGE = re.compile(r"[a-z]{2}")


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def show(text: str) -> Markup:
    """Escaped, with invisible control characters made visible."""

    def seen(found: re.Match[str]) -> str:
        name = unicodedata.name(found[0], "control character").lower()
        return f'<span class="unseen" title="{name}">{_code(found[0])}</span>'

    return Markup(_UNSEEN.sub(seen, str(escape(text))))


def plain(text: str) -> str:
    """The same for attributes and titles: one line, without elements."""
    return " ".join(_UNSEEN.sub(lambda found: f"[{_code(found[0])}]", text).split())


def short(text: str, length: int = 60) -> str:
    """One line of at most ``length`` characters, an ellipsis where text is missing."""
    line = plain(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def link(url: str | None) -> str | None:
    """The address if it is one that a reader may safely follow."""
    if not url or _UNSEEN.search(url) or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def day(published: str | None) -> str | None:
    """The ISO date that a publication date begins with."""
    found = _DATE.match((published or "").strip())
    if not found or not (1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31):
        return None
    return found[0]


def language(code: str) -> str | None:
    """A code fit for ``lang``."""
    return code if _LANGUAGE.fullmatch(code) else None


def fold(text: str) -> str:
    """Key under which names are the same for a filter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def as_lines(value: JsonValue) -> list[tuple[str, str]]:
    """A JSON value as ``(key, text)`` lines; what is nested stays JSON."""
    flat: Callable[[JsonValue], str] = lambda part: (  # noqa: E731
        part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)
    )
    if isinstance(value, dict):
        return [(key, flat(part)) for key, part in value.items()]
    return [("", flat(value))]
