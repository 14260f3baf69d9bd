"""Drafts become grounded items; what does not is returned with the reason."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import WORDS, articles, drafts, prose

from summarizer.articles import article_from_text
from summarizer.domain import Article, Brief, ItemField, RunRecord
from summarizer.drafts import DraftActor, DraftClaim, DraftSector, DraftStance, DraftSummary
from summarizer.grounding import Grounded, ground
from summarizer.grounding.assemble import as_json, evidence_spans
from summarizer.prompts import load_taxonomy

LABELS = load_taxonomy().labels
BERG = DraftActor("Ada Berg", "person", "core", "minister", ("Berg",))
AIR = DraftActor("Blue Air", "company", "core", "airline")
NORLAND = DraftActor("Norland", "country", "secondary")


def grounded(article: Article, **items: Any) -> Grounded:
    into = Grounded()
    ground(article, items, LABELS, into)
    return into


def as_brief(article: Article, found: Grounded) -> Brief:
    run = RunRecord(
        model="m",
        prompt="p",
        prompt_sha256="",
        schema_sha256="",
        taxonomy_sha256="",
        version="0",
        seconds=0,
    )
    fields: dict[str, Any] = {name: tuple(items) for name, items in vars(found).items()}
    return Brief(article=article.info, run=run, **fields)


@given(st.data())
def test_every_draft_item_is_in_the_brief_or_dropped_with_a_reason(data: st.DataObject) -> None:
    article = data.draw(articles(prose()))
    items = data.draw(drafts(len(article.sentences), WORDS))
    found = Grounded()
    try:
        ground(article, items, LABELS, found)
    except ValidationError as error:
        raise AssertionError("an item was neither kept nor dropped") from error
    dropped = Counter(drop.field for drop in found.dropped)
    for field, drafted in items.items():
        kept: list[Any] = getattr(found, field)
        assert len(kept) + dropped[field] == len(drafted)
    proposed = [as_json(item) for drafted in items.values() for item in drafted]
    assert all(drop.item in proposed and drop.reason for drop in found.dropped)
    brief = as_brief(article, found)
    brief.verify(article)
    assert Brief.from_json(brief.to_json()) == brief


@given(st.data())
def test_a_brief_does_not_depend_on_whether_items_come_at_once_or_in_stages(
    data: st.DataObject,
) -> None:
    article = data.draw(articles(prose()))
    items = data.draw(drafts(len(article.sentences), WORDS))
    at_once, staged = Grounded(), Grounded()
    ground(article, items, LABELS, at_once)
    order: tuple[ItemField, ...] = ("actors", "claims", "summary", "sectors", "stance")
    for field in order:
        ground(article, {field: items[field]}, LABELS, staged)
    assert at_once == staged


def test_an_actor_gets_every_mention_of_its_names(article: Article) -> None:
    found = grounded(article, actors=[BERG])
    actor = found.actors[0]
    assert (actor.name, actor.aliases, actor.role) == ("Ada Berg", ("Berg",), "minister")
    assert [span.quote for span in actor.mentions] == ["Ada Berg", "Berg"]
    assert not found.repaired
    assert not found.dropped


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (DraftActor("Carl", "person", "core"), "'Carl' does not stand in the article as a name"),
        (DraftActor("Nor", "country", "core"), "'Nor' does not stand in the article as a name"),
        (DraftActor("", "person", "core"), "'' does not stand in the article as a name"),
        (DraftActor("Berg", "person", "core"), "repeats the actor 'Ada Berg'"),
        (DraftActor("ada berg", "person", "core"), "repeats the actor 'Ada Berg'"),
    ],
)
def test_actors_that_are_dropped(article: Article, draft: DraftActor, reason: str) -> None:
    found = grounded(article, actors=[BERG, draft])
    assert [actor.name for actor in found.actors] == ["Ada Berg"]
    assert [(drop.field, drop.item, drop.reason) for drop in found.dropped] == [
        ("actors", as_json(draft), reason)
    ]


@pytest.mark.parametrize(
    ("draft", "name", "before", "after"),
    [
        (DraftActor("blue air", "company", "core"), "Blue Air", "blue air", "Blue Air"),
        (DraftActor("The Blue Air", "company", "core"), "Blue Air", "The Blue Air", "Blue Air"),
        (DraftActor("Norland", "country", "core", "", ("Oslo",)), "Norland", "Oslo", None),
    ],
)
def test_names_are_repaired_and_the_repair_recorded(
    article: Article, draft: DraftActor, name: str, before: str, after: str | None
) -> None:
    found = grounded(article, actors=[draft])
    assert [actor.name for actor in found.actors] == [name]
    assert [(r.field, r.item, r.before, r.after) for r in found.repaired] == [
        ("actors", name, before, after)
    ]


def test_an_alias_belongs_to_one_actor_only(article: Article) -> None:
    thief = DraftActor("Norland", "country", "core", "", ("Berg", "Norland"))
    found = grounded(article, actors=[BERG, thief])
    assert found.actors[1].aliases == ()
    assert [(r.before, r.reason) for r in found.repaired] == [
        ("Berg", "the alias is a name of 'Ada Berg'")
    ]


def test_a_person_gives_up_an_alias_that_is_listed_as_something_else() -> None:
    article = article_from_text("President Ivo Petrov spoke. Norland will wait.", id="a")
    petrov = DraftActor("Ivo Petrov", "person", "core", "", ("Petrov", "Norland"))
    said = DraftClaim("Norland will wait.", "Norland", "statement", (2,))
    found = grounded(article, actors=[petrov, NORLAND], claims=[said])
    assert [(actor.name, actor.aliases) for actor in found.actors] == [
        ("Ivo Petrov", ("Petrov",)),
        ("Norland", ()),
    ]
    assert [span.quote for span in found.actors[0].mentions] == ["Ivo Petrov"]
    assert found.claims[0].speaker == "Norland"
    assert [(r.item, r.before, r.reason) for r in found.repaired] == [
        ("Ivo Petrov", "Norland", "listed as an actor of its own")
    ]


def test_bodies_that_share_a_name_are_one_actor(article: Article) -> None:
    state = DraftActor("Norland", "country", "core", "", ("Blue Air",))
    found = grounded(article, actors=[state, AIR])
    assert [actor.name for actor in found.actors] == ["Norland"]
    assert [drop.reason for drop in found.dropped] == ["repeats the actor 'Norland'"]


def test_a_claims_evidence_is_the_named_sentences(article: Article) -> None:
    draft = DraftClaim("Blue Air is  unsafe.", "Berg", "accusation", (2, 1, 2), None)
    claim = grounded(article, actors=[BERG], claims=[draft]).claims[0]
    assert (claim.text, claim.speaker, claim.via) == ("Blue Air is unsafe.", "Ada Berg", None)
    assert [span.quote for span in claim.evidence] == [article.sentence(1), article.sentence(2)]


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (DraftClaim("t", "Carl", "denial", (1,)), "the speaker 'Carl' is not a listed actor"),
        (DraftClaim("t", None, "denial", (1,), "Carl"), "the via 'Carl' is not a listed actor"),
        (DraftClaim("t", None, "denial", (9,)), "the article has no sentence 9"),
        (DraftClaim("t", None, "denial", (0,)), "the article has no sentence 0"),
        (DraftClaim("t", None, "denial", ()), "no evidence"),
        (DraftClaim("Same  claim", None, "denial", (1,)), "repeats an earlier claim"),
        (DraftClaim("  ", None, "denial", (1,)), "the text is empty"),
    ],
)
def test_claims_that_are_dropped(article: Article, draft: DraftClaim, reason: str) -> None:
    first = DraftClaim("same claim", None, "statement", (1,))
    found = grounded(article, actors=[BERG], claims=[first, draft])
    assert [claim.text for claim in found.claims] == ["same claim"]
    assert [(drop.item, drop.reason) for drop in found.dropped] == [(as_json(draft), reason)]


def test_nobody_relays_their_own_claim(article: Article) -> None:
    draft = DraftClaim("t", "Ada Berg", "statement", (1,), "Berg")
    found = grounded(article, actors=[BERG], claims=[draft])
    assert (found.claims[0].speaker, found.claims[0].via) == ("Ada Berg", None)
    assert [(r.field, r.before, r.after) for r in found.repaired] == [("claims", "Ada Berg", None)]


def test_a_summary_without_text_is_the_articles_own_sentence(article: Article) -> None:
    found = grounded(article, summary=[DraftSummary((3,)), DraftSummary((1,), "Own words.")])
    assert [sentence.text for sentence in found.summary] == [article.sentence(3), "Own words."]
    assert found.summary[0].evidence[0].quote == article.sentence(3)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (DraftSummary((1,)), "repeats an earlier summary sentence"),
        (DraftSummary((77,)), "the article has no sentence 77"),
        (DraftSummary((1,), " "), "the text is empty"),
    ],
)
def test_summary_sentences_that_are_dropped(
    article: Article, draft: DraftSummary, reason: str
) -> None:
    found = grounded(article, summary=[DraftSummary((1,)), draft])
    assert len(found.summary) == 1
    assert [drop.reason for drop in found.dropped] == [reason]


def test_sectors_get_the_taxonomys_label(article: Article) -> None:
    found = grounded(
        article,
        sectors=[
            DraftSector("transport", (1, 5)),
            DraftSector("transport", (2,)),
            DraftSector("dragons", (1,)),
            DraftSector("government", ()),
        ],
    )
    assert [(sector.code, sector.label) for sector in found.sectors] == [
        ("transport", LABELS["transport"])
    ]
    assert [drop.reason for drop in found.dropped] == [
        "repeats an earlier sector",
        "'dragons' is no code of the taxonomy",
        "no evidence",
    ]


def test_a_stances_holder_and_target_get_the_actors_names(article: Article) -> None:
    found = grounded(
        article,
        actors=[BERG, AIR],
        stance=[
            DraftStance("Berg", "the blue air", "oppose", (1,)),
            DraftStance(None, "flight safety", "support", (1,)),
        ],
    )
    assert [(s.holder, s.target) for s in found.stance] == [
        ("Ada Berg", "Blue Air"),
        (None, "flight safety"),
    ]


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (DraftStance("Carl", "x", "oppose", (1,)), "the holder 'Carl' is not a listed actor"),
        (DraftStance("Berg", "Ada Berg", "support", (1,)), "holder and target are the same actor"),
        (DraftStance("Berg", "Norland", "oppose", (44,)), "the article has no sentence 44"),
        (
            DraftStance("Ada Berg", "blue air", "support", (2,)),
            "repeats an earlier stance of this holder to this target",
        ),
        (DraftStance("Berg", " ", "oppose", (1,)), "the target is empty"),
    ],
)
def test_stances_that_are_dropped(article: Article, draft: DraftStance, reason: str) -> None:
    first = DraftStance("Berg", "Blue Air", "oppose", (1,))
    found = grounded(article, actors=[BERG, AIR, NORLAND], stance=[first, draft])
    assert len(found.stance) == 1
    assert [(drop.item, drop.reason) for drop in found.dropped] == [(as_json(draft), reason)]


def test_a_label_in_decomposed_letters_is_a_name_like_any_other() -> None:
    article = article_from_text("Zoe\u0301 spoke to Zoe.", id="x")
    found = grounded(article, actors=[DraftActor("Zoe\u0301", "person", "core")])
    assert [span.quote for span in found.actors[0].mentions] == ["Zoe\u0301"]


@given(st.lists(st.integers(-3, 12), max_size=5))
def test_evidence_is_the_named_sentences_in_order_or_an_error(numbers: list[int]) -> None:
    article = article_from_text("One is. Two is. Three is. Four is.", id="x")
    if numbers and all(1 <= number <= 4 for number in numbers):
        quoted = [span.quote for span in evidence_spans(article, numbers)]
        assert quoted == [article.sentence(number) for number in sorted(set(numbers))]
    else:
        with pytest.raises(ValueError, match=r"no sentence|no evidence"):
            evidence_spans(article, numbers)
