"""What can be said of a model's folder without loading it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shotseer.encoders.onnx.graph_file import read_graph
from shotseer.encoders.onnx.layout import ModelFolder, open_folder
from shotseer.encoders.onnx.model import read_model


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """One variant: what to ask for, and the bytes of its towers with their external data."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a model is.

    Attributes:
        layout: ``transformers.js`` or ``immich``.
        dimension: of its vectors.
        image_size: the shorter side, in pixels, of the pictures it is given.
        context_length: tokens of a text that count; ``None`` without a text tower.
        variants: full precision first.
        has_text: whether it reads texts.
    """

    layout: str
    dimension: int
    image_size: int
    context_length: int | None
    variants: tuple[VariantFacts, ...]
    has_text: bool


def describe(folder: Path) -> ModelFacts:
    """Read what a model is from its own files. No network is loaded.

    Raises:
        PluginError: the folder holds no model that can be used; the message says why.
    """
    model = open_folder(folder)
    first = model.variants[0] if model.variants else ""
    plan = read_model(folder, first)
    return ModelFacts(
        layout=model.layout.name,
        dimension=plan.dimension,
        image_size=plan.pixels.image_size,
        context_length=plan.tokens.context_length if plan.tokens else None,
        variants=tuple(VariantFacts(name, _size(model, name)) for name in model.variants),
        has_text=plan.text is not None,
    )


def _size(model: ModelFolder, variant: str) -> int:
    towers = (model.image_graphs, model.text_graphs)
    graphs = [graphs[variant] for graphs in towers if variant in graphs]
    files = {path for graph in graphs for path in read_graph(graph).files}
    return sum(path.stat().st_size for path in files)
