"""The ``summarize`` command as processes that start at once.

Importing the clients of language models takes a second of CPU. One process does
it, and forks for every call: each call is a process of its own, with its own
arguments, environment, folder, standard streams and exit code.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self


class WarmCommand:
    """Runs ``summarize``; see :meth:`call`."""

    def __enter__(self) -> Self:
        offline = str(Path(__file__).parent / "offline")
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": offline},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def call(
        self, arguments: list[str], stdin: bytes, cwd: Path, env: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end; standard output and error come back as text."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder, name) for name in ("in", "out", "err")]
            files[0].write_bytes(stdin)
            job = [arguments, str(cwd), env, [str(file) for file in files]]
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            out, err = (file.read_text("utf-8") for file in files[1:])
        return subprocess.CompletedProcess(["summarize", *arguments], code, out, err)


def _next_call() -> bool:
    """In the warm process: fork for each job. True in the fork, False when all is done."""
    # Unbuffered: what the fork would read ahead belongs to its parent.
    with io.FileIO(0, closefd=False) as jobs, io.FileIO(1, "w", closefd=False) as codes:
        while line := jobs.readline():
            arguments, cwd, env, files = json.loads(line)
            child = os.fork()
            if child == 0:
                os.chdir(cwd)
                os.environ.clear()
                os.environ.update(env)
                for number, (file, mode) in enumerate(
                    zip(files, (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT] * 2), strict=True)
                ):
                    os.dup2(os.open(file, mode), number)
                sys.argv = ["summarize", *arguments]
                return True
            _, status = os.waitpid(child, 0)
            codes.write(b"%d\n" % os.waitstatus_to_exitcode(status))
    return False


def _end_with(run: Callable[[], object]) -> NoReturn:
    """What the interpreter does at the end, but for tearing down thousands of classes."""
    code: object = 0
    try:
        run()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    from summarizer import Summarizer, TransportError
    from summarizer.cli import _run, main  # noqa: F401  (for what they load)

    # Much is imported at the first request only. Nobody listens at this address.
    nobody = Summarizer("nobody/none", base_url="http://127.0.0.1:9/v1", attempts=1)
    with contextlib.suppress(TransportError), nobody:
        nobody.brief("Loads what splits sentences.")
    # The fork shares what is there already.
    gc.freeze()
    if _next_call():
        _end_with(main)
