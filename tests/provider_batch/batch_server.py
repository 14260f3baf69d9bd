"""A provider with a batch API, for tests: real HTTP on loopback, all in memory.

It follows the published protocol: multipart uploads, batches that go through
their states as they are looked at, output in another order than input, an error
file, failures of the whole batch, lists in pages, a key in every request. It
answers single chat completions too, with the same answers, so that an ordinary
run can be held against a batch run.
"""

from __future__ import annotations

import email
import email.policy
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from fake_server import Fails, Says

KEY = "sk-test"
FULL = {"code": "token_limit_exceeded", "message": "Enqueued token limit", "line": None}
Body = dict[str, Any]
Reply = tuple[int, bytes, dict[str, str]]


@dataclass(frozen=True)
class Fate:
    """What becomes of a batch.

    ``done``: how many of its requests are carried out before it ends (all by
    default); ``unnamed``: looks at the completed batch before its output file is named.
    """

    status: str = "completed"
    done: int | None = None
    faults: tuple[Body, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True)
class Trouble:
    """One failure of the server at the next request that matches.

    ``carried_out``: the request takes effect, and only its answer is lost.
    """

    method: str
    path: str
    fails: Fails
    carried_out: bool = False


@dataclass
class _Batch:
    number: int
    data: Body
    fate: Fate
    lines: list[Body]
    looks: int = 0
    over: bool = False
    output: str | None = None
    named_at: int = 0


