"""From a model's name to the model.

``local``             the embedded model
``local/NAME``        another embedded one: base (without the adapter), smollm2-135m
``FILE.gguf``         any chat model in GGUF format, in the embedded engine
``provider/name``     through instructor: openai, anthropic, google, ollama …
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import ModelUnavailableError
from summarizer.models._ask import LanguageModel
from summarizer.models._weights import KNOWN, QWEN, Progress, locate

if TYPE_CHECKING:
    from summarizer.settings import Settings

_LOCAL_PROMPT = "staged"
_KEYLESS = frozenset({"ollama"})


def open_model(settings: Settings, progress: Progress | None = None) -> LanguageModel:
    """The model that the settings name. Weights are assembled here, loaded at the first request.

    Raises:
        ModelUnavailableError: unknown, no key, no weights or damaged ones.
    """
    spec = settings.model
    if spec == "local" or spec.startswith("local/") or spec.endswith(".gguf"):
        return _open_local(spec, settings, progress)
    provider, _, model = spec.partition("/")
    if not provider or not model:
        raise ModelUnavailableError(
            f"unknown model {spec!r}; say local, local/smollm2-135m, FILE.gguf, or "
            "provider/name such as openai/gpt-4o-mini"
        )
    return _open_provider(spec, provider, model, settings)


def _open_local(spec: str, settings: Settings, progress: Progress | None) -> LanguageModel:
    from summarizer.models._engine import EngineOptions, shared_engine, usable_cores
    from summarizer.models._instructor import InstructorModel

    name = spec.removeprefix("local").removeprefix("/") or QWEN.name
    file = spec if spec.endswith(".gguf") else settings.weights if spec == "local" else None
    if file is not None:
        path, weights = Path(file), None
        if not path.is_file():
            raise ModelUnavailableError(f"{file}: no such file; name a model in GGUF format")
        with path.open("rb") as opened:
            if opened.read(4) != b"GGUF":
                raise ModelUnavailableError(f"{file}: not a GGUF file")
        name = path.stem
    elif name in KNOWN:
        weights = KNOWN[name]
        path = locate(weights, settings.cache, progress)
    else:
        raise ModelUnavailableError(
            f"unknown embedded model {name!r}; there are {', '.join(KNOWN)}"
        )
    engine = shared_engine(
        EngineOptions(
            path=path,
            weights=weights,
            context=settings.context,
            slots=settings.jobs,
            threads=settings.threads or usable_cores(),
        )
    )

    def connect(asynchronous: bool) -> Any:
        return _openai_client(engine.address, engine.key, name, asynchronous, settings.timeout)

    return InstructorModel(
        f"local/{name}",
        name,
        connect,
        identity=f"{name} {weights.sha256 if weights else path.resolve()}",
        default_prompt=_LOCAL_PROMPT,
        options={"temperature": settings.temperature or 0, "seed": settings.seed},
        session=engine.request,
    )


def _open_provider(spec: str, provider: str, model: str, settings: Settings) -> LanguageModel:
    from summarizer.models._instructor import InstructorModel

    limit = "max_tokens"
    if settings.base_url:
        # A key of OpenAI's is not for somebody else's server.
        key = os.environ.get("SUMMARIZER_API_KEY", "none")
        connect = partial(_openai_client, settings.base_url, key, model, timeout=settings.timeout)
    else:
        connect = partial(_provider_client, spec, provider, model, settings.timeout)
        if provider == "openai":
            limit = "max_completion_tokens"
    # Not every provider takes a temperature; without one it uses its own.
    options = {} if settings.temperature is None else {"temperature": settings.temperature}
    opened = InstructorModel(
        spec,
        model,
        connect,
        identity=f"{spec} {settings.base_url or ''}",
        options=options,
        limit_key=limit,
    )
    opened.connect()
    return opened


def _openai_client(base_url: str, key: str, model: str, asynchronous: bool, timeout: float) -> Any:
    from openai import AsyncOpenAI, OpenAI

    from summarizer.models._streaming import from_openai_client

    kind = AsyncOpenAI if asynchronous else OpenAI
    client = kind(base_url=base_url, api_key=key, max_retries=0, timeout=timeout)
    return from_openai_client(client, model)


def _provider_client(
    spec: str, provider: str, model: str, timeout: float, asynchronous: bool
) -> Any:
    import instructor
    from openai import AsyncOpenAI, OpenAI

    from summarizer.models._streaming import from_openai_client

    try:
        client: Any = instructor.from_provider(spec, async_client=asynchronous)
    except ImportError as error:
        raise ModelUnavailableError(
            f"{spec}: the provider's package is missing: {_one_line(error)}"
        ) from None
    except Exception as error:
        hint = "" if provider in _KEYLESS else f"; is the key set ({provider.upper()}_API_KEY)?"
        raise ModelUnavailableError(f"{spec}: {_one_line(error)}{hint}") from None
    inner = client.client
    # Every provider's client retries by itself unless told not to.
    for name, value in (("max_retries", 0), ("timeout", timeout)):
        if hasattr(inner, name):
            setattr(inner, name, value)
    return from_openai_client(inner, model) if isinstance(inner, OpenAI | AsyncOpenAI) else client


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
