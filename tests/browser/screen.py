"""What a person sees and does in the app, and what the server then has."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import PATIENCE
from tests.web.serving import Server

expect.set_options(timeout=PATIENCE)

ANYTHING = re.compile(".")
NOTHING_WAITS = "() => !Object.keys(localStorage).some((k) => k.startsWith('shotseer.write.'))"
FOCUSED = """grid => document.getElementById(grid.getAttribute('aria-activedescendant'))
    ?.dataset.shot"""
MOST_TABS = 150
FEEDS = ("Suggested", "Top positive", "Borderline", "Random", "Top negative")
KEYS = {"y": "positive", "n": "negative", " ": "skip"}
FOUND = "Found shots, most similar first"


def grid(page: Page, name: str) -> Locator:
    """Return a grid once shots are in it."""
    found = page.get_by_role("grid", name=name)
    expect(found.locator("[data-shot]").first).to_be_visible()
    return found


def tile(page: Page, shot: str) -> Locator:
    """Return the tile of a shot, in the grid that is on screen."""
    return page.get_by_role("grid").locator(f"[data-shot='{shot}']")


def shots(found: Locator) -> list[str]:
    """Return the ids of the shots of a grid that are in the page, in order."""
    ids: list[str] = found.locator("[data-shot]").evaluate_all(
        "all => all.map(t => t.dataset.shot)"
    )
    return ids


def unjudged(found: Locator) -> list[str]:
    """Return those of them that bear no verdict."""
    ids: list[str] = found.locator("[data-shot]:not([data-verdict])").evaluate_all(
        "all => all.map(t => t.dataset.shot)"
    )
    return ids


def focused(found: Locator) -> str:
    """Return the shot that keys act on."""
    expect(found).to_have_attribute("aria-activedescendant", ANYTHING)
    shot: str = found.evaluate(FOCUSED)
    return shot


def verdict_button(page: Page, name: str) -> Locator:
    """Return a button of the bar that judges."""
    return page.get_by_role("toolbar", name="Verdict").get_by_role("button", name=name, exact=True)


def type_verdicts(page: Page, found: Locator, keys: str) -> dict[str, str]:
    """Judge by keys, each the shot that has the focus then; return what was said of each."""
    said = {}
    for key in keys:
        shot = focused(found)
        page.keyboard.press("Space" if key == " " else key)
        expect(tile(page, shot)).to_have_attribute("data-verdict", KEYS[key])
        said[shot] = KEYS[key]
    return said


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {wanted}")


def step(page: Page, name: str) -> None:
    """Go to one of a label's pages by its tab."""
    page.get_by_role("navigation", name="Steps of").get_by_role("link", name=name).click()


def build_by_hand(page: Page) -> None:
    """Let no Build start by itself, on the pages that are opened from now on."""
    page.evaluate("localStorage.setItem('shotseer.build-as-i-judge', 'false')")


def all_saved(page: Page) -> None:
    """Wait until no verdict of this browser waits to be sent."""
    page.wait_for_function(NOTHING_WAITS)


def log(server: Server, label: str) -> list[tuple[str, str | None]]:
    """Return the verdicts that stand for a label, shot and verdict, in the order they came in."""
    found, cursor = [], None
    while True:
        page = server.get(f"/labels/{label}/annotations", limit=200, cursor=cursor)
        found += [each["annotation"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    found.sort(key=lambda annotation: annotation["seq"])
    return [(annotation["shot_id"], annotation["verdict"]) for annotation in found]
