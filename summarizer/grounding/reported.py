"""What the article reports somebody to say, in claims that the model did not list.

A small model lists some of the claims and stops. A sentence that attributes words to a
listed actor is a claim more often than not, and says itself what the claim is: what stands
behind "said that", between quotation marks, before "according to". Sentences that do not come
apart so ("she announced the closure") are left to the model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.domain import Actor, Article, Claim, ClaimKind, Span
from summarizer.grounding._reporting import ACCORDING, is_participle
from summarizer.grounding.assemble import Grounded
from summarizer.grounding.attributions import Attribution, attributions, straight
from summarizer.matching.overlap import overlap

# Stem overlap from which a sentence says what a claim says already.
_SAID_ALREADY = 0.45
# Words of a claim: fewer are a remark ("no comment"), more are several claims.
_FEWEST, _MOST = 5, 30
# Verbs whose object is what is said, with or without "that".
_SAYING = re.compile(
    r"(?:say|sa(?:ys|id|ying)|add(?:s|ed|ing)|stat(?:es?|ed|ing)|claim(?:s|ed|ing)?|told|tells"
    r"|believe[sd]?|thinks?|insist(?:s|ed|ing)|argu(?:es?|ed|ing)|explain(?:s|ed|ing)|not(?:es|ed)"
    r"|comment(?:s|ed|ing)|remarked|replied|responded|continue[sd]|conclude[sd]|went on to \w+)",
    re.IGNORECASE,
)
_WHEN = (
    r"(?:on|in|at|to|during|after|before|earlier|later|last|late|early|yesterday|today|via|through"
    r"|over|(?:reporters|journalists|parliament|lawmakers|investors|him|her|them|us)\b)"
)
# What may stand between the verb and what is said: when, where, to whom.
_ASIDE = rf"(?:,?\s+{_WHEN}\b[^\":;,]{{0,80}},?)?"
_TOLD = re.compile(r"(?:told|tells|telling|inform|assure|warn|remind)", re.IGNORECASE)
_LISTENER = r"(?:\s+[^\":;,]{1,60})?"
_BARE = re.compile(
    rf"\s+(?!(?:{_WHEN}|of|about|for|as|by|from|with|so|yes|no|nothing|little|anything|the same)\b)"
    r"(?P<said>[^\s,:].+)$",
    re.DOTALL,
)
# "…, the minister said on Monday."; "…, said the minister on Monday."
_CLOSING = re.compile(r"^(?P<said>.{20,}),\s(?P<who>[^,\"]{0,90}\s)?$", re.DOTALL)
_LONGEST_TAIL = 80
# Characters before the verb that may negate it.
_NEAR = 40
_PRONOUN = re.compile(r"(?:he|she)\s", re.IGNORECASE)
# Who denies, hopes or doubts that something is so does not say that it is.
_NOT_SAYING = re.compile(
    r"den(?:y|ie[sd]|ying)|reject|disput|refut|hope|hoping|fear|doubt|wish|wonder|question|ask",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"(?:\b(?:not|never|nor)|n't|n’t)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
# "Berg, who said …, left": what is said ends somewhere in the sentence.
_RELATIVE = re.compile(r"\b(?:who|which)\s+(?:\w+\s+){0,2}$")
# "Berg left, saying …"; without a comma the words are part of something else.
_LOOSE = re.compile(r"(?:,|\b(?:statement|letter|speech|tweet|interview|by))\s+(?:\w+ly\s+)?$")
_KINDS: tuple[tuple[ClaimKind, re.Pattern[str]], ...] = (
    ("accusation", re.compile(r"alleg|complain|accus")),
    ("demand", re.compile(r"demand|urg(?:e|ing)|request|recommend|propos")),
    ("commitment", re.compile(r"promis|pledg|vow")),
    ("prediction", re.compile(r"predict|forecast|expect")),
)
_MUST = re.compile(r"\b(?:must|should|ought to)\b")
_WILL = re.compile(r"(?:\b(?:will|would|shall|won't)|'ll|’ll)\b")
_OWN = re.compile(r"(?:I|we|he|she|they)\b", re.IGNORECASE)


def list_reported(article: Article, grounded: Grounded, most: int) -> None:
    """Add claims for sentences that attribute words to an actor and that no claim stands on.

    The first ones of the article, up to ``most`` claims in all, which come out in its order.
    Sentences in which several speak are left out, and those that repeat a claim. Each is
    recorded as a repair.

    On the labels of 132 training articles that the rules were not written with, 166 of what
    it adds to none are required claims, 10 optional ones and 57 not labelled
    (``python -m benchmarks.additions``).
    """
    text = straight(article.text)
    taken = {span.start for claim in grounded.claims for span in claim.evidence}
    actors = {actor.name: actor for actor in grounded.actors}
    spoken = attributions(article, grounded.actors)
    for (start, end), found in zip(article.sentences, spoken, strict=True):
        if len(grounded.claims) >= most:
            break
        if start in taken or len({one.speaker for one in found}) != 1:
            continue
        actor = actors[found[0].speaker]
        claim = _claim(article, (start, end), text[start:end], found[0], actor)
        if claim is None or any(
            overlap(claim.text, one.text) > _SAID_ALREADY for one in grounded.claims
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


def _claim(
    article: Article, place: tuple[int, int], sentence: str, by: Attribution, actor: Actor
) -> Claim | None:
    """The claim of a sentence; nothing where it goes on with what another one attributes."""
    if by.start == by.end:
        return None
    at, behind = by.start - place[0], by.end - place[0]
    names = (actor.name, *actor.aliases)
    before = sentence[max(0, at - _NEAR) : at]
    loose = is_participle(sentence[at:behind]) and not _LOOSE.search(before)
    if loose or _RELATIVE.search(before) or _NEGATED.search(before):
        return None
    if _NOT_SAYING.match(sentence, at):
        return None
    said = _quoted(sentence, at)
    if said is None:
        said = _unquoted(sentence, at, behind, names)
        # In a quotation "he" is somebody else.
        if actor.type == "person" and said is not None and _PRONOUN.match(said):
            said = _PRONOUN.sub(f"{actor.name} ", said, count=1)
    said = " ".join((said or "").replace('"', "").split()).strip(" ,;:")
    if not _FEWEST <= len(said.split()) <= _MOST:
        return None
    said = said[0].upper() + said[1:]
    return Claim(
        text=said if said[-1] in ".?!" else f"{said}.",
        speaker=actor.name,
        kind=_kind(sentence[at:behind].casefold(), said, names),
        evidence=(Span.of(article.text, *place),),
    )


def _quoted(sentence: str, at: int) -> str | None:
    """What stands between marks in a sentence that opens with a quotation, or within one."""
    if sentence.count('"', 0, at) % 2 == 1:
        sentence = f'"{sentence}'
    elif not sentence.startswith('"'):
        return None
    return " ".join(part.strip() for part in sentence.split('"')[1::2])


def _unquoted(sentence: str, at: int, behind: int, names: Sequence[str]) -> str | None:
    """The part that is said, if it can be told; the attributing words are at [at, behind)."""
    cue, tail = sentence[at:behind], sentence[behind:]
    if ACCORDING.match(cue):
        _, comma, rest = tail.partition(",")
        if comma and at > 0:
            return f"{sentence[:at].rstrip(' ,')} {rest.strip()}"
        return rest if comma else sentence[:at]
    aside = _LISTENER if _TOLD.match(cue) else _ASIDE
    if found := re.match(rf"{aside}\s+that,?\s+(?P<said>.+)$", tail, re.DOTALL):
        return found["said"]
    if not _SAYING.fullmatch(cue):
        return None
    if found := re.match(rf"{aside}\s*[:,]?\s*\"(?P<said>.+)$", tail, re.DOTALL):
        return found["said"]
    closing = _CLOSING.match(sentence[:at])
    if closing and len(tail) < _LONGEST_TAIL:
        who = closing["who"] or tail
        if any(name in who for name in names) or re.search(r"\b(?:he|she|they|it)\b", who):
            return closing["said"]
    elif (found := _BARE.match(tail)) and not _TOLD.match(cue):
        return found["said"]
    return None


def _kind(verb: str, said: str, names: Sequence[str]) -> ClaimKind:
    for kind, pattern in _KINDS:
        if pattern.search(verb):
            return kind
    if _MUST.search(said):
        return "demand"
    if _WILL.search(said):
        own = _OWN.match(said) or any(said.startswith(name) for name in names)
        return "commitment" if own else "prediction"
    return "statement"
