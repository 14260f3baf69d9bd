"""Where the embedded model's time goes: start, prompt, decoding, grammar, threads, slots.

    python -m benchmarks.engine_profile [ARTICLE]

Briefs an article once, then asks the very same questions again straight at the engine,
whose answers carry its own timings. Prints Markdown, first what the engine was built for:
run it with the prebuilt engine and with one of your own build to compare them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import re
import time
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks._markdown import markdown_table
from summarizer import Summarizer
from summarizer.articles import article_from_text, text_from_file
from summarizer.domain import Article
from summarizer.drafts import bounded
from summarizer.models import Ask, LanguageModel, Reply
from summarizer.models._engine import Engine, EngineOptions, close_engines, usable_cores
from summarizer.models._instructor import LOGPROBS
from summarizer.models._weights import ADAPTER_FILE, QWEN, locate
from summarizer.pipeline import Progress
from summarizer.settings import resolve

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seeds" / "000_4bd9edd3ebd0233a.txt"


class Recording:
    """A model that keeps what it was asked."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.asked: list[Ask] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def ask(self, ask: Ask) -> Reply:
        # Before the answer: one with an invalid item is an error.
        self.asked.append(ask)
        return self._model.ask(ask)


def put(engine: Engine, ask: Ask, *, grammar: bool = True, **more: Any) -> dict[str, Any]:
    """Ask the engine itself; returns its answer with ``timings``."""
    with bounded(ask.bounds):
        schema = ask.answer.model_json_schema()
    body: dict[str, Any] = {
        "messages": [message.as_dict() for message in ask.messages],
        "max_tokens": ask.max_tokens,
        **sampling(),
        **more,
    }
    if grammar:
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "Answer", "schema": schema},
        }
    with engine.request():
        request = urllib.request.Request(
            f"{engine.address}/chat/completions",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {engine.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=600) as answer:
            return json.load(answer)


def sampling() -> dict[str, Any]:
    """Those of the default model, so that answers are the pipeline's."""
    settings = resolve()
    return {"temperature": settings.temperature or 0, "seed": settings.seed, **LOGPROBS}


def options(threads: int, slots: int) -> EngineOptions:
    """Those of the default model."""
    path = locate(QWEN, resolve().cache, None)
    return EngineOptions(path, None, 8192, slots, threads, adapter=ADAPTER_FILE)


def started(threads: int, slots: int = 1) -> tuple[Engine, float]:
    """An engine of its own, and the seconds until it serves."""
    engine = Engine(options(threads, slots))
    began = time.perf_counter()
    _ = engine.address
    return engine, time.perf_counter() - began


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Print a Markdown table."""
    print(f"\n## {title}\n\n{markdown_table(head, rows)}")


def timed(name: str, answer: dict[str, Any]) -> list[str]:
    """One question's row."""
    t = answer["timings"]
    return [
        name,
        f"{t.get('cache_n', 0)}",
        f"{t['prompt_n']}",
        f"{t['prompt_ms'] / 1000:.1f}",
        f"{t['predicted_n']}",
        f"{t['predicted_ms'] / 1000:.1f}",
        f"{t['predicted_per_second']:.1f}",
    ]


ARTICLES = 4
_NUMBERED = re.compile(r"\[\d+\] ")
HEAD = ["question", "cached", "prompt tokens", "s", "answer tokens", "s", "tokens/s"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("article", nargs="?", type=Path, default=SEED)
    given = parser.parse_args()
    text = text_from_file(given.article)
    # The package has no types.
    xllamacpp: Any = importlib.import_module("xllamacpp")
    print(f"engine {xllamacpp.__version__}, {xllamacpp.get_system_info()}")
    recordings: list[Recording] = []

    def keep(model: LanguageModel) -> LanguageModel:
        recordings.append(Recording(model))
        return recordings[0]

    began = time.perf_counter()
    with Summarizer("local", wrap=keep) as summarizer:
        brief = summarizer.brief(text.segment())
        cold = time.perf_counter() - began
        began = time.perf_counter()
        summarizer.brief(text.segment())
        warm = time.perf_counter() - began
        other = article_from_text("\n\n".join(reversed(text.text.splitlines())), id="other")
        first, words = first_actor(summarizer, other)
    print(
        f"{given.article.name}: {len(text.text):,} characters, {usable_cores()} cores; "
        f"first brief of the process {cold:.1f} s, again (its prompt in the cache) {warm:.1f} s; "
        f"{brief.run.input_tokens} tokens in, {brief.run.output_tokens} out; first actor of "
        f"another article, {words} words, on the warm engine: {first:.1f} s"
    )
    asks = recordings[0].asked[: len(recordings[0].asked) // 2]

    close_engines()
    engine, seconds = started(usable_cores())
    rows = [timed(f"{n}", put(engine, ask)) for n, ask in enumerate(asks, 1)]
    table(f"One article on a fresh engine (up after {seconds:.1f} s)", HEAD, rows)
    total = sum(float(row[3]) + float(row[5]) for row in rows)
    prompt = sum(float(row[3]) for row in rows)
    print(f"\nprompt {prompt / total:.0%}, decoding {1 - prompt / total:.0%} of {total:.1f} s")

    other = replace(asks[0], messages=(asks[0].messages[0], *_turned(asks[0], 3)))
    table(
        "Another article, the system prompt cached",
        HEAD,
        [timed("1", put(engine, other))],
    )

    rows = []
    for name, grammar in (("with grammar", True), ("without", False)):
        put(engine, asks[0], grammar=grammar)  # the prompt is in the cache now
        rows.append(timed(name, put(engine, asks[0], grammar=grammar)))
    table("Decoding with and without the grammar (first question)", HEAD, rows)
    engine.close()

    rows = []
    for threads in sorted({1, usable_cores(), 2 * usable_cores()}):
        engine, seconds = started(threads)
        rows.append([*timed(f"{threads}", put(engine, asks[0])), f"{seconds:.1f}"])
        engine.close()
    table("Threads (first question, fresh engine)", ["threads", *HEAD[1:], "start s"], rows)

    rows = []
    for jobs in (1, 2, 4):
        engine, _ = started(usable_cores(), jobs)
        seconds, written = at_once(engine, asks, ARTICLES, jobs)
        rows.append(
            [f"{jobs}", f"{seconds / ARTICLES:.1f}", f"{written}", f"{written / seconds:.1f}"]
        )
        engine.close()
    table(
        f"Articles at the same time (--jobs), {ARTICLES} articles on a fresh engine",
        ["jobs", "s an article", "answer tokens", "of them a second"],
        rows,
    )


def first_actor(summarizer: Summarizer, article: Article) -> tuple[float, int]:
    """Seconds until the first actor of ``article`` can be shown, and its number of words."""
    began = time.perf_counter()
    seconds = math.nan
    # To the end: what is left of it would take its share of the next measurement.
    for event in summarizer.stream(article):
        if isinstance(event, Progress) and event.items.get("actors") and math.isnan(seconds):
            seconds = time.perf_counter() - began
    return seconds, len(article.text.split())


def at_once(engine: Engine, asks: Sequence[Ask], articles: int, jobs: int) -> tuple[float, int]:
    """Seconds and answer tokens for all questions to so many articles, ``jobs`` at a time."""

    def article(number: int) -> int:
        told = [replace(a, messages=(a.messages[0], *_turned(a, number))) for a in asks]
        return sum(int(put(engine, ask)["timings"]["predicted_n"]) for ask in told)

    began = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        written = sum(pool.map(article, range(articles)))
    return time.perf_counter() - began, written


def _turned(ask: Ask, by: int) -> tuple[Any, ...]:
    """The rest of the conversation about an article whose numbered lines begin with another.

    Title, date, question and earlier answers stay as they are.
    """
    first, *rest = ask.messages[1:]
    lines = first.content.splitlines()
    places = [place for place, line in enumerate(lines) if _NUMBERED.match(line)]
    told = [lines[place] for place in places]
    at = by % max(len(told), 1)
    for place, line in zip(places, (*told[at:], *told[:at]), strict=True):
        lines[place] = line
    return (replace(first, content="\n".join(lines)), *rest)


if __name__ == "__main__":
    main()
