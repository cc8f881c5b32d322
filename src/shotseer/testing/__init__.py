"""Contract suites: a part that passes its suite works everywhere in shotseer.

A plugin's whole test can be one line, such as ``check_encoder(MyEncoder())``.
"""

from __future__ import annotations

from shotseer.testing.detectors import check_detector
from shotseer.testing.encoders import check_encoder
from shotseer.testing.estimators import check_estimator
from shotseer.testing.executors import check_executor
from shotseer.testing.indexes import RowsInMemory, check_index

__all__ = [
    "RowsInMemory",
    "check_detector",
    "check_encoder",
    "check_estimator",
    "check_executor",
    "check_index",
]
