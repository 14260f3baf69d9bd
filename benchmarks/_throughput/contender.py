"""One contender of the throughput benchmark, in a process of its own.

    python -m benchmarks._throughput.contender NAME --url URL --jobs N --articles N

Prints one JSON object: articles done and failed, seconds, processor seconds and peak
memory (MB) of this process. What is imported and warmed up before the clock starts is
the same for all: one article each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks._throughput.article import numbered

# An article by number; raises if it fails.
Work = Callable[[int], Awaitable[None]]


async def in_flight(work: Work, jobs: int, numbers: Iterator[int]) -> tuple[int, int]:
    """Keep ``jobs`` under way; returns how many were done and how many failed."""
    done = failed = 0

    async def one() -> None:
        nonlocal done, failed
        for number in numbers:
            try:
                await work(number)
                done += 1
            except Exception:
                failed += 1

    await asyncio.gather(*(one() for _ in range(jobs)))
    return done, failed


def bare(url: str, jobs: int) -> Work:
    """An asyncio loop over the openai client; the answer is parsed as JSON."""
    client = _client(url)

    async def work(number: int) -> None:
        answer = await client.chat.completions.create(
            model="plain", messages=[{"role": "user", "content": numbered(number)}]
        )
        json.loads(answer.choices[0].message.content)

    return work


def plain(url: str, jobs: int) -> Work:
    """instructor over the openai client, one schema, quotes asked for."""
    import instructor

    from benchmarks._peers.plain import answer_model, messages
    from summarizer.articles import article_from_text
    from summarizer.prompts import load_taxonomy

    taxonomy = load_taxonomy()
    kind = answer_model(taxonomy)
    client = instructor.from_openai(_client(url), mode=instructor.Mode.JSON_SCHEMA)
    # It reads no articles: sentences and metadata are made once, outside the clock.
    article = article_from_text(numbered(0), id="seed")
    shown: Any = messages(article, taxonomy)

    async def work(number: int) -> None:
        asked = [*shown[:-1], {**shown[-1], "content": shown[-1]["content"] + f" {number}"}]
        await client.chat.completions.create(
            model="plain", response_model=kind, messages=asked, max_retries=0
        )

    return work


def langchain(url: str, jobs: int) -> Work:
    """LangChain's ``with_structured_output`` in JSON-schema mode, the same schema."""
    from langchain_openai import ChatOpenAI

    from benchmarks._peers.plain import answer_model, messages
    from summarizer.articles import article_from_text
    from summarizer.prompts import load_taxonomy

    taxonomy = load_taxonomy()
    model = ChatOpenAI(model="plain", base_url=url, api_key="none", max_retries=0)
    chain = model.with_structured_output(answer_model(taxonomy), method="json_schema")
    shown: Any = messages(article_from_text(numbered(0), id="seed"), taxonomy)

    async def work(number: int) -> None:
        asked = [*shown[:-1], {**shown[-1], "content": shown[-1]["content"] + f" {number}"}]
        await chain.ainvoke(asked)

    return work


def langextract(url: str, jobs: int) -> Work:
    """LangExtract at its defaults, with its aligner; it knows threads only."""
    import langextract as lx
    from langextract.providers.openai import OpenAILanguageModel

    model = OpenAILanguageModel(model_id="langextract", base_url=url, api_key="none")
    example = lx.data.ExampleData(
        text="Norland said that talks go on.",
        extractions=[
            lx.data.Extraction(
                extraction_class="claim",
                extraction_text="talks go on",
                attributes={"speaker": "Norland", "kind": "statement"},
            )
        ],
    )

    def extract(number: int) -> None:
        lx.extract(
            text_or_documents=numbered(number),
            prompt_description="List the claims with their speaker and kind.",
            examples=[example],
            model=model,
            max_char_buffer=10_000,
            show_progress=False,
        )

    async def work(number: int) -> None:
        await asyncio.to_thread(extract, number)

    return work


def _client(url: str) -> Any:
    from openai import DEFAULT_CONNECTION_LIMITS, AsyncOpenAI, DefaultAsyncHttpxClient

    limits: Any = type(DEFAULT_CONNECTION_LIMITS)(
        max_connections=None, max_keepalive_connections=None
    )
    pool = DefaultAsyncHttpxClient(limits=limits, timeout=60)
    return AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=pool)


CONTENDERS: dict[str, Callable[[str, int], Work]] = {
    "bare": bare,
    "plain": plain,
    "langchain": langchain,
    "langextract": langextract,
}


def measure(name: str, url: str, jobs: int, articles: int) -> dict[str, Any]:
    """Run one contender; seconds are of the articles alone, without imports."""
    run = _ours(url, jobs) if name == "ours" else _loop(CONTENDERS[name](url, jobs), jobs)
    run(iter([-1]))
    began, used = time.perf_counter(), time.process_time()
    done, failed = run(iter(range(articles)))
    return {
        "contender": name,
        "jobs": jobs,
        "done": done,
        "failed": failed,
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - used,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _loop(work: Work, jobs: int) -> Callable[[Iterator[int]], tuple[int, int]]:
    runner = asyncio.Runner()
    if work.__qualname__.startswith("langextract"):
        from concurrent.futures import ThreadPoolExecutor

        runner.get_loop().set_default_executor(ThreadPoolExecutor(jobs))
    return lambda numbers: runner.run(in_flight(work, jobs, numbers))


def _ours(url: str, jobs: int) -> Callable[[Iterator[int]], tuple[int, int]]:
    """All of it: reading, sentences, schema, call, grounding, run store, output folder."""
    from summarizer import Summarizer
    from summarizer.articles import text_from
    from summarizer.batch import BatchFolder, Source, brief_all, seldom_collected
    from summarizer.batch._keys import BriefKeys
    from summarizer.store import Store

    summarizer = Summarizer("fixed/ours", base_url=url, prompt="brief")
    keys = BriefKeys(summarizer)
    folder = Path(tempfile.mkdtemp(prefix="throughput-"))

    def source(number: int) -> Source:
        return Source(f"{number}", lambda: text_from(numbered(number), id=f"copy-{number}"))

    def run(numbers: Iterator[int]) -> tuple[int, int]:
        with (
            Store(folder / "store.db") as store,
            BatchFolder(folder / "out", keys.configuration) as out,
            seldom_collected(),
        ):
            for outcome in brief_all(
                summarizer, map(source, numbers), jobs=jobs, store=store, done=out.has
            ):
                out.write(outcome)
        return out.totals.briefs, out.totals.failed

    return run


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender", choices=["ours", *CONTENDERS])
    parser.add_argument("--url", required=True)
    parser.add_argument("--jobs", type=int, required=True)
    parser.add_argument("--articles", type=int, required=True)
    given = parser.parse_args()
    print(json.dumps(measure(given.contender, given.url, given.jobs, given.articles)))
