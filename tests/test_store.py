"""The run store: what was put is there, whoever looks and whatever was killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from summarizer import store as stores
from summarizer.errors import SettingsError
from summarizer.store import Store, key_of


def key(number: int) -> bytes:
    return key_of(number=number)


def test_what_was_put_is_there(tmp_path: Path) -> None:
    with Store(tmp_path / "deep" / "s.db") as store:
        assert store.get(key(1)) is None
        store.put(key(1), "één")
        store.put(key(2), "two" * 1000)
        assert store.get(key(1)) == "één"
        assert store.has([key(1), key(2), key(3)]) == {key(1), key(2)}
        assert len(store) == 2
    with Store(tmp_path / "deep" / "s.db") as store:
        assert store.get(key(2)) == "two" * 1000


def test_putting_again_replaces(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        store.put(key(1), "old" * 500)
        before = store.size()
        store.put(key(1), "new")
        assert store.get(key(1)) == "new"
        assert len(store) == 1
        assert 0 < store.size() < before
        store.clear()
        assert (len(store), store.size(), store.get(key(1))) == (0, 0, None)


def test_the_oldest_go_when_it_is_full(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db", most_bytes=2000) as store:
        for number in range(400):
            store.put(key(number), f"value {number}")
            assert store.size() <= 2000
        kept = [number for number in range(400) if store.get(key(number)) is not None]
        assert kept == list(range(kept[0], 400))
        assert len(kept) == len(store) > 50
        held = sqlite3.connect(tmp_path / "s.db").execute(
            "SELECT sum(length(value)), count(*) FROM entries"
        )
        assert held.fetchone() == (store.size(), len(store))


def test_a_key_tells_everything_apart() -> None:
    assert key_of(a=1, b="x") == key_of(b="x", a=1)
    keys = {key_of(a=1), key_of(a="1"), key_of(b=1), key_of(a=[1]), key_of(a=None), key_of()}
    assert len(keys) == 6


def test_threads_share_it(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:

        def work(start: int) -> None:
            for number in range(start, start + 100):
                store.put(key(number), str(number))
                assert store.get(key(number)) == str(number)

        threads = [threading.Thread(target=work, args=(n * 50,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(store) == 250


def test_a_new_file_is_opened_by_many_at_once(tmp_path: Path) -> None:
    openers = 4
    together = threading.Barrier(openers, timeout=60)

    def work(path: Path, number: int) -> None:
        together.wait()
        with Store(path) as store:
            store.put(key(number), str(number))

    for attempt in range(40):
        path = tmp_path / f"{attempt}.db"
        with ThreadPoolExecutor(openers) as pool:
            list(pool.map(work, [path] * openers, range(openers)))
        with Store(path) as store:
            assert len(store) == openers


WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from summarizer.store import Store, key_of

    with Store(Path(sys.argv[1])) as store:
        for number in range(int(sys.argv[2]), 10**9):
            store.put(key_of(number=number), str(number) * 100)
            print(number, flush=True)
            if number == int(sys.argv[3]):
                break
    """
)


@pytest.mark.slow
def test_two_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, str(start), str(start + 199)],
            stdout=subprocess.DEVNULL,
        )
        for start in (0, 100)
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    with Store(path) as store:
        assert len(store) == 300
        assert all(store.get(key(n)) == str(n) * 100 for n in range(300))


@pytest.mark.slow
def test_killed_it_holds_what_was_put(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, path, "0", "-1"], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) == 150:
            break
    writer.send_signal(signal.SIGKILL)
    said = writer.stdout.read().split()
    writer.wait()
    last = int(said[-1]) if said else 150
    with Store(path) as store:
        assert all(store.get(key(n)) == str(n) * 100 for n in range(last + 1))
        assert last + 1 <= len(store) <= last + 2


def test_what_is_no_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes, not a database\n" * 100)
    with pytest.raises(SettingsError, match=r"notes\.db"):
        Store(path)


def test_a_store_of_a_newer_layout_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE entries (x)")
        db.execute("PRAGMA user_version=99")
    with pytest.raises(SettingsError, match="newer version"):
        Store(path)


def test_a_store_of_an_older_layout_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE entries (key BLOB PRIMARY KEY, value, size, stored)")
    with Store(path) as store:
        store.put(key(1), "x")
        assert len(store) == 1


def test_a_full_disk_is_named_and_costs_nothing_that_is_there(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        store.put(key(1), "x")
        (pages,) = store._db.execute("PRAGMA page_count").fetchone()
        store._db.execute(f"PRAGMA max_page_count={pages}")
        long = "".join(key(number).hex() for number in range(500))
        with pytest.raises(SettingsError, match=r"run store .*s\.db: database or disk is full"):
            store.put(key(2), long)
        assert store.has([key(1), key(2)]) == {key(1)}
        store._db.execute("PRAGMA max_page_count=1000")
        store.put(key(2), long)
        assert store.get(key(2)) == long
        assert len(store) == 2


def test_a_file_that_another_process_holds_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "_PATIENCE", 0.01)
    path = tmp_path / "s.db"
    with Store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SettingsError, match=r"s\.db: database is locked; .*process"):
            store.put(key(1), "x")
        other.close()
        store.put(key(1), "x")
        assert store.get(key(1)) == "x"


def test_a_damaged_entry_is_named(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        store.put(key(1), "x")
        store._db.execute("UPDATE entries SET value = x'00'")
        with pytest.raises(SettingsError, match=r"run store .*s\.db: "):
            store.get(key(1))
