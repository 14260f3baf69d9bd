"""Merging the briefs of pieces: one of everything, nobody confused, nothing lost."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.articles import article_from_text
from summarizer.domain import (
    Actor,
    Article,
    Brief,
    Claim,
    RunRecord,
    Sector,
    Span,
    Stance,
    SummarySentence,
)
from summarizer.grounding import Grounded, find_mentions
from summarizer.pipeline.merging import Part, merge
from summarizer.pipeline.merging.mentions import identifies

TEXT = article_from_text(
    "Ada Berg, minister of Norland, said the dam would cost 412 million crowns. "
    "Berg also said that Blue Air is unsafe. "
    "Carl Berg, a farmer, opposed the dam. "
    "Berg said the dam would flood his fields. "
    "The United Nations (UN) backed the dam. "
    "The UN said floods killed 12 people on 3 May. "
    "Norland and the company Blue Air denied the charge. "
    "Beijing, the capital of China, will pay for the dam. "
    "Li Wen Berg sold the company in 2019. "
    "The dam, Berg said, would not be built.",
    id="dam",
)


def at(*numbers: int) -> tuple[Span, ...]:
    return tuple(Span.of(TEXT.text, *TEXT.sentences[number - 1]) for number in numbers)


def actor(name: str, *aliases: str, kind: Any = "person", **more: Any) -> Actor:
    mentions = find_mentions(TEXT.text, [name, *aliases])
    assert mentions, name
    given: dict[str, Any] = {"salience": "secondary", **more}
    return Actor(name=name, aliases=aliases, type=kind, mentions=mentions, **given)


def claim(text: str, *sentences: int, speaker: str | None = None, **more: Any) -> Claim:
    given: dict[str, Any] = {"kind": "statement", "grade": "supported", **more}
    return Claim(text=text, speaker=speaker, evidence=at(*sentences), **given)


def stance(holder: str | None, target: str, position: Any, *sentences: int, **more: Any) -> Stance:
    return Stance(
        holder=holder, target=target, position=position, evidence=at(*(sentences or (1,))), **more
    )


def parts(*fields: dict[str, Any]) -> list[Part]:
    return [Part(number=number, **given) for number, given in enumerate(fields, 1)]


def merged(*fields: dict[str, Any], summary: int = 3) -> Grounded:
    return merge(TEXT, parts(*fields), summary)


def names(found: Grounded) -> set[str]:
    return {one.name for one in found.actors}


# Actors


def test_a_surname_is_the_only_person_it_can_be() -> None:
    found = merged({"actors": (actor("Ada Berg"),)}, {"actors": (actor("Berg"),)})
    assert names(found) == {"Ada Berg"}
    assert found.actors[0].aliases == ("Berg",)
    assert any("one actor of what the pieces say" in one.reason for one in found.repaired)


def test_a_surname_that_two_people_have_is_neither_and_the_record_says_so() -> None:
    found = merged(
        {"actors": (actor("Ada Berg", "Berg"),)},
        {"actors": (actor("Carl Berg", "Berg"),)},
        {"actors": (actor("Berg"),)},
    )
    assert names(found) == {"Ada Berg", "Carl Berg", "Berg"}
    reasons = [one.reason for one in found.repaired if one.item == "Berg"]
    assert "may be Ada Berg or Carl Berg: kept apart" in reasons
    # The alias belongs to the actor of that name alone, and so do new mentions by it.
    assert not any("Berg" in one.aliases for one in found.actors)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (actor("Ada Berg", "Berg"), actor("Carl Berg", "Berg")),
        (actor("Norland", "the company", kind="country"), actor("Blue Air", "the company")),
        (actor("Ada Berg", "minister"), actor("Carl Berg", "minister")),
        (actor("China", "the dam", kind="country"), actor("Norland", "the dam", kind="country")),
        (actor("China", "Beijing", kind="country"), actor("Norland", "Beijing", kind="country")),
    ],
)
def test_what_two_actors_share_does_not_make_them_one(one: Actor, other: Actor) -> None:
    assert names(merged({"actors": (one,)}, {"actors": (other,)})) == {one.name, other.name}


def test_an_acronym_and_a_capital_are_the_actor_that_lists_them() -> None:
    united_nations = actor("United Nations", "UN", kind="international_org")
    china = actor("China", "Beijing", kind="country")
    found = merged(
        {"actors": (actor("UN", kind="international_org"), actor("Beijing", kind="country"))},
        {"actors": (united_nations, china)},
    )
    assert names(found) == {"United Nations", "China"}


def test_two_actors_of_one_piece_are_never_one() -> None:
    found = merged({"actors": (actor("Ada Berg"), actor("Berg"))}, {"actors": (actor("Ada Berg"),)})
    assert names(found) == {"Ada Berg", "Berg"}


def test_types_by_majority_roles_by_grade_names_by_words() -> None:
    found = merged(
        {"actors": (actor("Berg", kind="other_group", role="a farmer", grade="unverified"),)},
        {"actors": (actor("Berg", role="minister", grade="supported"),)},
        {"actors": (actor("Berg", role="somebody", grade="unverified"),)},
    )
    [one] = found.actors
    assert (one.type, one.role, one.grade) == ("person", "minister", "supported")
    [record] = [one for one in found.repaired if "one actor of what" in one.reason]
    assert isinstance(record.before, list)
    assert len(record.before) == 3


def test_confidence_is_that_of_the_choice_that_stays() -> None:
    found = merged(
        {"actors": (actor("Berg", kind="other_group", confidence=0.99),)},
        {"actors": (actor("Berg", confidence=0.6),)},
        {"actors": (actor("Berg", confidence=0.5),)},
    )
    assert [one.confidence for one in found.actors] == [0.55]
    ada = actor("Ada Berg")
    found = merged(
        {"actors": (ada,), "claims": (claim(COST, 1, confidence=0.9),)},
        {"actors": (ada,), "claims": (claim(COST, 1, speaker="Ada Berg", confidence=0.7),)},
    )
    assert [(one.speaker, one.confidence) for one in found.claims] == [("Ada Berg", 0.7)]
    # Whoever is read first: where code found the speaker, nothing is known of the choice.
    by_code = {"actors": (ada,), "claims": (claim(COST, 1, speaker="Ada Berg"),)}
    by_model = {"actors": (ada,), "claims": (claim(COST, 1, speaker="Ada Berg", confidence=0.7),)}
    for order in ((by_code, by_model), (by_model, by_code)):
        assert [one.confidence for one in merged(*order).claims] == [0.7]
    dam = [
        {"actors": (ada,), "stance": (stance("Ada Berg", "the dam", way, 1, confidence=0.8),)}
        for way in ("support", "support", "oppose")
    ]
    found = merged(*dam[:2])
    assert [one.confidence for one in found.stance] == [0.8]
    found = merged(*dam[1:])
    # Nobody chose what the two come to.
    assert [(one.position, one.confidence) for one in found.stance] == [("mixed", None)]


@pytest.mark.parametrize(("core", "pieces", "salience"), [(1, 20, "secondary"), (5, 20, "core")])
def test_whom_one_chapter_of_twenty_is_about_is_not_core(
    core: int, pieces: int, salience: str
) -> None:
    given = [
        {"actors": (actor("Ada Berg", salience="core" if number < core else "secondary"),)}
        for number in range(pieces)
    ]
    assert merged(*given).actors[0].salience == salience


def test_mentions_are_found_in_pieces_that_do_not_list_the_actor() -> None:
    first = actor("Blue Air", kind="company")
    first = first.model_copy(update={"mentions": first.mentions[:1]})
    found = merged({"actors": (first,)}, {})
    assert found.actors[0].mentions == find_mentions(TEXT.text, ["Blue Air"])
    # By a surname that others have too nobody is found.
    ada = actor("Ada Berg", "Berg")
    ada = ada.model_copy(update={"mentions": ada.mentions[:1]})
    found = merged({"actors": (ada,)}, {"actors": (actor("Carl Berg"),)})
    [spans] = [one.mentions for one in found.actors if one.name == "Ada Berg"]
    assert [span.quote for span in spans] == ["Ada Berg"]


def test_a_name_and_its_part_at_one_place_are_one_mention() -> None:
    found = merged({"actors": (actor("Ada Berg"),)}, {"actors": (actor("Berg"),)})
    spans = [(span.start, span.end) for span in found.actors[0].mentions]
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert found.actors[0].mentions[0].quote == "Ada Berg"


def test_descriptions_identify_nobody() -> None:
    assert not identifies("the company")
    assert not identifies("the Ukrainian leader")
    assert identifies("the United Nations")
    assert identifies("北京")


# Claims


ADA = {"actors": (actor("Ada Berg"),)}
COST = "The dam will cost 412 million crowns."


def test_one_claim_in_two_wordings_has_both_places_and_is_recorded() -> None:
    long = "The Norland dam will cost 412 million crowns."
    found = merged(
        {**ADA, "claims": (claim(COST, 1, speaker="Ada Berg"),)},
        {**ADA, "claims": (claim(long, 1, 4, speaker="Ada Berg"),)},
    )
    [one] = found.claims
    assert one.text == long
    assert one.evidence == at(1, 4)
    [record] = [record for record in found.repaired if record.field == "claims"]
    assert isinstance(record.before, dict)
    assert record.before["text"] == COST


def test_the_better_supported_wording_is_kept() -> None:
    long = "The Norland dam will cost 412 million crowns."
    found = merged(
        {"claims": (claim(COST, 1, grade="exact"),)},
        {"claims": (claim(long, 1, grade="supported"),)},
    )
    assert [one.text for one in found.claims] == [COST]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (claim("Floods killed 12 people.", 6), claim("Floods killed 13 people.", 6)),
        (claim("The dam will be built.", 10), claim("The dam will not be built.", 10)),
        (claim(COST, 1, kind="denial"), claim(COST, 1)),
        # Half the words in common are enough only at the same place.
        (claim("The dam would cost 412 million crowns.", 1), claim("The dam would cost much.", 4)),
        (claim(COST, 1), claim(COST, 4, speaker="Ada Berg")),
    ],
)
def test_what_differs_in_what_matters_stays_two_claims(one: Claim, other: Claim) -> None:
    found = merged({**ADA, "claims": (one,)}, {**ADA, "claims": (other,)})
    assert len(found.claims) == 2


def test_different_speakers_are_never_one_but_a_forgotten_speaker_is() -> None:
    both = {"actors": (actor("Ada Berg"), actor("Carl Berg"))}
    found = merged(
        {**both, "claims": (claim(COST, 1, speaker="Ada Berg"),)},
        {**both, "claims": (claim(COST, 1, speaker="Carl Berg"),)},
    )
    assert {one.speaker for one in found.claims} == {"Ada Berg", "Carl Berg"}
    found = merged(
        {"claims": (claim(COST, 1),)}, {**ADA, "claims": (claim(COST, 1, speaker="Ada Berg"),)}
    )
    assert [one.speaker for one in found.claims] == ["Ada Berg"]


def test_claims_that_exclude_each_other_do_not_meet_over_a_third() -> None:
    texts = [
        "Floods killed people on 3 May.",
        "Floods killed people.",
        "Floods killed people on 4 May.",
    ]
    found = merged(*({"claims": (claim(text, 6),)} for text in texts))
    assert len(found.claims) == 2
    assert {"3 May" in one.text or "4 May" in one.text for one in found.claims} == {True}


def test_two_claims_of_one_piece_stay_two() -> None:
    both = (claim(COST, 1), claim("The Norland dam will cost 412 million crowns.", 1))
    assert len(merged({"claims": both}).claims) == 2


def test_speakers_have_the_name_of_the_whole() -> None:
    found = merged(
        {**ADA},
        {"actors": (actor("Berg"),), "claims": (claim(COST, 1, speaker="Berg"),)},
        {
            "actors": (actor("UN", kind="international_org"),),
            "claims": (claim("Floods killed 12 people.", 6, speaker="UN", via="UN"),),
        },
    )
    assert [one.speaker for one in found.claims] == ["Ada Berg", "UN"]


def test_nobody_relays_what_they_say_themselves() -> None:
    un = {"actors": (actor("UN", kind="international_org"),)}
    found = merged(
        {**un, "claims": (claim("Floods killed 12 people.", 6, via="UN"),)},
        {**un, "claims": (claim("Floods killed 12 people.", 6, speaker="UN"),)},
    )
    assert [(one.speaker, one.via) for one in found.claims] == [("UN", None)]


# Sectors, stances, summary


def sector(code: str, *sentences: int) -> Sector:
    return Sector(code=code, label=code.title(), evidence=at(*sentences))


def test_sectors_are_counted_and_passing_mentions_dropped() -> None:
    given = [{"sectors": (sector("energy", 1),)}] * 10 + [{}]
    given[3] = {"sectors": (sector("transport", 2), sector("energy", 5))}
    found = merged(*given)
    assert [(one.code, one.evidence) for one in found.sectors] == [("energy", at(1, 5))]
    [dropped] = found.dropped
    assert dropped.reason == "named in 1 of 11 pieces: a passing mention"
    assert [one.code for one in merged(*given[:10]).sectors] == ["energy", "transport"]


@pytest.mark.parametrize(
    ("positions", "position"),
    [
        (["support", "support"], "support"),
        (["support", "oppose"], "mixed"),
        (["support"] * 3 + ["oppose"], "mixed"),
        (["support"] * 4 + ["oppose"], "support"),
        (["neutral", "oppose"], "oppose"),
        (["neutral", "neutral"], "neutral"),
        (["mixed", "support"], "mixed"),
    ],
)
def test_positions_over_pieces(positions: list[Any], position: str) -> None:
    given = [
        {**ADA, "stance": (stance("Ada Berg", "the dam", one, number % 9 + 1),)}
        for number, one in enumerate(positions)
    ]
    found = merged(*given)
    [one] = found.stance
    assert one.position == position
    assert len(one.evidence) == len(positions)
    differ = len(set(positions)) > 1
    assert any(record.field == "stance" for record in found.repaired) == differ


def test_a_target_is_the_actor_of_another_piece() -> None:
    china = {"actors": (actor("China", "Beijing", kind="country"),)}
    found = merged(
        {**ADA, "stance": (stance("Ada Berg", "Beijing", "support"),)},
        china,
        {"actors": (actor("Berg"),), "stance": (stance("Berg", "China", "support", 8),)},
    )
    [one] = found.stance
    assert (one.holder, one.target, one.evidence) == ("Ada Berg", "China", at(1, 8))


def test_a_holder_who_is_the_target_is_dropped() -> None:
    found = merged(
        {**ADA}, {"actors": (actor("Berg"),), "stance": (stance("Berg", "Ada Berg", "support"),)}
    )
    assert found.stance == []
    assert "holder and target are the same actor" in found.dropped[0].reason


def test_the_summary_is_bounded_begins_with_the_lead_and_spreads() -> None:
    given = [
        {"summary": (SummarySentence(text=TEXT.sentence(number), evidence=at(number)),)}
        for number in range(1, 11)
    ]
    given.append(given[0])
    found = merged(*given)
    assert len(found.summary) == 3
    assert found.summary[0].text == TEXT.sentence(1)
    starts = [one.evidence[0].start for one in found.summary]
    assert starts == sorted(starts)
    assert len(found.dropped) == 7
    assert {drop.field for drop in found.dropped} == {"summary"}


# What holds of any pieces

PEOPLE = [
    actor("Ada Berg"),
    actor("Ada Berg", "Berg", salience="core"),
    actor("Carl Berg", role="a farmer"),
    actor("Carl Berg", "Berg", kind="other_group"),
    actor("Berg"),
    actor("Berg", kind="other_group"),
    actor("Li Wen Berg"),
    actor("UN", kind="international_org"),
    actor("United Nations", "UN", kind="international_org"),
    actor("China", "Beijing", kind="country", salience="core"),
    actor("Beijing", kind="country"),
    actor("Norland", "the company", kind="country"),
    actor("Blue Air", "the company", kind="company"),
]
TEXTS = [
    COST,
    "The Norland dam will cost 412 million crowns.",
    "Floods killed people on 3 May.",
    "Floods killed people on 4 May.",
    "Floods killed people.",
    "Blue Air is unsafe.",
    "Blue Air is not unsafe.",
]


@st.composite
def some_parts(draw: st.DrawFn) -> list[Part]:
    found: list[Part] = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        cast = draw(st.lists(st.sampled_from(PEOPLE), max_size=4, unique_by=lambda one: one.name))
        someone = st.none() | st.sampled_from([one.name for one in cast]) if cast else st.none()
        places = st.lists(st.integers(1, 10), min_size=1, max_size=2, unique=True).map(sorted)
        claims = st.builds(
            lambda text, speaker, kind, place: claim(text, *place, speaker=speaker, kind=kind),
            st.sampled_from(TEXTS),
            someone,
            st.sampled_from(["statement", "denial"]),
            places,
        )
        stances = st.builds(
            lambda holder, target, position, place: stance(holder, target, position, *place),
            someone,
            st.sampled_from(["the dam", "Beijing", "Blue Air", "Ada Berg"]),
            st.sampled_from(["support", "oppose", "neutral", "mixed"]),
            places,
        )
        sectors = st.builds(sector, st.sampled_from(["energy", "transport"]), st.integers(1, 10))
        sums = st.builds(
            lambda n: SummarySentence(text=TEXT.sentence(n), evidence=at(n)), st.integers(1, 10)
        )
        found.append(
            Part(
                number=number,
                actors=tuple(cast),
                claims=draw(unique(claims, lambda one: one.text)),
                stance=tuple(
                    one
                    for one in draw(unique(stances, lambda one: (one.holder, one.target)))
                    if one.holder != one.target
                ),
                sectors=draw(unique(sectors, lambda one: one.code)),
                summary=draw(unique(sums, lambda one: one.text)),
            )
        )
    return found


def unique(items: st.SearchStrategy[Any], key: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=3, unique_by=key).map(tuple)


def brief_of(found: Grounded, article: Article) -> Brief:
    run = RunRecord(
        model="m", prompt="p", prompt_sha256="", schema_sha256="", taxonomy_sha256="", version="1"
    )
    fields = {name: tuple(items) for name, items in vars(found).items()}
    return Brief(article=article.info, run=run, **fields)


@given(some_parts())
def test_any_pieces_make_a_valid_brief_that_loses_nothing(given_parts: list[Part]) -> None:
    found = merge(TEXT, given_parts, 3)
    brief_of(found, TEXT).verify(TEXT)
    for field in ("actors", "claims"):
        joined = [record for record in found.repaired if record.field == field]
        given_items = [item for part in given_parts for item in getattr(part, field)]
        assert len(getattr(found, field)) <= len(given_items)
        if field == "claims":
            assert len(found.claims) + len(joined) == len(given_items)
    evidence = {span for item in found.claims for span in item.evidence}
    assert evidence == {s for p in given_parts for item in p.claims for s in item.evidence}
    for part in given_parts:
        for span in (span for item in part.actors for span in item.mentions):
            assert any(
                one.start <= span.start and span.end <= one.end
                for item in found.actors
                for one in item.mentions
            )
    assert {one.text for p in given_parts for one in p.summary} == {
        *(one.text for one in found.summary),
        *(d.item["text"] for d in found.dropped if d.field == "summary"),
    }


@given(some_parts(), st.randoms())
def test_the_order_of_the_pieces_given_does_not_matter(
    given_parts: list[Part], random: Any
) -> None:
    shuffled = list(given_parts)
    random.shuffle(shuffled)
    assert merge(TEXT, shuffled, 3) == merge(TEXT, given_parts, 3)


@given(some_parts())
def test_merging_what_is_merged_changes_nothing(given_parts: list[Part]) -> None:
    once = merge(TEXT, given_parts, 3)
    fields = ("summary", "actors", "claims", "sectors", "stance")
    part = Part(number=1, **{name: tuple(getattr(once, name)) for name in fields})
    again = merge(TEXT, [part], 3)
    for name in fields:
        assert getattr(again, name) == getattr(once, name)
    assert not again.dropped
