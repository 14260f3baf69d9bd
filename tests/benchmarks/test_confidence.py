"""What the bench of confidences counts as right, and its statistics."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks._held_back import of_line
from benchmarks.confidence import Told, doubted, main, told
from summarizer.articles import article_from_text
from summarizer.domain import Actor, Article, Brief, Claim, Dropped, RunRecord, Stance
from summarizer.evaluation import record
from summarizer.evaluation.labels import ActorLabel, Labels, of_brief, to_brief

TEXT = "Norland condemned Sudria. Sudria is poor, Ostland said."
RECORD = Path(__file__).resolve().parents[2] / "evals" / "records" / "default.json"
LINE = {
    "sentences": [[0, 25], [26, 55]],
    "labels": {
        "actors": [
            {
                "name": name,
                "aliases": [],
                "type": "country",
                "salience": "core",
                "required": name != "Ostland",
            }
            for name in ("Norland", "Sudria", "Ostland")
        ],
        "claims": [
            {
                "text": "Sudria is poor.",
                "speaker": "Ostland",
                "via": None,
                "kind": "statement",
                "sentences": [2],
                "required": True,
            }
        ],
        "stance": [
            {
                "holder": "Norland",
                "target": "Sudria",
                "position": "oppose",
                "sentences": [1],
                "required": True,
            }
        ],
    },
}


def article() -> Article:
    return article_from_text(TEXT, id="a")


def brief() -> Brief:
    """The labels as a brief, every item with a confidence of its own."""
    run = RunRecord.model_construct()
    made = to_brief(of_line(LINE), article(), run)

    def sure(item: Actor | Claim | Stance, confidence: float) -> Actor | Claim | Stance:
        return item.model_copy(update={"confidence": confidence})

    return made.model_copy(
        update={
            "actors": tuple(sure(one, 0.9) for one in made.actors),
            "claims": tuple(sure(one, 0.8) for one in made.claims),
            "stance": tuple(sure(one, 0.7) for one in made.stance),
        }
    )


def test_what_is_as_labelled_is_right() -> None:
    found = list(told(brief(), of_line(LINE)))
    assert found == [
        *[Told("actors", 0.9, True)] * 3,
        Told("claims", 0.8, True),
        Told("stance", 0.7, True),
    ]


def test_what_differs_in_the_choice_is_wrong_and_the_unlabelled_is_left_out() -> None:
    made = brief()
    ostland = made.actors[2].model_copy(update={"type": "company"})
    poor = made.claims[0].model_copy(update={"speaker": "Norland"})
    other = made.stance[0].model_copy(update={"holder": "Ostland"})
    made = made.model_copy(
        update={"actors": (made.actors[0], ostland), "claims": (poor,), "stance": (other,)}
    )
    gold = of_line(LINE)
    assert [(one.field, one.right) for one in told(made, gold)] == [
        ("actors", True),
        ("actors", False),
        ("claims", False),
        # Whom no label has as a holder holds nothing.
        ("stance", False),
    ]
    nobody = replace(gold, actors=(ActorLabel("Norland", (), ("country",), "core"),), claims=())
    assert [one.field for one in told(made, nobody)] == ["actors", "stance"]


def test_what_the_model_hardly_believed_counts_too() -> None:
    made = brief()
    item = made.stance[0].model_copy(update={"confidence": 0.1}).model_dump(mode="json")
    gone = [
        Dropped(field="stance", item=item, reason=reason)
        for reason in ("the model, asked about it, hardly believes it", "repeats another")
    ]
    made = made.model_copy(update={"stance": (), "dropped": tuple(gone)})
    found = [one for one in told(made, of_line(LINE)) if one.field == "stance"]
    assert found == [Told("stance", 0.1, True)]


def test_items_without_a_confidence_are_not_counted() -> None:
    labels = of_line(LINE)
    assert list(told(to_brief(labels, article(), RunRecord.model_construct()), labels)) == []
    assert of_brief(brief()) != Labels()


def test_a_record_is_judged_against_the_gold_suite(capsys: pytest.CaptureFixture[str]) -> None:
    briefs = [result.brief for result in record.load(RECORD).results if result.brief is not None]
    stances = [stance for brief in briefs for stance in (*brief.stance, *doubted(brief))]
    sure = sum(stance.confidence is not None for stance in stances)
    main(["--record", str(RECORD)])
    shown = capsys.readouterr().out
    assert sure > 0
    assert f"| stance | {sure} |" in shown
