"""Readers of the cluster: the same articles, names and failures as the local engine's."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path

import pyarrow as pa
import pytest
from cluster.corpora import row_sources
from pyarrow import parquet

from summarizer.batch import Source, Sources
from summarizer.errors import SummarizerError, UnreadableArticleError, UsageError
from summarizer.ray import _places, _read
from summarizer.ray._read import InputFile, file_rows, input_files, read_files
from summarizer.ray._rows import dataset_source, read_source

LINES = [
    b'{"id": "one", "text": "Paris said no.", "title": "T", "date": "2031-01-02"}',
    b"",
    b'{"text": "Without an id.\\r\\nTwo lines.", "url": "https://a.example"}',
    b"{broken",
    b'{"id": 7, "text": "Seven.", "language": "fr", "other": [1, {"x": null}]}',
    b'{"id": "\\ud800", "text": "Half an id."}',
    b'{"text": ""}',
    b'{"no": "text"}',
    b"\xff\xfe",
    b'["a list"]',
    b'{"id": "last", "text": "No line end."}',
]


def told(source: Source) -> object:
    try:
        return source.name, source.read()
    except SummarizerError as error:
        return source.name, type(error), str(error)


def read(*inputs: str) -> list[object]:
    """What readers on the workers make of inputs, as the actors get it."""
    files = pa.Table.from_pylist(file_rows(input_files(inputs).files))
    tables = list(read_files(files))
    return [told(read_source(row)) for table in tables for row in table.to_pylist()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / ".hidden").mkdir()
    (tmp_path / "in" / "b.jsonl").write_bytes(b"\n".join(LINES))
    (tmp_path / "in" / "a.txt").write_text("title: T\nid: own\n---\nParis said no.\n", "utf-8")
    (tmp_path / "in" / "c.md").write_bytes(b"\xe9t\xe9")
    (tmp_path / "in" / "d.pdf").write_bytes(b"%PDF")
    (tmp_path / "in" / ".hidden" / "x.txt").write_text("Not seen.")
    (tmp_path / "in" / "sub" / "e.ndjson").write_bytes(b'{"text": "Deep."}\n')
    return tmp_path


def test_what_is_read_is_what_the_local_engine_reads(folder: Path) -> None:
    (folder / "none" / "sub").mkdir(parents=True)
    (folder / "none" / "sub" / "x.csv").touch()
    inputs = ["in", "in/a.txt", "missing.txt", "missing.jsonl", "in/d.pdf", "none/"]
    expected = [told(source) for source in Sources(inputs)]
    assert read(*inputs) == expected
    assert len(expected) == len(LINES) - 1 + 3 + 5
    assert "none: is a directory with no text" in str(expected[-1])
    assert input_files(inputs).skipped == {".pdf": 1, ".csv": 1}


def test_a_uri_is_read_as_a_path_is(folder: Path) -> None:
    def bare(told: object) -> str:
        return str(told).replace(f"file://{folder}/", "")

    given = [bare(each) for each in read(f"file://{folder}/in")]
    assert sorted(given) == sorted(str(each) for each in read("in"))
    assert [bare(each) for each in read(f"file://{folder}/in/a.txt")] == [
        str(each) for each in read("in/a.txt")
    ]
    (folder / "none").mkdir()
    assert [bare(each) for each in read(f"file://{folder}/none")] == [
        str(each) for each in read("none")
    ]


NAMES = ["a b.jsonl", "é.jsonl", "a#1.txt", "a%20b.txt", "what?.txt", "a b/c d.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_name_has_in_it_is_no_part_of_a_uri(tmp_path: Path, name: str) -> None:
    file = tmp_path / "in" / name
    file.parent.mkdir(parents=True)
    file.write_text('{"text": "Paris said no."}')
    for uri in (f"file://{tmp_path}/in", f"file://{tmp_path}/in/", f"file://{tmp_path}/%69n"):
        [(where, article)] = read(uri)
        assert where.removesuffix(":1") == f"{uri.rstrip('/')}/{name}"
        assert "Paris said no." in article.text
        assert article.id.removesuffix("-1") == file.stem


def test_tables_of_such_names_are_read(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"text": ["Paris said no."]}), tmp_path / "t #1.parquet")
    [(where, article)] = read(f"file://{tmp_path}")
    assert (where, article.id) == (f"file://{tmp_path}/t #1.parquet:1", "t #1-1")


@pytest.mark.parametrize("name", ["x.jsonl", "x.parquet", "x.txt"])
@pytest.mark.parametrize("error", [UsageError("s3://b/x: cannot be reached"), OSError("timeout")])
def test_a_place_that_cannot_be_reached_from_there_is_one_failure(
    name: str, error: Exception, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(location: str) -> None:
        raise error

    for module in (_places, _read):
        monkeypatch.setattr(module, "place", unreachable)
    files = [InputFile(f"s3://b/{name}", f"s3://b/{name}"), InputFile("a.txt", "in/a.txt")]
    tables = list(read_files(pa.Table.from_pylist(file_rows(files))))
    found = [told(read_source(row)) for table in tables for row in table.to_pylist()]
    assert found[0][:2] == (f"s3://b/{name}", UnreadableArticleError)
    assert str(error) in str(found[0])
    assert "'own'" in str(found[1])


def test_a_name_that_is_not_utf8_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Paris said no.")
    (tmp_path / os.fsdecode(b"caf\xe9s.jsonl")).write_text('{"text": "Oslo said no."}')
    [(one, article), (other, row)] = read(str(tmp_path))
    assert (one, article.id) == (f"{tmp_path}/caf?.txt", "caf?")
    assert (other, row.id) == (f"{tmp_path}/caf?s.jsonl:1", "caf?s-1")


def test_rows_of_a_table_are_numbered_and_fail_one_by_one(folder: Path) -> None:
    rows = [
        {"id": "x", "text": "Paris said no.", "date": datetime.date(2031, 1, 2), "more": [1]},
        {"id": None, "text": "Oslo said yes.", "date": None, "more": None},
        {"id": None, "text": None, "date": None, "more": None},
        *({"id": None, "text": f"Number {n}.", "date": None, "more": []} for n in range(100)),
    ]
    parquet.write_table(pa.Table.from_pylist(rows), "in/t.parquet")
    found = read("in/t.parquet")
    expected = [told(source) for source in row_sources(rows, "in/t.parquet")]
    # As with JSON Lines, a row without an id has the file's bare name in its own.
    assert [str(each) for each in found] == [
        str(each).replace("id='in/t.parquet-", "id='t-") for each in expected
    ]
    assert "'t-2'" in str(found[1])
    assert 'in/t.parquet:3: no "text"' in str(found[2])


def test_a_broken_value_in_a_table_is_one_failure(folder: Path) -> None:
    bad = pa.array([b"Fine.", b"\xff bad", b"Fine too."]).cast(pa.string(), safe=False)
    table = pa.table({"text": pa.Array.from_buffers(pa.string(), 3, bad.buffers())})
    parquet.write_table(table, "in/t.parquet")
    found = read("in/t.parquet")
    assert [len(each) for each in found] == [2, 3, 2]
    assert "not UTF-8 at byte 0" in str(found[1])


def test_a_damaged_table_is_one_failure_of_its_own(folder: Path) -> None:
    Path("in/t.parquet").write_bytes(b"PAR1 no, it is not")
    parquet.write_table(pa.table({"body": ["x"]}), "in/u.parquet")
    found = read("in/t.parquet", "in/u.parquet", "in/v.parquet", "in/a.txt")
    assert "in/t.parquet: cannot be read as Parquet" in str(found[0])
    assert 'in/u.parquet: no column "text" among 1 columns' in str(found[1])
    assert "in/v.parquet: cannot be read as Parquet" in str(found[2])
    assert "'own'" in str(found[3])
    assert len(found) == 4


def test_workers_have_another_working_directory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [file] = input_files(["in/a.txt"]).files
    assert file == InputFile("in/a.txt", str(folder / "in" / "a.txt"))


def test_what_cannot_be_listed_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no inputs"):
        input_files([])
    with pytest.raises(UsageError, match="standard input"):
        input_files(["-"])
    with pytest.raises(UsageError, match=r"nope://x: cannot be reached"):
        input_files(["nope://x?secret=1"])


def test_rows_of_a_dataset_without_an_id_are_called_by_their_text() -> None:
    texts = [{"text": "Paris said no."}, {"text": "Oslo said yes."}, {"text": "Paris said no."}]
    names = [dataset_source(row).name for row in texts]
    assert names[0] == names[2] != names[1]
    assert dataset_source(texts[0]).read().id == names[0]
    assert dataset_source({"id": 5, "text": "Paris said no."}).name == "5"
    assert json.dumps(told(dataset_source({"text": None})), default=str).count("row-") == 2
