"""A model server for tests: real HTTP on loopback, scripted answers, every request kept."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

PIECE = 7


@dataclass(frozen=True)
class Says:
    """A completion; ``delay`` in seconds before its first byte.

    Its tokens have ``PIECE`` characters, each of the log-probability ``logprob``.
    """

    content: str | dict[str, Any]
    finish_reason: str = "stop"
    prompt_tokens: int = 100
    completion_tokens: int = 20
    delay: float = 0.0
    logprob: float = -0.25
    refused: bool = False
    """The text is a refusal, beside an empty content."""

    @property
    def cell(self) -> str:
        return "refusal" if self.refused else "content"

    @property
    def pieces(self) -> list[str]:
        return [self.text[start : start + PIECE] for start in range(0, len(self.text), PIECE)]

    def told(self, request: Request, *pieces: str) -> dict[str, Any]:
        """The ``logprobs`` of a choice with these pieces, if they were asked for."""
        if not request.body.get("logprobs"):
            return {}
        tokens = [
            {
                "token": piece,
                "bytes": list(piece.encode()),
                "logprob": self.logprob,
                "top_logprobs": [],
            }
            for piece in pieces
        ]
        return {"logprobs": {"content": tokens}}

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        return json.dumps(self.content, ensure_ascii=False)

    @property
    def usage(self) -> dict[str, int]:
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
        }


@dataclass(frozen=True)
class Fails:
    """An error status; ``hang_up`` closes the connection without any answer."""

    status: int = 500
    message: str = "scripted failure"
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False


Step = Says | Fails


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float

    @property
    def messages(self) -> list[dict[str, str]]:
        return self.body["messages"]


class FakeServer:
    """Answers from ``script`` (in order, or a function of the request).

    ``always`` answers what the script does not; without it a request too many is
    answered with status 418, which no client tries again.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.always: Step | Callable[[Request], Step] | None = None
        self._script: list[Step] = []
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                request = Request(self.path, dict(self.headers.items()), body, time.monotonic())
                outer._serve(self, request)

            def log_message(self, *arguments: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # clients may leave at any moment

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def script(self, *steps: Step) -> None:
        self._script.extend(steps)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, handler: BaseHTTPRequestHandler, request: Request) -> None:
        with self._lock:
            self.requests.append(request)
            step = self._script.pop(0) if self._script else self.always
        if callable(step):
            step = step(request)
        if step is None:
            step = Fails(418, "the script has no answer for this request")
        try:
            if isinstance(step, Fails):
                self._fail(handler, step)
            else:
                time.sleep(step.delay)
                if request.body.get("stream"):
                    self._stream(handler, request, step)
                else:
                    self._complete(handler, request, step)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True

    @staticmethod
    def _fail(handler: BaseHTTPRequestHandler, step: Fails) -> None:
        if step.hang_up:
            handler.close_connection = True
            return
        payload = json.dumps({"error": {"message": step.message, "type": "scripted"}}).encode()
        handler.send_response(step.status)
        for name, value in step.headers.items():
            handler.send_header(name, value)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(payload)))
        handler.end_headers()
        handler.wfile.write(payload)

    @staticmethod
    def _complete(handler: BaseHTTPRequestHandler, request: Request, step: Says) -> None:
        message = {"role": "assistant", "content": None, step.cell: step.text}
        choice = {"index": 0, "finish_reason": step.finish_reason, "message": message}
        choice |= step.told(request, *step.pieces)
        payload = json.dumps(
            {
                "id": "fake",
                "object": "chat.completion",
                "created": 1,
                "model": request.body["model"],
                "choices": [choice],
                "usage": step.usage,
            }
        ).encode()
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(payload)))
        handler.end_headers()
        handler.wfile.write(payload)

    @staticmethod
    def _stream(handler: BaseHTTPRequestHandler, request: Request, step: Says) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("connection", "close")
        handler.end_headers()
        handler.close_connection = True
        base = {"id": "fake", "object": "chat.completion.chunk", "created": 1}
        base["model"] = request.body["model"]

        def send(**more: Any) -> None:
            data = json.dumps({**base, **more})
            handler.wfile.write(f"data: {data}\n\n".encode())
            handler.wfile.flush()

        for piece in step.pieces:
            choice = {"index": 0, "delta": {step.cell: piece}, "finish_reason": None}
            send(choices=[choice | step.told(request, piece)])
        send(choices=[{"index": 0, "delta": {}, "finish_reason": step.finish_reason}])
        if request.body.get("stream_options", {}).get("include_usage"):
            send(choices=[], usage=step.usage)
        handler.wfile.write(b"data: [DONE]\n\n")
