"""Briefs through a provider's batch API are those of the ordinary run, whatever goes wrong."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from batch_samples import ARTICLES, FAST, QUESTIONS, asks_about, content, says, write_articles
from batch_server import KEY, BatchServer, Fate, Trouble
from fake_server import Fails, FakeServer, Says
from pages import python_blocks

from summarizer import Summarizer
from summarizer.articles import text_from_file
from summarizer.batch import Outcome, Source, brief_all
from summarizer.errors import (
    AnswerError,
    ArticleTooLongError,
    ModelUnavailableError,
    NotFinishedError,
    SettingsError,
    TransportError,
)
from summarizer.models import Ask
from summarizer.models.deferred import DeferredModel
from summarizer.provider_batch import BatchOptions, BatchStatus, brief_batch, check_model
from summarizer.provider_batch._jobs import Jobs
from summarizer.settings import resolve

Run = Callable[..., list[Outcome]]


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchServer]:
    monkeypatch.setenv("SUMMARIZER_API_KEY", KEY)
    with BatchServer(says) as running:
        yield running


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    return write_articles(tmp_path)


@pytest.fixture
def sources(paths: list[Path]) -> list[Source]:
    return [Source(path.name, partial(text_from_file, path)) for path in paths]


@pytest.fixture
def summarizer(provider: BatchServer) -> Iterator[Summarizer]:
    with Summarizer("acme/writer", prompt="staged", base_url=provider.url) as made:
        yield made


@pytest.fixture
def run(summarizer: Summarizer, sources: list[Source], tmp_path: Path) -> Run:
    """Brief all articles through batches, in a folder that lasts as long as the test."""

    def call(options: BatchOptions = FAST, **more: Any) -> list[Outcome]:
        given = {"folder": tmp_path / "state", "options": options, **more}
        return list(brief_batch(summarizer, sources, **given))

    return call


def all_well(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    return [content(outcome.brief) for outcome in outcomes]


def once(provider: BatchServer, requests: int = QUESTIONS) -> bool:
    """Every request was submitted and paid for exactly once."""
    return set(provider.submitted.values()) == {1} == set(provider.paid.values()) and (
        len(provider.submitted) == len(provider.paid) == requests
    )


def test_briefs_are_those_of_the_ordinary_run(
    provider: BatchServer, run: Run, summarizer: Summarizer, sources: list[Source]
) -> None:
    made = run()
    ordinary = list(brief_all(summarizer, sources))
    assert [outcome.source for outcome in made] == [source.name for source in sources]
    assert all_well(made) == all_well(ordinary)
    assert all(brief["claims"] and brief["stance"] for brief in all_well(made))
    assert len(provider.batches) == 3  # one for each question of the prompt
    assert once(provider)


def test_requests_are_those_of_the_ordinary_run(
    provider: BatchServer, run: Run, summarizer: Summarizer, sources: list[Source]
) -> None:
    run()
    list(brief_all(summarizer, sources))

    def written(bodies: list[dict[str, Any]]) -> list[str]:
        # The order of a schema's properties is the order in which models write them;
        # only that of the outermost names means nothing.
        return sorted(json.dumps(dict(sorted(body.items()))) for body in bodies)

    assert written(provider.bodies) == written(provider.chats)
    assert len(set(written(provider.bodies))) == QUESTIONS


def test_openai_gets_its_own_name_of_the_token_limit(
    provider: BatchServer,
    sources: list[Source],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
    with Summarizer("openai/gpt-4o-mini", prompt="staged") as summarizer:
        made = list(brief_batch(summarizer, sources, folder=tmp_path / "s", options=FAST))
    assert all(outcome.brief for outcome in made)
    assert {body["model"] for body in provider.bodies} == {"gpt-4o-mini"}
    assert all("max_completion_tokens" in body for body in provider.bodies)


def test_usage_is_counted_once(provider: BatchServer, run: Run) -> None:
    runs = [brief["run"] for brief in all_well(run())]
    assert [one["attempts"] for one in runs] == [3] * ARTICLES
    assert [one["input_tokens"] for one in runs] == [300] * ARTICLES
    assert [one["output_tokens"] for one in runs] == [60] * ARTICLES


def test_a_second_run_submits_nothing(provider: BatchServer, run: Run) -> None:
    first = all_well(run())
    assert all_well(run()) == first
    assert once(provider)
    assert len(provider.batches) == 3


def test_nothing_is_left_at_the_provider_but_answers(provider: BatchServer, run: Run) -> None:
    run()
    assert provider.inputs() == []


def test_files_keep_to_the_limits(provider: BatchServer, run: Run) -> None:
    run(dataclasses.replace(FAST, requests=2))
    sizes = [len(batch.lines) for batch in provider.batches.values()]
    assert max(sizes) == 2
    assert sum(sizes) == QUESTIONS
    assert once(provider)


def test_files_keep_to_the_limit_of_bytes(provider: BatchServer, run: Run) -> None:
    run(dataclasses.replace(FAST, bytes=1))
    assert [len(batch.lines) for batch in provider.batches.values()] == [1] * QUESTIONS


def test_two_articles_that_ask_the_same_share_the_answer(
    provider: BatchServer, run: Run, paths: list[Path]
) -> None:
    paths[1].write_text(paths[0].read_text("utf-8"), "utf-8")
    assert len(all_well(run())) == ARTICLES
    assert once(provider, QUESTIONS - 3)


def test_failed_rows_go_into_another_batch(provider: BatchServer, run: Run) -> None:
    failures = Counter[str]()

    def answer(body: dict[str, Any]) -> Says | Fails:
        failures[str(body)] += asks_about(body, "grounded 12 jets")
        return Fails(500, "oops") if failures[str(body)] == 1 else says(body)

    provider.answer = answer
    briefs = all_well(run())
    assert [brief["run"]["attempts"] for brief in briefs] == [3, 3, 6, 3, 3]
    assert set(provider.paid.values()) == {1}
    assert len(provider.paid) == QUESTIONS
    assert sorted(provider.submitted.values()) == [1] * 12 + [2] * 3


def test_a_row_that_always_fails_is_one_error(provider: BatchServer, run: Run) -> None:
    def answer(body: dict[str, Any]) -> Says | Fails:
        return Fails(503, "overloaded") if asks_about(body, "grounded 12 jets") else says(body)

    provider.answer = answer
    made = run()
    assert [outcome.error is None for outcome in made] == [True, True, False, True, True]
    error = made[2].error
    assert isinstance(error, TransportError)
    assert "4 batches" in str(error)
    assert "503" in str(error)
    assert "overloaded" in str(error)
    assert error.usage.attempts == 4
    assert max(provider.submitted.values()) == 4
    # The next run tries anew.
    provider.answer = says
    assert len(all_well(run())) == ARTICLES
    assert set(provider.paid.values()) == {1}


def test_a_row_that_is_refused_for_good_is_not_sent_again(provider: BatchServer, run: Run) -> None:
    def answer(body: dict[str, Any]) -> Says | Fails:
        return Fails(400, "bad words") if asks_about(body, "grounded 12 jets") else says(body)

    provider.answer = answer
    made = run()
    assert "the server answered 400" in str(made[2].error)
    assert "bad words" in str(made[2].error)
    assert set(provider.submitted.values()) == {1}


def test_what_an_article_that_is_too_long_consumed_is_counted(
    provider: BatchServer, run: Run
) -> None:
    def answer(body: dict[str, Any]) -> Says | Fails:
        too_long = Fails(400, "the request exceeds the available context size")
        return too_long if asks_about(body, "grounded 12 jets") else says(body)

    provider.answer = answer
    made = run()
    assert isinstance(made[2].error, ArticleTooLongError)
    assert made[2].usage.attempts == 1


def test_a_question_that_cannot_be_put_is_one_error(
    provider: BatchServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = DeferredModel.body

    def body(self: DeferredModel, ask: Ask) -> dict[str, Any]:
        if "grounded 12 jets" in ask.messages[-1].content:
            raise TransportError("this text breaks the template")
        return put(self, ask)

    monkeypatch.setattr(DeferredModel, "body", body)
    made = run()
    assert [outcome.error is None for outcome in made] == [True, True, False, True, True]
    assert "breaks the template" in str(made[2].error)
    assert once(provider, QUESTIONS - 3)


def test_a_model_that_refuses_everything_ends_in_errors(provider: BatchServer, run: Run) -> None:
    provider.answer = lambda body: Says("I cannot help with that.", refused=True)
    made = run()
    assert all(isinstance(outcome.error, AnswerError) for outcome in made)
    assert all("the model refused: I cannot" in str(outcome.error) for outcome in made)
    assert [outcome.error.usage.input_tokens for outcome in made] == [200] * 5
    # It was paid for: asking again in another run would not change it.
    assert [str(outcome.error) for outcome in run()] == [str(outcome.error) for outcome in made]
    assert once(provider, 10)


def test_an_invalid_answer_is_a_further_round(provider: BatchServer, run: Run) -> None:
    def answer(body: dict[str, Any]) -> Says | Fails:
        said = says(body)
        asked_again = "That answer is not right" in body["messages"][-1]["content"]
        return said if asked_again else Says('{"actors": 1}')

    provider.answer = answer
    assert [brief["run"]["attempts"] for brief in all_well(run())] == [6] * ARTICLES
    assert len(provider.batches) == 6
    assert once(provider, 30)


def test_an_expired_batch_keeps_its_answers_and_asks_the_rest_again(
    provider: BatchServer, run: Run
) -> None:
    provider.fates = [Fate("expired", done=2), Fate("expired", done=0)]
    assert len(all_well(run())) == ARTICLES
    assert set(provider.paid.values()) == {1}
    assert len(provider.paid) == QUESTIONS


def test_a_cancelled_batch_is_not_submitted_again_by_this_run(
    provider: BatchServer, run: Run
) -> None:
    provider.fates = [Fate("cancelled", done=2)]
    made = run()
    assert sum(outcome.brief is not None for outcome in made) == 2
    assert all("cancelled" in str(outcome.error) for outcome in made if outcome.error)
    assert set(provider.submitted.values()) == {1}
    assert len(all_well(run())) == ARTICLES


def test_a_line_that_makes_a_batch_fail_does_not_take_the_others_along(
    provider: BatchServer, run: Run
) -> None:
    fault = {"code": "invalid_json_line", "message": "not parseable", "line": 3}
    provider.fates = [Fate("failed", faults=(fault,))]
    made = run()
    assert [outcome.error is None for outcome in made] == [True, True, False, True, True]
    assert "not parseable" in str(made[2].error)
    assert set(provider.paid.values()) == {1}


def test_a_full_queue_is_waited_for(provider: BatchServer, run: Run) -> None:
    provider.room = 1
    provider.states = ("in_progress",) * 20
    briefs = all_well(run(dataclasses.replace(FAST, requests=3)))
    # It counts as no try, and nothing is uploaded in vain while the other is under way.
    assert [brief["run"]["attempts"] for brief in briefs] == [3] * ARTICLES
    failed = [batch for batch in provider.batches.values() if batch.fate.status == "failed"]
    assert 1 <= len(failed) <= 6
    assert once(provider)


def test_a_queue_that_stays_full_is_an_error(provider: BatchServer, run: Run) -> None:
    provider.room = 0
    made = run()
    assert all("Enqueued token limit" in str(outcome.error) for outcome in made)
    assert len(provider.batches) == 4


def test_an_output_file_that_is_named_late_is_waited_for(provider: BatchServer, run: Run) -> None:
    provider.fates = [Fate(unnamed=3)]
    assert len(all_well(run())) == ARTICLES
    assert once(provider)


def test_a_download_that_is_cut_off_is_made_again(provider: BatchServer, run: Run) -> None:
    provider.torn = 2
    assert len(all_well(run())) == ARTICLES
    assert once(provider)


@pytest.mark.parametrize("carried_out", [True, False], ids=["lost answer", "refused"])
@pytest.mark.parametrize("status", [429, 500])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/files"),
        ("POST", "/batches"),
        ("GET", "/batches/"),
        ("GET", "/files/"),
        ("DELETE", "/files/"),
    ],
)
def test_a_failing_endpoint_doubles_and_loses_nothing(
    provider: BatchServer, run: Run, method: str, path: str, status: int, carried_out: bool
) -> None:
    fails = Fails(status, headers={"retry-after": "0"})
    provider.troubles = [Trouble(method, path, fails, carried_out)] * 2
    assert len(all_well(run())) == ARTICLES
    assert provider.troubles == []
    assert once(provider)
    assert provider.inputs() == []


def test_a_provider_that_is_down_for_a_while_is_looked_at_again(
    provider: BatchServer, run: Run
) -> None:
    fails = Fails(503, headers={"retry-after": "0"})
    provider.troubles = [Trouble("GET", "/batches/", fails)] * 9
    assert len(all_well(run())) == ARTICLES
    assert once(provider)


def test_a_provider_that_stays_down_ends_the_run_and_the_next_goes_on(
    provider: BatchServer, run: Run
) -> None:
    fails = Fails(503, headers={"retry-after": "0"})
    provider.troubles = [Trouble("GET", "/batches/", fails)] * 16
    with pytest.raises(TransportError, match="looking at batch"):
        run()
    assert len(all_well(run())) == ARTICLES
    assert once(provider)


def test_without_waiting_every_call_goes_one_step(provider: BatchServer, run: Run) -> None:
    seen: list[BatchStatus] = []
    messages: set[str] = set()
    calls = 0
    while True:
        calls += 1
        assert calls < 30
        try:
            made = run(wait=False, told=seen.append)
            break
        except NotFinishedError as error:
            messages.add(str(error))
    assert messages == {"5 of 5 articles wait for answers from 1 batches at the provider"}
    assert len(all_well(made)) == ARTICLES
    assert calls > 3
    assert seen[0] == BatchStatus(articles=5, waiting=5, batches=1)
    assert seen[-1] == BatchStatus(articles=5, waiting=0, batches=0)
    assert once(provider)


@pytest.mark.parametrize("drops_metadata", [False, True])
def test_a_submission_that_was_not_written_down_is_found_again(
    provider: BatchServer, run: Run, tmp_path: Path, drops_metadata: bool
) -> None:
    provider.drops_metadata = drops_metadata
    with pytest.raises(NotFinishedError):
        run(wait=False)
    with sqlite3.connect(tmp_path / "state" / "jobs.db") as db:
        db.execute("UPDATE batches SET batch = NULL")
    db.close()
    provider.list_lag = 1
    assert len(all_well(run(dataclasses.replace(FAST, settle_seconds=2.0)))) == ARTICLES
    assert once(provider)


def test_an_interrupted_submission_of_another_run_is_not_paid_for(
    provider: BatchServer, run: Run, paths: list[Path]
) -> None:
    provider.troubles = [Trouble("POST", "/batches", Fails(400, "billing limit"))]
    with pytest.raises(TransportError, match="billing limit"):
        run()
    for path in paths:
        path.write_text(path.read_text("utf-8").replace("jets", "planes"), "utf-8")
    assert len(all_well(run())) == ARTICLES
    assert once(provider)
    assert provider.inputs() == []


def test_a_refused_key_is_a_matter_of_configuration(
    provider: BatchServer,
    sources: list[Source],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SUMMARIZER_API_KEY", "sk-wrong")
    with (
        Summarizer("acme/writer", prompt="staged", base_url=provider.url) as summarizer,
        pytest.raises(ModelUnavailableError, match="the key was refused"),
    ):
        list(brief_batch(summarizer, sources, folder=tmp_path / "s", options=FAST))


def test_a_server_without_batches_is_named(
    server: FakeServer, sources: list[Source], tmp_path: Path
) -> None:
    # It answers POST only, and this with 404.
    server.always = Fails(404, "not found")
    with (
        Summarizer("acme/writer", prompt="staged", base_url=server.url) as summarizer,
        pytest.raises(ModelUnavailableError, match="batch API"),
    ):
        list(brief_batch(summarizer, sources, folder=tmp_path / "s", options=FAST))


@pytest.mark.parametrize("model", ["local", "local/base", "x.gguf", "anthropic/claude"])
def test_other_models_have_no_batches(model: str) -> None:
    with pytest.raises(SettingsError, match="no batch API"):
        check_model(resolve(model=model))


def test_one_run_at_a_time_works_in_a_folder(
    provider: BatchServer, summarizer: Summarizer, sources: list[Source], tmp_path: Path, run: Run
) -> None:
    first = brief_batch(summarizer, sources, folder=tmp_path / "state", options=FAST)
    next(first)
    with pytest.raises(SettingsError, match="another run works in it"):
        run()
    assert len(list(first)) == ARTICLES - 1


def test_a_disk_that_takes_nothing_more_is_named(
    provider: BatchServer, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: Any, **more: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Jobs, "collect", full)
        with pytest.raises(SettingsError, match=r"batch folder .*state: database or disk is full"):
            run()
    assert len(all_well(run())) == ARTICLES
    assert once(provider)


@pytest.mark.parametrize("code", python_blocks("provider-batch.md"))
def test_an_example_of_the_page_runs(
    code: str,
    provider: BatchServer,
    paths: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in {
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": provider.url,
        "SUMMARIZER_PROMPT": "staged",
    }.items():
        monkeypatch.setenv(name, value)
    # A look every minute, of which none is needed.
    provider.states = ()
    (tmp_path / "seeds").mkdir()
    for path in paths:
        path.rename(tmp_path / "seeds" / path.name)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "provider-batch.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == [
        f"seeds/{path.name} openai/gpt-4o-mini" for path in paths
    ]
