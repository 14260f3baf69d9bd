"""What the desks show, check and save, without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gold_samples import TEXT, sample
from hypothesis import given
from hypothesis import strategies as st
from label_samples import (
    ARTICLE,
    TODAY,
    adjudication_desk,
    gold_folder,
    reading,
    reading_desk,
    save_reading,
    sent,
)

from summarizer.domain import ITEM_FIELDS
from summarizer.errors import UsageError
from summarizer.evaluation.gold import Gold
from summarizer.evaluation.gold_files import GoldError, load_gold, load_readings, write_gold
from summarizer.evaluation.label import (
    ConflictError,
    NotOpenError,
    UnsavedError,
)
from summarizer.evaluation.label._rows import rows
from summarizer.evaluation.label._wire import items_from_wire, items_to_wire


def without(field: str, key: str) -> dict[str, Any]:
    data = sent(reading("a"))
    del data["labels"][field][0][key]
    return data


def test_labels_survive_the_way_to_the_page_and_back() -> None:
    gold = sample()
    wire = json.loads(json.dumps(items_to_wire(gold, TEXT)))
    assert wire["claims"][1]["evidence"] == [
        [TEXT.rindex("The airline"), TEXT.rindex("The airline") + 22]
    ]
    back = sample(**items_from_wire(wire, TEXT))
    assert back == gold
    # The null of an alternative is a reading ("the article itself"), not an absence.
    assert back.claims[0].alternatives[0].model_fields_set == {"speaker"}


def test_evidence_that_is_gone_from_the_text_comes_back_as_it_was() -> None:
    gold = sample(sectors=[{"code": "transport", "evidence": ["Not there."]}])
    wire = items_to_wire(gold, TEXT)
    assert wire["sectors"][0]["evidence"] == [{"quote": "Not there."}]
    assert sample(**items_from_wire(wire, TEXT)) == gold


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["evidence", "alternatives", "text", "quote", "code"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(ITEM_FIELDS), json_values))
def test_whatever_is_sent_is_refused_with_a_reason_rather_than_a_crash(
    tmp_path_factory: pytest.TempPathFactory, labels: dict[str, Any]
) -> None:
    desk = reading_desk(gold_folder(tmp_path_factory.mktemp("desk")))
    problems = desk.check(ARTICLE, sent(reading("a"), labels=labels))
    assert all(problem.message for problem in problems)
    if any(isinstance(labels[field], list) and labels[field] for field in labels):
        assert problems


def test_a_reading_is_saved_as_one_reader_s_with_date_and_guidelines(tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    desk = reading_desk(folder)
    opened = desk.open(ARTICLE)
    assert opened["labels"] is None
    assert opened["guidelines"] == "7.1"
    version = desk.save(ARTICLE, sent(reading("a"), guidelines="7.1"), opened["version"])
    (saved,) = load_readings(folder, ARTICLE)
    assert saved.gold == reading("a", guidelines="7.1", labelled=TODAY)
    assert desk.open(ARTICLE)["version"] == version
    assert desk.overview() == [
        {"id": ARTICLE, "title": "Blue Air grounded", "state": "labelled", "closed": False}
    ]


def test_comments_survive_a_save(tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    path = save_reading(folder, reading("a"))
    path.write_text(
        path.read_text("utf-8").replace("sectors:", "# why so few\nsectors:"), encoding="utf-8"
    )
    desk = reading_desk(folder)
    data = sent(reading("a", notes="hard"), notes="hard")
    desk.save(ARTICLE, data, desk.open(ARTICLE)["version"])
    assert "# why so few\n" in path.read_text("utf-8")
    assert "notes: hard" in path.read_text("utf-8")


@pytest.mark.parametrize("there", [True, False])
def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path, there: bool) -> None:
    folder = gold_folder(tmp_path)
    desk = reading_desk(folder)
    if there:
        save_reading(folder, reading("a"))
    version = desk.open(ARTICLE)["version"]
    path = save_reading(folder, reading("a", notes="mine, by hand"))
    before = path.read_bytes()
    with pytest.raises(ConflictError, match="changed on disk"):
        desk.save(ARTICLE, sent(reading("a")), version)
    assert path.read_bytes() == before


def test_labels_of_a_text_that_changed_are_not_saved(tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    desk = reading_desk(folder)
    article = folder / "articles" / f"{ARTICLE}.txt"
    article.write_text(article.read_text("utf-8") + " More.", "utf-8")
    with pytest.raises(ConflictError, match="text of blue-air was changed"):
        desk.save(ARTICLE, sent(reading("a")), "")
    assert not desk.path(ARTICLE).exists()


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        (without("claims", "evidence"), "claims[0].evidence", "no evidence yet"),
        (without("claims", "speaker"), "claims[0].speaker", "choose who"),
        (without("actors", "role"), "actors[0].role", "is empty"),
        (without("stance", "position"), "stance[0].position", "is empty"),
        (sent(reading("a"), who=""), "readers[0].who", "is empty"),
        (sent(reading("a"), guidelines=""), "guidelines", "is empty"),
        (
            sent(reading("a", sectors=[{"code": "transport", "evidence": ["Gone."]}])),
            "sectors[0].evidence[0]",
            "is not in the article",
        ),
    ],
)
def test_what_no_file_can_hold_is_not_saved(
    tmp_path: Path, data: dict[str, Any], path: str, message: str
) -> None:
    desk = reading_desk(gold_folder(tmp_path))
    (problem,) = desk.check(ARTICLE, data)
    assert (problem.path, problem.blocking) == (path, True)
    assert message in problem.message
    with pytest.raises(UnsavedError) as caught:
        desk.save(ARTICLE, data, "")
    assert caught.value.problems == [problem]
    assert not desk.path(ARTICLE).exists()


def test_lint_remarks_are_shown_for_readings_too_and_do_not_block(tmp_path: Path) -> None:
    desk = reading_desk(gold_folder(tmp_path))
    data = sent(reading("a"))
    data["labels"]["actors"][0]["aliases"] = ["Norlandia"]
    data["labels"]["claims"][0]["speaker"] = "Nobody"
    problems = {problem.path: problem for problem in desk.check(ARTICLE, data)}
    assert set(problems) == {"actors[0].aliases[0]", "claims[0].speaker"}
    assert not any(problem.blocking for problem in problems.values())
    desk.save(ARTICLE, data, "")


def test_a_reader_is_shown_no_label_of_another(tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    save_reading(folder, reading("a", notes="SECRET-A"))
    write_gold(sample(notes="SECRET-GOLD"), folder / f"{ARTICLE}.yaml")
    desk = reading_desk(folder, "b")
    shown = json.dumps([desk.setup(), desk.overview(), desk.open(ARTICLE)], default=str)
    assert "SECRET" not in shown
    assert "person a" not in shown
    assert desk.open(ARTICLE)["labels"] is None


def test_an_adjudicated_reading_is_a_record(tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    path = save_reading(folder, reading("a"))
    write_gold(sample(), folder / f"{ARTICLE}.yaml")
    desk = reading_desk(folder)
    opened = desk.open(ARTICLE)
    assert "record" in opened["readonly"]
    before = path.read_bytes()
    with pytest.raises(NotOpenError, match="record"):
        desk.save(ARTICLE, sent(reading("a", notes="x"), notes="x"), opened["version"])
    assert path.read_bytes() == before
    assert reading_desk(folder, "c").open(ARTICLE)["readonly"] is None


@pytest.mark.parametrize("name", ["../blue-air", "", "blue-air/../../x", "nope"])
def test_only_articles_of_the_desk_are_read(tmp_path: Path, name: str) -> None:
    desk = reading_desk(gold_folder(tmp_path))
    for act in (desk.open, lambda n: desk.check(n, {}), lambda n: desk.save(n, {}, "")):
        with pytest.raises(NotOpenError, match="no article"):
            act(name)


@pytest.mark.parametrize("reader", ["", "A", "a/b", "../a", "a.b", "a b"])
def test_names_of_readers_that_no_file_can_have_are_refused(tmp_path: Path, reader: str) -> None:
    with pytest.raises(UsageError, match="--reader"):
        reading_desk(gold_folder(tmp_path), reader)


def test_a_folder_without_articles_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no articles to label; put texts into"):
        reading_desk(tmp_path)


def test_a_broken_file_is_said_and_left_alone(tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    path = folder / "readings" / f"{ARTICLE}.a.yaml"
    path.parent.mkdir()
    path.write_text("claims: [", "utf-8")
    with pytest.raises(GoldError, match="not YAML"):
        reading_desk(folder).open(ARTICLE)
    assert path.read_text("utf-8") == "claims: ["


def test_two_readings_are_needed_and_a_third_person(tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    save_reading(folder, reading("a"))
    with pytest.raises(NotOpenError, match="1 reading, two are needed"):
        adjudication_desk(folder).open(ARTICLE)
    save_reading(folder, reading("b"))
    with pytest.raises(NotOpenError, match="a third person decides"):
        adjudication_desk(folder, "b").open(ARTICLE)
    opened = adjudication_desk(folder).open(ARTICLE)
    assert [one["id"] for one in opened["readings"]] == ["a", "b"]


def test_gold_is_saved_with_both_readers_and_the_adjudicator(tmp_path: Path) -> None:
    folder = gold_folder(tmp_path)
    save_reading(folder, reading("a"))
    save_reading(folder, reading("b"))
    desk = adjudication_desk(folder)
    desk.save(ARTICLE, sent(sample(), adjudicator="a third"), desk.open(ARTICLE)["version"])
    (saved,) = load_gold(folder)
    assert [reader.who for reader in saved.gold.readers] == ["person a", "person b"]
    assert saved.gold.adjudicator == "a third"
    assert saved.gold.claims == sample().claims


def test_every_item_of_both_readings_is_in_one_row() -> None:
    left = reading("a")
    fewer = reading("b").model_dump(exclude_unset=True)
    fewer["actors"] = [fewer["actors"][1], fewer["actors"][0]]
    fewer["claims"] = [
        {**fewer["claims"][0], "text": "Ducks swim."},
        fewer["claims"][0],
    ]
    fewer["sectors"] = [{"code": "health", "evidence": ["Norland banned Blue Air on Monday."]}]
    right = Gold.model_validate(fewer)
    found = rows(left, right, None)
    assert [(r["left"], r["right"]) for r in found["actors"]] == [(0, 1), (1, 0), (2, None)]
    assert [(r["left"], r["right"]) for r in found["claims"]] == [(0, 1), (1, None), (None, 0)]
    assert [(r["left"], r["right"]) for r in found["sectors"]] == [(0, None), (None, 0)]
    assert [(r["left"], r["right"]) for r in found["stance"]] == [(0, 0)]


def test_gold_comes_first_with_the_readings_it_was_made_from() -> None:
    gold = sample(claims=sample().model_dump(exclude_unset=True)["claims"][::-1])
    found = rows(reading("a"), reading("b"), gold)
    assert found["claims"] == [
        {"left": 1, "right": 1, "gold": 0},
        {"left": 0, "right": 0, "gold": 1},
    ]


@pytest.mark.parametrize("field", ITEM_FIELDS)
@given(data=st.data())
def test_rows_lose_nothing_and_repeat_nothing(field: str, data: st.DataObject) -> None:
    def some(gold: Gold) -> Gold:
        items = getattr(gold, field)
        chosen = data.draw(st.lists(st.sampled_from(items), max_size=4))
        return gold.model_copy(update={field: tuple(chosen)})

    left, right = some(reading("a")), some(reading("b"))
    gold = data.draw(st.sampled_from([None, some(sample())]))
    found = rows(left, right, gold)[field]
    for side, source in (("left", left), ("right", right), ("gold", gold)):
        count = len(getattr(source, field)) if source is not None else 0
        assert sorted(r[side] for r in found if r[side] is not None) == list(range(count))
