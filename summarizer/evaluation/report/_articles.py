"""One article of the report: its text with the evidence, gold and briefs beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarizer.domain import Article, Brief
from summarizer.evaluation.external import ExternalArticle
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.labels import Labels
from summarizer.evaluation.metrics import METRICS
from summarizer.evaluation.record import Result
from summarizer.evaluation.report._judged import FIELDS, Field
from summarizer.evaluation.report._rows import Cell, Column, Row, rows_of
from summarizer.evaluation.scored import Reference
from summarizer.prompts import Taxonomy
from summarizer.report.html._pieces import Mark, Paragraph, anchor_of, cut, sentence_at

HEADINGS: Mapping[Field, str] = {
    "claims": "Claims",
    "actors": "Actors",
    "stance": "Stance",
    "sectors": "Sectors",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where evidence of an item begins: number of the sentence, of the piece of text."""

    sentence: int
    anchor: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One run's part in an article. ``brief`` is its first repeat's, ``error`` why it has none.

    ``scores``: F1 by field over all repeats, ``None`` where undefined; "all" is their mean.
    ``tally``: number of items by outcome.
    """

    letter: str
    name: str
    there: bool
    brief: Brief | None
    error: str | None
    repeats: int
    failed: int
    scores: Mapping[str, float | None]
    tally: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FieldView:
    name: Field
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """``number`` counts from 1; ``id`` begins every id of this part of the page."""

    number: int
    gold: Reference
    runs: tuple[Shown, ...]
    fields: tuple[FieldView, ...]
    paragraphs: tuple[Paragraph, ...]
    places: Mapping[str, tuple[Place, ...]]

    @property
    def id(self) -> str:
        return f"a{self.number}"

    @property
    def article(self) -> Article:
        return self.gold.article

    @property
    def notes(self) -> str | None:
        """What the adjudicator noted."""
        return self.gold.gold.notes if isinstance(self.gold, GoldArticle) else None

    @property
    def summary(self) -> tuple[str, ...]:
        """Gold's summary."""
        return labels_of(self.gold).summary

    @property
    def title(self) -> str:
        return self.article.title or self.article.id

    @property
    def differences(self) -> int:
        """Number of rows that differ."""
        return sum(row.differs for field in self.fields for row in field.rows)

    @property
    def scores(self) -> dict[str, dict[str, float | None]]:
        """For the script: scores by letter and field, rounded."""
        return {
            run.letter: {k: None if v is None else round(v, 4) for k, v in run.scores.items()}
            for run in self.runs
        }


@dataclass(frozen=True, slots=True)
class RunOfArticle:
    """What a run has on an article: all repeats, and the scores by field."""

    letter: str
    name: str
    results: tuple[Result, ...]
    scores: Mapping[str, float | None]


def article_view(
    number: int, gold: Reference, runs: Sequence[RunOfArticle], taxonomy: Taxonomy
) -> ArticleView:
    """Arrange one article."""
    text, labels = gold.article.text, labels_of(gold)
    briefs = [run.results[0].brief if run.results else None for run in runs]
    columns = [
        Column.of(run.letter, brief, text, there=bool(run.results), view=_view_of(gold))
        for run, brief in zip(runs, briefs, strict=True)
    ]
    fields = tuple(
        FieldView(field, HEADINGS[field], rows_of(field, labels, columns, taxonomy))
        for field in FIELDS
        if _speaks_of(gold, field)
    )
    cells = [cell for field in fields for row in field.rows for cell in row.cells if cell.present]
    marks = tuple(_marks(cells, len(text)))
    paragraphs = cut(gold.article, marks)
    return ArticleView(
        number=number,
        gold=gold,
        runs=tuple(
            _shown(run, brief, fields, index)
            for index, (run, brief) in enumerate(zip(runs, briefs, strict=True), 1)
        ),
        fields=fields,
        paragraphs=paragraphs,
        places={cell.key: _places(cell, gold.article, paragraphs) for cell in cells if cell.key},
    )


def labels_of(gold: Reference) -> Labels:
    """The labels of a reference; attacks have none."""
    return gold.labels if isinstance(gold, GoldArticle | ExternalArticle) else Labels()


def _view_of(gold: Reference) -> Callable[[Labels], Labels]:
    """What of a brief's labels the scorers compare with this reference."""
    if isinstance(gold, ExternalArticle):
        return lambda labels: gold.view(gold.labels, labels)
    return lambda labels: labels


def _speaks_of(gold: Reference, field: Field) -> bool:
    if isinstance(gold, GoldArticle):
        return True
    if not isinstance(gold, ExternalArticle):
        return False
    return any(gold.judge(metric.name) for metric in METRICS if metric.field == field)


def _shown(
    run: RunOfArticle, brief: Brief | None, fields: Sequence[FieldView], index: int
) -> Shown:
    tally: dict[str, int] = {}
    for field in fields:
        for row in field.rows:
            outcome = row.cells[index].outcome
            tally[outcome] = tally.get(outcome, 0) + 1
    return Shown(
        letter=run.letter,
        name=run.name,
        there=bool(run.results),
        brief=brief,
        error=run.results[0].error if run.results else None,
        repeats=len(run.results),
        failed=sum(result.brief is None for result in run.results),
        scores=run.scores,
        tally=tally,
    )


def _marks(cells: Sequence[Cell], length: int) -> Iterator[Mark]:
    for cell in cells:
        for start, end in cell.evidence:
            if cell.key is not None and 0 <= start < end <= length:
                yield Mark(cell.key, "actors" if cell.key[1] == "p" else "claims", start, end)


def _places(cell: Cell, article: Article, paragraphs: Sequence[Paragraph]) -> tuple[Place, ...]:
    found: dict[int, Place] = {}
    for start, end in sorted(cell.evidence):
        piece = anchor_of(paragraphs, start, end)
        if piece is not None and piece.anchor is not None:
            sentence = sentence_at(article, piece.start)
            found.setdefault(sentence, Place(sentence, piece.anchor))
    return tuple(found.values())
