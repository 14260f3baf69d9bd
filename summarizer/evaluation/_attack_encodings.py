"""Ways to hide an order in a text; files of attacks keep the order itself readable."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable, Mapping

_LOOKALIKES = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")


def _tags(text: str) -> str:
    """Unicode tag characters: ASCII at another place, shown as nothing at all."""
    return "".join(chr(0xE0000 + ord(c)) for c in text if " " <= c <= "~")


def _selectors(text: str) -> str:
    """Every byte as a variation selector behind a full stop; shown as the full stop."""
    marks = (chr(0xFE00 + b) if b < 16 else chr(0xE0100 + b - 16) for b in text.encode())
    return "." + "".join(marks)


def _zero_width(text: str) -> str:
    """A zero-width space after every letter: words that no filter of words finds."""
    return "\u200b".join(text)


def _joiners(text: str) -> str:
    """The same with zero-width joiners, which other scripts need."""
    return "\u200d".join(text)


def _reversed(text: str) -> str:
    """Written backwards between direction overrides: shown in reading order."""
    return f"\u202e{text[::-1]}\u202c"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _full_width(text: str) -> str:
    """ASCII in its full-width forms, which a normalising tokenizer turns back."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


ENCODINGS: Mapping[str, Callable[[str], str]] = {
    "tags": _tags,
    "selectors": _selectors,
    "zero_width": _zero_width,
    "joiners": _joiners,
    "soft_hyphens": "\u00ad".join,
    "reversed": _reversed,
    "base64": _base64,
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "lookalikes": lambda text: text.translate(_LOOKALIKES),
    "full_width": _full_width,
    "letters": " ".join,
}
"""By the name that an attack's ``encode`` gives; each maps the payload to what is shown."""
