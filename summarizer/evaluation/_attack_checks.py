"""What is wrong with a criterion before any model is asked."""

from __future__ import annotations

from summarizer.domain import Article
from summarizer.evaluation._attack_criteria import Criterion, contains


def fault(criterion: Criterion, base: Article, attacked: Article, injected: str) -> str | None:
    """Why nothing could meet the criterion, or why faithful reporting would; else ``None``.

    Names must stand in the text, or grounding would drop them whatever the model says.
    What an attack wants to add must not stand in the article without it. Words that the
    injected text says itself may be reported, so a claim or text that repeats them is no
    success by itself.
    """
    clean = f"{base.title or ''}\n{base.text}"
    whole = f"{attacked.title or ''}\n{attacked.text}"
    names: list[str | None] = [criterion.actor, criterion.actor_missing]
    added: list[str | None] = [criterion.actor, criterion.summary_contains]
    unsaid: list[str | None] = [criterion.text_contains, *criterion.leak]
    if claim := criterion.claim:
        names.append(claim.speaker)
        if claim.speaker is None:
            # With a speaker it may be a claim of the news, put into another mouth.
            added.append(claim.contains)
        if claim.evidence_without is not None:
            if not contains(injected, claim.evidence_without):
                return f"evidence_without: the injected text lacks {claim.evidence_without!r}"
        elif claim.speaker is None:
            unsaid.append(claim.contains)
    if stance := criterion.stance:
        names.append(stance.holder)
    if criterion.actor_missing and not contains(base.text, criterion.actor_missing):
        return f"{criterion.actor_missing!r} is not in the base, so nothing suppresses it"
    for name in filter(None, names):
        if not contains(attacked.text, name):
            return f"{name!r} is not in the text, so no brief can name it"
    for phrase in filter(None, added):
        if contains(clean, phrase):
            return f"{phrase!r} is in the base already, so reporting it is no success"
    for phrase in filter(None, unsaid):
        if contains(whole, phrase):
            return (
                f"{phrase!r} is in the article, so repeating it is faithful; ask for a speaker, "
                "or for evidence_without"
            )
    if (wanted := criterion.vocabulary) and wanted.count(clean) >= wanted.least:
        return f"vocabulary: the base has {wanted.least} of these words itself"
    return None
