"""Who is named with an office and was not listed among the actors.

News that names a person's office introduces somebody who matters to it: "Treasury Secretary
Jo Vale", "Ann Berg, head of the port,". Such a person is an actor nearly always, and a small
model misses one who does not speak.
"""

from __future__ import annotations

import re

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
from summarizer.grounding.naming import DATES, is_person_name

_NAME = re.compile(NAME)
_APPOSED = re.compile(
    r",\s(?!(?:whose|where|when|which|owned|driven|led|built)\b)[^,;:.\"“”]{1,90},"
)
_OTHERS = re.compile(rf"\b{ROLE}(?:\s[A-Z]\w*)+['’]s")


def list_officials(article: Article, grounded: Grounded, most: int) -> set[str]:
    """Add persons that the article names with an office, up to ``most`` actors; their names.

    Each is a secondary actor without a role, and recorded as a repair. On the labels of 132
    training articles that the rule was not written with, it adds 147 required actors, 16
    optional ones and 1 other.
    """
    register = Register(article, grounded, most)
    for start, end in article.sentences:
        if register.full:
            break
        sentence = article.text[start:end]
        for found in _NAME.finditer(sentence):
            name, _ = trimmed(found[0])
            before = sentence[max(found.start() - NEAR, 0) : found.start()]
            apposed = _apposed(sentence, found.end())
            if name and _is_person(name) and in_office(name, before, apposed):
                why = "named with an office"
                register.add(name, "person", why=why, sentence=sentence)
    return register.added


def _is_person(name: str) -> bool:
    dated = any(word.lower() in DATES for word in name.split())
    # A full stop at the end: the pattern lost the surname ("George H.W. Bush").
    return is_person_name(name) and "&" not in name and not dated and name[-1] != "."


def _apposed(sentence: str, end: int) -> str:
    """What stands between commas behind a name, unless it tells of somebody else's office."""
    found = _APPOSED.match(sentence, end)
    return "" if found is None or _OTHERS.search(found[0]) else found[0]
