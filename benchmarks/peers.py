"""Plain instructor, LangExtract and this project, on one engine, one model, the same articles.

    python -m benchmarks.peers --out runs/peers [--articles N] [--systems plain,base]
    python -m benchmarks.peers --out runs/gum --suite gum --data gum.jsonl --articles 10

Every article goes through all systems, one after the other, before the next article, so
that whatever else the machine does hits all alike; who goes first changes with the article.
Every answer is kept as soon as it is there: a run that was killed goes on where it was.
``PATH.json`` has the scores and every answer, ``PATH.md`` the table. See docs/peers.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks._peers.answers import Answer, System
from benchmarks._peers.lang_extract import langextract
from benchmarks._peers.ours import ours
from benchmarks._peers.plain import plain
from benchmarks._peers.table import Reference, count, failures, markdown, rows, scores
from summarizer import Summarizer
from summarizer.errors import UsageError
from summarizer.evaluation.external import ExternalArticle
from summarizer.evaluation.gold_files import GoldArticle
from summarizer.evaluation.record import code_state, now, packages, python_version, scorers_sha256
from summarizer.evaluation.run import spread
from summarizer.evaluation.scored import load_references, references_sha256
from summarizer.evaluation.suites import Suite, load_suite
from summarizer.models import _engine
from summarizer.models._engine import Engine, shared_engine
from summarizer.prompts import load_prompt, load_taxonomy
from summarizer.store import Store

SYSTEMS = ("plain", "langextract", "base", "adapter")


@dataclass(frozen=True)
class Options:
    """What the command line says; see :func:`arguments`."""

    systems: tuple[str, ...]
    model_file: str | None
    langextract_python: str
    buffer: int
    max_tokens: int
    timeout: float


def open_ours(spec: str, timeout: float) -> tuple[Summarizer, Engine]:
    """Our summarizer with the embedded model ``spec``, and the engine that it runs on."""
    before = set(_engine._engines)
    made = Summarizer(spec, timeout=timeout)
    # Asking for the very same options gives the very same engine, whatever they are.
    added = [options for options in _engine._engines if options not in before]
    if len(added) != 1:
        raise UsageError(f"{spec}: expected an embedded model with an engine of its own")
    return made, shared_engine(added[0])


def open_systems(options: Options, stack: ExitStack) -> tuple[list[System], dict[str, Any]]:
    """The systems in the order of :data:`SYSTEMS`, and what they run on.

    At most two engines: the base model (plain, LangExtract and ours share it), and the base
    model with the adapter.

    Raises:
        UsageError: something is missing for one of them.
    """
    wanted = set(options.systems)
    found: dict[str, System] = {}
    engines: dict[str, Any] = {}
    taxonomy = load_taxonomy()
    if wanted & {"plain", "langextract", "base"}:
        made, engine = open_ours(options.model_file or "local/base", options.timeout)
        digest = file_sha256(engine.options.path)
        engines["base"] = {"file": engine.options.path.name, "sha256": digest}
        shared: dict[str, Any] = {
            "model_sha256": digest, "max_tokens": options.max_tokens, "timeout": options.timeout,
        }  # fmt: skip
        name = engine.options.path.stem
        if "plain" in wanted:
            found["plain"] = plain(engine, name, taxonomy, **shared)
        if "langextract" in wanted:
            found["langextract"] = langextract(
                engine, name, taxonomy, load_prompt("brief", taxonomy.codes).examples[0],
                python=options.langextract_python, buffer=options.buffer, **shared,
            )  # fmt: skip
            engines["langextract"] = found["langextract"].setup["langextract"]
            stack.callback(found["langextract"].close)
        if "base" in wanted:
            found["base"] = ours("base", made, engine)
        stack.callback(made.close)
    if "adapter" in wanted:
        made, engine = open_ours("local", options.timeout)
        adapter = engine.options.adapter
        if adapter is None:
            raise UsageError("the model local runs without an adapter; leave out --systems adapter")
        engines["adapter"] = {
            "file": engine.options.path.name,
            "adapter": adapter.name,
            "adapter_sha256": file_sha256(adapter),
        }
        found["adapter"] = ours("adapter", made, engine)
        stack.callback(made.close)
    return [found[name] for name in SYSTEMS if name in wanted], engines


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def references(
    suite: Suite, data: Path | None = None, limit: int | None = None
) -> tuple[Reference, ...]:
    """The articles of the suite, or ``limit`` of them, always the same.

    Raises:
        UsageError: files that are missing or malformed, a suite of attacks.
    """
    if suite.attacks is not None:
        raise UsageError(f"suite {suite.name} is of attacks; it says nothing about peers")
    found = load_references(suite, data)
    labelled = [item for item in found if isinstance(item, (GoldArticle, ExternalArticle))]
    return spread(labelled, limit)


def gather(
    systems: Sequence[System],
    gold: Sequence[Reference],
    store: Store,
    *,
    retry_failed: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> list[Answer]:
    """Every system's answer to every article: from the store, or asked for and kept there.

    The systems take turns, article by article, and start with another one each time.
    """
    warm: set[str] = set()
    answers: list[Answer] = []
    for number, item in enumerate(gold):
        article = item.article
        first = number % len(systems)
        for system in (*systems[first:], *systems[:first]):
            kept = store.get(system.key(article))
            answer = None if kept is None else Answer.model_validate_json(kept)
            if answer is not None:
                # The key is of the text, which another article, or one renamed, may have too.
                answer = answer.model_copy(update={"article": article.id})
            if answer is None or (retry_failed and answer.error is not None):
                if system.name not in warm:
                    system.warm()
                    warm.add(system.name)
                asked = now()
                answer = system.ask(article).model_copy(update={"asked": asked})
                store.put(system.key(article), answer.model_dump_json())
                say(
                    f"{number + 1}/{len(gold)} {article.id} {system.name}: "
                    f"{answer.seconds:.1f} s, {answer.output_tokens} tokens"
                    + (f", {answer.error}" if answer.error else "")
                )
            answers.append(answer)
    order = {system.name: rank for rank, system in enumerate(systems)}
    return sorted(answers, key=lambda answer: (order[answer.system], answer.article))


def asked_apart(answers: Sequence[Answer], hours: float = 1) -> int:
    """Articles that systems were asked about more than ``hours`` apart, or nobody knows when.

    The machine may have been another by then: their ratios of seconds mean less.
    """
    times: dict[str, list[datetime | None]] = {}
    for answer in answers:
        asked = datetime.fromisoformat(answer.asked) if answer.asked else None
        times.setdefault(answer.article, []).append(asked)
    apart = 0
    for found in times.values():
        known = [time for time in found if time is not None]
        spread = max(known) - min(known) if known else timedelta()
        apart += len(known) < len(found) or spread > timedelta(hours=hours)
    return apart


def write(
    path: Path,
    gold: Sequence[Reference],
    answers: Sequence[Answer],
    origin: Any,
    suite: str = "gold",
) -> str:
    """Score ``answers``, write ``path``.json and .md, return the Markdown."""
    taxonomy = load_taxonomy()
    tables = count({item.article.id: item for item in gold}, answers, taxonomy)
    found = scores(tables, rows(gold))
    failed = failures(answers)
    facts = {
        "articles": f"{len(gold)} of {suite} {references_sha256(gold)[:12]}",
        "engine": json.dumps(origin["engines"]),
        "options": json.dumps(origin["options"]),
        "packages": ", ".join(f"{name} {number}" for name, number in origin["packages"].items()),
        "machine": origin["machine"],
        "asked more than an hour apart": f"{asked_apart(answers)} of {len(gold)} articles",
        "made": f"{origin['created']}, commit {origin['commit']}"
        + (" with changes" if origin["dirty"] else ""),
    }
    text = markdown(found, failed, facts, aims=all(isinstance(g, GoldArticle) for g in gold))
    data = {
        "origin": origin,
        "articles": [item.article.id for item in gold],
        "scores": {
            system: {name: asdict(interval) for name, interval in rows.items()}
            for system, rows in found.items()
        },
        "failures": failed,
        "answers": [answer.model_dump(mode="json") for answer in answers],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix, content in (
        (".json", json.dumps(data, ensure_ascii=False, indent=1) + "\n"),
        (".md", text),
    ):
        target = path.with_name(path.name + suffix)
        draft = target.with_name(target.name + ".part")
        draft.write_text(content, encoding="utf-8")
        draft.replace(target)
    return text


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="results go to OUT.json, OUT.md")
    parser.add_argument("--articles", type=int, help="only N of them, always the same")
    parser.add_argument("--systems", help=f"some of {','.join(SYSTEMS)} (default: all)")
    parser.add_argument("--model-file", help="another GGUF file than the embedded model's")
    parser.add_argument("--suite", default="gold", help="a suite, or its TOML file (gold)")
    parser.add_argument("--data", type=Path, help="file of an external suite")
    parser.add_argument("--store", type=Path, help="where answers are kept (default: OUT.answers)")
    parser.add_argument("--retry-failed", action="store_true", help="ask failed ones again")
    parser.add_argument("--langextract-python", default=sys.executable, help="a Python with it")
    parser.add_argument("--buffer", type=int, default=1000, help="characters of its chunks")
    parser.add_argument("--max-tokens", type=int, default=4096, help="of a peer's answer")
    parser.add_argument("--timeout", type=float, default=1800, help="seconds for one request")
    given = parser.parse_args(argv)
    default = SYSTEMS[:-1] if given.model_file else SYSTEMS
    names = given.systems.split(",") if given.systems else default
    given.systems = tuple(name for name in SYSTEMS if name in names)
    if unknown := [name for name in names if name not in SYSTEMS]:
        parser.error(f"no system {unknown[0]!r}; there are {', '.join(SYSTEMS)}")
    if given.model_file and "adapter" in given.systems:
        parser.error("the adapter fits the embedded model only; leave out --model-file or adapter")
    return given


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bench; 2 for wrong use or something missing."""
    given = arguments(argv)
    names = ("systems", "model_file", "langextract_python", "buffer", "max_tokens", "timeout")
    options = Options(**{name: getattr(given, name) for name in names})
    store_path = given.store or given.out.with_name(f"{given.out.name}.answers")
    try:
        suite = load_suite(given.suite)
        gold = references(suite, given.data, given.articles)
        with ExitStack() as stack:
            store = stack.enter_context(Store(store_path))
            systems, engines = open_systems(options, stack)
            answers = gather(
                systems,
                gold,
                store,
                retry_failed=given.retry_failed,
                say=lambda line: print(line, file=sys.stderr, flush=True),
            )
        commit, dirty = code_state(Path(__file__).parent)
        shown = asdict(options)
        del shown["langextract_python"]
        shown["model_file"] = options.model_file and Path(options.model_file).name
        origin = {
            "created": now(),
            "engines": engines,
            "options": shown,
            "packages": packages(),
            "python": python_version(),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
            "commit": commit,
            "dirty": dirty,
            "scorers_sha256": scorers_sha256(),
        }
        print(write(given.out, gold, answers, origin, suite.name))
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
