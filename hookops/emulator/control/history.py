"""Everything that was asked and answered, for checkers to look at; secrets are replaced."""

import json
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from hookops.emulator.secrets import may_contain_secret, without_secrets

# A bound for an emulator that runs for weeks.
_KEPT = 100_000
_KEPT_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and what became of it."""

    index: int | None
    """Counted from 0; None for the edits of an admin, which are not counted."""
    time: float
    """Unix time, by the emulator's clock."""
    method: str
    path: str
    """With its query."""
    operation: str
    status: int | None
    """What was sent; None when the connection was dropped."""
    sent: bytes
    """The request's body, without secrets."""
    answered: bytes
    """The body of the answer, without secrets."""
    committed: bool
    """Something was changed in the store."""
    by: str
    """`client` or `admin`."""
    fault: dict[str, Any] | None
    """The action of the rules that met it."""

    @property
    def request(self) -> Any:
        """The request's body as JSON, null without one."""
        return _parsed(self.sent)

    @property
    def response(self) -> Any:
        """The body of the answer as JSON, null without one."""
        return _parsed(self.answered)

    def shown(self) -> dict[str, Any]:
        """The entry as JSON."""
        names = ("index", "time", "method", "path", "operation", "status", "request", "response")
        rest = ("committed", "by", "fault")
        return {name: getattr(self, name) for name in names + rest}


class History:
    """The last entries, in the order of their answers. Safe to use from several threads."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """The entry is the last one; the oldest go when there are too many, or too long ones."""
        with self._lock:
            self._entries.append(entry)
            self._bytes += len(entry.sent) + len(entry.answered)
            while len(self._entries) > _KEPT or self._bytes > _KEPT_BYTES:
                old = self._entries.popleft()
                self._bytes -= len(old.sent) + len(old.answered)

    def entries(self) -> list[Entry]:
        """All of them, oldest first."""
        with self._lock:
            return list(self._entries)

    def earlier(self, method: str, path: str, ago: int) -> Entry | None:
        """What was answered to the same request so many answers ago, 1 being the last."""
        # Of clients alone: an edit by an admin was never answered to the one who asks now.
        fits = [e for e in self.entries() if (e.method, e.path, e.by) == (method, path, "client")]
        # A stale answer is one that was right before; an error never is.
        answered = [entry for entry in fits if entry.status == 200]
        return answered[-ago] if 0 < ago <= len(answered) else None

    def clear(self) -> None:
        """There are none."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0


def recorded(body: bytes, content_type: str) -> bytes:
    """The body as JSON text with a marker for each secret; text of another kind is counted."""
    form = content_type.startswith("application/x-www-form-urlencoded")
    # The fast path: most bodies are kept as the bytes that they are.
    if not form and content_type.startswith("application/json") and not may_contain_secret(body):
        return body
    return json.dumps(readable(body, content_type)).encode() if body else b""


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return f"[{len(body)} bytes]"


def readable(body: bytes, content_type: str) -> Any:
    """A body as JSON without its secrets; text of another kind is only counted."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        return without_secrets(dict(parse_qsl(body.decode("utf-8", "replace"))))
    try:
        return without_secrets(json.loads(body))
    except (ValueError, RecursionError):
        # What is no JSON may have a secret anywhere, so only its length is kept.
        return f"[{len(body)} bytes]"
