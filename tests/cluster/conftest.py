"""A Ray cluster of three nodes on this machine, small, quiet and offline."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ray
from batch import conftest as batch_conftest
from ray import cloudpickle
from ray.cluster_utils import Cluster

ROOT = Path(__file__).resolve().parents[2]
NODE = {
    "num_cpus": 1,
    "object_store_memory": 80 * 2**20,
    "node_ip_address": "127.0.0.1",
    "include_dashboard": False,
}


@pytest.fixture(scope="package")
def cluster() -> Iterator[Cluster]:
    """The cluster, with this process connected to it."""
    environment = {
        "RAY_USAGE_STATS_ENABLED": "0",
        # Its workers are kept off the network as all processes of tests are.
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests" / "offline"), str(ROOT)]),
        # A node that was killed is missed within seconds.
        "RAY_health_check_period_ms": "500",
        "RAY_health_check_timeout_ms": "1000",
        "RAY_health_check_failure_threshold": "3",
        "RAY_health_check_initial_delay_ms": "1000",
    }
    # The tests' modules are no part of what the workers have.
    cloudpickle.register_pickle_by_value(batch_conftest)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        for name in [name for name in os.environ if name.startswith("SUMMARIZER_")]:
            patch.delenv(name)
        running = Cluster(initialize_head=True, head_node_args=NODE, shutdown_at_exit=True)
        try:
            running.add_node(**NODE)
            running.add_node(**NODE)
            ray.init(
                address=running.address,
                _node_ip_address="127.0.0.1",
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
            yield running
        finally:
            ray.shutdown()
            running.shutdown()
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
