"""Small models of random weights, exported as their publishers export large ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from shotseer.core.arrays import Image

_TEMPLATE_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


def randomise(model: nn.Module, seed: int = 0) -> nn.Module:
    """Give every weight a size that makes outputs depend on all of the input."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            # Patches of a picture weigh more than where they are.
            size = 0.5 if parameter.ndim == 4 else 0.15
            parameter.data.normal_(0, size, generator=generator)
        elif parameter.ndim == 1:
            parameter.data += torch.empty_like(parameter).normal_(0, 0.1, generator=generator)
    return model.eval()


class Output(nn.Module):  # type: ignore[misc]  # torch is not where types are checked
    """A network that gives one thing of what a model computes."""

    def __init__(self, model: nn.Module, compute: Any) -> None:
        super().__init__()
        self.model = model
        self.compute = compute

    def forward(self, *inputs: torch.Tensor) -> Any:
        return self.compute(self.model, *inputs)


def export(
    model: nn.Module,
    compute: Any,
    inputs: Mapping[str, torch.Tensor],
    output: str,
    path: Path,
    *,
    open_axes: Sequence[str] = ("batch",),
    dynamo: bool = False,
) -> None:
    """Export ``compute(model, *inputs)``; the first axes of every input are open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    axes = {name: dict(enumerate(open_axes)) for name in inputs}
    if dynamo:
        longest = [256, next(iter(inputs.values())).shape[-1]]
        dims = [torch.export.Dim(name, max=longest[i]) for i, name in enumerate(open_axes)]
        shape = dict(enumerate(dims))
        how: dict[str, Any] = {"dynamic_shapes": ((*[shape for _ in inputs],),), "dynamo": True}
    else:
        how = {"dynamic_axes": axes if open_axes else None, "dynamo": False}
    torch.onnx.export(
        # Exporting leaves a network as it was found: in training, unless told otherwise.
        Output(model, compute).eval(),
        tuple(inputs.values()),
        str(path),
        input_names=list(inputs),
        output_names=[output],
        **how,
    )


def copy_tokenizer(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in _TEMPLATE_FILES:
        if (source / name).exists():
            shutil.copy(source / name, target / name)


def write_json(path: Path, values: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values if isinstance(values, dict) else asdict(values)))


def pictures(size: int) -> list[Image]:
    """Return pictures of noise over waves: square, wide, tall, odd, small and long."""
    shapes = [
        (size, size),
        (2 * size, 3 * size + 1),
        (3 * size + 5, size + 3),
        (37, 53),
        (size + 1, size * 4),
        (1, 1),
        (240, 427),
        (size // 2, size // 3),
    ]
    noise = np.random.default_rng(7)
    found = []
    for number, (height, width) in enumerate(shapes):
        y, x = np.mgrid[0:height, 0:width] / max(height, width)
        waves = [np.sin((3 + number) * (c + 1) * x + 9 * y * (number % 3 + 1)) for c in range(3)]
        levels = 127.5 + 90 * np.stack(waves, axis=2) + noise.normal(0, 25, (height, width, 3))
        found.append(np.clip(levels, 0, 255).astype(np.uint8))
    return found


def closeness(ours: Any, theirs: Any) -> float:
    """Return the least cosine between rows that should be the same."""
    theirs = np.asarray(theirs, np.float64)
    unit = theirs / np.linalg.norm(theirs, axis=1, keepdims=True)
    return float((ours * unit).sum(axis=1).min())


def spread(rows: Any) -> float:
    """Return the least cosine between rows: how different the inputs look to a model."""
    return float((rows @ rows.T).min())
