"""How a model's own files say that pictures are prepared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shotseer.core.errors import PluginError
from shotseer.encoders.onnx.json_file import HINT, JsonFile
from shotseer.encoders.onnx.layout import PROCESSOR, TRANSFORMERS_JS, ModelFolder
from shotseer.encoders.onnx.pixels import Colour, PixelPlan, Size

_RESAMPLES = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming")
"""Pillow's filters, by the numbers that `transformers` writes for them."""

_OPENAI = {
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
}
_HALVES = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
_COMMON = {"do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True}
_CROPPED: Mapping[str, Any] = {
    **_COMMON,
    **_OPENAI,
    "do_center_crop": True,
    "resample": 3,
    "size": {"shortest_edge": 224},
    "crop_size": {"height": 224, "width": 224},
}
_SQUASHED: Mapping[str, Any] = {
    **_COMMON,
    "do_center_crop": False,
    "resample": 3,
    "size": {"height": 224, "width": 224},
}
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "CLIP": _CROPPED,
    "ChineseCLIP": _CROPPED,
    "Bit": _CROPPED,
    "Siglip": {**_SQUASHED, **_HALVES},
    "ViT": {**_SQUASHED, **_HALVES, "resample": 2},
    "Blip": {**_SQUASHED, **_OPENAI, "size": {"height": 384, "width": 384}},
}
"""What a processor does where its file is silent: files name their processor, and older ones say
little else."""

_KNOWN_STEPS = frozenset(
    ("do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb")
)


def read_pixels(model: ModelFolder) -> PixelPlan:
    """Return how the model prepares pictures.

    Raises:
        PluginError: its file is missing, does not say all of it, or asks for what we cannot do.
    """
    file = JsonFile.read(model.pixels)
    if file.path.name == PROCESSOR:
        inner = file.get("image_processor")
        if not isinstance(inner, dict):
            raise file.fault("does not say 'image_processor'")
        file = JsonFile(file.path, inner)
    return _of_transformers(file) if model.layout is TRANSFORMERS_JS else _of_open_clip(file)


def _of_transformers(file: JsonFile) -> PixelPlan:
    kind = str(file.get("image_processor_type") or file.get("feature_extractor_type") or "")
    family = kind
    for suffix in ("Fast", "Pil", "ImageProcessor", "FeatureExtractor"):
        family = family.removesuffix(suffix)
    defaults = _DEFAULTS.get(family, {})

    def say(key: str) -> Any:
        value = file.get(key)
        value = defaults.get(key) if value is None else value
        if value is None:
            known = f", and its processor {kind!r} is not one we know" if kind else ""
            raise file.fault(f"does not say {key!r}{known}")
        return value

    unknown = [
        key
        for key, value in file.values.items()
        if key.startswith("do_") and value is True and key not in _KNOWN_STEPS
    ]
    if unknown:
        raise file.fault(f"asks for {unknown[0]!r}, which this encoder cannot do")
    if not say("do_resize"):
        raise file.fault("does not resize pictures; a model that takes any size is not supported")
    is_squashed, size = _size(file, say("size"), family)
    crop = _crop(file, say("crop_size")) if say("do_center_crop") else size
    if not is_squashed and not say("do_center_crop"):
        raise file.fault(
            "keeps the shape of pictures; a model that takes any size is not supported"
        )
    is_normal = say("do_normalize")
    return PixelPlan(
        fit="squash" if is_squashed else "cover",
        size=size,
        crop=crop,
        resample=_resample(file, say("resample")),
        fill=(0, 0, 0),
        scale=float(say("rescale_factor")) if say("do_rescale") else 1.0,
        mean=_colour(file, "image_mean", say("image_mean")) if is_normal else (0.0, 0.0, 0.0),
        std=_colour(file, "image_std", say("image_std")) if is_normal else (1.0, 1.0, 1.0),
        rounds_size=False,
        rounds_offset=False,
    )


def _size(file: JsonFile, size: Any, family: str) -> tuple[bool, Size]:
    """Return whether pictures are squashed, and into or onto what."""
    if isinstance(size, int):
        # Older files give one number; what it means is the processor's own habit.
        if family not in _DEFAULTS:
            raise file.fault(f"says size = {size}, but not which side is meant")
        return family in ("ViT", "Blip"), (size, size)
    if isinstance(size, dict) and {"height", "width"} <= size.keys():
        return True, _pair(file, "size", (size["height"], size["width"]))
    if isinstance(size, dict) and "shortest_edge" in size and not size.get("longest_edge"):
        return False, _pair(file, "size", (size["shortest_edge"], size["shortest_edge"]))
    raise file.fault(f"says size = {size!r}; needed is height and width, or shortest_edge")


