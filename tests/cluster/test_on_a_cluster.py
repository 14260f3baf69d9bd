"""Briefs on a real cluster: the local engine's records, whatever dies meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import corpus as scripted
import pyarrow as pa
import pytest
import ray
from cluster.corpora import ids, lines_of, row_sources, timeless, write_corpus
from cluster.small_cluster import ENVIRONMENT, node_arguments, small_cluster
from corpus import SlowModel, answer_for, failing
from fake_server import Fails, FakeServer, Request, Says
from pyarrow import parquet
from ray import cloudpickle
from ray.cluster_utils import Cluster

from summarizer import Summarizer
from summarizer.batch import Sources, brief_all
from summarizer.domain import ITEM_FIELDS
from summarizer.errors import ModelUnavailableError, TransportError, UsageError
from summarizer.ray import brief_dataset, run

pytestmark = [pytest.mark.ray, pytest.mark.usefixtures("cluster")]
ANSWER: dict[str, Any] = {
    **{name: [] for name in ITEM_FIELDS},
    "summary": [{"text": "Talks go on.", "evidence": [1]}],
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Three nodes, with this process connected to it."""
    # The workers have none of the tests' modules; what is sent to them takes its code along.
    modules = (scripted, sys.modules[__name__])
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    with small_cluster(nodes=3) as running:
        yield running
    for module in modules:
        cloudpickle.unregister_pickle_by_value(module)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus.jsonl", 60)


def some_fail() -> SlowModel:
    return SlowModel(failing({5, 17}, lambda: TransportError("the server answered 500")))


def locally(inputs: list[str], model: SlowModel) -> tuple[list[str], list[str]]:
    """Briefs and error records of the local engine."""
    outcomes = list(brief_all(Summarizer(model), Sources(inputs), jobs=4))
    return (
        timeless(outcome.json for outcome in outcomes if outcome.json),
        sorted(outcome.error_line() for outcome in outcomes if outcome.error),
    )


def test_the_records_are_those_of_the_local_engine(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with corpus.open("ab") as file:
        file.write(
            b'{broken\n\n{"text": ""}\n'
            b'{"id": "\xc3\xa9", "text": "Norland900 said \xc2\xabnon\xc2\xbb."}\n'
        )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "one.txt").write_text("title: T\n---\nNorland901 said no.\n", "utf-8")
    (tmp_path / "docs" / "bad.txt").write_bytes(b"\xff")
    inputs = ["corpus.jsonl", "docs", "missing.jsonl"]
    totals = run(inputs, "out", model=some_fail, actors=2, jobs=4)
    briefs, errors = locally(inputs, some_fail())
    assert timeless(lines_of(tmp_path / "out", "briefs")) == briefs
    assert lines_of(tmp_path / "out", "failed") == errors
    assert (totals.briefs, totals.failed) == (len(briefs), len(errors)) == (60, 6)
    about = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (about["briefs"], about["failed"]) == (60, 6)
    outcomes = list(brief_all(Summarizer(some_fail()), Sources(inputs), jobs=4))
    assert about["input_tokens"] == sum(o.usage.input_tokens for o in outcomes) > 0
    assert about["output_tokens"] == sum(o.usage.output_tokens for o in outcomes) > 0
    assert about["cost_usd"] is None, "nobody knows what a scripted model costs"


def test_tables_in_and_tables_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        {"id": f"a{n}" if n % 3 else None, "text": f"Norland{n} said no.", "other": [n]}
        for n in range(30)
    ]
    rows.append({"id": "none", "text": None, "other": []})
    parquet.write_table(pa.Table.from_pylist(rows), "t.parquet")
    run(["t.parquet"], "out", format="parquet", model=some_fail, actors=(1, 2), jobs=4)
    table = parquet.read_table(sorted(Path("out").glob("briefs-*.parquet")))
    assert table.column_names == ["input", "id", "key", "brief", "error"]
    outcomes = list(brief_all(Summarizer(some_fail()), row_sources(rows, "t.parquet"), jobs=4))
    expected = [o.json.replace('"t.parquet-', '"t-') for o in outcomes if o.json]
    assert timeless(table.column("brief").drop_null().to_pylist()) == timeless(expected)
    errors = [o.error_line() for o in outcomes if o.error]
    assert sorted(table.column("error").drop_null().to_pylist()) == sorted(errors)
    assert len(errors) == 3


