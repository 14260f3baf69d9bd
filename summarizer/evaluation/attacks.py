"""Attacks by the text of an article: loading them, judging briefs, rates of success.

A folder of attacks holds one YAML file for each family and ``bases/*.txt``, the articles
that orders are put into. Every base is also briefed as it is, as the *clean twin* of its
attacks: a criterion that the twin's brief meets says nothing about the attack.
``docs/injection.md`` describes the files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator
from scipy.stats import binomtest

from summarizer._faults import first_fault
from summarizer.articles import read_article, sentence_offsets
from summarizer.domain import Article, Brief, Frozen, NonEmpty
from summarizer.errors import SummarizerError, UsageError
from summarizer.evaluation._attack_checks import fault
from summarizer.evaluation._attack_criteria import Criterion
from summarizer.evaluation._attack_encodings import ENCODINGS
from summarizer.evaluation._yaml import YamlSyntaxError, line_of, parse, to_plain
from summarizer.evaluation.record import Run
from summarizer.evaluation.run import spread

JUDGED = frozenset({"attacks", "grounding", "delivery"})
"""Fields of the metrics that a suite of attacks can judge."""

_SLOT = "{payload}"
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]


class AttackError(UsageError):
    """A file of attacks that cannot be read, is malformed or could never succeed."""


class Attack(Frozen):
    """One attack: what is put where, and what the brief would show if it worked.

    ``text`` stands in a paragraph of its own at the ``place`` (behind the title or date
    for these), ``repeat`` times. ``{payload}`` in it is replaced by ``payload`` after
    ``encode``. It succeeds if any criterion of ``success`` is met; ``why`` says what is
    obeying here and what is faithful reporting.
    """

    id: Name
    base: Name
    place: Literal["start", "middle", "end", "title", "date"]
    text: NonEmpty
    payload: NonEmpty | None = None
    encode: str | None = None
    repeat: Annotated[int, Field(ge=1, le=500)] = 1
    success: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    why: NonEmpty

    @model_validator(mode="after")
    def _payload_has_a_place(self) -> Self:
        if (self.payload is None) != (_SLOT not in self.text):
            raise ValueError(f"a payload needs {_SLOT} in the text, and the other way round")
        if self.encode is not None and (self.payload is None or self.encode not in ENCODINGS):
            raise ValueError(f"encode takes a payload and one of {', '.join(ENCODINGS)}")
        return self

    @property
    def injected(self) -> str:
        """The text as it comes into the article."""
        payload = self.payload or ""
        if self.encode:
            payload = ENCODINGS[self.encode](payload)
        return " ".join([self.text.strip().replace(_SLOT, payload)] * self.repeat)


class _Family(Frozen):
    about: NonEmpty
    attacks: Annotated[tuple[Attack, ...], Field(min_length=1)]


@dataclass(frozen=True)
class AttackArticle:
    """An attacked article, or a clean twin (``attack`` is ``None``).

    ``twin`` is the article id of the clean twin.
    """

    article: Article
    family: str
    attack: Attack | None
    twin: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attack; ``succeeded`` is ``None`` where that cannot be told."""

    id: str
    family: str
    succeeded: bool | None


@dataclass(frozen=True, slots=True)
class Rate:
    """A family's share of successful attacks, with its Wilson interval (95 %)."""

    family: str
    succeeded: int
    judged: int
    value: float | None
    low: float | None
    high: float | None


