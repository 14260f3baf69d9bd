"""A text as the checks see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from summarizer.grounding.support._words import Word


@dataclass(slots=True, eq=False)
class Reading:
    """A text as the checks see it; the lists run parallel, one entry a word.

    Made by :func:`read` and :func:`read_all`, which fill all of it.
    ``clause`` and ``sentence`` number the stretches of the text. ``parity`` is 1 under a
    negation; ``focus`` marks the word that a negation strikes first. ``denials`` are
    (word, first word it governs, end of its reach).
    """

    text: str
    words: list[Word] = field(init=False)
    surfaces: list[str] = field(init=False)
    glued: list[bool] = field(init=False)
    upper: list[bool] = field(init=False)
    initial: list[bool] = field(init=False)
    name: list[bool] = field(init=False)
    clause: list[int] = field(init=False)
    sentence: list[int] = field(init=False)
    parity: list[int] = field(init=False)
    focus: list[bool] = field(init=False)
    predicate: list[bool] = field(init=False)
    mood: list[str | None] = field(init=False)
    mood_at: list[int] = field(init=False)
    negators: list[int] = field(init=False)
    denials: list[tuple[int, int, int]] = field(init=False)
    figures: list[int] = field(init=False)
    content: list[int] = field(init=False)
    #: The texts that this one is made of, with the position of each one's first word.
    parts: tuple[tuple[Reading, int], ...] = ()
    _index: dict[str, int | list[int]] | None = None
    _roots: dict[str, list[int]] | None = None
    _lows: frozenset[str] | None = None
    _keys: frozenset[str] | None = None

    @classmethod
    def blank(cls, text: str) -> Reading:
        """A reading of ``text`` that has no words yet."""
        reading = cls(text)
        for name in _LISTS:
            setattr(reading, name, [])
        return reading

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all its words: what has none of them has no place here."""
        keys = self._keys
        if keys is None:
            if self.parts:
                keys = frozenset[str]().union(*(part.keys for part, _ in self.parts))
            else:
                keys = frozenset(self._by_key())
            self._keys = keys
        return keys

    @property
    def lows(self) -> frozenset[str]:
        """All words in lower case: most cues that a check looks for are not there at all."""
        if self._lows is None:
            self._lows = frozenset([word.low for word in self.words])
        return self._lows

    def has(self, low: str) -> bool:
        """Whether the text has this very word."""
        return low in self.lows

    def places(self, key: str) -> Sequence[int]:
        """Positions of the words with this key, in order."""
        if self.parts:
            if key not in self.keys:
                return ()
            return [at + j for part, at in self.parts for j in part.places(key)]
        hits = self._by_key().get(key, ())
        return (hits,) if isinstance(hits, int) else hits

    def at(self, word: Word) -> list[int]:
        """Positions of words that may stand for ``word``, in order."""
        if self.parts:
            if self.keys.isdisjoint(word.keys):
                return []
            return [at + j for part, at in self.parts for j in part.at(word)]
        index = self._index or self._by_key()
        found: list[int] = []
        for key in word.keys:
            hits = index.get(key)
            if hits is None:
                continue
            if isinstance(hits, int):
                if hits not in found:
                    found.append(hits)
            elif not found:
                found += hits
            else:
                found += [j for j in hits if j not in found]
        if len(found) > 1:
            found.sort()
        return found

    def beginning(self, letters: str) -> list[int]:
        """Content words whose stem begins with these five letters."""
        if self.parts:
            return [at + j for part, at in self.parts for j in part.beginning(letters)]
        roots = self._roots
        if roots is None:
            by_root: defaultdict[str, list[int]] = defaultdict(list)
            for i in self.content:
                by_root[self.words[i].stem[:5]].append(i)
            roots = self._roots = by_root
            by_root.default_factory = None
        return roots.get(letters, [])

    def _by_key(self) -> dict[str, int | list[int]]:
        """Where words have a key; made when first asked for, since few statements are searched.

        Most keys have one place: a number alone costs no list, which the collector would
        have to look at.
        """
        index = self._index
        if index is None:
            index = self._index = {}
            for i, word in enumerate(self.words):
                for key in word.keys:
                    known = index.setdefault(key, i)
                    if known != i:
                        if isinstance(known, int):
                            index[key] = [known, i]
                        else:
                            known.append(i)
        return index


_LISTS = tuple(f.name for f in fields(Reading) if not f.init)
