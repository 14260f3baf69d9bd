"""A model around another one."""

from __future__ import annotations

from summarizer.models._ask import Ask, LanguageModel, Reply, aclose


class WrapperModel:
    """``model`` by name and settings; subclasses change how it is asked.

    Args:
        model: is closed with the wrapper.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.name = model.name
        self.identity = model.identity
        self.default_prompt = model.default_prompt
        self.context = model.context

    def ask(self, ask: Ask) -> Reply:
        """See :class:`~summarizer.models.LanguageModel`."""
        return self._model.ask(ask)

    async def aask(self, ask: Ask) -> Reply:
        """The same without blocking the event loop."""
        return await self._model.aask(ask)

    async def aclose(self) -> None:
        """Close what the model holds open on the running event loop."""
        await aclose(self._model)

    def close(self) -> None:
        """Close the model."""
        self._model.close()
