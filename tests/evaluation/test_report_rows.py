"""The rows of the report tell the same story as the scores."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import report_samples as samples

from summarizer.domain import Brief, Span
from summarizer.evaluation.labels import ClaimLabel, Labels, SectorLabel, of_brief
from summarizer.evaluation.report._judged import FIELDS, judge
from summarizer.evaluation.report._rows import Cell, Column, Row, rows_of
from summarizer.evaluation.scoring import score
from summarizer.prompts import load_taxonomy

TAXONOMY = load_taxonomy()
ARTICLE = samples.four()[3].article
TEXT = ARTICLE.text


def claim(text: str, speaker: str | None = None, *, required: bool = True) -> ClaimLabel:
    return ClaimLabel((text,), (speaker,), ("statement",), (((0, 20),),), required=required)


MINISTER = "The minister will resign in March."
HARVEST = "The wheat harvest fell by half."
BRIDGE = "The bridge over the river is unsafe."


def column(letter: str, *claims: ClaimLabel) -> Column:
    brief = samples.brief_of(ARTICLE, Labels(claims=claims))
    return Column.of(letter, brief, TEXT)


def rows(gold: Labels, *columns: Column) -> tuple[Row, ...]:
    return rows_of("claims", gold, columns, TAXONOMY)


def outcomes(found: tuple[Row, ...]) -> list[list[str]]:
    return [[cell.outcome for cell in row.cells] for row in found]


@pytest.mark.parametrize("change", [None, samples.few_mistakes, samples.many_mistakes])
def test_the_rows_add_up_to_the_counts(change: samples.Change | None) -> None:
    differing = 0
    for number, item in enumerate(samples.four()):
        text, gold = item.article.text, item.labels
        brief = samples.brief_of(item.article, change(gold, number) if change else gold)
        counts = score(gold, of_brief(brief), TAXONOMY)
        tally: Counter[str] = Counter()
        for field in FIELDS:
            for row in rows_of(field, gold, [Column.of("a", brief, text)], TAXONOMY):
                cell = row.cells[1]
                differing += row.differs
                name = {"hit": "tp", "partial": "tp", "miss": "fn", "extra": "fp"}.get(cell.outcome)
                if name:
                    tally[f"{field}.{name}"] += 1
                if name != "tp":
                    continue
                for part in ("type", "salience", "speaker", "via", "kind", "position"):
                    tally[f"{field}.{part}_ok"] += part not in cell.faults
                joint = not {"speaker", "evidence"} & set(cell.faults)
                tally["claims.joint_tp"] += field == "claims" and joint
        for key in tally:
            if key in {f"{f}.{o}" for f in FIELDS for o in ("tp", "fp", "fn")} | KEYS:
                assert tally[key] == counts.get(key, 0), (item.article.id, key)
    assert (differing > 0) == (change is not None)


KEYS = {
    "actors.type_ok",
    "actors.salience_ok",
    "claims.speaker_ok",
    "claims.via_ok",
    "claims.kind_ok",
    "claims.joint_tp",
    "stance.position_ok",
}


def test_what_both_runs_add_shares_a_row() -> None:
    gold = Labels(claims=(claim(MINISTER),))
    found = rows(
        gold,
        column("a", claim(HARVEST), claim(MINISTER)),
        column("b", claim(BRIDGE), claim(HARVEST)),
    )
    assert outcomes(found) == [
        ["gold", "hit", "miss"],
        ["absent", "extra", "extra"],
        ["absent", "absent", "extra"],
    ]
    assert [row.differs for row in found] == [True, False, True]
    assert found[1].keys == ("ac1", "bc2")


def test_what_does_not_count_does_not_differ() -> None:
    gold = Labels(claims=(claim(MINISTER, required=False),))
    found = rows(gold, column("a", claim(MINISTER)), column("b"))
    assert outcomes(found) == [["gold", "optional", "skipped"]]
    assert not found[0].differs


def test_the_same_outcome_with_other_faults_differs() -> None:
    gold = Labels(claims=(claim(MINISTER),))
    wrong = replace(claim(MINISTER), kinds=("denial",))
    found = rows(gold, column("a", claim(MINISTER)), column("b", wrong))
    assert [cell.faults for cell in found[0].cells] == [(), (), ("kind",)]
    assert found[0].differs
    (part,) = [part for part in found[0].cells[2].parts if part.wrong]
    assert (part.name, part.text) == ("kind", "denial")


def test_an_article_that_a_run_lacks_is_no_miss() -> None:
    gold = Labels(claims=(claim(MINISTER),))
    gone = Column.of("b", None, TEXT, there=False)
    failed = Column.of("b", None, TEXT, there=True)
    assert outcomes(rows(gold, column("a", claim(MINISTER)), gone)) == [["gold", "hit", "absent"]]
    assert not rows(gold, column("a", claim(MINISTER)), gone)[0].differs
    assert outcomes(rows(gold, column("a", claim(MINISTER)), failed)) == [["gold", "hit", "miss"]]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("The wheat harvest did not fall by half.", "negated"),
        ("The wheat harvest fell by 40 percent in 2030.", "number"),
    ],
)
def test_a_claim_that_nearly_matches_says_why_not(said: str, why: str) -> None:
    gold = Labels(claims=(claim(MINISTER), claim("The wheat harvest fell by 50 percent in 2030.")))
    if why == "negated":
        gold = Labels(claims=(claim(MINISTER), claim(HARVEST)))
    found = rows(gold, column("a", claim(said)))
    near = found[-1].cells[1].near
    assert found[-1].cells[1].outcome == "extra"
    assert near is not None
    assert near.gold == 1
    assert why in near.reason


def test_a_repeated_sector_is_an_extra() -> None:
    one = SectorLabel("energy")
    found = judge("sectors", Labels(sectors=(one,)), Labels(sectors=(one, one)))
    assert found.pairs[0].predicted == 0
    assert found.extras == (1,)


def test_quotes_that_are_not_there_are_counted_and_not_marked() -> None:
    brief = samples.brief_of(ARTICLE, Labels(claims=(claim(MINISTER),)))
    forged: dict[str, Any] = brief.model_dump()
    words = "x" * 20
    forged["claims"][0]["evidence"] = [Span(start=0, end=20, quote=words)]
    column = Column.of("a", Brief.model_validate(forged), TEXT)
    cell: Cell = rows(Labels(claims=(claim(MINISTER),)), column)[0].cells[1]
    assert (cell.evidence, cell.unfounded) == ((), 1)
