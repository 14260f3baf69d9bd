"""How many tokens a text takes, estimated from its characters; never too few.

No tokenizer is asked: a remote model's is not at hand, and splitting an article
needs a bound, not a count. Tokenizers differ; the figures are above what Llama 2's
takes (32,000 entries, the hungriest still in use) for running text of each script.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from summarizer.prompts import Message

SENTENCE = 6
"""Tokens around a sentence: its number in brackets and the line break."""

_MESSAGE = 8  # the role and the marks around a message
_ASCII_LETTER = 0.36
_SPACE = 0.1
_DIGIT = 1.25  # one each, and more where a number begins
# By the first word of a letter's Unicode name.
_SCRIPTS = {
    "LATIN": 1.0,
    "CYRILLIC": 0.6,
    "GREEK": 1.25,
    "ARABIC": 1.1,
    "HEBREW": 1.1,
    "CJK": 1.6,
    "HIRAGANA": 1.6,
    "KATAKANA": 1.6,
    "HANGUL": 2.1,
}
_OTHER_LETTER = 1.6
_BYTES = 4.0  # what a tokenizer does not know it spells in bytes


@lru_cache(maxsize=1 << 14)
def weight(character: str) -> float:
    """Tokens that one character takes, at most."""
    if character.isascii():
        if character.isdigit():
            return _DIGIT
        return _ASCII_LETTER if character.isalpha() else _SPACE if character == " " else 1.0
    if ord(character) > 0xFFFF:
        return _BYTES
    if not character.isalpha():
        return 2.0
    return _SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0], _OTHER_LETTER)


def tokens(text: str) -> int:
    """An upper estimate of the tokens of ``text``; linear in its length."""
    return 1 + math.ceil(sum(weight(one) * count for one, count in Counter(text).items()))


def message_tokens(messages: Sequence[Message]) -> int:
    """The same of a conversation."""
    return sum(tokens(message.content) + _MESSAGE for message in messages)