def test_a_dataset_of_somebody_is_briefed_where_it_is() -> None:
    rows = [{"id": f"a{n}", "text": f"Norland{n} said no.", "more": {"x": n}} for n in range(20)]
    found = brief_dataset(ray.data.from_items(rows), model=some_fail, actors=2).take_all()
    outcomes = list(brief_all(Summarizer(some_fail()), row_sources(rows, "r")))
    by_id = {row["id"]: row for row in found}
    assert len(by_id) == len(found) == 20
    briefs = [row["brief"] for row in found if row["brief"]]
    assert timeless(briefs) == timeless(o.json for o in outcomes if o.json)
    assert {row["key"] for row in found} == {o.key.hex() for o in outcomes if o.key}
    assert json.loads(by_id["a5"]["error"])["error"]["message"] == "the server answered 500"
    assert by_id["a5"]["brief"] is None


def test_files_of_one_article_each_keep_the_requests_under_way(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for number in range(32):
        text = f"Norland{number} said on Monday that talks go on."
        (tmp_path / "docs" / f"{number} é.txt").write_text(text, "utf-8")
    under_way = str(tmp_path / "under_way")

    def make() -> SlowModel:
        def script(ask: Any) -> dict[str, object]:
            with open(under_way, "a") as file:
                file.write(f"{model.at_once}\n")
            return answer_for(ask)

        model = SlowModel(script, delay=lambda ask: 0.2)
        return model

    docs = f"file://{tmp_path}/docs"
    totals = run([docs], str(tmp_path / "out"), model=make, actors=1, jobs=8)
    assert (totals.briefs, totals.failed) == (32, 0)
    assert max(map(int, Path(under_way).read_text().split())) == 8


def test_what_is_completed_is_not_asked_again(
    server: FakeServer, corpus: Path, tmp_path: Path
) -> None:
    def some_broken(request: Request) -> Says | Fails:
        broken = "Norland9 " in json.dumps(request.messages)
        return Fails(400, "not this one") if broken else Says(ANSWER)

    server.always = some_broken
    ask: dict[str, Any] = {"model": "acme/writer", "base_url": server.url, "jobs": 8, "actors": 2}
    totals = run([str(corpus)], str(tmp_path / "out"), **ask)
    assert (totals.briefs, totals.failed) == (59, 1)
    first = lines_of(tmp_path / "out", "briefs")
    assert len(server.requests) == 60
    server.always = Says(ANSWER)
    totals = run([str(corpus)], str(tmp_path / "out"), **ask)
    assert (totals.briefs, totals.failed) == (60, 0)
    assert len(server.requests) == 61, "the one that had failed"
    assert set(first) < set(lines_of(tmp_path / "out", "briefs"))
    assert lines_of(tmp_path / "out", "failed") == [], "an earlier run's are gone"
    run([str(corpus)], str(tmp_path / "out"), fresh=True, **ask)
    assert len(server.requests) == 121


class _Marks:
    """What actors leave in a folder: who they are, where, and what they were asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def model(self, delay: float) -> Callable[[], SlowModel]:
        folder = str(self.folder)

        def make() -> SlowModel:
            import os

            import ray

            me = f"{ray.get_runtime_context().get_node_id()}-{os.getpid()}"

            def script(ask: Any) -> dict[str, object]:
                with open(f"{folder}/{me}", "a") as file:
                    file.write(ask.bounds.text.split()[0] + "\n")
                return answer_for(ask)

            return SlowModel(script, delay=lambda ask: delay)

        return make

    def asked(self) -> dict[str, int]:
        """Questions answered so far, by node and process."""
        return {f.name: f.read_text().count("\n") for f in self.folder.iterdir()}


def _until(found: Callable[[], Any], seconds: float = 300) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


def _in_background(work: Callable[[], object]) -> Callable[[], None]:
    """Start it; the result waits for its end, and raises what it raised."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=guarded)
    thread.start()

    def end() -> None:
        thread.join(timeout=600)
        assert not thread.is_alive(), "it hangs"
        if failed:
            raise failed[0]

    return end


@pytest.mark.parametrize("victim", ["process", "node"])
def test_nothing_is_lost_or_doubled_when_a_worker_dies(
    victim: str, cluster: Cluster, tmp_path: Path
) -> None:
    count = 200
    corpus = write_corpus(tmp_path / "corpus.jsonl", count)
    marks = _Marks(tmp_path / "marks")
    out = str(tmp_path / "out")
    end = _in_background(lambda: run([str(corpus)], out, model=marks.model(0.1), actors=4, jobs=2))
    # Where actors land is up to Ray: any node may die but the head, where this process is.
    mortal = {node.node_id: node for node in cluster.worker_nodes}

    def at_work() -> str | None:
        return next(
            (
                name
                for name, answered in marks.asked().items()
                if answered >= 6 and (victim == "process" or name.split("-")[0] in mortal)
            ),
            None,
        )

    try:
        node_id, process = _until(at_work).split("-")
        if victim == "process":
            os.kill(int(process), signal.SIGKILL)
        else:
            # A machine that dies tells nobody, so nobody is asked to drain it.
            doomed = mortal[node_id]
            doomed.kill_all_processes(check_alive=False, allow_graceful=False, wait=True)
            cluster.worker_nodes.discard(doomed)
        killed_at = sum(marks.asked().values())
    finally:
        end()  # whatever went wrong: Ray does not survive its end under a run
    if victim == "node":
        cluster.add_node(**node_arguments())  # for the tests that follow
    assert killed_at < count, "it was over before anything was killed"
    briefs = lines_of(tmp_path / "out", "briefs")
    expected = [f"a{n}" if n % 7 else f"corpus-{n + 1}" for n in range(count)]
    assert ids(briefs) == sorted(expected)
    assert lines_of(tmp_path / "out", "failed") == []
    # Done again: no more than what the dead one had in hand, two batches of four, and,
    # of a node, what lay there and nobody else could find.
    asked = sum(marks.asked().values())
    assert count <= asked <= count + 2 * 4 * (1 if victim == "process" else 3)


def test_wrong_configuration_is_told_as_such(
    server: FakeServer, corpus: Path, tmp_path: Path
) -> None:
    out = str(tmp_path / "out")
    server.always = Fails(401, "bad key")
    with pytest.raises(ModelUnavailableError, match=r"^acme/writer: the key was refused") as told:
        run([str(corpus)], out, model="acme/writer", base_url=server.url)
    assert "\n" not in str(told.value)
    with pytest.raises(UsageError, match="unknown model 'nonsense'"):
        run([str(corpus)], out, model="nonsense")
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "journal.db").touch()
    with pytest.raises(UsageError, match="a run of the local engine wrote there"):
        run([str(corpus)], str(tmp_path / "local"), model=some_fail)
    with pytest.raises(UsageError, match=r"actors: \(3, 2\)"):
        run([str(corpus)], out, model=some_fail, actors=(3, 2))


