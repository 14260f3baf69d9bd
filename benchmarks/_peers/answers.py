"""What one system answered to one article, as it is kept between sittings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from summarizer.domain import Article, Frozen
from summarizer.store import key_of


class Answer(Frozen):
    """``payload`` is the system's own output, unconverted, so that it can be scored anew.

    ``seconds``: wall time around the call. ``lost``: requests whose output was of no use
    (cut off or unreadable). ``raw``: the texts of the failed or unconverted requests.
    ``asked``: when, in ISO 8601, UTC; empty where it was not kept.
    """

    system: str
    article: str
    seconds: float
    calls: int
    input_tokens: int
    output_tokens: int
    payload: JsonValue = None
    error: str | None = None
    lost: int = 0
    raw: tuple[str, ...] = ()
    asked: str = ""


@dataclass(frozen=True)
class System:
    """A system under test.

    ``setup``: everything that shapes its answers, part of the key under which they are kept.
    ``warm``: called once before any time is taken.
    """

    name: str
    setup: dict[str, Any]
    ask: Callable[[Article], Answer]
    warm: Callable[[], None]
    close: Callable[[], None] = lambda: None

    def key(self, article: Article) -> bytes:
        """Under which the answer to ``article`` is kept."""
        return key_of(
            bench="peers",
            system=self.name,
            setup=self.setup,
            text=article.sha256,
            title=article.title,
            published=article.published,
        )


def one_line(error: BaseException) -> str:
    """An error as a record keeps it."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:400]}"
