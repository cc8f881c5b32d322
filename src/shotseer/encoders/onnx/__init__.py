"""The encoder of CLIP-like models that were exported to ONNX as two towers.

How pictures and texts are prepared, and which numbers are the embedding, follows the model's own
files; what they do not say is an error, never a guess.
"""

from shotseer.encoders.onnx.encoder import OnnxEncoder
from shotseer.encoders.onnx.facts import ModelFacts, VariantFacts, describe

__all__ = ["ModelFacts", "OnnxEncoder", "VariantFacts", "describe"]
