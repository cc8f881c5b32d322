"""What is suggested, Builds that start by themselves, quality side by side, and the hint."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks import synthetic
from playwright.sync_api import Locator, Page, Request, expect
from tests.browser.conftest import OpenPage
from tests.browser.screen import all_saved, focused, grid, shots, tile, type_verdicts
from tests.web.serving import Server, judgement

LABEL = "fresh"
LEARN = f"/labels/{LABEL}/learn"
ON_SCREEN = """grid => {
    const { bottom } = grid.getBoundingClientRect();
    return [...grid.querySelectorAll('[data-shot]')]
        .filter(tile => tile.getBoundingClientRect().top < bottom)
        .map(tile => [tile.dataset.shot, Math.round(tile.getBoundingClientRect().top)]);
}"""


@pytest.fixture
def built(tmp_path: Path, model_cache: Path) -> Iterator[Server]:
    """Serve two thousand shots without videos, and a label that was built from words."""
    synthetic.make(tmp_path / "library", shots=2000)
    with Server(tmp_path / "library", model_cache) as running:
        running.post("/labels", {"name": LABEL, "queries": [synthetic.QUERY]})
        assert running.build(LABEL)["state"] == "done"
        yield running


def test_it_is_the_first_feed(built: Server, open_page: OpenPage) -> None:
    page = open_page(built.address + LEARN)
    judgements = sent(page)
    found = grid(page, "Suggested")
    feed = suggested(built)
    assert shots(found)[:10] == [item["shot"]["id"] for item in feed["items"][:10]]
    tabs = page.get_by_role("tablist", name="Feeds").get_by_role("tab")
    expect(tabs.first).to_have_text("Suggested 2,000")
    page.keyboard.press("1")
    grid(page, "Top positive")
    page.keyboard.press("0")
    said = type_verdicts(page, grid(page, "Suggested"), "y")
    all_saved(page)
    assert [(one["shot"], one["source"], one["feed_id"], one["rank"]) for one in judgements] == [
        (shot, "suggested", feed["feed_id"], 1) for shot in said
    ]


def test_it_goes_on_from_a_version_that_is_built_meanwhile(
    built: Server, open_page: OpenPage
) -> None:
    page = open_page(built.address + LEARN)
    judgements = sent(page)
    found = grid(page, "Suggested")
    first = suggested(built)
    stays = staying(found, judged=5)
    before = on_screen(found)[:stays]
    order = [shot for shot, _ in before]
    said = type_verdicts(page, found, "ynyny")
    is_built(page, 2)
    second = suggested(built)
    following = [item["shot"]["id"] for item in second["items"]]
    new = [shot for shot in following if shot not in order]
    expect(found.locator(f"[data-shot='{new[0]}']")).to_have_count(1)
    assert on_screen(found)[:stays] == before
    assert focused(found) == order[5]
    for shot, verdict in said.items():
        expect(tile(page, shot)).to_have_attribute("data-verdict", verdict)
    assert shots(found)[len(order) :] == new[: len(shots(found)) - len(order)]

    page.keyboard.press("u")
    assert focused(found) == order[4]
    rest = len(order) - 4
    # Some fewer than would build anew: what follows must not change meanwhile.
    said |= type_verdicts(page, found, "n" * rest + "y")
    assert list(said)[: len(order)] == order
    assert list(said)[len(order) :] == new[:1]
    all_saved(page)
    feeds = {one["shot"]: one["feed_id"] for one in judgements}
    assert {feeds[shot] for shot in order} == {first["feed_id"]}
    assert feeds[new[0]] == second["feed_id"]


def test_a_closer_look_and_columns_stay_too(built: Server, open_page: OpenPage) -> None:
    page = open_page(built.address + LEARN, width=1600)
    found = grid(page, "Suggested")
    before = on_screen(found)[: staying(found, judged=5)]
    page.keyboard.press("Enter")
    strip = page.get_by_role("dialog").get_by_role("group", name="Shots of this feed")
    expect(strip.locator("[aria-current=true]")).to_have_attribute("data-shot", before[0][0])
    for key in "ynyny":
        page.keyboard.press(key)
    is_built(page, 2)
    expect(strip.locator("[aria-current=true]")).to_have_attribute("data-shot", before[5][0])
    page.keyboard.press("Escape")
    assert shots(found)[: len(before)] == [shot for shot, _ in before]
    assert focused(found) == before[5][0]


def test_it_can_be_left_to_the_person(built: Server, open_page: OpenPage) -> None:
    page = open_page(built.address + LEARN)
    switch = page.get_by_role("button", name="Build as I judge")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    type_verdicts(page, grid(page, "Suggested"), "ynynyn")
    expect(page.get_by_text("6 new judgements since version 1")).to_be_visible()
    page.reload()
    grid(page, "Suggested")
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert built.get(f"/labels/{LABEL}")["versions"] == 1
    switch.click()
    is_built(page, 2)


def test_other_feeds_stay_until_they_are_asked_for(built: Server, open_page: OpenPage) -> None:
    page = open_page(f"{built.address}{LEARN}?feed=borderline")
    found = grid(page, "Borderline")
    before = on_screen(found)
    said = type_verdicts(page, found, "ynynn")
    expect(page.get_by_text("You still see the feeds of version 1.")).to_be_visible()
    assert on_screen(found) == before
    page.get_by_role("button", name="Show the new feeds").click()
    expect(found.locator("[data-verdict]")).to_have_count(0)
    assert not set(said) & set(shots(found))


def test_quality_stands_side_by_side(built: Server, open_page: OpenPage) -> None:
    page = open_page(built.address + LEARN)
    grid(page, "Suggested")
    page.get_by_role("button", name="Over the whole library").click()
    panel = page.locator(".quality-panel")
    for one in built.get(f"/labels/{LABEL}/quality")["plain_words"]:
        expect(panel).to_contain_text(one["sentence"])
    expect(panel).to_contain_text("Not enough yet")
    panel.get_by_role("button", name="Go to Random").click()
    expect(panel).not_to_be_visible()
    grid(page, "Random")

    judge_random(built)
    page.reload()
    quality = built.get(f"/labels/{LABEL}/quality")
    assert quality["library"]["precision"] is not None
    figure = page.get_by_role("button", name="Over the whole library")
    expect(figure).to_contain_text(f"{as_range(quality['library']['precision'])} right")
    page.get_by_role("button", name="On judged shots").click()
    for side in ("judged", "library"):
        expect(panel).to_contain_text(as_range(quality[side]["recall"]))


def test_the_hint_leads_to_a_feed(built: Server, open_page: OpenPage) -> None:
    judge_random(built)
    advice = built.get(f"/labels/{LABEL}/next-source")["advice"]
    page = open_page(f"{built.address}{LEARN}?feed=top-negative")
    expect(page.get_by_text(advice["text"])).to_be_visible()
    title = advice["feed"].replace("-", " ").capitalize()
    page.get_by_role("button", name=f"Go to {title}").click()
    grid(page, title)
    expect(page.get_by_role("button", name=f"Go to {title}")).to_have_count(0)


def suggested(server: Server) -> Any:
    return server.get(f"/labels/{LABEL}/feeds/suggested", include_judged=True, limit=60)


def sent(page: Page) -> list[Any]:
    """Return what will be sent of each verdict, as it goes."""
    found: list[Any] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/annotations"):
            found.extend((request.post_data_json or {})["judgements"])

    page.on("request", note)
    return found


def on_screen(found: Locator) -> list[tuple[str, int]]:
    """Return which shots are on screen, and how far down."""
    return [(shot, top) for shot, top in found.evaluate(ON_SCREEN)]


def staying(found: Locator, judged: int) -> int:
    """Return how many shots stay when a Build comes after some verdicts: those up to the end of
    the row at hand, and at least the two after the one at hand."""
    tops = [top for _, top in on_screen(found)]
    return max(judged + 3, sum(top <= tops[judged] for top in tops))


def is_built(page: Page, version: int) -> None:
    """Wait until a version is there and nothing is new since."""
    expect(page.get_by_text(f"since version {version}")).to_be_visible()


def as_range(metric: dict[str, float]) -> str:
    """Write an interval as the app does, where it is not small."""
    return f"{100 * metric['low']:.0f} to {100 * metric['high']:.0f} %"


def judge_random(server: Server) -> None:
    """Judge the first shots of the random feed, the third that scores best yes, and build."""
    feed = server.get(f"/labels/{LABEL}/feeds/random", limit=60)
    least = sorted(item["score"] for item in feed["items"])[40]
    some = [
        judgement(
            item["shot"]["id"],
            "positive" if item["score"] >= least else "negative",
            f"random-{place}",
            source="random",
            feed_id=feed["feed_id"],
            rank=item["rank"],
        )
        for place, item in enumerate(feed["items"])
    ]
    server.post(f"/labels/{LABEL}/annotations", {"judgements": some})
    assert server.build(LABEL)["state"] == "done"
