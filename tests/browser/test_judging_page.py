"""What a person does between the pages of a label: undo, notes, steps and Builds by keys."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage
from tests.browser.screen import FOUND, all_saved, focused, grid, log, shots, tile, type_verdicts
from tests.web.serving import Server

LOST = ("net::ERR_", "Failed to load resource")


def search(server: Server, open_page: OpenPage, **label: object) -> Page:
    """Open a search for a new label."""
    server.post("/labels", {"name": "ball", **label})
    return open_page(f"{server.address}/labels/ball/search?q=red", allow=LOST)


def test_undo_reaches_back_over_pages_and_a_reload(server: Server, open_page: OpenPage) -> None:
    page = search(server, open_page)
    said = list(type_verdicts(page, grid(page, FOUND), "yny").items())
    page.keyboard.press("r")
    expect(page.get_by_text("2 verdicts").or_(page.get_by_text("3 verdicts"))).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back: “yes” on Shot")).to_be_visible()
    all_saved(page)
    assert log(server, "ball") == said[:2]
    page.reload()
    grid(page, "Judged shots")
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back: “no” on Shot")).to_be_visible()
    assert log(server, "ball") == said[:1]
    expect(page.get_by_title("What was judged so far")).to_contain_text("1 yes0 no")
    page.keyboard.press("v")
    is_at(page, "Versions")
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back: “yes” on Shot")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Nothing of yours to take back for ball")).to_be_visible()
    assert log(server, "ball") == []


def test_undo_takes_back_what_was_never_sent(server: Server, open_page: OpenPage) -> None:
    page = search(server, open_page)
    found = grid(page, FOUND)
    said = list(type_verdicts(page, found, "y").items())
    all_saved(page)
    server.kill()
    type_verdicts(page, found, "n")
    page.keyboard.press("r")
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back: “no”")).to_be_visible()
    server.restart()
    all_saved(page)
    assert log(server, "ball") == said


def test_a_note_is_for_the_verdict_just_given_or_to_come(
    server: Server, open_page: OpenPage
) -> None:
    page = search(server, open_page)
    found = grid(page, FOUND)
    first, second, third = shots(found)[:3]
    page.keyboard.press("m")
    page.keyboard.type("nyn is no verdict")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(found) == first
    page.keyboard.press("n")
    page.keyboard.press("y")
    page.keyboard.press("m")
    page.keyboard.type("only just")
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    all_saved(page)
    assert notes(server) == {first: "nyn is no verdict", second: "only just", third: ""}
    assert dict(log(server, "ball")) == {first: "negative", second: "positive", third: "negative"}


def test_steps_labels_and_builds_by_keys(server: Server, open_page: OpenPage) -> None:
    page = search(server, open_page)
    found = grid(page, FOUND)
    page.keyboard.press("b")
    expect(page.get_by_text("Nothing to learn from yet: save a query")).to_be_visible()
    type_verdicts(page, found, "yn")
    expect(page.get_by_role("button", name="Build with 2 new")).to_be_enabled()
    page.keyboard.press("b")
    expect(page.get_by_role("grid", name="Suggested")).to_be_visible()
    assert server.get("/labels/ball")["current_version"] == 1
    for key, name in (("r", "Review"), ("v", "Versions"), ("l", "Learn"), ("/", "Search")):
        page.keyboard.press(key)
        is_at(page, name)
        page.get_by_role("heading", level=1).click()
    page.keyboard.press("Shift+L")
    expect(page.get_by_role("heading", name="Labels")).to_be_visible()
    page.keyboard.press("Shift+N")
    expect(page.get_by_role("dialog", name="New label")).to_be_visible()


def test_a_build_waits_for_the_server(server: Server, open_page: OpenPage) -> None:
    page = search(server, open_page, queries=["a ball"])
    grid(page, FOUND)
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Build the first version")).to_be_enabled()
    server.kill()
    page.keyboard.press("b")
    waits = page.get_by_text("Server away: begins when it is back")
    expect(waits).to_be_visible()
    page.keyboard.press("r")
    is_at(page, "Review")
    page.keyboard.press("l")
    expect(waits).to_be_visible()
    server.restart()
    expect(page.get_by_role("grid", name="Suggested")).to_be_visible()
    assert server.get("/labels/ball")["current_version"] == 1


def test_many_at_once_spare_what_is_judged(server: Server, open_page: OpenPage) -> None:
    page = search(server, open_page)
    found = grid(page, FOUND)
    said = type_verdicts(page, found, "yn")
    page.keyboard.press("a")
    page.keyboard.press("n")
    all_saved(page)
    verdicts = dict(log(server, "ball"))
    assert len(verdicts) > 2
    assert {shot: verdicts[shot] for shot in said} == said
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_text("2 shots selected, 2 already judged")).to_be_visible()


def test_comparing_judges_one_and_keeps_the_others(server: Server, open_page: OpenPage) -> None:
    page = search(server, open_page, description="Is there a ball?")
    found = grid(page, FOUND)
    first, second, third = shots(found)[:3]
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("c")
    compared = page.get_by_role("dialog", name="Compare shots")
    expect(compared).to_contain_text("Verdicts fall on the framed shot only; 3 stay selected")
    expect(compared).to_contain_text("Is there a ball?")
    page.keyboard.press("y")
    page.keyboard.press("Escape")
    expect(tile(page, first)).to_have_attribute("data-verdict", "positive")
    expect(page.get_by_text("2 shots selected: the next verdict is for all")).to_be_visible()
    all_saved(page)
    assert log(server, "ball") == [(first, "positive")]
    for shot in (second, third):
        expect(tile(page, shot)).to_have_attribute("aria-selected", "true")


def test_a_shots_page_keeps_the_label_and_leads_back(server: Server, open_page: OpenPage) -> None:
    page = search(server, open_page)
    grid(page, FOUND)
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=2, name="ball")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    grid(page, FOUND)


def is_at(page: Page, step: str) -> None:
    """Wait until the page is a label's."""
    steps = page.get_by_role("navigation", name="Steps of ball")
    expect(steps.get_by_role("link", name=step)).to_have_attribute("aria-current", "page")


def notes(server: Server) -> dict[str, str]:
    found = server.get("/labels/ball/annotations", limit=100)["items"]
    return {each["annotation"]["shot_id"]: each["annotation"]["note"] for each in found}
