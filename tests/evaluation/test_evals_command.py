"""The ``evals`` command: as a process where that matters, else through its entry point."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from external_samples import PLOVER, write_lines
from fake_server import Fails, FakeServer, Request, Says
from suite_samples import PLACES, gold_articles, perfect_run, without_claims, write_suite

from summarizer.cli._evals import main
from summarizer.evaluation import record
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.labels import Labels

COMMAND = [sys.executable, "-c", "from summarizer.cli._evals import main; main()"]
EMPTY = {"summary": [], "actors": [], "claims": [], "sectors": [], "stance": []}
ANSWER = {**EMPTY, "summary": [{"text": "An airline was banned.", "evidence": [1]}]}

Evals = Callable[..., int]


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The suite's file, in the working folder."""
    monkeypatch.chdir(tmp_path)
    return write_suite(tmp_path)


@pytest.fixture
def gold(suite: Path) -> tuple[GoldArticle, ...]:
    return gold_articles(suite)


@pytest.fixture
def evals(monkeypatch: pytest.MonkeyPatch) -> Evals:
    """The command in this process; gives the exit code."""

    def call(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["evals", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return call


def process(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=240
    )


def asked_about(requests: Sequence[Request]) -> list[str]:
    """The place in each request's article: every article of the suite has one of its own."""
    return [
        next(p for p in PLACES if f"{p} banned" in request.messages[-1]["content"])
        for request in requests
    ]


def asking(suite: Path, server: FakeServer) -> tuple[object, ...]:
    """A run of the suite with the model behind the server."""
    return ("run", "--suite", suite, "--model", "openai/x", "--base-url", server.url)


def saved(run: record.Run, name: str) -> Path:
    record.save(run, Path(name))
    return Path(name)


def few_claims(kept: int) -> Callable[[int, Labels], Labels]:
    """Only the first ``kept`` articles keep their claims."""
    return lambda n, labels: labels if n < kept else replace(labels, claims=())


class TestLint:
    def test_good_gold_passes_as_a_process(self, suite: Path) -> None:
        done = process("lint", "--suite", suite)
        assert (done.returncode, done.stdout) == (0, "")
        assert "0 findings" in done.stderr

    def test_a_finding_fails_and_is_named(
        self, suite: Path, evals: Evals, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = suite.parent / "gold" / "articles" / "a2.txt"
        path.write_text(path.read_text("utf-8") + " More.", "utf-8")
        assert evals("lint", "--suite", suite) == 1
        assert "a2" in capsys.readouterr().out


class TestRun:
    def test_it_asks_records_and_scores(self, suite: Path, server: FakeServer) -> None:
        server.always = Says(ANSWER)
        done = process(
            "run", "--suite", suite, "--model", "openai/x", "--base-url", server.url,
            "--limit", 3, "--repeat", 2, "--tag", "first try", "--jobs", 2,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "first try" in done.stdout
        assert "claims.f1" in done.stdout
        [path] = Path("runs").glob("tiny-*.json")
        assert f"record: {path}" in done.stderr
        assert Path("runs/.gitignore").read_text("utf-8") == "*\n"
        run = record.load(path)
        assert (run.suite, run.tag, run.origin.model) == ("tiny", "first try", "openai/x")
        assert len(run.origin.gold_sha256) == len(run.origin.prompt_sha256) == 64
        assert len({result.id for result in run.results}) == 3
        assert Counter(result.repeat for result in run.results) == {0: 3, 1: 3}
        assert all(result.brief for result in run.results)
        # Repeats are asked for themselves, each article once in each.
        assert set(Counter(asked_about(server.requests)).values()) == {2}

    def test_git_is_told_to_ignore_records_wherever_the_folder_is_made(
        self, suite: Path, server: FakeServer, evals: Evals
    ) -> None:
        server.always = Says(ANSWER)
        run = asking(suite, server)
        assert evals(*run, "--limit", 1, "--out", "runs/a.json") == 0
        assert Path("runs/.gitignore").read_text("utf-8") == "*\n"
        # A folder that is there, or that has another name, is its owner's to keep.
        Path("runs/.gitignore").unlink()
        assert evals(*run, "--limit", 1, "--out", "runs/b.json") == 0
        assert evals(*run, "--limit", 1, "--out", "kept/c.json") == 0
        assert list(Path().glob("*/.gitignore")) == []

    def test_what_is_remembered_is_not_asked_unless_fresh(
        self, suite: Path, server: FakeServer, evals: Evals
    ) -> None:
        server.always = Says(ANSWER)
        run = asking(suite, server)
        assert evals(*run, "--limit", 2, "--out", "a.json") == 0
        assert evals(*run, "--limit", 4, "--out", "b.json") == 0
        assert len(server.requests) == 4  # the smaller draw is part of the larger
        assert evals(*run, "--limit", 4, "--out", "c.json", "--fresh") == 0
        assert len(server.requests) == 8
        few, more = record.load(Path("a.json")), record.load(Path("b.json"))
        assert {r.id for r in few.results} < {r.id for r in more.results}
        assert not Path("runs").exists()

    def test_after_kill_9_what_was_answered_is_not_asked_again(
        self, suite: Path, server: FakeServer
    ) -> None:
        server.always = Says(ANSWER, delay=0.4)
        command = [
            *COMMAND, "run", "--suite", str(suite), "--model", "openai/x",
            "--base-url", server.url, "--out", "run.json",
        ]  # fmt: skip
        first = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 200
            while len(server.requests) < 4 and time.monotonic() < deadline:
                time.sleep(0.02)
        finally:
            first.kill()
        assert first.wait() == -signal.SIGKILL
        before = asked_about(server.requests)
        assert 4 <= len(before) < len(PLACES)
        assert not Path("run.json").exists()

        server.always = Says(ANSWER)
        second = subprocess.run(command, capture_output=True, text=True, timeout=240)
        assert second.returncode == 0, second.stderr
        every = Counter(asked_about(server.requests))
        assert set(every) == set(PLACES)
        # Only the one that was under way when the process died may be asked again.
        twice = {place for place, times in every.items() if times > 1}
        assert twice <= {before[-1]}
        assert max(every.values()) <= 2
        assert len(record.load(Path("run.json")).results) == len(PLACES)

    def test_articles_that_fail_are_counted_and_all_failed_is_a_failure(
        self, suite: Path, server: FakeServer, evals: Evals, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def step(request: Request) -> Says | Fails:
            bad = asked_about([request])[0] in PLACES[:2]
            return Fails(400, "too long for this model") if bad else Says(ANSWER)

        server.always = step
        run = asking(suite, server)
        assert evals(*run, "--out", "a.json") == 0
        printed = capsys.readouterr()
        assert "8 briefs, 2 failed" in printed.out
        assert "too long for this model" in printed.err
        results = record.load(Path("a.json")).results
        assert [r.id for r in results if r.error] == ["a0", "a1"]

        server.always = Fails(400, "no such model")
        assert evals(*run[:4], "openai/other", *run[5:], "--out", "b.json") == 1
        assert "8 failed" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            (("--out", "tiny.toml/a.json"), "tiny.toml/a.json: cannot be written"),
            (("--out", "gold"), "gold: cannot be written: Is a directory"),
            (("--accept", "why"), "--accept goes with --gate"),
            (("--gate",), "baselines/tiny.json: No such file"),
        ],
    )
    def test_what_cannot_end_well_is_refused_before_anything_is_asked(
        self,
        suite: Path,
        server: FakeServer,
        evals: Evals,
        capsys: pytest.CaptureFixture[str],
        arguments: tuple[str, ...],
        problem: str,
    ) -> None:
        server.always = Says(ANSWER)
        run = asking(suite, server)
        assert evals(*run, *arguments) == 2
        assert problem in " ".join(capsys.readouterr().err.split())
        assert server.requests == []

    def test_a_record_that_is_not_saved_does_not_lose_what_was_asked_anew(
        self,
        suite: Path,
        server: FakeServer,
        evals: Evals,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        def full(*_: object) -> None:
            raise record.RecordError("run record a.json: cannot be written: No space left")

        server.always = Says(ANSWER)
        run = ("run", "--suite", suite, "--model", "openai/x", "--base-url", server.url, "--fresh",
               "--limit", 2, "--out", "a.json")  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(record, "save", full)
            assert evals(*run) == 2
        assert "No space left" in capsys.readouterr().err
        assert evals(*run) == 0
        assert len(server.requests) == 2
        assert evals(*run) == 0
        assert len(server.requests) == 4  # once it is saved, fresh is fresh

    def test_a_record_is_scored_again_without_a_model(
        self,
        suite: Path,
        gold: tuple[GoldArticle, ...],
        evals: Evals,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        path = saved(perfect_run(gold, few_claims(4), tag="half"), "half.json")
        assert evals("run", "--suite", suite, "--rescore", path) == 0
        printed = capsys.readouterr()
        rows = dict(line.split()[:2] for line in printed.out.splitlines() if "." in line.split()[0])
        assert rows["actors.f1"] == "1.000"
        assert rows["claims.recall"] == "0.500"
        assert "record:" not in printed.err

    def test_a_record_is_replayed_without_a_model(
        self,
        suite: Path,
        server: FakeServer,
        evals: Evals,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        server.always = Says(ANSWER)
        run = asking(suite, server)
        assert evals(*run, "--out", "a.json", "--limit", 3, "--repeat", 2) == 0
        asked = len(server.requests)
        again = (*run, "--replay", "a.json", "--limit", 3, "--out", "b.json")
        assert evals(*again, "--repeat", 2) == 0
        assert len(server.requests) == asked
        first, second = record.load(Path("a.json")), record.load(Path("b.json"))
        assert len(first.answers) == 6
        assert second.answers == first.answers
        for one, other in zip(first.results, second.results, strict=True):
            assert one.brief
            assert other.brief
            assert one.brief.summary == other.brief.summary
            assert one.brief.run.output_tokens == other.brief.run.output_tokens

        # Another prompt asks other questions.
        assert evals(*again, "--prompt", "staged") == 1
        assert "the record has no answer to this question" in capsys.readouterr().err
        assert len(server.requests) == asked
        results = record.load(Path("b.json")).results
        assert all("run the suite again" in (result.error or "") for result in results)

    def test_only_a_record_with_answers_can_be_replayed(
        self,
        suite: Path,
        gold: tuple[GoldArticle, ...],
        evals: Evals,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        path = saved(perfect_run(gold), "a.json")
        assert evals("run", "--suite", suite, "--replay", path) == 2
        assert "no answers of the model to replay" in capsys.readouterr().err
        for other in (("--rescore", path), ("--fresh",)):
            assert evals("run", "--suite", suite, "--replay", path, *other) == 2
            assert "--replay asks no model" in " ".join(capsys.readouterr().err.split())

    def test_an_external_suite_is_run_and_scored_with_the_users_file(
        self,
        tmp_path: Path,
        server: FakeServer,
        evals: Evals,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.chdir(tmp_path)
        actors = [
            {"name": name, "aliases": [], "type": kind, "role": "acts", "salience": "core"}
            for name, kind in (("Norland", "country"), ("Blue Air", "company"))
        ]
        stance = {"holder": "Norland", "target": "Blue Air", "position": "oppose", "evidence": [1]}
        server.always = Says({**ANSWER, "actors": actors, "stance": [stance]})
        data = write_lines(tmp_path / "plover.jsonl", [PLOVER])
        run = ("run", "--suite", "plover", "--data", data)
        assert evals(*run, "--model", "openai/x", "--base-url", server.url) == 0
        printed = capsys.readouterr().out
        rows = dict(line.split()[:2] for line in printed.splitlines() if "." in line.split()[0])
        assert rows["actors.recall"] == rows["stance.position_f1"] == "1.000"
        assert not {"claims.f1", "sectors.f1", "actors.precision"} & set(rows)
        assert "claims F1 by threshold" not in printed
        [path] = Path("runs").glob("plover-*.json")
        assert evals("run", "--suite", "plover", "--rescore", path) == 2
        assert "--data FILE" in capsys.readouterr().err
        assert evals(*run, "--rescore", path) == 0
        assert evals("compare", path, path, "--data", data) == 3  # one article proves nothing


class TestCompare:
    def test_a_loss_regresses_as_a_process(
        self, suite: Path, gold: tuple[GoldArticle, ...]
    ) -> None:
        good = saved(perfect_run(gold, tag="good"), "good.json")
        bad = saved(perfect_run(gold, without_claims, tag="bad"), "bad.json")
        done = process("compare", good, bad, "--suite", suite)
        assert done.returncode == 1
        assert done.stdout.rstrip().endswith("regressed over 8 articles")

    @pytest.mark.parametrize(
        ("kept", "articles", "code", "verdict"),
        [
            (8, 8, 0, "pass over 8"),
            (0, 8, 1, "regressed over 8"),
            (6, 8, 3, "inconclusive over 8"),
            (8, 3, 3, "inconclusive over 3"),
        ],
    )
    def test_exit_codes(
        self,
        suite: Path,
        gold: tuple[GoldArticle, ...],
        evals: Evals,
        capsys: pytest.CaptureFixture[str],
        kept: int,
        articles: int,
        code: int,
        verdict: str,
    ) -> None:
        a = saved(perfect_run(gold), "a.json")
        b = saved(perfect_run(gold[:articles], few_claims(kept)), "b.json")
        assert evals("compare", a, b, "--suite", suite) == code
        assert verdict in capsys.readouterr().out

    def test_a_margin_that_tolerates_the_loss_passes(
        self, suite: Path, gold: tuple[GoldArticle, ...], evals: Evals
    ) -> None:
        a = saved(perfect_run(gold), "a.json")
        b = saved(perfect_run(gold, few_claims(6)), "b.json")
        assert evals("compare", a, b, "--suite", suite, "--margin", 1) == 0


class TestGate:
    @pytest.mark.parametrize(("floor", "code"), [(0.5, 0), (0.51, 1)])
    def test_a_score_below_its_floor_fails_whatever_the_baseline_has(
        self,
        suite: Path,
        gold: tuple[GoldArticle, ...],
        evals: Evals,
        capsys: pytest.CaptureFixture[str],
        floor: float,
        code: int,
    ) -> None:
        # So nothing can slide when scorers or gold change under both runs.
        suite.write_text(f'{suite.read_text("utf-8")}floors = {{ "claims.recall" = {floor} }}\n')
        half = saved(perfect_run(gold, few_claims(4)), "half.json")
        run = ("run", "--suite", suite, "--gate", "--rescore")
        assert evals(*run, half, "--accept", "the first") == 0
        assert evals(*run, half) == code
        told = "claims.recall is 0.500, below the suite's floor of 0.51" in capsys.readouterr().err
        assert told is bool(code)
        part = saved(perfect_run(gold[:6], few_claims(0)), "part.json")
        evals(*run, part)
        assert "floor" not in capsys.readouterr().err

    def test_a_floor_of_an_unknown_score_is_refused(
        self, suite: Path, evals: Evals, capsys: pytest.CaptureFixture[str]
    ) -> None:
        suite.write_text(f'{suite.read_text("utf-8")}floors = {{ "claims.beauty" = 1 }}\n')
        assert evals("run", "--suite", suite) == 2
        assert "unknown metric 'claims.beauty'" in capsys.readouterr().err

    def test_the_baseline_gates_and_is_replaced_only_with_a_reason(
        self,
        suite: Path,
        gold: tuple[GoldArticle, ...],
        evals: Evals,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        good = saved(perfect_run(gold), "good.json")
        bad = saved(perfect_run(gold, without_claims), "bad.json")
        baseline = suite.parent / "baselines" / "tiny.json"
        run = ("run", "--suite", suite, "--gate", "--rescore")

        assert evals(*run, good) == 2  # there is no baseline yet
        assert "baselines/tiny.json" in capsys.readouterr().err
        assert evals(*run, good, "--accept", "the first one") == 0
        assert record.load(baseline).accepted == "the first one"

        assert evals(*run, good) == 0
        assert evals(*run, bad) == 1
        assert record.load(baseline).accepted == "the first one"

        assert evals(*run, bad, "--accept", "claims are given up") == 0
        accepted = record.load(baseline)
        assert accepted.accepted == "claims are given up"
        assert accepted.results == record.load(bad).results
        assert evals(*run, bad) == 0

    def test_accepting_goes_with_the_gate(
        self, suite: Path, gold: tuple[GoldArticle, ...], evals: Evals
    ) -> None:
        good = saved(perfect_run(gold), "good.json")
        assert evals("run", "--suite", suite, "--rescore", good, "--accept", "why") == 2
        assert not (suite.parent / "baselines").exists()


def test_agreement_of_the_readers_is_printed(
    suite: Path, evals: Evals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["evals", "agree", "--suite", str(suite)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    printed = capsys.readouterr().out
    assert "two readers, 8 articles" in printed
    assert "Krippendorff's alpha, actors.type: 1.000" in printed


class TestWrongUsage:
    def test_it_is_one_line_on_standard_error_of_the_process(self) -> None:
        done = process("run", "--suite", "golden")
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("evals: no suite 'golden'; there are ")
        assert len(done.stderr.splitlines()) == 1

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            (("lint", "--suite", "gum"), "it is external"),
            (("run", "--suite", "gum"), "--data FILE"),
            (("run", "--suite", "gum", "--data", "none.jsonl"), "none.jsonl: cannot be read"),
            (("run", "--suite", "gold", "--data", "x"), "leave --data out"),
            (("run", "--limit", "0"), "--limit"),
            (("compare", "a.json", "b.json"), "run record a.json"),
        ],
    )
    def test_the_message_says_what_to_do(
        self,
        tmp_path: Path,
        evals: Evals,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        arguments: tuple[str, ...],
        problem: str,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert evals(*arguments) == 2
        assert problem in " ".join(capsys.readouterr().err.split())

    def test_a_record_of_another_text_is_stale(
        self,
        suite: Path,
        gold: tuple[GoldArticle, ...],
        evals: Evals,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        path = saved(perfect_run(gold), "a.json")
        data = json.loads(path.read_text("utf-8"))
        data["results"][0]["brief"]["article"]["sha256"] = "0" * 64
        path.write_text(json.dumps(data), "utf-8")
        assert evals("run", "--suite", suite, "--rescore", path) == 2
        assert "a0: its brief is of another text" in capsys.readouterr().err
