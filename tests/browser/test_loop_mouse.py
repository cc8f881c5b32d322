"""The whole loop with the mouse; the keyboard only writes words."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage
from tests.browser.screen import (
    FEEDS,
    FOUND,
    all_saved,
    grid,
    log,
    shots,
    step,
    tile,
    unjudged,
    verdict_button,
)
from tests.web.conftest import verdict_of
from tests.web.serving import Server

WORDS = {"positive": "Yes", "negative": "No", "skip": "Skip"}


def test_from_nothing_to_a_restored_version(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.address}/labels")
    make_label(page)
    said = judge_search(page)
    all_saved(page)
    assert log(server, "ball") == list(said.items())

    step(page, "Learn")
    page.get_by_role("button", name="Build the first version").click()
    page.get_by_role("button", name="Build as I judge").click()
    for feed in FEEDS:
        said |= judge_in_feed(page, feed)
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Since version 1")).to_be_visible()
    page.get_by_role("button", name="Show what moved most").click()
    grid(page, "Moved most")

    step(page, "Review")
    review(page, said)
    all_saved(page)
    assert dict(log(server, "ball")) == said

    step(page, "Versions")
    compare_and_restore(page)
    assert server.get("/labels/ball")["current_version"] == 1
    assert server.get("/labels/ball")["versions"] == 2


def make_label(page: Page) -> None:
    expect(page.get_by_role("heading", name="Make your first label")).to_be_visible()
    page.get_by_role("button", name="New label").first.click()
    dialog = page.get_by_role("dialog", name="New label")
    dialog.get_by_label("Name").fill("ball")
    dialog.get_by_label("The question").fill("Is there a ball?")
    dialog.get_by_label("First query").fill("a round thing")
    dialog.get_by_role("button", name="Create and search").click()


def judge_search(page: Page) -> dict[str, str]:
    """Judge nine found shots one by one, then three at once."""
    found = grid(page, FOUND)
    order = shots(found)
    said = {shot: verdict_of(place) for place, shot in enumerate(order[:9])}
    for shot, verdict in said.items():
        tile(page, shot).click()
        verdict_button(page, WORDS[verdict]).click()
        expect(tile(page, shot)).to_have_attribute("data-verdict", verdict)
    tile(page, order[9]).click()
    tile(page, order[11]).click(modifiers=["Shift"])
    expect(page.get_by_text("3 shots selected")).to_be_visible()
    verdict_button(page, "No").click()
    assert shots(found)[:12] == order[:12]
    return said | dict.fromkeys(order[9:12], "negative")


def judge_in_feed(page: Page, feed: str) -> dict[str, str]:
    """Judge two shots of a feed, and take a third verdict back."""
    page.get_by_role("tab", name=feed).click()
    order = unjudged(grid(page, feed))[:3]
    said = dict(zip(order, ("positive", "skip", "negative"), strict=True))
    for shot, verdict in said.items():
        tile(page, shot).click()
        verdict_button(page, WORDS[verdict]).click()
        expect(tile(page, shot)).to_have_attribute("data-verdict", verdict)
    verdict_button(page, "Undo").click()
    expect(tile(page, order[2])).not_to_have_attribute("data-verdict", "negative")
    return {shot: said[shot] for shot in order[:2]}


def review(page: Page, said: dict[str, str]) -> None:
    """Flip the first verdict and write why; flip another, and take that back."""
    first, second, *_ = shots(grid(page, "Judged shots"))
    flip(page, first, said)
    tile(page, first).click()
    page.get_by_role("button", name="Note").click()
    dialog = page.get_by_role("dialog", name="Note")
    dialog.get_by_role("textbox").fill("seen again, in better light")
    dialog.get_by_role("button", name="Save").click()
    expect(tile(page, first)).to_contain_text("seen again, in better light")
    before = said[second]
    flip(page, second, said)
    verdict_button(page, "Undo").click()
    expect(tile(page, second)).to_have_attribute("data-verdict", before)
    said[second] = before


def flip(page: Page, shot: str, said: dict[str, str]) -> None:
    said[shot] = "negative" if said[shot] == "positive" else "positive"
    tile(page, shot).click()
    verdict_button(page, WORDS[said[shot]]).click()
    expect(tile(page, shot)).to_have_attribute("data-verdict", said[shot])


def compare_and_restore(page: Page) -> None:
    for number in (1, 2):
        page.get_by_label(f"Compare version {number}").check()
    page.get_by_role("button", name="Compare 1 and 2").click()
    table = page.get_by_role("table", name="Versions 1 and 2 side by side")
    expect(table.get_by_role("row", name="Average precision")).to_be_visible()
    page.get_by_role("link", name="All versions").click()
    page.get_by_role("button", name="Make current").click()
    expect(page.get_by_text("Version 1 is current again")).to_be_visible()
