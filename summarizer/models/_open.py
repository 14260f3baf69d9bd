"""From a model's name to the model.

``local``             the embedded model with its adapter
``local/NAME``        another embedded one: base (without the adapter), smollm2-135m
``FILE.gguf``         any chat model in GGUF format, in the embedded engine
``provider/name``     through instructor: openai, anthropic, google, ollama …
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import ModelUnavailableError, SettingsError, one_line
from summarizer.models._ask import LanguageModel
from summarizer.models._weights import (
    ADAPTER_FILE,
    ADAPTER_SHA256,
    KNOWN,
    QWEN,
    Progress,
    locate,
)

if TYPE_CHECKING:
    from summarizer.settings import Settings

_LOCAL_PROMPT = "staged"
_ADAPTED_PROMPT = "adapter"
LOCAL_CONTEXT = 8192
"""Tokens; twice as many take the embedded engine twice the memory for its cache."""
REMOTE_CONTEXT = 32_768
"""Tokens that today's hosted models hold at least; a smaller window is found out."""
_KEYLESS = frozenset({"ollama"})


def is_embedded(spec: str, base_url: str | None = None) -> bool:
    """Whether the model that ``spec`` names runs in this process.

    A server, whose address is ``base_url``, may name its model by the file that it serves.
    """
    if spec == "local" or spec.startswith("local/"):
        return True
    return spec.endswith(".gguf") and not (base_url and "/" in spec and not Path(spec).is_file())


def open_model(settings: Settings, progress: Progress | None = None) -> LanguageModel:
    """The model that the settings name. Weights are assembled here, loaded at the first request.

    Raises:
        ModelUnavailableError: unknown, no key, no weights or damaged ones.
        SettingsError: an address or weights that the named model does not use.
    """
    spec = settings.model
    local = is_embedded(spec, settings.base_url)
    # What would be ignored is more likely a mistake than meant.
    if settings.base_url and local:
        raise SettingsError(
            f"a server's address is given (base_url {settings.base_url}), but the model is {spec}, "
            "which runs here; name the server's model: --model provider/name"
        )
    if settings.weights and spec != "local":
        raise SettingsError(
            f"weights {settings.weights} are for the embedded model, but the model is {spec}; "
            "give one of the two"
        )
    if local:
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

    found = _find_local(spec, settings, progress)
    engine = shared_engine(
        EngineOptions(
            path=found.path,
            sha256=found.sha256,
            context=settings.context or LOCAL_CONTEXT,
            slots=settings.jobs,
            threads=settings.threads or usable_cores(),
            adapter=ADAPTER_FILE if found.adapted else None,
            adapter_sha256=ADAPTER_SHA256 if found.adapted else None,
            version=found.version,
        )
    )

    def connect(asynchronous: bool) -> Any:
        return _openai_client(
            engine.address, engine.key, found.name, asynchronous, settings.timeout
        )

    hashes = f"{found.sha256 or found.version} {ADAPTER_SHA256 if found.adapted else ''}"
    return InstructorModel(
        f"local/{found.name}",
        found.name,
        connect,
        context=engine.options.context,
        identity=f"{found.name} {hashes}",
        default_prompt=_ADAPTED_PROMPT if found.adapted else _LOCAL_PROMPT,
        options={"temperature": settings.temperature or 0, "seed": settings.seed},
        logprobs=True,
        session=engine.request,
    )


@dataclass(frozen=True, slots=True)
class _Local:
    name: str
    path: Path
    sha256: str | None
    adapted: bool = False
    version: str = ""
    """Of a file without a known hash: what tells it from others."""


def _find_local(spec: str, settings: Settings, progress: Progress | None) -> _Local:
    """The embedded model that is meant, its file at hand."""
    file = spec if spec.endswith(".gguf") else settings.weights if spec == "local" else None
    if file is not None:
        return _find_file(file)
    name = spec.removeprefix("local").removeprefix("/")
    if name in {"", "base"}:
        path = locate(QWEN, settings.cache, progress)
        label = QWEN.name if name else f"{QWEN.name}+{ADAPTER_FILE.stem}"
        return _Local(label, path, QWEN.sha256, adapted=not name)
    if name in KNOWN:
        return _Local(name, locate(KNOWN[name], settings.cache, progress), KNOWN[name].sha256)
    raise ModelUnavailableError(
        f"unknown embedded model {name!r}; there are local, local/base, "
        + ", ".join(f"local/{known}" for known in KNOWN)
    )


