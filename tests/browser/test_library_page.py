"""The library page: files in, kept in order, and out, with real files of every sort."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import OpenPage
from tests.browser.screen import grid, shots
from tests.flows.conftest import scenes
from tests.web.serving import Server
from tests.world import THREE_SCENES, write_video

REFUSED = ("Failed to load resource",)
PLAYS = "video => video.readyState >= 2 && !video.error"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """Give an empty folder that the server may read."""
    folder = tmp_path / "media"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path, ingested: Path, media: Path, model_cache: Path) -> Iterator[Server]:
    """Serve a copy of the ingested library."""
    shutil.copytree(ingested, tmp_path / "library")
    with Server(tmp_path / "library", model_cache, "--root", str(media)) as running:
        yield running


def row(page: Page, name: str) -> Locator:
    """Return a video's row."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name))


def film(path: Path, number: int = 4, length: int = 1) -> Path:
    """Write a film that no other is like."""
    write_video(path, scenes(number) * length, fps=Fraction(12), size=(160, 90))
    return path


def names(server: Server) -> list[str]:
    return sorted(video["name"] for video in server.get("/videos")["items"])


def test_uploads_arrive_or_say_why_not(
    library: Server, media: Path, open_page: OpenPage, tmp_path: Path
) -> None:
    good, bad = film(tmp_path / "good.mp4"), tmp_path / "holiday.mp4"
    bad.write_text("This is a letter, not a film.\n")
    page = open_page(library.address, allow=REFUSED)
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Upload files").click()
    choosing.value.set_files([good, bad])
    refusal = page.get_by_role("alert").filter(has_text="holiday.mp4 was not added")
    expect(refusal).to_contain_text("holiday.mp4")
    expect(row(page, "good.mp4")).to_contain_text("8 shots")
    expect(
        row(page, "good.mp4").get_by_role("link", name="Shot 1 of 8").locator("img")
    ).to_be_visible()
    refusal.get_by_role("button", name="Dismiss").click()
    expect(refusal).to_have_count(0)
    assert names(library) == [*(f"film {n}.mp4" for n in range(4)), "good.mp4"]


def test_a_folder_is_added_and_its_bad_file_named(
    library: Server, media: Path, open_page: OpenPage
) -> None:
    (media / "monday").mkdir()
    film(media / "monday" / "day.mp4")
    (media / "monday" / "cut off.mp4").write_bytes((media / "monday" / "day.mp4").read_bytes()[:99])
    page = open_page(library.address)
    page.get_by_role("button", name="Add videos").click()
    dialog = page.get_by_role("dialog", name="Add videos")
    dialog.get_by_role("button", name="monday").click()
    expect(dialog.get_by_label("day.mp4")).to_be_visible()
    dialog.get_by_role("button", name="One folder up").click()
    dialog.get_by_label("Folder", exact=True).fill(str(media / "monday"))
    dialog.get_by_role("button", name="Go").click()
    expect(dialog.get_by_label("day.mp4")).to_be_visible()
    dialog.get_by_role("button", name="Add this folder").click()
    expect(row(page, "day.mp4")).to_contain_text("8 shots")
    failures = page.get_by_role("group").filter(has_text="1 file could not be added")
    expect(failures).to_contain_text("cut off.mp4")
    expect(row(page, "day.mp4")).to_contain_text("Ready")
    expect(page.get_by_role("region", name="Work in progress")).to_have_count(0)
    page.get_by_role("button", name="Jobs").click()
    expect(page.get_by_role("region", name="Adding videos: monday")).to_contain_text(
        "1 video added with 8 shots, 1 file could not be added"
    )


def test_a_failed_file_is_tried_again_or_dismissed(
    library: Server, media: Path, open_page: OpenPage
) -> None:
    for name in ("one.mp4", "two.mp4"):
        (media / name).write_text("not a film")
    library.finish(library.post("/ingests", {"paths": [str(media)]}))
    page = open_page(library.address)
    failures = page.get_by_role("group").filter(has_text="could not be added")
    expect(failures).to_contain_text("2 files could not be added")
    failures.get_by_role("button", name=f"Dismiss: {media / 'two.mp4'}").click()
    expect(failures).to_contain_text("1 file could not be added")
    film(media / "one.mp4")
    failures.get_by_role("button", name=f"Try again: {media / 'one.mp4'}").click()
    expect(row(page, "one.mp4")).to_contain_text("8 shots")
    expect(failures).to_have_count(0)
    expect(page.get_by_text("Adding videos: one.mp4: 1 video added with 8 shots")).to_be_visible()
    page.reload()
    expect(row(page, "one.mp4")).to_be_visible()
    expect(failures).to_have_count(0)


