"""Who speaks in each sentence, by the words that attribute it.

A small model writes a claim well and forgets who made it. The sentence usually
says so itself: "X said …", "…, said X", "according to X", "he added". This
module reads such attributions off the text, for actors that are known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from summarizer.domain import Actor, Article, Claim, Span
from summarizer.grounding.assemble import Grounded

_VERBS = """
    accused accuses acknowledged acknowledges added adds admits admitted advised advises
    alleged alleges announced announces argue argued argues asked asks asserted asserts
    assumed assumes believe believed believes blamed blames cautioned claim commented
    comments complained concluded concludes condemned condemns confirm confirmed
    confirms contended contends continued criticised criticises criticized criticizes
    declared declares demanded demands denied denies deny described describes disputed
    disputes emphasised emphasized estimate estimated estimates expect expected expects
    explained explains expressed fear feared fears hinted hope hoped hopes indicated
    indicates insisted insists joked lamented maintained maintains noted notes observed
    observes pleaded pledged pledges praised praises predicted predicts promised
    promises proposed proposes quoted reassured recommended recommends reiterated
    reiterates rejected rejects remarked replied reported reports requested responded
    revealed reveals said say saying says speaking spoke stated states stressed stresses
    suggested suggests tells testified think thinks threatened threatens told tweeted
    urged urges vowed vows warn warned warns welcomed writes wrote
""".split()  # noqa: SIM905 - a list of words reads better as words
# Verbs that also mean deeds: only with what makes them speech behind them.
_DEEDS = (
    r"(?:called|calls)\s+(?:for|on|upon|it|the|them|him|her)\b",
    r"(?:claimed|claims)(?!\s+by)",
    r"issued\s+an?\s+(?:\w+\s+)?(?:statement|warning)",
    r"(?:puts|put)\s+(?:the|its)\b",
)
_VERB = re.compile(rf"\b(?:{'|'.join((*_VERBS, *_DEEDS))})\b")
_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|[Ii]n the words of|[Qq]uoting|[Aa]s reported by)\s")
_PRONOUN = re.compile(
    r"\b([Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|I)\b(?:\s+(?:also|then|later|further|has|have|had|"
    r"once|even|however|therefore|repeatedly|recently|reportedly|previously|now|still))*\s*$"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be|gets?|got)\s+(?:\w+ly\s+)?$")
# What would make the words between two mentions a clause of its own.
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|that|\w{3,}ed)\b")
_AUXILIARY = re.compile(r"(?:\s+(?:also|has|have|had|then|later|once|recently|reportedly))+\s*$")
_LINK = re.compile(
    r"(?:'s|’s)?\s*,?\s*(?:of|in|at|for|from|with|and)\b|\s*,[^,]*\b(?:of|to|for|at|from|in)\b"
)
_QUOTES = str.maketrans({"“": '"', "”": '"', "«": '"', "»": '"'})
# Between a subject and its verb: an apposition, an office, an adverb, a relative clause.
_GAP = 160


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody speaks: the actor's name, and where the attributing words stand."""

    speaker: str
    start: int
    end: int


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
            claim = claim.model_copy(update={"speaker": speaker})
        claims.append(claim)
    grounded.claims = claims


