"""The few results that were costly to find, kept while they are in use."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

T = TypeVar("T")


class Recent:
    """A bounded cache; what was used longest ago goes first. Threads may share it.

    Of several threads that miss the same key at once, one makes the result and the others wait.
    """

    def __init__(self, size: int = 48) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: WeakValueDictionary[Hashable, _Turn] = WeakValueDictionary()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key, making it if it is not there."""
        with self._lock:
            if key in self._kept:
                return cast(T, self._used(key))
            turn = self._making.setdefault(key, _Turn())
        with turn.lock:
            with self._lock:
                if key in self._kept:
                    return cast(T, self._used(key))
            made = make()
            self.put(key, made)
        return made

    def _used(self, key: Hashable) -> Any:
        self._kept.move_to_end(key)
        return self._kept[key]

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


class _Turn:
    """Whose turn it is to make a result; goes when nobody waits any more."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
