"""The contract of a source of secrets: one function, registered as an entry point.

    [project.entry-points."hookops.secrets"]
    acme = "acme_hookops:resolve"

makes `acme:PATH` and `acme:PATH#FIELD` references, which manifests may name where
`HOOKOPS_ALLOWED_SECRETS` allows them: `acme:hooks/*`. The function is

    def resolve(path: str, field: str, context: Context) -> str: ...

It returns the value as the source has it, and raises `SourceError` for anything else. It reads
nothing of the process but through `context`, prints nothing, and keeps nothing. It is called at
most once for a reference in a run, from several threads at a time. `path` has letters, digits and
`_.@=-/` only, and no part that begins with a dot or a dash; `field` is empty where there is none.
"""

import json
import logging
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeVar

from hookops.model.errors import SecretCause

T = TypeVar("T")


class SourceError(Exception):
    """A source gives no secret. The reason never has a value, nor another's message as it is."""

    def __init__(self, reason: str, cause: SecretCause) -> None:
        super().__init__(reason)
        self.reason = reason
        """What goes after "cannot be read: ", and what to do about it."""
        self.cause = cause


class Once:
    """Makes each thing once, such as the sign-in to a vault. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[Hashable, Future[Any]] = {}

    def __call__(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for that key, now or before. Raises: what `make` raised, also before.

        A refused sign-in is not tried again for each secret: it could lock the account.
        """
        with self._lock:
            is_first = key not in self._made
            future = self._made.setdefault(key, Future())
        if is_first:
            try:
                future.set_result(make())
            except SourceError as problem:
                future.set_exception(problem)
            finally:
                # A mistake in `make`: nobody must wait for it forever.
                if not future.done():
                    future.cancel()
        found: T = future.result()
        return found


@dataclass(frozen=True, slots=True)
class Context:
    """What a source may use."""

    env: Mapping[str, str] = field(repr=False)
    """The environment: addresses, namespaces, credentials."""
    folder: Path
    """The project's, for files that lie in the repository."""
    seconds_left: Callable[[], float]
    """Until hookops waits no longer; pass it to whatever waits."""
    once: Once
    """Makes what several references of a run share."""

    # An empty variable is what CI systems make of a secret that a fork does not get.
    def setting(self, *names: str) -> str:
        """The first of the variables that is set. Raises: SourceError."""
        if value := self.option(*names):
            return value
        raise SourceError(f"{' or '.join(names)} is not set", "unusable")

    def option(self, *names: str) -> str:
        """The same, and nothing where none is set."""
        # Files and mounts of secrets often end with a line break that is no part of the value.
        return next(filter(None, (self.env.get(name, "").strip() for name in names)), "")


class Resolve(Protocol):
    """The function of a source."""

    def __call__(self, path: str, field: str, context: Context) -> str:
        """The value. Raises: SourceError."""


def silence(*names: str) -> None:
    """Nothing that these loggers, or those below them, say goes anywhere.

    Clients of services log whole answers at their lowest levels, and a program that hookops is a
    part of may listen.
    """
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def member(text: str, field: str, holder: str) -> str:
    """The member of JSON that the field leads to, as `a.b`; all of the text without a field.

    Shape: `holder` says what has it, for messages. Raises: SourceError.
    """
    if not field:
        return text
    try:
        found = json.loads(text)
    except ValueError:
        raise SourceError(f"{holder} is not JSON, so it has no field", "unusable") from None
    return text_at(found, field, holder)


def text_at(found: Any, field: str, holder: str) -> str:
    """The text that the field leads to. Raises: SourceError."""
    # Names of certificates and of settings have dots of their own, as `tls.key`.
    steps = [field] if isinstance(found, dict) and field in found else field.split(".")
    for step in steps:
        # A list has no names, and a text no members.
        if not isinstance(found, dict) or step not in found:
            raise SourceError(f"{holder} has no field {field}", "unset")
        found = found[step]
    # A number may be a PIN; `true` is a mistake in any case.
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise SourceError(f"the field {field} of {holder} is no text", "unusable")
    return str(found)
