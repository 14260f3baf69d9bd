"""What pydantic found, in one line: the place as a dotted path, the words without its prefix."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, field_validator, model_validator

from summarizer._faults import first_fault


class Part(BaseModel):
    size: int = 1

    @field_validator("size")
    @classmethod
    def _is_small(cls, size: int) -> int:
        if size > 9:
            raise ValueError("more than nine")
        return size


class Whole(BaseModel):
    parts: list[Part] = []

    @model_validator(mode="after")
    def _has_parts(self) -> Whole:
        if not self.parts:
            raise ValueError("no parts")
        return self


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        ({"parts": [{}, {"size": 10}, {"size": 11}]}, "parts.1.size", "more than nine"),
        ({"parts": [{"size": "x"}]}, "parts.0.size", "Input should be a valid integer"),
        ({}, "file", "no parts"),
    ],
)
def test_the_first_fault_is_told_with_its_place(data: Any, path: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate(data)
    where, what = first_fault(caught.value)
    assert where == path
    assert what.startswith(message)


def test_a_fault_of_the_whole_is_named_as_the_caller_likes() -> None:
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate({})
    assert first_fault(caught.value, "line") == ("line", "no parts")