def test_an_ingest_rests_goes_on_and_ends(
    library: Server, media: Path, open_page: OpenPage
) -> None:
    for number in range(10, 14):
        film(media / f"long {number}.mp4", number, length=6)
    page = open_page(library.address)
    library.post("/ingests", {"paths": [str(media)]})
    card = page.get_by_role("region", name="Work in progress").get_by_role(
        "region", name="Adding videos"
    )
    card.get_by_role("button", name="Pause").click()
    expect(card).to_contain_text("Paused")
    paused = library.get("/jobs")["items"][0]
    assert paused["state"] == "paused"
    card.get_by_role("button", name="Resume").click()
    expect(card.get_by_role("button", name="Pause")).to_be_visible()
    card.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("region", name="Work in progress")).to_have_count(0)
    page.get_by_role("button", name="Jobs").click()
    expect(page.get_by_role("region", name="Adding videos: media")).to_contain_text("Cancelled")
    assert library.get("/jobs")["items"][0]["state"] == "cancelled"


def test_a_video_is_removed_with_its_shots(library: Server, open_page: OpenPage) -> None:
    page = open_page(library.address)
    row(page, "film 1.mp4").get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove this video?")
    expect(dialog).to_contain_text("film 1.mp4")
    dialog.get_by_role("button", name="Remove it from the library").click()
    expect(row(page, "film 1.mp4")).to_have_count(0)
    assert names(library) == ["film 0.mp4", "film 2.mp4", "film 3.mp4"]
    expect(page.get_by_text("3 videos, 24 shots")).to_be_visible()


def test_a_moved_file_is_found_again(library: Server, media: Path, open_page: OpenPage) -> None:
    path = film(media / "trip.mp4")
    library.finish(library.post("/ingests", {"paths": [str(path)]}))
    (media / "archive").mkdir()
    path.rename(media / "archive" / "trip of 1999.mp4")
    page = open_page(library.address)
    expect(row(page, "trip")).to_contain_text("Its file is not where it was")
    row(page, "trip").get_by_role("button", name="Find its file").click()
    dialog = page.get_by_role("dialog", name="Find moved files")
    dialog.get_by_label("Choose the folder archive").check()
    dialog.get_by_role("button", name="Look in 1 chosen item").click()
    expect(row(page, "trip").get_by_role("button", name="Find its file")).to_have_count(0)
    videos = library.get("/videos", q="trip")["items"]
    assert [video["is_missing"] for video in videos] == [False]


def test_own_columns_work_in_filters(library: Server, open_page: OpenPage, tmp_path: Path) -> None:
    table = tmp_path / "rights.csv"
    table.write_text("video,rights\nfilm 0.mp4,cleared\nfilm 1.mp4,unknown\nfilm 9.mp4,cleared\n")
    page = open_page(library.address)
    page.get_by_role("button", name="Import columns").click()
    dialog = page.get_by_role("dialog", name="Import columns")
    dialog.get_by_label("CSV file").set_input_files(table)
    expect(dialog).to_contain_text("2 videos now have the columns rights")
    expect(dialog).to_contain_text("film 9.mp4")
    dialog.get_by_role("button", name="Close").last.click()
    expect(row(page, "film 0.mp4")).to_contain_text("cleared")
    page.goto(f"{library.address}/search?q=red")
    found = grid(page, "Found shots")
    box = page.get_by_role("combobox", name="Filter")
    box.fill("rig")
    page.get_by_role("option", name="rights").click()
    box.press_sequentially(' = "cleared"')
    box.press("Enter")
    expect(found.locator("[data-shot]")).to_have_count(8)
    cleared = library.get("/videos", q="film 0")["items"][0]["id"]
    inside = library.get(f"/videos/{cleared}/shots")["items"]
    assert sorted(shots(found)) == sorted(shot["id"] for shot in inside)


def test_a_copy_plays_what_the_browser_cannot(
    library: Server, media: Path, open_page: OpenPage
) -> None:
    write_video(media / "old camera.avi", THREE_SCENES, codec="mpeg4")
    library.finish(library.post("/ingests", {"paths": [str(media)]}))
    for proxy in (library.folder / "proxies").glob("**/*.mp4"):
        proxy.unlink()
    page = open_page(library.address)
    old = row(page, "old camera.avi")
    expect(old).to_contain_text("Browsers cannot play this kind of file")
    old.get_by_role("button", name="Make a playable copy").click()
    expect(old.get_by_role("button", name="Make a playable copy")).to_have_count(0)
    old.get_by_role("heading").get_by_role("link").click()
    video = page.get_by_role("region", name="Player").locator("video")
    expect(video).to_have_attribute("src", re.compile("/media$"))
    page.wait_for_function(PLAYS, arg=video.element_handle())
