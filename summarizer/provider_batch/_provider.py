"""The provider's side: files and batches over the openai package's client.

Every call is tried again as :mod:`summarizer.models._transport` says. Whether a
lost call was carried out is unknown, so before a batch is submitted a second
time it is looked for: by our tag in its metadata, or, where a server drops
metadata, by its input file, which no other batch uses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from openai import OpenAI
from tenacity import Retrying

from summarizer.errors import ModelUnavailableError, TransportError, one_line
from summarizer.models._transport import retry_policy, status_of
from summarizer.provider_batch._protocol import ENDPOINT, TAG, WINDOW, Batch, Fault

T = TypeVar("T")


class Provider:
    """Uploads, submits, looks and downloads; ``attempts`` requests for each call.

    Raises (all methods):
        TransportError: the server failed or was not reached.
        ModelUnavailableError: the key was refused, or there is no batch API there.
    """

    def __init__(self, client: OpenAI, attempts: int) -> None:
        self._client = client
        self._attempts = attempts
        self.address = str(client.base_url)

    def upload(self, path: Path) -> str:
        """Upload an input file under its own name; the id it got."""
        lost = False

        def send() -> str:
            nonlocal lost
            if lost and (known := self._files(path.name)):
                return known[0]
            lost = True
            with path.open("rb") as opened:
                return self._client.files.create(file=(path.name, opened), purpose="batch").id

        return self._tried("uploading a batch file", send)

    def submit(self, file: str, tag: str) -> Batch:
        """Make a batch of an uploaded file, once."""
        lost = False

        def send() -> Batch:
            nonlocal lost
            if lost and (known := self._find(tag, file)):
                return known
            lost = True
            made = self._client.batches.create(
                input_file_id=file,
                endpoint=ENDPOINT,
                completion_window=WINDOW,
                metadata={TAG: tag},
            )
            return _batch(made)

        return self._tried("submitting a batch", send)

    def find(self, tag: str, file: str | None) -> Batch | None:
        """The batch that was submitted under ``tag`` or of ``file``, if any."""
        return self._tried("listing batches", lambda: self._find(tag, file))

    def look(self, batch: str) -> Batch:
        """How a batch stands."""
        return self._tried(
            f"looking at batch {batch}", lambda: _batch(self._client.batches.retrieve(batch))
        )

    def download(self, file: str, path: Path) -> None:
        """Write the content of an output or error file to ``path``."""

        def fetch() -> None:
            with self._client.files.with_streaming_response.content(file) as response:
                response.stream_to_file(path)

        self._tried(f"downloading file {file}", fetch)

    def delete_named(self, name: str) -> None:
        """Delete the files that were uploaded under ``name``."""
        for file in self._tried("listing files", lambda: self._files(name)):
            self.delete(file)

    def delete(self, file: str) -> None:
        """Delete a file; one that is gone already is no failure."""

        def remove() -> None:
            try:
                self._client.files.delete(file)
            except Exception as error:
                if status_of(error) != 404:
                    raise

        self._tried(f"deleting file {file}", remove)

    def _files(self, name: str) -> list[str]:
        listed = self._client.files.list(purpose="batch")
        return [file.id for file in listed if file.filename == name]

    def _find(self, tag: str, file: str | None) -> Batch | None:
        for listed in self._client.batches.list(limit=100):
            found = _batch(listed)
            if found.tag == tag or (file is not None and found.input_file == file):
                return found
        return None

    def _tried(self, doing: str, call: Callable[[], T]) -> T:
        try:
            for attempt in Retrying(**retry_policy(self._attempts)):
                with attempt:
                    return call()
        except Exception as error:
            raise self._explain(error, doing) from error
        raise AssertionError("tenacity returned without a result")

    def _explain(self, error: Exception, doing: str) -> Exception:
        status = status_of(error)
        said = one_line(error)
        where = f"{doing} at {self.address}"
        if status in {401, 403}:
            return ModelUnavailableError(f"{where}: the key was refused ({status}): {said}")
        if status in {404, 405, 501}:
            return ModelUnavailableError(
                f"{where}: not found ({status}): {said}; does this server have a batch API "
                "(/files and /batches), and is the batch of this key's project?"
            )
        return TransportError(f"{where}: {said}")


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a downloaded file that are not empty."""
    with path.open(encoding="utf-8") as opened:
        for line in opened:
            if line.strip():
                yield line


def _batch(said: Any) -> Batch:
    """A batch of the openai package as ours; compatible servers leave fields out."""
    metadata: dict[str, str] = said.metadata or {}
    counts = said.request_counts
    faults = tuple(
        Fault(fault.code or "", fault.message or json.dumps(fault.code), fault.line)
        for fault in (said.errors.data if said.errors and said.errors.data else ())
    )
    return Batch(
        id=said.id,
        status=said.status,
        tag=metadata.get(TAG),
        input_file=said.input_file_id,
        output_file=said.output_file_id or None,
        error_file=said.error_file_id or None,
        completed=counts.completed if counts else 0,
        ended_at=float(said.completed_at or 0),
        faults=faults,
    )
