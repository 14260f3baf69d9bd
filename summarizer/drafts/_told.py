"""Which of several statements the article tells: yes or no to each, and how surely."""

from __future__ import annotations

import math
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, create_model

from summarizer.drafts._logprobs import cell_logprobs
from summarizer.drafts._wire import Answer, list_schema, object_schema


class Told(Answer):
    """The answer to such a question, whatever the wire format; see :func:`told_model`."""

    fields = ()
    count: ClassVar[int] = 0

    told: tuple[Literal["yes", "no"], ...]

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The same for every article."""
        return object_schema({"told": list_schema({"enum": ["yes", "no"]}, cls.count, cls.count)})


@cache
def told_model(count: int) -> type[Told]:
    """The response model for ``count`` statements."""
    each = Annotated[tuple[Literal["yes", "no"], ...], Field(min_length=count, max_length=count)]
    model = create_model("Told", __base__=Told, told=(each, ...))
    model.count = count
    return model


def chances_of_yes(answer: Told, raw: str, logprobs: str) -> list[float] | None:
    """The model's probability of "yes" to each statement, in [0, 1].

    ``None`` where the server does not tell probabilities.

    Args:
        answer: what was said.
        raw: its text.
        logprobs: of its tokens; see :func:`~summarizer.drafts.cell_logprobs`.
    """
    # Only the words: the token between two of them is the grammar's choice.
    cells = cell_logprobs(raw, logprobs, opening=False).get("told", [])
    if len(cells) != len(answer.told):
        return None
    said = [min(1.0, math.exp(cell[0])) for cell in cells]
    words = zip(answer.told, said, strict=True)
    # What is left of a "no" is not all "yes", and never more than the "no".
    return [chance if word == "yes" else min(chance, 1 - chance) for word, chance in words]
