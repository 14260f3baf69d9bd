"""Settings, resolved once: flags, then environment, then the config file, then defaults.

Environment variables begin with ``SUMMARIZER_``; the config file is
``config.toml`` in the user's configuration folder, or what ``SUMMARIZER_CONFIG``
names. Keys of providers are no settings: they are read from the environment
only, by the provider that the user named.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_cache_path, user_config_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from summarizer._faults import first_fault
from summarizer.errors import SettingsError

DEFAULT_MODEL = "local"


class Settings(BaseSettings):
    """Everything that can be set; see ``summarize --help`` for the flags."""

    model_config = SettingsConfigDict(env_prefix="SUMMARIZER_", extra="forbid", frozen=True)

    model: Annotated[str, Field(min_length=1)] = DEFAULT_MODEL
    prompt: str | None = None
    taxonomy: str | None = None
    base_url: str | None = None
    timeout: Annotated[float, Field(gt=0, description="seconds for one request")] = 300.0
    attempts: Annotated[
        int, Field(ge=1, le=20, description="requests for one question, re-asks included")
    ] = 4
    temperature: Annotated[float | None, Field(ge=0, le=2)] = None
    seed: Annotated[int, Field(ge=0)] = 0
    weights: Annotated[str | None, Field(description="GGUF file for the embedded engine")] = None
    threads: Annotated[int | None, Field(ge=1)] = None
    context: Annotated[
        int | None,
        Field(
            ge=1024,
            le=2_097_152,
            description="tokens of the model's window, question and answer together; by "
            "default 8,192 of the embedded engine and 32,768 of any other; longer articles "
            "are read in pieces",
        ),
    ] = None
    jobs: Annotated[int, Field(ge=1, le=1024)] = 1
    requests_per_minute: Annotated[float | None, Field(gt=0, description="to a provider")] = None
    tokens_per_minute: Annotated[float | None, Field(gt=0, description="to a provider")] = None
    store_bytes: Annotated[
        int, Field(ge=1_000_000, description="size of the run store; the oldest briefs go first")
    ] = 20_000_000_000
    batch_requests: Annotated[
        int, Field(ge=1, description="requests in one file of a provider's batch API")
    ] = 50_000
    batch_bytes: Annotated[int, Field(ge=1, description="bytes of one such file")] = 200_000_000
    batch_poll: Annotated[
        float, Field(gt=0, description="seconds between two looks at a provider's batches")
    ] = 60.0
    batch_settle: Annotated[
        float, Field(ge=0, description="seconds that a provider's list of batches may lag behind")
    ] = 30.0
    cache: Annotated[Path, Field(description="where weights are assembled")] = Field(
        default_factory=lambda: user_cache_path("summarizer")
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = InitSettingsSource(settings_cls, init_kwargs=_config_file())
        return init_settings, env_settings, file


def config_path() -> Path:
    """The config file in use, whether it exists or not."""
    named = os.environ.get("SUMMARIZER_CONFIG")
    return Path(named) if named else user_config_path("summarizer") / "config.toml"


def _config_file() -> dict[str, Any]:
    path = config_path()
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if os.environ.get("SUMMARIZER_CONFIG"):
            raise SettingsError(f"config file {path}: no such file") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"config file {path}: {error}") from None


def resolve(**flags: Any) -> Settings:
    """Resolve the settings; a flag that is ``None`` was not given.

    Raises:
        SettingsError: a value that makes no sense, with the setting's name and source.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        name, message = first_fault(error)
        variable = f"SUMMARIZER_{name.upper()}"
        if name in given:
            source = "given directly"
        else:
            source = variable if variable in os.environ else str(config_path())
        raise SettingsError(f"setting {name} ({source}): {message}") from None
