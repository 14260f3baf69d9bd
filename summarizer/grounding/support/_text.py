"""A text as the checks see it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from summarizer.grounding.support._words import Word


@dataclass(slots=True, eq=False)
class Reading:
    """A text as the checks see it; the lists run parallel, one entry a word.

    ``clause`` and ``sentence`` number the stretches of the text. ``parity`` is 1 under a
    negation; ``focus`` marks the word that a negation strikes first. ``denials`` are
    (word, first word it governs, end of its reach).
    """

    text: str
    words: list[Word] = field(default_factory=list[Word])
    surfaces: list[str] = field(default_factory=list[str])
    glued: list[bool] = field(default_factory=list[bool])
    upper: list[bool] = field(default_factory=list[bool])
    initial: list[bool] = field(default_factory=list[bool])
    name: list[bool] = field(default_factory=list[bool])
    clause: list[int] = field(default_factory=list[int])
    sentence: list[int] = field(default_factory=list[int])
    parity: list[int] = field(default_factory=list[int])
    focus: list[bool] = field(default_factory=list[bool])
    predicate: list[bool] = field(default_factory=list[bool])
    mood: list[str | None] = field(default_factory=list[str | None])
    mood_at: list[int] = field(default_factory=list[int])
    negators: list[int] = field(default_factory=list[int])
    denials: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    figures: list[int] = field(default_factory=list[int])
    content: list[int] = field(default_factory=list[int])
    places: dict[str, list[int]] | None = None
    roots: dict[str, list[int]] | None = None

    @property
    def where(self) -> dict[str, list[int]]:
        """Positions by key; made when first asked for, since few statements are searched."""
        where = self.places
        if where is None:
            by_key: defaultdict[str, list[int]] = defaultdict(list)
            for i, word in enumerate(self.words):
                for key in word.keys:
                    by_key[key].append(i)
            where = self.places = dict(by_key)
        return where

    def beginning(self, letters: str) -> list[int]:
        """Content words whose stem begins with these five letters."""
        roots = self.roots
        if roots is None:
            by_root: defaultdict[str, list[int]] = defaultdict(list)
            for i in self.content:
                by_root[self.words[i].stem[:5]].append(i)
            roots = self.roots = dict(by_root)
        return roots.get(letters, [])

    def has(self, low: str) -> bool:
        """Whether the text has this very word."""
        return any(word.low == low for word in self.words)

    def at(self, word: Word) -> list[int]:
        """Positions of words that may stand for ``word``."""
        where = self.where
        found: list[int] | None = None
        for key in word.keys:
            hits = where.get(key)
            if hits is not None and hits is not found:
                found = hits if found is None else sorted({*found, *hits})
        return found or []
