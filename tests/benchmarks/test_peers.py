"""What becomes of the peers' outputs, and that a killed bench goes on where it was."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from external_samples import GUM, QUOTE, write_lines
from pydantic import ValidationError

from benchmarks import peers
from benchmarks._peers.answers import Answer, System
from benchmarks._peers.labels import (
    Converted,
    Quotes,
    brief_labels,
    langextract_labels,
    plain_labels,
)
from benchmarks._peers.lang_extract import answer_of, description, example_data, langextract
from benchmarks._peers.plain import answer_model, messages
from benchmarks._peers.table import count, failures, scores
from summarizer import domain as d
from summarizer.articles import article_from_text
from summarizer.errors import UsageError
from summarizer.evaluation.gold import Gold, gold_labels
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.labels import ActorLabel
from summarizer.evaluation.scored import references_sha256
from summarizer.evaluation.scoring import score
from summarizer.evaluation.suites import load_suite
from summarizer.prompts import load_prompt, load_taxonomy
from summarizer.store import Store

TAXONOMY = load_taxonomy()
TEXT = (
    "Norland banned Blue Air on Monday. “It is unsafe,” minister Ada Berg said.\n\n"
    "The airline denied it. Berg praised its rival Red Wings."
)
ARTICLE = article_from_text(TEXT, id="blue-air")
FIRST, SECOND, THIRD, FOURTH = ARTICLE.sentences


def plain_payload(**changes: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"actors": [], "claims": [], "sectors": [], "stance": []}
    return {**empty, **changes}


def actor(name: str, kind: str = "person", *aliases: str, core: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "aliases": list(aliases),
        "type": kind,
        "role": "",
        "salience": "core" if core else "secondary",
    }


def claim(text: str, *quotes: str, speaker: str | None = None) -> dict[str, Any]:
    return {"text": text, "speaker": speaker, "kind": "statement", "quotes": list(quotes)}


def stance(holder: str | None, target: str, position: str = "oppose") -> dict[str, Any]:
    quotes = ["Norland banned Blue Air on Monday."]
    return {"holder": holder, "target": target, "position": position, "quotes": quotes}


def plain_of(**changes: Any) -> Converted:
    return plain_labels(plain_payload(**changes), ARTICLE, TAXONOMY)


def extraction(of: str, text: str, /, **attributes: Any) -> dict[str, Any]:
    start = TEXT.find(text)
    found = {"start": start, "end": start + len(text)} if start >= 0 else {}
    return {
        "class": of,
        "text": text,
        "attributes": attributes,
        "start": None,
        "end": None,
        "status": None,
        **found,
    }


def extracted(*extractions: dict[str, Any]) -> Converted:
    return langextract_labels(extractions, ARTICLE, TAXONOMY)


# --- the plain call -----------------------------------------------------------------------


def test_evidence_is_widened_to_the_sentences_that_a_quote_touches() -> None:
    found = plain_of(claims=[claim("Blue Air is unsafe.", "It is unsafe")])
    assert found.labels.claims[0].evidence == ((SECOND,),)
    start = TEXT.index("It is unsafe")
    assert found.quoted.claims[0].evidence == (((start, start + 12),),)


def test_a_quote_in_other_typography_is_found_but_not_exact() -> None:
    found = plain_of(claims=[claim("Blue Air is unsafe.", '"It is unsafe," minister Ada Berg')])
    assert found.quotes == Quotes(given=1, found=1, exact=0)
    assert found.labels.claims[0].evidence == ((SECOND,),)


def test_an_invented_quote_is_not_verbatim_and_its_claim_stays_without_evidence() -> None:
    found = plain_of(claims=[claim("Blue Air is unsafe.", "Blue Air planes fall from the sky.")])
    assert found.quotes == Quotes(given=1, found=0, exact=0)
    assert [c.text for c in found.labels.claims] == ["Blue Air is unsafe."]
    assert found.labels.claims[0].evidence == ((),)


def test_a_quote_with_a_gap_is_found_in_its_pieces() -> None:
    found = plain_of(claims=[claim("X.", "Norland banned ... on Monday.")])
    assert found.quotes.found == 1
    assert found.labels.claims[0].evidence == ((FIRST,),)
    assert len(found.quoted.claims[0].evidence[0]) == 2


def test_one_invented_piece_spoils_a_quote_with_a_gap() -> None:
    found = plain_of(claims=[claim("X.", "Norland banned ... on Tuesday.")])
    assert found.quotes.found == 0


@pytest.mark.parametrize("quote", ["“Norland banned Blue Air on Monday...”", "The airline denied…"])
def test_marks_around_a_quote_do_not_count(quote: str) -> None:
    assert plain_of(claims=[claim("X.", quote)]).quotes.found == 1


@pytest.mark.parametrize("speaker", [None, "", "null", "None", "The article", "author"])
def test_many_words_for_nobody_are_the_articles_own_voice(speaker: str | None) -> None:
    found = plain_of(claims=[claim("X.", "The airline denied it.", speaker=speaker)])
    assert found.labels.claims[0].speakers == (None,)


def test_a_speaker_named_by_an_alias_is_the_actor() -> None:
    found = plain_of(
        actors=[actor("Ada Berg", "person", "the minister")],
        claims=[claim("X.", "The airline denied it.", speaker="The Minister")],
    )
    assert found.labels.claims[0].speakers == ("Ada Berg",)


def test_a_speaker_who_is_no_listed_actor_keeps_the_name() -> None:
    found = plain_of(claims=[claim("X.", "The airline denied it.", speaker="Red Wings")])
    assert found.labels.claims[0].speakers == ("Red Wings",)


def test_actors_that_are_one_for_the_scorer_are_joined_under_the_fuller_name() -> None:
    found = plain_of(
        actors=[actor("Berg"), actor("Norland", "country"), actor("Ada Berg", core=True)],
        claims=[claim("X.", "The airline denied it.", speaker="Berg")],
    )
    assert found.labels.actors == (
        ActorLabel("Ada Berg", ("Berg",), ("person",), "core"),
        ActorLabel("Norland", (), ("country",), "secondary"),
    )
    assert found.labels.claims[0].speakers == ("Ada Berg",)


def test_actors_of_different_names_are_kept_apart() -> None:
    found = plain_of(actors=[actor("Blue Air", "company"), actor("Red Wings", "company")])
    assert [a.name for a in found.labels.actors] == ["Blue Air", "Red Wings"]


def test_repeated_claims_sectors_and_stances_count_once() -> None:
    quotes = ["Norland banned Blue Air on Monday."]
    found = plain_of(
        actors=[actor("Norland", "country", "Oslen"), actor("Blue Air", "company")],
        claims=[claim("X.", *quotes), claim("x.", *quotes)],
        sectors=[{"code": "transport", "quotes": quotes}, {"code": "transport", "quotes": quotes}],
        stance=[stance("Norland", "Blue Air"), stance("Oslen", "Blue Air", "support")],
    ).labels
    assert len(found.claims) == 1
    assert [s.code for s in found.sectors] == ["transport"]
    assert [s.readings for s in found.stance] == [(("Norland", "Blue Air", "oppose"),)]


def test_nobody_has_a_stance_on_themselves() -> None:
    found = plain_of(
        actors=[actor("Norland", "country", "Oslen")], stance=[stance("Norland", "Oslen")]
    )
    assert found.labels.stance == ()


def test_the_plain_schema_takes_codes_of_the_taxonomy_only() -> None:
    model = answer_model(TAXONOMY)
    good = {"code": "transport", "quotes": ["x"]}
    model.model_validate(plain_payload(sectors=[good]))
    with pytest.raises(ValidationError, match="code"):
        model.model_validate(plain_payload(sectors=[{**good, "code": "airlines"}]))
    with pytest.raises(ValidationError, match="at most 5"):
        model.model_validate(plain_payload(sectors=[good] * 6))


def test_the_plain_prompt_has_every_code_type_and_kind_before_the_article() -> None:
    system, user = messages(ARTICLE, TAXONOMY)
    for word in (*TAXONOMY.codes, *d.ActorType.__args__, *d.ClaimKind.__args__, "quotes"):
        assert word in system["content"]
    assert user["content"].endswith(TEXT)


# --- LangExtract --------------------------------------------------------------------------


def test_extractions_become_labels() -> None:
    found = extracted(
        extraction("actor", "Norland", type="country", salience="core", aliases=[]),
        extraction("actor", "Ada Berg", type="person", salience="secondary", aliases=["Berg"]),
        extraction(
            "claim", "“It is unsafe,” minister Ada Berg said.",
            claim="Blue Air is unsafe.", speaker="Berg", kind="accusation",
        ),
        extraction("sector", "Norland banned Blue Air on Monday.", code="transport"),
        extraction(
            "stance", "Norland banned Blue Air on Monday.",
            holder="Norland", target="Blue Air", position="oppose",
        ),
    )  # fmt: skip
    labels = found.labels
    assert [(a.name, a.types, a.salience) for a in labels.actors] == [
        ("Norland", ("country",), "core"),
        ("Ada Berg", ("person",), "secondary"),
    ]
    (said,) = labels.claims
    assert (said.text, said.speakers, said.kinds) == (
        "Blue Air is unsafe.",
        ("Ada Berg",),
        ("accusation",),
    )
    assert said.evidence == ((SECOND,),)
    assert [(s.code, s.evidence) for s in labels.sectors] == [("transport", (FIRST,))]
    assert labels.stance[0].readings == (("Norland", "Blue Air", "oppose"),)
    assert found.quotes == Quotes(given=3, found=3, exact=3)


def test_a_claim_without_its_attribute_is_the_extracted_words() -> None:
    found = extracted(extraction("claim", "The airline denied it."))
    assert found.labels.claims[0].text == "The airline denied it."
    assert found.labels.claims[0].speakers == (None,)
    assert found.labels.claims[0].kinds == ("statement",)


def test_words_off_the_lists_are_read_leniently() -> None:
    found = extracted(
        extraction("actors", "Norland", type="Nation", salience="Main", aliases="Oslen, the north"),
        extraction("actor", "Blue Air", type="flying thing", salience=None, aliases=None),
        extraction("sector", "Norland banned Blue Air on Monday.", code=TAXONOMY.labels["finance"]),
        extraction("sector", "The airline denied it.", code="airlines"),
        extraction("stance", "x", holder="author", target="Blue Air", position="Opposed"),
        extraction("mood", "unsafe"),
    ).labels
    assert found.actors[0] == ActorLabel("Norland", ("Oslen", "the north"), ("country",), "core")
    assert found.actors[1] == ActorLabel("Blue Air", (), ("other_group",), "secondary")
    assert [s.code for s in found.sectors] == ["finance"]
    assert found.stance[0].readings == ((None, "Blue Air", "oppose"),)


def test_a_place_that_only_langextract_found_is_evidence_but_not_verbatim() -> None:
    loose = extraction("claim", "The carrier rejected that.", claim="X.", speaker=None)
    found = extracted({**loose, "start": THIRD[0], "end": THIRD[1]})
    assert found.labels.claims[0].evidence == ((THIRD,),)
    assert found.quotes == Quotes(given=1, found=0, exact=0)


def test_the_same_actor_of_two_chunks_is_one() -> None:
    found = extracted(
        extraction("actor", "Ada Berg", type="person", salience="core", aliases=[]),
        extraction("actor", "Berg", type="person", salience="secondary", aliases=[]),
        extraction("claim", "Berg praised its rival Red Wings.", claim="X.", speaker="Berg"),
    ).labels
    assert [a.name for a in found.actors] == ["Ada Berg"]
    assert found.claims[0].speakers == ("Ada Berg",)


def test_the_example_is_verbatim_and_in_order_of_appearance() -> None:
    example = load_prompt("brief", TAXONOMY.codes).examples[0]
    data = example_data(example)
    places = [data["text"].index(one["text"]) for one in data["extractions"]]
    assert places == sorted(places)
    assert {one["class"] for one in data["extractions"]} == {"actor", "claim", "sector", "stance"}
    told = description(TAXONOMY)
    for one in data["extractions"]:
        for attribute in one["attributes"]:
            assert attribute in told


def test_a_chunk_that_was_cut_off_is_counted_as_lost() -> None:
    calls = [
        {"input": 10, "output": 5, "finish": "stop", "text": '{"extractions": []}'},
        {"input": 11, "output": 7, "finish": "length", "text": '{"extractions": [{"act'},
    ]
    answer = answer_of("a", 1.5, {"extractions": [], "calls": calls, "error": None})
    assert (answer.lost, answer.calls, answer.input_tokens, answer.output_tokens) == (1, 2, 21, 12)
    assert answer.payload == []
    failed = answer_of("a", 1.5, {"extractions": [], "calls": calls, "error": "ValueError: x"})
    assert failed.payload is None
    assert failed.error == "ValueError: x"


class _Engine:
    address = "http://127.0.0.1:9/v1"
    key = "none"


def langextract_under(python: Path) -> System:
    return langextract(
        _Engine(),
        "m",
        TAXONOMY,
        load_prompt("brief", TAXONOMY.codes).examples[0],
        python=str(python),
        model_sha256="0",
        max_tokens=1,
        timeout=1,
        buffer=1000,
    )


def test_a_python_without_langextract_is_named(tmp_path: Path) -> None:
    python = tmp_path / "python"
    # "-S": without site packages, whatever is installed where the tests run.
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    python.chmod(0o755)
    with pytest.raises(UsageError, match=f"does not run under {python}"):
        langextract_under(python)


def test_why_the_process_of_langextract_ended_is_told(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'line one' >&2\necho 'boom: no such thing' >&2\nexit 3\n")
    python.chmod(0o755)
    with pytest.raises(UsageError, match=r"exit code 3 \(boom: no such thing\)"):
        langextract_under(python)


# --- ours ---------------------------------------------------------------------------------


def sample_brief() -> d.Brief:
    return d.Brief(
        article=ARTICLE.info,
        actors=(
            d.Actor(
                name="Norland",
                type="country",
                salience="core",
                mentions=(d.Span.of(TEXT, 0, 7),),
            ),
        ),
        claims=(
            d.Claim(
                text="Norland banned Blue Air.",
                kind="statement",
                evidence=(d.Span.of(TEXT, *FIRST),),
            ),
        ),
        run=d.RunRecord(
            model="m",
            prompt="p@1",
            prompt_sha256="0",
            schema_sha256="0",
            taxonomy_sha256="0",
            version="0",
        ),
    )


def test_our_own_brief_is_taken_as_it_is() -> None:
    found = brief_labels(sample_brief(), ARTICLE)
    assert found.labels is found.quoted
    assert found.labels.claims[0].evidence == ((FIRST,),)
    assert found.quotes == Quotes(1, 1, 1)


# --- the run ------------------------------------------------------------------------------


def sample_gold(article: d.Article = ARTICLE) -> GoldArticle:
    gold = Gold.model_validate(
        {
            "article": article.id,
            "text_sha256": article.sha256,
            "status": "adjudicated",
            "readers": [{"id": "a", "who": "one"}, {"id": "b", "who": "two"}],
            "adjudicator": "three",
            "guidelines": "1.1",
            "actors": [{"name": "Norland", "type": "country", "role": "r", "salience": "core"}],
            "claims": [
                {
                    "text": "Norland banned Blue Air.",
                    "speaker": None,
                    "kind": "statement",
                    "evidence": ["Norland banned Blue Air on Monday."],
                }
            ],
        }
    )
    return GoldArticle(article, gold, gold_labels(gold, article.text))


def system(name: str, asked: list[str], answer: Callable[[d.Article], dict[str, Any]]) -> System:
    def ask(article: d.Article) -> Answer:
        asked.append(f"{article.id} {name}")
        return Answer(
            system=name,
            article=article.id,
            calls=1,
            **{"seconds": 2.0, "input_tokens": 5, "output_tokens": 10, **answer(article)},
        )

    return System(name, {"model": "m"}, ask, lambda: asked.append(f"warm {name}"))


def articles() -> list[GoldArticle]:
    return [
        sample_gold(article_from_text(TEXT + f" It was day {number}.", id=f"a{number}"))
        for number in (1, 2, 3)
    ]


def test_systems_take_turns_article_by_article(tmp_path: Path) -> None:
    asked: list[str] = []
    two = [system(name, asked, lambda _: {"payload": []}) for name in ("plain", "base")]
    with Store(tmp_path / "s") as store:
        answers = peers.gather(two, articles(), store)
    assert asked == [
        "warm plain", "a1 plain", "warm base", "a1 base",
        "a2 base", "a2 plain",
        "a3 plain", "a3 base",
    ]  # fmt: skip
    assert [(a.system, a.article) for a in answers] == [
        (name, f"a{number}") for name in ("plain", "base") for number in (1, 2, 3)
    ]


def test_a_kept_answer_is_that_of_the_article_that_asks(tmp_path: Path) -> None:
    asked: list[str] = []
    one = [system("plain", asked, lambda _: {"payload": []})]
    again = [
        sample_gold(item.article.model_copy(update={"id": f"renamed-{item.article.id}"}))
        for item in articles()
    ]
    with Store(tmp_path / "s") as store:
        peers.gather(one, articles(), store)
        asked.clear()
        answers = peers.gather(one, again, store)
    assert asked == []
    assert [answer.article for answer in answers] == [item.article.id for item in again]


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    asked: list[str] = []

    def dies_at_the_second(article: d.Article) -> dict[str, Any]:
        if article.id == "a2":
            raise KeyboardInterrupt
        return {"payload": []}

    with Store(tmp_path / "s") as store, pytest.raises(KeyboardInterrupt):
        peers.gather([system("plain", asked, dies_at_the_second)], articles(), store)
    asked.clear()
    with Store(tmp_path / "s") as store:
        again = [system("plain", asked, lambda _: {"payload": []})]
        answers = peers.gather(again, articles(), store)
        assert len(answers) == 3
        assert all(answer.asked for answer in answers)
        assert asked == ["warm plain", "a2 plain", "a3 plain"]
        other = System("plain", {"model": "other"}, again[0].ask, again[0].warm)
        asked.clear()
        peers.gather([other], articles(), store)
    assert len(asked) == 4  # another model's answers are not taken for these


def test_failed_answers_are_kept_and_asked_again_only_on_demand(tmp_path: Path) -> None:
    asked: list[str] = []
    failing = [system("plain", asked, lambda _: {"error": "AnswerError: cut off"})]
    with Store(tmp_path / "s") as store:
        peers.gather(failing, articles(), store)
        asked.clear()
        peers.gather(failing, articles(), store)
        assert asked == []
        peers.gather(failing, articles(), store, retry_failed=True)
    assert len(asked) == 4


def answered(name: str, **changes: Any) -> Answer:
    data: dict[str, Any] = {
        "system": name,
        "article": ARTICLE.id,
        "seconds": 2.0,
        "calls": 1,
        "input_tokens": 5,
        "output_tokens": 10,
        "payload": None,
    }
    return Answer(**{**data, **changes})


def test_answers_of_different_days_are_told() -> None:
    def two(plain: str, ours: str) -> int:
        answers = [answered("plain", asked=plain), answered("adapter", asked=ours)]
        return peers.asked_apart(answers)

    assert two("2026-01-01T10:00:00+00:00", "2026-01-01T10:59:00+00:00") == 0
    assert two("2026-01-01T10:00:00+00:00", "2026-01-01T11:01:00+00:00") == 1
    assert two("", "2026-01-01T11:01:00+00:00") == two("", "") == 1


RIGHT = plain_payload(
    actors=[actor("Norland", "country", core=True)],
    claims=[claim("Norland banned Blue Air.", "Norland banned Blue Air", "Invented words here")],
)


def test_scores_ratios_and_quotes_of_known_answers() -> None:
    answers = [
        answered("plain", payload=RIGHT, seconds=4.0, output_tokens=40),
        answered(
            "base",
            payload=sample_brief().model_dump(mode="json"),
            seconds=1.0,
            output_tokens=30,
        ),
    ]
    gold = sample_gold()
    found = scores(count({ARTICLE.id: gold}, answers, TAXONOMY))

    def value(name: str, metric: str) -> float | None:
        return found[name][metric].value

    for name in ("plain", "base"):
        assert value(name, "actors.f1") == 1
        assert value(name, "claims.f1") == 1
        assert value(name, "claims.evidence_f1") == 1
    assert value("plain", "peers.seconds_ratio") == 1
    assert value("base", "peers.seconds_ratio") == 0.25
    assert value("base", "peers.tokens_ratio") == 0.75
    assert value("base", "peers.tokens") == 30
    assert value("plain", "peers.found") == 0.5
    assert value("base", "peers.found") == 1
    quoted = len("Norland banned Blue Air")
    whole = FIRST[1] - FIRST[0]
    assert value("plain", "peers.quoted_f1") == pytest.approx(2 * quoted / (quoted + whole))


def test_a_failure_is_an_empty_brief_that_still_costs() -> None:
    answers = [answered("plain", error="AnswerError: x", output_tokens=70, lost=2)]
    found = scores(count({ARTICLE.id: sample_gold()}, answers, TAXONOMY))["plain"]
    assert found["actors.f1"].value == 0
    assert found["claims.f1"].value == 0
    assert found["peers.tokens"].value == 70
    assert found["peers.found"].value is None
    assert failures(answers) == {"plain": {"articles": 1, "failed": 1, "lost_requests": 2}}


def test_conversion_of_a_right_answer_gets_what_gold_gets() -> None:
    gold = sample_gold()
    labels = plain_labels(RIGHT, ARTICLE, TAXONOMY).labels
    assert score(gold.labels, labels, TAXONOMY) == score(gold.labels, gold.labels, TAXONOMY)


def test_results_are_written_as_data_and_as_a_table(tmp_path: Path) -> None:
    answers = [answered("plain", payload=RIGHT), answered("langextract", error="X: y")]
    origin = {
        "engines": {"base": {"file": "m.gguf"}}, "options": {}, "packages": {"openai": "3"},
        "machine": "x", "created": "now", "commit": "abc", "dirty": True,
    }  # fmt: skip
    text = peers.write(tmp_path / "new" / "r", [sample_gold()], answers, origin)
    assert (tmp_path / "new" / "r.md").read_text() == text
    assert "| actors F1 | 1.00 [1.00, 1.00] | 0.00 [0.00, 0.00] | ≥ 0.86 |" in text
    assert "| articles that failed | 0 of 1 | 1 of 1 | |" in text
    assert "commit abc with changes" in text
    data = json.loads((tmp_path / "new" / "r.json").read_text())
    assert data["scores"]["plain"]["actors.f1"]["value"] == 1
    assert [Answer.model_validate(one) for one in data["answers"]] == answers
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["r.json", "r.md"]


def test_an_external_suite_judges_what_its_labels_say_and_nothing_else(tmp_path: Path) -> None:
    found = peers.references(load_suite("gum"), write_lines(tmp_path / "gum.jsonl", [GUM]))
    said = claim(QUOTE, f"Minister Ada Berg said: {QUOTE}", speaker="Ada Berg")
    extra = claim("Norland banned Blue Air.", "Norland banned Blue Air on Monday.")
    payload = plain_payload(
        actors=[
            actor("Norland", "country", core=True),
            actor("Blue Air", "company", core=True),
            actor("Utopia"),
        ],
        claims=[said, extra],
    )
    origin = {
        "engines": {}, "options": {}, "packages": {}, "machine": "x", "created": "now",
        "commit": "abc", "dirty": False,
    }  # fmt: skip
    answers = [
        answered("plain", article="gum-1", payload=payload),
        answered("langextract", article="gum-1", error="X: y"),
    ]
    text = peers.write(tmp_path / "r", found, answers, origin, "gum")
    # The claim in the article's own voice is not GUM's to judge: it costs no precision.
    # What is aimed at on gold is of another scale.
    assert "| claims F1 | 1.00 [1.00, 1.00] | 0.00 [0.00, 0.00] |\n" in text
    assert "| speaker right on matched claims | 1.00 [1.00, 1.00] | – |\n" in text
    assert "| articles that failed | 0 of 1 | 1 of 1 |\n" in text
    assert "| core actors F1 | 1.00" in text
    assert "| output tokens an article | 10 [10, 10] |" in text
    for unjudged in ("actors F1", "sectors", "stance", "actors found"):
        assert f"| {unjudged}" not in text
    assert f"articles: 1 of gum {references_sha256(found)[:12]}" in text


def test_a_suite_of_attacks_or_without_its_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="suite attacks is of attacks"):
        peers.references(load_suite("attacks"))
    with pytest.raises(UsageError, match="--data FILE"):
        peers.references(load_suite("gum"))
    assert len(peers.references(load_suite("gold"), limit=3)) == 3


def test_peers_and_ours_share_the_engine_of_a_model_file(tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(b"GGUF")
    options = peers.Options(("plain", "base"), str(file), sys.executable, 1000, 10, 5.0)
    with ExitStack() as stack:
        systems, engines = peers.open_systems(options, stack)
    assert [one.name for one in systems] == ["plain", "base"]
    assert engines["base"]["file"] == "m.gguf"
    made = [one for one in peers._engine._engines if one.path == file]
    assert len(made) == 1


def test_wrong_arguments_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--systems", "plain,gpt"], ["--model-file", "m.gguf", "--systems", "adapter"]):
        with pytest.raises(SystemExit) as stopped:
            peers.arguments(["--out", "r", *wrong])
        assert stopped.value.code == 2
    assert "no system 'gpt'" in capsys.readouterr().err
    assert peers.arguments(["--out", "r", "--model-file", "m.gguf"]).systems == (
        "plain",
        "langextract",
        "base",
    )
