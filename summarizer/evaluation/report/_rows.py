"""Gold and one or two briefs arranged row by row: what is the same item shares a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from summarizer.domain import POSITION_WORDS, Brief
from summarizer.evaluation.labels import (
    ActorLabel,
    ClaimLabel,
    Interval,
    Labels,
    SectorLabel,
    StanceLabel,
    of_brief,
)
from summarizer.evaluation.report._judged import Field, Judged, Near, alike, judge
from summarizer.prompts import Taxonomy

Outcome = Literal["gold", "hit", "partial", "miss", "extra", "optional", "skipped", "absent"]
"""``optional``: matches an optional gold item, ``skipped``: leaves one out; neither counts.

``absent``: the other run has this extra item. """

_KEYS: Mapping[Field, str] = {"actors": "p", "claims": "c", "stance": "s", "sectors": "k"}
_ARTICLE = "the article"


@dataclass(frozen=True, slots=True)
class Part:
    """A property of an item: ``wrong`` if gold has another."""

    name: str
    text: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One item in one column, or the lack of it (``key`` is then ``None``)."""

    outcome: Outcome
    key: str | None = None
    label: str = ""
    text: str = ""
    parts: tuple[Part, ...] = ()
    faults: tuple[str, ...] = ()
    similarity: float | None = None
    near: Near | None = None
    required: bool = True
    others: tuple[str, ...] = ()
    evidence: tuple[Interval, ...] = ()
    unfounded: int = 0

    @property
    def present(self) -> bool:
        return self.key is not None


@dataclass(frozen=True, slots=True)
class Row:
    """``cells``: gold first, then the runs. ``differs``: see :func:`rows_of`."""

    cells: tuple[Cell, ...]
    differs: bool

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(cell.key for cell in self.cells if cell.key is not None)


@dataclass(frozen=True, slots=True)
class Column:
    """One run's brief of an article; ``labels`` is ``None`` where it was not run.

    ``mentions``: evidence of actors by name. ``unfounded``: offsets at which the article
    has other words than the quote.
    """

    letter: str
    labels: Labels | None
    mentions: Mapping[str, tuple[Interval, ...]]
    unfounded: frozenset[Interval]

    @classmethod
    def of(
        cls,
        letter: str,
        brief: Brief | None,
        text: str,
        *,
        there: bool = True,
        view: Callable[[Labels], Labels] = lambda labels: labels,
    ) -> Column:
        """The column of a brief; ``view`` is what of it is compared."""
        if brief is None:
            return cls(letter, Labels() if there else None, {}, frozenset())
        return cls(
            letter,
            view(of_brief(brief)),
            {a.name: tuple((s.start, s.end) for s in a.mentions) for a in brief.actors},
            frozenset(
                (s.start, s.end) for _, s in brief.spans() if text[s.start : s.end] != s.quote
            ),
        )


def rows_of(
    field: Field, gold: Labels, columns: Sequence[Column], taxonomy: Taxonomy
) -> tuple[Row, ...]:
    """All items of a field, each once: gold's in order, then what only briefs have.

    With two runs a row *differs* if they fare differently on an item that counts;
    with one, if the run is wrong on it.
    """
    judged = [None if c.labels is None else judge(field, gold, c.labels) for c in columns]
    makers = [_Maker(field, column, taxonomy) for column in columns]
    labels: Sequence[Any] = getattr(gold, field)
    rows: list[Row] = []
    for index, label in enumerate(labels):
        ours = _gold_cell(field, index, label, taxonomy)
        theirs = [
            maker.of_gold(index, found, required=label.required)
            for maker, found in zip(makers, judged, strict=True)
        ]
        rows.append(_row(ours, theirs))
    rows += _extras(field, columns, judged, makers)
    return tuple(rows)


def _row(gold: Cell, runs: Sequence[Cell]) -> Row:
    return Row((gold, *runs), _differs(runs))


def _differs(runs: Sequence[Cell]) -> bool:
    if any(cell.outcome in {"optional", "skipped"} for cell in runs):
        return False
    if any(cell.label == "not run" for cell in runs):
        return False
    fates = {(cell.outcome, cell.faults) for cell in runs}
    return len(fates) > 1 or (len(runs) == 1 and runs[0].outcome != "hit")


