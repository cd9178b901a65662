"""What the runs of one process have in common, of which each thing is made once."""

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, TypeVar

T = TypeVar("T")


class Shared:
    """Things by their keys. Safe to share between threads."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}
        # One lock while anything is made: what is made here is work for the processor, and two
        # threads at once would only take turns at it.
        self._lock = RLock()

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for that key, now or before. Raises: what `make` raises, each time."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            found: T = self._made[key]
            return found

    def is_first(self, key: Hashable) -> bool:
        """Whether nobody has asked this of the key before."""
        with self._lock:
            asked = ("first", key)
            return asked not in self._made and self.once(asked, lambda: True)