def _crop(file: JsonFile, size: Any) -> Size:
    if isinstance(size, int):
        return size, size
    if isinstance(size, dict) and {"height", "width"} <= size.keys():
        return _pair(file, "crop_size", (size["height"], size["width"]))
    raise file.fault(f"says crop_size = {size!r}; needed is height and width")


def _resample(file: JsonFile, code: Any) -> str:
    if isinstance(code, int) and code in range(len(_RESAMPLES)):
        return _RESAMPLES[code]
    raise file.fault(f"says resample = {code!r}; needed is one of Pillow's filters, 0 to 5")


def _of_open_clip(file: JsonFile) -> PixelPlan:
    size = _open_clip_size(file)
    mode = _one_of(file, "resize_mode", ("shortest", "longest", "squash"))
    filter_name = _one_of(file, "interpolation", ("bicubic", "bilinear", "random"))
    _one_of(file, "mode", ("RGB",))
    is_square = size[0] == size[1]
    return PixelPlan(
        fit={"shortest": "cover", "longest": "contain", "squash": "squash"}[mode],
        size=size,
        crop=size,
        # "random" is a matter of training.
        resample="bilinear" if filter_name == "bilinear" else "bicubic",
        fill=_fill(file),
        scale=1 / 255,
        mean=_colour(file, "mean", file.get("mean")),
        std=_colour(file, "std", file.get("std")),
        rounds_size=mode == "longest" or not is_square,
        rounds_offset=True,
    )


def _open_clip_size(file: JsonFile) -> Size:
    size = file.get("size")
    if isinstance(size, int):
        size = (size, size)
    if not isinstance(size, list | tuple) or len(size) not in (1, 2):
        raise file.fault(f"says size = {size!r}; needed is one number, or height and width")
    return _pair(file, "size", (size[0], size[-1]))


def _one_of(file: JsonFile, key: str, choices: tuple[str, ...]) -> str:
    value = file.get(key)
    if value not in choices:
        wanted = " or ".join(repr(choice) for choice in choices)
        raise file.fault(f"says {key} = {value!r}; needed is {wanted}")
    return str(value)


def _fill(file: JsonFile) -> tuple[int, int, int]:
    fill = file.get("fill_color")
    levels = fill if isinstance(fill, list) else [fill or 0] * 3
    if len(levels) != 3 or not all(isinstance(x, int) and 0 <= x <= 255 for x in levels):
        raise file.fault(f"says fill_color = {fill!r}; needed is a level from 0 to 255, or three")
    return levels[0], levels[1], levels[2]


def _pair(file: JsonFile, key: str, pair: tuple[Any, Any]) -> Size:
    if not all(isinstance(side, int) and side > 0 for side in pair):
        raise file.fault(f"says {key} = {pair!r}; needed are positive numbers of pixels")
    return pair


def _colour(file: JsonFile, key: str, value: Any) -> Colour:
    levels = [value] * 3 if isinstance(value, int | float) else value
    is_colour = isinstance(levels, list | tuple) and len(levels) == 3
    if not is_colour or not all(isinstance(level, int | float) for level in levels):
        raise file.fault(f"says {key} = {value!r}; needed are three numbers")
    if "std" in key and 0 in levels:
        raise file.fault(f"says {key} = {value!r}, by which nothing can be divided")
    return float(levels[0]), float(levels[1]), float(levels[2])


def check_input(model: ModelFolder, plan: PixelPlan, fixed: tuple[int | None, int | None]) -> None:
    """Check that pictures come out at the size that the graph is fixed to.

    Raises:
        PluginError: they do not.
    """
    wanted = tuple(
        ours if size is None else size for ours, size in zip(plan.crop, fixed, strict=True)
    )
    if plan.crop != wanted:
        raise PluginError(
            f"{model.pixels} makes pictures of {plan.crop[0]} x {plan.crop[1]} pixels, "
            f"but the image tower takes {wanted[0]} x {wanted[1]}",
            hint=HINT,
        )
