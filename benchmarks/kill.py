"""Kill a batch at random moments, run it again, and count what is lost, doubled or torn.

    python -m benchmarks.kill [--kills 20] [--articles 600] [--jobs 8] [--seed 0]

A corpus in JSON Lines goes into a folder, at a model server of fixed latency. The
command is killed (SIGKILL) after a random time, again and again, and then left to
finish. Every article must be in the folder once, whole, and verify against its text, and
the server must have been asked about each. Exit code 1 if that does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import ClassVar

from benchmarks._throughput.article import number_of, numbered
from benchmarks._throughput.server import Server
from summarizer.articles import text_from
from summarizer.domain import Brief


class Counting(Server):
    """Counts how often each article was asked about."""

    asked: ClassVar[Counter[int]] = Counter()

    def _request(self, body: bytes) -> None:
        number = number_of(body)
        if number is not None:
            self.asked[number] += 1
        super()._request(body)


def serve(latency: float) -> int:
    """A counting server in a thread of this process; returns its port."""
    Counting.chance = random.Random(0)
    Counting.latency, Counting.jitter, Counting.refuse = latency, 0.5, 0.0
    ready: list[int] = []
    started = threading.Event()

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Counting, "127.0.0.1", 0, backlog=512)
        ready.append(server.sockets[0].getsockname()[1])
        started.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(run()), daemon=True).start()
    started.wait()
    return ready[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--jobs", type=int, default=8)
    parser.add_argument("--latency", type=float, default=0.1, help="seconds")
    parser.add_argument("--longest", type=float, default=4.0, help="seconds before a kill")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    port = serve(given.latency)
    with tempfile.TemporaryDirectory(prefix="kill-") as folder:
        corpus, out = Path(folder, "corpus.jsonl"), Path(folder, "briefs")
        texts = {f"copy-{n}": numbered(n) for n in range(given.articles)}
        with corpus.open("w", encoding="utf-8") as file:
            for name, text in texts.items():
                file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
        command = [sys.executable, "-m", "summarizer", str(corpus), "--out", f"{out}/"]
        command += ["--model", "fixed/ours", "--prompt", "brief", "--jobs", str(given.jobs)]
        command += ["--base-url", f"http://127.0.0.1:{port}/v1"]
        environment = {**os.environ, "SUMMARIZER_CACHE": str(Path(folder, "cache"))}
        killed = 0
        for _ in range(given.kills):
            process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
            try:
                process.communicate(timeout=chance.uniform(0.2, given.longest))
                print("finished before it was killed; give more articles", file=sys.stderr)
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                killed += 1
        last = subprocess.run(command, env=environment, capture_output=True, text=True)
        lines = (out / "briefs.jsonl").read_bytes().split(b"\n")
        torn = int(lines.pop() != b"")
        found: Counter[str] = Counter()
        wrong = 0
        for line in lines:
            try:
                brief = Brief.from_json(line)
            except ValueError:
                torn += 1
                continue
            found[brief.article.id] += 1
            try:
                brief.verify(text_from(texts[brief.article.id], id=brief.article.id).segment())
            except ValueError:
                wrong += 1
    lost = sum(name not in found for name in texts)
    doubled = sum(count > 1 for count in found.values())
    unasked = sum(number not in Counting.asked for number in range(given.articles))
    again = Counting.asked.total() - len(Counting.asked)
    print(
        f"{killed} kills, {given.articles} articles, {given.jobs} at a time, exit code "
        f"{last.returncode}: {lost} lost, {doubled} doubled, {torn} torn, {wrong} wrong; "
        f"{again} answers under way when killed were asked for again"
    )
    if unasked:
        print(f"the server saw no request about {unasked} articles", file=sys.stderr)
    return int(bool(lost or doubled or torn or wrong or unasked or last.returncode))


if __name__ == "__main__":
    sys.exit(main())
