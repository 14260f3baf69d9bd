"""The library's front door."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from summarizer.articles import article_from_text
from summarizer.domain import Article, Brief
from summarizer.errors import UsageError
from summarizer.models import Ask, LanguageModel, Reply, open_model
from summarizer.pipeline import Event, Plan, Watcher, adrive, drive, long_steps
from summarizer.prompts import load_prompt, load_taxonomy
from summarizer.settings import Settings, resolve


class Summarizer:
    """Makes briefs of articles; build one and share it, between threads too.

    Args:
        model: ``"local"`` (the default), ``"provider/name"``, a GGUF file, or an
            object with the interface of :class:`~summarizer.models.LanguageModel`.
        prompt: name, ``name@version`` or folder; by default what suits the model.
        taxonomy: a TOML file of sector codes; by default the shipped one.
        weights_progress: told (bytes done, bytes in all) while weights are assembled.
        wrap: put around the model, for example to remember its answers.
        resolved: all settings, resolved elsewhere; nothing is looked up here then, and
            beside it only a model object may be given.
        settings: any other setting by name (see :class:`~summarizer.settings.Settings`);
            what is not given comes from the environment, then the config file.

    Raises:
        UsageError: the settings, the prompt, the taxonomy or the model make no sense.

    ::

        with Summarizer() as summarizer:
            brief = summarizer.brief("Paris said on Monday that …")
    """

    def __init__(
        self,
        model: str | LanguageModel | None = None,
        *,
        prompt: str | Path | None = None,
        taxonomy: str | Path | None = None,
        weights_progress: Callable[[int, int], None] | None = None,
        wrap: Callable[[LanguageModel], LanguageModel] | None = None,
        resolved: Settings | None = None,
        **settings: Any,
    ) -> None:
        given: dict[str, Any] = {
            "model": model if isinstance(model, str) else None,
            "prompt": str(prompt) if prompt is not None else None,
            "taxonomy": str(taxonomy) if taxonomy is not None else None,
            **settings,
        }
        twice = [name for name, value in given.items() if value is not None]
        if resolved is not None and twice:
            raise UsageError(
                f"Summarizer: {', '.join(twice)} given beside resolved, which settles every "
                "setting; resolve them with the others, or leave resolved out"
            )
        self.settings: Settings = resolved or resolve(**given)
        self.taxonomy = load_taxonomy(self.settings.taxonomy)
        if model is None or isinstance(model, str):
            opened = open_model(self.settings, weights_progress)
        else:
            opened = model
        self.model = wrap(opened) if wrap else opened
        name = self.settings.prompt or self.model.default_prompt
        self.prompt = load_prompt(name, self.taxonomy.codes)
        self.plan = Plan(
            self.prompt,
            self.taxonomy,
            self.model.name,
            self.settings.attempts,
            self.settings.context or self.model.context,
        )

    def brief(self, article: Article | str, *, watch: Watcher | None = None) -> Brief:
        """Brief one article (or its text), in pieces if it is longer than the window.

        ``watch`` is told how it goes: see :mod:`summarizer.pipeline`.

        Raises:
            ArticleError: the article cannot be briefed.
            ModelError: the model gave no usable answer, to no piece of a long article.
        """
        return drive(long_steps(_as_article(article), self.plan, watch), self.model.ask)

    async def abrief(self, article: Article | str, *, watch: Watcher | None = None) -> Brief:
        """The same without blocking the event loop."""
        talk = long_steps(_as_article(article), self.plan, watch)
        return await adrive(talk, self.model.aask)

    def stream(self, article: Article | str) -> Iterator[Event | Brief]:
        """Events as they happen, and the finished brief as the last of them.

        :class:`~summarizer.pipeline.Progress` while an answer grows,
        :class:`~summarizer.pipeline.FieldsReady` when fields are grounded. Errors
        are raised as by :meth:`brief`. Left early, no further question is asked;
        the one under way comes to its end.
        """
        events: queue.SimpleQueue[Event | Brief | BaseException] = queue.SimpleQueue()
        known = _as_article(article)
        left = threading.Event()

        def ask(question: Ask) -> Reply:
            if left.is_set():
                raise _StreamLeft
            return self.model.ask(question)

        def work() -> None:
            try:
                events.put(drive(long_steps(known, self.plan, events.put), ask))
            except BaseException as error:
                events.put(error)

        worker = threading.Thread(target=work, name="summarizer-stream", daemon=True)
        worker.start()
        try:
            while True:
                event = events.get()
                if isinstance(event, BaseException):
                    raise event
                yield event
                if isinstance(event, Brief):
                    return
        finally:
            left.set()

    def close(self) -> None:
        """Give back the model's connections. The embedded engine stays until exit."""
        self.model.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _StreamLeft(Exception):  # noqa: N818  a signal, no error
    """Nobody listens any more."""


def _as_article(article: Article | str) -> Article:
    return article if isinstance(article, Article) else article_from_text(article, id="text")
