"""Which encoder a library gets, with real models that were really pulled."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.flows.conftest import films
from tests.models import tiny
from tests.models.hub_server import REPOSITORY, FakeHub, serving

from shotseer import plugins
from shotseer.core.errors import InputError, NotFoundError, PluginError
from shotseer.core.job import run
from shotseer.encoders.models import catalogue, pull
from shotseer.encoders.models.hub import Hub
from shotseer.encoders.models.shelf import Installed, Shelf
from shotseer.encoders.models.verify import verify
from shotseer.workspace import Workspace

__all__ = ["films"]

NAME = "someone--two-towers"
FULL = f"onnx:{NAME}"


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving(FakeHub(tiny.files())) as fake:
        yield fake


def fetch(fake: FakeHub, cache: Path, revision: str = "") -> Installed:
    client, shelf = Hub(fake.address), Shelf.of(cache)
    found = pull.plan(catalogue.find(REPOSITORY, revision=revision), client, shelf)
    return run(pull.pull(found, client, shelf), None)


def chosen(setting: str, cache: Path) -> str:
    return plugins.choose_encoder(setting, cache).encoder


@pytest.mark.parametrize("setting", ["", "auto", " auto "])
def test_nothing_here_means_lite(tmp_path: Path, setting: str) -> None:
    choice = plugins.choose_encoder(setting, tmp_path)
    assert choice.line == (
        "Encoder: lite, as no model is on this machine; `shotseer models list` shows better ones."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("setting", "full"),
    [
        ("lite", "lite"),
        ("clip-vit-b-32", "onnx:clip-vit-b-32"),
        ("onnx:/models/mine", "onnx:/models/mine"),
        ("open_clip:ViT-B-32/openai", "open_clip:ViT-B-32/openai"),
    ],
)
def test_what_is_named_is_taken(tmp_path: Path, setting: str, full: str) -> None:
    assert chosen(setting, tmp_path) == full


def test_the_best_model_here_is_taken(hub: FakeHub, tmp_path: Path) -> None:
    fetch(hub, tmp_path)
    assert chosen("auto", tmp_path) == FULL
    shelf = Shelf.of(tmp_path)
    for name in ("clip-vit-b-32-small", "siglip2-b-16", "clip-vit-b-32--fp16"):
        shutil.copytree(shelf.folder(NAME), shelf.folder(name))
    assert chosen("auto", tmp_path) == "onnx:siglip2-b-16"
    shutil.rmtree(shelf.folder("siglip2-b-16"))
    assert chosen("auto", tmp_path) == "onnx:clip-vit-b-32--fp16"
    shelf.use("lite")
    assert chosen("auto", tmp_path) == "lite"
    assert chosen(NAME, tmp_path) == FULL
    shelf.use("")
    assert chosen("", tmp_path) == "onnx:clip-vit-b-32--fp16"


def test_the_name_of_an_encoder_is_checked(hub: FakeHub, tmp_path: Path) -> None:
    fetch(hub, tmp_path)
    assert plugins.check_encoder_name("lite", tmp_path) == "lite"
    assert plugins.check_encoder_name(NAME, tmp_path) == FULL
    folder = Shelf.of(tmp_path).folder(NAME)
    moved = tmp_path / "elsewhere"
    shutil.copytree(folder, moved)
    assert plugins.check_encoder_name(f"onnx:{moved}", tmp_path) == f"onnx:{moved}"
    assert plugins.check_encoder_name(f"onnx:{folder}", tmp_path) == FULL
    with pytest.raises(NotFoundError, match="is not on this machine") as caught:
        plugins.check_encoder_name("clip-vit-b-32", tmp_path)
    assert caught.value.command == "shotseer models pull clip-vit-b-32"
    with pytest.raises(NotFoundError, match="there is no folder"):
        plugins.check_encoder_name("onnx:/nowhere/at/all", tmp_path)
    with pytest.raises(NotFoundError, match="no model called 'nonsense'"):
        plugins.check_encoder_name("nonsense", tmp_path)
    with pytest.raises(PluginError, match="no encoder called 'nonsense'"):
        plugins.check_encoder_name("nonsense:x", tmp_path)


@pytest.mark.parametrize(
    ("name", "message"), [("onnx", "needs a model"), ("lite:x", "takes no model")]
)
def test_a_name_of_half_an_encoder_is_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        plugins.open_encoder(name, tmp_path)


def test_a_library_keeps_the_model_that_made_it(hub: FakeHub, films: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    fetch(hub, cache)
    with Workspace.open(tmp_path / "library", create=True, cache=str(cache)) as library:
        assert "the best model on this machine" in library.encoder_line()
        assert (library.summary().encoder, library.summary().space) == (FULL, None)
        library.ingest([films])
        assert library.encoder_line() == ""
        before = [hit.shot_id for hit in library.search("red").hits]
        assert len(before) == 20
    Shelf.of(cache).use("lite")
    with Workspace.open(tmp_path / "library", cache=str(cache), encoder="lite") as library:
        assert library.summary().encoder == FULL
        assert [hit.shot_id for hit in library.search("red").hits] == before
    away = tmp_path / "away"
    Shelf.of(cache).folder(NAME).rename(away)
    with Workspace.open(tmp_path / "library", cache=str(cache)) as library:
        with pytest.raises(NotFoundError, match="is not on this machine") as caught:
            library.search("red")
        assert caught.value.command == f"shotseer models pull {REPOSITORY}"
    away.rename(Shelf.of(cache).folder(NAME))
    hub.files, hub.commit = tiny.files(scale=2), "5" * 40
    fetch(hub, cache, revision="main")
    with Workspace.open(tmp_path / "library", cache=str(cache)) as library:
        with pytest.raises(NotFoundError, match="embedded by another edition") as caught:
            library.search("red")
        assert caught.value.command == f"shotseer models pull {REPOSITORY} --revision COMMIT"


def test_a_folder_will_do(films: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my model"
    for name, content in tiny.files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    values = {"cache": str(tmp_path / "cache"), "encoder": f"onnx:{folder}"}
    with Workspace.open(tmp_path / "library", create=True, **values) as library:
        summary = library.ingest([films / "film 0.mp4"])
        assert summary.encoder == f"onnx:{folder}"
        assert len(library.search("blue").hits) == 8


def test_a_sound_model_is_verified(hub: FakeHub, tmp_path: Path) -> None:
    model = fetch(hub, tmp_path)
    verdict = run(verify(model, tmp_path), None)
    assert (verdict.is_sound, verdict.files, verdict.problems) == (True, 6, ())
    assert verdict.warnings == ()


def test_a_changed_file_is_found(hub: FakeHub, tmp_path: Path) -> None:
    model = fetch(hub, tmp_path)
    path = Shelf.of(tmp_path).folder(NAME) / "tokenizer.json"
    path.write_bytes(path.read_bytes().replace(b"green", b"gruen"))
    verdict = run(verify(model, tmp_path), None)
    assert verdict.problems == ("tokenizer.json has changed since it was fetched",)
    assert "Pull it again" in verdict.hint


def test_a_model_that_cannot_work_is_found(hub: FakeHub, tmp_path: Path) -> None:
    hub.files["onnx/vision_model.onnx"] = tiny.files(scale=0)["onnx/vision_model.onnx"]
    verdict = run(verify(fetch(hub, tmp_path), tmp_path), None)
    assert not verdict.is_sound
    assert verdict.hint
