"""The few results that were costly to find, kept while they are in use."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Recent:
    """A bounded cache; what was used longest ago goes first. Threads may share it.

    Two threads that miss the same key at once both find the result; it is the same one.
    """

    def __init__(self, size: int = 48) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key, making it if it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
        made = make()
        self.put(key, made)
        return made

    def peek(self, key: Hashable) -> Any:
        """Return what is kept under a key, or ``None``."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: Hashable, value: object) -> None:
        """Keep a result in place of the one of the same key."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
