"""Where the files of a model are: two ways of laying out a folder are in wide use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shotseer.core.errors import PluginError
from shotseer.encoders.onnx.json_file import HINT

FULL_PRECISION = "fp32"
"""What the variant without a suffix is called."""

PROCESSOR = "processor_config.json"
"""Where newer versions of `transformers` write what was ``preprocessor_config.json``."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Names of files in a model's folder. Graphs are given without their variant and suffix."""

    name: str
    image_graph: str
    text_graph: str
    pixels: str
    tokens: str

    def graphs(self, folder: Path, stem: str) -> Mapping[str, Path]:
        """Return the graphs of one tower by variant."""
        start = folder / stem
        paths = {
            path.name[len(start.name) : -5]: path
            for path in start.parent.glob("*.onnx")
            if path.name.startswith(start.name)
        }
        return {
            suffix.removeprefix("_") or FULL_PRECISION: path
            for suffix, path in sorted(paths.items())
            if not suffix or suffix.startswith("_")
        }


TRANSFORMERS_JS = Layout(
    name="transformers.js",
    image_graph="onnx/vision_model",
    text_graph="onnx/text_model",
    pixels="preprocessor_config.json",
    tokens="",
)
IMMICH = Layout(
    name="immich",
    image_graph="visual/model",
    text_graph="textual/model",
    pixels="visual/preprocess_cfg.json",
    tokens="textual",
)


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder that holds a model in one of the layouts.

    Attributes:
        image_graphs: by variant.
        text_graphs: by variant; empty where the model has no text tower.
    """

    folder: Path
    layout: Layout
    image_graphs: Mapping[str, Path]
    text_graphs: Mapping[str, Path]

    @property
    def config(self) -> Path:
        """The file that says which model it is."""
        return self.folder / "config.json"

    @property
    def pixels(self) -> Path:
        """The file that says how pictures are prepared."""
        file, newer = self.folder / self.layout.pixels, self.folder / PROCESSOR
        return newer if newer.exists() and not file.exists() else file

    def tokens(self, name: str) -> Path:
        """Return where a file of the tokenizer is."""
        return self.folder / self.layout.tokens / name

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants that every tower has, the full precision first."""
        both = [name for name in self.image_graphs if name in (self.text_graphs or (name,))]
        return tuple(sorted(both, key=lambda name: (name != FULL_PRECISION, name)))

    def choose(self, variant: str) -> str:
        """Return the variant to use: the one named, else full precision, else the only one.

        Raises:
            PluginError: there is no such variant, or several and none was named.
        """
        chosen = variant or FULL_PRECISION
        if chosen in self.variants:
            return chosen
        if not variant and len(self.variants) == 1:
            return self.variants[0]
        wanted = f"has no variant {variant!r}" if variant else "has no variant in full precision"
        raise PluginError(
            f"the model in {self.folder} {wanted}",
            hint=f"There are: {', '.join(self.variants)}." if self.variants else HINT,
        )


def open_folder(folder: Path) -> ModelFolder:
    """Find the towers of a model.

    Raises:
        PluginError: the folder holds no image tower in a layout that we know, or two.
    """
    found = [
        layout for layout in (TRANSFORMERS_JS, IMMICH) if layout.graphs(folder, layout.image_graph)
    ]
    if len(found) != 1:
        expected = " or ".join(f"{one.image_graph}*.onnx" for one in (TRANSFORMERS_JS, IMMICH))
        what = (
            "is no folder"
            if not folder.is_dir()
            else ("holds two models" if found else f"holds no model: there is no {expected}")
        )
        raise PluginError(f"{folder} {what}", hint=HINT)
    (layout,) = found
    images, texts = (
        layout.graphs(folder, stem) for stem in (layout.image_graph, layout.text_graph)
    )
    return ModelFolder(folder, layout, images, texts)
