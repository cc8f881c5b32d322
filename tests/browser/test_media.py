"""Pictures that move when they are looked at, and addresses that lead back to where one was."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage
from tests.browser.screen import FOUND, focused, grid, shots, tile
from tests.web.serving import Server

SEARCH = "/labels/ball/search?q=red+circle&where=duration+%3E+0.5"
PLAYS_IN = """shot => {
    const videos = document.querySelectorAll('[role=grid] video');
    const [video] = videos;
    return videos.length === 1 && video.closest('[data-shot]').dataset.shot === shot
        && video.currentTime > 0 && !video.paused;
}"""


def test_hovering_plays_in_the_one_video_of_the_page(judged: Server, open_page: OpenPage) -> None:
    page = open_page(judged.address + SEARCH)
    order = shots(grid(page, FOUND))
    for shot in (order[4], order[2], order[7]):
        tile(page, shot).hover()
        page.wait_for_function(PLAYS_IN, arg=shot)
    page.get_by_role("heading", level=1).hover()
    expect(page.locator("video")).to_have_count(0)


def test_the_focus_plays_too(judged: Server, open_page: OpenPage) -> None:
    page = open_page(judged.address + SEARCH)
    found = grid(page, FOUND)
    page.wait_for_function(PLAYS_IN, arg=focused(found))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.wait_for_function(PLAYS_IN, arg=focused(found))
    page.keyboard.press("p")
    page.wait_for_function("() => document.querySelector('[role=grid] video').paused")


def test_nothing_moves_by_itself_where_motion_is_unwanted(
    judged: Server, open_page: OpenPage
) -> None:
    page = open_page(judged.address + SEARCH, reduced_motion="reduce")
    found = grid(page, FOUND)
    tile(page, shots(found)[3]).hover()
    page.keyboard.press("ArrowRight")
    shot = focused(found)
    assert page.locator("video").count() == 0
    page.keyboard.press("p")
    page.wait_for_function(PLAYS_IN, arg=shot)
    page.goto(f"{judged.address}/shots/{shot}")
    video = page.get_by_role("region", name="Player").locator("video")
    page.wait_for_function("video => video.readyState >= 2", arg=video.element_handle())
    assert video.evaluate("video => video.paused")


def test_an_address_holds_the_whole_search(judged: Server, open_page: OpenPage) -> None:
    page = open_page(judged.address + "/labels/ball/search")
    grid(page, FOUND)
    page.get_by_role("searchbox", name="Search words").fill("red circle, not green")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=red"))
    page.get_by_role("combobox", name="Filter").fill('video = "film 2.mp4"')
    page.keyboard.press("Enter")
    expect(page.get_by_role("grid").locator("[data-shot]")).to_have_count(8)
    page.get_by_label("Unjudged only").check()
    expect(page).to_have_url(re.compile("unjudged=1"))
    expect(page.get_by_role("grid").locator("[data-verdict]")).to_have_count(0)
    before = shots(grid(page, FOUND))
    page.reload()
    assert shots(grid(page, FOUND)) == before
    state(page, "red circle, not green", 'video = "film 2.mp4"', unjudged=True)
    page.go_back()
    state(page, "red circle, not green", 'video = "film 2.mp4"', unjudged=False)
    expect(page.get_by_role("grid").locator("[data-shot]")).to_have_count(8)
    page.go_back()
    state(page, "red circle, not green", "", unjudged=False)
    page.go_back()
    state(page, "a round thing", "", unjudged=False)


def state(page: Page, words: str, where: str, *, unjudged: bool) -> None:
    expect(page.get_by_role("searchbox", name="Search words")).to_have_value(words)
    expect(page.get_by_role("combobox", name="Filter")).to_have_value(where)
    expect(page.get_by_label("Unjudged only")).to_be_checked(checked=unjudged)


def test_going_back_leads_to_the_shot_one_was_at(judged: Server, open_page: OpenPage) -> None:
    page = open_page(judged.address + SEARCH)
    found = grid(page, FOUND)
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    shot = focused(found)
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(f"/shots/{shot}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Shot")
    page.go_back()
    assert focused(grid(page, FOUND)) == shot


def test_the_loupe_opens_and_closes_in_place(judged: Server, open_page: OpenPage) -> None:
    page = open_page(judged.address + SEARCH)
    found = grid(page, FOUND)
    order = shots(found)
    tile(page, order[1]).dblclick()
    loupe = page.get_by_role("dialog", name="Closer look")
    expect(loupe).to_be_visible()
    page.wait_for_function("() => document.querySelector('dialog video')?.currentTime > 0")
    assert page.locator("dialog video").count() == 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(loupe.get_by_role("group", name="Shots of this feed")).to_be_visible()
    page.keyboard.press("Escape")
    expect(loupe).to_have_count(0)
    assert focused(found) == order[3]
    page.keyboard.press("Enter")
    expect(loupe).to_be_visible()
    page.go_back()
    expect(loupe).to_have_count(0)


def test_up_to_four_shots_are_compared(judged: Server, open_page: OpenPage) -> None:
    page = open_page(judged.address + SEARCH)
    order = shots(grid(page, FOUND))
    for place in (4, 0, 2):
        tile(page, order[place]).click(modifiers=["Control"])
    page.keyboard.press("c")
    sides = page.get_by_role("dialog", name="Compare shots").get_by_role("figure")
    expect(sides).to_have_count(3)
    all_play = "() => [...document.querySelectorAll('figure video')].every(v => v.currentTime > 0)"
    page.wait_for_function(all_play)
    page.keyboard.press("ArrowRight")
    expect(sides.nth(1).get_by_role("button")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
