"""The store of what is done: whole files, shared by many, nothing lost when merged."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from summarizer.errors import UsageError
from summarizer.ray import _completed
from summarizer.ray._completed import Completed


def key(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def batch(*numbers: int) -> dict[bytes, str]:
    return {key(number): f'{{"brief": {number}}}' for number in numbers}


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

    def work(first: int) -> None:
        for start in range(first, first + 200, 8):
            some = batch(*range(start, start + 8))
            store.record(some, some)
            assert store.lookup(some).keys() <= some.keys()

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 1000, 2000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Completed(str(tmp_path))) == 600


def test_a_place_that_cannot_be_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match=r"completed .*file/done"):
        Completed(str(tmp_path / "file" / "done"))
    with pytest.raises(UsageError, match="nope://x: cannot be reached"):
        Completed("nope://x")
