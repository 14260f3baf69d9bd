"""A sentence with the actors that are named in it, and those named before."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from summarizer.domain import Actor, Span
from summarizer.grounding._reporting import ending
from summarizer.grounding.naming import DATES

# What makes a name no subject: "in London", "head of the Union"; but "on Friday Smith".
_GOVERNED = re.compile(
    r"\b(?i:of|for|in|at|from|by|with|to|against|on|about|than|near|after|before|following|under"
    r"|between|into|over|meeting|including|and)\s+"
    rf"(?:the\s+|an?\s+|(?!(?i:{'|'.join(DATES)})\b)[A-Z][\w.]*\s+){{0,3}}$"
)
_OWNER = ("'s", "’s", "' ", "’ ")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an actor is named, and whether it owns ("Berg's") or a preposition governs it."""

    start: int
    end: int
    name: str
    person: bool
    owns: bool
    governed: bool

    @property
    def acts(self) -> bool:
        """Whether it can be a subject."""
        return not (self.owns or self.governed)

    @classmethod
    def of(cls, text: str, span: Span, actor: Actor) -> Mention:
        """The mention of ``actor`` at ``span`` of ``text``."""
        return cls(
            span.start,
            span.end,
            actor.name,
            actor.type == "person",
            text.startswith(_OWNER, span.end),
            ending(_GOVERNED, text, span.start) is not None,
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence (with straight quotation marks), who is named in it and before it.

    Attributes:
        sentence: its words.
        start: where it begins in the text; mentions have offsets in the text.
        here: mentions in it, in order, none within another.
        before: the nearest mentions in the text before it, in order.
        last: who spoke last before it.
        people: names of the actors that are people.
    """

    sentence: str
    start: int
    here: Sequence[Mention]
    before: Sequence[Mention]
    last: str | None
    people: Collection[str]

    def between(self, first: Mention, second: Mention) -> str:
        """The words between two of its mentions."""
        return self.sentence[first.end - self.start : second.start - self.start]

    def behind(self, mention: Mention, end: int) -> str:
        """The words from behind a mention to ``end``, an offset in the sentence."""
        return self.sentence[mention.end - self.start : end]

    def within(self, begin: int, end: int) -> Sequence[Mention]:
        """Mentions that end between two offsets in the sentence."""
        low = bisect_left(self.here, self.start + begin, key=lambda m: m.end)
        return self.here[low : bisect_right(self.here, self.start + end, key=lambda m: m.end)]

    def after(self, begin: int, reach: int) -> Mention | None:
        """The first mention that begins at most ``reach`` characters behind ``begin``."""
        at = self.start + begin
        index = bisect_left(self.here, at, key=lambda m: m.start)
        found = self.here[index] if index < len(self.here) else None
        return found if found is not None and found.start <= at + reach else None
