"""Who speaks in a sentence, by the words that attribute it. All names are invented."""

from __future__ import annotations

import pytest

from summarizer.articles import article_from_text
from summarizer.domain import Actor, ActorType
from summarizer.grounding import find_mentions
from summarizer.grounding.attributions import attributions

KINDS: dict[str, ActorType] = {
    "Ada Berg": "person",
    "Otto Lang": "person",
    "Norland": "country",
    "Dam Union": "other_group",
    "Morning Post": "media",
}


def spoken(text: str) -> list[list[str]]:
    """Who speaks in each sentence of ``text``."""
    article = article_from_text(text, id="dam")
    actors = [
        Actor(name=name, type=kind, salience="core", mentions=mentions)
        for name, kind in KINDS.items()
        if (mentions := find_mentions(article.text, (name, name.split()[-1]), any_case=False))
    ]
    return [[one.speaker for one in here] for here in attributions(article, actors)]


@pytest.mark.parametrize(
    ("sentence", "speakers"),
    [
        # Subject, verb
        ("Ada Berg said the dam leaks.", ["Ada Berg"]),
        ("Norland minister Ada Berg said the dam leaks.", ["Ada Berg"]),
        ("Ada Berg of the Dam Union said it leaks.", ["Ada Berg"]),
        ("Ada Berg and Otto Lang said it leaks.", ["Ada Berg"]),
        ("Ada Berg pointed out that the dam leaks.", ["Ada Berg"]),
        ("Ada Berg called the dam “a shame”.", ["Ada Berg"]),
        ("Ada Berg released a statement: “The dam leaks.”", ["Ada Berg"]),
        ("“Dam Union” has said that the dam leaks.", ["Dam Union"]),
        # Behind the quotation
        ("“It leaks,” said Ada Berg.", ["Ada Berg"]),
        ("“It leaks,” said Dam Union spokeswoman Ada Berg.", ["Ada Berg"]),
        ("The dam leaks, said Ada Berg.", ["Ada Berg"]),
        ("“It leaks,” Ada Berg told the Morning Post.", ["Ada Berg"]),
        # Words between commas
        ("Ada Berg, head of the Dam Union, said it leaks.", ["Ada Berg"]),
        ("The head of the Dam Union, Ada Berg, said it leaks.", ["Ada Berg"]),
        ("Ada Berg, Dam Union spokeswoman said it leaks.", ["Ada Berg"]),
        ("Ada Berg, the minister, said Norland needs the dam.", ["Ada Berg"]),
        ("Ada Berg, the minister, told the Morning Post that it leaks.", ["Ada Berg"]),
        ("Ada Berg — a friend of Norland — said it leaks.", ["Ada Berg"]),
        ("Ada Berg, head of the Dam Union, yesterday announced that it leaks.", ["Ada Berg"]),
        ("Ada Berg, Norland's envoy, has said it leaks.", ["Ada Berg"]),
        ("Ada Berg, with Otto Lang, the chairman, said it leaks.", ["Ada Berg"]),
        ("Ada Berg, who led the Dam Union, the largest in Norland, said it leaks.", ["Ada Berg"]),
        ("Ada Berg said critics claimed that it leaks.", ["Ada Berg"]),
        ("Ada Berg, whom Otto Lang had met, wrote that it leaks.", ["Ada Berg"]),
        ("Ada Berg who met the Dam Union said it leaks.", ["Ada Berg"]),
        ("Ada Berg, a friend of Otto Lang, chairman of the Dam Union, said no.", ["Ada Berg"]),
        ("Ada Berg left after Otto Lang, a rival, said it leaks.", ["Otto Lang"]),
        ("The dam was shut by Norland, and Ada Berg has said it leaks.", ["Ada Berg"]),
        # Participles and second verbs belong to the main clause
        ("Ada Berg rejected the plan of Otto Lang, saying the dam leaks.", ["Ada Berg"] * 2),
        ("Ada Berg left the talks with Norland, adding that it leaks.", ["Ada Berg"]),
        ("Ada Berg met Otto Lang but said the dam leaks.", ["Ada Berg"]),
        ("Norland shut the dam, with Otto Lang saying that it leaks.", ["Otto Lang"]),
        # Who is quoted, and by whom
        ("Ada Berg is quoted by the Morning Post as saying it leaks.", ["Ada Berg"]),
        ("She is Ada Berg and he was quoted by the Morning Post as saying no.", ["Ada Berg"]),
        ("The Morning Post quoted Ada Berg as saying it leaks.", ["Ada Berg"]),
        ("The Morning Post cited Norland minister Ada Berg as saying it leaks.", ["Ada Berg"]),
        ("The dam was described as “unsafe” by Ada Berg.", ["Ada Berg"]),
        ("The plan was “made in Norland” and rejected by Ada Berg.", ["Ada Berg"]),
        ("The plan, criticised by Ada Berg, failed.", ["Ada Berg"]),
        ("According to Ada Berg, the dam leaks.", ["Ada Berg"]),
        ("According to the minister, Ada Berg, it leaks.", ["Ada Berg"]),
        ("According to Dam Union spokeswoman Ada Berg, it leaks.", ["Ada Berg"]),
        ("‘It leaks,’ said Ada Berg.", ["Ada Berg"]),
    ],
)
def test_the_speaker_is_who_the_words_attribute_it_to(sentence: str, speakers: list[str]) -> None:
    assert spoken(sentence) == [speakers]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Berg was believed to be in Norland.",
        "The dam of Ada Berg lost an estimated 3,000 litres.",
        "Ada Berg is a leader of the self-declared state.",
        "Ada Berg read news reports about the dam.",
        "Ada Berg put the dam in order.",
        "Ada Berg went home to warn them.",
        "“Otto Lang said so” is the song that Ada Berg sang.",
        "Nobody said that the dam leaks.",
        "Norland held men believed to be spies.",
        "Ada Berg read the reports about the dam.",
        "Ada Berg wrote a novel and adds milk to her tea.",
        "Ada Berg was not told of the leak.",
        "Ada Berg, accused of fraud, left.",
        "Ada Berg was jailed for threatening Otto Lang.",
        "Ada Berg met families demanding answers.",
        # Somebody without a name speaks
        "Ada Berg left on Monday, police said.",
        "According to police, Ada Berg left.",
        "According to the minister, Ada Berg left.",
        "An engineer who spoke to the Morning Post said it leaks.",
        "The firm, based in Norland, said it leaks.",
        "Police arrested Ada Berg, saying she lied.",
        "“It leaks,” said an engineer who had met Ada Berg.",
        "Ada Berg was urged by friends to leave Norland.",
        "The dam was called “a gift, paid for by Norland”.",
        "Ada Berg's lawyer said it leaks.",
        "A neighbour of Ada Berg said it leaks.",
        "‘Ada Berg told us,’ a boy said.",
    ],
)
def test_what_only_looks_like_speech_attributes_nothing(sentence: str) -> None:
    assert spoken(sentence) == [[]]


