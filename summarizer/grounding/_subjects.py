"""Whose verb it is: the subject of a verb that reports speech, among names that are known."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from summarizer.grounding._reporting import (
    PASSIVE,
    QUOTED_AS,
    QUOTING_AS,
    VERB,
    ending,
    is_participle,
)
from summarizer.grounding.naming import DATES

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
_AUXILIARY = re.compile(r"(?:\s+(?:also|has|have|had|then|later|once|recently|reportedly))+\s*$")
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
_BY = re.compile(r"[^.;]{0,60}?\bby\s")
# What makes a name no subject: "in London", "head of the Union"; but "on Friday Smith".
_GOVERNED = re.compile(
    r"\b(?i:of|for|in|at|from|by|with|to|against|on|about|than|near|after|before|following|under"
    r"|between|into|over|meeting|including|and)\s+"
    rf"(?:the\s+|an?\s+|(?!(?i:{'|'.join(DATES)})\b)[A-Z][\w.]*\s+){{0,3}}$"
)
_OWNER = ("'s", "’s", "' ", "’ ")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an actor is named; ``acts`` unless it owns or a preposition governs it."""

    start: int
    end: int
    name: str
    person: bool
    acts: bool


def acts(text: str, start: int, end: int) -> bool:
    """Whether the name at these offsets of ``text`` can be a subject."""
    return not (text.startswith(_OWNER, end) or ending(_GOVERNED, text, start))


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence (with straight quotation marks), who is named in it and before it.

    Attributes:
        sentence: its words.
        start: where it begins in the text; mentions have offsets in the text.
        here: mentions in it, in order, none within another.
        before: the nearest mentions in the text before it, in order.
        last: who spoke last before it.
        people: names of the actors that are people.
    """

    sentence: str
    start: int
    here: Sequence[Mention]
    before: Sequence[Mention]
    last: str | None
    people: Collection[str]

    def between(self, first: Mention, second: Mention) -> str:
        """The words between two of its mentions."""
        return self.sentence[first.end - self.start : second.start - self.start]

    def behind(self, mention: Mention, end: int) -> str:
        """The words from behind a mention to ``end``, an offset in the sentence."""
        return self.sentence[mention.end - self.start : end]

    def governed(self, mention: Mention) -> bool:
        """Whether a preposition stands before it."""
        return ending(_GOVERNED, self.sentence, mention.start - self.start) is not None

    def within(self, begin: int, end: int) -> Sequence[Mention]:
        """Mentions that end between two offsets in the sentence."""
        low = bisect_left(self.here, self.start + begin, key=lambda m: m.end)
        return self.here[low : bisect_right(self.here, self.start + end, key=lambda m: m.end)]

    def after(self, begin: int, reach: int) -> Mention | None:
        """The first mention that begins at most ``reach`` characters behind ``begin``."""
        at = self.start + begin
        found = self.here[bisect_left(self.here, at, key=lambda m: m.start) :][:1]
        return found[0] if found and found[0].start <= at + reach else None


def subject(scene: Scene, verb: re.Match[str], main: str | None) -> str | None:
    """Who speaks by that verb; ``main`` spoke before it in the same sentence."""
    sentence, at = scene.sentence, verb.start()
    passive = ending(PASSIVE, sentence, at) is not None
    if verb[0] == "quoted" and not passive:
        found = scene.after(verb.end(), 40)
        return found.name if found else None
    if quoting := ending(QUOTING_AS, sentence, at):
        after = scene.within(quoting.end("verb"), at)
        return next((m.name for m in after if m.person), after[0].name if after else None)
    if quoted := ending(QUOTED_AS, sentence, at):
        return _nearest(scene, quoted.start())
    if is_participle(verb[0]):
        if not passive:
            return _beside(scene, at) or main or _main_subject(scene, at)
    elif passive:
        if verb[0] == "quoted":
            return None
        by = _BY.match(sentence, verb.end())
        agent = scene.after(by.end(), 60) if by else None
        return agent.name if agent else None
    if pronoun := ending(_PRONOUN, sentence, at):
        return _antecedent(scene, pronoun)
    if ending(_COORDINATE, sentence, at):
        return main or _main_subject(scene, at)
    return _inverted(scene, verb) or _before(scene, at)


def _inverted(scene: Scene, verb: re.Match[str]) -> str | None:
    """Smith, in "…," said Smith; "…," said the minister, Anna Smith."""
    head = scene.sentence[max(0, verb.start() - 20) : verb.start()].rstrip()
    quoted = head.endswith(('"', '",', "'", "',"))
    if verb[0] in ("told", "tells") or not (quoted or head.endswith(",")):
        return None
    found = scene.after(verb.end(), 60 if quoted else 25)
    if found is None:
        return None
    # A comma alone may also close an apposition: "Smith, the minister, said Norland needs".
    if not quoted and not _ENDS.match(scene.sentence, found.end - scene.start):
        return None
    gap = scene.sentence[verb.end() : found.start - scene.start]
    if VERB.search(gap) or " that " in gap or '"' in gap:
        return None
    return _titled(scene, found)


def _before(scene: Scene, at: int) -> str | None:
    """The subject that stands before the verb at ``at``."""
    found = scene.within(at - _GAP, at)
    if not found:
        return None
    if apposed := _apposed(scene, at, found):
        return apposed
    last = found[-1]
    gap = scene.behind(last, at).removeprefix('"')
    if VERB.search(gap) or '"' in gap or ";" in gap:
        return None
    if gap.lstrip().startswith(("'s ", "’s ")) and len(found) > 1 and not last.person:
        return last.name
    head = scene.sentence[max(0, at - _GAP) : at]
    closed = _AUXILIARY.sub("", head).rstrip().endswith((",", ")", "—", "–", "-"))
    chosen = len(found) - 1
    while chosen > 0:
        previous, current = found[chosen - 1], found[chosen]
        between = scene.between(previous, current)
        if _CLAUSE.search(between) and scene.governed(previous):
            break
        if len(between) > 70 or VERB.search(between) or '"' in between or _FINITE.search(between):
            break
        # "Smith of the union said", "Smith and Brown said", "Smith, Brown's agent, said"
        linked = _LINK.match(between)
        if not linked and not (closed and between.lstrip().startswith((",", "—", "–", "("))):
            break
        chosen -= 1
    return found[chosen].name


def _apposed(scene: Scene, at: int, found: Sequence[Mention]) -> str | None:
    """The subject that has words between commas behind it, or that itself stands there.

    "Smith, head of the Union, said"; "the head of the Union, Smith, said"; "Smith, Union
    spokesman said"; "a man who spoke to the Union said".
    """
    adverbs = ending(_ADVERBS, scene.sentence, at)
    end = at if adverbs is None else adverbs.start()
    while end and scene.sentence[end - 1].isspace():
        end -= 1
    closing = scene.sentence[end - 1 : end]
    for m in found:
        tail = scene.behind(m, end)
        if scene.governed(m) or '"' in tail:
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
        if not scene.governed(m) and not scene.behind(m, at).startswith(("'s", "’s")):
            return _titled(scene, m)
    return None


def _nearest(scene: Scene, at: int) -> str | None:
    """The pronoun's or the name before ``at``, whatever stands between."""
    if pronoun := ending(_PRONOUN, scene.sentence, at):
        return _antecedent(scene, pronoun)
    found = scene.within(0, at)[-_NEAREST:]
    return (_apposed(scene, at, found) or found[-1].name) if found else None


def _antecedent(scene: Scene, pronoun: re.Match[str]) -> str | None:
    """Whom the pronoun means: who acts in the sentence, who spoke last, who was named last."""
    word = pronoun[1].lower()
    inside = scene.within(0, pronoun.start(1))[-_NEAREST:]
    earlier = [*scene.before, *inside]
    if word not in {"he", "she", "i"}:
        others = [m for m in earlier if not m.person]
        named = others[-1].name if others and word in {"it", "they", "we"} else None
        return scene.last or named
    acting = [m for m in inside if m.person and m.acts]
    if acting and all(m.name != scene.last for m in acting):
        return acting[0].name
    people = [m for m in earlier if m.person]
    if scene.last in scene.people or not people:
        return scene.last
    # Who acts is meant sooner than whose death is told of.
    return ([m for m in people if m.acts] or people)[-1].name
