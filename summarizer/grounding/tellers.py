"""Who speaks in the article by name and was not listed among its actors.

A small model lists the actors that much is said of; who is quoted once is left out,
and takes the claim along. English news names such a speaker in few ways: "Ann Berg
said", "…, said Ann Berg", "according to Ann Berg". Only these are read here, and only
names whose kind the text tells: a body by a word of its name, a person by an office, a
pronoun or the surname alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.domain import Article
from summarizer.grounding._named import (
    NAME,
    NEAR,
    ROLE,
    Register,
    in_office,
    trimmed,
)
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.naming import (
    is_body,
    is_person_name,
    is_place,
    kind_of_body,
)
from summarizer.grounding.shown import shown_text
from summarizer.matching.words import listed

_SAID = (
    r"(?:says?|said|tells|told|adds|added|stated|explains?|explained|announces?|announced"
    r"|warns?|warned|notes|noted|argues?|argued|insists?|insisted|replied|commented|testified"
    r"|confirms?|confirmed|denies|denied|acknowledged|admitted|urges?|urged|declared|stressed"
    r"|predicts?|predicted|claims|claimed|remarked|asserted|reiterated|emphasi[sz]ed|wrote)"
)
_ADVERB = r"(?:(?:also|then|later|has|have|had|further|recently|reportedly|subsequently)\s+)?"
_SKIPPED = rf"(?:[\w’'-]+\s+){{0,5}}?(?:{ROLE},\s+)?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # Ann Berg said; Ann Berg, the minister, said
        rf"(?P<name>{NAME})(?:\s*\([^()]{{1,40}}\))?(?P<apposed>,\s[^,;:.\"“”]{{3,90}},)?\s+"
        rf"{_ADVERB}{_SAID}\b(?!\s+(?:by|to be)\b)",
        # The spokesman, Ann Berg, said
        rf"{ROLE},\s+(?P<name>{NAME}),\s+{_ADVERB}{_SAID}\b(?!\s+(?:by|to be)\b)",
        # "…," said the minister, Ann Berg
        rf"[\"”’',]\s+{_SAID}\s+{_SKIPPED}(?P<name>{NAME})(?=\s*[,.;\"”(]|$)",
        rf"\b[Aa]ccording to\s+{_SKIPPED}(?P<name>{NAME})(?=\s*[,.;)\"”]|$)",
    )
)
# What makes the name behind it no subject: "in Vienna said".
_PREPOSITIONS = frozenset(
    listed(
        "of in at for from by to with on near against about into than over between and or as told "
        "under through via during since"
    )
)
_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
# Characters behind a name that tell of it.
_BEHIND = 300


@dataclass(frozen=True, slots=True)
class _Speaking:
    """A name that speaks: as it stands there, and whether the text makes it a person."""

    name: str
    sentence: str
    person: bool


def list_tellers(article: Article, grounded: Grounded, most: int) -> set[str]:
    """Add who speaks by name and is not listed, up to ``most`` actors in all; their names.

    Each is a secondary actor without a role, and recorded as a repair.
    """
    register = Register(article, grounded, most)
    names = _names(shown_text(article))
    for found in _speaking(article, names):
        if register.full:
            break
        kind = "person" if found.person else kind_of_body(found.name)
        register.add(found.name, kind, why="speaks in the article", sentence=found.sentence)
    return register.added


def _names(text: str) -> dict[str, tuple[str, int]]:
    """The first name of several words that ends with a word, and where it begins, by the word."""
    found: dict[str, tuple[str, int]] = {}
    for match in re.finditer(NAME, text):
        name, _ = trimmed(match[0])
        words = name.split()
        if len(words) > 1 and not is_body(name) and not is_place(name):
            found.setdefault(words[-1], (name, match.start()))
    return found


def _speaking(article: Article, names: dict[str, tuple[str, int]]) -> Iterator[_Speaking]:
    """Names that speak; a surname stands for the first full name that goes before it."""
    sentences = [article.text[start:end] for start, end in article.sentences]
    for number, sentence in enumerate(sentences):
        following = sentences[number + 1] if number + 1 < len(sentences) else ""
        for pattern in _PATTERNS:
            for found in pattern.finditer(sentence):
                name, cut = trimmed(found["name"])
                before = sentence[max(found.start("name") - NEAR, 0) : found.start("name")]
                if not name or (pattern is _PATTERNS[0] and _is_governed([*before.split(), *cut])):
                    continue
                full = name
                if name in names and not is_place(name):
                    whole, at = names[name]
                    if at < article.sentences[number][0] + found.start("name"):
                        full = whole
                behind = sentence[found.end("name") : found.end("name") + _BEHIND]
                person = is_person_name(full) and (
                    full != name
                    or in_office(full, before, found.groupdict().get("apposed") or "")
                    or bool(_PRONOUN.search(behind) or _PRONOUN.match(following))
                )
                yield _Speaking(full, sentence, person)


def _is_governed(before: Sequence[str]) -> bool:
    """Whether the words before a name make it no subject: "in Vienna said"."""
    words = before[:-1] if before and before[-1].lower() == "the" else before
    return bool(words) and words[-1].lower() in _PREPOSITIONS
