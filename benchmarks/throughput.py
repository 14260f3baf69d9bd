"""Articles a second at a server of fixed latency, beside what others reach there.

    python -m benchmarks.throughput [--latency 2] [--in-flight 1,16,64,256] [--waves 8]

The most that anybody can reach is in flight / latency. Every contender works in a
process of its own at the same server; all of one line run one after the other, so that
the machine is the same for them. ``--peers-python`` names an interpreter that also has
langchain-openai and langextract. ``--jitter`` and ``--refuse`` make the server uneven:
see benchmarks/_throughput/server.py. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any


@contextmanager
def serving(latency: float, jitter: float, refuse: float) -> Generator[str]:
    """A server in a process of its own; gives its address."""
    command = [sys.executable, "-m", "benchmarks._throughput.server"]
    command += ["--latency", str(latency), "--jitter", str(jitter), "--refuse", str(refuse)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
    finally:
        process.terminate()
        process.wait()


def run(name: str, python: str, url: str, jobs: int, articles: int) -> dict[str, Any]:
    """One contender's figures; an error instead where it could not run."""
    command = [python, "-m", "benchmarks._throughput.contender", name, "--url", url]
    command += ["--jobs", str(jobs), "--articles", str(articles)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return {"contender": name, "error": done.stderr.strip().splitlines()[-1]}
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=2.0, help="seconds")
    parser.add_argument("--jitter", type=float, default=0.0)
    parser.add_argument("--refuse", type=float, default=0.0)
    parser.add_argument("--in-flight", default="1,16,64,256")
    parser.add_argument("--waves", type=int, default=8, help="articles are in flight times this")
    parser.add_argument("--contenders", default="ours,bare,plain")
    parser.add_argument("--peers-python", default=sys.executable)
    given = parser.parse_args()
    print(
        f"latency {given.latency:g} s, jitter {given.jitter:.0%}, refused {given.refuse:.0%}\n\n"
        "| in flight | contender | done | failed | share of the limit | ms of processor "
        "an article | peak MB |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    with serving(given.latency, given.jitter, given.refuse) as url:
        for jobs in map(int, given.in_flight.split(",")):
            articles = jobs * given.waves
            for name in given.contenders.split(","):
                python = given.peers_python if name.startswith("lang") else sys.executable
                found = run(name, python, url, jobs, articles)
                if "error" in found:
                    print(f"| {jobs} | {name} | – | – | {found['error']} | | |", flush=True)
                    continue
                share = articles * given.latency / jobs / found["seconds"]
                each = 1000 * found["cpu_seconds"] / articles
                print(
                    f"| {jobs} | {name} | {found['done']} | {found['failed']} | {share:.1%} | "
                    f"{each:.1f} | {found['peak_mb']:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
