"""How an actor builds its summarizer: what can travel to another machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from summarizer._summarizer import Summarizer
from summarizer.errors import UsageError
from summarizer.models import LanguageModel, is_embedded
from summarizer.prompts import load_prompt, load_taxonomy
from summarizer.settings import Settings, resolve


@dataclass(frozen=True)
class Recipe:
    """Arguments of a :class:`~summarizer.Summarizer` as they were given.

    Attributes:
        model: its name, or a function that makes one.
        settings: by name; ``None`` counts as not given.
    """

    model: str | Callable[[], LanguageModel] | None = None
    prompt: str | None = None
    taxonomy: str | None = None
    settings: dict[str, Any] = field(default_factory=dict[str, Any])

    def checked(self) -> ReadyRecipe:
        """Resolve every setting here, so that it holds on all nodes.

        Raises:
            UsageError: the settings, the prompt, the taxonomy or the model make no sense.
        """
        if self.model is not None and not isinstance(self.model, str) and not callable(self.model):
            raise UsageError(
                f"model: a {type(self.model).__name__} cannot travel to other machines; give its "
                "name, or a function without arguments that makes it there"
            )
        make = self.model if callable(self.model) else None
        named = self.model if isinstance(self.model, str) else None
        given = {"model": named, "prompt": self.prompt, "taxonomy": self.taxonomy}
        settings = resolve(**given, **self.settings)
        taxonomy = load_taxonomy(settings.taxonomy)
        if settings.prompt:
            load_prompt(settings.prompt, taxonomy.codes)
        # Weights are for the nodes to have; a provider's key and name can be looked at here.
        if make is None and not is_embedded(settings.model, settings.base_url):
            Summarizer(resolved=settings).close()
        found = {
            "weights": _found(settings.weights),
            "prompt": _found(settings.prompt, "prompt.toml"),
            "taxonomy": _found(settings.taxonomy),
        }
        if settings.model.endswith(".gguf"):
            found["model"] = _found(settings.model)
        settings = settings.model_copy(update=found)
        return ReadyRecipe(settings, make, own_cache=self.settings.get("cache") is None)


@dataclass(frozen=True)
class ReadyRecipe:
    """What travels: finished settings, those that are ``None`` among them.

    Environment and config files of the nodes play no part then, but for keys and
    for the cache folder, which are a node's own.

    Attributes:
        make: makes the model; ``None`` if it is the one that the settings name.
        own_cache: whether each node looks up its cache folder for itself.
    """

    settings: Settings
    make: Callable[[], LanguageModel] | None = None
    own_cache: bool = True

    @property
    def embedded(self) -> bool:
        """Whether the actors run the model themselves."""
        return self.make is None and is_embedded(self.settings.model, self.settings.base_url)

    @property
    def model(self) -> str:
        """How the model is called in the record of a run."""
        return self.settings.model if self.make is None else "of a function"

    def with_settings(self, **settings: Any) -> ReadyRecipe:
        """The same with other settings; their values are not checked."""
        return replace(self, settings=self.settings.model_copy(update=settings))

    def open(self) -> Summarizer:
        """Build the summarizer.

        Raises:
            UsageError: as :class:`~summarizer.Summarizer` does.
        """
        settings = self.settings
        if self.own_cache:
            known = settings.model_dump(exclude={"cache"})
            settings = settings.model_copy(update={"cache": resolve(**known).cache})
        return Summarizer(self.make() if self.make else None, resolved=settings)


def _found(name: str | None, inside: str = "") -> str | None:
    """A file (or a folder with such a file), named so that a worker elsewhere finds it."""
    is_there = name is not None and os.path.isfile(os.path.join(name, inside) if inside else name)
    return os.path.abspath(name) if name is not None and is_there else name
