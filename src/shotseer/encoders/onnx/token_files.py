"""How a model's own files say that texts are read."""

from __future__ import annotations

from typing import Any

from shotseer.core.errors import PluginError
from shotseer.encoders.onnx.graph_file import GraphFile, Port
from shotseer.encoders.onnx.json_file import JsonFile
from shotseer.encoders.onnx.layout import TRANSFORMERS_JS, ModelFolder
from shotseer.encoders.onnx.tokens import CLEANERS, TokenPlan, lowers_case

MASK = "attention_mask"
_SIDE_INPUTS = frozenset((MASK, "position_ids", "token_type_ids"))

_CONTEXTS = {
    "clip": 77,
    "clip_text_model": 77,
    "siglip": 64,
    "siglip_text_model": 64,
    "siglip2": 64,
    "siglip2_text_model": 64,
}
"""Context of a kind of model where ``config.json`` leaves out what is the kind's default."""

_ENDLESS = 1_000_000
"""Tokenizers without a limit of their own write a number far beyond this one."""

_LEFT_PADDED = ("Gemma", "Siglip2")
"""Tokenizers that pad on the left unless their file says otherwise."""


def token_input(graph: GraphFile) -> Port:
    """Return the input that takes the token numbers.

    Raises:
        PluginError: the graph has none, or asks for more than we know.
    """
    others = [port for port in graph.inputs if port.name not in _SIDE_INPUTS]
    if len(others) == 1 and others[0].dtype in ("int32", "int64") and others[0].rank in (2, None):
        return others[0]
    names = ", ".join(port.name for port in graph.inputs)
    raise PluginError(
        f"{graph.path} takes {names}; a text tower takes token numbers "
        f"and at most {', '.join(sorted(_SIDE_INPUTS))}",
        hint="Export the text tower alone.",
    )


def read_tokens(model: ModelFolder, config: JsonFile, graph: GraphFile) -> TokenPlan:
    """Return how the model reads texts.

    Raises:
        PluginError: its files are missing, do not say all of it, or ask for what we cannot do.
    """
    file = JsonFile.read(model.tokens("tokenizer_config.json"))
    whole = JsonFile.read(model.tokens("tokenizer.json"))
    is_open_clip = model.layout is not TRANSFORMERS_JS
    wishes = _open_clip_wishes(model, config) if is_open_clip else {}
    kind = str(file.get("tokenizer_class") or "")
    names = file.get("model_input_names")
    return TokenPlan(
        context_length=_context_length(model, config, file, token_input(graph)),
        pad_token=_special(model, file, whole, "pad_token"),
        pad_side=_side(file, whole, "padding", kind.startswith(_LEFT_PADDED)),
        cut_side=_side(file, whole, "truncation", False),
        clean=wishes.get("clean", ""),
        lowers=file.get("do_lower_case") is True or kind.startswith("Siglip2"),
        masks=any(port.name == MASK for port in graph.inputs) and (names is None or MASK in names),
        replaced=_special(model, file, whole, "sep_token") if wishes.get("strip_sep_token") else "",
    )


def _context_length(model: ModelFolder, config: JsonFile, file: JsonFile, tokens: Port) -> int:
    fixed = tokens.size(1)
    if fixed is not None:
        return fixed
    if model.layout is not TRANSFORMERS_JS:
        # The default is open_clip's, for configurations that leave it out.
        return config.integer("text_cfg", "context_length") or 77
    own_kinds = (config.get("text_config", "model_type"), config.get("model_type"))
    limits = [
        config.integer("text_config", "max_position_embeddings")
        or next((_CONTEXTS[kind] for kind in own_kinds if kind in _CONTEXTS), None),
        file.integer("model_max_length"),
    ]
    sane = [limit for limit in limits if limit is not None and limit < _ENDLESS]
    if not sane:
        raise config.fault(
            "does not say text_config.max_position_embeddings, "
            f"nor {file.path.name} model_max_length: how long texts may be is not known"
        )
    return min(sane)


def _special(model: ModelFolder, file: JsonFile, whole: JsonFile, name: str) -> str:
    """Return a special token. Files give it plainly, or as an object with its content."""
    extra = JsonFile.read_if_there(model.tokens("special_tokens_map.json"))
    padding = whole.get("padding", name) if name == "pad_token" else None
    for value in (file.get(name), extra.get(name), padding):
        token = value.get("content") if isinstance(value, dict) else value
        if isinstance(token, str) and token:
            return token
    raise file.fault(f"does not say {name!r}, nor do the other files of the tokenizer")


def _side(file: JsonFile, whole: JsonFile, what: str, is_left: bool) -> str:
    side = file.get(f"{what}_side") or whole.get(what, "direction")
    chosen = str(side).lower() if side else "left" if is_left else "right"
    if chosen not in ("left", "right"):
        raise file.fault(f"says {what}_side = {side!r}; needed is 'left' or 'right'")
    return chosen


def _open_clip_wishes(model: ModelFolder, config: JsonFile) -> dict[str, Any]:
    """Return how open_clip cleans texts, as the configuration says or leaves to its default."""
    text = config.get("text_cfg")
    if not isinstance(text, dict):
        raise config.fault("does not say 'text_cfg'")
    if text.get("tokenizer_mode"):
        raise config.fault(
            f"asks for tokenizer_mode = {text['tokenizer_mode']!r}, which this encoder cannot do"
        )
    wishes = dict(text.get("tokenizer_kwargs") or {})
    unknown = wishes.keys() - {"clean", "strip_sep_token"}
    if unknown:
        raise config.fault(f"asks for {min(unknown)!r}, which this encoder cannot do")
    is_simple = not text.get("hf_tokenizer_name") and lowers_case(model.tokens("tokenizer.json"))
    clean = wishes.setdefault("clean", "lower" if is_simple else "whitespace")
    if clean not in CLEANERS:
        raise config.fault(f"asks for clean = {clean!r}; needed is one of {', '.join(CLEANERS)}")
    return wishes
