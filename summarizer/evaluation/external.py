"""External sets: articles that other people labelled, brought to the form of gold.

Their texts and labels are not part of this project; the user names the file. Their
guidelines are not ours either, so each adapter says which scores its labels can judge
(the others stay undefined) and which part of a brief they speak about.
``docs/external-suites.md`` says what is compared.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from summarizer._faults import first_fault
from summarizer.articles import sentence_offsets
from summarizer.domain import Article, Brief
from summarizer.errors import UsageError
from summarizer.evaluation._external_base import Adapter, Line, View
from summarizer.evaluation._external_gum import GUM
from summarizer.evaluation._external_plover import PLOVER
from summarizer.evaluation._external_salience import SALIENCE
from summarizer.evaluation._external_seesaw import SEESAW
from summarizer.evaluation.counts import Counts
from summarizer.evaluation.labels import Labels, of_brief
from summarizer.evaluation.scoring import DEFAULT_SCORING, Scoring, delivery, score
from summarizer.prompts import Taxonomy

ADAPTERS: Mapping[str, Adapter[Any]] = {
    "gum": GUM,
    "salience": SALIENCE,
    "plover": PLOVER,
    "seesaw": SEESAW,
}
"""By the name that a suite's ``external`` gives."""

ALWAYS_JUDGED = frozenset({"grounding", "delivery"})
"""Fields that need no labels."""

_KEY = re.compile(r"^(actor|claim|sector|stance)s?[.@:]")


class ExternalError(UsageError):
    """A file of an external set that cannot be read or is not of the set's form."""


@dataclass(frozen=True)
class ExternalArticle:
    """An article with the labels of others, the scores they can judge, and of what."""

    article: Article
    labels: Labels
    judges: frozenset[str]
    view: View

    def judge(self, metric: str) -> bool:
        """Whether the labels can say anything about the metric of that name."""
        return metric in self.judges or metric.split(".", 1)[0] in ALWAYS_JUDGED


def load_external(adapter: str, path: Path) -> tuple[ExternalArticle, ...]:
    """The articles of an external set (JSON Lines), in the order of the file.

    Raises:
        ExternalError: unknown adapter, no such file, a line that is not of the set's
            form; the message names file and line.
    """
    chosen = ADAPTERS.get(adapter)
    if chosen is None:
        raise ExternalError(f"no adapter {adapter!r}; there are {', '.join(ADAPTERS)}")
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExternalError(f"{path}: cannot be read: {error}") from None
    found: dict[str, ExternalArticle] = {}
    # Not splitlines: it would break lines at separators that JSON strings may hold.
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = _read(chosen, line)
        except ValueError as error:
            raise ExternalError(f"{path}:{number}: {_short(error)}") from None
        if item.article.id in found:
            raise ExternalError(f"{path}:{number}: a second article {item.article.id!r}")
        found[item.article.id] = item
    if not found:
        raise ExternalError(f"{path}: no articles in it; expected JSON Lines")
    return tuple(found.values())


def _read(adapter: Adapter[Any], content: str) -> ExternalArticle:
    line = Line.model_validate(json.loads(content))
    if line.source != adapter.source:
        raise ValueError(f"source is {line.source!r}; this suite reads {adapter.source!r}")
    article = Article(
        id=line.id,
        text=line.text,
        sentences=sentence_offsets(line.text),
        title=line.title or None,
        source=line.source,
        url=line.url or None,
        published=line.date or None,
    )
    return ExternalArticle(
        article, adapter.labels(line.labels, article), adapter.judges, adapter.view
    )


def _short(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return ": ".join(first_fault(error, "line"))
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error}"
    return str(error)


def score_external(
    item: ExternalArticle,
    brief: Brief | None,
    taxonomy: Taxonomy,
    scoring: Scoring = DEFAULT_SCORING,
) -> Counts:
    """The counts of one article, as :func:`~summarizer.evaluation.scoring.score_brief` has them."""
    labels = None if brief is None else of_brief(brief)
    counts = external_counts(item, labels, taxonomy, scoring)
    return counts if brief is None else {**counts, **delivery(brief, item.article)}


def external_counts(
    item: ExternalArticle,
    predicted: Labels | None,
    taxonomy: Taxonomy,
    scoring: Scoring = DEFAULT_SCORING,
) -> Counts:
    """The counts of one article's labels, wherever they come from; ``None`` counts as empty.

    Only what the set's labels speak about is compared; fields without any score that they
    can judge are left out.
    """
    seen = None if predicted is None else item.view(item.labels, predicted)
    judged = {metric[: metric.index(".")].rstrip("s") for metric in item.judges}
    return {
        key: value
        for key, value in score(item.labels, seen, taxonomy, scoring).items()
        if (match := _KEY.match(key)) is None or match[1] in judged
    }


def external_sha256(items: Iterable[ExternalArticle]) -> str:
    """Hash of texts and labels, in whatever order they come."""
    digest = hashlib.sha256()
    for item in sorted(items, key=lambda one: one.article.id):
        content: Sequence[str] = (item.article.id, item.article.sha256, repr(item.labels))
        digest.update("\0".join(content).encode() + b"\n")
    return digest.hexdigest()
