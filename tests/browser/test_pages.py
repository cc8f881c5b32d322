"""Every page in four windows: no fault that axe knows, no sideways scrolling, and a screenshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from tests.browser.conftest import SCREENS, OpenPage
from tests.web.serving import Server

VIEWS = (
    pytest.param(1280, "dark", id="1280-dark"),
    pytest.param(1280, "light", id="1280-light"),
    pytest.param(800, "dark", id="800-dark"),
    pytest.param(2560, "light", id="2560-light"),
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
IS_WHOLE = """() => !document.querySelector('[aria-busy=true], .skeleton')
    && [...document.images].every(image => image.complete)"""
SCROLLS_SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth"

Places = Mapping[str, tuple[str, str]]
"""For each screenshot: an address, and words that are there once the page is."""

EMPTY: Places = {
    "library": ("/", "Add your first videos"),
    "labels": ("/labels", "Make your first label"),
    "search": ("/search", "The library is empty"),
    "map": ("/map", "Nothing to map yet"),
    "table": ("/table", "No shots yet"),
    "shot": ("/shots/0000000000000000", "The shot could not be loaded"),
    "nowhere": ("/nowhere", "There is no such page"),
}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Server]:
    """Serve a workspace without videos and labels."""
    folder = tmp_path_factory.mktemp("bare")
    with Server(folder / "library", model_cache, "--root", str(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def full(judged: Server) -> Places:
    """Give the pages of a library with one label that was built twice, and one just made."""
    judged.post("/labels", {"name": "square", "description": "Is there a square?"})
    shot = judged.get("/shots", label="ball", sort="label:ball", descending=True)["items"][0]
    feed = judged.post("/selections", {"label": "ball", "where": "duration > 0"})["feed_id"]
    return {
        "library": ("/", "32 shots"),
        "labels": ("/labels", "A ball."),
        "label-new": ("/labels?open=new", "First query"),
        "search": ("/search?q=a+red+circle,+not+green&where=duration+>+0.5", "a red circle"),
        "search-start": ("/search", "Search for what you mean"),
        "label-search": ("/labels/ball/search?q=a+ball", "Unjudged only"),
        "label-loupe": ("/labels/ball/search?q=a+ball&look=loupe", "Open shot"),
        "learn": ("/labels/ball/learn", "Helps most next"),
        "review": ("/labels/ball/review?order=suspicious", "verdicts"),
        "versions": ("/labels/ball/versions", "Tick two versions"),
        "version": ("/labels/ball/versions?version=2", "Classifier card"),
        "versions-compared": ("/labels/ball/versions?first=1&second=2", "side by side"),
        "map": ("/map?by=score&label=ball", "32 shots"),
        "table": ("/table", "32 shots"),
        "shot": (f"/shots/{shot['shot']['id']}?label=ball", "Shots like this one"),
        "fresh-search": ("/labels/square/search", "Search for shots that are square"),
        "fresh-learn": ("/labels/square/learn", "Words are enough to begin"),
        "fresh-review": ("/labels/square/review", "Nothing is judged yet"),
        "fresh-versions": ("/labels/square/versions", "No versions yet"),
        "selection": (f"/labels/ball/selections/{feed}", "Selection for ball"),
    }


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_pages_of_a_library(
    judged: Server, full: Places, open_page: OpenPage, width: int, scheme: str
) -> None:
    page = open_page(judged.address, width=width, height=900, scheme=scheme)
    assert look_through(page, judged, full, f"{width}-{scheme}") == []


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_pages_of_an_empty_library(
    bare: Server, open_page: OpenPage, width: int, scheme: str
) -> None:
    allow = ("shots/0000000000000000",)
    page = open_page(bare.address, width=width, height=900, scheme=scheme, allow=allow)
    assert look_through(page, bare, EMPTY, f"{width}-{scheme}/empty") == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_dialogs(judged: Server, open_page: OpenPage, scheme: str) -> None:
    page = open_page(f"{judged.address}/labels/ball/learn", scheme=scheme)
    faults = []
    for name in ("Keys", "Preferences", "The label's definition"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        faults += look_at(page, SCREENS / f"1280-{scheme}" / f"dialog-{name.split()[-1].lower()}")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert faults == []


def look_through(page: Page, server: Server, places: Places, folder: str) -> list[str]:
    """Go to each page, take its picture, and return what is wrong with any."""
    faults = []
    for name, (address, words) in places.items():
        page.goto(server.address + address)
        expect(page.get_by_text(words).locator("visible=true").first).to_be_visible()
        page.wait_for_function(IS_WHOLE)
        found = look_at(page, SCREENS / folder / name)
        if page.get_by_role("heading", level=1).count() != 1 and "look=" not in address:
            found.append("has not one first heading")
        if page.title() in ("", "shotseer"):
            found.append("has no title of its own")
        faults += [f"{name} {fault}" for fault in found]
    return faults


def look_at(page: Page, picture: Path) -> list[str]:
    page.screenshot(path=picture.with_suffix(".png"))
    page.evaluate(AXE_SCRIPT)
    violations: list[dict[str, Any]] = page.evaluate(RUN_AXE, RULES)["violations"]
    faults = [
        f"breaks {rule['id']} ({rule['help']}): {node['html'][:200]}"
        for rule in violations
        for node in rule["nodes"][:3]
    ]
    if page.evaluate(SCROLLS_SIDEWAYS):
        faults.append("scrolls sideways")
    return faults
