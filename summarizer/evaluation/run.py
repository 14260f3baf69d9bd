"""Running a suite: every article of it through one maker of briefs, concurrently.

Nothing here knows a model. The caller gives a function from article to brief;
what it remembers (see :class:`~summarizer.models.CachedModel`) makes a run go on
where it was killed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Protocol, TypeVar

from summarizer.domain import Article, Brief
from summarizer.errors import SummarizerError, UnexpectedError, UsageError
from summarizer.evaluation.record import Result

# (article, repeat) to its brief.
Maker = Callable[[Article, int], Brief]


@dataclass(frozen=True, slots=True)
class Done:
    """One result, and how many there are of how many."""

    result: Result
    done: int
    total: int


class _HasArticle(Protocol):
    @property
    def article(self) -> Article: ...


T = TypeVar("T", bound=_HasArticle)


def spread(items: Sequence[T], limit: int | None) -> tuple[T, ...]:
    """``limit`` of the items, the same ones whatever their order; all without a limit.

    Articles are drawn by a hash of their ids, so that files sorted by topic or date do
    not lend themselves to a biased start. A smaller limit draws some of a larger one's.
    """
    if limit is None or limit >= len(items):
        return tuple(items)

    def rank(item: T) -> bytes:
        return hashlib.sha256(item.article.id.encode()).digest()

    drawn = {item.article.id for item in sorted(items, key=rank)[:limit]}
    return tuple(item for item in items if item.article.id in drawn)


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
    except Exception as error:
        # A fault of ours in one article must not cost what the others did.
        return Result(id=article.id, repeat=repeat, error=str(UnexpectedError.of(error)))
