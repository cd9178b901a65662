"""Identifiers as Okta makes them: a prefix by kind, letters and digits, the org's three at the end.

Source: recorded by terraform-provider-okta and okta-sdk-python; the last three characters are the
same throughout an organization. An id is 20 characters long, an errorId 25.
"""

import random
import string
import threading
import uuid
from typing import Any

_ALPHANUMERIC = string.ascii_letters + string.digits
# 20 characters: `cal` and 14 of its own, then the three of the org.
_LENGTH = 20
# An errorId is longer, and does not end with the org's three characters.
_LONG = {"oae": 25}
_SYSTEM = random.SystemRandom()


def random_text(length: int, source: random.Random | None = None) -> str:
    """Letters and digits, as Okta's identifiers have them."""
    return "".join((source or _SYSTEM).choices(_ALPHANUMERIC, k=length))


class Ids:
    """The next ids of one organization. Safe to use from several threads."""

    def __init__(self, suffix: str, seed: int | None = None) -> None:
        """With a seed, the same calls give the same ids."""
        self._suffix = suffix
        self._seed = seed
        self._lock = threading.Lock()
        self.restart()

    def state(self) -> Any:
        """Which ids come next, for `restart`; None where chance decides."""
        with self._lock:
            return None if self._seed is None else self._source.getstate()

    def restart(self, state: Any = None) -> None:
        """With a seed, ids come as they did from the start, or since `state` was asked for."""
        # A seed is for tests that compare whole answers; ids guard nothing, so no secret is lost.
        self._source = _SYSTEM if self._seed is None else random.Random(self._seed)  # noqa: S311
        if state is not None:
            self._source.setstate(state)

    def new(self, prefix: str) -> str:
        """An id of that kind: `cal`, `HKY`, `aus`, `00p`, `0pr`, `0oa`, `rst`, `00g`, `00u`, ..."""
        if prefix in _LONG:
            return prefix + self.text(_LONG[prefix] - len(prefix))
        return prefix + self.text(_LENGTH - len(prefix) - len(self._suffix)) + self._suffix

    def text(self, length: int) -> str:
        """Letters and digits."""
        with self._lock:
            return random_text(length, self._source)

    def uuid(self) -> str:
        """A random UUID, as events and hook keys have it."""
        with self._lock:
            return str(uuid.UUID(int=self._source.getrandbits(128), version=4))
