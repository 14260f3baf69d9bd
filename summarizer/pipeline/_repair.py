"""Asking again for single items that their evidence does not carry."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from summarizer.domain import ItemField
from summarizer.errors import ArticleTooLongError, ModelError
from summarizer.grounding import Failing, Grounded, drop_failing, grade_all, label, nearest
from summarizer.models import Ask
from summarizer.pipeline._plan import Heard
from summarizer.pipeline._question import State, put_question
from summarizer.prompts import Question, Stage, render_repair

Talk = Generator[Ask, Heard, list[Failing]]


def repair(state: State, failing: list[Failing], left: int) -> Talk:
    """Ask for the failing items anew, with the reason and the nearest sentences.

    Each round shows the article and the last failures only. It ends when nothing
    fails, when a failure repeats, or when ``left`` requests are spent. What was
    asked for again is among the dropped items, whatever came in its place. Returns
    what still fails.
    """
    seen: set[tuple[str, ...]] = set()
    for _ in range(state.plan.prompt.repair):
        problem = tuple(sorted(f"{label(f.item)}: {'; '.join(f.reasons)}" for f in failing))
        if not failing or left <= 0 or problem in seen:
            break
        seen.add(problem)
        order: tuple[ItemField, ...] = ("summary", "claims", "stance")
        fields: tuple[ItemField, ...] = tuple(
            name for name in order if any(f.field == name for f in failing)
        )
        stage = Stage(name="repair", fields=fields)
        rows: list[dict[str, Any]] = [
            {
                "field": found.field,
                "text": label(found.item),
                "reasons": list(found.reasons),
                "sentences": nearest(state.article, label(found.item)),
            }
            for found in failing
        ]
        plan = state.plan
        messages = render_repair(plan.prompt, plan.taxonomy, state.article, rows)
        question = Question(stage, messages)
        before = state.grounded
        state.grounded = _without(state, failing)
        try:
            # The question says to leave out what the article does not say.
            outcome = yield from put_question(state, question, left, may_be_empty=True)
        except (ModelError, ArticleTooLongError) as error:
            # The brief stands without the repair; what it cost is counted.
            state.usage = state.usage + error.usage
            state.grounded = before
            break
        left = outcome.left
        state.proposed += outcome.proposed
        state.grounded = outcome.grounded
        for found in failing:
            drop_failing(state.grounded, found, "asked again: ")
        failing = grade_all(state.article, state.grounded)
    return failing


def _without(state: State, failing: Sequence[Failing]) -> Grounded:
    grounded = state.copy_grounded()
    gone = {id(found.item) for found in failing}
    grounded.summary = [item for item in grounded.summary if id(item) not in gone]
    grounded.claims = [item for item in grounded.claims if id(item) not in gone]
    grounded.stance = [item for item in grounded.stance if id(item) not in gone]
    return grounded
