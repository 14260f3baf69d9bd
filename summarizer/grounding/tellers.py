"""Who speaks in the article by name and was not listed among its actors.

A small model lists the actors that much is said of; who is quoted once is left out,
and takes the claim along. English news names such a speaker in few ways: "Ann Berg
said", "…, said Ann Berg", "according to Ann Berg". Only these are read here, and only
names whose kind the text tells: a body by a word of its name, a person by an office, a
pronoun or the surname alone.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.domain import Actor, Article
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.mentions import find_mentions
from summarizer.grounding.naming import (
    ABBREVIATED,
    NO_NAMES,
    OFFICE,
    is_body,
    is_person_name,
    is_place,
    is_titled,
    kind_of_body,
    without_titles,
)
from summarizer.matching.forms import Form, is_part, person_form
from summarizer.matching.words import listed

# Capitals of the Latin scripts.
_UPPER = f"[{''.join(c for c in map(chr, range(0x41, 0x250)) if c.isupper())}]"
_WORD = rf"(?:(?:{ABBREVIATED})\.|{_UPPER}[\w’'-]*\w|{_UPPER}\.)"
_LINK = r"(?:(?:of|for|of the|de|da|del|der|al|bin|bint|van|von|el|ul|&)\s+)?"
_NAME = rf"(?<![\w’'-]){_WORD}(?:\s+{_LINK}{_WORD}){{0,7}}"
_SAID = (
    r"(?:says?|said|tells|told|adds|added|stated|explains?|explained|announces?|announced"
    r"|warns?|warned|notes|noted|argues?|argued|insists?|insisted|replied|commented|testified"
    r"|confirms?|confirmed|denies|denied|acknowledged|admitted|urges?|urged|declared|stressed"
    r"|predicts?|predicted|claims|claimed|remarked|asserted|reiterated|emphasi[sz]ed|wrote)"
)
_ADVERB = r"(?:(?:also|then|later|has|have|had|further|recently|reportedly|subsequently)\s+)?"
# What a person is: before a name, or behind it in an apposition.
_ROLE = (
    r"(?:minister|spokes\w+|director|president|chief|head|secretary|officer|leader|professor"
    r"|lawyer|attorney|judge|analyst|expert|author|founder|chairman|chairwoman|chair|manager"
    r"|executive|editor|governor|mayor|senator|economist|scientist|researcher|engineer|doctor"
    r"|coach|captain|commander|general|owner|mother|father|member|fellow|representative"
    r"|coordinator|commissioner|ambassador|journalist|activist|resident|deputy|CEO)"
)
_SKIPPED = rf"(?:[\w’'-]+\s+){{0,5}}?(?:{_ROLE},\s+)?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # Ann Berg said; Ann Berg, the minister, said
        rf"(?P<name>{_NAME})(?:\s*\([^()]{{1,40}}\))?(?P<apposed>,\s[^,;:.\"“”]{{3,90}},)?\s+"
        rf"{_ADVERB}{_SAID}\b(?!\s+(?:by|to be)\b)",
        # The spokesman, Ann Berg, said
        rf"{_ROLE},\s+(?P<name>{_NAME}),\s+{_ADVERB}{_SAID}\b(?!\s+(?:by|to be)\b)",
        # "…," said the minister, Ann Berg
        rf"[\"”’',]\s+{_SAID}\s+{_SKIPPED}(?P<name>{_NAME})(?=\s*[,.;\"”(]|$)",
        rf"\b[Aa]ccording to\s+{_SKIPPED}(?P<name>{_NAME})(?=\s*[,.;)\"”]|$)",
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
_OFFICE_BEFORE = re.compile(rf"{_ROLE},?\s+$")
_OFFICE_BEHIND = re.compile(rf"\b{_ROLE}\b|^,\s\d\d?,$")
#: Characters before and behind a name that tell of it, and of a sentence that a repair quotes.
_NEAR, _BEHIND, _QUOTED = 60, 300, 200


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
    known = [[person_form(form) for form in (a.name, *a.aliases)] for a in grounded.actors]
    names = _names(article.text)
    added: set[str] = set()
    for found in _speaking(article, names):
        if len(grounded.actors) >= most:
            break
        kind = "person" if found.person else kind_of_body(found.name)
        name = without_titles(found.name) if kind == "person" else found.name
        form = person_form(name)
        if kind is None or any(_is_one_of(form, forms) for forms in known):
            continue
        aliases = _surname(article.text, name, grounded) if kind == "person" else ()
        mentions = find_mentions(article.text, (name, *aliases), any_case=False)
        if not mentions:
            continue
        known.append([form])
        added.add(name)
        grounded.actors.append(
            Actor(name=name, aliases=aliases, type=kind, salience="secondary", mentions=mentions)
        )
        grounded.repair(
            "actors",
            name,
            before=None,
            after=name,
            reason="speaks in the article: " + textwrap.shorten(found.sentence, _QUOTED),
        )
    return added


def _names(text: str) -> dict[str, tuple[str, int]]:
    """The first name of several words that ends with a word, and where it begins, by the word."""
    found: dict[str, tuple[str, int]] = {}
    for match in re.finditer(_NAME, text):
        name, _ = _trimmed(match[0])
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
                name, cut = _trimmed(found["name"])
                before = sentence[max(found.start("name") - _NEAR, 0) : found.start("name")]
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
                    or bool(_OFFICE_BEFORE.search(before))
                    or bool(_OFFICE_BEHIND.search(found.groupdict().get("apposed") or ""))
                    or bool(_PRONOUN.search(behind) or _PRONOUN.match(following))
                    or is_titled(full)
                )
                yield _Speaking(full, sentence, person)


def _is_governed(before: Sequence[str]) -> bool:
    """Whether the words before a name make it no subject: "in Vienna said"."""
    words = before[:-1] if before and before[-1].lower() == "the" else before
    return bool(words) and words[-1].lower() in _PREPOSITIONS


def _trimmed(name: str) -> tuple[str, list[str]]:
    """Without words before the name that only begin a sentence, and these; no possessive."""
    words = name.split()
    cut = 0
    while cut < len(words) and words[cut].lower() in NO_NAMES | {"of"}:
        cut += 1
    kept = re.sub(r"['’]s?$", "", " ".join(words[cut:]))
    # "Ann Berg of Norland": a person and where they are from, unless it is a body's name.
    before = kept.split(" of ")[0]
    titled = " " not in before or OFFICE.search(before.split()[-1])
    return kept if titled or is_body(before) else before, words[:cut]


def _is_one_of(name: Form, forms: Sequence[Form]) -> bool:
    """Whether an actor of these forms is meant; "Laura Bush" is not "George Bush", or "Bush"."""
    whole = [form for form in forms if len(form) > 1]
    return any(
        is_part(name, form)
        or is_part(form, name)
        or set(name) <= set(form)
        or set(form) <= set(name)
        for form in (whole if len(name) > 1 and whole else forms)
    )


def _surname(text: str, name: str, grounded: Grounded) -> tuple[str, ...]:
    """The surname as an alias, where it stands alone and can be nobody else's."""
    first, surname = name.split()[-2:]
    forms = [form for actor in grounded.actors for form in (actor.name, *actor.aliases)]
    if surname.lower() in NO_NAMES or any(surname in form.split() for form in forms):
        return ()
    alone = False
    word = rf"(?:(?<![\w’'-])({_WORD})\s+)?(?<![\w’'-]){re.escape(surname)}\b"
    for found in re.finditer(word, text):
        before = found[1]
        if before is None or before.lower() in NO_NAMES or OFFICE.search(before):
            alone = True
        elif before != first:
            return ()
    return (surname,) if alone else ()
