"""Hypothesis strategies for articles, briefs and draft items."""

from __future__ import annotations

import string
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from summarizer import domain as d
from summarizer.drafts import DraftActor, DraftClaim, DraftSector, DraftStance, DraftSummary
from summarizer.prompts import load_taxonomy

CODES = load_taxonomy().codes
TYPES = list(d.ActorType.__args__)
KINDS = list(d.ClaimKind.__args__)
POSITIONS = list(d.Position.__args__)
SALIENCES = list(d.Salience.__args__)

nonempty = st.text(min_size=1, max_size=30)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)

WORDS = [
    "Norland",
    "Ada Berg",
    "Blue Air",
    "the Dockers’ Union",
    "Łódź",
    "Müller's",
    "said",
    "12",
    "on Monday",
    "“unsafe”",
    "İstanbul",
    "北京",
    "e\u0301lan",
    "\u00a0now",
]


@st.composite
def articles(draw: st.DrawFn, text: st.SearchStrategy[str] | None = None) -> d.Article:
    """Any text with any non-overlapping sentences in it."""
    body = draw(st.text(min_size=1, max_size=120) if text is None else text)
    cuts = sorted(draw(st.sets(st.integers(0, len(body)), min_size=2, max_size=8)) | {0, len(body)})
    pairs = list(pairwise(cuts))
    kept = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True).map(sorted))
    return d.Article(
        id=draw(nonempty),
        text=body,
        sentences=tuple(kept),
        title=draw(st.none() | nonempty),
        source=draw(st.none() | nonempty),
        url=draw(st.none() | nonempty),
        published=draw(st.none() | nonempty),
    )


def prose() -> st.SearchStrategy[str]:
    """Text made of words that drafts are likely to name."""
    return st.lists(st.sampled_from(WORDS) | nonempty, min_size=3, max_size=25).map(" ".join)


@st.composite
def spans(draw: st.DrawFn, text: str) -> d.Span:
    start = draw(st.integers(0, len(text) - 1))
    return d.Span.of(text, start, draw(st.integers(start + 1, len(text))))


@st.composite
def briefs(draw: st.DrawFn) -> tuple[d.Article, d.Brief]:
    """An article and a valid brief of it."""
    article = draw(articles())
    evidence = st.lists(spans(article.text), min_size=1, max_size=3).map(tuple)
    names = draw(st.lists(nonempty, max_size=4, unique=True))
    someone = st.none() | st.sampled_from(names) if names else st.none()
    actors = [
        d.Actor(
            name=name,
            aliases=draw(st.lists(nonempty, max_size=2).map(tuple)),
            type=draw(st.sampled_from(TYPES)),
            role=draw(st.text(max_size=20)),
            salience=draw(st.sampled_from(SALIENCES)),
            mentions=draw(evidence),
        )
        for name in names
    ]
    claim = st.builds(
        d.Claim,
        text=nonempty,
        speaker=someone,
        via=someone,
        kind=st.sampled_from(KINDS),
        evidence=evidence,
    )
    stance = st.builds(
        d.Stance,
        holder=someone,
        target=nonempty,
        position=st.sampled_from(POSITIONS),
        evidence=evidence,
    )
    count = st.integers(0, 10**9)
    run = st.builds(
        d.RunRecord,
        attempts=count,
        input_tokens=count,
        output_tokens=count,
        cost_usd=st.none() | st.floats(0, 1e6),
        model=nonempty,
        prompt=nonempty,
        prompt_sha256=st.text(string.hexdigits, max_size=8),
        schema_sha256=st.text(string.hexdigits, max_size=8),
        taxonomy_sha256=st.text(string.hexdigits, max_size=8),
        version=nonempty,
        seconds=st.floats(0, 1e6),
    )
    brief = d.Brief(
        article=article.info,
        summary=draw(_few(st.builds(d.SummarySentence, text=nonempty, evidence=evidence))),
        actors=tuple(actors),
        claims=draw(_few(claim)),
        sectors=draw(_few(st.builds(d.Sector, code=nonempty, label=nonempty, evidence=evidence))),
        stance=draw(_few(stance)),
        dropped=draw(_few(st.builds(d.Dropped, field=nonempty, item=json_values, reason=nonempty))),
        repaired=draw(
            _few(
                st.builds(
                    d.Repair,
                    field=nonempty,
                    item=nonempty,
                    before=json_values,
                    after=json_values,
                    reason=nonempty,
                )
            )
        ),
        run=draw(run),
    )
    return article, brief


def _few(items: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=3).map(tuple)


@st.composite
def drafts(
    draw: st.DrawFn, sentences: int, names: list[str], *, wild: bool = True
) -> dict[d.ItemField, list[Any]]:
    """Draft items about an article; ``wild`` ones name what is not there."""
    low, high = (-1, sentences + 2) if wild else (1, sentences)
    numbers = st.lists(
        st.integers(low, high), min_size=0 if wild else 1, max_size=3, unique=True
    ).map(lambda found: tuple(sorted(found)))
    known = st.sampled_from(names)
    anyone = known | nonempty if wild else known
    someone = st.none() | anyone
    free = (
        st.text(max_size=40)
        if wild
        else st.text(string.ascii_letters + " é’", min_size=1, max_size=40).filter(
            lambda text: text == text.strip() != ""
        )
    )
    codes = st.sampled_from(CODES) | nonempty if wild else st.sampled_from(CODES)
    fields: dict[d.ItemField, st.SearchStrategy[Any]] = {
        "summary": st.builds(DraftSummary, numbers, st.none() | free),
        "actors": st.builds(
            DraftActor,
            anyone,
            st.sampled_from(TYPES),
            st.sampled_from(SALIENCES),
            free,
            st.lists(anyone, max_size=3).map(tuple),
        ),
        "claims": st.builds(DraftClaim, free, someone, st.sampled_from(KINDS), numbers, someone),
        "sectors": st.builds(DraftSector, codes, numbers),
        "stance": st.builds(
            DraftStance,
            someone,
            anyone if wild else free,
            st.sampled_from(POSITIONS),
            numbers,
        ),
    }
    most = {"summary": 3, "actors": 5, "claims": 4, "sectors": 3, "stance": 3}
    return {name: draw(st.lists(items, max_size=most[name])) for name, items in fields.items()}
