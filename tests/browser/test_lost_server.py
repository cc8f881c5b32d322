"""The server ends without warning while someone judges. Nothing said is lost, or counted twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page, expect
from tests.browser.conftest import OpenPage
from tests.browser.screen import FOUND, KEYS, all_saved, grid, log, shots, type_verdicts
from tests.web.serving import Server

LOST = ("net::ERR_", "Failed to load resource")
"""What a browser writes into its console while a server is away."""


@pytest.fixture
def page(server: Server, open_page: OpenPage) -> Page:
    """Open a search for a new label."""
    server.post("/labels", {"name": "ball"})
    return open_page(f"{server.address}/labels/ball/search?q=red", allow=LOST)


def test_judging_goes_on_and_all_is_saved_once(server: Server, page: Page) -> None:
    found = grid(page, FOUND)
    said = type_verdicts(page, found, "ynynyn")
    all_saved(page)
    server.kill()
    said |= type_verdicts(page, found, "yyny")
    away = page.get_by_role("banner").get_by_role("status")
    expect(away).to_contain_text("not saved yet: server away, trying again")
    said |= type_verdicts(page, found, "nnn")
    page.keyboard.press("u")
    said.popitem()
    expect(away).to_have_text("8 not saved yet: server away, trying again")
    server.restart()
    said |= type_verdicts(page, found, "yy")
    all_saved(page)
    expect(away).to_be_empty()
    assert log(server, "ball") == list(said.items())
    for shot in said:
        history = server.get(f"/shots/{shot}")["history"]
        assert [line["undone"] for line in history].count(False) == 1


def test_keys_typed_through_a_crash_keep_their_order(server: Server, page: Page) -> None:
    found = grid(page, FOUND)
    keys = "ynnyny nyy n"
    order = shots(found)
    for place, key in enumerate(keys * 2):
        if place == 7:
            server.kill()
        if place == 17:
            server.restart()
        page.keyboard.press("Space" if key == " " else key)
    all_saved(page)
    assert log(server, "ball") == [
        (shot, KEYS[key]) for shot, key in zip(order, keys * 2, strict=False)
    ]


def test_verdicts_outlive_the_page(server: Server, page: Page) -> None:
    found = grid(page, FOUND)
    server.kill()
    said = type_verdicts(page, found, "yny")
    address = page.url
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        page.reload()
    server.restart()
    page.goto(address)
    grid(page, FOUND)
    all_saved(page)
    assert log(server, "ball") == list(said.items())


def test_pages_open_without_the_server_and_fill_when_it_is_back(server: Server, page: Page) -> None:
    grid(page, FOUND)
    server.kill()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Labels").click()
    expect(page.get_by_role("heading", name="Labels")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("the server cannot be reached")
    server.restart()
    expect(page.get_by_role("link", name="ball", exact=True)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_pictures_that_did_not_arrive_are_fetched_again(server: Server, page: Page) -> None:
    page.route("**/poster", lambda route: route.abort())
    page.reload()
    found = grid(page, FOUND)
    expect(found.get_by_text("No picture").first).to_be_visible()
    page.unroute("**/poster")
    expect(found.get_by_text("No picture")).to_have_count(0)
    expect(found.locator("img").first).to_be_visible()