def test_the_command(cluster: Cluster, server: FakeServer, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    corpus.rename(tmp_path / "docs" / "corpus.jsonl")
    (tmp_path / "docs" / "x.pdf").write_bytes(b"%PDF")

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "summarizer", *arguments, "--engine", "ray"]
        environment = {**os.environ, **ENVIRONMENT, "RAY_ADDRESS": cluster.address}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600
        )

    model = ["--model", "acme/writer", "--base-url", server.url]
    server.always = lambda request: (
        Fails(400, "no") if "Norland3 " in json.dumps(request.messages) else Says(ANSWER)
    )
    done = call("docs", "--out", "briefs/", *model, "--jobs", "4")
    assert done.stderr.splitlines() == [
        "summarize: 1 file .pdf in folders not read: neither text, JSON Lines nor Parquet",
        "summarize: 59 briefs written, 1 failed (why: see the error records there): briefs",
    ]
    assert (done.returncode, done.stdout) == (1, "")
    assert len(lines_of(tmp_path / "briefs", "briefs")) == 59
    [failed] = lines_of(tmp_path / "briefs", "failed")
    assert json.loads(failed)["error"]["input"] == "docs/corpus.jsonl:4"
    server.always = Fails(401, "bad key")
    done = call("docs", "--out", "other/", *model)
    assert done.stderr == (
        "summarize: acme/writer: the key was refused (401): bad key; "
        "SUMMARIZER_API_KEY holds the key\n"
    )
    assert done.returncode == 2