def _extras(
    field: Field,
    columns: Sequence[Column],
    judged: Sequence[Judged | None],
    makers: Sequence[_Maker],
) -> list[Row]:
    """Items that gold lacks; what both runs have in common shares a row."""
    none = Cell("absent")
    found = [j.extras if j is not None else () for j in judged]
    if len(columns) == 1:
        return [_row(none, [makers[0].extra(i, judged[0])]) for i in found[0]]
    first, second = columns[0].labels, columns[1].labels
    shared: dict[int, int] = {}
    if first is not None and second is not None:
        one = replace(first, **{field: tuple(getattr(first, field)[i] for i in found[0])})
        two = replace(second, **{field: tuple(getattr(second, field)[i] for i in found[1])})
        shared = {found[0][i]: found[1][j] for i, j in alike(field, one, two).items()}
    missing = [
        Cell("absent", label="not run") if column.labels is None else none for column in columns
    ]
    rows: list[Row] = []
    for i in found[0]:
        other = shared.get(i)
        right = missing[1] if other is None else makers[1].extra(other, judged[1])
        rows.append(_row(none, [makers[0].extra(i, judged[0]), right]))
    taken = set(shared.values())
    rows += [
        _row(none, [missing[0], makers[1].extra(i, judged[1])]) for i in found[1] if i not in taken
    ]
    return rows


class _Maker:
    """Makes the cells of one run in one field."""

    def __init__(self, field: Field, column: Column, taxonomy: Taxonomy) -> None:
        self._field: Field = field
        self._column = column
        self._taxonomy = taxonomy

    def of_gold(self, index: int, judged: Judged | None, *, required: bool) -> Cell:
        if judged is None:
            return Cell("absent", label="not run")
        pair = judged.pairs.get(index)
        if pair is None:
            return Cell("miss" if required else "skipped")
        outcome: Outcome = "optional" if not required else "partial" if pair.faults else "hit"
        return replace(self._cell(pair.predicted, outcome, pair.faults), similarity=pair.similarity)

    def extra(self, index: int, judged: Judged | None) -> Cell:
        near = judged.near.get(index) if judged is not None else None
        return replace(self._cell(index, "extra", ()), near=near)

    def _cell(self, index: int, outcome: Outcome, faults: tuple[str, ...]) -> Cell:
        label: Any = getattr(self._column.labels, self._field)[index]
        text, parts = _words(self._field, label, self._taxonomy, faults)
        found = (
            self._column.mentions.get(label.name, ())
            if isinstance(label, ActorLabel)
            else _evidence(label)
        )
        return Cell(
            outcome,
            key=f"{self._column.letter}{_KEYS[self._field]}{index + 1}",
            label=str(index + 1),
            text=text,
            parts=parts,
            faults=faults,
            evidence=tuple(one for one in found if one not in self._column.unfounded),
            unfounded=sum(one in self._column.unfounded for one in found),
        )


def _evidence(label: Any) -> tuple[Interval, ...]:
    if isinstance(label, ClaimLabel):
        return label.evidence[0] if label.evidence else ()
    return label.evidence if isinstance(label, SectorLabel | StanceLabel) else ()


def _gold_cell(field: Field, index: int, label: Any, taxonomy: Taxonomy) -> Cell:
    text, parts = _words(field, label, taxonomy, ())
    return Cell(
        "gold",
        key=f"g{_KEYS[field]}{index + 1}",
        label=str(index + 1),
        text=text,
        parts=parts,
        required=label.required,
        others=_others(label),
        evidence=_evidence(label),
    )


def _words(
    field: Field, label: Any, taxonomy: Taxonomy, faults: Sequence[str]
) -> tuple[str, tuple[Part, ...]]:
    """The item in words, and its properties."""
    if isinstance(label, ClaimLabel):
        parts = [
            Part("speaker", label.speakers[0] or _ARTICLE, "speaker" in faults),
            Part("kind", label.kinds[0], "kind" in faults),
        ]
        if label.via is not None or "via" in faults:
            parts.insert(1, Part("via", label.via or "nobody", "via" in faults))
        return label.text, tuple(parts)
    if isinstance(label, ActorLabel):
        kind = label.types[0].replace("_", " ")
        parts = [
            Part("type", kind, "type" in faults),
            Part("salience", label.salience, "salience" in faults),
        ]
        if label.aliases:
            parts.append(Part("also", ", ".join(label.aliases)))
        return label.name, tuple(parts)
    if isinstance(label, StanceLabel):
        holder, target, position = label.readings[0]
        part = Part("position", position, "position" in faults)
        return f"{holder or _ARTICLE} {POSITION_WORDS[position]} {target}", (part,)
    assert isinstance(label, SectorLabel), field
    return taxonomy.labels.get(label.code, label.code), (Part("code", label.code),)


def _others(label: Any) -> tuple[str, ...]:
    """Readings that gold accepts besides the preferred one."""
    if isinstance(label, ClaimLabel):
        return (
            *label.texts[1:],
            *(f"speaker: {name or _ARTICLE}" for name in label.speakers[1:]),
            *(f"kind: {kind}" for kind in label.kinds[1:]),
        )
    if isinstance(label, ActorLabel):
        return tuple(f"type: {kind.replace('_', ' ')}" for kind in label.types[1:])
    if isinstance(label, StanceLabel):
        return tuple(
            f"{holder or _ARTICLE} {POSITION_WORDS[position]} {target}"
            for holder, target, position in label.readings[1:]
        )
    return ()
