"""From article to brief with a scripted model: re-asking, keeping the best, losing nothing."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import CODES, WORDS, articles, drafts, prose

from summarizer import Summarizer
from summarizer.domain import ITEM_FIELDS, Article, Brief, Repair, Usage
from summarizer.drafts.keyed import KEYED
from summarizer.drafts.rows import ROWS
from summarizer.errors import AnswerError, ModelError, TransportError
from summarizer.models import Ask, Reply
from summarizer.pipeline import FieldsReady, Progress, package_version
from summarizer.testing import ScriptedModel

EMPTY: dict[str, Any] = {name: [] for name in ITEM_FIELDS}
BERG = {
    "name": "Ada Berg",
    "aliases": ["Berg"],
    "type": "person",
    "role": "minister",
    "salience": "core",
}
UNSAFE = {
    "text": "Blue Air is unsafe.",
    "speaker": "Ada Berg",
    "via": None,
    "kind": "accusation",
    "evidence": [2],
}
TRANSPORT = {"code": "transport", "evidence": [1]}
DRAGONS = {"code": "dragons", "evidence": [1]}
GOOD = {**EMPTY, "actors": [BERG], "claims": [UNSAFE], "sectors": [TRANSPORT]}
BAD = {**GOOD, "sectors": [TRANSPORT, DRAGONS]}
WORSE = {**GOOD, "sectors": [DRAGONS, {"code": "unicorns", "evidence": [1]}], "claims": []}

STAGED = [
    {"actors": [["Ada Berg", "person", "core", "minister", ["Berg"]]]},
    {"claims": [[2, "Berg", "accusation", "Blue Air is unsafe."]]},
    {
        "summary": [1, 2],
        "sectors": [["transport", 1]],
        "stance": [[2, "Ada Berg", "against", "Blue Air"]],
    },
]


def ungraded(item: Any) -> Any:
    return item.model_dump(exclude={"grade", "reasons"})


def is_whole(repair: Repair) -> bool:
    """Whether the repair tells of an item that code added, not of a value within one."""
    return repair.field == "stance" or repair.after == repair.item


def brief(article: Article, *script: Any, **options: Any) -> tuple[Brief, ScriptedModel]:
    model = ScriptedModel(script)
    return Summarizer(model, **options).brief(article), model


def test_a_good_answer_is_grounded_and_asked_for_once(article: Article) -> None:
    made, model = brief(article, GOOD)
    assert len(model.asked) == 1
    assert made.actors[0].name == "Ada Berg"
    assert made.claims[0].speaker == "Ada Berg"
    assert made.claims[0].evidence[0].quote == article.sentence(2)
    assert made.sectors[0].label
    assert not made.dropped
    assert made.run.attempts == 1
    assert (made.run.input_tokens, made.run.output_tokens) == (10, 5)


def test_the_record_says_what_shaped_the_brief(article: Article) -> None:
    summarizer = Summarizer(ScriptedModel(lambda ask: GOOD))
    run = summarizer.brief(article).run
    assert run.model == "scripted"
    assert run.prompt == summarizer.prompt.label
    assert run.prompt_sha256 == summarizer.prompt.sha256
    assert run.taxonomy_sha256 == summarizer.taxonomy.sha256
    assert len(run.schema_sha256) == 64
    assert run.version == package_version()
    assert summarizer.brief("Another text.").run.schema_sha256 == run.schema_sha256
    staged = Summarizer(ScriptedModel(STAGED, default_prompt="staged")).brief(article).run
    assert staged.schema_sha256 != run.schema_sha256


def test_a_better_second_answer_replaces_the_first(article: Article) -> None:
    made, model = brief(article, BAD, GOOD)
    assert len(model.asked) == 2
    assert not made.dropped
    assert made.run.attempts == 2
    assert (made.run.input_tokens, made.run.output_tokens) == (20, 10)
    complaint = model.asked[1].messages[-1].content
    assert "'dragons' is no sector code" in complaint


def test_a_worse_second_answer_does_not(article: Article) -> None:
    made, model = brief(article, BAD, WORSE)
    assert len(model.asked) == 2
    assert len(made.claims) == 1
    assert [drop.item for drop in made.dropped] == [DRAGONS]


def test_a_second_answer_of_the_mended_item_alone_does_not_either(article: Article) -> None:
    mended = {**EMPTY, "sectors": [TRANSPORT]}
    made, model = brief(article, BAD, mended)
    assert len(model.asked) == 2
    assert (len(made.actors), len(made.claims), len(made.sectors)) == (1, 1, 1)
    assert [drop.item for drop in made.dropped] == [DRAGONS]


def test_a_second_answer_that_cannot_be_read_does_not_either(article: Article) -> None:
    made, _ = brief(article, BAD, "I'm sorry")
    assert [drop.item for drop in made.dropped] == [DRAGONS]


def test_a_lost_connection_at_the_second_question_keeps_the_first_answer(article: Article) -> None:
    made, _ = brief(article, BAD, TransportError("gone", usage=Usage(attempts=2)))
    assert [drop.item for drop in made.dropped] == [DRAGONS]
    assert made.run.attempts == 3


def test_what_stays_wrong_is_dropped_item_by_item_with_the_reason(article: Article) -> None:
    made, _ = brief(article, BAD, BAD)
    assert [(drop.field, drop.item) for drop in made.dropped] == [("sectors", DRAGONS)]
    assert "'dragons' is no sector code" in made.dropped[0].reason
    assert [sector.code for sector in made.sectors] == ["transport"]
    assert len(made.claims) == 1


def test_nothing_readable_at_all_is_an_error_with_its_cost(article: Article) -> None:
    model = ScriptedModel(["Certainly!", "Sorry."])
    with pytest.raises(AnswerError, match="no usable answer to 'brief' of brief@") as caught:
        Summarizer(model).brief(article)
    assert caught.value.usage.attempts == 2
    assert caught.value.usage.output_tokens == 10
    assert caught.value.raw == "Sorry."


def test_a_lost_connection_at_the_first_question_is_an_error(article: Article) -> None:
    with pytest.raises(TransportError, match="gone"):
        brief(article, TransportError("gone"))


def test_an_error_in_a_later_stage_tells_the_whole_cost(article: Article) -> None:
    model = ScriptedModel(
        [STAGED[0], TransportError("gone", usage=Usage(attempts=3, input_tokens=1))],
        default_prompt="staged",
    )
    with pytest.raises(TransportError, match="gone") as caught:
        Summarizer(model).brief(article)
    assert (caught.value.usage.attempts, caught.value.usage.input_tokens) == (4, 11)


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_the_budget_of_a_question_covers_its_re_asks(article: Article, attempts: int) -> None:
    model = ScriptedModel(lambda ask: BAD)
    Summarizer(model, attempts=attempts).brief(article)
    assert [ask.attempts for ask in model.asked] == [attempts, attempts - 1][:attempts]


def test_an_empty_answer_is_asked_for_again(article: Article) -> None:
    made, model = brief(article, EMPTY, GOOD)
    assert len(model.asked) == 2
    assert "the answer is empty" in model.asked[1].messages[-1].content
    assert made.claims


def test_stages_build_on_each_other(article: Article) -> None:
    model = ScriptedModel(STAGED, default_prompt="staged")
    made = Summarizer(model).brief(article)
    assert [ask.bounds.names for ask in model.asked] == [None, ("Ada Berg",), ("Ada Berg",)]
    assert model.asked[1].bounds.forms == {"ada berg": "Ada Berg", "berg": "Ada Berg"}
    for earlier, later in zip(model.asked, model.asked[1:], strict=False):
        assert later.messages[: len(earlier.messages)] == earlier.messages
    assert made.claims[0].speaker == "Ada Berg"
    assert made.stance[0].holder == "Ada Berg"
    assert [sentence.text for sentence in made.summary] == [
        article.sentence(1),
        article.sentence(2),
    ]
    assert made.run.attempts == 3
    made.verify(article)


def test_a_re_asked_stage_does_not_leave_its_first_answer_behind(article: Article) -> None:
    wrong = {"actors": [["Carl", "person", "core", "r", []]]}
    model = ScriptedModel([wrong, *STAGED], default_prompt="staged")
    made = Summarizer(model).brief(article)
    # Blue Air, who denies it, was not listed by the model.
    assert [actor.name for actor in made.actors] == ["Ada Berg", "Blue Air"]
    assert not made.dropped
    assert not any("Carl" in message.content for message in model.asked[2].messages)


def test_an_invalid_actor_and_all_that_named_it_are_dropped_with_reasons(article: Article) -> None:
    carl = {**BERG, "name": "Carl", "aliases": []}
    answer = {
        **GOOD,
        "actors": [BERG, carl],
        "claims": [UNSAFE, {**UNSAFE, "text": "X.", "speaker": "Carl"}],
    }
    made, _ = brief(article, answer, answer)
    assert sorted(drop.field for drop in made.dropped) == ["actors", "claims"]
    assert all("Carl" in drop.reason for drop in made.dropped)


def test_repeated_items_are_dropped_but_not_asked_for_again(article: Article) -> None:
    made, model = brief(article, {**GOOD, "claims": [UNSAFE, UNSAFE]})
    assert len(model.asked) == 1
    assert [drop.reason for drop in made.dropped] == ["repeats an earlier claim"]


@given(st.data())
def test_nothing_that_a_model_says_is_lost(data: st.DataObject) -> None:
    article = data.draw(articles(prose()))
    items = data.draw(drafts(len(article.sentences), WORDS))
    raw = KEYED.encode(items)
    prompt = data.draw(st.sampled_from(["brief", "staged"]))
    if prompt == "brief":
        said = dict.fromkeys(["brief"], json.loads(raw))
    else:
        items["summary"] = [s for s in items["summary"] if s.sentences]
        rows = json.loads(ROWS.encode(items))
        stages = {
            "actors": ["actors"],
            "claims": ["claims"],
            "rest": ["summary", "sectors", "stance"],
        }
        said = {name: {field: rows[field] for field in fields} for name, fields in stages.items()}

    def script(ask: Ask) -> Any:
        fields = set(ask.answer.fields)
        # What fails its evidence is asked for again; then there is nothing to say.
        return next((a for a in said.values() if set(a) == fields), {f: [] for f in fields})

    summarizer = Summarizer(ScriptedModel(script, default_prompt=prompt))
    made = summarizer.brief(article)
    made.verify(article)
    assert Brief.from_json(made.to_json()) == made
    dropped = Counter(drop.field for drop in made.dropped)
    added = Counter(r.field for r in made.repaired if r.before is None and is_whole(r))
    for field in ITEM_FIELDS:
        kept: list[Any] = getattr(made, field)
        assert len(kept) + dropped[field] == len(items[field]) + added[field]
    assert all(drop.reason for drop in made.dropped)
    assert made.run.kept == sum(len(getattr(made, field)) for field in ITEM_FIELDS)
    assert made.run.dropped == len(made.dropped)
    assert made.run.proposed == sum(map(len, items.values()))


@given(st.text(min_size=1, max_size=300))
def test_every_text_with_a_sentence_becomes_a_grounded_brief(text: str) -> None:
    from summarizer.articles import article_from_text
    from summarizer.errors import ArticleError

    try:
        article = article_from_text(text, id="any")
    except ArticleError:
        return
    count = len(article.sentences)
    answer = {**EMPTY, "sectors": [{"code": CODES[0], "evidence": [1, count]}]}
    made = Summarizer(ScriptedModel([answer])).brief(article)
    for _, span in made.spans():
        assert article.text[span.start : span.end] == span.quote
    assert made.sectors


def test_stream_tells_what_happens_and_ends_with_the_brief(article: Article) -> None:
    model = ScriptedModel(STAGED, default_prompt="staged")
    events = list(Summarizer(model).stream(article))
    *before, last = events
    assert isinstance(last, Brief)
    ready = [event for event in before if isinstance(event, FieldsReady)]
    assert [event.stage for event in ready] == ["actors", "claims", "rest"]
    assert [set(event.fields) for event in ready] == [
        {"actors"},
        {"claims"},
        {"summary", "sectors", "stance"},
    ]
    for event in ready:
        for field, items in event.fields.items():
            # Grades are given when all is known; the items are among those of the brief.
            final = [ungraded(item) for item in getattr(last, field)]
            assert [item for item in final if item in map(ungraded, items)] == [
                *map(ungraded, items)
            ]
    grown = [event for event in before if isinstance(event, Progress)]
    assert [event.stage for event in grown] == ["actors", "claims", "rest"]
    assert len(grown[0].items["actors"]) == 1


class Growing(ScriptedModel):
    """Tells listeners of the first answer piece by piece, cut as tokens may be."""

    def ask(self, ask: Ask) -> Reply:
        listener = ask.listener
        if listener is None or self.asked:
            return super().ask(ask)
        answer = '{"actors":[["Ada Berg","person","core","minister",["Berg"]'
        for piece in ("", '],["', 'Norland","country","core","a', ' country",[]]]', "}"):
            listener(answer := answer + piece)
        return super().ask(replace(ask, listener=None))


def test_items_are_told_of_as_soon_as_they_are_whole_and_from_then_on(article: Article) -> None:
    model = Growing(STAGED, default_prompt="staged")
    grown = [
        [actor.name for actor in event.items.get("actors", ())]
        for event in Summarizer(model).stream(article)
        if isinstance(event, Progress) and event.stage == "actors"
    ]
    one, two = ["Ada Berg"], ["Ada Berg", "Norland"]
    assert grown == [[], one, one, two, two]


def test_stream_and_brief_agree(article: Article) -> None:
    one = list(Summarizer(ScriptedModel([BAD, GOOD])).stream(article))[-1]
    two = Summarizer(ScriptedModel([BAD, GOOD])).brief(article)
    assert isinstance(one, Brief)
    exclude = {"run": {"seconds"}}
    assert one.model_dump(exclude=exclude) == two.model_dump(exclude=exclude)


def test_stream_raises_what_brief_raises(article: Article) -> None:
    with pytest.raises(TransportError, match="gone"):
        list(Summarizer(ScriptedModel([TransportError("gone")])).stream(article))


def test_a_stream_that_is_left_early_does_no_harm(article: Article) -> None:
    def script(ask: Ask) -> dict[str, Any]:
        # How many questions the stream still asks is not known.
        return next(answer for answer in STAGED if set(answer) == set(ask.answer.model_fields))

    summarizer = Summarizer(ScriptedModel(script, default_prompt="staged"))
    next(summarizer.stream(article))
    for thread in threading.enumerate():
        if thread.name == "summarizer-stream":
            thread.join(5)
    assert summarizer.brief(article).claims


async def test_abrief_makes_the_same_brief_many_at_a_time(article: Article) -> None:
    summarizer = Summarizer(ScriptedModel(lambda ask: GOOD))
    made = await asyncio.gather(*(summarizer.abrief(article) for _ in range(5)))
    exclude = {"run": {"seconds"}}
    want = summarizer.brief(article).model_dump(exclude=exclude)
    assert [one.model_dump(exclude=exclude) for one in made] == [want] * 5


async def test_abrief_raises_and_re_asks_alike(article: Article) -> None:
    made = await Summarizer(ScriptedModel([BAD, GOOD])).abrief(article)
    assert made.run.attempts == 2
    with pytest.raises(ModelError):
        await Summarizer(ScriptedModel([TransportError("gone")])).abrief(article)


def test_threads_share_a_summarizer() -> None:
    def script(ask: Ask) -> Any:
        return {**EMPTY, "summary": [{"text": ask.bounds.text[:9], "evidence": [1]}]}

    summarizer = Summarizer(ScriptedModel(script))
    made: dict[int, Brief] = {}

    def work(number: int) -> None:
        made[number] = summarizer.brief(f"Article {number} is about {number} things. " * number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(1, 10):
        assert made[number].summary[0].text == f"Article {number}"
        assert made[number].article.sentences == number


def test_text_may_be_given_as_it_is() -> None:
    made = Summarizer(ScriptedModel([{**EMPTY, "sectors": [TRANSPORT]}])).brief("Norland acts.")
    assert made.article.id == "text"
    assert made.sectors[0].evidence[0].quote == "Norland acts."
