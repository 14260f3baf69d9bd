"""What the model is shown of an article: text that cannot pose as anything else.

An article is data. It may hold whatever its author liked: chat-template tokens,
sentence numbers like ours, our own questions, invisible characters. Only what is
shown changes; offsets, quotes and mentions are of the stored text. Ordinary news
text stays as it is. ``docs/injection.md`` says what this stops and what it does not.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pydantic_core import from_json

# Anything that opens like a tag or a token of a chat template: <|im_start|>, </s>,
# <start_of_turn>, <tool_call>, <!--. A tokenizer may turn such text into the real thing,
# and some normalise the full-width forms first. "x < 5" and "<3" are no tags.
_TAG = re.compile(r"[<＜﹤](?=[A-Za-z/!?_|｜<＜﹤])[^<>＜＞﹤﹥]*[>＞﹥]*|[|｜][>＞﹥]+")
_UNTAGGED = str.maketrans("<＜﹤>＞﹥|｜", "‹‹‹›››¦¦")
# Tokens in square brackets. Editors' insertions ("[NATO]", "[sic]") are none.
_BRACKETED = re.compile(
    r"\[(/?(?:[A-Z]+(?:_[A-Z]+)+|INST|SYS|CLS|SEP|MASK|gMASK|PAD|UNK|BOS|EOS|IMG|THINK|ARGS))\]"
)
# "[7]" is how we number sentences; other brackets look or normalise like ours.
_OPEN, _CLOSE = r"[\[［【⟦〔〖❲⁅﹝]", r"[\]］】⟧〕〗❳⁆﹞]"
_NUMBER = re.compile(rf"{_OPEN}\s*(\d{{1,4}}(?:\s*[,;–-]\s*\d{{1,4}})*)\s*{_CLOSE}")
# Speakers of templates that have no tokens: "USER:", "### Instruction:".
SPEAKER = re.compile(r"\b(SYSTEM|USER|ASSISTANT|HUMAN)\s?[:：]")
_HEADING = re.compile(
    r"#{1,6}\s*\b(system|user|assistant|human|instructions?|input|response|output)\s?[:：]",
    re.IGNORECASE,
)
# The keys of our answers, as JSON.
_KEY = re.compile(r"([{,]\s*)\"(summary|actors|claims|sectors|stance|told)\"(?=\s*[:：])")
# Joiners shape letters of other scripts; beside Latin ones they only split words.
_JOINERS = re.compile("[\u200c\u200d]+")
_LATIN = re.compile("[\x21-\x7e\u00c0-\u024f]")
# Invisible, though not by their category: fillers, the grapheme joiner, a blank pattern.
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
# They choose among shapes of the character before; long runs of them can spell any text.
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_HIDDEN = re.compile(f"[{_FILLERS}{_SELECTORS}]")
#: What imitates a mark of any kind has one of these; most sentences have none.
MARK = re.compile(r"[<＜﹤>＞﹥|｜=#:：{}\[\]［【⟦〔〖❲⁅﹝]")

_ROUNDS = 6


# A sentence is shown again with every question about its article.
@lru_cache(maxsize=2048)
def neutral(text: str, questions: tuple[str, ...] = ()) -> str:
    """The text on one line, readable as before, without marks that we or a server use.

    Invisible characters (zero width, direction overrides, tags, control
    characters) are left out: they hide text from the people who check the brief.
    ``questions`` are our own; where the text repeats one, it stands in guillemets.
    """
    # Breaking up one mark may bare another beside it; few rounds leave nothing to do.
    for _ in range(_ROUNDS):
        before, text = text, _once(text, questions)
        if text == before:
            break
    return text


# A JSON string; the last one of an answer that was cut off has no end.
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*+)("|\\?$)', re.DOTALL)


def neutral_answer(raw: str, questions: tuple[str, ...] = ()) -> str:
    """A model's answer as it may be shown to a model again: its strings are neutral.

    What is JSON, whole or cut off, keeps its shape: ``[7]`` is a list there and no
    sentence. Anything else is text like an article's. Ordinary answers stay as they are.
    """
    if not _is_json(raw):
        return neutral(raw, questions)

    def shown(literal: re.Match[str]) -> str:
        content = literal[1]
        try:
            said = json.loads(f'"{content}"', strict=False)
        except ValueError:
            said = content  # cut off within an escape
        end = '"' if literal[2] == '"' else ""
        made = neutral(said, questions)
        if made == (said if end else said.rstrip()):
            return literal[0]
        return f'"{json.dumps(made, ensure_ascii=False)[1:-1]}{end}'

    return _LITERAL.sub(shown, raw)


def _is_json(raw: str) -> bool:
    """Whether the text is a JSON object or list, whole or cut off, and nothing besides."""
    body = raw.strip()
    if not body.startswith(("{", "[")):
        return False
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(body)
    except ValueError:
        try:
            # This parser takes any beginning but one whose last character escapes the next.
            from_json(body.rstrip("\\"), allow_partial=True)
        except ValueError:
            return False
        return True
    return end == len(body)


def visible(text: str) -> str:
    """The text without characters that nobody sees."""
    # Control and format characters are not printable; most sentences need no second look.
    if text.isascii() and text.isprintable():
        return text
    if not text.isprintable() or _HIDDEN.search(text):
        text = "".join(c for c in text if c.isspace() or not _invisible(c))
    return _JOINERS.sub(_joined, text)


def hidden_letters(text: str) -> bool:
    """Whether so many invisible characters stand within words that they hide something."""
    if text.isascii():
        return False
    return len(_WITHIN.findall(text)) >= _MOST_HIDDEN


# Soft hyphens stand within long words, a few of them in a sentence.
_WITHIN = re.compile(r"(?<=[A-Za-z])[\u200b\u200c\u200d\u2060\u2061-\u2064\ufeff]+(?=[A-Za-z])")
_MOST_HIDDEN = 4


def _once(text: str, questions: Sequence[str]) -> str:
    shown = " ".join(visible(text).split())
    if MARK.search(shown):
        shown = _TAG.sub(lambda match: match[0].translate(_UNTAGGED), shown)
        shown = _BRACKETED.sub(r"(\1)", shown)
        shown = _NUMBER.sub(r"(\1)", shown)
        for pattern in (_HEADING, SPEAKER):
            shown = pattern.sub(r"\1 –", shown)
        shown = _KEY.sub(r"\1”\2”", shown)
    for question in questions:
        # Already in guillemets: by an earlier pass, or by the article's author.
        shown = re.sub(rf"(?<!‹){re.escape(question)}", lambda match: f"‹{match[0]}›", shown)
    return shown


def _invisible(character: str) -> bool:
    # Cf holds zero-width characters, direction marks and tags; the two joiners
    # shape letters in many scripts and hide nothing by themselves.
    category = unicodedata.category(character)
    if category == "Cc" or _HIDDEN.match(character):
        return True
    return category == "Cf" and character not in "\u200c\u200d"


def _joined(run: re.Match[str]) -> str:
    """A run of joiners, or nothing where a Latin character stands beside it."""
    text, before, after = run.string, run.start() - 1, run.end()
    beside = (text[max(before, 0) : before + 1], text[after : after + 1])
    return "" if any(map(_LATIN.match, beside)) else run[0]
