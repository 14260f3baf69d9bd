"""Several inputs through one summarizer: bounded, in order, one failure at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from summarizer._summarizer import Summarizer
from summarizer.domain import Article, Brief
from summarizer.errors import SummarizerError, UsageError
from summarizer.pipeline import Watcher

# Reads the article; what it raises is this input's failure.
Source = tuple[str, Callable[[], Article]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: a brief with its article, or the error, never both."""

    source: str
    brief: Brief | None = None
    error: SummarizerError | None = None
    article: Article | None = None


def brief_all(
    summarizer: Summarizer,
    sources: Iterable[Source],
    *,
    jobs: int = 1,
    watch: Callable[[str], Watcher | None] | None = None,
) -> Iterator[Outcome]:
    """Brief every source, at most ``jobs`` at a time; outcomes come in the order given.

    Raises:
        UsageError: the configuration is at fault, so that every input would fail.
    """

    def work(name: str, read: Callable[[], Article]) -> Outcome:
        try:
            article = read()
            brief = summarizer.brief(article, watch=watch(name) if watch else None)
        except UsageError:
            raise
        except SummarizerError as error:
            return Outcome(name, error=error)
        return Outcome(name, brief=brief, article=article)

    waiting: deque[Future[Outcome]] = deque()
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="summarizer")
    try:
        for name, read in sources:
            waiting.append(pool.submit(work, name, read))
            # Twice the workers: none idles while the oldest outcome is written.
            if len(waiting) >= 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
