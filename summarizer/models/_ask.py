"""What is asked of a language model, and what comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from pydantic import ValidationError

from summarizer.domain import Usage
from summarizer.drafts import Answer, Bounds
from summarizer.errors import AnswerError
from summarizer.prompts import Message

# Told the text of the answer so far, whenever it grew.
Listener = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a structured answer.

    Attributes:
        messages: the conversation; what does not change stands first.
        answer: the response model.
        bounds: what this article allows in the answer.
        max_tokens: end of the answer at the latest.
        attempts: requests that may still be sent, transport retries included.
        listener: called with the growing text, where the server streams.
    """

    messages: tuple[Message, ...]
    answer: type[Answer]
    bounds: Bounds
    max_tokens: int
    attempts: int
    listener: Listener | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A valid answer, its text and what it consumed (failed attempts included).

    ``logprobs``: where the server tells them, ``bytes:logprob`` of every token of ``raw``,
    separated by blanks (see :func:`summarizer.drafts.cell_logprobs`).
    """

    answer: Answer
    raw: str
    usage: Usage
    logprobs: str = ""


def validated(ask: Ask, raw: str, usage: Usage, logprobs: str = "") -> Reply:
    """The reply that a model's raw text amounts to.

    Raises:
        AnswerError: the text breaks the schema.
    """
    try:
        answer = ask.answer.model_validate_json(raw, context=ask.bounds.as_context())
    except ValidationError as error:
        raise AnswerError(problems(error), raw=raw, usage=usage, logprobs=logprobs) from None
    return Reply(answer=answer, raw=raw, usage=usage, logprobs=logprobs)


def problems(error: ValidationError, most: int = 5) -> str:
    """What a validation found, in one line, the first ``most`` of it."""
    lines: list[str] = []
    for detail in error.errors(include_url=False):
        # The branches of a union are no place in the answer.
        places = [
            str(part) for part in detail["loc"] if isinstance(part, int) or part.isidentifier()
        ]
        line = f"{'.'.join(places) or 'answer'}: {detail['msg'].removeprefix('Value error, ')}"
        if line not in lines:
            lines.append(line)
    more = f"; and {len(lines) - most} more" if len(lines) > most else ""
    return "; ".join(lines[:most]) + more


class LanguageModel(Protocol):
    """A language model that answers in a schema.

    ``ask`` and ``aask`` raise :class:`~summarizer.errors.AnswerError` (with the
    raw text and the usage in ``attempts``) for an answer that breaks the schema,
    and :class:`~summarizer.errors.TransportError` when no answer came. One that
    keeps connections of event loops has ``async def aclose()`` too: see :func:`aclose`.
    """

    @property
    def name(self) -> str:
        """How the run record names the model."""
        ...

    @property
    def identity(self) -> str:
        """Everything but the question that shapes the answer (weights, options …)."""
        ...

    @property
    def default_prompt(self) -> str:
        """The prompt that suits this model best."""
        ...

    @property
    def context(self) -> int:
        """Tokens that a question and its answer may take together."""
        ...

    def ask(self, ask: Ask) -> Reply: ...

    async def aask(self, ask: Ask) -> Reply: ...

    def close(self) -> None: ...


async def aclose(model: LanguageModel) -> None:
    """Close what ``model`` holds open on the running event loop; to be called before it ends.

    No other request of the model may be under way on this loop. Models that keep
    nothing need no ``aclose`` of their own.
    """
    close: Callable[[], Awaitable[None]] | None = getattr(model, "aclose", None)
    if close is not None:
        await close()
