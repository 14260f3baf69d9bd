"""Lines and states of the batch protocol, as providers write them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from summarizer.provider_batch._protocol import Batch, Row, read_row, request_line

KEY = bytes(range(32))
ID = KEY.hex()


def line(response: Any = None, error: Any = None, custom_id: Any = ID) -> str:
    return json.dumps({"id": "r", "custom_id": custom_id, "response": response, "error": error})


def test_a_request_line_says_what_to_answer_and_where() -> None:
    written = request_line(KEY, {"model": "m", "messages": [{"content": "“\n”"}]})
    assert written.count(b"\n") == 1
    assert written.endswith(b"\n")
    assert json.loads(written) == {
        "custom_id": KEY.hex(),
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "m", "messages": [{"content": "“\n”"}]},
    }
    assert len(json.loads(written)["custom_id"]) == 64


def test_an_answer() -> None:
    row = read_row(line({"status_code": 200, "request_id": "q", "body": {"choices": []}}))
    assert row == Row(KEY, completion='{"choices":[]}')


@pytest.mark.parametrize(
    ("response", "error", "expected"),
    [
        (
            {"status_code": 429, "body": {"error": {"message": "slow\ndown"}}},
            None,
            Row(KEY, status=429, reason="slow down", again=True),
        ),
        (
            {"status_code": 400, "body": {"error": {"message": "too long"}}},
            None,
            Row(KEY, status=400, reason="too long", again=False),
        ),
        # Some servers repeat the error beside a response.
        (
            {"status_code": 500, "body": {}},
            {"code": "server_error", "message": "sorry"},
            Row(KEY, status=500, reason="sorry", again=True),
        ),
        (
            None,
            {"code": "batch_expired", "message": "the window closed"},
            Row(KEY, reason="the window closed", again=True),
        ),
        (None, {"code": "odd"}, Row(KEY, reason="odd", again=True)),
        (None, None, Row(KEY, reason="the provider gave no reason", again=True)),
        # A success without a body is no answer.
        (
            {"status_code": 200, "body": None},
            None,
            Row(KEY, status=200, reason="the provider gave no reason", again=False),
        ),
    ],
)
def test_a_failure(response: Any, error: Any, expected: Row) -> None:
    assert read_row(line(response, error)) == expected


@pytest.mark.parametrize("custom_id", ["request-1", None, 7])
def test_a_line_that_is_not_ours(custom_id: Any) -> None:
    assert read_row(line({"status_code": 200, "body": {}}, custom_id=custom_id)) is None


def test_a_torn_line() -> None:
    with pytest.raises(ValueError, match="Unterminated"):
        read_row('{"custom_id": "00')


def test_states() -> None:
    def batch(status: str, **more: Any) -> Batch:
        return Batch(id="b", status=status, tag=None, input_file="f", **more)

    ended = {
        status: batch(status).ended
        for status in (
            *("validating", "in_progress", "finalizing", "cancelling"),
            *("completed", "failed", "expired", "cancelled"),
        )
    }
    assert [status for status, over in ended.items() if over] == [
        *("completed", "failed", "expired", "cancelled")
    ]
    late = batch("completed", completed=2, ended_at=1000.0)
    assert late.lacks_output(now=1010.0)
    assert not late.lacks_output(now=9999.0)
    assert not batch("completed", completed=2, output_file="o").lacks_output(now=0.0)
    assert not batch("completed", completed=0, ended_at=1000.0).lacks_output(now=1010.0)
