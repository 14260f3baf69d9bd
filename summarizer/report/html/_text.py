"""Text of strangers on its way into the page."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from pydantic import JsonValue

from summarizer._unseen import UNSEEN, code

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_LANGUAGE = re.compile(r"[a-z]{2}")


def show(text: str) -> Markup:
    """Escaped, with invisible control characters made visible."""

    def seen(found: re.Match[str]) -> str:
        name = unicodedata.name(found[0], "control character").lower()
        return f'<span class="unseen" title="{name}">{code(found[0])}</span>'

    return Markup(UNSEEN.sub(seen, str(escape(text))))


def link(url: str | None) -> str | None:
    """The address if it is one that a reader may safely follow."""
    if not url or UNSEEN.search(url) or not url.isprintable():
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