def _find_file(file: str | Path) -> _Local:
    """A GGUF file of the user's own."""
    path = Path(file)
    try:
        if not path.is_file():
            raise ModelUnavailableError(f"{file}: no such file; name a model in GGUF format")
        with path.open("rb") as opened:
            magic, stat = opened.read(4), os.fstat(opened.fileno())
        place = path.resolve()
    except OSError as error:
        raise ModelUnavailableError(
            f"{file}: cannot be read: {error.strerror or error}; "
            "make it readable for this user, or name another model in GGUF format"
        ) from None
    if magic != b"GGUF":
        raise ModelUnavailableError(f"{file}: not a GGUF file")
    # Exported anew to the same path, it is another model. Hashing all of it takes a second a
    # gigabyte at every start, and samples may miss the one small tensor that was changed; its
    # time tells every export, and at worst a mere copy is asked anew.
    return _Local(path.stem, path, None, version=f"{place} {stat.st_size} {stat.st_mtime_ns}")


def _open_provider(spec: str, provider: str, model: str, settings: Settings) -> LanguageModel:
    from summarizer.models._instructor import InstructorModel
    from summarizer.models._pace import Pace
    from summarizer.models._prices import price_of

    limit, key_name = "max_tokens", f"{provider.upper()}_API_KEY"
    if settings.base_url:
        key_name = "SUMMARIZER_API_KEY"
        # A key of OpenAI's is not for somebody else's server.
        key = os.environ.get("SUMMARIZER_API_KEY", "none")
        connect = partial(_openai_client, settings.base_url, key, model, timeout=settings.timeout)
    else:
        connect = partial(_provider_client, spec, provider, model, settings.timeout)
        if provider == "openai":
            limit = "max_completion_tokens"
    # Not every provider takes a temperature; without one it uses its own.
    options: dict[str, Any] = {}
    if settings.temperature is not None:
        options["temperature"] = settings.temperature
    if provider == "google":
        # Its arguments come as Python lists, which strict validation refuses for tuples.
        options["strict"] = False
    opened = InstructorModel(
        spec,
        model,
        connect,
        context=settings.context or REMOTE_CONTEXT,
        identity=f"{spec} {settings.base_url or ''}",
        options=options,
        limit_key=limit,
        pace=Pace(settings.requests_per_minute, settings.tokens_per_minute),
        price=None if settings.base_url else price_of(provider, model),
        key_name="" if provider in _KEYLESS and not settings.base_url else key_name,
    )
    opened.connect()
    return opened


def _openai_client(base_url: str, key: str, model: str, asynchronous: bool, timeout: float) -> Any:
    from openai import (
        DEFAULT_CONNECTION_LIMITS,
        AsyncOpenAI,
        DefaultAsyncHttpxClient,
        OpenAI,
    )

    from summarizer.models._streaming import from_openai_client

    if asynchronous:
        # As many connections stay open as requests may be under way.
        unlimited: Any = type(DEFAULT_CONNECTION_LIMITS)(
            max_connections=None, max_keepalive_connections=None
        )
        pool = DefaultAsyncHttpxClient(limits=unlimited, timeout=timeout)
        client: Any = AsyncOpenAI(
            base_url=base_url, api_key=key, max_retries=0, timeout=timeout, http_client=pool
        )
    else:
        client = OpenAI(base_url=base_url, api_key=key, max_retries=0, timeout=timeout)
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
            f"{spec}: the provider's package is missing: {one_line(error)}"
        ) from None
    except Exception as error:
        said = one_line(error)
        hint = f"; is the key set ({provider.upper()}_API_KEY)?"
        if provider in _KEYLESS or "install" in said.lower():
            hint = ""
        raise ModelUnavailableError(f"{spec}: {said}{hint}") from None
    inner = client.client
    # Every provider's client retries by itself unless told not to.
    for name, value in (("max_retries", 0), ("timeout", timeout)):
        if hasattr(inner, name):
            setattr(inner, name, value)
    return from_openai_client(inner, model) if isinstance(inner, OpenAI | AsyncOpenAI) else client
