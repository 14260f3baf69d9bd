"""A suite of eight invented articles with gold, and hand-made runs of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from summarizer.articles import article_from_text
from summarizer.domain import Article, Brief, RunRecord
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.gold_files import GoldArticle, load_gold, write_gold
from summarizer.evaluation.labels import Labels, to_brief
from summarizer.evaluation.record import Origin, Result, Run

PLACES = ("Norland", "Ostia", "Ravenna", "Suderia", "Taluka", "Umbra", "Vesta", "Westmark")
PEOPLE = ("Berg", "Carrow", "Dahl", "Eriks", "Falk", "Grue", "Holm", "Iversen")
SUITE = """
name = "tiny"
gold = "gold"
metrics = ["actors.f1", "claims.f1"]

[gate]
baseline = "baselines/tiny.json"
margin = 0.03
"""


def text_of(number: int) -> str:
    place, person = PLACES[number], PEOPLE[number]
    return (
        f"{place} banned {place} Air on Monday. “It is unsafe,” minister Ada {person} said.\n\n"
        f"{place} Air denied that its engines are old. The airline flies {number + 3} jets."
    )


def gold_of(number: int, status: str = "adjudicated", reader: str = "a") -> Gold:
    place, person = PLACES[number], PEOPLE[number]
    article = article_from_text(text_of(number), id=f"a{number}")
    people = (
        {"readers": [{"id": "a", "who": "one"}, {"id": "b", "who": "two"}], "adjudicator": "three"}
        if status == "adjudicated"
        else {"readers": [{"id": reader, "who": "one"}]}
    )
    ban, said, denied, flies = (article.sentence(n) for n in (1, 2, 3, 4))
    return Gold.model_validate(
        {
            "article": article.id,
            "text_sha256": article.sha256,
            "status": status,
            "guidelines": "1.1",
            "actors": [
                {"name": place, "type": "country", "role": "bans it", "salience": "core"},
                {"name": f"{place} Air", "type": "company", "role": "banned", "salience": "core"},
                {"name": f"Ada {person}", "type": "person", "role": "minister",
                 "salience": "secondary"},
            ],
            "claims": [
                {"text": f"{place} Air is unsafe.", "speaker": f"Ada {person}",
                 "kind": "accusation", "evidence": [said]},
                {"text": f"The engines of {place} Air are not old.", "speaker": f"{place} Air",
                 "kind": "denial", "evidence": [denied]},
                {"text": f"The airline flies {number + 3} jets.", "speaker": None,
                 "kind": "statement", "evidence": [flies]},
            ],
            "sectors": [{"code": "transport", "evidence": [ban]}],
            "stance": [
                {"holder": place, "target": f"{place} Air", "position": "oppose",
                 "evidence": [ban]},
            ],
            **people,
        }
    )  # fmt: skip


def write_suite(folder: Path, toml: str = SUITE) -> Path:
    """Gold, two readings of every article and the suite's TOML file, whose path is returned."""
    (folder / "gold" / "articles").mkdir(parents=True)
    for number in range(len(PLACES)):
        (folder / "gold" / "articles" / f"a{number}.txt").write_text(text_of(number), "utf-8")
        write_gold(gold_of(number), folder / "gold" / f"a{number}.yaml")
        for reader in ("a", "b"):
            path = folder / "gold" / "readings" / f"a{number}.{reader}.yaml"
            write_gold(gold_of(number, "reading", reader), path)
    path = folder / "tiny.toml"
    path.write_text(toml, "utf-8")
    return path


def gold_articles(suite: Path) -> tuple[GoldArticle, ...]:
    return load_gold(suite.parent / "gold")


MADE = RunRecord(
    model="hand/made", prompt="brief@1", prompt_sha256="", schema_sha256="", taxonomy_sha256="",
    version="0", attempts=1, input_tokens=100, output_tokens=20, seconds=1.5,
)  # fmt: skip


def brief_of(article: Article, labels: Labels) -> Brief:
    """The brief that says what the labels say, with the first sentence as its summary."""
    summary = labels.summary or (article.sentence(1),)
    return to_brief(replace(labels, summary=summary), article, MADE)


ORIGIN = Origin(
    model="hand/made",
    prompt="brief@1",
    prompt_sha256="",
    schema_sha256="",
    taxonomy_sha256="",
    gold_sha256="",
    scorers_sha256="",
    packages={},
    python="3.11",
)


def run_of(results: Sequence[Result], *, suite: str = "tiny", tag: str | None = None) -> Run:
    return Run(
        suite=suite,
        tag=tag,
        created="2031-02-03T04:05:06+00:00",
        origin=ORIGIN,
        results=tuple(results),
    )


def perfect_run(
    gold: Sequence[GoldArticle],
    change: Callable[[int, Labels], Labels | None] = lambda _, labels: labels,
    *,
    tag: str | None = None,
) -> Run:
    """A run whose briefs say what gold says, as changed by ``change``; None: it failed."""
    results: list[Result] = []
    for number, item in enumerate(gold):
        labels = change(number, item.labels)
        results.append(
            Result(id=item.article.id, error="AnswerError: none")
            if labels is None
            else Result(id=item.article.id, brief=brief_of(item.article, labels))
        )
    return run_of(results, tag=tag)


def without_claims(_: int, labels: Labels) -> Labels:
    return replace(labels, claims=())
