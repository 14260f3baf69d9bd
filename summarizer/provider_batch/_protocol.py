"""The batch protocol's files and states as plain values; no I/O.

A request's custom id is the key of its answer in the answer store (SHA-256, 64
hexadecimal digits), so an output line says by itself which question it answers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, cast

from summarizer.models._transport import is_transient_status

ENDPOINT = "/v1/chat/completions"
WINDOW: Literal["24h"] = "24h"
# Under this name a batch's metadata hold the tag that we chose before submitting it.
TAG = "summarizer"

_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a batch as a whole; ``line`` counts from 1 in the input file."""

    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the provider describes it.

    Attributes:
        completed: requests that were answered, as far as the provider counts them.
        ended_at: when it was completed, in seconds of Unix time.
    """

    id: str
    status: str
    tag: str | None
    input_file: str
    output_file: str | None = None
    error_file: str | None = None
    completed: int = 0
    ended_at: float = 0.0
    faults: tuple[Fault, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in _ENDED

    def lacks_output(self, now: float, patience: float = 3600.0) -> bool:
        """Whether answers were counted but their file is not named yet.

        Providers are known to say ``completed`` some time before they name the file.
        """
        late = now - self.ended_at > patience
        return self.completed > 0 and self.output_file is None and not late


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one request.

    Attributes:
        completion: the answer's JSON, or ``None`` if there is none.
        status: HTTP status of a failure; 0 where it has none.
        reason: what the provider says of the failure.
        again: whether the same request may succeed in another batch.
        held: whether it must wait until the provider has room for it.
    """

    key: bytes
    completion: str | None = None
    status: int = 0
    reason: str = ""
    again: bool = False
    held: bool = False


def request_line(key: bytes, body: dict[str, Any]) -> bytes:
    """One line of an input file, its line feed included."""
    line = {"custom_id": key.hex(), "method": "POST", "url": ENDPOINT, "body": body}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_row(line: str) -> Row | None:
    """What a line of an output or error file says; ``None`` if it is no answer to us.

    Raises:
        ValueError: the line is no JSON, as if the file was cut off.
    """
    data: Any = json.loads(line)
    try:
        key = bytes.fromhex(data["custom_id"])
    except (KeyError, TypeError, ValueError):
        return None
    response: dict[str, Any] = data.get("response") or {}
    error: dict[str, Any] = data.get("error") or {}
    status = int(response.get("status_code") or 0)
    body: Any = response.get("body")
    if not error and 200 <= status < 300 and isinstance(body, dict):
        return Row(key, completion=json.dumps(body, ensure_ascii=False, separators=(",", ":")))
    said = _message(error) or _message(body) or "the provider gave no reason"
    return Row(key, status=status, reason=said, again=not status or is_transient_status(status))


def _message(said: Any) -> str:
    """The message of an error, wherever servers put it, in one line."""
    while isinstance(said, dict):
        parts = cast("dict[str, Any]", said)
        said = parts.get("error") or parts.get("message") or parts.get("code")
    return " ".join(str(said).split())[:300] if said else ""
