"""The server of the label page: who is let in, and what every answer carries."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from label_samples import (
    ARTICLE,
    gold_folder,
    reading,
    reading_desk,
    save_reading,
    sent,
    serving,
)

from summarizer.cli._evals import main

Headers = dict[str, str]


class Client:
    """Sends exactly the headers that it is told."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.base = parts.netloc, parts.path
        self.origin = {"Origin": f"http://{self.host}", "Content-Type": "application/json"}

    def __call__(
        self, method: str, path: str, headers: Headers | None = None, body: bytes = b""
    ) -> tuple[int, http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(self.host, timeout=10)
        given = dict(headers or {})
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", given.pop("Host", self.host))
        if body:
            given.setdefault("Content-Length", str(len(body)))
        for name, value in given.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        return response.status, response, response.read()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return gold_folder(tmp_path)


@pytest.fixture
def client(folder: Path) -> Iterator[Client]:
    with serving(reading_desk(folder)) as url:
        yield Client(url)


def test_every_start_has_another_token(folder: Path) -> None:
    with serving(reading_desk(folder)) as first, serving(reading_desk(folder)) as second:
        tokens = {urlsplit(url).path for url in (first, second)}
        assert len(tokens) == 2
        assert min(map(len, tokens)) >= 32
        assert all(urlsplit(url).hostname == "127.0.0.1" for url in (first, second))


@pytest.mark.parametrize("path", ["/", "/index.html", "/wrong/", "/wrong/api/overview", "//", ""])
def test_without_the_token_there_is_nothing(client: Client, path: str) -> None:
    status, _, body = client("GET", path)
    assert status in (400, 404)
    assert b"blue-air" not in body
    assert client.base.strip("/").encode() not in body


@pytest.mark.parametrize("path", ["", "main.js", "label.css", "base.css", "api/overview", "nope"])
def test_every_answer_is_locked_down(client: Client, path: str) -> None:
    _, response, _ = client("GET", client.base + path)
    policy = response.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example"},
        {"Host": "attacker.example:80"},
        {"Host": "127.0.0.1"},
        {"Host": ""},
        {"Origin": "http://attacker.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_pages_are_kept_out(client: Client, headers: Headers) -> None:
    for method, path in (("GET", "api/overview"), ("POST", f"api/check/{ARTICLE}")):
        given = {**(client.origin if method == "POST" else {}), **headers}
        status, _, body = client(method, client.base + path, given, b"{}")
        assert status == 403
        assert b"blue-air" not in body


def test_a_change_without_origin_is_refused(client: Client, folder: Path) -> None:
    body = json.dumps({**sent(reading("a")), "version": ""}).encode()
    headers = {"Content-Type": "application/json"}
    path = f"{client.base}api/save/{ARTICLE}"
    assert client("POST", path, headers, body)[0] == 403
    assert not (folder / "readings").exists()
    assert client("POST", path, client.origin, body)[0] == 200
    assert (folder / "readings" / f"{ARTICLE}.a.yaml").exists()


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "text/plain"}, b"{}", 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"a=b", 415),
        ({"Content-Length": "5000000"}, b"", 413),
        ({"Content-Length": "-1"}, b"", 411),
        ({}, b"", 411),
        ({}, b"{", 400),
        ({}, b"[]", 400),
        ({}, b"\xff", 400),
        ({}, b"[" * 100_000, 400),
    ],
)
def test_bodies_that_are_not_the_page_s_are_refused(
    client: Client, headers: Headers, body: bytes, status: int
) -> None:
    given = {**client.origin, **headers}
    answer = client("POST", f"{client.base}api/check/{ARTICLE}", given, body)
    assert answer[0] == status
    assert json.loads(answer[2])["error"]


@pytest.mark.parametrize(
    "path",
    [
        "../../../etc/passwd",
        "%2e%2e/_desk.py",
        "static/main.js",
        "_desk.py",
        "api/article/..%2Freadings%2Fblue-air.b",
        "api/article/../readings/blue-air.b",
        "api/article/",
        "readings/blue-air.b.yaml",
    ],
)
def test_no_other_file_is_served(client: Client, folder: Path, path: str) -> None:
    save_reading(folder, reading("b", notes="SECRET-B"))
    status, _, body = client("GET", client.base + path)
    assert status == 404
    assert b"SECRET" not in body


def test_problems_and_conflicts_have_their_own_statuses(client: Client, folder: Path) -> None:
    path = f"{client.base}api/save/{ARTICLE}"
    empty = json.dumps({**sent(reading("a"), who=""), "version": ""}).encode()
    status, _, body = client("POST", path, client.origin, empty)
    assert status == 422
    assert json.loads(body)["problems"][0]["path"] == "readers[0].who"
    save_reading(folder, reading("a"))
    status, _, body = client(
        "POST", path, client.origin, json.dumps({**sent(reading("a")), "version": ""}).encode()
    )
    assert status == 409
    assert "changed on disk" in json.loads(body)["error"]


def test_the_command_prints_an_address_that_works_and_stops_cleanly(folder: Path) -> None:
    start = [sys.executable, "-c", "from summarizer.cli._evals import main; main()", "label"]
    options = ["--gold", str(folder), "--reader", "jo", "--article", ARTICLE, "--no-open"]
    with subprocess.Popen(
        [*start, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.endswith(f"/#{ARTICLE}")
        with urllib.request.urlopen(url.partition("#")[0] + "api/overview", timeout=10) as answer:
            assert json.load(answer)["reader"] == "jo"
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=60)
        assert process.returncode == 0
        assert messages.splitlines()[-1] == "stopped"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--reader NAME"),
        (["--reader", "No Way"], "small letters"),
        (["--reader", "jo", "--article", "nope"], "no such article"),
        (["--reader", "jo", "--gold", "/nowhere"], "no articles to label"),
    ],
)
def test_wrong_usage_is_said_in_one_line(
    folder: Path,
    arguments: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    base = [] if "--gold" in arguments else ["--gold", str(folder)]
    monkeypatch.setattr(sys, "argv", ["evals", "label", "--no-open", *base, *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    written = capsys.readouterr()
    assert message in written.err
    assert len(written.err.splitlines()) == 1
    assert written.out == ""
