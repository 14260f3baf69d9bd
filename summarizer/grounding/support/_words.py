"""What the lexicon knows of one word, worked out once and looked up ever after."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from summarizer.grounding.support import _cues
from summarizer.grounding.support._forms import looks_past, stem
from summarizer.grounding.support._numerals import numeral
from summarizer.grounding.support._tables import TABLES
from summarizer.grounding.support._vocabulary import vocabulary

#: How much of a statement's weight a word of framing or a light verb carries.
_FRAMING, _LIGHT = 0.3, 0.4
_SAYING = frozenset({"#say", "#claim_v"})


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word or multi-word expression.

    ``keys``: its stem and the concepts it belongs to; two words may stand for one another if
    they share a key. ``opposites``: keys of words that cannot be said of the same thing.
    ``numeric``: ``(role, value)`` of a number word or figure. ``dull`` words change nothing
    about those after them. ``heads``: expressions that
    this word may begin, as (stems that must follow, what the whole is).
    """

    low: str
    stem: str
    keys: tuple[str, ...]
    opposites: frozenset[str] = frozenset()
    content: bool = False
    weight: float = 0.0
    negator: bool = False
    denial: bool = False
    harmless: bool = False
    mood: str | None = None
    comparator: str | None = None
    quantifier: str | None = None
    breaks: bool = False
    auxiliary: bool = False
    pronoun: bool = False
    past: bool = False
    verb: bool = False
    numeric: tuple[str, float] | None = None
    almost: bool = False
    place: bool = False
    framing: bool = False
    mark: bool = False
    dull: bool = False
    heads: tuple[tuple[tuple[str, ...], Word], ...] = ()


_KNOWN = {stems[0] for stems in TABLES.concepts if len(stems) == 1}


def known(word: Word) -> bool:
    """Whether the lexicon holds the word, so that it is no unheard-of name."""
    return word.stem in _KNOWN or word.low in _cues.STOP or word.low in _cues.LIGHT


def _opposites(keys: tuple[str, ...]) -> frozenset[str]:
    mine = set(keys)
    found = {k for key in keys for k in TABLES.opposites.get(key, ())}
    return frozenset((found | _prefixed(keys[0])) - mine)


def _prefixed(root: str) -> set[str]:
    """The stem with a prefix that denies it, or without the one it has: "obey", "disobey"."""
    if len(root) < _SHORTEST or not root.isalpha():
        return set()
    found = {prefix + root for prefix in _DENYING if prefix + root not in _NO_PREFIX}
    for prefix in _DENYING:
        bare = root.removeprefix(prefix)
        if bare != root and len(bare) >= _SHORTEST and root not in _NO_PREFIX:
            found.add(bare)
    return found


_SHORTEST = 4
_DENYING = ("un", "dis", "non", "il", "ir")
#: Stems that only look as if they had such a prefix.
_NO_PREFIX = vocabulary(
    """
    discov display discharg diseas dispatch disput distress disclos discount discuss district
    discours dismiss dismount dispens dispos disposit disrupt distanc distil distribut disturb
    unveil union unit unionis unfold disguis discard discern discret disciplin disband disbar
    """
)


def _expression(stems: tuple[str, ...]) -> Word:
    keys = TABLES.keys(stems)
    cue = TABLES.cues.get(stems, {})
    concept = stems in TABLES.concepts
    if (cue.get("comparator") and len(stems) == 2) or cue.get("mood"):
        keys = (*keys, *TABLES.keys(stems[:1]))
    place = stems in TABLES.places
    framing = not _SAYING.isdisjoint(TABLES.concepts.get(stems, ()))
    return Word(
        low="_".join(stems),
        stem="_".join(stems),
        keys=keys,
        opposites=_opposites(keys),
        content=concept or place or bool(cue.get("denial")),
        weight=_FRAMING
        if framing
        else (1.0 if (concept or place) and not cue.get("comparator") else 0.0),
        framing=framing,
        negator=bool(cue.get("negator")),
        denial=bool(cue.get("denial")),
        harmless=bool(cue.get("harmless")),
        mood=_text(cue.get("mood")),
        comparator=_text(cue.get("comparator")),
        quantifier=_text(cue.get("quantifier")),
        verb=concept,
        past=concept and stems[-1] in _PARTICLES and stems[0] not in _NO_VERBS,
        place=place,
    )


_PARTICLES = vocabulary(
    """
    up down off out back over in on away place part ahead to with for from into about down late by
    through aside through against
    """
)
_NO_VERBS = vocabulary("due accord owe because close accord_to prior")


def _text(value: str | bool | None) -> str | None:
    return value if isinstance(value, str) else None


