"""What a provider's completions and errors mean in our own terms."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from instructor.core.exceptions import IncompleteOutputException
from pydantic import ValidationError

from summarizer.domain import Usage
from summarizer.errors import (
    AnswerError,
    ArticleTooLongError,
    ModelUnavailableError,
    TransportError,
)
from summarizer.models._ask import problems
from summarizer.models._pace import LongPauseError
from summarizer.models._transport import (
    LONGEST_PAUSE,
    causes,
    is_connection_loss,
    retry_after,
    status_of,
)

# How servers word that a prompt exceeds their context window.
_TOO_LONG = ("context size", "context length", "context_length", "maximum context", "too long")


def text_of(completion: Any) -> str:
    """The text of a completion, whichever way the provider wraps it."""
    choices = getattr(completion, "choices", None)
    if choices:
        message = choices[0].message
        if message.content:
            return str(message.content)
        calls = getattr(message, "tool_calls", None)
        if calls:
            return str(calls[0].function.arguments)
    blocks: list[Any] = getattr(completion, "content", None) or []
    for block in blocks:
        data = getattr(block, "input", None)
        if data is not None:
            return json.dumps(data, ensure_ascii=False)
    candidates: list[Any] = getattr(completion, "candidates", None) or []
    if candidates:
        return _text_of_parts(getattr(candidates[0].content, "parts", None) or [])
    return ""


def _text_of_parts(parts: list[Any]) -> str:
    """Google's way: a function call, or text beside thoughts."""
    for part in parts:
        call = getattr(part, "function_call", None)
        if call is not None:
            return json.dumps(call.args, ensure_ascii=False)
    texts = [part.text for part in parts if not getattr(part, "thought", False)]
    return "".join(text for text in texts if text)


def completion_of(error: BaseException) -> Any:
    """The completion that was of no use, or ``None`` where none came."""
    found = (getattr(cause, "last_completion", None) for cause in causes(error))
    return next((completion for completion in found if completion is not None), None)


def _withheld(completion: Any) -> str | None:
    """Why a model that answered gave no answer, if it says."""
    choices: list[Any] = getattr(completion, "choices", None) or []
    if not choices:
        return None
    refusal = getattr(choices[0].message, "refusal", None)
    if refusal and not choices[0].message.content:
        return f"the model refused: {' '.join(refusal.split())[:300]}"
    if choices[0].finish_reason == "content_filter":
        return "the provider's content filter ended the answer"
    return None


def logprobs_of(completion: Any) -> str:
    """``bytes:logprob`` of every token of a completion's text, or nothing if it does not tell."""
    choices = getattr(completion, "choices", None)
    told = getattr(choices[0], "logprobs", None) if choices else None
    tokens: list[Any] = getattr(told, "content", None) or []
    # A token may end within a character, so its text alone does not tell its length.
    sizes = [
        len(token.token.encode()) if token.bytes is None else len(token.bytes) for token in tokens
    ]
    if sum(sizes) != len(text_of(completion).encode()):
        return ""
    pairs = zip(sizes, tokens, strict=True)
    return " ".join(f"{size}:{token.logprob:.3f}" for size, token in pairs)


def tokens_of(completion: Any) -> tuple[int, int, int]:
    """Input tokens, those of them that the provider had cached, output tokens."""
    usage = getattr(completion, "usage", None) or getattr(completion, "usage_metadata", None)
    details = getattr(usage, "prompt_tokens_details", None)
    return (
        _first_number(usage, "prompt_tokens", "input_tokens", "prompt_token_count"),
        _first_number(details, "cached_tokens"),
        _first_number(usage, "completion_tokens", "output_tokens", "candidates_token_count"),
    )


def explain(
    error: Exception, name: str, usage_of: Callable[[Any], Usage], key_name: str = ""
) -> Exception:
    """The error in our own terms, with what to do about it.

    Args:
        name: of the model, for messages.
        usage_of: what was consumed, given the completion (``None`` where none came).
        key_name: the environment variable that holds the model's key.
    """
    if isinstance(error, ArticleTooLongError | ModelUnavailableError | TransportError):
        return error
    if isinstance(error, LongPauseError):
        return TransportError(
            f"{name}: the server asked for a pause, of which {error.seconds:.0f} s are left; "
            f"no more than {LONGEST_PAUSE:.0f} s are waited for: run again after the pause",
            usage=usage_of(None),
        )
    completion = completion_of(error)
    if (why := _withheld(completion)) is not None:
        raw = text_of(completion)
        return AnswerError(why, raw=raw, usage=usage_of(completion), cut=bool(raw))
    for cause in causes(error):
        if isinstance(cause, IncompleteOutputException):
            return AnswerError(
                "the answer was cut off at the token limit",
                raw=text_of(completion),
                usage=usage_of(completion),
                cut=True,
                logprobs=logprobs_of(completion),
            )
    for cause in causes(error):
        if isinstance(cause, ValidationError):
            return AnswerError(
                problems(cause),
                raw=text_of(completion),
                usage=usage_of(completion),
                logprobs=logprobs_of(completion),
            )
    return _without_completion(error, name, usage_of(None), key_name)


def _without_completion(error: Exception, name: str, usage: Usage, key_name: str) -> Exception:
    """What it means that no completion came."""
    status = status_of(error)
    said = _said(error)
    if status == 400 and any(words in said.lower() for words in _TOO_LONG):
        return ArticleTooLongError(
            f"the article does not fit into the context window of {name}: {said}; "
            "set SUMMARIZER_CONTEXT to the tokens of that window, or use a larger one",
            usage=usage,
        )
    if status in {401, 403}:
        remedy = f"; {key_name} holds the key" if key_name else ""
        return ModelUnavailableError(f"{name}: the key was refused ({status}): {said}{remedy}")
    if status == 404:
        return ModelUnavailableError(f"{name}: no such model or address (404): {said}")
    times = "1 attempt" if usage.attempts == 1 else f"{usage.attempts} attempts"
    if status is not None:
        pause = retry_after(error) or 0.0
        later = f"; it asks to wait {pause:.0f} s: run again after that"
        return TransportError(
            f"{name}: the server answered {status} after {times}: {said}"
            + (later if pause > LONGEST_PAUSE else ""),
            usage=usage,
        )
    if is_connection_loss(error):
        return TransportError(
            f"{name}: the server cannot be reached after {times}: {said}; "
            "is it running, is the address right?",
            usage=usage,
        )
    return TransportError(f"{name}: {type(error).__name__}: {said}", usage=usage)


def _first_number(of: Any, *names: str) -> int:
    for name in names:
        value = getattr(of, name, None)
        if isinstance(value, int):
            return value
    return 0


def _said(error: BaseException) -> str:
    for cause in causes(error):
        body = getattr(cause, "body", None)
        if isinstance(body, dict):
            message = cast("dict[str, Any]", body).get("message")
            if isinstance(message, str):
                return " ".join(message.split())[:300]
    last = list(causes(error))[-1]
    return " ".join(str(last).split())[:300] or type(last).__name__