@dataclass
class BatchServer:
    """``answer`` says what the model makes of a request's body.

    Attributes:
        submitted: how often each custom id stood in a batch that was taken.
        paid: how often each custom id was answered, in batches.
        bodies: the bodies of all batch lines, in the order of submission.
        chats: the bodies of single chat completions.
        hook: told (method, path, "before" or "after") around every request.
        list_lag: lists that do not show the newest batch yet.
        room: batches that may be under way; one more fails for want of room.
        torn: downloads that end in the middle of a line.
    """

    answer: Callable[[Body], Says | Fails]
    states: tuple[str, ...] = ("validating", "in_progress", "finalizing")
    submitted: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    bodies: list[Body] = field(default_factory=list)
    chats: list[Body] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    hook: Callable[[str, str, str], None] = lambda method, path, when: None
    list_lag: int = 0
    torn: int = 0
    room: int = 1000
    drops_metadata: bool = False

    def __post_init__(self) -> None:
        self.files: dict[str, tuple[Body, bytes]] = {}
        self.batches: dict[str, _Batch] = {}
        self._made = 0
        self._lock = threading.RLock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                try:
                    status, payload, headers = outer._serve(self, body)
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("content-length", str(len(payload)))
                    self.end_headers()
                    self.wfile.write(payload)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = do_POST = do_DELETE = _any  # noqa: N815  (http.server's names)

            def log_message(self, *arguments: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # clients may be killed at any moment

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def inputs(self) -> list[str]:
        """Ids of the uploaded files that are still there."""
        return [name for name, (file, _) in self.files.items() if file["purpose"] == "batch"]

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

    def _serve(self, handler: BaseHTTPRequestHandler, body: bytes) -> Reply:
        url = urlsplit(handler.path)
        path = url.path.removeprefix("/v1")
        method = handler.command
        if handler.headers.get("authorization") != f"Bearer {KEY}":
            return _error(401, "Incorrect API key provided")
        self.hook(method, path, "before")
        with self._lock:
            self.log.append(f"{method} {path}")
            trouble = next(
                (t for t in self.troubles if t.method == method and path.startswith(t.path)), None
            )
            if trouble is not None:
                self.troubles.remove(trouble)
            if trouble is None or trouble.carried_out:
                query = {name: values[0] for name, values in parse_qs(url.query).items()}
                reply = self._route(method, path, query, handler, body)
        self.hook(method, path, "after")
        if trouble is not None:
            return _error(trouble.fails.status, trouble.fails.message, trouble.fails.headers)
        return reply

    def _route(
        self, method: str, path: str, query: dict[str, str], handler: Any, body: bytes
    ) -> Reply:
        parts = path.strip("/").split("/")
        match method, *parts:
            case "POST", "chat", "completions":
                request = json.loads(body)
                self.chats.append(request)
                status, said = self._say(request)
                return status, json.dumps(said).encode(), {"content-type": "application/json"}
            case "POST", "files":
                return self._upload(handler.headers["content-type"], body)
            case "GET", "files":
                wanted = [f for f, _ in self.files.values() if f["purpose"] == query["purpose"]]
                return _page(wanted[::-1], query)
            case "GET", "files", id, "content" if id in self.files:
                content = self.files[id][1]
                if self.torn:
                    self.torn -= 1
                    content = content[: len(content) // 2]
                return 200, content, {"content-type": "application/octet-stream"}
            case "GET", "files", id if id in self.files:
                return _json(self.files[id][0])
            case "DELETE", "files", id if id in self.files:
                del self.files[id]
                return _json({"id": id, "object": "file", "deleted": True})
            case "POST", "batches":
                return self._create(json.loads(body))
            case "GET", "batches":
                shown = [batch.data for batch in self.batches.values()][::-1]
                if self.list_lag:
                    self.list_lag -= 1
                    shown = shown[1:]
                return _page(shown, query)
            case "GET", "batches", id if id in self.batches:
                return _json(self._look(self.batches[id]))
            case "POST", "batches", id, "cancel" if id in self.batches:
                batch = self.batches[id]
                batch.fate = Fate("cancelled", done=0)
                batch.data["status"] = "cancelling"
                return _json(batch.data)
            case _:
                return _error(404, f"no such object: {path}")

    def _upload(self, content_type: str, body: bytes) -> Reply:
        head = f"content-type: {content_type}\r\n\r\n".encode()
        message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
        fields = {part.get_param("name", header="content-disposition"): part
                  for part in message.iter_parts()}  # fmt: skip
        content = fields["file"].get_payload(decode=True)
        purpose = fields["purpose"].get_payload(decode=True).decode().strip()
        if purpose != "batch":
            return _error(400, f"unknown purpose {purpose!r}")
        return _json(self._keep(content, fields["file"].get_filename(), "batch"))

    def _keep(self, content: bytes, name: str, purpose: str) -> Body:
        file = {
            "id": self._id("file"),
            "object": "file",
            "bytes": len(content),
            "created_at": int(time.time()),
            "filename": name,
            "purpose": purpose,
            "status": "processed",
        }
        self.files[file["id"]] = (file, content)
        return file

    def _id(self, kind: str) -> str:
        self._made += 1
        return f"{kind}-{self._made}"

    def _create(self, request: Body) -> Reply:
        if request.get("completion_window") != "24h":
            return _error(400, "completion_window must be 24h")
        if request.get("endpoint") != "/v1/chat/completions":
            return _error(400, "unknown endpoint")
        if request.get("input_file_id") not in self.files:
            return _error(400, "no such input file")
        lines = [json.loads(line) for line in self.files[request["input_file_id"]][1].splitlines()]
        fate = self.fates.pop(0) if self.fates else Fate()
        if sum(not batch.over for batch in self.batches.values()) >= self.room:
            fate = Fate("failed", faults=(FULL,))
        ids = [line["custom_id"] for line in lines]
        wrong = [line for line in lines if line["url"] != request["endpoint"]]
        if len(set(ids)) < len(ids) or wrong or any(line["method"] != "POST" for line in lines):
            fate = Fate("failed", faults=({"code": "invalid_file", "message": "bad line"},))
        data = {
            "id": self._id("batch"),
            "object": "batch",
            "endpoint": request["endpoint"],
            "completion_window": "24h",
            "status": "validating",
            "input_file_id": request["input_file_id"],
            "output_file_id": None,
            "error_file_id": None,
            "created_at": int(time.time()),
            "errors": None,
            "metadata": None if self.drops_metadata else request.get("metadata"),
            "request_counts": {"total": len(lines), "completed": 0, "failed": 0},
        }
        self.batches[data["id"]] = _Batch(len(self.batches), data, fate, lines)
        if fate.status != "failed":
            self.submitted.update(ids)
            self.bodies += [line["body"] for line in lines]
        return _json(data)

    def _look(self, batch: _Batch) -> Body:
        """One step further for every look."""
        data, looks = batch.data, batch.looks
        batch.looks += 1
        if batch.over:
            if batch.looks > batch.named_at:
                data["output_file_id"] = batch.output
            return data
        if batch.fate.status == "failed" and looks >= 1:
            batch.over = True
            data.update(status="failed", errors={"object": "list", "data": [*batch.fate.faults]})
        elif looks < len(self.states) and batch.fate.status != "failed":
            data["status"] = self.states[looks]
        elif batch.fate.status != "failed":
            self._end(batch)
        return data

    def _end(self, batch: _Batch) -> None:
        fate, data = batch.fate, batch.data
        done = len(batch.lines) if fate.done is None else fate.done
        output: list[Body] = []
        errors: list[Body] = []
        for number, line in enumerate(batch.lines):
            row = {"id": f"row-{number}", "custom_id": line["custom_id"], "error": None}
            if number >= done:
                code = "batch_expired" if fate.status == "expired" else "batch_cancelled"
                row |= {"response": None, "error": {"code": code, "message": "not carried out"}}
                errors.append(row)
                continue
            status, said = self._say(line["body"])
            row["response"] = {"status_code": status, "request_id": "r", "body": said}
            if status == 200:
                self.paid[line["custom_id"]] += 1
            (output if status == 200 else errors).append(row)
        for kind, rows in (("output_file_id", output), ("error_file_id", errors)):
            if rows:
                # The provider keeps no order.
                text = "".join(json.dumps(row) + "\n" for row in reversed(rows))
                data[kind] = self._keep(text.encode(), f"{kind}.jsonl", "batch_output")["id"]
        counts = {"total": len(batch.lines), "completed": len(output), "failed": len(errors)}
        data.update(status=fate.status, request_counts=counts, completed_at=int(time.time()))
        batch.over, batch.output = True, data["output_file_id"]
        if fate.unnamed:
            data["output_file_id"] = None
            batch.named_at = batch.looks + fate.unnamed

    def _say(self, request: Body) -> tuple[int, Body]:
        step = self.answer(request)
        if isinstance(step, Fails):
            return step.status, {"error": {"message": step.message, "type": "scripted"}}
        message: Body = {"role": "assistant", "content": None, "refusal": None}
        message[step.cell] = step.text
        return 200, {
            "id": "fake",
            "object": "chat.completion",
            "created": 1,
            "model": request["model"],
            "choices": [{"index": 0, "finish_reason": step.finish_reason, "message": message}],
            "usage": step.usage,
        }


def _json(said: Body) -> Reply:
    return 200, json.dumps(said).encode(), {"content-type": "application/json"}


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> Reply:
    said = {"error": {"message": message, "type": "scripted", "code": None}}
    return (
        status,
        json.dumps(said).encode(),
        {"content-type": "application/json", **(headers or {})},
    )


def _page(objects: list[Body], query: dict[str, str]) -> Reply:
    """A page of at most two, so that every list has several."""
    ids = [known["id"] for known in objects]
    start = ids.index(query["after"]) + 1 if "after" in query else 0
    page = objects[start : start + 2]
    return _json(
        {
            "object": "list",
            "data": page,
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
            "has_more": start + 2 < len(objects),
        }
    )
