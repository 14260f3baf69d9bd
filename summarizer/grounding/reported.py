"""What the article reports somebody to say, in claims that the model did not list.

A small model lists some of the claims and stops. A sentence that attributes words to a
listed actor is a claim more often than not, and says itself what the claim is: what stands
behind "said that", between quotation marks, before "according to". Sentences that do not come
apart so ("she announced the closure") are left to the model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.domain import Article, Claim, ClaimKind, Span
from summarizer.grounding._said import Saying, said
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.attributions import attributions, straight
from summarizer.matching.overlap import overlap

# Stem overlap from which a sentence says what a claim of the same speaker says already.
_SAID_ALREADY = 0.45
# Words of a claim: fewer are a remark ("no comment"), more are several claims.
_FEWEST, _MOST = 5, 30
# Characters of a sentence: what is longer is a list or a table.
_LONGEST = 2_000
_KINDS: tuple[tuple[ClaimKind, re.Pattern[str]], ...] = (
    ("accusation", re.compile(r"alleg|complain|accus")),
    ("demand", re.compile(r"demand|urg(?:e|ing)|request|recommend|propos")),
    ("commitment", re.compile(r"promis|pledg|vow")),
    ("prediction", re.compile(r"predict|forecast|expect")),
)
_MUST = re.compile(r"\b(?:must|should|ought to)\b")
_WILL = re.compile(r"(?:\b(?:will|would|shall|won't)|'ll|’ll)\b")
_OWN = re.compile(r"(?:I|we|he|she|they)(?:\s\w+ly|\s(?:also|never))?", re.IGNORECASE)


def list_reported(article: Article, grounded: Grounded, most: int) -> None:
    """Add claims for sentences that attribute words to an actor and that no claim stands on.

    The first ones of the article, up to ``most`` claims in all, which come out in its order.
    Sentences in which several speak are left out, and those that repeat a claim. Each is
    recorded as a repair.

    On the labels of 132 training articles that the rules were not written with, 164 of what
    it adds to none are required claims, 8 optional ones and 55 not labelled
    (``python -m benchmarks.additions``).
    """
    text = straight(article.text)
    taken = [span for claim in grounded.claims for span in claim.evidence]
    actors = {actor.name: actor for actor in grounded.actors}
    people = [
        name
        for actor in grounded.actors
        if actor.type == "person"
        for name in (actor.name, *actor.aliases)
    ]
    spoken = attributions(article, grounded.actors)
    for (start, end), found in zip(article.sentences, spoken, strict=True):
        if len(grounded.claims) >= most:
            break
        if end - start > _LONGEST:
            continue
        covered = any(span.start < end and start < span.end for span in taken)
        # A sentence that only goes on with a quotation has an attribution without words.
        if covered or len({one.speaker for one in found}) != 1 or found[0].start == found[0].end:
            continue
        actor = actors[found[0].speaker]
        saying = Saying(
            sentence=text[start:end],
            start=found[0].start - start,
            end=found[0].end - start,
            names=(actor.name, *actor.aliases),
            others=[name for name in people if name not in (actor.name, *actor.aliases)],
            person=actor.type == "person",
        )
        claim = _claim(article, (start, end), saying, actor.name)
        if claim is None or any(
            overlap(claim.text, one.text) > _SAID_ALREADY
            for one in grounded.claims
            if one.speaker == claim.speaker
        ):
            continue
        grounded.claims.append(claim)
        grounded.repair(
            "claims",
            claim.text,
            before=None,
            after=claim.text,
            reason=f"{actor.name} is reported to say so, in a sentence that no claim stood on",
        )
    grounded.claims.sort(key=lambda claim: claim.evidence[0].start)


def _claim(article: Article, place: tuple[int, int], saying: Saying, speaker: str) -> Claim | None:
    """The claim of the sentence at ``place``, if one can be cut out of it."""
    text = said(saying)
    if text is None or not _FEWEST <= len(text.split()) <= _MOST:
        return None
    text = text[0].upper() + text[1:]
    return Claim(
        text=text if text[-1] in ".?!" else f"{text}.",
        speaker=speaker,
        kind=_kind(saying.words.casefold(), text, saying.names),
        evidence=(Span.of(article.text, *place),),
    )


def _kind(verb: str, text: str, names: Sequence[str]) -> ClaimKind:
    for kind, pattern in _KINDS:
        if pattern.search(verb):
            return kind
    if _MUST.search(text):
        return "demand"
    will = _WILL.search(text)
    if will is None:
        return "statement"
    subject = text[: will.start()].strip()
    own = _OWN.fullmatch(subject) or subject in names
    return "commitment" if own else "prediction"
