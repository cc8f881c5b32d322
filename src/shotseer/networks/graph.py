"""Writing a network as an ONNX graph, node by node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_IR_VERSION = 8


class Graph:
    """Nodes and constants so far; names of values are given out in order."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, value: NDArray[Any] | np.generic) -> str:
        """Add a constant and return its name."""
        from onnx import numpy_helper

        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def integers(self, *values: int) -> str:
        """Add a list of int64 numbers, such as a shape, and return its name."""
        return self.constant(np.array(values, np.int64))

    def node(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Add a node with one output and return the output's name."""
        return self.nodes(operator, *inputs, outputs=[output or self._next()], **attributes)[0]

    def split(self, value: str, parts: int, axis: int) -> list[str]:
        """Cut a value into equal parts and return their names."""
        base = self._next()
        outputs = [f"{base}_{part}" for part in range(parts)]
        return self.nodes("Split", value, outputs=outputs, axis=axis)

    def nodes(
        self, operator: str, *inputs: str, outputs: list[str], **attributes: Any
    ) -> list[str]:
        """Add a node and return the names of its outputs."""
        from onnx import helper

        self._nodes.append(helper.make_node(operator, list(inputs), outputs, **attributes))
        return outputs

    def model(
        self,
        name: str,
        inputs: Mapping[str, tuple[int, Sequence[int | str]]],
        outputs: Mapping[str, tuple[int, Sequence[int | str]]],
        opset: int,
    ) -> bytes:
        """Return the whole, checked, as a serialized ONNX model.

        Args:
            name: of the graph.
            inputs: element type and shape by name; a text is a size that is not fixed.
            outputs: the same.
            opset: version of the operators.
        """
        import onnx
        from onnx import helper

        given, told = (
            [helper.make_tensor_value_info(name, *kind) for name, kind in values.items()]
            for values in (inputs, outputs)
        )
        model = helper.make_model(
            helper.make_graph(self._nodes, name, given, told, self._constants),
            opset_imports=[helper.make_opsetid("", opset)],
            producer_name="shotseer",
        )
        model.ir_version = _IR_VERSION
        onnx.checker.check_model(model)
        data: bytes = model.SerializeToString(deterministic=True)
        return data

    def _next(self) -> str:
        return f"value_{len(self._nodes)}"
