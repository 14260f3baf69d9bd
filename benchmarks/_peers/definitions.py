"""What the peers are told: the definitions of a brief in short, the same words for all."""

from __future__ import annotations

from summarizer.prompts import Taxonomy

MOST = {"actors": 12, "claims": 8, "sectors": 5, "stance": 6}
"""Items at most, as the labelling guidelines have it and as our own prompts say."""


def definitions(taxonomy: Taxonomy) -> dict[str, str]:
    """One paragraph for each kind of item: actors, claims, sectors, stance."""
    codes = "; ".join(f"{e.code} ({e.description or e.label})" for e in taxonomy.sector)
    return {
        "actors": (
            "everybody who acts, speaks or is acted upon in the article: persons, countries, "
            "organisations. One entry per real-world actor, under the fullest name that the "
            "article uses, without title or office; other forms that the article uses, such as "
            "a capital standing for its government, are aliases. A country named only as a "
            "place is no actor, nor is an outlet that only reports. type is one of person, "
            "country, government_body (ministry, court, parliament, army, police, central "
            "bank), company, international_org (EU, UN, NATO), armed_group, media, other_group "
            "(party, union, NGO, university, protesters). role: what it is or does, at most 12 "
            "words. salience: core if the story cannot be told without it, else secondary. At "
            f"most {MOST['actors']}."
        ),
        "claims": (
            "propositions that somebody asserts, and also commitments, demands, predictions and "
            "denials. One proposition each, at most 30 words, understandable by itself: names "
            "instead of pronouns, numbers and dates as the article gives them, nothing made "
            "stronger or weaker. speaker is the name of the actor who asserts it (not of who "
            "relays it), or null where the article itself asserts it. kind is one of statement, "
            "accusation, denial, prediction, commitment, demand. That somebody spoke is no "
            f"claim. At most {MOST['claims']}."
        ),
        "sectors": (
            "sectors of the economy or of public policy that the article is about or says are "
            "affected; a passing mention is not enough. At most "
            f"{MOST['sectors']}, by code: {codes}."
        ),
        "stance": (
            "who stands for or against whom or what. holder is the name of an actor, or null "
            "for the author's own slant; target is an actor or a named issue or proposal. "
            "position is one of support, oppose, mixed, neutral (only where neutrality is "
            "itself stated). A cooperative act is support, a hostile act or an accusation is "
            f"oppose; being mentioned together is no stance. At most {MOST['stance']}."
        ),
    }