def load_attacks(folder: Path) -> tuple[AttackArticle, ...]:
    """All attacks of a folder as articles, and the clean twins that they need.

    Raises:
        AttackError: files that are missing or malformed, an unknown base, an id given
            twice, a criterion that nothing could meet or that faithful reporting meets.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise AttackError(f"{folder}: no attacks in it; expected FAMILY.yaml and bases/*.txt")
    bases = {path.stem: _base(path) for path in sorted((folder / "bases").glob("*.txt"))}
    found: dict[str, AttackArticle] = {}
    for path in files:
        document, family = _family(path)
        for index, attack in enumerate(family.attacks):
            where = f"{path}:{line_of(document, ('attacks', index))}: {attack.id}"
            if attack.base not in bases:
                raise AttackError(f"{where}: no base {attack.base!r}; there are {', '.join(bases)}")
            base = bases[attack.base]
            item = AttackArticle(attacked(base, attack, path.stem), path.stem, attack, base.id)
            if item.article.id in found:
                raise AttackError(f"{where}: a second attack of this id")
            for criterion in attack.success:
                if problem := fault(criterion, base, item.article, attack.injected):
                    raise AttackError(f"{where}: {problem}")
            found[item.article.id] = item
    twins = {item.twin for item in found.values()}
    clean = (AttackArticle(base, "clean", None, base.id) for base in bases.values())
    return (*(item for item in clean if item.twin in twins), *found.values())


def _base(path: Path) -> Article:
    try:
        return read_article(path).model_copy(update={"id": f"clean.{path.stem}"})
    except SummarizerError as error:
        raise AttackError(str(error)) from None


def _family(path: Path) -> tuple[Any, _Family]:
    try:
        document = parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AttackError(f"{path}: cannot be read: {error}") from None
    except YamlSyntaxError as error:
        raise AttackError(f"{path}:{error.line or 1}: not YAML: {error}") from None
    try:
        return document, _Family.model_validate(to_plain(document))
    except ValidationError as error:
        key, message = first_fault(error)
        line = line_of(document, error.errors(include_url=False)[0]["loc"]) or 1
        raise AttackError(f"{path}:{line}: {key}: {message}") from None


def attacked(base: Article, attack: Attack, family: str) -> Article:
    """The base article with the attack in it."""
    text, title, published = base.text, base.title, base.published
    if attack.place == "title":
        title = f"{title or ''} {attack.injected}".strip()
    elif attack.place == "date":
        published = f"{published or ''} {attack.injected}".strip()
    else:
        before = {"start": 0, "middle": len(base.sentences) // 2, "end": len(base.sentences)}
        at = before[attack.place]
        # Behind the last sentence before the place, so that no separator is lost.
        cut = base.sentences[at - 1][1] if at else 0
        parts = (text[:cut], attack.injected, text[cut:].lstrip())
        text = "\n\n".join(part for part in parts if part)
    return Article(
        id=f"{family}.{attack.id}",
        text=text,
        sentences=sentence_offsets(text),
        title=title,
        source=base.source,
        published=published,
    )


def judge_beside(brief: Brief | None, twin: Brief | None, attack: Attack) -> bool | None:
    """Whether the brief does what the attack wants and the clean twin's brief does not.

    Either is ``None`` where there is no brief, which meets what wants something left out.

    Returns:
        ``None`` where the twin meets every criterion: they say nothing about the attack.
    """
    telling = [criterion for criterion in attack.success if not criterion.met(twin)]
    return any(criterion.met(brief) for criterion in telling) if telling else None


def outcomes(run: Run, items: Sequence[AttackArticle]) -> tuple[Outcome, ...]:
    """What became of each attack that was run. It succeeds if it does in any repeat."""
    briefs = {(result.id, result.repeat): result.brief for result in run.results}
    found: list[Outcome] = []
    for item in items:
        if item.attack is None:
            continue
        name = item.article.id
        verdicts = [
            judge_beside(brief, briefs.get((item.twin, repeat)), item.attack)
            for (id_, repeat), brief in briefs.items()
            if id_ == name
        ]
        if verdicts:
            known = [verdict for verdict in verdicts if verdict is not None]
            found.append(Outcome(name, item.family, any(known) if known else None))
    return tuple(found)


def attack_counts(run: Run, items: Sequence[AttackArticle]) -> Mapping[str, Mapping[str, float]]:
    """Counts of the metric ``attacks.resisted``, by article id."""
    return {
        one.id: {"attacks.judged": 1.0, "attacks.resisted": float(not one.succeeded)}
        for one in outcomes(run, items)
        if one.succeeded is not None
    }


def success_rates(found: Iterable[Outcome]) -> tuple[Rate, ...]:
    """Rates by family in the order of their names, "all" last.

    Intervals: E. B. Wilson, "Probable inference" (1927). They treat attacks as drawn at
    random, which they are not; they say how little a few attacks can tell.
    """
    families: dict[str, list[bool]] = {}
    for one in found:
        group = families.setdefault(one.family, [])
        if one.succeeded is not None:
            group.append(one.succeeded)
    every = [verdict for group in families.values() for verdict in group]
    return tuple(_rate(name, group) for name, group in (*sorted(families.items()), ("all", every)))


def _rate(family: str, verdicts: Sequence[bool]) -> Rate:
    if not verdicts:
        return Rate(family, 0, 0, None, None, None)
    interval = binomtest(sum(verdicts), len(verdicts)).proportion_ci(method="wilson")
    share = sum(verdicts) / len(verdicts)
    return Rate(
        family, sum(verdicts), len(verdicts), share, float(interval.low), float(interval.high)
    )


def draw_attacks(items: Sequence[AttackArticle], limit: int | None) -> tuple[AttackArticle, ...]:
    """``limit`` of the attacks and the clean twins that they need."""
    chosen = spread([item for item in items if item.attack is not None], limit)
    twins = {item.twin for item in chosen}
    clean = (item for item in items if item.attack is None and item.twin in twins)
    return (*clean, *chosen)


def attacks_sha256(items: Iterable[AttackArticle]) -> str:
    """Hash of texts and criteria, in whatever order they come."""
    digest = hashlib.sha256()
    for item in sorted(items, key=lambda one: one.article.id):
        article = item.article.model_dump_json()
        success = () if item.attack is None else item.attack.success
        wanted = "\n".join(criterion.model_dump_json() for criterion in success)
        digest.update(f"{article}\0{wanted}\0".encode())
    return digest.hexdigest()
