"""Driving a pipeline: every question goes to ``ask``, what it answers or raises goes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from summarizer.domain import Brief
from summarizer.errors import ArticleTooLongError, ModelError
from summarizer.models import Ask, Reply
from summarizer.pipeline._plan import Heard
from summarizer.pipeline._steps import Steps


def drive(talk: Steps, ask: Callable[[Ask], Reply]) -> Brief:
    """Run ``talk`` to its end; errors of the model are the pipeline's to judge."""
    reply: Heard | None = None
    while True:
        try:
            question = next(talk) if reply is None else talk.send(reply)
        except StopIteration as done:
            return done.value
        if question is None:
            continue
        try:
            reply = ask(question)
        except (ModelError, ArticleTooLongError) as error:
            reply = error


async def adrive(
    talk: Steps,
    ask: Callable[[Ask], Awaitable[Reply]],
    rest: Callable[[], Awaitable[None]] | None = None,
) -> Brief:
    """The same without blocking the event loop; ``rest`` is awaited where no question follows."""
    reply: Heard | None = None
    while True:
        try:
            question = next(talk) if reply is None else talk.send(reply)
        except StopIteration as done:
            return done.value
        if question is None:
            if rest is not None:
                await rest()
            continue
        try:
            reply = await ask(question)
        except (ModelError, ArticleTooLongError) as error:
            reply = error
