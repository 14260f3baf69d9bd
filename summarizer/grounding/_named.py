"""Names as they stand in a text, and actors that code adds under them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from summarizer.domain import Actor, ActorType, Article
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.mentions import find_mentions
from summarizer.grounding.naming import (
    ABBREVIATED,
    NO_NAMES,
    OFFICE,
    is_body,
    is_titled,
    without_titles,
)
from summarizer.grounding.shown import shown_text
from summarizer.matching.forms import Form, is_part, person_form

# Capitals of the Latin scripts.
_UPPER = f"[{''.join(c for c in map(chr, range(0x41, 0x250)) if c.isupper())}]"
WORD = rf"(?:(?:{ABBREVIATED})\.|(?:(?:al|el|ash|as|ad)-)?{_UPPER}[\w’'-]*\w|{_UPPER}\.)"
_LINK = r"(?:(?:of|for|of the|de|da|del|der|al|bin|bint|van|von|el|ul|&)\s+)?"
NAME = rf"(?<![\w’'-]){WORD}(?:\s+{_LINK}{WORD}){{0,7}}"
"""Words with a capital, and the links between them."""

ROLE = (
    r"(?:minister|spokes\w+|director|president|chief|head|secretary|officer|leader|professor"
    r"|lawyer|attorney|judge|analyst|expert|author|founder|chairman|chairwoman|chair|manager"
    r"|executive|editor|governor|mayor|senator|economist|scientist|researcher|engineer|doctor"
    r"|coach|captain|commander|general|owner|mother|father|member|fellow|representative"
    r"|coordinator|commissioner|ambassador|journalist|activist|resident|deputy|CEO)"
)
"""What a person is: before a name, or behind it in an apposition."""

_OFFICE_BEFORE = re.compile(rf"(?<!\b[Ii]n )\b{ROLE},?\s+$")
_OFFICE_BEHIND = re.compile(rf"\b{ROLE}\b|^,\s\d\d?,$")
NEAR = 60
"""Characters before a name that tell of it."""

# Characters of a sentence that a repair quotes.
_QUOTED = 200


def trimmed(name: str) -> tuple[str, list[str]]:
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


def in_office(name: str, before: str, apposed: str) -> bool:
    """Whether an office (or an age) goes with a name.

    It is part of the name, closes the words ``before``, or stands in ``apposed``, what
    stands between commas behind it.
    """
    return (
        is_titled(name)
        or _OFFICE_BEFORE.search(before) is not None
        or _OFFICE_BEHIND.search(apposed) is not None
    )


class Register:
    """The actors of a brief, to which code adds some, up to ``most`` in all."""

    def __init__(self, article: Article, grounded: Grounded, most: int) -> None:
        self.added: set[str] = set()
        self._text = shown_text(article)
        self._grounded = grounded
        self._most = most
        self._known = [
            [person_form(form) for form in (actor.name, *actor.aliases)]
            for actor in grounded.actors
        ]

    @property
    def full(self) -> bool:
        return len(self._grounded.actors) >= self._most

    def add(self, name: str, kind: ActorType | None, *, why: str, sentence: str) -> None:
        """Add a secondary actor without a role, unless its kind is unknown or it is listed.

        It is recorded as a repair, with the sentence that told of it.
        """
        if kind == "person":
            name = without_titles(name)
        form = person_form(name)
        if kind is None or self.full or any(_is_one_of(form, forms) for forms in self._known):
            return
        aliases = self._surname(name) if kind == "person" else ()
        mentions = find_mentions(self._text, (name, *aliases), any_case=False)
        if not mentions:
            return
        self._known.append([form])
        self.added.add(name)
        self._grounded.actors.append(
            Actor(name=name, aliases=aliases, type=kind, salience="secondary", mentions=mentions)
        )
        reason = f"{why}: {textwrap.shorten(sentence, _QUOTED)}"
        self._grounded.repair("actors", name, before=None, after=name, reason=reason)

    def _surname(self, name: str) -> tuple[str, ...]:
        """The surname as an alias, where it stands alone and can be nobody else's."""
        *first, surname = name.split()
        forms = [form for one in self._grounded.actors for form in (one.name, *one.aliases)]
        if surname.lower() in NO_NAMES or any(surname in form.split() for form in forms):
            return ()
        alone = False
        word = rf"(?:(?<![\w’'-])({WORD})\s+)?(?<![\w’'-]){re.escape(surname)}\b"
        whole = [found.span() for found in re.finditer(re.escape(name), self._text)]
        for found in re.finditer(word, self._text):
            if any(start <= found.start() < end for start, end in whole):
                continue
            before = found[1]
            if before is None or before.lower() in NO_NAMES or OFFICE.search(before):
                alone = True
            elif before not in first:
                return ()
        return (surname,) if alone else ()


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
