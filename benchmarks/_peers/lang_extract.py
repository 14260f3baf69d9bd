"""LangExtract as its documentation shows it: a description, one example, extractions."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks._peers.answers import Answer, System
from benchmarks._peers.definitions import definitions
from summarizer.domain import Article
from summarizer.drafts import DraftActor, DraftClaim, DraftSector, DraftStance
from summarizer.errors import UsageError
from summarizer.models._engine import Engine
from summarizer.prompts import Example, Taxonomy

WORKER = Path(__file__).parent / "worker.py"


def description(taxonomy: Taxonomy) -> str:
    """What ``prompt_description`` says: the classes, and that texts are copied."""
    told = definitions(taxonomy)
    return (
        "Extract from a news article, in order of appearance, extractions of the classes actor, "
        "claim, sector and stance. Use the exact words of the article as extraction text; do "
        "not paraphrase there.\n\n"
        "actor: the extraction text is its name. Attributes type, role, salience, aliases. "
        f"Actors are {told['actors']}\n\n"
        "claim: the extraction text is the sentence that says it. Attributes claim (the "
        f"proposition in your words), speaker, kind. Claims are {told['claims']}\n\n"
        "sector: the extraction text is a sentence that shows it. Attribute code. Sectors are "
        f"{told['sectors']}\n\n"
        "stance: the extraction text is the sentence that shows it. Attributes holder, target, "
        f"position. Stances are {told['stance']}"
    )


def example_data(example: Example) -> dict[str, Any]:
    """One of our own worked examples in LangExtract's form, in order of appearance."""
    text = example.article.text
    found: list[tuple[int, str, str, dict[str, Any]]] = []

    def add(of: str, words: str, **attributes: Any) -> None:
        found.append((text.index(words), of, words, attributes))

    for kind in ("actors", "claims", "sectors", "stance"):
        for item in example.items.get(kind, ()):
            match item:
                case DraftActor():
                    add(
                        "actor", item.name, type=item.type, role=item.role,
                        salience=item.salience, aliases=list(item.aliases),
                    )  # fmt: skip
                case DraftClaim():
                    words = example.sentences[item.sentences[0] - 1]
                    add("claim", words, claim=item.text, speaker=item.speaker, kind=item.kind)
                case DraftSector():
                    add("sector", example.sentences[item.sentences[0] - 1], code=item.code)
                case DraftStance():
                    words = example.sentences[item.sentences[0] - 1]
                    add(
                        "stance", words, holder=item.holder, target=item.target,
                        position=item.position,
                    )  # fmt: skip
                case _:
                    raise TypeError(f"no form for {type(item).__name__}")
    found.sort(key=lambda one: one[0])
    return {
        "text": text,
        "extractions": [
            {"class": kind, "text": words, "attributes": attributes}
            for _, kind, words, attributes in found
        ],
    }


def answer_of(article: str, seconds: float, line: dict[str, Any]) -> Answer:
    """The worker's reply as an answer. A chunk that LangExtract left out counts as lost."""
    calls = line["calls"]
    lost = [call["text"] or "" for call in calls if not _readable(call)]
    return Answer(
        system="langextract",
        article=article,
        seconds=round(seconds, 3),
        calls=len(calls),
        input_tokens=sum(call["input"] for call in calls),
        output_tokens=sum(call["output"] for call in calls),
        payload=None if line["error"] else line["extractions"],
        error=line["error"],
        lost=len(lost),
        raw=tuple(lost),
    )


def _readable(call: dict[str, Any]) -> bool:
    try:
        json.loads(call["text"] or "")
    except ValueError:
        return False
    return call["finish"] != "length"


class _Worker:
    """The child process; started at the first question."""

    def __init__(self, python: str, setup: dict[str, Any]) -> None:
        self._python, self._setup = python, setup
        # Open as long as the process, which writes to it.
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._process: subprocess.Popen[str] | None = None

    def start(self, **more: Any) -> str:
        """Start it and return LangExtract's version.

        Raises:
            UsageError: that Python cannot run LangExtract.
        """
        try:
            self._process = subprocess.Popen(
                # -P: the modules beside the worker must not stand in for others.
                [self._python, "-P", str(WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                text=True,
                encoding="utf-8",
            )
            first = self.ask(**self._setup, **more)
        except OSError as error:
            raise UsageError(f"{self._python}: {error.strerror}") from None
        if "ready" not in first:
            raise UsageError(
                f"LangExtract does not run under {self._python} ({first.get('missing')}); install "
                "it there: pip install 'langextract[openai]>=1.7,<2', or name another Python "
                "with --langextract-python"
            )
        return str(first["ready"])

    def ask(self, **line: Any) -> dict[str, Any]:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(line) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # what it said before it ended is still to be read
        reply = process.stdout.readline()
        if not reply:
            code = process.wait(10)
            self._said.seek(0)
            lines = [line.strip() for line in self._said if line.strip()]
            last = lines[-1] if lines else "it said nothing"
            raise UsageError(
                f"the LangExtract process ended with exit code {code} ({last[:300]}); run it "
                "again, answers so far are kept"
            )
        return json.loads(reply)

    def close(self) -> None:
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            process.communicate()


def langextract(
    engine: Engine,
    model: str,
    taxonomy: Taxonomy,
    example: Example,
    *,
    python: str,
    model_sha256: str,
    max_tokens: int,
    timeout: float,
    buffer: int,
) -> System:
    """The system ``langextract`` on ``engine``, run under ``python``.

    ``buffer``: characters of a chunk (LangExtract cuts longer articles; 1000 by default).

    Raises:
        UsageError: that Python cannot run LangExtract.
    """
    shape = {
        "description": description(taxonomy),
        "example": example_data(example),
        "buffer": buffer,
        "max_tokens": max_tokens,
        "timeout": timeout,
        "model": model,
    }
    worker = _Worker(python, shape)
    version = worker.start(address=engine.address, key=engine.key)

    def ask(article: Article) -> Answer:
        with engine.request():
            started = time.perf_counter()
            line = worker.ask(text=article.text)
            return answer_of(article.id, time.perf_counter() - started, line)

    def warm() -> None:
        with engine.request():
            pass

    digest = hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()
    setup = {"model": model_sha256, "shape": digest, "langextract": version}
    return System("langextract", setup, ask, warm, worker.close)
