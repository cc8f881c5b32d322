"""The app on a library of the paper's size: 504,030 shots, made up, without pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import synthetic
from playwright.sync_api import Locator, expect
from tests.browser.conftest import OpenPage
from tests.browser.screen import FEEDS, FOUND, KEYS, all_saved, build_by_hand, grid, log, shots
from tests.web.serving import Server

LABEL = f"/labels/{synthetic.LABEL}"
ROWS_LOADED = (
    "grid => Math.max(...[...grid.querySelectorAll('[role=row]')].map(r => r.ariaRowIndex))"
)
HAS_DRAWN = """canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size >= 3;
}"""
FAR = 100


@pytest.fixture(scope="module")
def huge(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Server]:
    """Serve the large library; its files are removed afterwards, since they are a gigabyte."""
    folder = tmp_path_factory.mktemp("huge")
    synthetic.make(folder / "library")
    with Server(folder / "library", model_cache) as running:
        yield running
    shutil.rmtree(folder)


def test_scrolling_loads_page_after_page(huge: Server, open_page: OpenPage) -> None:
    page = open_page(huge.address + LABEL + "/search")
    found = grid(page, FOUND)
    expect(found.get_by_text("No picture").first).to_be_visible()
    first = shots(found)
    scroll_far(found)
    assert not set(first) & set(shots(found))
    page.keyboard.press("Home")
    expect(found.locator("[data-shot]").first).to_have_attribute("data-shot", first[0])


def scroll_far(found: Locator) -> None:
    """Scroll to the end of what is loaded until a hundred rows have come."""
    page = found.page
    for _ in range(FAR):
        found.evaluate("grid => grid.scrollTo(0, grid.scrollHeight)")
        page.wait_for_function(
            "grid => grid.ariaBusy === 'false' && grid.querySelector('[data-shot]')",
            arg=found.element_handle(),
        )
        if found.evaluate(ROWS_LOADED) > FAR:
            return
    raise AssertionError("scrolling loads nothing")


def test_two_hundred_keys_between_two_builds(huge: Server, open_page: OpenPage) -> None:
    page = open_page(huge.address)
    build_by_hand(page)
    page.goto(huge.address + LABEL + "/learn")
    page.get_by_role("button", name="Build the first version").click()
    grid(page, "Suggested")
    page.keyboard.press("1")
    top = grid(page, "Top positive")
    typed = [list(KEYS)[place * place % 7 % 3] for place in range(200)]
    before = len(log(huge, synthetic.LABEL))
    for key in typed:
        page.keyboard.press("Space" if key == " " else key)
    all_saved(page)
    offered = huge.get(f"{LABEL}/feeds/top-positive", include_judged=True, limit=200)["items"]
    assert log(huge, synthetic.LABEL)[before:] == [
        (hit["shot"]["id"], KEYS[key]) for hit, key in zip(offered, typed, strict=True)
    ]
    page.keyboard.press("b")
    expect(page.get_by_role("status").filter(has_text="Since version 1")).to_be_visible()
    expect(top.locator("[data-verdict]")).to_have_count(0)
    assert not {hit["shot"]["id"] for hit in offered} & set(shots(top))
    for place, feed in enumerate(FEEDS):
        page.keyboard.press(str(place))
        grid(page, feed)


def test_the_map_draws_every_shot(huge: Server, open_page: OpenPage) -> None:
    page = open_page(f"{huge.address}/map?by=verdict&label={synthetic.LABEL}")
    expect(page.get_by_text("504,030 shots")).to_be_visible()
    canvas = page.get_by_role("application").locator("canvas")
    expect(canvas).to_be_visible()
    page.wait_for_function(HAS_DRAWN, arg=canvas.element_handle())


def test_the_table_filters_and_pages(huge: Server, open_page: OpenPage) -> None:
    page = open_page(f"{huge.address}/table")
    expect(page.get_by_role("status").filter(has_text="504,030 shots")).to_be_visible()
    page.get_by_role("combobox", name="Filter").fill('video = "film 00007.mp4"')
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="160 shots pass the filter")).to_be_visible()
    rows = page.get_by_role("region", name="Shots").get_by_role("row")
    expect(rows.filter(has_text="film 00007.mp4").first).to_be_visible()
