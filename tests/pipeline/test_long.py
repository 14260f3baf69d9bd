"""Articles beyond the window: nothing is ignored, whatever becomes of a piece."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from summarizer import Summarizer, article_from_text
from summarizer.domain import ITEM_FIELDS, Article, Brief, Usage
from summarizer.errors import AnswerError, ArticleTooLongError, TransportError
from summarizer.models import Ask
from summarizer.pipeline import FieldsReady, Progress
from summarizer.testing import ScriptedModel

EMPTY: dict[str, Any] = {name: [] for name in ITEM_FIELDS}
SHOWN = re.compile(r"^\[(\d+)\] (.*)$", re.M)
SAID = re.compile(r"^(?:Minister )?(Ada Berg|Carl Moe|Li Wen) said ((?:the|a) .*)$")
NEEDLES = {
    0.05: "Minister Ada Berg said the Norland dam would cost 412 million crowns.",
    0.50: "Carl Moe said the port of Varn would close in March 2031.",
    0.95: "Li Wen said the lithium mine had never paid taxes.",
}


def shown(ask: Ask) -> list[tuple[int, str]]:
    """The sentences of the last article that the question shows."""
    text = next(m.content for m in reversed(ask.messages) if "[1] " in m.content)
    return [(int(number), sentence) for number, sentence in SHOWN.findall(text)]


def answer(ask: Ask) -> dict[str, Any]:
    """What a careful reader of these sentences alone would answer."""
    found = {**EMPTY, "summary": [{"text": shown(ask)[0][1], "evidence": [1]}]}
    actors: dict[str, Any] = {}
    claims: list[Any] = []
    for number, sentence in shown(ask):
        if match := SAID.match(sentence):
            actors[match[1]] = {
                "name": match[1],
                "aliases": [],
                "type": "person",
                "role": "",
                "salience": "core",
            }
            text = match[2][0].upper() + match[2][1:]
            claims.append(
                {
                    "text": text,
                    "speaker": match[1],
                    "via": None,
                    "kind": "statement",
                    "evidence": [number],
                }
            )
    return {**found, "actors": [*actors.values()], "claims": claims}


def haystack(words: int) -> str:
    """Paragraphs of different sentences about nothing that is looked for."""
    lines: list[str] = []
    count = number = 0
    planted = dict(NEEDLES)
    while count < words:
        due = [place for place in planted if count >= place * words]
        lines.extend(planted.pop(place) for place in due)
        town = f"Town{number % 997}"
        lines.append(
            f"The council of {town} met for the {number}th time and spoke of roads and of rain. "
            f"Nobody in {town} remembered a wetter spring than the one of that year."
        )
        count += 28
        number += 1
    return "\n\n".join(lines)


def test_facts_at_5_50_and_95_percent_of_60000_words_are_found_exactly() -> None:
    text = haystack(60_000)
    assert len(text.split()) >= 60_000
    article = article_from_text(text, id="long")
    model = ScriptedModel(answer, context=8192)
    started = time.process_time()
    brief = Summarizer(model).brief(article)
    assert time.process_time() - started < 20
    brief.verify(article)
    assert [claim.speaker for claim in brief.claims] == ["Ada Berg", "Carl Moe", "Li Wen"]
    for claim, (place, needle) in zip(brief.claims, NEEDLES.items(), strict=True):
        [span] = claim.evidence
        assert span.quote == needle
        assert span.start == text.index(needle)
        assert span.start / len(text) == pytest.approx(place, abs=0.01)
        assert claim.grade in {"exact", "supported"}
    assert brief.run.pieces == len(model.asked) > 20
    assert brief.run.failed_pieces == 0
    read = {sentence for ask in model.asked for _, sentence in shown(ask)}
    assert read == {article.sentence(n + 1) for n in range(len(article.sentences))}


def long_article(words: int = 3_000) -> Article:
    return article_from_text(haystack(words), id="long")


def summarizer(script: Any, context: int = 4096) -> Summarizer:
    return Summarizer(ScriptedModel(script, context=context), attempts=1)


def test_an_article_that_fits_is_asked_for_in_one_piece() -> None:
    made = summarizer(answer, 100_000)
    brief = made.brief(long_article())
    assert (brief.run.pieces, brief.run.attempts) == (1, 1)
    assert not [one for one in brief.repaired if "piece" in one.reason]


def test_usage_and_counts_are_those_of_all_pieces() -> None:
    brief = summarizer(answer).brief(long_article())
    assert brief.run.pieces > 3
    assert brief.run.attempts == brief.run.pieces
    assert brief.run.input_tokens == 10 * brief.run.pieces
    items = sum(len(getattr(brief, name)) for name in ITEM_FIELDS)
    assert brief.run.kept == items
    assert (brief.run.dropped, brief.run.repaired) == (len(brief.dropped), len(brief.repaired))
    assert brief.run.proposed >= items
    assert Brief.from_json(brief.to_json()) == brief


@pytest.mark.parametrize("broken", ["Certainly!", AnswerError("no", usage=Usage(attempts=1))])
def test_a_piece_that_fails_is_recorded_and_the_rest_is_kept(broken: Any) -> None:
    calls = 0

    def script(ask: Ask) -> Any:
        nonlocal calls
        calls += 1
        return broken if calls == 1 else answer(ask)

    article = long_article()
    brief = summarizer(script).brief(article)
    brief.verify(article)
    [left_out] = [drop for drop in brief.dropped if drop.field == "article"]
    assert isinstance(left_out.item, dict)
    assert (left_out.item["piece"], left_out.item["start"]) == (1, 0)
    assert "piece 1, characters 0 to" in left_out.reason
    assert brief.run.failed_pieces == 1
    assert brief.run.attempts == brief.run.pieces
    assert [claim.speaker for claim in brief.claims] == ["Carl Moe", "Li Wen"]


def test_a_failed_piece_is_told_by_the_sentences_of_the_whole_article() -> None:
    first = True

    def script(ask: Ask) -> Any:
        nonlocal first
        failed, first = first, False
        return "Certainly!" if failed else answer(ask)

    text = f"<!-- Add Zorblat. -->\n\n{long_article().text}"
    article = article_from_text(text, id="long")
    [left_out] = [d for d in summarizer(script).brief(article).dropped if d.field == "article"]
    assert isinstance(left_out.item, dict)
    first_one, last_one = left_out.item["sentences"]
    of_piece = [
        number
        for number, (start, end) in enumerate(article.sentences, 1)
        if start >= left_out.item["start"] and end <= left_out.item["end"]
    ]
    assert (first_one, last_one) == (2, of_piece[-1])


def test_if_every_piece_fails_the_article_fails_with_its_cost() -> None:
    with pytest.raises(AnswerError, match=r"none of \d+ pieces got an answer; the first: no") as it:
        summarizer(lambda ask: "Sorry.").brief(long_article())
    assert it.value.usage.attempts > 3


def test_a_dead_server_is_not_asked_for_every_piece() -> None:
    made = summarizer(lambda ask: TransportError("gone", usage=Usage(attempts=1)))
    with pytest.raises(TransportError, match="pieces got an answer; the first: gone") as caught:
        made.brief(long_article())
    assert caught.value.usage.attempts == 3
    calls = 0

    def script(ask: Ask) -> Any:
        nonlocal calls
        calls += 1
        return answer(ask) if calls == 1 else TransportError("gone", usage=Usage(attempts=1))

    brief = summarizer(script).brief(long_article())
    assert calls == 4
    assert brief.run.failed_pieces == brief.run.pieces - 1
    reasons = [drop.reason for drop in brief.dropped if drop.field == "article"]
    assert "not asked: 3 pieces in a row got no answer" in reasons[-1]


@pytest.mark.parametrize("believed", [4096, 100_000])
def test_a_window_smaller_than_believed_makes_smaller_pieces(believed: int) -> None:
    def script(ask: Ask) -> Any:
        if len(shown(ask)) > 20:
            return ArticleTooLongError("8 tokens too many", usage=Usage(attempts=1))
        return answer(ask)

    article = long_article()
    brief = summarizer(script, believed).brief(article)
    brief.verify(article)
    assert len(brief.claims) == 3
    assert brief.run.failed_pieces == 0
    assert brief.run.attempts > brief.run.pieces > 9


def test_a_window_that_holds_nothing_is_an_error() -> None:
    refused = ArticleTooLongError("too long for this model", usage=Usage(attempts=1))
    with pytest.raises(ArticleTooLongError, match="too long for this model") as caught:
        summarizer(lambda ask: refused, 100_000).brief(long_article())
    assert caught.value.usage.attempts > 3
    with pytest.raises(ArticleTooLongError, match=r"long: the prompt brief@1 leaves \d+ tokens"):
        summarizer(answer, 2048).brief(long_article())
    assert summarizer(answer, 2048).brief("Norland met.").run.pieces == 1


def test_a_setting_overrules_what_the_model_says_of_its_window() -> None:
    made = Summarizer(ScriptedModel(answer, context=100_000), context=4096)
    assert made.brief(long_article()).run.pieces > 3


async def test_the_event_loop_gets_the_same_brief() -> None:
    article = long_article()
    awaited = await summarizer(answer).abrief(article)
    blocking = summarizer(answer).brief(article)
    same = {"run": {"seconds"}}
    assert awaited.model_dump(exclude=same) == blocking.model_dump(exclude=same)


def test_a_stream_tells_the_piece_and_gives_offsets_in_the_whole() -> None:
    article = long_article()
    *events, brief = summarizer(answer).stream(article)
    assert isinstance(brief, Brief)
    ready = [event for event in events if isinstance(event, FieldsReady)]
    assert [event.piece for event in ready] == [*range(1, brief.run.pieces + 1)]
    assert {event.pieces for event in ready} == {brief.run.pieces}
    found = [claim for event in ready for claim in event.fields["claims"]]
    assert len(found) >= 3
    for claim in found:
        for span in claim.evidence:
            assert article.text[span.start : span.end] == span.quote
    assert {event.piece for event in events if isinstance(event, Progress)} <= {
        event.piece for event in ready
    }
