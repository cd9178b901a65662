"""What the emulator has been asked, for tests and demonstrations to look at."""

import threading
from collections import deque

# A bound for an emulator that runs for weeks; the history has one of its own.
_KEPT = 100_000


class RequestLog:
    """The last requests served, in the order of their answers. Safe to use from several threads."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, str | int]] = deque(maxlen=_KEPT)
        self._lock = threading.Lock()

    def add(self, method: str, path: str, status: int) -> None:
        """The request is the last one served."""
        with self._lock:
            self._entries.append({"method": method, "path": path, "status": status})

    def entries(self) -> list[dict[str, str | int]]:
        """The requests, oldest first."""
        with self._lock:
            return list(self._entries)

    def clear(self) -> None:
        """None was served."""
        with self._lock:
            self._entries.clear()
