from __future__ import annotations

from pathlib import Path

import pytest
from gold_samples import TEXT, sample
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ArticleError
from summarizer.evaluation.gold import ClaimGold, Gold
from summarizer.evaluation.gold_files import (
    GoldError,
    dump_gold,
    gold_sha256,
    load_gold,
    load_readings,
    parse_gold,
    read_gold,
    write_gold,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "blue-air.txt").write_text(f"title: T\n---\n{TEXT}\n")
    write_gold(sample(), tmp_path / "blue-air.yaml")
    return tmp_path


def claims(texts: list[str]) -> Gold:
    made = [ClaimGold(text=t, speaker=None, kind="statement", evidence=(t,)) for t in texts]
    return sample(claims=made)


def test_a_file_reads_back_equal(folder: Path) -> None:
    assert read_gold(folder / "blue-air.yaml") == sample()
    first = (folder / "blue-air.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=gold.schema.json"


AWKWARD = st.text(min_size=1, max_size=40).filter(
    lambda t: t.strip() != "" and all(c.isprintable() for c in t)
)


@given(st.lists(AWKWARD, max_size=4, unique=True))
def test_any_printable_text_survives(texts: list[str]) -> None:
    gold = claims(texts)
    assert parse_gold(dump_gold(gold)) == gold


@given(
    st.lists(st.sampled_from("abcdef"), max_size=5, unique=True),
    st.lists(st.sampled_from("abcdef"), max_size=5, unique=True),
)
def test_any_edit_of_a_list_is_saved(before: list[str], after: list[str]) -> None:
    edited = dump_gold(claims(after), dump_gold(claims(before)))
    assert parse_gold(edited) == claims(after)


def test_comments_survive_an_edit(folder: Path) -> None:
    path = folder / "blue-air.yaml"
    text = path.read_text()
    text = text.replace("actors:\n", "actors:\n  # the two sides\n")
    text = text.replace("kind: accusation\n", "kind: accusation  # or is it?\n")
    text = text.replace("sectors:\n", "# one is enough\nsectors:\n")
    path.write_text(text)
    gold = read_gold(path)
    changed = gold.claims[0].model_copy(update={"required": False})
    added = ClaimGold(text="New.", speaker=None, kind="statement", evidence=("Blue Air flies",))
    edit = gold.model_copy(
        update={"claims": (changed, added, *gold.claims[1:]), "stance": (), "notes": "Hard: a."}
    )
    write_gold(edit, path)
    assert read_gold(path) == edit
    saved = path.read_text()
    for comment in ("# the two sides", "# or is it?", "# one is enough", "# yaml-language"):
        assert comment in saved


def test_a_save_without_a_change_changes_nothing(folder: Path) -> None:
    path = folder / "blue-air.yaml"
    before = path.read_text().replace("claims:\n", "claims:\n  # first\n")
    path.write_text(before)
    write_gold(read_gold(path), path)
    assert path.read_text() == before


def test_a_mistake_is_shown_with_its_line(folder: Path) -> None:
    path = folder / "blue-air.yaml"
    lines = path.read_text().splitlines()
    at = next(n for n, line in enumerate(lines, 1) if "kind: denial" in line)
    path.write_text(path.read_text().replace("kind: denial", "kind: doubt"))
    with pytest.raises(GoldError, match=rf"blue-air.yaml:{at}: claims.1.kind: ") as caught:
        read_gold(path)
    assert caught.value.line == at


def test_a_key_given_twice_is_no_yaml() -> None:
    with pytest.raises(GoldError, match=r"gold:2: not YAML"):
        parse_gold("article: a\narticle: b\n")


def test_an_empty_file_is_malformed() -> None:
    with pytest.raises(GoldError, match="gold: file: "):
        parse_gold("")


def test_loading_verifies_hash_and_evidence(folder: Path) -> None:
    (loaded,) = load_gold(folder)
    assert loaded.article.text == TEXT
    start, end = loaded.labels.sectors[0].evidence[0]
    assert TEXT[start:end] == "Norland banned Blue Air on Monday."
    (folder / "articles" / "blue-air.txt").write_text(f"{TEXT} More.")
    with pytest.raises(GoldError, match="restore the text or label it again"):
        load_gold(folder)


def test_evidence_that_is_not_there_names_the_file(folder: Path) -> None:
    path = folder / "blue-air.yaml"
    path.write_text(path.read_text().replace("- Norland banned Blue Air on M", "- Nord on M"))
    with pytest.raises(GoldError, match=r"blue-air.yaml: 'Nord on Monday.' is not in the article"):
        load_gold(folder)


def test_a_missing_article_is_an_article_error(folder: Path) -> None:
    (folder / "articles" / "blue-air.txt").unlink()
    with pytest.raises(ArticleError, match="no such file"):
        load_gold(folder)


def test_readings_are_kept_beside_the_gold(folder: Path) -> None:
    for reader in "ba":
        reading = sample(
            status="reading", readers=[{"id": reader, "who": "someone"}], adjudicator=None
        )
        write_gold(reading, folder / "readings" / f"blue-air.{reader}.yaml")
    assert [r.gold.readers[0].id for r in load_readings(folder, "blue-air")] == ["a", "b"]
    assert load_readings(folder, "other") == ()
    first = (folder / "readings" / "blue-air.a.yaml").read_text().splitlines()[0]
    assert first.endswith("$schema=../gold.schema.json")


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no gold here"):
        load_gold(tmp_path)


def test_the_hash_is_of_content_and_not_of_layout() -> None:
    other = parse_gold(dump_gold(sample()).replace("claims:\n", "claims:\n  # a comment\n"))
    assert gold_sha256([other]) == gold_sha256([sample()])
    assert gold_sha256([sample(notes="x")]) != gold_sha256([sample()])
