"""Where the actors of a long article stand, in pieces that do not list them too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from summarizer.domain import Actor, Article, Span
from summarizer.grounding import find_mentions
from summarizer.matching.forms import Form, is_part, normal_form, person_form

_WORD = re.compile(r"\w+")


def mentioned_everywhere(actors: Sequence[Actor], article: Article) -> list[Actor]:
    """The actors with every mention in the ``article`` that can be of nobody else.

    By a surname that two people have, or a description ("the company"), an actor is
    mentioned only where a piece said so.
    """
    owners = Counter(form for actor in actors for form in _forms(actor))
    people: dict[str, set[Form]] = {}
    for actor in actors:
        if actor.type == "person" and (form := person_form(actor.name)):
            people.setdefault(form[-1], set()).add(form)
    # Only sentences with a form's first word are searched for it.
    sentences: dict[str, list[int]] = {}
    for number, (start, end) in enumerate(article.sentences):
        for word in set(_WORD.findall(article.text, start, end)):
            sentences.setdefault(word, []).append(number)
    done: list[Actor] = []
    for actor in actors:
        clear = [
            form
            for form in (actor.name, *actor.aliases)
            if identifies(form)
            and owners[normal_form(form)] == 1
            and not _part_of_another(person_form(form), person_form(actor.name), people)
        ]
        firsts = {word for form in clear for word in _WORD.findall(form)[:1]}
        found = [*actor.mentions]
        for number in sorted({number for word in firsts for number in sentences.get(word, ())}):
            start, end = article.sentences[number]
            found += [
                Span(start=start + span.start, end=start + span.end, quote=span.quote)
                for span in find_mentions(article.text[start:end], clear, any_case=False)
            ]
        done.append(actor.model_copy(update={"mentions": disjoint(found)}))
    return done


def identifies(alias: str) -> bool:
    """Whether an alias is a name; "the company" and "the Ukrainian leader" describe."""
    last = alias.split()[-1]
    return not last[0].islower()


def disjoint(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order; of those that overlap the first, of those the longest."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _forms(actor: Actor) -> set[Form]:
    return {normal_form(form) for form in (actor.name, *actor.aliases)}


def _part_of_another(form: Form, own: Form, people: Mapping[str, Iterable[Form]]) -> bool:
    longer = people.get(form[-1], ()) if form else ()
    return any(other != own and is_part(form, other) for other in longer)