def test_a_pronoun_is_who_spoke_or_acts_and_not_who_is_only_told_of() -> None:
    told = "Ada Berg wrote that Otto Lang drowned. She said that the dam leaks."
    assert spoken(told) == [["Ada Berg"], ["Ada Berg"]]
    body = "Ada Berg said it was safe. Norland closed the dam. It said that it leaks."
    assert spoken(body) == [["Ada Berg"], [], ["Norland"]]
    main = "Ada Berg said no. She left Otto Lang in Norland, adding that it leaks."
    assert spoken(main) == [["Ada Berg"], ["Ada Berg"]]
    acts = "Ada Berg visited the grave of Otto Lang. She said that the dam leaks."
    assert spoken(acts) == [[], ["Ada Berg"]]
    within = "Ada Berg spoke. On Friday Otto Lang gave a speech in which he called it “a lie”."
    assert spoken(within) == [["Ada Berg"], ["Otto Lang"]]


def test_a_quotation_that_goes_on_is_its_speakers() -> None:
    text = "Ada Berg said: “It leaks. It always leaked. We told them.”\n\n“Otto Lang agrees.”"
    assert spoken(text) == [["Ada Berg"], ["Ada Berg"], ["Ada Berg"], []]


def test_what_somebody_unknown_says_is_not_the_next_ones() -> None:
    text = "Ada Berg said it leaks. “Nonsense,” an engineer told reporters. “It is safe.”"
    assert spoken(text) == [["Ada Berg"], [], []]
