"""Who speaks in each sentence of an article, by the words that attribute it.

"X said …", "…, said X", "according to X", "he added": read off the text, for actors that
are known, without a model.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.domain import Actor, Article
from summarizer.grounding._reporting import ACCORDING, VERB, reports
from summarizer.grounding._scene import Mention, Scene
from summarizer.grounding._subjects import named_at, subject

# Between single marks; an apostrophe within a word is none.
_SINGLE = re.compile(r"(?<!\w)['‘]((?:[^'‘’\n]|(?<=\w)['’](?=\w)){2,400}[,.?!])['’](?!\w)")
# Mentions before a sentence that its pronouns may mean.
_REMEMBERED = 60
_QUOTES = str.maketrans({"“": '"', "”": '"', "«": '"', "»": '"'})


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody speaks: the actor's name, and where the attributing words stand."""

    speaker: str
    start: int
    end: int


def attributions(article: Article, actors: Sequence[Actor]) -> tuple[tuple[Attribution, ...], ...]:
    """For every sentence, who is said to speak in it, in order; offsets into the text.

    A sentence that stands within a quotation, or goes on with one, is its speaker's.
    """
    text = straight(article.text)
    inside = _inside_quotations(text, article.sentences)
    mentions = _outermost(
        Mention.of(article.text, span, actor) for actor in actors for span in actor.mentions
    )
    people = frozenset(actor.name for actor in actors if actor.type == "person")
    found: list[tuple[Attribution, ...]] = []
    open_to: list[bool] = []
    last: str | None = None
    for number, (start, end) in enumerate(article.sentences):
        first = bisect_left(mentions, start, key=lambda m: m.start)
        behind = bisect_left(mentions, end, key=lambda m: m.start)
        scene = Scene(
            text[start:end],
            start,
            [m for m in mentions[first:behind] if m.end <= end],
            mentions[max(0, first - _REMEMBERED) : first],
            last,
            people,
        )
        spoken, unknown = _spoken(scene, inside[number])
        found.append(spoken)
        if spoken:
            last = spoken[-1].speaker
        # What somebody without a name says is not the next one's.
        open_to.append((inside[number] or text[start] == '"') and not unknown)
    return _fill_quotations(text, article.sentences, found, open_to)


def _outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """In order, without those that stand inside another: "NASA" in "a NASA commentator"."""
    found: list[Mention] = []
    for m in sorted(mentions, key=lambda m: (m.start, -m.end)):
        last = found[-1] if found else None
        # Two actors may share a name: a mention is not inside one of the same extent.
        if last is None or m.end > last.end or (m.start, m.end) == (last.start, last.end):
            found.append(m)
    return found


def _spoken(scene: Scene, inside: bool) -> tuple[tuple[Attribution, ...], bool]:
    """Attributions of one sentence, and whether it also tells of speech of somebody unknown.

    The sentence begins ``inside`` a quotation or outside.
    """
    spoken = [
        Attribution(speaker, scene.start + cue.start(), scene.start + cue.end())
        for cue in ACCORDING.finditer(scene.sentence)
        if (speaker := named_at(scene, cue.end(), 60))
    ]
    unknown = False
    marks, counted = int(inside), 0
    for verb in VERB.finditer(scene.sentence):
        marks += scene.sentence.count('"', counted, verb.start())
        counted = verb.start()
        if marks % 2 == 1:
            continue  # a verb inside the quotation attributes nothing
        if not reports(scene.sentence, verb):
            continue
        speaker = subject(scene, verb, spoken[-1].speaker if spoken else None)
        unknown |= speaker is None
        if speaker:
            at = scene.start + verb.start()
            spoken.append(Attribution(speaker, at, scene.start + verb.end()))
    return tuple(sorted(spoken, key=lambda attribution: attribution.start)), unknown


def straight(text: str) -> str:
    """The text with straight double marks around its quotations; no offset changes."""
    return _SINGLE.sub(r'"\1"', text.translate(_QUOTES))


def _inside_quotations(text: str, sentences: Sequence[tuple[int, int]]) -> list[bool]:
    """By sentence, whether an odd number of marks stands before it in its paragraph."""
    inside: list[bool] = []
    odd, counted = False, 0
    for start, _ in sentences:
        broken = text.rfind("\n", counted, start) + 1
        odd = (odd and not broken) ^ (text.count('"', max(counted, broken), start) % 2 == 1)
        counted = start
        inside.append(odd)
    return inside


def _fill_quotations(
    text: str,
    sentences: Sequence[tuple[int, int]],
    found: Sequence[tuple[Attribution, ...]],
    open_to: Sequence[bool],
) -> tuple[tuple[Attribution, ...], ...]:
    """Give quoted sentences without an attribution the speaker next to them."""
    filled = list(found)
    numbers = range(len(filled))
    # Forwards first: a quotation that goes on is more usual than one that is announced.
    for order, step, side in ((numbers, -1, -1), (reversed(numbers), 1, 0)):
        for number in order:
            beside = number + step
            if filled[number] or not open_to[number] or not 0 <= beside < len(filled):
                continue
            first, second = sorted((number, beside))
            together = "\n" not in text[sentences[first][1] : sentences[second][0]]
            if filled[beside] and together:
                at = sentences[number][0]
                filled[number] = (Attribution(filled[beside][side].speaker, at, at),)
    return tuple(filled)
