"""A model server that answers after a fixed time: real HTTP on loopback, little else.

    python -m benchmarks._throughput.server --latency 2 [--jitter 0.5] [--refuse 0.05]

Prints its port. ``--jitter``: the time of an answer varies evenly by this share.
``--refuse``: this share of the requests is answered 429 (Retry-After: 1) or 500 at once,
drawn by a seed. The answer to a request is named by its model (see ``ANSWERS``). A request
without a body is told when answers went out so far. It is a bare protocol, since server and
client share two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from typing import Any, ClassVar

from benchmarks._throughput.article import ANSWERS


class Server(asyncio.Protocol):
    """One connection; requests on it come one after the other, as HTTP/1.1 has it."""

    chance: random.Random
    latency: float
    jitter: float
    refuse: float
    #: When answers went out, in seconds of a clock that only goes forward.
    answered: ClassVar[list[float]] = []

    def __init__(self) -> None:
        self._waiting = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            length = 0
            for line in bytes(self._waiting[:end]).lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    length = int(line[15:])
            if len(self._waiting) < end + 4 + length:
                return
            body = bytes(self._waiting[end + 4 : end + 4 + length])
            del self._waiting[: end + 4 + length]
            self._request(body)

    def _request(self, body: bytes) -> None:
        if not body:
            self._say(b"200 OK", json.dumps(self.answered).encode())
            return
        # Parsing a whole request costs more than answering it.
        at = body.find(b'"model":')
        name = body[at + 8 : at + 60].split(b'"')[1].decode()
        if self.chance.random() < self.refuse:
            refused = self.chance.random() < 0.5
            head = b"429 Too Many Requests\r\nRetry-After: 1" if refused else b"500 Server Error"
            self._say(head, b'{"error": {"message": "scripted"}}')
            return
        delay = self.latency * (1 + self.jitter * (2 * self.chance.random() - 1))
        loop = asyncio.get_running_loop()
        loop.call_later(delay, self._answer, COMPLETIONS[name])

    def _answer(self, told: bytes) -> None:
        if not self._transport.is_closing():
            self.answered.append(time.monotonic())
            self._say(b"200 OK", told)

    def _say(self, head: bytes, body: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (head, len(body), body)
            )


def completion(content: str) -> bytes:
    """A chat completion as a server sends it."""
    message = {"role": "assistant", "content": content}
    usage = {"prompt_tokens": 900, "completion_tokens": 500, "total_tokens": 1400}
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "fixed",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": usage,
        }
    ).encode()


COMPLETIONS = {name: completion(content) for name, content in ANSWERS.items()}


async def serve(options: argparse.Namespace) -> None:
    Server.chance = random.Random(options.seed)
    Server.latency, Server.jitter, Server.refuse = options.latency, options.jitter, options.refuse
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--jitter", type=float, default=0.0)
    parser.add_argument("--refuse", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    asyncio.run(serve(parser.parse_args()))
