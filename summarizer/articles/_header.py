"""Metadata that stands in front of an article's text.

Two forms are known: ``key: value`` lines ended by a line ``---``, and a first
line that begins with ``date 2025-12-10`` and goes on with the text.
"""

from __future__ import annotations

import re

_KEY = re.compile(r"([A-Za-z][A-Za-z0-9 _-]{0,39}):(?:[ \t]+(.*))?$")
_DATE = re.compile(r"\s*date[ \t]+(\d{4}-\d{2}-\d{2})\b[ \t]*\n?")
_MOST_LINES = 40


def split_header(content: str) -> tuple[dict[str, str], str]:
    """Metadata (keys in lower case) and the text behind them.

    What only looks like a header (no ``---``, a line without a key) is text.
    """
    date = _DATE.match(content)
    if date:
        return {"date": date[1]}, content[date.end() :]
    metadata: dict[str, str] = {}
    position = 0
    for _ in range(_MOST_LINES):
        end = content.find("\n", position)
        line = content[position : end if end >= 0 else len(content)].rstrip()
        if line == "---" and metadata:
            return metadata, content[end + 1 :] if end >= 0 else ""
        key = _KEY.match(line)
        if not key or end < 0:
            break
        metadata[key[1].lower()] = (key[2] or "").strip()
        position = end + 1
    return {}, content
