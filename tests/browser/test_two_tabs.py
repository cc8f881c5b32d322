"""Two people, or one person's two tabs, judge the same label at the same time."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage
from tests.browser.screen import FOUND, all_saved, focused, grid, log, shots, tile, type_verdicts
from tests.web.serving import Server

SEARCH = "/labels/ball/search?q=red"


def test_two_tabs_of_one_browser(server: Server, open_page: OpenPage) -> None:
    server.post("/labels", {"name": "ball"})
    one = open_page(server.address + SEARCH)
    two = open_page(server.address + SEARCH, beside=one)
    order = shots(grid(one, FOUND))
    other = grid(two, FOUND)
    two.keyboard.press("ArrowDown")
    two.keyboard.press("ArrowDown")
    here, around = focused(other), shots(other)

    one.bring_to_front()
    said = type_verdicts(one, grid(one, FOUND), "ynyn")
    sees(two, said)
    assert (focused(other), shots(other)) == (here, around)

    one.keyboard.press("u")
    expect(tile(two, order[3])).not_to_have_attribute("data-verdict", "negative")
    assert (focused(other), shots(other)) == (here, around)
    said = dict(list(said.items())[:3]) | type_verdicts(two, other, "n y")
    sees(one, said)
    all_saved(one)
    assert dict(log(server, "ball")) == said


def test_two_people_in_their_own_names(server: Server, open_page: OpenPage) -> None:
    server.post("/labels", {"name": "ball"})
    ada = open_page(server.address + SEARCH)
    bob = open_page(server.address + SEARCH)
    call_oneself(bob, "bob")
    order = shots(grid(ada, FOUND))
    said_by_ada = type_verdicts(ada, grid(ada, FOUND), "yyyy")
    sees(bob, said_by_ada)
    said_by_bob = type_verdicts(bob, grid(bob, FOUND), "nn")
    sees(ada, said_by_bob)
    assert focused(grid(ada, FOUND)) == order[4]
    ada.keyboard.press("u")
    all_saved(ada)
    all_saved(bob)
    found = server.get("/labels/ball/annotations", limit=100)["items"]
    said = {
        (one["annotation"]["annotator"], one["annotation"]["shot_id"]): one["annotation"]["verdict"]
        for one in found
    }
    assert said == {("ada", shot): "positive" for shot in order[:3]} | {
        ("bob", shot): "negative" for shot in order[:2]
    }
    assert [tile(bob, shot).get_attribute("data-verdict") for shot in order[:2]] == ["negative"] * 2


def test_both_type_at_once_and_nothing_is_lost(server: Server, open_page: OpenPage) -> None:
    server.post("/labels", {"name": "ball"})
    one = open_page(server.address + SEARCH)
    two = open_page(server.address + SEARCH, beside=one)
    order = shots(grid(one, FOUND))
    grid(two, FOUND)
    two.keyboard.press("End")
    for _ in range(11):
        two.keyboard.press("ArrowLeft")
    for _ in range(12):
        one.keyboard.press("y")
        two.keyboard.press("n")
    all_saved(one)
    all_saved(two)
    everything = shots_of_search(server)
    assert set(order) <= set(everything)
    assert dict(log(server, "ball")) == dict.fromkeys(everything[:12], "positive") | dict.fromkeys(
        everything[-12:], "negative"
    )


def shots_of_search(server: Server) -> list[str]:
    found = server.post("/searches", {"words": "red", "label": "ball", "limit": 60})["items"]
    return [hit["shot"]["id"] for hit in found]


def sees(page: Page, said: dict[str, str]) -> None:
    """Wait until a page shows verdicts that were given elsewhere."""
    for shot, verdict in said.items():
        expect(tile(page, shot)).to_have_attribute("data-verdict", verdict)


def call_oneself(page: Page, name: str) -> None:
    page.get_by_role("button", name="Preferences").click()
    page.get_by_label("Your name").fill(name)
    page.keyboard.press("Escape")
