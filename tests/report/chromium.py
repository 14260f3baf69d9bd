"""Fixtures for the tests of the HTML page: Chromium, pages, axe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESKTOP = (390, 844), (1366, 860)
NEEDS_PACKAGES = "this test needs Playwright and axe; install: pip install '.[browser]'"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; its absence is a failure that says what to install.

    Playwright's synchronous interface keeps an event loop running in this thread:
    left open for the session, it would break every asynchronous test after it.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.fail(NEEDS_PACKAGES, pytrace=False)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path or not Path(path).exists():
        pytest.fail(
            "this test needs Chromium; install it (apt-get install chromium) or set CHROMIUM "
            "to its path",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


class Opened:
    """A page with what it asked for and complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: (self.messages.append(dialog.message), dialog.dismiss()))
        page.goto(address)


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def findings() -> Callable[[Page], list[str]]:
    """What axe-core objects to on a page: ``rule: element`` each."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        pytest.fail(NEEDS_PACKAGES, pytrace=False)
    axe = Axe()

    def findings(page: Page) -> list[str]:
        found: list[dict[str, Any]] = axe.run(page).response["violations"]
        return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]

    return findings


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open HTML in a fresh context: ``open_page(html, size=DESKTOP, scheme="light")``."""
    contexts = []

    def open_(html: str, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Opened:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(html, "utf-8")
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(120_000)  # a busy machine is not a failure
        contexts.append(context)
        return Opened(context.new_page(), file.as_uri())

    yield open_
    for context in contexts:
        context.close()
