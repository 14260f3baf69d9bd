"""A Ray cluster of three nodes on this machine, small, quiet and offline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batch import conftest as batch_conftest
from cluster.small_cluster import small_cluster
from ray import cloudpickle
from ray.cluster_utils import Cluster

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="package")
def cluster() -> Iterator[Cluster]:
    """The cluster, with this process connected to it."""
    # The tests' modules are no part of what the workers have.
    cloudpickle.register_pickle_by_value(batch_conftest)
    with small_cluster(nodes=3) as running:
        yield running
    cloudpickle.unregister_pickle_by_value(batch_conftest)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus.jsonl", 60)


def write_corpus(path: Path, count: int) -> Path:
    """Articles by number, every seventh without an id of its own."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            row = {"text": f"Norland{number} said on Monday that talks go on. Oslo agreed."}
            if number % 7:
                row["id"] = f"a{number}"
            file.write(json.dumps(row) + "\n")
    return path


def lines_of(folder: Path, kind: str) -> list[str]:
    """All lines of a run's output files of one kind, sorted."""
    files = sorted(folder.glob(f"{kind}-*.jsonl"))
    return sorted(line for file in files for line in file.read_text("utf-8").splitlines())


def timeless(lines: Any) -> list[str]:
    """Briefs without the seconds that they took, sorted."""
    return sorted(re.sub(r'("seconds": ?)[0-9.e-]+', r"\g<1>0", line) for line in lines)


def ids(lines: list[str]) -> list[str]:
    return sorted(json.loads(line)["article"]["id"] for line in lines)
