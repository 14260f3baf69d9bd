"""Agreement of two readers: alike is 1, differences count both ways, options do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from suite_samples import gold_of, write_suite

from summarizer.errors import UsageError
from summarizer.evaluation.agreement import agreement, as_prediction
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.gold_files import write_gold
from summarizer.evaluation.labels import ActorLabel, ClaimLabel, Labels, SectorLabel, StanceLabel
from summarizer.evaluation.scoring import score
from summarizer.prompts import load_taxonomy

TAXONOMY = load_taxonomy()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_suite(tmp_path)
    return tmp_path / "gold"


def read_again(folder: Path, number: int, **changes: Any) -> None:
    """Replace what the second reader labelled."""
    data = gold_of(number, "reading", "b").model_dump(exclude_unset=True)
    path = folder / "readings" / f"a{number}.b.yaml"
    path.unlink()
    write_gold(Gold.model_validate({**data, **changes}), path)


def test_readers_who_say_the_same_agree(folder: Path) -> None:
    found = agreement(folder, TAXONOMY)
    assert found.articles == 8
    for name in ("actors.f1", "claims.f1", "claims.joint_f1", "sectors.f1", "stance.position_f1"):
        assert found.scores[name].value == 1.0
    assert found.alphas["actors.type"] == 1.0
    assert found.alphas["sectors.code"] == 1.0


def test_what_one_reader_lacks_counts_in_both_directions(folder: Path) -> None:
    read_again(folder, 0, claims=gold_of(0).model_dump(exclude_unset=True)["claims"][:1])
    found = agreement(folder, TAXONOMY)
    pooled = found.table.pool()
    assert pooled["claims.tp"][0] == 2 * (7 * 3 + 1)
    assert pooled["claims.fp"][0] == pooled["claims.fn"][0] == 2
    assert found.scores["claims.precision"].value == found.scores["claims.recall"].value


def test_what_a_reader_marked_optional_is_not_held_against_either(folder: Path) -> None:
    claims = list(gold_of(0).model_dump(exclude_unset=True)["claims"])
    claims[2] = {**claims[2], "required": False}
    extra = {**claims[0], "text": "Pilots fear for their jobs.", "required": False}
    read_again(folder, 0, claims=[*claims, extra])
    found = agreement(folder, TAXONOMY)
    assert found.scores["claims.f1"].value == 1.0


def test_another_type_lowers_alpha(folder: Path) -> None:
    actors = list(gold_of(0).model_dump(exclude_unset=True)["actors"])
    actors[0] = {**actors[0], "type": "government_body"}
    read_again(folder, 0, actors=actors)
    found = agreement(folder, TAXONOMY)
    assert found.alphas["actors.type"] is not None
    assert 0.8 < found.alphas["actors.type"] < 1
    assert found.scores["actors.type_accuracy"].value == pytest.approx(23 / 24)


def test_alpha_is_undefined_where_there_is_nothing_to_differ_in(folder: Path) -> None:
    for number in range(8):
        actors = gold_of(number).model_dump(exclude_unset=True)["actors"]
        same = [{**actor, "salience": "core"} for actor in actors]
        for reader in ("a", "b"):
            path = folder / "readings" / f"a{number}.{reader}.yaml"
            path.unlink()
            data = gold_of(number, "reading", reader).model_dump(exclude_unset=True)
            write_gold(Gold.model_validate({**data, "actors": same}), path)
    assert agreement(folder, TAXONOMY).alphas["actors.salience"] is None


def test_every_article_needs_two_readings(folder: Path) -> None:
    (folder / "readings" / "a3.b.yaml").unlink()
    with pytest.raises(UsageError, match="a3: 1 readings; agreement needs two"):
        agreement(folder, TAXONOMY)


def test_as_a_prediction_only_the_preferred_reading_counts() -> None:
    labels = Labels(
        actors=(
            ActorLabel("Norland", (), ("country", "government_body"), "core"),
            ActorLabel("Ostia", (), ("country",), "core", required=False),
        ),
        claims=(
            ClaimLabel(("It rains.", "It pours."), (None, "Norland"), ("statement", "denial"),
                       (((0, 5),), ((5, 9),))),
            ClaimLabel(("Pilots are tired.",), (None,), ("statement",), (((0, 5),),),
                       required=False),
        ),
        sectors=(SectorLabel("transport"), SectorLabel("energy", required=False)),
        stance=(
            StanceLabel((("Norland", "rain", "oppose"), ("Norland", "rain", "mixed"))),
            StanceLabel((("Ostia", "rain", "support"),), required=False),
        ),
    )  # fmt: skip
    said = as_prediction(labels, Labels())
    assert [a.name for a in said.actors] == ["Norland"]
    assert said.actors[0].types == ("country",)
    assert [c.texts for c in said.claims] == [("It rains.",)]
    assert said.claims[0].speakers == (None,)
    assert said.claims[0].evidence == (((0, 5),),)
    assert [s.code for s in said.sectors] == ["transport"]
    assert [s.readings for s in said.stance] == [(("Norland", "rain", "oppose"),)]

    itself = as_prediction(labels, labels)
    assert [a.name for a in itself.actors] == ["Norland", "Ostia"]
    assert "claims.fp" not in score(labels, itself, TAXONOMY)
