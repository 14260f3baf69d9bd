"""Ray clusters on this machine: on loopback only, and patient where cores are busy.

Ray gives up on a node that is slow to start (15 seconds for its agent, 30 for the
node itself), which a machine that runs something else beside the tests is.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import ray
from ray import _raylet
from ray._private import node as ray_node
from ray._private import ray_constants, services
from ray.cluster_utils import Cluster

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "disabled",
    # Nodes are reached at 127.0.0.1, not at an address of this machine.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    # Workers are kept off the network as all processes of tests are.
    "PYTHONPATH": os.pathsep.join([str(ROOT / "tests" / "offline"), str(ROOT)]),
    "RAY_gcs_server_request_timeout_seconds": "300",
    "RAY_worker_register_timeout_seconds": "600",
    "RAY_agent_register_timeout_ms": "600000",
}
_AGENT_PORTS = (
    _raylet.METRICS_AGENT_PORT_NAME,
    _raylet.METRICS_EXPORT_PORT_NAME,
    _raylet.DASHBOARD_AGENT_LISTEN_PORT_NAME,
)


def node_arguments() -> dict[str, Any]:
    """Of a node with one core and a small object store."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "num_cpus": 1,
        "object_store_memory": 80 * 2**20,
        "node_ip_address": "127.0.0.1",
        "include_dashboard": False,
        "include_log_monitor": False,
        "no_monitor": True,
        "runtime_env_agent_port": port,
    }


@contextmanager
def small_cluster(nodes: int) -> Iterator[Cluster]:
    """A cluster with this process connected to it; all of it ends with the block."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        for name in [name for name in os.environ if name.startswith("SUMMARIZER_")]:
            patch.delenv(name)
        patch.setattr(ray_constants, "ENABLE_RAY_CLUSTER", False)
        patch.setattr(services, "get_node", _patiently(services.get_node))
        patch.setattr(ray_node.Node, "start_ray_processes", _without_agent_ports)
        cluster = Cluster(initialize_head=True, head_node_args=node_arguments())
        try:
            for _ in range(nodes - 1):
                cluster.add_node(**node_arguments())
            ray.init(
                address=cluster.address,
                _node_ip_address="127.0.0.1",
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
            logging.getLogger("ray.data").setLevel(logging.CRITICAL)
            yield cluster
        finally:
            ray.shutdown()
            cluster.shutdown()


def _patiently(get_node: Any) -> Any:
    def patient(*arguments: Any, **more: Any) -> Any:
        end = time.monotonic() + 300
        while True:
            try:
                return get_node(*arguments, **more)
            except RuntimeError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    return patient


_start = ray_node.Node.start_ray_processes


def _without_agent_ports(node: Any) -> None:
    """Say that the agent serves nothing before a node waits for what it serves."""
    for name in _AGENT_PORTS:
        _raylet.persist_port(node._session_dir, node._node_id, name, -1)
    _start(node)
