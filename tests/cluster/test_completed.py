"""The store of what is done: whole files, shared by many, nothing lost when merged."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest
from pyarrow import fs

from summarizer.errors import SettingsError, UsageError
from summarizer.ray import _completed, _retry
from summarizer.ray._completed import Completed


def key(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def batch(*numbers: int) -> dict[bytes, str]:
    return {key(number): f'{{"brief": {number}}}' for number in numbers}


def kinds(folder: Path) -> list[str]:
    return sorted(path.name.partition("-")[0] for path in folder.iterdir())


def test_what_was_recorded_is_found_by_others(tmp_path: Path) -> None:
    first = Completed(str(tmp_path / "done"))
    first.record(batch(*range(100)), batch(*range(100)))
    second = Completed(f"file://{tmp_path}/done")
    assert len(second) == 100
    assert second.lookup([key(3), key(99), key(100)]) == batch(3, 99)
    assert second.lookup([]) == {}


def test_a_batch_that_is_done_again_is_found_by_those_that_began_before(tmp_path: Path) -> None:
    early = Completed(str(tmp_path))
    late = Completed(str(tmp_path))
    late.record([key(1), key(2), key(3)], batch(1, 3))
    assert early.lookup([key(3), key(2), key(1)]) == batch(1, 3)
    assert early.lookup([key(1)]) == {}, "another batch; the index is of the beginning"
    # What failed then was tried again, and both are kept.
    early.record([key(3), key(2), key(1)], batch(2))
    assert late.lookup([key(1), key(2), key(3)]) == batch(1, 2, 3)
    assert len(list(tmp_path.iterdir())) == 1


def test_keys_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    one, other = b"12345678" + b"a" * 24, b"12345678" + b"b" * 24
    Completed(str(tmp_path)).record([one], {one: "1"})
    store = Completed(str(tmp_path))
    assert store.lookup([other]) == {}
    assert store.lookup([one, other]) == {one: "1"}


def test_merged_files_hold_what_the_small_ones_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_completed, "YOUNG", 2)
    store = Completed(str(tmp_path), merge=50)
    observer = None
    for start in range(0, 200, 10):
        store.record(batch(*range(start, start + 10)), batch(*range(start, start + 10)))
        if start == 30:
            observer = Completed(str(tmp_path))  # before anything was merged
    names = sorted(path.name for path in tmp_path.iterdir())
    assert sum(name.startswith("merged-") for name in names) == 3
    assert sum(name.startswith("batch-") for name in names) == 5
    everything = [key(number) for number in range(200)]
    fresh = Completed(str(tmp_path))
    assert len(fresh) == 200
    assert fresh.lookup(everything) == batch(*range(200))
    assert observer is not None
    assert observer.lookup([key(5), key(25)]) == batch(5, 25), "moved since it looked"


def test_torn_and_foreign_files_are_passed_over(tmp_path: Path) -> None:
    Completed(str(tmp_path)).record(batch(1), batch(1))
    (tmp_path / "batch-0.parquet").write_bytes(b"PAR1 torn")
    (tmp_path / ".batch-1.parquet.partial").write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("mine")
    store = Completed(str(tmp_path))
    assert store.lookup([key(1)]) == batch(1)
    store.clear()
    assert len(store) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".batch-1.parquet.partial",
        "notes.txt",
    ]


def test_many_threads_share_one(tmp_path: Path) -> None:
    store = Completed(str(tmp_path), merge=64)

    wrong: list[object] = []

    def work(first: int) -> None:
        try:
            for start in range(first, first + 200, 8):
                some = batch(*range(start, start + 8))
                store.record(some, some)
                if (found := store.lookup(some)) != some:
                    wrong.append(found)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 1000, 2000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    everything = [first + n for first in (0, 1000, 2000) for n in range(200)]
    assert Completed(str(tmp_path)).lookup(map(key, everything)) == batch(*everything)


def test_a_damaged_file_of_the_very_batch_is_made_again(tmp_path: Path) -> None:
    some = batch(1, 2)
    Completed(str(tmp_path)).record(some, some)
    [file] = tmp_path.iterdir()
    store = Completed(str(tmp_path))
    for torn in (b"", file.read_bytes()[:-9], b"PAR1 not at all"):
        file.write_bytes(torn)
        # By its name, by the index of before it was torn, and by that of after.
        assert store.lookup(some) == {}
        assert store.lookup([key(1)]) == {}
        assert Completed(str(tmp_path)).lookup(some) == {}
    store.record(some, some)
    assert Completed(str(tmp_path)).lookup(some) == some


def test_a_damaged_or_deleted_file_keeps_no_others_from_being_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_completed, "YOUNG", 1)
    store = Completed(str(tmp_path), merge=30)
    for start in (0, 10):
        some = batch(*range(start, start + 10))
        store.record(some, some)
    torn, gone = sorted(tmp_path.iterdir())
    torn.write_bytes(b"")
    gone.unlink()
    for start in (20, 30):
        some = batch(*range(start, start + 10))
        store.record(some, some)
    assert kinds(tmp_path) == ["batch", "merged"], "the last is young"
    assert Completed(str(tmp_path)).lookup(map(key, range(40))) == batch(*range(20, 40))


class Flaky:
    """A file system of which some calls fail, each so many times."""

    def __init__(self, real: Any, **failures: int) -> None:
        self._real = real
        self.failures = failures

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **more: Any) -> Any:
            if self.failures.get(name, 0):
                self.failures[name] -= 1
                raise OSError(f"{name}: connection reset")
            return getattr(self._real, name)(*arguments, **more)

        return call if callable(getattr(self._real, name)) else getattr(self._real, name)


@pytest.fixture
def flaky(monkeypatch: pytest.MonkeyPatch) -> Flaky:
    """What the stores of a test work on, without pauses between two tries."""
    storage = Flaky(fs.LocalFileSystem())
    monkeypatch.setattr(_retry, "LONGEST_PAUSE", 0.0)
    monkeypatch.setattr(_completed, "place", lambda location: (storage, location))
    return storage


def test_storage_that_fails_now_and_then_is_asked_again(tmp_path: Path, flaky: Flaky) -> None:
    flaky.failures = {"create_dir": 1, "get_file_info": 1}
    store = Completed(str(tmp_path))
    flaky.failures = {"open_output_stream": 1, "move": 1, "open_input_file": 1}
    store.record(batch(1), batch(1))
    flaky.failures = {"open_input_file": 2}
    assert store.lookup([key(1)]) == batch(1)
    flaky.failures = {"delete_file": 1, "get_file_info": 1}
    store.clear()
    assert list(tmp_path.iterdir()) == []


def test_storage_that_fails_for_good_is_wrong_usage(tmp_path: Path, flaky: Flaky) -> None:
    store = Completed(str(tmp_path))
    store.record(batch(1), batch(1))
    flaky.failures = {"open_input_file": 99}
    with pytest.raises(SettingsError, match="open_input_file: connection reset; name a folder"):
        store.lookup([key(1)])
    flaky.failures = {"delete_file": 99}
    with pytest.raises(SettingsError, match="delete_file: connection reset; name a folder"):
        store.clear()


def test_what_cannot_be_merged_now_is_merged_later(
    tmp_path: Path, flaky: Flaky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_completed, "YOUNG", 1)
    store = Completed(str(tmp_path), merge=10)
    store.record(batch(*range(10)), batch(*range(10)))
    write = store._write

    def then_fail(name: str, rows: Any) -> None:
        write(name, rows)
        flaky.failures = {"open_input_file": 1}

    # A batch is written, and then what is older is read.
    monkeypatch.setattr(store, "_write", then_fail)
    store.record(batch(10), batch(10))
    assert kinds(tmp_path) == ["batch", "batch"]
    monkeypatch.setattr(store, "_write", write)
    store.record(batch(11), batch(11))
    assert kinds(tmp_path) == ["batch", "merged"]
    assert Completed(str(tmp_path)).lookup(map(key, range(12))) == batch(*range(12))


def test_where_nothing_can_be_deleted_nothing_is_lost(
    tmp_path: Path, flaky: Flaky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_completed, "YOUNG", 1)
    store = Completed(str(tmp_path), merge=10)
    flaky.failures = {"delete_file": 99}
    store.record(batch(*range(10)), batch(*range(10)))
    store.record(batch(10), batch(10))
    assert kinds(tmp_path) == ["batch", "batch", "merged"]
    assert Completed(str(tmp_path)).lookup(map(key, range(11))) == batch(*range(11))


def test_a_place_that_cannot_be_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match=r"completed .*file/done"):
        Completed(str(tmp_path / "file" / "done"))
    with pytest.raises(UsageError, match="nope://x: cannot be reached"):
        Completed("nope://x")
