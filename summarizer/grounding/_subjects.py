"""Whose verb it is: the subject of a verb that reports speech, among names that are known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.grounding._reporting import (
    QUOTED_AS,
    QUOTING_AS,
    VERB,
    ending,
    is_participle,
    is_passive,
)
from summarizer.grounding._scene import Mention, Scene

# Between a subject and its verb: an apposition, an office, an adverb, a relative clause.
_GAP = 160
# Mentions that are looked through for a subject that stands further off.
_NEAREST = 40

_PRONOUN = re.compile(
    r"\b([Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|I)\b(?:\s+(?:also|then|later|further|has|have|had|"
    r"once|even|however|therefore|repeatedly|recently|reportedly|previously|now|still))*\s*$"
)
_OPENING_PRONOUN = re.compile(r"(?:\w+,\s+)?([Hh]e|[Ss]he|[Tt]hey|[Ii]t)\b")
# What would make the words between two mentions a clause of its own.
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|that|\w{3,}ed)\b")
_CLAUSE = re.compile(r",\s+(?:and|but|while|whilst)\b")
_COORDINATE = re.compile(r"\b(?:and|but)\s+(?:also\s+|then\s+|later\s+)?(?:has\s+|have\s+)?$")
_ADVERBS = re.compile(
    r"(?:\s+(?:also|has|have|had|then|later|once|recently|reportedly|yesterday|today|\w+ly))+\s*$"
)
_LINK = re.compile(
    r"(?:'s|’s)?\s*,?\s*(?:of|in|at|for|from|with|and)\b|\s*,[^,]*\b(?:of|to|for|at|from|in)\b"
)
# What may stand behind the name in "…, said Smith".
_ENDS = re.compile(r"\s*(?:[,.;:\")—–]|$|\s(?:of|at|in|from|on|who|as)\b)")
_OFFICE = re.compile(r"(?:['’]s)?(?:\s+[\w-]+){0,5}\s+")
_ROLE_BEHIND = re.compile(r"(?:['’]s)?(?:\s+[a-z][\w-]*){1,3}\s*")
_COMMA = re.compile(r",\s*$")
_OPENED = re.compile(r",\s+(?:an?\s+|the\s+)?")
_RELATIVE = re.compile(r",\s+(?:with|who|whom|whose|which|an?|from|speaking|\d+)\b")
_WITH = re.compile(r"\bwith\s+[^,;.]{0,80}$")
_BY = re.compile(r'(?:[^.;"]|"[^"]{0,120}"){0,60}?\bby\s')
# What may stand between "according to" and the name: an office, a body.
_NAMED = re.compile(
    r"(?:(?!(?:that|to|who|whom|which|with|in|he|she|they|it|seen|from|said|would|of\s+\w+ing)\b)"
    r"[\w.’'-]+\s+){0,8}"
)
_APPOSED = re.compile(r"the\s[^,]{1,50},\s")
_CLOSED = re.compile(r"\s*(?:[,.]|$)")
_SUBORDINATE = re.compile(r"\b(?:that|who|whom|whose|which|as|after|when|while)\b")
# "Otto Lang fled on Monday, police said": somebody without a name speaks.
_UNNAMED = re.compile(
    r"[,–—]\s+(?!(?:and|but|who|which|whom|when|after|while)\b)(?:[a-z0-9][\w$%’'-]*(?:\s+|$)){1,8}$"
)
_KIN = re.compile(r"\b(?:of|to|for|against)\s+(?:(?:Mr|Mrs|Ms|Dr|Sir|President|Senator)\.?\s+)?$")
# "The company, based in Norland, said"; "an engineer who spoke to the Post said".
_INSIDE = re.compile(r",\s+(?:an?|who|whom|which|whose|with|based|owned|from)\b[^,]*$")
_WHO = re.compile(r"\bwho\s[^,]*$")


def subject(scene: Scene, verb: re.Match[str], main: str | None) -> str | None:
    """Who speaks by that verb; ``main`` spoke before it in the same sentence."""
    sentence, at = scene.sentence, verb.start()
    passive = is_passive(sentence, verb)
    if verb[0] == "quoted" and not passive:
        return named_at(scene, verb.end(), 40)
    if quoting := ending(QUOTING_AS, sentence, at):
        after = scene.within(quoting.end("verb"), at)
        return next((m.name for m in after if m.person), after[0].name if after else None)
    if quoted := ending(QUOTED_AS, sentence, at):
        at = quoted.start()
        pronoun = ending(_PRONOUN, sentence, at)
        return _antecedent(scene, pronoun) if pronoun else _before(scene, at)
    if is_participle(verb[0]):
        if not passive:
            return _beside(scene, at) or main or _main_subject(scene, at)
    elif passive:
        if verb[0] == "quoted":
            return None
        by = _BY.match(sentence, verb.end())
        return named_at(scene, by.end(), 60) if by else None
    if pronoun := ending(_PRONOUN, sentence, at):
        return _antecedent(scene, pronoun)
    if ending(_COORDINATE, sentence, at):
        return main or _main_subject(scene, at)
    return _inverted(scene, verb) or _before(scene, at)


def named_at(scene: Scene, begin: int, reach: int) -> str | None:
    """Whom the words at ``begin`` name, with an office or a body before the name at most.

    "According to Union spokeswoman Ada Berg" names her, "according to police, Berg" nobody.
    """
    found = scene.after(begin, reach)
    if found is None:
        return None
    gap = scene.sentence[begin : found.start - scene.start].removeprefix('"')
    end = found.end - scene.start
    apposed = _APPOSED.fullmatch(gap) and _CLOSED.match(scene.sentence, end)
    if not apposed and not _NAMED.fullmatch(gap):
        return None
    return None if found.person and found.owns else _titled(scene, found)


def _inverted(scene: Scene, verb: re.Match[str]) -> str | None:
    """Smith, in "…," said Smith; "…," said the minister, Anna Smith."""
    head = scene.sentence[max(0, verb.start() - 20) : verb.start()].rstrip()
    quoted = head.endswith(('"', '",', "'", "',", "’", "’,"))
    if verb[0] in ("told", "tells") or not (quoted or head.endswith(",")):
        return None
    found = scene.after(verb.end(), 60 if quoted else 25)
    if found is None:
        return None
    # A comma alone may also close an apposition: "Smith, the minister, said Norland needs".
    if not quoted and not _ENDS.match(scene.sentence, found.end - scene.start):
        return None
    gap = scene.sentence[verb.end() : found.start - scene.start]
    if VERB.search(gap) or _SUBORDINATE.search(gap) or '"' in gap:
        return None
    kin = found.owns or ending(_KIN, scene.sentence, found.start - scene.start)
    if found.person and kin and not scene.after(found.end - scene.start, 40):
        return None
    return _titled(scene, found)


def _before(scene: Scene, at: int) -> str | None:
    """The subject that stands before the verb at ``at``."""
    found = scene.within(at - _GAP, at)
    if not found:
        return None
    end = _bare_end(scene, at)
    if apposed := _apposed(scene, end, found):
        return apposed
    last = found[-1]
    gap = scene.behind(last, at).removeprefix('"')
    if VERB.search(gap) or '"' in gap or ";" in gap:
        return None
    tail = scene.behind(last, end)
    if ending(_UNNAMED, tail, len(tail)):
        return None
    closed = scene.sentence[end - 1 : end] in (",", ")", "—", "–", "-")
    begin = found[0].start - scene.start
    if ending(_WHO, scene.sentence, begin) or (closed and ending(_INSIDE, scene.sentence, begin)):
        return None
    chosen = len(found) - 1
    while chosen > 0:
        previous, current = found[chosen - 1], found[chosen]
        between = scene.between(previous, current)
        if _CLAUSE.search(between) and previous.governed:
            break
        if len(between) > 70 or VERB.search(between) or '"' in between or _FINITE.search(between):
            break
        # "Smith of the union said", "Smith and Brown said", "Smith, Brown's agent, said"
        linked = _LINK.match(between)
        if not linked and not (closed and between.lstrip().startswith((",", "—", "–", "("))):
            break
        chosen -= 1
    who = found[chosen]
    kin = (who.owns and who is last) or ending(_KIN, scene.sentence, who.start - scene.start)
    # Berg's lawyer and a neighbour of Berg are not Berg; a body speaks through its people.
    return None if who.person and kin else who.name


def _apposed(scene: Scene, end: int, found: Sequence[Mention]) -> str | None:
    """The subject that has words between commas behind it, or that itself stands there.

    ``end`` is where the words before the verb end, see :func:`_bare_end`.
    "Smith, head of the Union, said"; "the head of the Union, Smith, said"; "Smith, Union
    spokesman said"; "Smith who spoke to the Union said".
    """
    closing = scene.sentence[end - 1 : end]
    for m in found:
        tail = scene.behind(m, end)
        if m.governed or '"' in tail:
            continue
        parts = tail.split(",")
        if len(parts) > 3 and _FINITE.match(parts[2].lstrip()):
            continue
        if closing in ("—", "–") and tail.lstrip().startswith(closing):
            return m.name
        two = tail.startswith(",") and tail.count(",") == 2
        if closing == "," and (two or _RELATIVE.match(tail)):
            return m.name
    for m in found[:-1]:
        tail = scene.behind(m, end)
        if tail.startswith(" who ") and " that " not in tail and '"' not in tail:
            return m.name
    last = found[-1]
    tail = scene.behind(last, end)
    opened = ending(_COMMA, scene.sentence, last.start - scene.start) is not None
    if tail == "," and last.person and opened:
        return last.name
    if len(found) > 1 and found[-2].person and not last.person:
        opening = _OPENED.fullmatch(scene.between(found[-2], last))
        if opening and _ROLE_BEHIND.fullmatch(tail):
            return found[-2].name
    return None


def _bare_end(scene: Scene, at: int) -> int:
    """Where the words before a verb end, without its auxiliaries and adverbs."""
    adverbs = ending(_ADVERBS, scene.sentence, at)
    end = at if adverbs is None else adverbs.start()
    low = max(0, end - _GAP)
    return low + len(scene.sentence[low:end].rstrip())


def _titled(scene: Scene, first: Mention) -> str:
    """Of "said NASA spokesman Josh Byerly" the person, not the body before the office."""
    if first.person:
        return first.name
    behind = scene.within(first.end - scene.start + 1, first.end - scene.start + _GAP)
    person = next((m for m in behind if m.person), None)
    return person.name if person and _OFFICE.fullmatch(scene.between(first, person)) else first.name


def _beside(scene: Scene, at: int) -> str | None:
    """Smith, in "Approval came, with Smith saying"."""
    found = scene.within(at - _GAP, at)
    if not found or scene.behind(found[-1], at).strip():
        return None
    with_it = ending(_WITH, scene.sentence, found[-1].start - scene.start)
    return found[-1].name if with_it else None


def _main_subject(scene: Scene, at: int) -> str | None:
    """Of "Smith rejected Brown's plan, saying" the subject of the main clause."""
    if pronoun := _OPENING_PRONOUN.match(scene.sentence):
        return _antecedent(scene, pronoun)
    for m in scene.within(0, at)[:_NEAREST]:
        head = scene.sentence[: m.start - scene.start]
        if _FINITE.search(head, head.rfind(",") + 1):
            return None  # an object: "police arrested Smith, saying"
        if not m.governed and not (m.person and m.owns):
            return _titled(scene, m)
    return None


def _antecedent(scene: Scene, pronoun: re.Match[str]) -> str | None:
    """Whom the pronoun means: who acts in the sentence, who spoke last, who was named last."""
    word = pronoun[1].lower()
    inside = scene.within(0, pronoun.start(1))[-_NEAREST:]
    earlier = [*scene.before, *inside]
    if word not in {"he", "she", "i"}:
        others = [m for m in earlier if not m.person]
        spoke = None if scene.last in scene.people else scene.last
        return spoke or (others[-1].name if others else None)
    acting = [m for m in inside if m.person and m.acts]
    if acting and all(m.name != scene.last for m in acting):
        return acting[0].name
    people = [m for m in earlier if m.person]
    if scene.last in scene.people or not people:
        return scene.last
    # Who acts is meant sooner than whose death is told of.
    return ([m for m in people if m.acts] or people)[-1].name