_SHORT_UPPER = frozenset({"US", "UK", "UN", "EU", "USA", "PRC", "UAE", "DPRK"})
_CONTRACTIONS = {
    "won't": ("will", "not"), "can't": ("can", "not"), "shan't": ("shall", "not"),
    "cannot": ("can", "not"), "let's": ("let",), "gonna": ("will",), "ain't": ("is", "not"),
}  # fmt: skip
_ENDINGS = {"'s": (), "s'": (), "'ll": ("will",), "'re": ("are",), "'ve": ("have",),
            "'d": ("would",), "'m": ("am",)}  # fmt: skip


@lru_cache(maxsize=6144)
def words_of(surface: str) -> tuple[Word, ...]:
    """The words of one token: two for "won't", one for most.

    ``surface`` keeps its capitals, so that "US" is a country and "us" a pronoun.
    """
    if surface in _SHORT_UPPER:
        return (_word(surface.lower() + "#"),)
    low = surface.lower()
    if low in _CONTRACTIONS:
        return tuple(_word(part) for part in _CONTRACTIONS[low])
    if "'" in low:
        if low.endswith("n't"):
            return (_word(low[:-3]), _word("not"))
        for ending, rest in _ENDINGS.items():
            if low.endswith(ending) and len(low) > len(ending):
                head = words_of(surface[: -len(ending)])
                return (*head, *(_word(part) for part in rest))
        low = low.replace("'", "")
    if "." in low and low[-1] == "." and low[0].isalpha():
        plain = surface.replace(".", "")
        if plain in _SHORT_UPPER:
            return (_word(plain.lower() + "#"),)
        low = plain.lower()
    return (_word(low),)


@lru_cache(maxsize=6144)
def _word(low: str) -> Word:
    if not low:
        return FILLER
    letter = low[0].isalpha()
    root = stem(low) if letter else low
    stems = (root,)
    keys = TABLES.keys(stems) if letter else (low,)
    cue = TABLES.cues.get(stems, {}) if letter else {}
    # "fit" must not take over "fitting": negators and comparators go by the very form
    exact = TABLES.forms.get(low, {}) if letter else {}
    stop = low in _cues.STOP
    numeric = numeral(low) if letter or low[0].isdigit() else None
    content = (letter and not stop and len(low) > 1) or numeric is not None or _ideographic(low)
    concepts = TABLES.concepts.get(stems, [])
    weight = 1.0
    framing = not _SAYING.isdisjoint(concepts)
    if framing:
        weight = _FRAMING
    elif low in _cues.LIGHT or root in _cues.LIGHT:
        weight = _LIGHT
    denial = bool(cue.get("denial")) and not stop
    mood = _mood(low, cue, exact)
    breaks, auxiliary = low in _cues.BREAKS, low in _cues.AUXILIARIES
    negator, mark = low in _NEGATOR_FORMS, not content and not low[0].isalnum()
    past, almost = letter and looks_past(low), low in ("nearly", "almost", "narrowly")
    turning = low in ("and", "or", "to", "going")
    return Word(
        low=low,
        stem=root,
        keys=keys,
        opposites=_opposites(keys) if letter and not (stop and low in _cues.AUXILIARIES)
        else frozenset(),
        content=content,
        weight=weight if content else 0.0,
        negator=negator,
        denial=denial,
        mood=mood,
        comparator=_text(exact.get("comparator")),
        quantifier=_text(exact.get("quantifier")) or _text(TABLES.cues.get((root,), {}).get(
            "quantifier")) if low in _QUANTIFIER_FORMS else None,
        breaks=breaks,
        auxiliary=auxiliary,
        pronoun=low in _cues.PRONOUNS,
        past=past,
        verb=bool(concepts) and (looks_past(low) or low.endswith(("ing", "s")) or not stop),
        numeric=numeric,
        place=stems in TABLES.places,
        framing=framing,
        almost=almost,
        mark=mark,
        dull=not (content or mood or breaks or auxiliary or negator or mark or past or almost
                  or turning or denial),
        heads=tuple(
            (found[1:], _expression(found)) for found in TABLES.expressions.get(root, ())
        ),
    )  # fmt: skip


def _mood(low: str, cue: dict[str, str | bool], exact: dict[str, str | bool]) -> str | None:
    if low in {"will", "can", "could", "may", "might", "must", "should", "would"}:
        return _text(exact.get("mood"))
    return _text(exact.get("mood")) or _text(cue.get("mood"))


def _ideographic(low: str) -> bool:
    return len(low) == 1 and "぀" <= low <= "힣"


_NEGATOR_FORMS = frozenset(word for word in _cues.NEGATORS.split() if "_" not in word)
_QUANTIFIER_FORMS = frozenset(
    word for block in _cues.QUANTIFIERS.values() for word in block.split() if "_" not in word
)
#: Stands in for the later words of an expression; says nothing.
FILLER = Word(low="", stem="", keys=(), dull=True)
