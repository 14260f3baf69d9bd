"""From characters to words: one form of each quote and dash, tokens, expressions."""

from __future__ import annotations

import re
import unicodedata

from summarizer.grounding.support._text import Reading
from summarizer.grounding.support._words import FILLER, Word, words_of

_FORMS = {
    "’": "'", "‘": "'", "‛": "'", "ʼ": "'", "´": "'", "`": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "‹": '"', "›": '"', "「": '"', "」": '"',
    "‒": "–", "―": "—", "−": "-", "‐": "-", "‑": "-",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "",
    "\u2060": "", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "،": ",", "。": ".",
}  # fmt: skip
_FOLDED = re.compile(f"[{re.escape(''.join(_FORMS))}]")
_TOKEN = re.compile(
    r"""(\s*)(\d{4}-\d\d-\d\d(?!\d)
    | \d{1,2}:\d\d(?!\d)
    | \d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]*\d)
    | \d+(?:\.\d+)?
    | (?:[A-Za-z]\.){2,}
    | [\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]
    | [^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+
      (?:'[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)*
    | --
    | [^\s\w])
    """,
    re.VERBOSE,
)


def fold(text: str) -> str:
    """The text with one form of each quote, dash and space, and in NFKC."""
    if text.isascii():
        return text
    plain = _FOLDED.sub(_form, text)
    if unicodedata.is_normalized("NFKC", plain):
        return plain
    return _FOLDED.sub(_form, unicodedata.normalize("NFKC", plain))


def _form(found: re.Match[str]) -> str:
    return _FORMS[found[0]]


def tokenise(reading: Reading, text: str) -> None:
    """Fill words, surfaces, and whether a token stands directly behind the one before."""
    words: list[Word] = []
    surfaces: list[str] = []
    glued: list[bool] = []
    reading.words, reading.surfaces, reading.glued = words, surfaces, glued
    for space, surface in _TOKEN.findall(text):
        found = words_of(surface)
        words += found
        surfaces.append(surface)
        glued.append(not space)
        if len(found) > 1:
            surfaces += [surface] * (len(found) - 1)
            glued += [False] * (len(found) - 1)
    if glued:
        glued[0] = False


def join_expressions(reading: Reading) -> None:
    words = reading.words
    size = len(words)
    for i in [i for i, word in enumerate(words) if word.heads]:
        word = words[i]
        for rest, whole in word.heads:
            end = i + 1 + len(rest)
            if end > size:
                continue
            for offset, stem in enumerate(rest, i + 1):
                if words[offset].stem != stem:
                    break
            else:
                words[i] = whole
                for offset in range(i + 1, end):
                    words[offset] = FILLER
                break
