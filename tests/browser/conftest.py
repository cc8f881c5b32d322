"""A real browser on a real server. A page with errors in its console fails its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from tests.browser import chromium
from tests.flows.conftest import films, ingested
from tests.web.conftest import judged, server

__all__ = ["films", "ingested", "judged", "server"]

SCREENS = Path(__file__).parents[2] / "test-output" / "screens"
"""Screenshots of every page, kept to be looked at."""

PATIENCE = 20_000
"""Milliseconds that a state may take to come; machines are busy at times."""

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
    """Open pages; at the end of the test none may have an error in its console.

    Each page has a context of its own, as another person's browser would; ``beside=page`` opens
    a second tab of the same browser. ``allow`` names parts of errors that a test brings about.
    """
    contexts: list[BrowserContext] = []
    allowed: list[str] = []
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"{message.text} ({message.location.get('url', '')})")

    def context(options: dict[str, Any]) -> BrowserContext:
        made = browser.new_context(**options)
        made.set_default_timeout(PATIENCE)
        made.on("console", note)
        made.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(made)
        return made

    def opener(
        address: str,
        *,
        width: int = 1280,
        height: int = 800,
        scheme: str = "dark",
        beside: Page | None = None,
        allow: tuple[str, ...] = (),
        **options: Any,
    ) -> Page:
        allowed.extend(allow)
        options |= {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
        page = (beside.context if beside else context(options)).new_page()
        page.goto(address)
        return page

    yield opener
    for made in contexts:
        made.close()
    unexpected = [text for text in errors if not any(part in text for part in allowed)]
    assert not unexpected, unexpected