def _content(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    name: str
    person: bool


def attributions(article: Article, actors: Sequence[Actor]) -> tuple[tuple[Attribution, ...], ...]:
    """For every sentence, who is said to speak in it, in order; offsets into the text.

    A sentence that stands within a quotation, or goes on with one, is its speaker's.
    """
    mentions = [
        _Mention(span.start, span.end, actor.name, actor.type == "person")
        for actor in actors
        for span in actor.mentions
    ]
    mentions.sort(key=lambda mention: (mention.start, mention.end))
    found: list[tuple[Attribution, ...]] = []
    last: str | None = None
    for start, end in article.sentences:
        here = _outermost([m for m in mentions if start <= m.start and m.end <= end])
        before = [m for m in mentions if m.end <= start]
        spoken = _spoken(article.text, start, end, here, before, last)
        found.append(tuple(spoken))
        if spoken:
            last = spoken[-1].speaker
    return _fill_quotations(article, found)


def _outermost(mentions: Sequence[_Mention]) -> list[_Mention]:
    """Without those that stand inside another: "NASA" in "a NASA commentator"."""
    return [
        m
        for m in mentions
        if not any(
            o.start <= m.start and m.end <= o.end and (o.end - o.start) > (m.end - m.start)
            for o in mentions
        )
    ]


def _spoken(
    text: str,
    start: int,
    end: int,
    here: Sequence[_Mention],
    before: Sequence[_Mention],
    last: str | None,
) -> list[Attribution]:
    sentence = text[start:end].translate(_QUOTES)
    opened = int(_inside_quotation(text, start))
    spoken: list[Attribution] = []
    for cue in _ACCORDING.finditer(sentence):
        at = start + cue.end()
        mention = next((m for m in here if at <= m.start <= at + 60), None)
        if mention:
            spoken.append(Attribution(mention.name, start + cue.start(), mention.end))
    for verb in _VERB.finditer(sentence):
        at = start + verb.start()
        if (opened + sentence[: verb.start()].count('"')) % 2 == 1:
            continue  # a verb inside the quotation attributes nothing
        speaker = _subject(sentence, start, verb, here, before, last)
        if speaker:
            spoken.append(Attribution(speaker, at, start + verb.end()))
    return sorted(spoken, key=lambda a: a.start)


def _subject(
    sentence: str,
    start: int,
    verb: re.Match[str],
    here: Sequence[_Mention],
    before: Sequence[_Mention],
    last: str | None,
) -> str | None:
    at = start + verb.start()
    head = sentence[: verb.start()]
    if verb[0] == "quoted":
        return next((m.name for m in here if at < m.start <= at + 40), None)
    if _PASSIVE.search(head):
        by = re.match(r"[^.;\"]{0,30}?\bby\s", sentence[verb.end() :])
        if by is None:
            return None
        agent = start + verb.end() + by.end()
        return next((m.name for m in here if agent <= m.start <= agent + 60), None)
    pronoun = _PRONOUN.search(head)
    if pronoun:
        return _antecedent(pronoun[1].lower(), pronoun.start() + start, here, before, last)
    # "…," said Smith / said the minister, Anna Smith
    stripped = head.rstrip()
    # A comma alone may also close an apposition: "Smith, the minister, said".
    reach = 60 if stripped.endswith(('"', '",', "'", "',")) else 25 * stripped.endswith(",")
    if reach:
        after = next((m for m in here if at < m.start <= start + verb.end() + reach), None)
        gap = sentence[verb.end() : after.start - start] if after else ""
        if after and not _VERB.search(gap) and " that " not in gap and '"' not in gap:
            return after.name
    subjects = [m for m in here if m.end <= at and at - m.end <= _GAP]
    if not subjects:
        return None
    subject = subjects[-1]
    gap = sentence[subject.end - start : verb.start()]
    if _VERB.search(gap) or '"' in gap or ";" in gap:
        return None
    if gap.lstrip().startswith(("'s ", "’s ")) and len(subjects) > 1 and not subject.person:
        return subject.name
    head_at = len(subjects) - 1
    apposed = _AUXILIARY.sub("", head).rstrip().endswith((",", ")", "—", "–", "-"))
    while head_at > 0:
        previous, current = subjects[head_at - 1], subjects[head_at]
        between = sentence[previous.end - start : current.start - start]
        if len(between) > 70 or _VERB.search(between) or '"' in between or _FINITE.search(between):
            break
        # "Smith of the union said", "Smith and Brown said", "Smith, Brown's agent, said"
        linked = _LINK.match(between)
        if not linked and not (apposed and between.lstrip().startswith((",", "—", "–", "("))):
            break
        head_at -= 1
    return subjects[head_at].name


def _antecedent(
    pronoun: str,
    at: int,
    here: Sequence[_Mention],
    before: Sequence[_Mention],
    last: str | None,
) -> str | None:
    earlier = [m for m in (*before, *here) if m.end <= at]
    if pronoun in {"he", "she", "i"}:
        people = [m for m in earlier if m.person]
        names = {m.name for m in people}
        if last in names:
            return last
        return people[-1].name if people else last
    if last is not None:
        return last
    others = [m for m in earlier if not m.person]
    return others[-1].name if others and pronoun in {"it", "they", "we"} else None


def _inside_quotation(text: str, at: int) -> bool:
    paragraph = text.rfind("\n", 0, at) + 1
    return text[paragraph:at].translate(_QUOTES).count('"') % 2 == 1


def _fill_quotations(
    article: Article, found: list[tuple[Attribution, ...]]
) -> tuple[tuple[Attribution, ...], ...]:
    """Give quoted sentences without an attribution the speaker next to them."""
    filled = list(found)
    quoted = [
        article.text[start:end].translate(_QUOTES).startswith('"')
        or _inside_quotation(article.text, start)
        for start, end in article.sentences
    ]
    numbers = range(len(filled))
    # Forwards first: a quotation that goes on is more usual than one that is announced.
    for order, step, side in ((numbers, -1, -1), (reversed(numbers), 1, 0)):
        for number in order:
            if filled[number] or not quoted[number] or not 0 <= number + step < len(filled):
                continue
            if filled[number + step] and _together(article, number, number + step):
                near = filled[number + step][side]
                at = article.sentences[number][0]
                filled[number] = (Attribution(near.speaker, at, at),)
    return tuple(filled)


def _together(article: Article, a: int, b: int) -> bool:
    """Whether two neighbouring sentences stand in one paragraph."""
    first, second = sorted((a, b))
    gap = article.text[article.sentences[first][1] : article.sentences[second][0]]
    return "\n" not in gap
