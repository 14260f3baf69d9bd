"""Articles of any length: in one go if they fit the model's window, else in pieces.

:func:`long_steps` speaks the protocol of :func:`~summarizer.pipeline.steps` and
returns what it returns for an article that fits. A longer one is cut into pieces
(:mod:`summarizer.pipeline._pieces`), each is briefed on its own, and the briefs are
merged (:mod:`summarizer.pipeline.merging`).

Sentences that talk to machines rather than to readers are not shown to the model
(:func:`summarizer.prompts.set_aside`); the brief lists them among what was dropped.

The estimate of what fits errs on the safe side. Where a window turns out smaller than
the plan says, the piece that was refused and all that follow are cut smaller.
"""

from __future__ import annotations

import dataclasses
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from summarizer.domain import Article, Brief, Dropped, Span, Usage
from summarizer.errors import ArticleTooLongError, ModelError, TransportError
from summarizer.pipeline._pieces import Piece, cost, split
from summarizer.pipeline._plan import Event, FieldsReady, Plan, Watcher
from summarizer.pipeline._steps import Steps, brief_of, steps, usage_of
from summarizer.pipeline.merging import Part, lift_actors, lift_items, lifted, merge
from summarizer.prompts import SetAside, set_aside

SMALLEST = 256
"""Tokens of a piece, some sentences; an article is not cut further."""

GIVE_UP = 3
"""Pieces in a row without any answer from the server, after which no more are sent."""


@dataclass
class _Failure:
    piece: Piece
    number: int
    error: Exception


@dataclass
class _Progress:
    """What has become of the pieces so far."""

    parts: list[Part] = field(default_factory=list[Part])
    briefs: list[Brief] = field(default_factory=list[Brief])
    failures: list[_Failure] = field(default_factory=list[_Failure])
    usage: Usage = field(default_factory=Usage)
    silent: int = 0

    @property
    def seen(self) -> int:
        return len(self.parts) + len(self.failures)

    def failed(self, piece: Piece, error: ModelError | ArticleTooLongError) -> None:
        self.usage = self.usage + error.usage
        self.silent = self.silent + 1 if isinstance(error, TransportError) else 0
        self.failures.append(_Failure(piece, self.seen + 1, error))


def long_steps(article: Article, plan: Plan, watch: Watcher | None = None) -> Steps:
    """Brief what ``article`` tells its readers, in pieces if it does not fit the plan's window.

    A piece that fails is left out: the brief says so in ``dropped`` (field ``article``,
    with the characters and the reason) and in ``run.failed_pieces``.

    Raises:
        ModelError: no piece got an answer; its usage is that of all of them.
        ArticleTooLongError: the window does not even hold a piece of some sentences.
    """
    shown, aside = set_aside(article)
    brief = yield from _in_pieces(shown, plan, watch)
    return _with_aside(article, brief, aside) if aside else brief


def _in_pieces(article: Article, plan: Plan, watch: Watcher | None) -> Steps:
    """Brief all sentences of ``article``."""
    started = time.perf_counter()
    room = plan.room(article)
    whole = cost(article) <= max(room, SMALLEST)
    if not whole and room < SMALLEST:
        raise ArticleTooLongError(
            f"{article.id}: the prompt {plan.prompt.label} leaves {max(room, 0)} tokens for the "
            f"text in a window of {plan.context:,}, too few even for a piece of it; "
            "set SUMMARIZER_CONTEXT to a larger window or take a shorter prompt"
        )
    numbers = tuple(range(1, len(article.sentences) + 1))
    waiting = deque(
        [Piece(article, 0, len(article.text), numbers)] if whole else split(article, room)
    )
    done = _Progress()
    covered = 0
    waited = 0.0
    while waiting:
        piece = waiting.popleft()
        number = done.seen + 1
        ear = watch if whole else _lifting(watch, piece, number, number + len(waiting))
        asked_at = time.perf_counter()
        try:
            brief = yield from steps(piece.article, plan, ear)
        except ArticleTooLongError as error:
            whole = False
            room = min(room, cost(piece.article)) // 2
            if room < SMALLEST:
                if not done.parts:
                    error.usage = done.usage + error.usage
                    raise
                done.failed(piece, error)
                room = SMALLEST
                covered = piece.end
            else:
                done.usage = done.usage + error.usage
                waiting = deque(split(article, room, covered))
        except ModelError as error:
            done.failed(piece, error)
            covered = piece.end
            if done.silent == GIVE_UP and waiting:
                why = f"not asked: {GIVE_UP} pieces in a row got no answer; the last: {error}"
                while waiting:
                    done.failures.append(
                        _Failure(waiting.popleft(), done.seen + 1, TransportError(why))
                    )
        else:
            if whole:
                return brief
            done.silent = 0
            done.briefs.append(brief)
            done.parts.append(lifted(piece, number, brief))
            covered = piece.end
        waited += time.perf_counter() - asked_at
    if not done.parts:
        raise _nothing(done)
    own = time.perf_counter() - started - waited
    return _merged(article, plan, done, own)


