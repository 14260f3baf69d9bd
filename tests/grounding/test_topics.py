"""Sectors by the article's own words, weighed with what a model named."""

from __future__ import annotations

import pytest

from summarizer.articles import article_from_text
from summarizer.domain import Article, Sector, Span
from summarizer.grounding import Grounded, SectorOdds, SectorWords, Topics, weigh_sectors
from summarizer.prompts import load_taxonomy

WORDS = {
    "farming": SectorWords(("farm*", "wheat", "cattle", "price of bread", "dairy cow*")),
    "courts": SectorWords(("judge*", "court", "verdict", "trial")),
    "sport": SectorWords(("goal*", "match", "team")),
    "fashion": SectorWords(()),
}
TOPICS = Topics(WORDS, {code: code.title() for code in WORDS})
ODDS = SectorOdds(first=4.0, later=2.0, unnamed=-1.0)
FARMS = (
    "Farmers in the north of Norland sold the wheat of the year to the mills. "
    "The price of bread and of dairy cows fell, a farmer said in the capital. "
    "The cattle went to the coast."
)


def article(text: str, title: str | None = None) -> Article:
    return article_from_text(text, id="a").model_copy(update={"title": title})


def sectors(of: Article, *codes: str) -> list[Sector]:
    span = Span.of(of.text, *of.sentences[0])
    return [Sector(code=code, label=code.title(), evidence=(span,)) for code in codes]


def weighed(of: Article, *codes: str, odds: SectorOdds = ODDS, most: int = 5) -> Grounded:
    found = Grounded(sectors=sectors(of, *codes))
    weigh_sectors(of, found, TOPICS, odds, most)
    # Nothing is lost: what was named is there, or dropped with the reason.
    dropped = [item.item["code"] for item in found.dropped if isinstance(item.item, dict)]
    kept = [sector.code for sector in found.sectors]
    assert all((code in kept) != (code in dropped) for code in codes)
    for sector in found.sectors:
        assert all(of.text[span.start : span.end] == span.quote for span in sector.evidence)
    return found


def codes(found: Grounded) -> list[str]:
    return [sector.code for sector in found.sectors]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Wheat and FARMS and farming.", {"wheat": 1, "farm*": 2}),
        ("The price  of bread; the price, of, bread.", {"price of bread": 2}),
        ("Dairy cows, a dairy cow, dairies.", {"dairy cow*": 2}),
        ("The price of", {}),
        ("A buckwheat pancake, a sandwich of wheaten bread.", {}),
    ],
)
def test_terms_are_whole_words_or_what_they_begin_with(text: str, terms: dict[str, int]) -> None:
    assert dict(TOPICS.find(article(text))["farming"].terms) == terms


def test_the_lead_and_different_terms_count_most() -> None:
    late = "Nobody came to it. It was a long day in the rain. The wheat, the cattle and the farms."
    early = "The wheat, the cattle and the farms. Nobody came to it. It was a long day in the rain."
    same = "Nobody came to it. It was a long day in the rain. The wheat, the wheat and the wheat."

    def odds(text: str) -> float:
        return TOPICS.log_odds(TOPICS.find(article(text)))["farming"]

    assert odds(early) > odds(late) > odds(same)
    assert TOPICS.log_odds(TOPICS.find(article(late, "Wheat")))["farming"] > odds(late)


def test_what_the_words_tell_stands_and_a_habit_is_dropped_with_the_reason() -> None:
    found = weighed(article(FARMS), "farming", "sport")
    assert codes(found) == ["farming"]
    assert [item.reason for item in found.dropped] == [
        "too few of the article's words are of this sector"
    ]
    assert found.repaired == []


def test_a_sector_that_was_not_named_is_added_with_its_best_sentence() -> None:
    found = weighed(article(FARMS), "sport")
    assert codes(found) == ["farming"]
    (sector,) = found.sectors
    assert sector.label == "Farming"
    assert [span.quote for span in sector.evidence] == [
        "The price of bread and of dairy cows fell, a farmer said in the capital."
    ]
    (repair,) = found.repaired
    assert (repair.field, repair.item, repair.before) == ("sectors", "farming", None)
    assert repair.reason.startswith("the article's words are of this sector: farm,")


def test_the_likeliest_stands_first() -> None:
    text = f"{FARMS} The judge of the court gave the verdict of the trial."
    assert codes(weighed(article(text), "courts", "farming")) == ["farming", "courts"]


def test_sectors_without_terms_are_not_judged() -> None:
    assert codes(weighed(article(FARMS), "fashion", "farming")) == ["farming", "fashion"]


def test_where_no_word_speaks_for_any_the_first_one_stays() -> None:
    told = article("It was a long day in the rain, and nobody came to the end of it.")
    found = weighed(told, "sport", "courts", odds=SectorOdds(1.0, 0.5, 0.0))
    assert codes(found) == ["sport"]
    assert len(found.dropped) == 1
    assert codes(weighed(told)) == []


def test_words_of_the_title_alone_add_nothing() -> None:
    told = article("It was a long day in the rain, to the end.", "Wheat, cattle, farms, dairy cow")
    assert TOPICS.log_odds(TOPICS.find(told))["farming"] + ODDS.unnamed > 0
    assert codes(weighed(told)) == []
    # Nor do they take the place of what was named.
    assert codes(weighed(told, "sport", odds=SectorOdds(0.5, 0.5, 0.0))) == ["sport"]


def test_what_is_named_beyond_those_that_are_heeded_must_be_told_by_the_words() -> None:
    text = f"{FARMS} The judge of the court gave the verdict of the trial."
    odds = SectorOdds(4.0, 2.0, 1.0)
    found = weighed(article(text), "farming", "fashion", "courts", "sport", odds=odds)
    assert codes(found) == ["farming", "fashion", "courts"]
    assert found.repaired == []
    only = weighed(article(FARMS), "farming", "sport", "fashion", odds=SectorOdds(4, 9, -1))
    assert codes(only) == ["farming", "sport"]
    assert [item.reason for item in only.dropped] == [
        "beyond the 2 that this prompt keeps, most central first"
    ]


def test_there_are_no_more_sectors_than_the_prompt_allows() -> None:
    text = f"{FARMS} The judge of the court gave the verdict of the trial."
    odds = SectorOdds(4.0, 2.0, 1.0)
    assert codes(weighed(article(text), odds=odds, most=1)) == ["farming"]
    assert codes(weighed(article(text), odds=odds, most=2)) == ["farming", "courts"]


@pytest.mark.parametrize(
    "text",
    [
        "Le match du court central: le verdict du match, le court, le trial, le match.",
        "A bank a farm a court in a match, to je verdict a trial in a team.",
    ],
)
def test_an_article_in_another_language_stays_as_it_is(text: str) -> None:
    assert codes(weighed(article(text), "farming", "courts")) == ["farming", "courts"]
    assert codes(weighed(article(text), "farming", "courts", "sport")) == ["farming", "courts"]
    told = article(FARMS).model_copy(update={"language": "hu"})
    assert codes(weighed(told, "sport")) == ["sport"]


def test_every_shipped_sector_has_terms_and_none_twice() -> None:
    for entry in load_taxonomy().sector:
        assert len(entry.terms) >= 10, entry.code
        assert len(set(entry.terms)) == len(entry.terms), entry.code
        assert all(term == term.lower() for term in entry.terms), entry.code
