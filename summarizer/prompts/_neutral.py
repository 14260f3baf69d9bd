"""What the model is shown of an article: text that cannot pose as anything else.

An article is data. It may hold whatever its author liked: chat-template tokens,
sentence numbers like ours, invisible characters. Only what is shown changes;
offsets, quotes and mentions are of the stored text.
"""

from __future__ import annotations

import re
import unicodedata

# Tokens of chat templates; a tokenizer may turn their text into the real thing.
_TEMPLATE = re.compile(r"<\|[^|<>\n]{0,40}\|>|</?s>|\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>")
# "[7]" is how we number sentences.
_NUMBER = re.compile(r"[\[［【]\s*(\d{1,4})\s*[\]］】]")
_BRACKETS = str.maketrans("<>[]|", "‹›()¦")


def neutral(text: str) -> str:
    """The text on one line, readable as before, without marks that we or a server use.

    Invisible characters (zero width, direction overrides, tags, control
    characters) are left out: they hide text from the people who check the brief.
    """
    visible = "".join(c for c in text if c.isspace() or not _invisible(c))
    shown = " ".join(visible.split())
    shown = _TEMPLATE.sub(lambda match: match[0].translate(_BRACKETS), shown)
    return _NUMBER.sub(r"(\1)", shown)


def _invisible(character: str) -> bool:
    # Cf holds zero-width characters, direction marks and tags; the two joiners
    # shape letters in many scripts and hide nothing by themselves.
    category = unicodedata.category(character)
    return category == "Cc" or (category == "Cf" and character not in "\u200c\u200d")