def _with_aside(article: Article, brief: Brief, aside: Sequence[SetAside]) -> Brief:
    """The brief of the whole article, which tells what of it the model did not see."""
    left = tuple(
        Dropped(
            field="sentence",
            item=Span.of(article.text, part.start, part.end).model_dump(mode="json"),
            reason=f"not shown to the model: {part.reason}",
        )
        for part in aside
    )
    gone = {part.start for part in aside}
    shown = [n for n, (start, _) in enumerate(article.sentences, 1) if start not in gone]
    dropped = tuple(_renumbered(one, shown) for one in brief.dropped)
    run = brief.run.model_copy(update={"dropped": brief.run.dropped + len(left)})
    whole = {"article": article.info, "dropped": dropped + left, "run": run}
    brief = brief.model_copy(update=whole)
    brief.verify(article)
    return brief


def _renumbered(dropped: Dropped, shown: Sequence[int]) -> Dropped:
    """A failed piece by the sentence numbers of the whole article, not of what was shown."""
    if dropped.field != "article" or not isinstance(dropped.item, dict):
        return dropped
    first, last = cast("list[int]", dropped.item["sentences"])
    item = {**dropped.item, "sentences": [shown[first - 1], shown[last - 1]]}
    return dropped.model_copy(update={"item": item})


def _nothing(done: _Progress) -> Exception:
    """The first piece's error, as that of the article."""
    error = done.failures[0].error
    if len(done.failures) > 1:
        error.args = (f"none of {len(done.failures)} pieces got an answer; the first: {error}",)
    if isinstance(error, ModelError):
        error.usage = done.usage
    return error


def _lifting(watch: Watcher | None, piece: Piece, number: int, pieces: int) -> Watcher | None:
    """Tells ``watch`` which piece it is, and grounded items with offsets in the whole."""
    if watch is None:
        return None

    def heard(event: Event) -> None:
        if isinstance(event, FieldsReady):
            fields = {
                name: lift_actors(piece, items) if name == "actors" else lift_items(piece, items)
                for name, items in event.fields.items()
            }
            event = dataclasses.replace(event, fields=fields)
        watch(dataclasses.replace(event, piece=number, pieces=pieces))

    return heard


def _merged(article: Article, plan: Plan, done: _Progress, own: float) -> Brief:
    found = merge(article, done.parts, plan.prompt.limits.summary)
    for failure in done.failures:
        found.dropped.append(_left_out(failure))
    usage = sum((usage_of(brief.run) for brief in done.briefs), done.usage)
    proposed = sum(brief.run.proposed for brief in done.briefs)
    brief = brief_of(
        article, plan, found, usage, own, proposed, pieces=done.seen, failed=len(done.failures)
    )
    brief.verify(article)
    return brief


def _left_out(failure: _Failure) -> Dropped:
    piece = failure.piece
    return Dropped(
        field="article",
        item={
            "piece": failure.number,
            "start": piece.start,
            "end": piece.end,
            "sentences": [piece.numbers[0], piece.numbers[-1]],
        },
        reason=f"piece {failure.number}, characters {piece.start:,} to {piece.end:,}, "
        f"got no brief: {failure.error}",
    )
