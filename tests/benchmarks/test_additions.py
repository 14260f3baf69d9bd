"""The bench of what code adds matches it to labels one to one."""

from __future__ import annotations

import pytest

from benchmarks import additions
from summarizer.articles import article_from_text
from summarizer.domain import Article, Claim, Span
from summarizer.grounding import Grounded

TEXT = "Minister Ada Berg said that the northern dam leaks badly. It rained."
ARTICLE = article_from_text(TEXT, id="dam")
CLAIM = {"text": "The northern dam leaks badly.", "speaker": "Ada Berg"}


@pytest.fixture
def said_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules list one claim two times."""

    def add(article: Article, found: Grounded, most: int) -> None:
        claim = Claim(text=CLAIM["text"], kind="statement", evidence=(Span.of(article.text, 0, 8),))
        found.claims += [claim, claim]

    monkeypatch.setattr(additions, "list_reported", add)


@pytest.mark.usefixtures("said_twice")
def test_two_claims_share_no_label() -> None:
    rows = additions.claim_rows(ARTICLE, [], [CLAIM])
    assert rows == [
        ("what is reported", "required", False),
        ("what is reported", "not labelled", None),
    ]


@pytest.mark.usefixtures("said_twice")
def test_a_label_each_if_there_are_two() -> None:
    rows = additions.claim_rows(ARTICLE, [], [CLAIM, {**CLAIM, "required": False}])
    assert sorted(worth for _, worth, _ in rows) == ["optional", "required"]


def test_what_is_reported_has_the_labelled_speaker_or_another() -> None:
    _, [actor] = additions.article_of(
        {"id": "dam", "text": TEXT, "sentences": ARTICLE.sentences,
         "labels": {"actors": [{"name": "Ada Berg", "aliases": [], "type": "person"}]}}
    )  # fmt: skip
    for speaker in ("Ada Berg", "Otto Lang"):
        rows = additions.claim_rows(ARTICLE, [actor], [{**CLAIM, "speaker": speaker}])
        assert rows == [("what is reported", "required", speaker == "Ada Berg")]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("Ada Berg", ("required", True)),
        ("Berg", ("required", True)),
        ("Otto Lang", ("not labelled", None)),
        (None, ("not labelled", None)),
    ],
)
def test_an_actor_is_told_by_a_part_of_its_name(
    name: str | None, row: tuple[str, bool | None]
) -> None:
    labels = [{"name": name, "aliases": [], "type": "person"}] if name else []
    rows = list(additions.actor_rows(ARTICLE, labels))
    assert ("who has an office", *row) in rows


def test_two_actors_share_no_label() -> None:
    article = article_from_text("Minister Ada Berg left. Minister Otto Berg stayed.", id="dam")
    labels = [{"name": "Berg", "aliases": [], "type": "person"}]
    rows = [row for row in additions.actor_rows(article, labels) if row[0] == "who has an office"]
    assert sorted(worth for _, worth, _ in rows) == ["not labelled", "required"]
