"""The lexicon as tables: concepts, opposites, cues and places, by stem or expression."""

from __future__ import annotations

from summarizer.grounding.support import _cues
from summarizer.grounding.support._forms import stem
from summarizer.grounding.support._vocabulary import lexicon


def _stems(expression: str) -> tuple[str, ...]:
    return tuple(stem(part) for part in expression.split("_"))


class _Tables:
    """Everything that is known of a stem (one element) or an expression (several)."""

    def __init__(self) -> None:
        self.concepts: dict[tuple[str, ...], list[str]] = {}
        self.opposites: dict[str, set[str]] = {}
        self.cues: dict[tuple[str, ...], dict[str, str | bool]] = {}
        self.forms: dict[str, dict[str, str | bool]] = {}
        self.places: dict[tuple[str, ...], str] = {}
        names: dict[str, str] = lexicon("concepts")
        for name, members in names.items():
            for member in members.split():
                found = self.concepts.setdefault(_stems(member), [])
                if f"#{name}" not in found:
                    found.append(f"#{name}")
        for line in lexicon("opposites")["pairs"].strip().splitlines():
            left, right = (
                [f"#{word}" if word in names else "_".join(_stems(word)) for word in side.split()]
                for side in line.split("|")
            )
            for one in left:
                self.opposites.setdefault(one, set()).update(right)
            for one in right:
                self.opposites.setdefault(one, set()).update(left)
        self._cue(_cues.NEGATORS, "negator", True)
        self._cue(_cues.DENIALS, "denial", True)
        self._cue(_cues.NOT_NEGATIVE, "harmless", True)
        for group, field in (
            (_cues.MOODS, "mood"),
            (_cues.COMPARATORS, "comparator"),
            (_cues.QUANTIFIERS, "quantifier"),
        ):
            for kind, block in group.items():
                self._cue(block, field, kind)
        for name, members in lexicon("places").items():
            key = "@" + name.replace(" ", "_")
            for member in [name.replace(" ", "_"), *members.split()]:
                self.places[tuple(stem(part) for part in member.split("_"))] = key
        self.expressions: dict[str, list[tuple[str, ...]]] = {}
        for table in (self.concepts, self.cues, self.places):
            for stems in table:
                if len(stems) > 1 and stems not in self.expressions.get(stems[0], ()):
                    self.expressions.setdefault(stems[0], []).append(stems)
        for found in self.expressions.values():
            found.sort(key=len, reverse=True)

    def _cue(self, block: str, field: str, value: str | bool) -> None:
        for expression in block.split():
            self.cues.setdefault(_stems(expression), {}).setdefault(field, value)
            self.forms.setdefault(expression, {}).setdefault(field, value)

    def keys(self, stems: tuple[str, ...]) -> tuple[str, ...]:
        place = self.places.get(stems)
        own = ("_".join(stems), *self.concepts.get(stems, ()))
        return (*own, place) if place else own


TABLES = _Tables()
