"""Running a suite: every article of it through one maker of briefs, concurrently.

Nothing here knows a model. The caller gives a function from article to brief;
what it remembers (see :class:`~summarizer.models.CachedModel`) makes a run go on
where it was killed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from summarizer.domain import Article, Brief
from summarizer.errors import SummarizerError, UsageError
from summarizer.evaluation.record import Result

# (article, repeat) to its brief.
Maker = Callable[[Article, int], Brief]


@dataclass(frozen=True, slots=True)
class Done:
    """One result, and how many there are of how many."""

    result: Result
    done: int
    total: int


def run_articles(
    articles: Sequence[Article], make: Maker, *, jobs: int = 1, repeat: int = 1
) -> Iterator[Done]:
    """Brief every article ``repeat`` times, ``jobs`` at a time, as they are done.

    Raises:
        UsageError: the configuration is at fault; every other error is a result.
    """
    work = [(article, number) for number in range(repeat) for article in articles]
    with ThreadPoolExecutor(jobs, thread_name_prefix="evals") as pool:
        waiting = {pool.submit(_one, article, number, make) for article, number in work}
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                yield Done(future.result(), done, len(work))
        finally:
            for future in waiting:
                future.cancel()


def _one(article: Article, repeat: int, make: Maker) -> Result:
    try:
        return Result(id=article.id, repeat=repeat, brief=make(article, repeat))
    except UsageError:
        raise
    except SummarizerError as error:
        return Result(id=article.id, repeat=repeat, error=f"{type(error).__name__}: {error}")
