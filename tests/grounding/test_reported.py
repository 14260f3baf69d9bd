"""Claims that the article reports and nobody listed."""

from __future__ import annotations

import pytest

from summarizer.articles import article_from_text
from summarizer.domain import Actor, ActorType, Claim, Span
from summarizer.grounding import Grounded, find_mentions, list_reported

ACTORS: dict[str, ActorType] = {
    "Ann Berg": "person",
    "Otto Lang": "person",
    "Norland": "country",
    "Health Board": "government_body",
}


def reported(text: str, *claims: str, most: int = 12) -> Grounded:
    """What comes of ``text`` when ``claims`` stand on the sentences that begin with them."""
    article = article_from_text(text, id="a")
    found = Grounded()
    for name, kind in ACTORS.items():
        mentions = find_mentions(text, [name, *name.split()[1:]], any_case=False)
        if mentions:
            aliases = tuple(word for word in name.split()[1:])
            found.actors.append(
                Actor(name=name, aliases=aliases, type=kind, salience="core", mentions=mentions)
            )
    for said in claims:
        start = text.index(said)
        end = next(e for s, e in article.sentences if s == start)
        evidence = (Span.of(text, start, end),)
        found.claims.append(Claim(text=said, kind="statement", evidence=evidence))
    list_reported(article, found, most)
    for claim in found.claims:
        for span in claim.evidence:
            assert text[span.start : span.end] == span.quote
    return found


def said(sentence: str) -> str | None:
    """The claim of one sentence."""
    found = reported(sentence)
    assert len(found.claims) == len(found.repaired) <= 1
    return found.claims[0].text if found.claims else None


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        (
            "Ann Berg said that the mill would be closed by May.",
            "The mill would be closed by May.",
        ),
        (
            "Ann Berg said on Monday that the mill would be closed by May.",
            "The mill would be closed by May.",
        ),
        (
            "Ann Berg told the Daily Post that the mill would be closed by May.",
            "The mill would be closed by May.",
        ),
        (
            "Ann Berg left the board, saying that the mill would be closed by May.",
            "The mill would be closed by May.",
        ),
        (
            "Ann Berg announced that the mill would be closed by May.",
            "The mill would be closed by May.",
        ),
        ("Ann Berg said the mill would be closed by May.", "The mill would be closed by May."),
        (
            'Ann Berg said in a statement: "The mill is going to be closed by May."',
            "The mill is going to be closed by May.",
        ),
        (
            "“The mill is going to be closed by May,” said Ann Berg.",
            "The mill is going to be closed by May.",
        ),
        (
            '"The mill is closed," Ann Berg said on Monday, "and it will stay so."',
            "The mill is closed, and it will stay so.",
        ),
        (
            "According to Ann Berg, the mill is going to be closed by May.",
            "The mill is going to be closed by May.",
        ),
        (
            "The mill is going to be closed by May, according to Ann Berg.",
            "The mill is going to be closed by May.",
        ),
        (
            "The mill, according to Ann Berg, is going to be closed by May.",
            "The mill is going to be closed by May.",
        ),
        (
            "The mill is going to be closed by May, Ann Berg said on Monday.",
            "The mill is going to be closed by May.",
        ),
        (
            "The mill is going to be closed by May, said Ann Berg on Monday.",
            "The mill is going to be closed by May.",
        ),
    ],
)
def test_what_is_said_is_cut_out_of_the_sentence(sentence: str, claim: str) -> None:
    assert said(sentence) == claim


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Berg accused the owners of the closing of the mill.",
        "Ann Berg announced the closing of the mill in May.",
        'Ann Berg described the closing of the mill as "a crime".',
        "Ann Berg told the owners of the mill about the plan.",
        "Ann Berg, the minister of the northern mills, spoke of a crime.",
    ],
)
def test_a_sentence_that_does_not_come_apart_is_left_out(sentence: str) -> None:
    assert said(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Berg denied that the mill would be closed by May.",
        "Ann Berg hopes that the mill stays open until May.",
        "Ann Berg did not say that the mill would be closed by May.",
        "Ann Berg, who said that the mill would be closed, left in May.",
        "Carry Ann Berg saying the mill is going to be closed by May.",
        "Ann Berg never really said that the mill would be closed by May.",
    ],
)
def test_what_nobody_asserts_is_no_claim(sentence: str) -> None:
    assert said(sentence) is None


