"""Claims that nobody makes, or the wrong one, get the speaker that their sentence names.

A small model writes a claim well and forgets who made it; the sentence usually says so
itself (:mod:`summarizer.grounding.attributions`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from summarizer.domain import Article, Claim, Span
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.attributions import Attribution, attributions


def attributed_to(article: Article, claim: Claim, found: Sequence[Attribution]) -> str | None:
    """Who of those that speak in a sentence makes the claim: whose words it shares most."""
    if not found:
        return None
    said = _content(claim.text)

    def shared(number: int) -> int:
        start = found[number].end
        end = found[number + 1].start if number + 1 < len(found) else claim.evidence[0].end
        return len(said & _content(article.text[start:end]))

    # The first of equals: a sentence usually opens with its main attribution.
    return found[max(range(len(found)), key=lambda number: (shared(number), -number))].speaker


def attribute(article: Article, grounded: Grounded, heard: Collection[str] = ()) -> None:
    """Give claims the speaker that their sentence names, where the model gave none or another.

    A speaker that the model gave stays if the evidence names them too, unless the one that
    it is attributed to is among ``heard``: actors that the model did not know of.
    """
    spoken = attributions(article, grounded.actors)
    at = {start: number for number, (start, _) in enumerate(article.sentences)}
    mentions = {actor.name: actor.mentions for actor in grounded.actors}

    def named(speaker: str, evidence: Sequence[Span]) -> list[Span]:
        return [
            mention
            for span in evidence
            for mention in mentions.get(speaker, ())
            if span.start <= mention.start < span.end
        ]

    def speaks(speaker: str, sentence: Sequence[Span]) -> bool:
        # "Norland's partners said" is not Norland's word against the model's.
        return any(
            article.text[mention.end : mention.end + 2] not in ("'s", "’s")
            for mention in named(speaker, sentence)
        )

    claims: list[Claim] = []
    for claim in grounded.claims:
        first = claim.evidence[:1]
        speaker = None
        if first[0].start in at:
            speaker = attributed_to(article, claim, spoken[at[first[0].start]])
        if speaker is not None and claim.speaker is not None:
            given = speaker not in heard and named(claim.speaker, claim.evidence)
            if given or not speaks(speaker, first):
                speaker = None
        # Nobody relays what they say themselves.
        if speaker is not None and speaker not in (claim.speaker, claim.via):
            grounded.repair(
                "claims",
                claim.text,
                before=claim.speaker,
                after=speaker,
                reason="the sentence attributes it to this speaker",
            )
            claim = claim.model_copy(update={"speaker": speaker, "confidence": None})
        claims.append(claim)
    grounded.claims = claims


def _content(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}
