"""The desk in a browser: a server for this machine's own user.

What it trusts is the token in its address, which only the person who started it
has. Other pages in the same browser are kept out by checks of ``Host`` (a name
that an attacker lets point here is refused: DNS rebinding), of ``Origin`` and
``Sec-Fetch-Site`` (a form or script of another site is refused: CSRF), and a
Content-Security-Policy that lets the page load and run its own files only.
"""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any, ClassVar, cast

from summarizer.errors import SummarizerError
from summarizer.evaluation.label._desk import ConflictError, Desk, NotOpenError, UnsavedError

MOST_BYTES = 4_000_000
"""Of a request; labels of one article are some ten thousand."""
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def _static() -> dict[str, tuple[str, bytes]]:
    """The page's files: type and content by name. ``base.css`` is the brief page's style."""
    found: dict[str, tuple[str, bytes]] = {}
    for file in files("summarizer.evaluation.label").joinpath("static").iterdir():
        kind = _TYPES.get(file.name.rpartition(".")[2])
        if kind:
            found[file.name] = (f"{kind}; charset=utf-8", file.read_bytes())
    base = files("summarizer.report.html").joinpath("templates", "style.css")
    found["base.css"] = ("text/css; charset=utf-8", base.read_bytes())
    return found


class LabelServer:
    """Serves ``desk`` on 127.0.0.1 until :meth:`close`.

    ``url`` is the whole address with its token, different at every start.
    """

    def __init__(self, desk: Desk, *, port: int = 0) -> None:
        """``port`` 0: one that is free.

        Raises:
            OSError: the port is taken.
        """
        token = secrets.token_urlsafe(24)
        handler = type("Handler", (_Handler,), {"desk": desk, "token": token, "static": _static()})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/{token}/"

    def serve(self) -> None:
        """Answer requests until :meth:`close` is called or the process is interrupted."""
        self._server.serve_forever(poll_interval=0.1)

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()


class _RefusedError(Exception):
    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    desk: ClassVar[Desk]
    token: ClassVar[str]
    static: ClassVar[dict[str, tuple[str, bytes]]]
    timeout = 30

    def version_string(self) -> str:
        return "evals-label"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a log would show the token and the articles that are read."""

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _answer(self, act: Any) -> None:
        try:
            act(self._admit())
        except _RefusedError as refused:
            self._json({"error": str(refused)}, refused.status)
        except UnsavedError as error:
            problems = [asdict(problem) for problem in error.problems]
            self._json({"error": str(error), "problems": problems}, HTTPStatus.UNPROCESSABLE_ENTITY)
        except ConflictError as error:
            self._json({"error": str(error)}, HTTPStatus.CONFLICT)
        except NotOpenError as error:
            self._json({"error": str(error)}, HTTPStatus.NOT_FOUND)
        except SummarizerError as error:
            self._json({"error": str(error)}, HTTPStatus.UNPROCESSABLE_ENTITY)
        except OSError as error:
            if isinstance(error, ConnectionError | TimeoutError):
                return  # the browser went away
            self._json({"error": f"cannot be saved: {error}"}, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _admit(self) -> str:
        """The path behind the token, of a request that is from the page itself."""
        port = cast("tuple[str, int]", self.server.server_address)[1]
        hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        host = self.headers.get("Host", "")
        if host not in hosts:
            raise _RefusedError(HTTPStatus.FORBIDDEN, "this server answers to its own address only")
        origin = self.headers.get("Origin")
        site = self.headers.get("Sec-Fetch-Site", "none")
        # A request without Origin that changes something is not the page's either.
        foreign = origin != f"http://{host}" if origin or self.command == "POST" else False
        if foreign or site not in ("none", "same-origin"):
            raise _RefusedError(HTTPStatus.FORBIDDEN, "this request comes from another page")
        token, slash, rest = self.path.partition("?")[0].removeprefix("/").partition("/")
        if not slash or not hmac.compare_digest(token.encode(), self.token.encode()):
            raise _RefusedError(
                HTTPStatus.NOT_FOUND, "not found; open the address that was printed"
            )
        return rest

    def _get(self, path: str) -> None:
        area, _, identity = path.partition("/article/")
        if path in self.static or path == "":
            self._send(*self.static[path or "index.html"])
        elif path == "guidelines" and (guidelines := self.desk.guidelines()) is not None:
            self._send("text/plain; charset=utf-8", guidelines.encode())
        elif path == "api/overview":
            self._json({**self.desk.setup(), "articles": self.desk.overview()})
        elif area == "api" and identity:
            self._json(self.desk.open(identity))
        else:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "not found")

    def _post(self, path: str) -> None:
        data = self._body()
        action, _, identity = path.removeprefix("api/").partition("/")
        if action == "check":
            problems = [asdict(problem) for problem in self.desk.check(identity, data)]
            self._json({"problems": problems})
        elif action == "save":
            self._json({"version": self.desk.save(identity, data, str(data.get("version")))})
        else:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "not found")

    def _body(self) -> dict[str, Any]:
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if kind != "application/json":
            raise _RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "expected JSON")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            raise _RefusedError(HTTPStatus.LENGTH_REQUIRED, "expected Content-Length")
        if int(length) > MOST_BYTES:
            raise _RefusedError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {MOST_BYTES} bytes"
            )
        try:
            data: Any = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "not JSON") from None
        if not isinstance(data, dict):
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "expected a JSON object")
        return cast("dict[str, Any]", data)

    def _json(self, data: Any, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send("application/json", json.dumps(data, default=str).encode(), status)

    def _send(self, kind: str, body: bytes, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
