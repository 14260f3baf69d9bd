"""How an actor builds its summarizer: what can travel to another machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from summarizer._summarizer import Summarizer
from summarizer.errors import UsageError
from summarizer.models import LanguageModel, is_embedded
from summarizer.prompts import load_prompt, load_taxonomy
from summarizer.settings import Settings, resolve


@dataclass(frozen=True)
class Recipe:
    """Arguments of a :class:`~summarizer.Summarizer`.

    Attributes:
        model: its name, or a function that makes one.
        settings: by name; ``None`` counts as not given.
    """

    model: str | Callable[[], LanguageModel] | None = None
    prompt: str | None = None
    taxonomy: str | None = None
    settings: dict[str, Any] = field(default_factory=dict[str, Any])

    def checked(self) -> Recipe:
        """The same with every setting resolved here, so that it holds on all nodes.

        Environment and config files of the nodes play no part then, but for keys and
        for the cache folder, which are a node's own.

        Raises:
            UsageError: the settings, the prompt, the taxonomy or the model make no sense.
        """
        if self.model is not None and not isinstance(self.model, str) and not callable(self.model):
            raise UsageError(
                f"model: a {type(self.model).__name__} cannot travel to other machines; give its "
                "name, or a function without arguments that makes it there"
            )
        settings = self._resolved()
        taxonomy = load_taxonomy(settings.taxonomy)
        if settings.prompt:
            load_prompt(settings.prompt, taxonomy.codes)
        named = self.model if callable(self.model) else settings.model
        # Weights are for the nodes to have; a provider's key and name can be looked at here.
        if isinstance(named, str) and not is_embedded(named):
            Summarizer(**settings.model_dump(exclude={"cache"})).close()
        given = settings.model_dump(exclude={"model", "prompt", "taxonomy", "cache"})
        given["weights"] = _found(settings.weights)
        if "cache" in self.settings:
            given["cache"] = self.settings["cache"]
        if isinstance(named, str) and named.endswith(".gguf"):
            named = _found(named)
        prompt = _found(settings.prompt, "prompt.toml")
        return Recipe(named, prompt, _found(settings.taxonomy), given)

    @property
    def embedded(self) -> bool:
        """Whether the actors run the model themselves."""
        return isinstance(self.model, str) and is_embedded(self.model)

    def with_settings(self, **settings: Any) -> Recipe:
        """The same with other settings."""
        return Recipe(self.model, self.prompt, self.taxonomy, {**self.settings, **settings})

    def open(self) -> Summarizer:
        """Build the summarizer.

        Raises:
            UsageError: as :class:`~summarizer.Summarizer` does.
        """
        model = self.model() if callable(self.model) else self.model
        return Summarizer(model, prompt=self.prompt, taxonomy=self.taxonomy, **self.settings)

    def _resolved(self) -> Settings:
        model = self.model if isinstance(self.model, str) else None
        given = {"model": model, "prompt": self.prompt, "taxonomy": self.taxonomy}
        return resolve(**given, **self.settings)


def _found(name: str | None, inside: str = "") -> str | None:
    """A file (or a folder with such a file), named so that a worker elsewhere finds it."""
    is_there = name is not None and os.path.isfile(os.path.join(name, inside) if inside else name)
    return os.path.abspath(name) if name is not None and is_there else name
