"""The forms in which names are compared."""

from __future__ import annotations

from functools import lru_cache

from summarizer.matching.words import listed, words

_ARTICLES = frozenset({"the", "a", "an"})
_TITLES = frozenset(
    listed(
        "mr mrs ms miss dr prof professor sir dame lord lady baron baroness president vice prime "
        "minister premier chancellor secretary senator sen representative rep congressman "
        "congresswoman governor gov mayor judge justice general gen colonel col major captain "
        "capt lieutenant lt sergeant sgt admiral king queen prince princess pope bishop "
        "archbishop cardinal reverend rev sheikh ayatollah imam rabbi saint st ambassador "
        "chairman chairwoman chief director former acting deputy"
    )
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})

Form = tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def normal_form(name: str) -> Form:
    """The words of a name without case, accents, punctuation, "and" or a leading article.

    A name of nothing but punctuation gives an empty form, which equals no other.
    """
    found = [word for word in words(name) if word != "and"]
    while len(found) > 1 and found[0] in _ARTICLES:
        del found[0]
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def person_form(name: str) -> Form:
    """:func:`normal_form` without leading titles and trailing "Jr."; never empty by that."""
    found = list(normal_form(name))
    kept = list(found)
    while len(kept) > 1 and kept[0] in _TITLES:
        del kept[0]
    if len(kept) > 1 and kept[-1] in _SUFFIXES:
        del kept[-1]
    # "the president of Iran" is an office, not a title before a name
    return tuple(found if kept[:1] in (["of"], ["for"]) else kept)


def is_part(short: Form, long: Form) -> bool:
    """``short`` ends with the same word and its words occur in ``long`` in this order.

    "Zelenskyy" of "Volodymyr Zelenskyy", "George Bush" of "George W. Bush".
    """
    if not 0 < len(short) < len(long) or short[-1] != long[-1] or len(short[-1]) < 3:
        return False
    rest = iter(long)
    return all(word in rest for word in short)
