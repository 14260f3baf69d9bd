"""One question to the model: asked, read item by item, asked again if need be."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from summarizer.domain import Article, Dropped, ItemField, Usage
from summarizer.drafts import Answer, Bounds, DraftItem, read_answer, with_confidence
from summarizer.errors import AnswerError, ArticleTooLongError, ModelError
from summarizer.grounding import Grounded, ground, shown_text
from summarizer.models import Ask, Listener, Reply
from summarizer.pipeline._plan import Heard, Plan, Progress, Watcher
from summarizer.prompts import Question, Stage, correction

Talk = Generator[Ask, Heard, "Outcome"]


@dataclass
class State:
    """What is known of an article so far."""

    article: Article
    plan: Plan
    watch: Watcher | None
    grounded: Grounded = field(default_factory=Grounded)
    asked: list[ItemField] = field(default_factory=list[ItemField])
    usage: Usage = field(default_factory=Usage)
    proposed: int = 0
    waited: float = 0.0
    doubted: set[tuple[str | None, str]] = field(default_factory=set[tuple[str | None, str]])
    """Holder and target of stances that the model hardly believes itself."""

    def bounds(self) -> Bounds:
        """What this article allows in the next answer."""
        actors = self.grounded.actors
        return Bounds(
            text=shown_text(self.article),
            sentences=len(self.article.sentences),
            codes=self.plan.taxonomy.codes,
            names=tuple(actor.name for actor in actors) if "actors" in self.asked else None,
            forms=self.grounded.forms(),
            limits=self.plan.prompt.limits,
        )

    def copy_grounded(self) -> Grounded:
        """A copy that may grow without touching what is known."""
        fields = dataclasses.fields(self.grounded)
        return Grounded(**{f.name: list(getattr(self.grounded, f.name)) for f in fields})


@dataclass(frozen=True)
class Outcome:
    """The best answer to a question: what it grounds to, its text, its number of items."""

    grounded: Grounded
    raw: str
    proposed: int
    left: int


@dataclass(frozen=True)
class _Candidate:
    """One answer, grounded on its own.

    ``kept``: the items that it adds. ``problems``: what a re-ask may mend; ``share``: of the
    proposed items.
    """

    grounded: Grounded
    raw: str
    problems: list[str]
    share: float
    proposed: int
    kept: int

    def beats(self, other: _Candidate) -> bool:
        """More of the article first: a short answer has few faults because it says little."""
        return (self.kept, -self.share) > (other.kept, -other.share)


def put_question(
    state: State, question: Question, left: int, *, may_be_empty: bool = False
) -> Talk:
    """Ask; ask again with the last problem only; keep the best answer.

    ``left`` requests may be sent in all. ``may_be_empty``: to answer with no items is right too.

    Raises:
        ModelError: no answer that anything can be read from. Its usage is this question's.
        ArticleTooLongError: the question does not fit the window. Likewise.
    """
    prompt, stage = state.plan.prompt, question.stage
    bounds = state.bounds()
    answer_model = prompt.wire.answer_model(stage.fields)
    usage = Usage()
    best: _Candidate | None = None
    messages = question.messages
    last_problem = ""
    for asked in range(prompt.reask + 1):
        asked_at = time.perf_counter()
        reply = yield Ask(
            messages=messages,
            answer=answer_model,
            bounds=bounds,
            max_tokens=stage.max_tokens,
            attempts=left,
            listener=_listener(stage, state, answer_model, bounds),
        )
        state.waited += time.perf_counter() - asked_at
        usage = usage + reply.usage
        if isinstance(reply, ArticleTooLongError):
            # Asking again says more than asking did; the first answer may still stand.
            if best is None:
                reply.usage = usage
                raise reply
            break
        left -= max(1, reply.usage.attempts)
        try:
            candidate = _read(state, answer_model, bounds, reply, may_be_empty)
        except ModelError as error:
            problem, raw = str(error), reply.raw if isinstance(reply, AnswerError) else ""
            if not isinstance(error, AnswerError):
                if best is None:
                    error.usage = usage
                    raise
                break
        else:
            if best is None or candidate.beats(best):
                best = candidate
            if candidate.share <= prompt.reask_at:
                break
            problem, raw = "; ".join(candidate.problems[:5]), candidate.raw
        if left <= 0 or problem == last_problem or asked == prompt.reask:
            if best is None:
                raise AnswerError(
                    f"no usable answer to {stage.name!r} of {prompt.label}: {problem}",
                    raw=raw,
                    usage=usage,
                )
            break
        last_problem = problem
        messages = (*question.messages, *correction(prompt, raw, problem))
    assert best is not None
    state.usage = state.usage + usage
    return Outcome(best.grounded, best.raw, best.proposed, left)


def _read(
    state: State,
    answer_model: type[Answer],
    bounds: Bounds,
    reply: Reply | ModelError,
    may_be_empty: bool,
) -> _Candidate:
    """Ground a reply, item by item. Raises the error that it is, if nothing can be read."""
    rejected: dict[ItemField, list[tuple[Any, str]]] = {}
    places: dict[ItemField, list[int]] = {}
    if isinstance(reply, Reply):
        answer, raw, cut = reply.answer, reply.raw, ""
        places = {name: list(range(len(getattr(answer, name)))) for name in answer.fields}
    elif isinstance(reply, AnswerError) and reply.raw:
        raw, cut = reply.raw, str(reply) if reply.cut else ""
        answer, rejected, places = read_answer(answer_model, raw, bounds)
    else:
        raise reply
    wire = state.plan.prompt.wire
    items = with_confidence(
        wire.decode(answer), places, raw, reply.logprobs, wire, state.plan.confidence
    )
    grounded = state.copy_grounded()
    before, known = len(grounded.dropped), grounded.count()
    for name, pairs in rejected.items():
        for item, reason in pairs:
            grounded.dropped.append(Dropped(field=name, item=item, reason=reason))
    if cut:
        grounded.dropped.append(Dropped(field=",".join(items), item=None, reason=cut))
    ground(state.article, items, state.plan.taxonomy.labels, grounded)
    new = grounded.dropped[before:]
    bad = [f"{drop.field}: {drop.reason}" for drop in new if not drop.reason.startswith("repeats")]
    proposed = sum(map(len, items.values())) + sum(map(len, rejected.values()))
    if proposed == 0 and not may_be_empty:
        bad = ["the answer is empty"]
    share = len(bad) / max(proposed + bool(cut), 1)
    return _Candidate(grounded, raw, bad, share, proposed, grounded.count() - known)


def _listener(stage: Stage, state: State, model: type[Answer], bounds: Bounds) -> Listener | None:
    watch = state.watch
    if watch is None:
        return None

    items: dict[ItemField, list[DraftItem]] = {}
    closed = 0

    def heard(text: str) -> None:
        nonlocal items, closed
        # Only where something was closed can an item have become whole. The bracket is not
        # always the last character: a token may close one item and open the next.
        if (now := text.count("]") + text.count("}")) != closed:
            closed = now
            try:
                answer, _, _ = read_answer(model, text, bounds)
                items = state.plan.prompt.wire.decode(answer)
            except AnswerError:
                items = {}
        watch(Progress(stage.name, text, items))

    return heard
