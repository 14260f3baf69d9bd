"""The embedded engine: llama.cpp's server inside this process, on loopback.

One engine is shared by everybody in the process who wants the same model. It is
started at the first request, released at exit, and started afresh after a
number of requests, because llama.cpp grows by about 3 MB with each
(ggml-org/llama.cpp#27725).
"""

from __future__ import annotations

import atexit
import http.client
import importlib
import importlib.util
import os
import secrets
import socket
import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.errors import ModelUnavailableError
from summarizer.models._weights import verify

RESTART_AFTER = 400
# How often, and how many seconds apart, a start is tried whose port another program has.
_TRIES, _PAUSE = 4, 0.5
# Seconds in which a server that has loaded its model answers, however busy the machine is.
_HEARD_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What makes an engine; equal options share one."""

    path: Path
    sha256: str | None
    context: int
    slots: int
    threads: int
    adapter: Path | None = None
    adapter_sha256: str | None = None
    version: str = ""
    """Tells files apart that stand at one path one after the other; no need with a hash."""


class Engine:
    """A llama.cpp server in this process; see :func:`shared_engine`."""

    def __init__(self, options: EngineOptions, restart_after: int = RESTART_AFTER) -> None:
        self.options = options
        self.key = secrets.token_urlsafe(24)
        self.restart_after = restart_after
        self.starts = 0
        self._port = 0
        self._server: Any = None
        self._served = 0
        self._in_flight = 0
        self._turn = threading.Condition()
        self._verified = False

    @property
    def address(self) -> str:
        """The OpenAI-compatible base URL; stays the same over restarts."""
        with self._turn:
            self._start()
            return f"http://127.0.0.1:{self._port}/v1"

    @contextmanager
    def request(self) -> Generator[None]:
        """Enter this around every request, so that a restart meets none of them."""
        with self._turn:
            while self._served >= self.restart_after and self._in_flight > 0:
                self._turn.wait()
            if self._served >= self.restart_after:
                self._stop()
            self._start()
            self._served += 1
            self._in_flight += 1
        try:
            yield
        finally:
            with self._turn:
                self._in_flight -= 1
                self._turn.notify_all()

    def close(self) -> None:
        """Stop the server and free its memory; the next request starts it again."""
        with self._turn:
            self._stop()

    def _stop(self) -> None:
        self._server = None
        self._served = 0

    def _start(self) -> None:
        if self._server is not None:
            return
        if importlib.util.find_spec("xllamacpp") is None:
            raise ModelUnavailableError(
                "the embedded engine is not installed: pip install 'summarizer[local]', "
                "or name another model with --model provider/name"
            )
        # The package has no types.
        xllamacpp: Any = importlib.import_module("xllamacpp")
        options = self.options
        params: Any = xllamacpp.CommonParams()
        params.model.path = str(options.path)
        params.n_ctx = options.context * options.slots
        params.n_parallel = options.slots
        params.n_gpu_layers = 0
        params.cpuparams.n_threads = options.threads
        params.cpuparams_batch.n_threads = options.threads
        params.hostnames = ["127.0.0.1"]
        params.api_keys = [self.key]
        params.ui = False
        params.endpoint_slots = False
        params.warmup = False
        params.verbosity = 0
        params.cache_ram_mib = 512
        if options.adapter is not None:
            params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(options.adapter), 1.0)]
        with ThreadPoolExecutor(1) as pool:
            # Hashing a gigabyte takes a second; loading it takes longer.
            checks = [
                pool.submit(verify, path, sha256)
                for path, sha256 in (
                    (options.path, options.sha256),
                    (options.adapter, options.adapter_sha256),
                )
                if path is not None and sha256 is not None and not self._verified
            ]
            try:
                server = self._serve(xllamacpp, params)
            finally:
                # Damaged weights are the better explanation of an engine that does not start.
                for check in checks:
                    check.result()
        self._verified = True
        self._server = server
        self.starts += 1
        self._await_answer()

    def _serve(self, xllamacpp: Any, params: Any) -> Any:
        """A running server. Its port is chosen at the first start and stays."""
        self._port = self._port or _free_port()
        for _ in range(_TRIES):
            params.port = self._port
            try:
                return xllamacpp.Server(params)
            except Exception as error:
                # It says the same of a port, a file and memory.
                if not _is_taken(self._port):
                    raise ModelUnavailableError(
                        f"{self.options.path}: the engine cannot load it: "
                        f"{error or type(error).__name__} (if the file is whole, memory may be "
                        f"short: lower SUMMARIZER_CONTEXT, now {self.options.context:,}, or "
                        f"--jobs, now {self.options.slots})"
                    ) from None
            if self.starts == 0:
                self._port = _free_port()
            else:
                time.sleep(_PAUSE)
        raise ModelUnavailableError(
            f"the embedded engine cannot start: port {self._port} of 127.0.0.1 is taken by "
            "another program; run again"
        )

    def _await_answer(self) -> None:
        """Wait, a millisecond mostly, until the server works off its queue.

        One that is released before it does never ends, and its process neither. This
        question is answered from the queue, unlike that for its health.
        """
        asked = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_HEARD_WITHIN)
        try:
            asked.request("GET", "/lora-adapters", headers={"authorization": f"Bearer {self.key}"})
            asked.getresponse().read()
        except OSError as error:
            raise ModelUnavailableError(
                f"the embedded engine started but does not answer at 127.0.0.1:{self._port} "
                f"({error}); run again"
            ) from None
        finally:
            asked.close()


_engines: dict[EngineOptions, Engine] = {}
_lock = threading.Lock()


def shared_engine(options: EngineOptions) -> Engine:
    """The process's engine for these options."""
    with _lock:
        if options not in _engines:
            if not _engines:
                atexit.register(close_engines)
            _engines[options] = Engine(options)
        return _engines[options]


def close_engines() -> None:
    """Stop every engine of the process."""
    with _lock:
        engines = list(_engines.values())
        _engines.clear()
    for engine in engines:
        engine.close()


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
