"""Pulling from a real server that speaks the hub's protocol, and misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.models.hub_server import (
    COMMIT,
    REPOSITORY,
    FakeHub,
    numbers,
    serving,
    sha256,
    transformers_js,
)

from shotseer.core.errors import ConflictError, InputError, NotFoundError, ShotseerError, StoreError
from shotseer.core.job import Progress, run
from shotseer.encoders.models import catalogue, pull
from shotseer.encoders.models.catalogue import Model
from shotseer.encoders.models.hub import Hub
from shotseer.encoders.models.shelf import Installed, Shelf

NAME = "someone--two-towers"
VISION, TEXT = "onnx/vision_model.onnx", "onnx/text_model.onnx"
WANTED = ["config.json", TEXT, VISION, "preprocessor_config.json", "tokenizer.json"]
MODEL = catalogue.find(REPOSITORY)


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving(FakeHub(transformers_js())) as fake:
        yield fake


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf.of(tmp_path)


def fetch(
    fake: FakeHub, shelf: Shelf, model: Model = MODEL, waits: tuple[float, ...] = (0.0,)
) -> Installed:
    client = Hub(fake.address)
    return run(pull.pull(pull.plan(model, client, shelf), client, shelf, waits=waits), None)


def refused(
    fake: FakeHub, shelf: Shelf, kind: type[ShotseerError], model: Model = MODEL
) -> ShotseerError:
    with pytest.raises(kind) as caught:
        fetch(fake, shelf, model)
    assert caught.value.hint
    assert shelf.all() == []
    assert shelf.get(model.name) is None
    return caught.value


def test_just_what_is_needed_comes_checked_with_its_commit(hub: FakeHub, shelf: Shelf) -> None:
    installed = fetch(hub, shelf)
    assert shelf.all() == [installed]
    assert (installed.revision, installed.licence, installed.variant) == (COMMIT, "apache-2.0", "")
    assert list(installed.files) == WANTED
    for name in WANTED:
        assert (shelf.folder(NAME) / name).read_bytes() == hub.files[name]
        assert installed.files[name]["sha256"] == sha256(hub.files[name])
        assert installed.files[name]["proof"] == "hub"
    assert sorted(path.name for path in shelf.root.iterdir()) == [f".lock-{NAME}", NAME]
    assert hub.sent[VISION] == 400_000
    assert all("/main/" not in request for request in hub.requests)


def test_a_plan_says_what_comes_before_any_of_it_does(hub: FakeHub, shelf: Shelf) -> None:
    found = pull.plan(MODEL, Hub(hub.address), shelf)
    assert (found.size, found.revision, found.licence, found.here) == (
        700_046,
        COMMIT,
        "apache-2.0",
        None,
    )
    assert (found.hub, list(found.files), hub.sent[VISION]) == (hub.address, WANTED, 0)


def test_progress_counts_all_bytes(hub: FakeHub, shelf: Shelf) -> None:
    client = Hub(hub.address)
    seen: list[Progress] = []
    run(pull.pull(pull.plan(MODEL, client, shelf), client, shelf), seen.append)
    assert seen == sorted(seen, key=lambda progress: progress.done)
    assert (seen[-1].done, seen[-1].total, seen[-1].unit) == (0.700046, 0.700046, "MB")


def test_a_cut_connection_goes_on_where_it_ended(hub: FakeHub, shelf: Shelf) -> None:
    hub.cut_after = {VISION: [100_001, 50_002, 3], TEXT: [0]}
    fetch(hub, shelf, waits=(0.0, 0.0))
    assert (hub.sent[VISION], hub.sent[TEXT]) == (400_000, 300_000)


def test_the_next_pull_goes_on_where_the_last_ended(hub: FakeHub, shelf: Shelf) -> None:
    hub.cut_after = {VISION: [123_456] + [0] * 3}
    error = refused(hub, shelf, ConflictError)
    assert "0.1 of 0.4 MB" in error.message
    assert "goes on from there" in error.hint
    hub.cut_after = {}
    fetch(hub, shelf)
    assert (hub.sent[VISION], hub.sent[TEXT]) == (400_000, 300_000)
    assert (shelf.folder(NAME) / VISION).read_bytes() == hub.files[VISION]


def test_a_server_that_knows_no_ranges_sends_all_again(hub: FakeHub, shelf: Shelf) -> None:
    hub.ignores_ranges, hub.cut_after = True, {VISION: [123_456]}
    fetch(hub, shelf)
    assert hub.sent[VISION] == 523_456
    assert (shelf.folder(NAME) / VISION).read_bytes() == hub.files[VISION]


def test_closing_the_generator_keeps_what_came(hub: FakeHub, shelf: Shelf) -> None:
    client = Hub(hub.address)
    steps = pull.pull(pull.plan(MODEL, client, shelf), client, shelf)
    for progress in steps:
        if progress.note == VISION:
            break
    steps.close()
    assert shelf.all() == []
    kept = sum(path.stat().st_size for path in shelf.staging(NAME).rglob("*") if path.is_file())
    assert kept > 300_000
    already = hub.sent[TEXT]
    fetch(hub, shelf)
    assert hub.sent[TEXT] == already


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (numbers(400_000, 9), "it has the checksum"),
        (numbers(400_000, 1) + b"more", "it has another length"),
        (numbers(399_999, 1), "it has another length"),
        (b"<html>Please log in</html>", "it has another length"),
    ],
)
def test_other_content_is_refused_and_deleted(
    hub: FakeHub, shelf: Shelf, content: bytes, words: str
) -> None:
    hub.served = {VISION: content}
    error = refused(hub, shelf, StoreError)
    assert words in error.message
    assert VISION in error.message
    assert not list(shelf.root.rglob("*vision*"))
    hub.served = {}
    assert list(fetch(hub, shelf).files) == WANTED


@pytest.mark.parametrize("framing", ["chunked", "close"])
def test_an_answer_that_tells_no_length_is_checked_all_the_same(
    hub: FakeHub, shelf: Shelf, framing: str
) -> None:
    hub.framing, hub.cut_after = framing, {VISION: [100_000]}
    hub.served = {VISION: numbers(4_000_000, 1)}
    assert "it has another length" in refused(hub, shelf, StoreError).message
    hub.served = {VISION: numbers(399_999, 1)}
    assert "it has another length" in refused(hub, shelf, StoreError).message
    hub.served = {}
    assert list(fetch(hub, shelf).files) == WANTED


def test_a_page_in_place_of_a_file_leaves_nothing(hub: FakeHub, shelf: Shelf) -> None:
    hub.framing, hub.served = "chunked", {VISION: b"<html>Please log in</html>"}
    assert "it has another length" in refused(hub, shelf, StoreError).message
    assert not list(shelf.root.rglob("*vision*"))


def test_what_a_lying_mirror_left_does_no_harm_at_an_honest_one(hub: FakeHub, shelf: Shelf) -> None:
    with serving(FakeHub(transformers_js(), served={VISION: numbers(400_000, 9)})) as liar:
        liar.cut_after = {VISION: [100_000, 0, 0, 0]}
        refused(liar, shelf, ConflictError)
    assert list(fetch(hub, shelf).files) == WANTED
    assert hub.starts[VISION] == [100_000, 0]
    assert (shelf.folder(NAME) / VISION).read_bytes() == hub.files[VISION]


def test_a_small_file_of_other_content_is_refused(hub: FakeHub, shelf: Shelf) -> None:
    hub.served = {"config.json": b'{"model_type": "evil"}'}
    assert "config.json" in refused(hub, shelf, StoreError).message


@pytest.mark.parametrize("page", [b"<html>Log in to this network</html>", b"[1, 2]", b"null", b""])
def test_a_page_instead_of_an_answer_is_no_hub(hub: FakeHub, shelf: Shelf, page: bytes) -> None:
    hub.answers = lambda path: (200, {"Content-Type": "text/html"}, page)
    assert "not that of a hub" in refused(hub, shelf, ConflictError).message


def test_a_list_without_a_commit_is_no_hub(hub: FakeHub, shelf: Shelf) -> None:
    hub.listed = {"id": REPOSITORY, "sha": None, "siblings": []}
    assert "names no commit" in refused(hub, shelf, ConflictError).message


def test_redirects_in_circles_end(hub: FakeHub, shelf: Shelf) -> None:
    hub.answers = lambda path: (302, {"Location": path}, b"") if "/resolve/" in path else None
    assert "in circles" in refused(hub, shelf, ConflictError).message
    hub.answers = lambda path: (302, {"Location": path}, b"")
    assert "in circles" in refused(hub, shelf, ConflictError).message


def test_another_commit_than_asked_for_is_refused(hub: FakeHub, shelf: Shelf) -> None:
    hub.head_commit = "0" * 40
    assert "and sends 000000000000" in refused(hub, shelf, StoreError).message
    hub.head_commit = ""
    other = catalogue.find(REPOSITORY, revision="1" * 40)
    assert "asked for the commit 111111111111" in refused(hub, shelf, StoreError, other).message


def test_what_the_catalogue_knows_wins_over_the_hub(hub: FakeHub, shelf: Shelf) -> None:
    lying = Model(NAME, REPOSITORY, sha256={VISION: "f" * 64})
    assert "than the catalogue names" in refused(hub, shelf, StoreError, lying).message
    assert hub.sent[VISION] == 0
    small = Model(NAME, REPOSITORY, sha256={"config.json": "f" * 64})
    assert "than the catalogue names" in refused(hub, shelf, StoreError, small).message
    known = {VISION: sha256(hub.files[VISION]), "config.json": sha256(hub.files["config.json"])}
    installed = fetch(hub, shelf, Model(NAME, REPOSITORY, sha256=known))
    assert [name for name in WANTED if installed.files[name]["proof"] == "catalogue"] == [
        "config.json",
        VISION,
    ]


def test_a_mirror_that_lists_no_checksums_is_asked_for_each(hub: FakeHub, shelf: Shelf) -> None:
    hub.tells_checksums = False
    installed = fetch(hub, shelf)
    assert installed.files[VISION]["checksum"] == sha256(hub.files[VISION])
    assert sum(request.startswith("HEAD") for request in hub.requests) == len(WANTED)


@pytest.mark.parametrize(
    "name", ["../outside.onnx", "/etc/passwd", "onnx/../../outside", "C:\\evil", "onnx\\..\\evil"]
)
def test_names_that_lead_out_of_the_folder_are_refused(
    hub: FakeHub, shelf: Shelf, name: str
) -> None:
    model = Model("evil", REPOSITORY, layout="renamed", renamed={VISION: name, TEXT: TEXT})
    assert "leads out" in refused(hub, shelf, InputError, model).message
    assert hub.sent[VISION] == 0


def test_a_listing_cannot_name_files_outside(hub: FakeHub, shelf: Shelf, tmp_path: Path) -> None:
    hub.files["visual/../../../outside"] = numbers(20_000, 4)
    hub.files["visual/model.onnx"] = numbers(20_000, 5)
    del hub.files[VISION], hub.files[TEXT]
    fetch(hub, shelf)
    assert not list(tmp_path.rglob("outside"))


@pytest.mark.parametrize(("status", "kind"), [(404, NotFoundError), (500, ConflictError)])
def test_a_status_is_told(
    hub: FakeHub, shelf: Shelf, status: int, kind: type[ShotseerError]
) -> None:
    hub.answers = lambda path: (status, {}, b"")
    assert f"status {status}" in refused(hub, shelf, kind).message


def test_a_hub_that_is_busy_for_a_moment_is_asked_again(hub: FakeHub, shelf: Shelf) -> None:
    busy: Iterator[Any] = iter([(503, {}, b"")])
    hub.answers = lambda path: next(busy, None) if path.startswith("/cdn/") else None
    fetch(hub, shelf)


def test_nobody_listens(shelf: Shelf) -> None:
    with serving(FakeHub({})) as gone:
        address = gone.address
    with pytest.raises(ConflictError, match="cannot be used") as caught:
        pull.plan(MODEL, Hub(address), shelf)
    assert "mirror" in caught.value.hint


def test_offline_asks_nobody(hub: FakeHub) -> None:
    with pytest.raises(ConflictError, match="work offline") as caught:
        Hub(hub.address, offline=True)
    assert "onnx:FOLDER" in caught.value.hint
    assert hub.requests == []


def test_a_model_that_is_here_is_not_fetched_again(hub: FakeHub, shelf: Shelf) -> None:
    installed = fetch(hub, shelf)
    before = dict(hub.sent)
    assert pull.plan(MODEL, Hub(hub.address), shelf).here == installed
    assert fetch(hub, shelf) == installed
    del before[""]
    assert {name: hub.sent[name] for name in before} == before


def test_it_keeps_its_commit_until_another_is_asked_for(hub: FakeHub, shelf: Shelf) -> None:
    fetch(hub, shelf)
    fetch(hub, shelf)
    asked = [request for request in hub.requests if "/api/models/" in request]
    assert asked == [
        f"GET /api/models/{REPOSITORY}?blobs=true",
        f"GET /api/models/{REPOSITORY}/revision/{COMMIT}?blobs=true",
    ]


def test_a_newer_commit_replaces_it_and_fetches_only_what_changed(
    hub: FakeHub, shelf: Shelf
) -> None:
    fetch(hub, shelf)
    hub.commit = "2" * 40
    hub.files[TEXT] = numbers(200_000, 7)
    newer = fetch(hub, shelf, catalogue.find(REPOSITORY, revision="main"))
    assert newer.revision == "2" * 40
    assert (hub.sent[VISION], hub.sent[TEXT]) == (400_000, 500_000)
    assert (shelf.folder(NAME) / TEXT).read_bytes() == hub.files[TEXT]
    assert shelf.all() == [newer]


def test_a_damaged_file_is_fetched_anew(hub: FakeHub, shelf: Shelf) -> None:
    fetch(hub, shelf)
    path = shelf.folder(NAME) / VISION
    path.write_bytes(numbers(400_000, 8))
    fetch(hub, shelf)
    assert path.read_bytes() == hub.files[VISION]
    assert (hub.sent[VISION], hub.sent[TEXT]) == (800_000, 300_000)


def test_a_model_whose_file_is_missing_is_not_here(hub: FakeHub, shelf: Shelf) -> None:
    fetch(hub, shelf)
    (shelf.folder(NAME) / TEXT).unlink()
    assert shelf.all() == []
    fetch(hub, shelf)
    assert hub.sent[VISION] == 400_000


def test_a_manifest_that_names_files_outside_counts_for_nothing(hub: FakeHub, shelf: Shelf) -> None:
    fetch(hub, shelf)
    manifest = shelf.folder(NAME) / "shotseer-model.json"
    told = json.loads(manifest.read_text())
    told["files"] = {"../../x": {"size": 1}}
    manifest.write_text(json.dumps(told))
    assert shelf.get(NAME) is None
    assert shelf.get("../models/" + NAME) is None
    assert shelf.all() == []


def test_two_pulls_at_once_fetch_once(hub: FakeHub, shelf: Shelf) -> None:
    hub.pause = threading.Event()
    results: list[Installed] = []
    first = threading.Thread(target=lambda: results.append(fetch(hub, shelf)))
    first.start()
    assert hub.paused.wait(30)
    client = Hub(hub.address)
    second = pull.pull(pull.plan(MODEL, client, shelf), client, shelf)
    assert next(second).stage == "waiting for another pull of this model"
    hub.pause.set()
    results.append(run(second, None))
    first.join(30)
    assert len(results) == 2
    assert results[0] == results[1] == shelf.get(NAME)
    assert (hub.sent[VISION], hub.sent[TEXT]) == (400_000, 300_000)


def test_a_disk_without_room_is_told_before_anything_is_fetched(hub: FakeHub, shelf: Shelf) -> None:
    hub.listed = {
        "id": REPOSITORY,
        "sha": COMMIT,
        "siblings": [
            {"rfilename": name, "size": 1 << 60, "blobId": "3" * 40} for name in (VISION, TEXT)
        ],
    }
    error = refused(hub, shelf, StoreError)
    assert "not enough room" in error.message
    assert "MB" in error.hint
    assert hub.sent[VISION] == 0


def test_networks_can_be_renamed_and_take_their_settings_from_elsewhere(
    hub: FakeHub, shelf: Shelf
) -> None:
    hub.files |= {"Image.onnx": numbers(50_000, 5), "Image.onnx.data": numbers(60_000, 6)}
    hub.files |= {"Text.onnx": numbers(40_000, 7), "LICENSE": b"as you like"}
    model = Model(
        "tuned",
        REPOSITORY,
        layout="renamed",
        renamed={"Image.onnx": VISION, "Text.onnx": TEXT},
        settings_from=REPOSITORY,
    )
    installed = fetch(hub, shelf, model)
    assert sorted(installed.files) == sorted([*WANTED, "LICENSE", "onnx/Image.onnx.data"])
    assert (shelf.folder("tuned") / VISION).read_bytes() == hub.files["Image.onnx"]
    fetch(hub, shelf, model)
    asked = [request for request in hub.requests if f"/revision/{COMMIT}" in request]
    assert len(asked) == 2
