"""From article to grounded brief, without any I/O.

:func:`steps` is a generator: it yields what to ask, is sent the reply, and
returns the brief. Whoever drives it (in a thread, in an event loop, from a
record) does the talking; the order of questions, the re-asking, the grounding
and the repair are the same for all of them.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

from summarizer.domain import Article, Brief, ItemField, RunRecord, Usage
from summarizer.errors import ArticleTooLongError, ModelError
from summarizer.grounding import (
    Grounded,
    attribute,
    drop_contradicted,
    grade_all,
    list_officials,
    list_reported,
    list_tellers,
    oppose_accused,
    weigh_sectors,
)
from summarizer.models import Ask
from summarizer.pipeline._check import check_stances
from summarizer.pipeline._plan import FieldsReady, Heard, Plan, Watcher, package_version
from summarizer.pipeline._question import State, put_question
from summarizer.pipeline._repair import repair
from summarizer.prompts import Question, Stage, Turn, render

Steps = Generator[Ask | None, Heard, Brief]


def steps(article: Article, plan: Plan, watch: Watcher | None = None) -> Steps:
    """Ask all questions of the plan's prompt about ``article`` and ground the answers.

    Yields an :class:`~summarizer.models.Ask`; expects a Reply, or the ModelError or
    ArticleTooLongError that happened instead. Yields ``None``, and ignores what it is sent,
    where the questions are answered (unless items have to be asked for again) and some
    milliseconds of our own work follow, during which the model may serve others.
    Returns the brief, which is verified against the text.

    Raises:
        ModelError: a question got no answer at all; nothing can be built on it.
            Its usage is that of all questions so far.
        ArticleTooLongError: a question does not fit the model's window; likewise.
    """
    started = time.perf_counter()
    state = State(article, plan, watch)
    turns: list[Turn] = []
    left = plan.attempts
    last: tuple[Question, str] | None = None
    for stage in plan.prompt.stages:
        question = render(plan.prompt, plan.taxonomy, article, stage, turns)
        try:
            outcome = yield from put_question(state, question, plan.attempts)
        except (ModelError, ArticleTooLongError) as error:
            error.usage = state.usage + error.usage
            raise
        left = min(left, outcome.left)
        state.grounded = outcome.grounded
        state.proposed += outcome.proposed
        state.asked += stage.fields
        turns.append(Turn(stage, outcome.raw))
        last = question, outcome.raw
        if watch is not None:
            watch(FieldsReady(stage.name, _fields(state, stage)))
    if plan.prompt.check_stance is not None and last is not None:
        yield from check_stances(state, plan.prompt.check_stance, *last)
    yield None
    _mend(article, plan, state.grounded)
    failing = grade_all(article, state.grounded)
    if failing and plan.prompt.repair:
        failing = yield from repair(state, failing, left)
    drop_contradicted(state.grounded, failing)
    most = plan.prompt.limits.stance
    if plan.prompt.oppose_accused and oppose_accused(state.grounded, most, state.doubted):
        drop_contradicted(state.grounded, grade_all(article, state.grounded))
    own = time.perf_counter() - started - state.waited
    brief = brief_of(article, plan, state.grounded, state.usage, own, state.proposed)
    brief.verify(article)
    return brief


def _mend(article: Article, plan: Plan, found: Grounded) -> None:
    """What the prompt has code do to the answers, by the article's own words."""
    prompt = plan.prompt
    if prompt.weigh_sectors is not None:
        topics, most = plan.taxonomy.topics, prompt.limits.sectors
        weigh_sectors(article, found, topics, prompt.weigh_sectors, most)
    heard: set[str] = set()
    if prompt.list_tellers:
        heard |= list_tellers(article, found, prompt.limits.actors)
    if prompt.list_officials:
        heard |= list_officials(article, found, prompt.limits.actors)
    if prompt.attribute:
        attribute(article, found, heard)
    if prompt.list_reported:
        list_reported(article, found, prompt.list_reported)


def _fields(state: State, stage: Stage) -> dict[ItemField, tuple[Any, ...]]:
    fields: dict[ItemField, tuple[Any, ...]] = {}
    for name in stage.fields:
        fields[name] = tuple(getattr(state.grounded, name))
    return fields


def brief_of(
    article: Article,
    plan: Plan,
    found: Grounded,
    usage: Usage,
    own: float,
    proposed: int,
    *,
    pieces: int = 1,
    failed: int = 0,
) -> Brief:
    """The brief of what was found, with the record of how.

    ``usage`` is what the model took, as it was measured then where it is known already;
    ``own`` are the seconds of our own work.
    """
    return Brief(
        article=article.info,
        summary=tuple(found.summary),
        actors=tuple(found.actors),
        claims=tuple(found.claims),
        sectors=tuple(found.sectors),
        stance=tuple(found.stance),
        dropped=tuple(found.dropped),
        repaired=tuple(found.repaired),
        run=RunRecord(
            **usage.model_dump(exclude={"seconds"}),
            seconds=round(usage.seconds + own, 3),
            model=plan.model,
            prompt=plan.prompt.label,
            prompt_sha256=plan.prompt.sha256,
            schema_sha256=plan.schema_sha256,
            taxonomy_sha256=plan.taxonomy.sha256,
            version=package_version(),
            proposed=proposed,
            kept=found.count(),
            repaired=len(found.repaired),
            dropped=len(found.dropped),
            pieces=pieces,
            failed_pieces=failed,
        ),
    )


def usage_of(record: RunRecord) -> Usage:
    """What a brief's run consumed, without the rest of its record."""
    return Usage(**record.model_dump(include=set(Usage.model_fields)))
