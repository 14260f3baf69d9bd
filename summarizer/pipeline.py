"""From article to grounded brief, without any I/O.

:func:`steps` is a generator: it yields what to ask, is sent the reply, and
returns the brief. Whoever drives it (in a thread, in an event loop, from a
record) does the talking; the order of questions, the re-asking and the
grounding are the same for all of them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from summarizer.domain import Article, Brief, Dropped, ItemField, RunRecord, Usage
from summarizer.drafts import Answer, Bounds, DraftItem, bounded, read_answer
from summarizer.errors import AnswerError, ModelError
from summarizer.grounding import Grounded, ground
from summarizer.models import Ask, Listener, Reply
from summarizer.prompts import Message, Prompt, Question, Stage, Taxonomy, Turn, render

Steps = Generator[Ask, Reply | ModelError, Brief]


@dataclass(frozen=True)
class Plan:
    """What shapes every brief of a run, apart from the article."""

    prompt: Prompt
    taxonomy: Taxonomy
    model: str
    attempts: int = 4

    def schema_sha256(self) -> str:
        """Hash of the answers' schemas, bounded for a stand-in article."""
        bounds = Bounds("a", 1, self.taxonomy.codes, limits=self.prompt.limits)
        schemas: list[Any] = []
        with bounded(bounds):
            for stage in self.prompt.stages:
                model = self.prompt.wire.answer_model(stage.fields)
                schemas.append(model.model_json_schema())
        return hashlib.sha256(json.dumps(schemas, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Progress:
    """The answer to a stage's question has grown.

    ``items`` are the draft items that are complete so far; they are not yet grounded.
    """

    stage: str
    text: str
    items: dict[ItemField, list[Any]]


@dataclass(frozen=True)
class FieldsReady:
    """A stage is done: these fields are grounded and will not change."""

    stage: str
    fields: dict[ItemField, tuple[Any, ...]]


Event = Progress | FieldsReady
Watcher = Callable[[Event], None]


def package_version() -> str:
    """The installed version of this package."""
    try:
        return version("summarizer")
    except PackageNotFoundError:
        return "0+unknown"


def steps(article: Article, plan: Plan, watch: Watcher | None = None) -> Steps:
    """Ask all questions of the plan's prompt about ``article`` and ground the answers.

    Yields an :class:`~summarizer.models.Ask`; expects a Reply, or a ModelError
    that happened instead. Returns the brief, which is verified against the text.

    Raises:
        ModelError: a question got no answer at all; nothing can be built on it.
    """
    started = time.perf_counter()
    result = Grounded()
    turns: list[Turn] = []
    usage = Usage()
    waited = [0.0]
    for stage in plan.prompt.stages:
        question = render(plan.prompt, plan.taxonomy, article, stage, turns)
        outcome = yield from _question(article, plan, question, result, turns, watch, waited)
        usage = usage + outcome.usage
        result = outcome.grounded
        turns.append(Turn(stage, outcome.raw))
        if watch is not None:
            watch(FieldsReady(stage.name, {f: tuple(getattr(result, f)) for f in stage.fields}))
    # What the model took, as it was measured then where it is known already,
    # and our own work.
    own = time.perf_counter() - started - waited[0]
    brief = Brief(
        article=article.info,
        summary=tuple(result.summary),
        actors=tuple(result.actors),
        claims=tuple(result.claims),
        sectors=tuple(result.sectors),
        stance=tuple(result.stance),
        dropped=tuple(result.dropped),
        repaired=tuple(result.repaired),
        run=RunRecord(
            **usage.model_dump(exclude={"seconds"}),
            model=plan.model,
            prompt=plan.prompt.label,
            prompt_sha256=plan.prompt.sha256,
            schema_sha256=plan.schema_sha256(),
            taxonomy_sha256=plan.taxonomy.sha256,
            version=package_version(),
            seconds=round(usage.seconds + own, 3),
        ),
    )
    brief.verify(article)
    return brief


@dataclass(frozen=True)
class _Outcome:
    grounded: Grounded
    raw: str
    usage: Usage


@dataclass(frozen=True)
class _Candidate:
    """One answer, grounded on its own; ``problems`` are what a re-ask may mend."""

    grounded: Grounded
    raw: str
    problems: list[str]
    share: float


def _question(
    article: Article,
    plan: Plan,
    question: Question,
    so_far: Grounded,
    turns: list[Turn],
    watch: Watcher | None,
    waited: list[float],
) -> Generator[Ask, Reply | ModelError, _Outcome]:
    """Ask one question; ask again with the last problem only; keep the best answer."""
    stage = question.stage
    bounds = _bounds(article, plan, so_far, turns)
    answer_model = plan.prompt.wire.answer_model(stage.fields)
    usage = Usage()
    best: _Candidate | None = None
    messages = question.messages
    left = plan.attempts
    last_problem = ""
    for asked in range(plan.prompt.reask + 1):
        ask = Ask(
            messages=messages,
            answer=answer_model,
            bounds=bounds,
            max_tokens=stage.max_tokens,
            attempts=left,
            listener=_listener(stage, plan, answer_model, bounds, watch),
        )
        asked_at = time.perf_counter()
        reply = yield ask
        waited[0] += time.perf_counter() - asked_at
        spent = reply.usage
        usage = usage + spent
        left -= max(1, spent.attempts)
        try:
            candidate = _read(article, plan, answer_model, bounds, reply, so_far)
        except ModelError as error:
            problem, raw = str(error), reply.raw if isinstance(reply, AnswerError) else ""
            if not isinstance(error, AnswerError):
                if best is None:
                    raise
                break
        else:
            if best is None or candidate.share < best.share:
                best = candidate
            if candidate.share <= plan.prompt.reask_at:
                break
            problem, raw = "; ".join(candidate.problems[:5]), candidate.raw
        if left <= 0 or problem == last_problem or asked == plan.prompt.reask:
            if best is None:
                raise AnswerError(
                    f"no usable answer to {stage.name!r} of {plan.prompt.label}: {problem}",
                    raw=raw,
                    usage=usage,
                )
            break
        last_problem = problem
        messages = (*question.messages, *_correction(raw, problem))
    assert best is not None
    return _Outcome(best.grounded, best.raw, usage)


def _correction(raw: str, problem: str) -> tuple[Message, ...]:
    """The last answer and what was wrong with it; earlier ones are forgotten."""
    said = (Message("assistant", raw),) if raw else ()
    return (*said, Message("user", f"That answer is not right: {problem}. Answer again, in full."))


def _bounds(article: Article, plan: Plan, so_far: Grounded, turns: list[Turn]) -> Bounds:
    asked = [name for turn in turns for name in turn.stage.fields]
    names = tuple(actor.name for actor in so_far.actors) if "actors" in asked else None
    aliases = {a: actor.name for actor in so_far.actors for a in actor.aliases}
    return Bounds(
        text=article.text,
        sentences=len(article.sentences),
        codes=plan.taxonomy.codes,
        names=names,
        aliases=aliases,
        limits=plan.prompt.limits,
    )


def _read(
    article: Article,
    plan: Plan,
    answer_model: type[Answer],
    bounds: Bounds,
    reply: Reply | ModelError,
    so_far: Grounded,
) -> _Candidate:
    """Ground a reply, item by item. Raises the error that it is, if nothing can be read."""
    rejected: dict[ItemField, list[tuple[Any, str]]] = {}
    if isinstance(reply, Reply):
        answer, raw, cut = reply.answer, reply.raw, ""
    elif isinstance(reply, AnswerError) and reply.raw:
        raw, cut = reply.raw, str(reply) if "cut off" in str(reply) else ""
        answer, rejected = read_answer(answer_model, raw, bounds)
    else:
        raise reply
    items = plan.prompt.wire.decode(answer)
    grounded = _copy(so_far)
    before = len(grounded.dropped)
    for name, pairs in rejected.items():
        for item, reason in pairs:
            grounded.dropped.append(Dropped(field=name, item=item, reason=reason))
    if cut:
        grounded.dropped.append(Dropped(field=",".join(items), item=None, reason=cut))
    ground(article, items, plan.taxonomy.labels, grounded)
    new = grounded.dropped[before:]
    bad = [f"{drop.field}: {drop.reason}" for drop in new if not drop.reason.startswith("repeats")]
    total = sum(map(len, items.values())) + sum(map(len, rejected.values())) + bool(cut)
    if total == 0:
        bad = ["the answer is empty"]
    share = len(bad) / max(total, 1)
    return _Candidate(grounded, raw, bad, share)


def _copy(grounded: Grounded) -> Grounded:
    lists = {f.name: list(getattr(grounded, f.name)) for f in dataclasses.fields(grounded)}
    return Grounded(**lists)


def _listener(
    stage: Stage, plan: Plan, model: type[Answer], bounds: Bounds, watch: Watcher | None
) -> Listener | None:
    if watch is None:
        return None

    def heard(text: str) -> None:
        items: dict[ItemField, list[DraftItem]] = {}
        # The last item may still be growing; what stands before it is complete.
        if text.endswith(("]", "}", ",")):
            try:
                answer, _ = read_answer(model, text, bounds)
                items = plan.prompt.wire.decode(answer)
            except AnswerError:
                items = {}
        watch(Progress(stage.name, text, {f: list(v) for f, v in items.items()}))

    return heard
