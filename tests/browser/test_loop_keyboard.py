"""The whole loop by keys alone; no test here touches the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import synthetic
from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage
from tests.browser.screen import (
    FEEDS,
    FOUND,
    KEYS,
    all_saved,
    build_by_hand,
    focused,
    grid,
    log,
    shots,
    tab_to,
    tile,
    type_verdicts,
)
from tests.web.serving import Server


@pytest.fixture
def large(tmp_path: Path, model_cache: Path) -> Iterator[Server]:
    """Serve a library of two thousand shots without videos."""
    synthetic.make(tmp_path / "large", shots=2000)
    with Server(tmp_path / "large", model_cache) as running:
        yield running


def test_from_an_empty_label_to_a_second_version(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.address}/labels")
    build_by_hand(page)
    press = page.keyboard.press
    tab_to(page, page.get_by_role("button", name="New label").first)
    press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    page.keyboard.type("ball")
    press("Tab")
    press("Tab")
    page.keyboard.type("a round thing")
    press("Enter")

    found = grid(page, FOUND)
    order = shots(found)
    said = type_verdicts(page, found, "yynnynyn")
    assert list(said) == order[:8]
    press("Shift+ArrowRight")
    press("Shift+ArrowRight")
    press("n")
    said |= dict.fromkeys(order[8:11], "negative")

    tab_to(page, page.get_by_role("link", name="Learn"))
    press("Enter")
    expect(page.get_by_role("button", name="Build the first version")).to_be_visible()
    press("b")
    for place, feed in enumerate(FEEDS):
        press(str(place))
        said |= type_verdicts(page, grid(page, feed), "yn")
    press("b")
    expect(page.get_by_role("status").filter(has_text="Since version 1")).to_be_visible()
    all_saved(page)
    assert dict(log(server, "ball")) == said
    assert server.get("/labels/ball")["current_version"] == 2


def test_undo_brings_a_shot_back_in_place(judged: Server, open_page: OpenPage) -> None:
    page = open_page(f"{judged.address}/labels/ball/search?q=square")
    found = grid(page, FOUND)
    before = dict(log(judged, "ball"))
    first, second, third = shots(found)[:3]
    type_verdicts(page, found, "yny")
    page.keyboard.press("u")
    expect(found.locator("[data-shot]").nth(2)).to_have_attribute("data-shot", third)
    assert focused(found) == third
    page.keyboard.press("Control+z")
    page.keyboard.press("u")
    assert focused(found) == first
    all_saved(page)
    assert dict(log(judged, "ball")) == before
    assert shots(found)[:3] == [first, second, third]


def test_the_search_key_leads_to_the_box(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.address}/labels")
    expect(page.get_by_role("heading", name="Make your first label")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search words")).to_be_focused()
    page.keyboard.type("a red circle")
    page.keyboard.press("Enter")
    found = grid(page, FOUND)
    expect(found).to_be_focused()
    page.keyboard.press("ArrowRight")
    assert focused(found) == shots(found)[1]


def test_keys_are_letters_while_someone_types(server: Server, open_page: OpenPage) -> None:
    server.post("/labels", {"name": "ball", "queries": ["a ball"]})
    page = open_page(f"{server.address}/labels/ball/search?q=red")
    found = grid(page, FOUND)
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Search words")
    expect(box).to_be_focused()
    page.keyboard.type("ynub? 1")
    expect(box).to_have_value("ynub? 1")
    page.keyboard.press("Escape")
    expect(found).to_be_focused()
    page.keyboard.press("g")
    expect(page.get_by_role("dialog", name="ball")).to_be_visible()
    page.keyboard.type("ynx")
    page.keyboard.press("Escape")
    shot = focused(found)
    type_verdicts(page, found, "n")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("m")
    page.keyboard.type("yes, but no y")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    all_saved(page)
    assert log(server, "ball") == [(shot, "negative")]
    notes = server.get("/labels/ball/annotations")["items"]
    assert notes[0]["annotation"]["note"] == "yes, but no y"


def test_changed_keys_work_and_are_shown(server: Server, open_page: OpenPage) -> None:
    server.post("/labels", {"name": "ball"})
    page = open_page(f"{server.address}/labels/ball/search?q=red")
    found = grid(page, FOUND)
    change_key(page, "Yes, this is one", "j")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keys")
    expect(help_dialog.get_by_text("Yes, this is one").locator("xpath=..")).to_contain_text("J")
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(help_dialog).to_have_count(0)
    shot = focused(found)
    page.keyboard.press("y")
    page.keyboard.press("j")
    expect(tile(page, shot)).to_have_attribute("data-verdict", "positive")
    all_saved(page)
    assert log(server, "ball") == [(shot, "positive")]
    page.reload()
    expect(page.get_by_role("button", name="Yes", exact=True)).to_have_attribute("title", "Yes (J)")


def change_key(page: Page, action: str, key: str) -> None:
    tab_to(page, page.get_by_role("button", name="Preferences"))
    page.keyboard.press("Enter")
    row = page.get_by_role("dialog").get_by_role("row", name=action)
    tab_to(page, row.get_by_role("button", name="Set"))
    page.keyboard.press("Enter")
    page.keyboard.press(key)
    expect(row).to_contain_text(key.upper())


def test_two_hundred_keys_in_a_row(large: Server, open_page: OpenPage) -> None:
    large.post("/labels", {"name": "fresh", "queries": [synthetic.QUERY]})
    page = open_page(f"{large.address}/labels/fresh/search")
    grid(page, FOUND)
    typed = [list(KEYS)[(place * place) % 7 % 3] for place in range(200)]
    for key in typed:
        # Some twenty-five a second: more than anyone types, and time for the next page to come.
        page.keyboard.press("Space" if key == " " else key, delay=25)
    all_saved(page)
    body = {"words": synthetic.QUERY, "label": "fresh", "limit": 200}
    offered = [hit["shot"]["id"] for hit in large.post("/searches", body)["items"]]
    assert log(large, "fresh") == [
        (shot, KEYS[key]) for shot, key in zip(offered, typed, strict=True)
    ]
