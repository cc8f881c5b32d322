"""The web app on a workspace of the paper's size, in a real browser.

Every shot has a poster: hard links to a few real pictures, so that tiles load and decode as on a
library of films.
"""

from __future__ import annotations

import io
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import PIL.Image
from playwright.sync_api import Page, sync_playwright

from benchmarks import synthetic
from benchmarks.measure import Result, milliseconds
from shotseer import Workspace
from shotseer.flows.parts import open_space

TILES = "[data-shot]"
PICTURES = 64
REPEATS = 5
KEYSTROKES = 200

# Not `wait_for_function`: the app's Content-Security-Policy forbids to evaluate texts.
PICTURE_SHOWN = f"""
async () => {{
  while (!document.querySelector('{TILES} img')?.complete) {{
    await new Promise(requestAnimationFrame);
  }}
}}
"""

SCROLL = """
async (seconds) => {
  const grid = document.querySelector('[role=grid]');
  const frames = [];
  let before = performance.now();
  const end = before + seconds * 1000;
  while (before < end) {
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
    grid.scrollTop += 60;
  }
  return {frames: frames.slice(2), top: grid.scrollTop};
}
"""


def run(folder: Path) -> Iterator[Result]:
    """Measure the app on an existing large workspace."""
    from tests.browser import chromium

    make_posters(folder)
    with serving(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.ensure(), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        build_once(page, address)
        yield first_tiles(page, address)
        yield scrolling(page, address)
        yield build_to_feeds(page, address)
        yield keystrokes(page, address)
        browser.close()


def make_posters(folder: Path) -> None:
    """Give every shot a poster, as links to a few pictures."""
    rng = np.random.default_rng(0)
    with Workspace.open(folder) as workspace:
        library = open_space(workspace.parts).library
        if workspace.folder.poster(library.shot_id(len(library) - 1)).exists():
            return
        pictures = []
        for number in range(PICTURES):
            coarse = rng.integers(0, 255, (9, 16, 3), dtype=np.uint8)
            picture = PIL.Image.fromarray(coarse).resize((320, 180), PIL.Image.Resampling.BICUBIC)
            data = io.BytesIO()
            picture.save(data, "JPEG", quality=80)
            path = folder / "cache" / f"picture-{number}.jpg"
            path.write_bytes(data.getvalue())
            pictures.append(path)
        for row in range(len(library)):
            poster = workspace.folder.poster(library.shot_id(row))
            poster.parent.mkdir(parents=True, exist_ok=True)
            os.link(pictures[row % PICTURES], poster)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a workspace on a free port and give its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "shotseer", "-w", str(folder), "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    found = re.search(r"http://\S+/", server.stderr.readline())
    assert found is not None
    try:
        yield found.group().rstrip("/")
    finally:
        server.terminate()
        server.wait()
        server.stderr.close()


def build_once(page: Page, address: str) -> None:
    """Make sure that there are feeds, and that the server has read its library."""
    page.goto(f"{address}/labels/{synthetic.LABEL}/learn")
    press_build(page)
    page.wait_for_selector(TILES)


def press_build(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Build")).first.click()


def first_tiles(page: Page, address: str) -> Result:
    """From asking for the page to the first tile with its picture."""
    times = []
    for _ in range(REPEATS):
        page.goto("about:blank")
        started = time.perf_counter()
        page.goto(f"{address}/labels/{synthetic.LABEL}/learn", wait_until="commit")
        page.evaluate(PICTURE_SHOWN)
        times.append(time.perf_counter() - started)
    return Result(
        "first tiles after asking for the page",
        milliseconds(statistics.median(times)),
        "",
        f"worst of {REPEATS}: {milliseconds(max(times))}",
        "under 1 s",
    )


def scrolling(page: Page, address: str) -> Result:
    """Scroll through a feed that pages as it goes, for some seconds."""
    page.goto(f"{address}/labels/{synthetic.LABEL}/learn")
    page.wait_for_selector(TILES)
    found = page.evaluate(SCROLL, 6)
    frames = sorted(found["frames"])
    return Result(
        f"scrolling {found['top']:,.0f} px of a feed",
        f"worst frame {frames[-1]:.0f} ms",
        f"{statistics.median(frames):.1f} ms (median frame)",
        f"{len(frames)} frames; 99 in 100 under {frames[int(len(frames) * 0.99)]:.0f} ms",
        "worst frame under 100 ms",
    )


def build_to_feeds(page: Page, address: str) -> Result:
    """From the key to new feeds on the screen, beside the server's own time for the same."""
    ours, servers = [], []
    for _ in range(REPEATS):
        page.goto(f"{address}/labels/{synthetic.LABEL}/learn")
        page.wait_for_selector(TILES)
        judge(page, 1)
        saved(page, address)
        before = version(page, address)
        started = time.perf_counter()
        page.keyboard.press("b")
        page.get_by_text(re.compile(rf"since version {before + 1}\b")).first.wait_for()
        page.evaluate(PICTURE_SHOWN)
        ours.append(time.perf_counter() - started)
        servers.append(server_seconds(page, address))
    return Result(
        "Build to new feeds on the screen",
        milliseconds(statistics.median(ours)),
        f"{milliseconds(statistics.median(servers))} (the server's job alone)",
        f"+{milliseconds(statistics.median(ours) - statistics.median(servers))}",
        "within 1 s of the server's own time",
    )


def version(page: Page, address: str) -> int:
    """Return the number of the newest version."""
    found = page.request.get(f"{address}/api/v1/labels/{synthetic.LABEL}/versions").json()
    return max(int(one["number"]) for one in found["items"])


def server_seconds(page: Page, address: str) -> float:
    """Return how long the newest job took."""
    return float(
        page.evaluate(
            """async (url) => {
              const job = (await (await fetch(url)).json()).items[0];
              return (Date.parse(job.ended_at) - Date.parse(job.started_at)) / 1000;
            }""",
            f"{address}/api/v1/jobs",
        )
    )


def keystrokes(page: Page, address: str) -> Result:
    """Judge in a row by keyboard, until all of it is on the server's disk."""
    page.goto(f"{address}/labels/{synthetic.LABEL}/learn")
    page.wait_for_selector(TILES)
    before = judged(page, address)
    started = time.perf_counter()
    judge(page, KEYSTROKES)
    typed = time.perf_counter() - started
    while judged(page, address) < before + KEYSTROKES:
        page.wait_for_timeout(20)
    kept = time.perf_counter() - started
    return Result(
        f"{KEYSTROKES} judgements by keyboard",
        f"{typed:.2f} s to type, {kept:.2f} s to disk",
        "",
        f"{kept / KEYSTROKES * 1000:.1f} ms each",
        "none dropped",
    )


def judge(page: Page, count: int) -> None:
    page.locator(TILES).first.click()
    for number in range(count):
        page.keyboard.press("y" if number % 3 == 0 else "n")


def judged(page: Page, address: str) -> int:
    found = page.request.get(f"{address}/api/v1/labels/{synthetic.LABEL}/annotations?limit=1")
    return int(found.json()["total"])


def saved(page: Page, address: str) -> None:
    """Wait until the server has what was judged."""
    before = judged(page, address)
    page.wait_for_timeout(200)
    while judged(page, address) != before:
        before = judged(page, address)
        page.wait_for_timeout(100)
