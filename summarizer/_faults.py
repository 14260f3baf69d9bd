"""What pydantic found wrong first, in the words of a one-line message."""

from __future__ import annotations

from pydantic import ValidationError


def first_fault(error: ValidationError, whole: str = "file") -> tuple[str, str]:
    """Where the first fault is, as a dotted path ("results.0.brief"), and what it is.

    ``whole`` stands for the path where no single part is at fault. The message comes without
    the "Value error, " that pydantic puts before the messages of our own validators.
    """
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    return path or whole, first["msg"].removeprefix("Value error, ")
