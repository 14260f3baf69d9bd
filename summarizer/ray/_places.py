"""Where files are: local paths and URIs, through one interface."""

from __future__ import annotations

import io
import os
import uuid
from typing import Any, BinaryIO, cast

from summarizer.errors import UsageError, one_line
from summarizer.ray._retry import patiently
from summarizer.ray._untyped import fs, pa


def is_uri(location: str) -> bool:
    """Whether ``location`` is a URI and not a path of this machine."""
    return "://" in location


def absolute(location: str) -> str:
    """A location that means the same in a worker, whose working directory is another."""
    return location if is_uri(location) else os.path.abspath(location)


def joined(location: str, name: str) -> str:
    """The location of what lies in a folder; a URI keeps its options (``?…``).

    ``name`` goes in as it is: for a URI, what is no plain word must be quoted.
    """
    base, mark, options = location.partition("?") if is_uri(location) else (location, "", "")
    return f"{base.rstrip('/')}/{name}{mark}{options}"


def shown(location: str) -> str:
    """A location without the options of its URI, among which there may be secrets."""
    return location.partition("?")[0] if is_uri(location) else location


def place(location: str) -> tuple[Any, str]:
    """The file system (of ``pyarrow.fs``) of a location, and the path there.

    Raises:
        UsageError: no such kind of file system, or it refuses.
    """
    try:
        # To know a bucket's region takes a request.
        filesystem, path = patiently(lambda: fs.FileSystem.from_uri(absolute(location)))
    except (pa.ArrowInvalid, OSError) as error:
        raise UsageError(f"{shown(location)}: cannot be reached: {one_line(error)}") from None
    return filesystem, path.rstrip("/")


def open_bytes(location: str) -> BinaryIO:
    """A stream of a file's bytes; a local one is opened as the local engine opens it.

    Raises:
        OSError: it cannot be.
        UsageError: the same, of a URI whose file system cannot be reached.
    """
    if not is_uri(location):
        return open(location, "rb")
    filesystem, path = place(location)
    stream = patiently(lambda: filesystem.open_input_stream(path, compression=None))
    # Arrow's stream has no lines.
    return cast("BinaryIO", io.BufferedReader(stream, 1 << 20))


def write_whole(filesystem: Any, path: str, data: bytes) -> None:
    """Write a file that others see whole or not at all.

    An object store shows an object when its last byte is there; a file system shows a
    file from its first byte on, and so gets it under another name first.
    """
    if filesystem.type_name in {"s3", "gcs", "abfs"}:
        _write(filesystem, path, data)
        return
    folder, _, name = path.rpartition("/")
    partial = f"{folder}/.{name}.{uuid.uuid4().hex}"
    try:
        _write(filesystem, partial, data)
        filesystem.move(partial, path)
    except BaseException:
        if filesystem.get_file_info(partial).type != fs.FileType.NotFound:
            filesystem.delete_file(partial)
        raise


def names_in(filesystem: Any, folder: str) -> list[str]:
    """The names of the files in a folder, sorted; none if there is no such folder."""
    found = filesystem.get_file_info(fs.FileSelector(folder, allow_not_found=True))
    return sorted(info.base_name for info in found if info.is_file)


def _write(filesystem: Any, path: str, data: bytes) -> None:
    with filesystem.open_output_stream(path, compression=None) as stream:
        stream.write(data)
