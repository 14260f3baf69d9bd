"""English word forms: from an inflected or British form to one stem.

The suffixes are Snowball's business (``snowballstemmer``, the Porter2 stemmer of
https://snowballstem.org/algorithms/english/stemmer.html); what suffix rules
cannot know (irregular verbs and plurals, spelling variants, pairs of words that the
stemmer would throw together) stands in ``lexicon/forms.toml``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.grounding.support._vocabulary import lexicon, vocabulary
from summarizer.matching.words import stem as snowball

_FORMS = lexicon("forms")
_OWN_STEM = vocabulary(_FORMS["own_stem"]["words"])
#: Plurals of those must still meet their singular.
_PLURALS = dict(pair.split(":") for pair in _FORMS["own_stem"]["plurals"].split())
#: The irregular past forms, which tell a verb in the past where no suffix does.
PAST_FORMS = vocabulary(_FORMS["past"]["forms"])
_NO_PAST = vocabulary(_FORMS["past"]["no_forms"])

_OUR = re.compile(
    r"^(col|fav|hon|lab|behavi|neighb|harb|hum|rum|sav|sp?lend|arm|vap|rig|val|vig|od|tum|parl"
    r"|cand|clam|end[ae]v|enam|fl[ao]v|glam)our"
)
_ISE = re.compile(r"([a-z]{3,})i[sz](e|ed|es|ing|ation|ations|er|ers)$")
_YSE = re.compile(r"^(anal|paral|catal)y[sz](e|ed|es|ing)$")
_DOUBLED = re.compile(
    r"^(travel|cancel|label|level|model|fuel|signal|counsel|quarrel|total|rival|marvel|jewel"
    r"|dial|channel|tunnel|equal|duel|fulfil|enrol|instal|enthral)l(ed|ing|er|ers|ment|s)?$"
)
# The stemmer makes one letter of two in "boycotted", not in "boycott".
_TWICE = re.compile(r"(?<=[a-z]{3})([bdgmnprt])\1$")
_OGUE = re.compile(r"ogue(s?)$")


_BASE: dict[str, str] = {
    form: base
    for group in ("irregular", "spelling")
    for base, forms in _FORMS[group].items()
    for form in forms.split()
} | _PLURALS


def american(low: str) -> str:
    """One spelling for British and American forms (the American one, lower case)."""
    low = _OUR.sub(lambda match: match[0][:-3] + "or", low)
    if match := _YSE.match(low):
        return f"{match[1]}yz{match[2]}"
    if match := _DOUBLED.match(low):
        return match[1] + (match[2] or "")
    if _OGUE.search(low):
        return _OGUE.sub(r"og\1", low)
    return low


@lru_cache(maxsize=8192)
def stem(low: str) -> str:
    """The stem that all forms of one word share; ``low`` is lower case."""
    if low in _BASE:
        low = _BASE[low]
    if low in _OWN_STEM:
        return _PLURALS.get(low, low)
    plain = american(low)
    if plain.endswith("s") and plain[:-1] in _BASE:
        plain = _BASE[plain[:-1]]
    plain = _BASE.get(plain, plain)
    if match := _ISE.search(plain):
        plain = f"{plain[: match.start(2) - 1]}z{match[2]}"
    return _TWICE.sub(r"\1", snowball(plain))


@lru_cache(maxsize=8192)
def looks_past(low: str) -> bool:
    """Whether the word has the form of a past tense or a past participle."""
    if low in PAST_FORMS:
        return True
    return (low.endswith("ed") and len(low) > 3 and low not in _NO_PAST) or (
        low.endswith("en") and low in _BASE and _BASE[low] != low
    )
