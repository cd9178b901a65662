"""Reads the secrets of a run, each once."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from hookops.model.errors import SecretUnavailable
from hookops.model.secret import Secret, SecretRef
from hookops.secrets.environment import from_environment

if TYPE_CHECKING:
    from hookops.secrets.source import Once, Resolve

DEADLINE_S = 30.0
"""For all secrets that are read together, with every sign-in."""


class Reader:
    """A `ResolveSecret` of every source. Safe to share between threads."""

    def __init__(
        self,
        env: Mapping[str, str],
        folder: Path,
        *,
        deadline_s: float = DEADLINE_S,
        load: "Callable[[str], Resolve] | None" = None,
    ) -> None:
        """Shape: `folder` is the project's; `load` as of `registry.py`, where it is another."""
        self._variable = from_environment(env)
        self._env, self._folder, self._deadline_s, self._load = env, folder, deadline_s, load
        self._once: Once | None = None
        self._found: dict[str, Secret | SecretUnavailable] = {}
        # Held while secrets are read: another thread that wants the same ones waits for them.
        self._lock = Lock()

    def __call__(self, ref: SecretRef) -> Secret | None:
        """The secret of the reference; None for a variable that is not set.

        Raises: SecretUnavailable.
        """
        if ref.scheme == "env":
            return self._variable(ref)
        self.read_ahead([ref])
        found = self._found[str(ref)]
        if isinstance(found, SecretUnavailable):
            raise found
        return found.behind(ref.prefix)

    def read_ahead(self, refs: Iterable[SecretRef]) -> None:
        """Each of these is known from now on, or what keeps it from being read."""
        with self._lock:
            far = {str(ref) for ref in refs if ref.scheme != "env"} - self._found.keys()
            if far:
                self._found.update(self._read(sorted(far)))

    def known(self) -> Collection[SecretRef]:
        """The references that were read, without prefixes; none of variables."""
        return [SecretRef(*ref.split(":", 1)) for ref in tuple(self._found)]

    def _read(self, refs: Collection[str]) -> Mapping[str, Secret | SecretUnavailable]:
        # Not for a run whose secrets are in variables: threads and entry points take longer to
        # import than its plan.
        from hookops.secrets.source import Context, Once
        from hookops.secrets.together import read_together

        end = time.monotonic() + self._deadline_s
        # One for the whole run: some sign-ins work only once.
        self._once = self._once or Once()
        context = Context(
            self._env, self._folder, lambda: max(end - time.monotonic(), 0.001), self._once
        )
        return read_together(refs, context, *(() if self._load is None else (self._load,)))