def test_more_than_thirty_words_are_several_claims() -> None:
    thirty = " ".join(["mill"] * 30)
    assert said(f"Ann Berg said that {thirty}.") is not None
    assert said(f"Ann Berg said that {thirty} mill.") is None


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        (
            "Ann Berg said she would leave the board in May.",
            "Ann Berg would leave the board in May.",
        ),
        (
            "She would leave the board in May, Ann Berg said.",
            "Ann Berg would leave the board in May.",
        ),
        ('"She will never close the mill," said Ann Berg.', "She will never close the mill."),
        ('Ann Berg said: "He will never close the mill."', "He will never close the mill."),
        ("Ann Berg told Otto Lang that he would have to leave.", None),
        ("Otto Lang was angry because Ann Berg said he lied to all.", None),
        ("Norland said he would leave the board in May.", None),
    ],
)
def test_a_pronoun_is_who_speaks_or_the_claim_is_left_out(sentence: str, claim: str | None) -> None:
    assert said(sentence) == claim


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("Ann Berg said that the mill was to close, but the owners laughed.", "to close."),
        ("Ann Berg said that the mill was to close, adding that all was well.", "to close."),
        ("Ann Berg said that the mill was to close; the owners laughed at her.", "to close."),
        ("Ann Berg said that the mill was to close and told them to leave.", "to close."),
        ('"The mill was to close," Ann Berg said, quoting "the old owner".', "to close."),
        (
            '"The mill was to close," Ann Berg said, "whatever anybody wants."',
            "to close whatever anybody wants.",
        ),
        (
            "According to a report by the Health Board, the mill was to close.",
            "to close.",
        ),
        ("Ann Berg said Monday the mill was to close.", "to close."),
    ],
)
def test_the_words_of_others_are_not_the_claims(sentence: str, claim: str) -> None:
    assert said(sentence) == f"The mill was {claim}"


@pytest.mark.parametrize(
    "sentence",
    [
        "When Ann Berg said the river was clean, nobody in the room believed her.",
        "If Ann Berg says that the mill is safe, the workers will return.",
        "Nobody at the Health Board said that the mill was safe.",
        "Ann Berg may say that the mill is safe for all its workers.",
        "Did Ann Berg say that the mill was safe for its workers?",
        "Nobody was hurt, police said, contradicting what Ann Berg said.",
        '"Is the mill safe?" a worker asked, and Ann Berg said: "It is as safe as a house."',
        'The mill is, Ann Berg said, "a death trap for everybody in it".',
        'Ann Berg said "no" to the plan for the mill in May.',
        "The film that Ann Berg said was shown in May won a prize.",
        "The mill is shut, said Ann Berg, and sent the workers home.",
        "According to Ann Berg, the mayor, the mill was to close.",
    ],
)
def test_a_sentence_that_mixes_them_is_left_out(sentence: str) -> None:
    assert said(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The mill was closed in May and will stay so.",  # nobody speaks
        "A worker said that the mill would be closed by May.",  # nobody who is listed
        "Ann Berg said no comment.",  # a remark
        "Ann Berg said the mill closed and Otto Lang said that it was a crime.",  # two speak
    ],
)
def test_not_every_sentence_reports_a_claim_of_one_actor(sentence: str) -> None:
    assert said(sentence) is None


def test_a_quotation_that_goes_on_is_not_a_claim_of_its_own() -> None:
    text = '"The mill is closed for good," said Ann Berg. "We have all tried to sell it for years."'
    assert [claim.text for claim in reported(text).claims] == ["The mill is closed for good."]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Ann Berg said that the mill had been closed in May.", "statement"),
        ("Ann Berg alleged that the mill had been closed in May.", "accusation"),
        ("Ann Berg demanded that the mill stay open until May.", "demand"),
        ("Ann Berg urged on Monday that the mill stay open until May.", "demand"),
        ("Ann Berg said that the mill must stay open until May.", "demand"),
        ("Ann Berg promised that the mill stays open until May.", "commitment"),
        ("Ann Berg said that she would close the mill in May.", "commitment"),
        ("Ann Berg said that the mill would close in May.", "prediction"),
        ("Ann Berg predicted that the mill closes in May.", "prediction"),
    ],
)
def test_the_verb_tells_the_kind_of_claim(sentence: str, kind: str) -> None:
    assert [claim.kind for claim in reported(sentence).claims] == [kind]


FOUR = (
    "Ann Berg said that the mill would be closed by May.\n\n"
    "The Health Board warned that the river was full of lead.\n\n"
    "Otto Lang said that nobody had asked the fishermen.\n\n"
    "Ann Berg said that the mill was to be closed in May."
)


def test_claims_have_their_speaker_and_their_sentence_and_are_recorded() -> None:
    found = reported(FOUR)
    assert [claim.speaker for claim in found.claims] == ["Ann Berg", "Health Board", "Otto Lang"]
    assert found.claims[1].evidence[0].quote == (
        "The Health Board warned that the river was full of lead."
    )
    change = found.repaired[1]
    assert (change.field, change.before, change.after) == (
        "claims",
        None,
        "The river was full of lead.",
    )
    assert "Health Board" in change.reason


def test_sentences_with_a_claim_and_repeated_claims_add_none_and_order_is_the_articles() -> None:
    found = reported(FOUR, "Otto Lang said that")
    assert [claim.text for claim in found.claims] == [
        "The mill would be closed by May.",
        "The river was full of lead.",
        "Otto Lang said that",
    ]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_there_are_so_many_claims_at_most(most: int) -> None:
    assert len(reported(FOUR, most=most).claims) == most


def test_what_the_model_listed_stays_beyond_the_most() -> None:
    found = reported(FOUR, "Otto Lang said that", "Ann Berg said that the mill would", most=1)
    assert len(found.claims) == 2
    assert not found.repaired
