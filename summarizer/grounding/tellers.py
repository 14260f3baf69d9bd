"""Who speaks in the article by name and was not listed among its actors.

A small model lists the actors that much is said of; who is quoted once is left out,
and takes the claim along. English news names such a speaker in few ways: "Ann Berg
said", "…, said Ann Berg", "according to Ann Berg". Only these are read here, and only
names whose kind their own words tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.domain import Actor, ActorType, Article, Repair
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.mentions import find_mentions
from summarizer.grounding.support._words import words_of
from summarizer.matching.forms import is_part, normal_form, person_form
from summarizer.matching.words import listed

_UPPER = r"[A-Z\u00c0-\u00de]"
_ABBREVIATED = r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Maj|Col|Capt|Lt|Sgt|Cmdr)\."
_WORD = rf"(?:{_ABBREVIATED}|{_UPPER}[\w’'-]*\w|{_UPPER}\.)"
_LINK = r"(?:(?:of|for|of the|de|da|del|der|al|bin|bint|van|von|el|ul|&)\s+)?"
_NAME = rf"{_WORD}(?:\s+{_LINK}{_WORD}){{0,7}}"
_SAID = (
    r"(?:says?|said|tells|told|adds|added|stated|explains?|explained|announces?|announced"
    r"|warns?|warned|notes|noted|argues?|argued|insists?|insisted|replied|commented|testified"
    r"|confirms?|confirmed|denies|denied|acknowledged|admitted|urges?|urged|declared|stressed"
    r"|predicts?|predicted|claims|claimed|remarked|asserted|reiterated|emphasi[sz]ed|wrote)"
)
_ADVERB = r"(?:(?:also|then|later|has|have|had|further|recently|reportedly|subsequently)\s+)?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # Ann Berg, the minister, said
        rf"(?P<name>{_NAME})(?:\s*\([^()]{{1,40}}\))?(?:,\s[^,;:.\"“”]{{3,90}})?,?\s+"
        rf"{_ADVERB}{_SAID}\b(?!\s+(?:by|to be)\b)",
        # "…," said the minister, Ann Berg
        rf"[\"”’',]\s+{_SAID}\s+(?:[\w’'-]+,?\s+){{0,5}}?(?P<name>{_NAME})(?=\s*[,.;\"”(]|$)",
        rf"\b[Aa]ccording to\s+(?:[\w’'-]+,?\s+){{0,5}}?(?P<name>{_NAME})(?=\s*[,.;)\"”]|$)",
    )
)
# What makes the name before the verb no subject: "in Vienna said".
_PREPOSITION = re.compile(
    r"\b(?:of|in|at|for|from|by|to|with|on|near|against|about|into|than|over|between|and|or|as"
    r"|told|under|through|via|during|since)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    listed(
        "the a an it he she they we i you this that these those his her their its our my there "
        "when while after before as according however also but and or if in on at by for some "
        "many most both no not one two three what who where why how since with from to such each "
        "although despite during then now other others earlier later yesterday today meanwhile "
        "monday tuesday wednesday thursday friday saturday sunday january february march april "
        "may june july august september october november december "
        "reports report officials experts analysts witnesses sources police scientists "
        "researchers critics"
    )
)
# The last word of a name that tells what it names.
_KINDS: tuple[tuple[ActorType, re.Pattern[str]], ...] = (
    (
        "international_org",
        re.compile(
            r"\b(?:United Nations|European (?:Union|Commission|Parliament|Central Bank)|NATO|OPEC"
            r"|World (?:Bank|Health Organi[sz]ation|Trade Organi[sz]ation)|African Union"
            r"|Arab League|International (?:Monetary Fund|Criminal Court|Atomic Energy Agency))\b"
        ),
    ),
    (
        "armed_group",
        re.compile(r"\b(?:Taliban|Hamas|Hezbollah|Qaeda|Islamic State|Front|Brigades?)\b"),
    ),
    (
        "government_body",
        re.compile(
            r"\b(?:Ministry|Department|Bureau|Police|Army|Navy|Court|Parliament|Senate|Congress"
            r"|Administration|Government|Secretariat|Treasury|Coast Guard|Air Force)\b"
        ),
    ),
    (
        "company",
        re.compile(
            r"\b(?:Inc|Corp|Corporation|Ltd|Company|Air|Airlines|Airways|Motors?|Bank|Energy|Systems"
            r"|Technologies|Industries|Holdings|Capital|Studios|Pharmaceuticals|Petroleum|Oil|Steel|Foods)\b"
        ),
    ),
    (
        "media",
        re.compile(
            r"\b(?:Times|Post|News|Press|Herald|Journal|Gazette|Radio|TV|Telegraph|Tribune)\b"
        ),
    ),
    (
        "other_group",
        re.compile(
            r"\b(?:University|College|Institute|Association|Foundation|Union|Society|Party|Cent(?:er|re)"
            r"|Federation|Church|Hospital|Alliance|Coalition|Movement|Campaign|Network|Group|School)\b"
        ),
    ),
)
# No person's name, though nothing above says what kind of body it is.
_BODY = re.compile(
    r"\b(?:Agency|Commission|Council|Committee|Office|Service|Board|Authority|Organi[sz]ation|Forces?"
    r"|Nations|Council|House|States|Kingdom|Republic|Street|City|County|Province|Agreement|Act|Cup"
    r"|Championship|Project|Report|Survey|Study|Science|Index|Day|Act|Treaty|Protocol|Summit|League)\b"
)
_OFFICE = re.compile(
    r"^(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Maj|Col|Capt|Lt|Sgt|Cmdr|Secretary|Minister|President|Commissioner|Director|Mayor|Chairman|Chief|Governor|Senator"
    r"|Ambassador|General|Spokes\w+|Judge|Jr|Sr|Officer|Speaker|Leader|Manager|Editor)\b"
)


def list_tellers(article: Article, grounded: Grounded, most: int) -> set[str]:
    """Add who speaks by name and is not listed, up to ``most`` actors in all; their names.

    Only people by their full name and bodies whose kind their name tells; each is a
    secondary actor without a role, and recorded as a repair.
    """
    known = [form for actor in grounded.actors for form in _forms(actor)]
    added: set[str] = set()
    for name, sentence in _speaking(article):
        if len(grounded.actors) >= most:
            break
        form = person_form(name)
        if any(_same(form, other) for other in known):
            continue
        kind = _kind(name)
        if kind is None:
            continue
        full = _without_titles(name) if kind == "person" else name
        aliases = _aliases(article, full) if kind == "person" else ()
        mentions = find_mentions(article.text, (full, *aliases), any_case=False)
        if not mentions:
            continue
        known.append(form)
        added.add(full)
        grounded.actors.append(
            Actor(name=full, aliases=aliases, type=kind, salience="secondary", mentions=mentions)
        )
        grounded.repaired.append(
            Repair(
                field="actors",
                item=full,
                before=None,
                after=full,
                reason=f"speaks in the article: {sentence}",
            )
        )
    return added


def _speaking(article: Article) -> Iterator[tuple[str, str]]:
    """Names that speak, with their sentences; a surname stands for the full name before it."""
    for start, end in article.sentences:
        sentence = article.text[start:end]
        for pattern in _PATTERNS:
            for found in pattern.finditer(sentence):
                name = _trimmed(found["name"])
                at = found.start("name") + found["name"].find(name) if name else 0
                if not name or (pattern is _PATTERNS[0] and _PREPOSITION.search(sentence[:at])):
                    continue
                if " " not in name:
                    name = _full_name(article.text, name) or name
                yield name, sentence


def _trimmed(name: str) -> str:
    """Without words before the name that only begin a sentence, and without a possessive."""
    words = name.split()
    while words and words[0].lower() in _NO_NAMES:
        del words[0]
        while words and words[0] in ("of", "for", "the"):
            del words[0]
    kept = re.sub(r"['’]s?$", "", " ".join(words))
    # "Ann Berg of Norland": a person and where they are from, unless it is a body's name.
    before = kept.split(" of ")[0]
    titled = " " not in before or _OFFICE.search(before.split()[-1])
    return kept if titled or _is_body(before) else before


def _full_name(text: str, surname: str) -> str | None:
    """The first name of several words that ends with ``surname`` (or begins with it)."""
    for found in re.finditer(_NAME, text):
        name = _trimmed(found[0])
        words = name.split()
        if len(words) > 1 and surname in (words[-1], words[0]):
            return name
    return None


def _without_titles(name: str) -> str:
    """ "US Secretary of State Mike Pompeo" without all that comes before "Mike"."""
    words = name.split()
    office = [n for n, word in enumerate(words) if _OFFICE.search(word) or words[n - 1] == "of"]
    own = words[max(office, default=-1) + 1 :]
    return " ".join(own[len(normal_form(" ".join(own))) - len(person_form(" ".join(own))) :])


def _forms(actor: Actor) -> list[tuple[str, ...]]:
    return [person_form(form) for form in (actor.name, *actor.aliases)]


def _same(a: Sequence[str], b: Sequence[str]) -> bool:
    one, other = tuple(a), tuple(b)
    return one == other or is_part(one, other) or is_part(other, one) or set(one) <= set(other)


def _is_body(name: str) -> bool:
    return bool(_BODY.search(name)) or any(pattern.search(name) for _, pattern in _KINDS)


def _kind(name: str) -> ActorType | None:
    own = _without_titles(name).split()
    titled = any(map(_OFFICE.search, name.split()))
    if not titled or len(own) < 2:
        if _OFFICE.search(name.split()[-1]):
            return None
        for kind, pattern in _KINDS:
            if pattern.search(name):
                return kind
    # An acronym or a place is no person, and what kind of body it is nobody can tell.
    plain = not any(len(word) > 2 and word.isupper() for word in own)
    if not own or not plain or _BODY.search(" ".join(own)) or words_of(own[-1])[0].place:
        return None
    return "person" if 2 <= len(own) <= 5 else None


def _aliases(article: Article, name: str) -> tuple[str, ...]:
    """The surname, where the article uses it alone."""
    surname = name.split()[-1]
    alone = find_mentions(article.text, (surname,), any_case=False)
    whole = find_mentions(article.text, (name,), any_case=False)
    inside = sum(any(w.start <= a.start and a.end <= w.end for w in whole) for a in alone)
    return (surname,) if surname != name and len(alone) > inside else ()
