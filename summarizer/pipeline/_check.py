"""Asking about the stances that were written which of them the article tells."""

from __future__ import annotations

import time
from collections.abc import Generator

from summarizer.domain import Dropped, Stance
from summarizer.drafts import StanceCheck, Told, chances_of_yes, told_model
from summarizer.models import Ask, Reply
from summarizer.pipeline._plan import Heard
from summarizer.pipeline._question import State
from summarizer.prompts import Question, render_told

_EACH = 8
"""Tokens of the answer for each stance, at most: a word in quotes, with what is around it."""


def check_stances(
    state: State, check: StanceCheck, asked: Question, answer: str
) -> Generator[Ask, Heard, None]:
    """Weigh the stances by what the model says of each; drop those that it hardly believes.

    A small model that lists stances goes on when there are no more, and writes the
    invented ones not much less surely than the others. Asked about them, it says yes to
    nearly all; but how sure it is adds to what the row tells. So this needs probabilities:
    where the server tells none, nothing is asked. If the question fails, the stances keep
    the confidence that they have, which stands among what was dropped; what it cost is counted.

    Args:
        state: its stances are replaced.
        check: what the probabilities are worth.
        asked: the last question, and
        answer: what was answered to it: the conversation that is gone on with.
    """
    stances = [stance for stance in state.grounded.stance if stance.confidence is not None]
    if not stances:
        return
    asked_at = time.perf_counter()
    reply = yield Ask(
        messages=render_told(state.plan.prompt, asked, answer, stances),
        answer=told_model(len(stances)),
        bounds=state.bounds(),
        max_tokens=_EACH * (len(stances) + 1),
        attempts=state.plan.attempts,
    )
    state.waited += time.perf_counter() - asked_at
    state.usage = state.usage + reply.usage
    told = _told(reply)
    if isinstance(told, str):
        reason = f"which of the stances the article tells could not be asked: {told}"
        state.grounded.dropped.append(Dropped(field="stance", item=None, reason=reason))
        return
    chances = iter(told)
    kept: list[Stance] = []
    for stance in state.grounded.stance:
        if stance.confidence is None:
            kept.append(stance)
            continue
        confidence = round(check(stance.confidence, next(chances)), 3)
        weighed = stance.model_copy(update={"confidence": confidence})
        if confidence >= check.least:
            kept.append(weighed)
            continue
        item = weighed.model_dump(mode="json", exclude={"grade", "reasons"})
        reason = f"the model, asked about it, hardly believes it: confidence {confidence:.2f}"
        state.grounded.dropped.append(Dropped(field="stance", item=item, reason=reason))
        state.doubted.add((stance.holder, stance.target))
    state.grounded.stance = kept


def _told(reply: Heard) -> list[float] | str:
    """The chances of each stance, or why there are none."""
    if not isinstance(reply, Reply):
        return str(reply)
    told = None
    if isinstance(reply.answer, Told):
        told = chances_of_yes(reply.answer, reply.raw, reply.logprobs)
    return told if told is not None else "the answer came without probabilities"
