from __future__ import annotations

from pathlib import Path

import pytest

from shotseer import settings
from shotseer.core.errors import InputError


def test_an_argument_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text('max_shot = 20\nframes = 6\nannotator = "ada"\n')
    monkeypatch.setenv("SHOTSEER_FRAMES", "8")
    monkeypatch.setenv("SHOTSEER_PREVIEWS", "no")
    found = settings.load(tmp_path, {"max_shot": 30, "encoder": None})
    assert (found.max_shot, found.frames, found.encoder) == (30.0, 8, "auto")
    assert (found.annotator_name, found.previews) == ("ada", False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("frames = 0", "must be between 1 and 64, got 0"),
        ('frames = "many"', "must be a whole number, got 'many'"),
        ("frame = 3", "unknown setting 'frame'"),
        ("frames == 3", "is not valid TOML"),
        ("previews = 7", "must be true or false"),
    ],
)
def test_bad_values_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        settings.load(tmp_path)
    assert caught.value.hint


def test_text_survives_the_file(tmp_path: Path) -> None:
    settings.write_file(tmp_path, {"database": 'postgresql://h/"a\\b"'})
    assert settings.load(tmp_path).database == 'postgresql://h/"a\\b"'


def test_the_cache_follows_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert settings.load().cache_folder == tmp_path / "shotseer"
    assert settings.load(arguments={"cache": "/elsewhere"}).cache_folder == Path("/elsewhere")


def test_the_variables_of_the_hub_are_heard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (settings.load().hub, settings.load().offline) == ("", False)
    (tmp_path / "settings.toml").write_text('hub = "https://file.example"\noffline = false\n')
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    found = settings.load(tmp_path)
    assert (found.hub, found.offline) == ("https://mirror.example", True)
    monkeypatch.setenv("SHOTSEER_HUB", "https://ours.example")
    monkeypatch.setenv("SHOTSEER_OFFLINE", "no")
    found = settings.load(tmp_path)
    assert (found.hub, found.offline) == ("https://ours.example", False)
