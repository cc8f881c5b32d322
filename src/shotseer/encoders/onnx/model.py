"""Everything that a model's folder says, put together: no network is loaded for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shotseer.core.errors import PluginError
from shotseer.encoders.onnx.graph_file import GraphFile, Port, read_graph
from shotseer.encoders.onnx.json_file import JsonFile
from shotseer.encoders.onnx.layout import TRANSFORMERS_JS, ModelFolder, open_folder
from shotseer.encoders.onnx.pixel_files import check_input, read_pixels
from shotseer.encoders.onnx.pixels import PixelPlan
from shotseer.encoders.onnx.token_files import read_tokens
from shotseer.encoders.onnx.tokens import TokenPlan

_EXPORT_HINT = "Export each tower with its projection, so that it gives the embedding itself."

_PROJECTED = (
    "{tower}_embeds",
    "{tower}_embedding",
    "{tower}_embeddings",
    "{tower}_features",
    "embedding",
    "embeddings",
)
"""Names of an output that is an embedding by its name."""

_POOLED = "pooler_output"


@dataclass(frozen=True, slots=True)
class TowerPlan:
    """One network: its graph, and which of its outputs is the embedding."""

    graph: GraphFile
    output: Port


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """A model, read from its own files. ``text`` and ``tokens`` are there or missing together."""

    folder: ModelFolder
    variant: str
    dimension: int
    image: TowerPlan
    pixels: PixelPlan
    text: TowerPlan | None
    tokens: TokenPlan | None

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that a vector follows from."""
        files = [*self.image.graph.files, self.folder.pixels, self.folder.config]
        if self.text is not None:
            names = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
            files += [*self.text.graph.files, *map(self.folder.tokens, names)]
        return tuple(sorted({path for path in files if path.exists()}))


def read_model(folder: Path, variant: str = "") -> ModelPlan:
    """Read what a model's folder says.

    Raises:
        PluginError: a file is missing or damaged, or the files do not say all that is needed.
    """
    model = open_folder(folder)
    chosen = model.choose(variant)
    config = JsonFile.read(model.config)
    pixels = read_pixels(model)
    image = _tower(read_graph(model.image_graphs[chosen]), config, "image")
    check_input(model, pixels, _picture_size(image.graph))
    text = tokens = None
    if model.text_graphs:
        text = _tower(read_graph(model.text_graphs[chosen]), config, "text")
        tokens = read_tokens(model, config, text.graph)
    dimension = _dimension(model, config, image, text)
    return ModelPlan(model, chosen, dimension, image, pixels, text, tokens)


def picture_input(graph: GraphFile) -> Port:
    """Return the input that takes pictures.

    Raises:
        PluginError: the graph takes something else or more, or channels last.
    """
    (port, *others) = graph.inputs or (None,)
    is_picture = port is not None and port.dtype.startswith("float") and port.rank in (4, None)
    if port is None or others or not is_picture:
        names = ", ".join(port.name for port in graph.inputs) or "nothing"
        raise PluginError(
            f"{graph.path} takes {names}; an image tower takes pictures of one size alone",
            hint="Export the image tower alone, with a fixed resolution.",
        )
    if port.size(1) not in (3, None):
        raise PluginError(
            f"{graph.path} takes pictures of {port.size(1)} channels, or channels last",
            hint="Export it for RGB pictures of shape (batch, 3, height, width).",
        )
    return port


def _picture_size(graph: GraphFile) -> tuple[int | None, int | None]:
    port = picture_input(graph)
    return port.size(2), port.size(3)


def _tower(graph: GraphFile, config: JsonFile, tower: str) -> TowerPlan:
    names = {port.name: port for port in graph.outputs if port.rank in (2, None)}
    for pattern in _PROJECTED:
        if (port := names.get(pattern.format(tower=tower))) is not None:
            return TowerPlan(graph, port)
    if _POOLED in names:
        _require_pooled_embedding(graph, config)
        return TowerPlan(graph, names[_POOLED])
    (only, *others) = graph.outputs
    if not others and only.rank == 2:
        return TowerPlan(graph, only)
    raise PluginError(
        f"{graph.path} has no output that is an embedding, but "
        f"{', '.join(port.name for port in graph.outputs)}",
        hint=_EXPORT_HINT,
    )


def _require_pooled_embedding(graph: GraphFile, config: JsonFile) -> None:
    """Check that the model has no projection after its pooling: SigLIP has none, CLIP has."""
    kind = config.get("model_type")
    if isinstance(kind, str) and kind.startswith("siglip"):
        return
    raise PluginError(
        f"{graph.path} gives {_POOLED!r}, and {config.path} says model_type = {kind!r}: "
        "that this is the embedding is known of siglip models alone",
        hint=_EXPORT_HINT,
    )


def _dimension(
    model: ModelFolder, config: JsonFile, image: TowerPlan, text: TowerPlan | None
) -> int:
    said = _said_dimension(model, config)
    towers = [tower for tower in (image, text) if tower is not None]
    sizes = {tower.graph.path.name: tower.output.size(1) for tower in towers}
    known = {name: size for name, size in {**sizes, "config.json": said}.items() if size}
    if len(set(known.values())) > 1:
        facts = ", ".join(f"{name} {size}" for name, size in known.items())
        raise PluginError(
            f"the model in {model.folder} gives vectors of different lengths: {facts}",
            hint=_EXPORT_HINT,
        )
    if not known:
        raise config.fault(
            "does not say how long vectors are ('projection_dim'), nor do the graphs"
        )
    return next(iter(known.values()))


def _said_dimension(model: ModelFolder, config: JsonFile) -> int | None:
    if model.layout is not TRANSFORMERS_JS:
        return config.integer("embed_dim")
    if str(config.get("model_type")).startswith("siglip"):
        return config.integer("vision_config", "hidden_size")
    return config.integer("projection_dim")
