"""Characters that are not seen but act: shown by their number, on a page as on a terminal."""

from __future__ import annotations

import re

# Characters that reorder or garble what follows, or that a terminal obeys; shown by their
# number instead, so that the page cannot read differently from the text. Left are tab, line
# feed, and the marks that right-to-left and Indic scripts need (U+200C to U+200F).
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def code(character: str) -> str:
    """Its number, such as U+202E."""
    return f"U+{ord(character):04X}"


def numbered(text: str) -> str:
    """The text with unseen characters by number; its lines stay."""
    return UNSEEN.sub(lambda found: f"[{code(found[0])}]", text)


def plain(text: str) -> str:
    """The text on one line, with unseen characters by number."""
    return " ".join(numbered(text).split())


def short(text: str, length: int = 60) -> str:
    """One line of at most ``length`` characters, an ellipsis where text is missing."""
    line = plain(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
