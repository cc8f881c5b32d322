"""A real browser on a real server. A page with errors in its console fails its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from tests.browser import chromium
from tests.flows.conftest import films, ingested
from tests.web.conftest import judged, server

__all__ = ["films", "ingested", "judged", "server"]

SCREENS = Path(__file__).parents[2] / "test-output" / "screens"
"""Screenshots of every page, kept to be looked at."""

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    path = chromium.ensure()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages; at the end of the test none may have an error in its console."""
    contexts = []
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"{message.text} ({message.location.get('url', '')})")

    def opener(
        address: str,
        *,
        width: int = 1280,
        height: int = 800,
        scheme: str = "dark",
        allow: tuple[str, ...] = (),
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        allowed.extend(allow)
        page.goto(address)
        return page

    allowed: list[str] = []
    yield opener
    for context in contexts:
        context.close()
    unexpected = [text for text in errors if not any(part in text for part in allowed)]
    assert not unexpected, unexpected
