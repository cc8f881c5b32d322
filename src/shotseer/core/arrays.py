"""Names for the array types that cross module borders."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float32]
"""``(n, d)`` float32. Rows are vectors; unit length unless a docstring says otherwise."""

Vector: TypeAlias = NDArray[np.float32]
"""``(d,)`` or ``(n,)`` float32."""

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]

Image: TypeAlias = NDArray[np.uint8]
"""``(height, width, 3)`` uint8, RGB, upright, square pixels."""
