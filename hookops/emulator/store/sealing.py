"""Secrets at rest: what the SQLite file holds of them, and the key beside it.

A file that gets into a backup or a repository without its key gives nothing away. The library is
imported at the first secret.
"""

import json
import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from hookops.emulator.secrets import without_secrets

_MARK = "sealed"
# The two members of a channel's config that Okta's API never shows again.
_PLACES = (("authScheme", "value"), ("clientSecret",))


class SealError(RuntimeError):
    """The key of a file is lost, or is another file's."""


class Seal:
    """Seals under the key of one SQLite file. Safe for several threads and processes."""

    def __init__(self, file: Path) -> None:
        # Beside the file and not in it, so that a copy of the one says nothing without the other.
        self._key = file.with_name(file.name + ".key")

    def channel(self, channel: dict[str, Any]) -> dict[str, Any]:
        """The channel with its secrets sealed; everything else stays readable."""
        return _changed(channel, self._close)

    def opened(self, channel: dict[str, Any]) -> dict[str, Any]:
        """The channel with its secrets. Raises: SealError."""
        return _changed(channel, self._open)

    def text(self, record: dict[str, Any]) -> str:
        """The record as JSON; sealed as a whole if there is a secret in it."""
        # Whole, and not by member: a hook key's or a client's record has too many places to list.
        text = json.dumps(record)
        if without_secrets(record) == record:
            return text
        return json.dumps({_MARK: self._fernet(may_make=True).encrypt(text.encode()).decode()})

    def record(self, text: str) -> dict[str, Any]:
        """The record of which `text` was made. Raises: SealError."""
        record: dict[str, Any] = json.loads(text)
        if list(record) == [_MARK]:
            record = json.loads(self._decrypted(record[_MARK]))
        return record

    def _close(self, secret: Any) -> Any:
        # What a list gave is sealed already, and is saved as it is.
        if not isinstance(secret, str):
            return secret
        return {_MARK: self._fernet(may_make=True).encrypt(secret.encode()).decode()}

    def _open(self, secret: Any) -> Any:
        return self._decrypted(secret[_MARK]) if isinstance(secret, dict) else secret

    def _decrypted(self, sealed: str) -> str:
        from cryptography.fernet import InvalidToken

        try:
            text: bytes = self._fernet(may_make=False).decrypt(sealed)
        except InvalidToken:
            raise SealError(f"{self._key} is not the key of the secrets beside it") from None
        return text.decode()

    def _fernet(self, *, may_make: bool) -> Any:
        from cryptography.fernet import Fernet

        if may_make and not os.path.exists(self._key):
            self._make(Fernet.generate_key())
        try:
            return self._fernet_of_file
        except (OSError, ValueError) as problem:
            raise SealError(f"the key of the secrets cannot be read: {problem}") from None

    @cached_property
    def _fernet_of_file(self) -> Any:
        from cryptography.fernet import Fernet

        return Fernet(self._key.read_bytes())

    def _make(self, key: bytes) -> None:
        """The file is there, whole: from this process, or from one that was faster."""
        # Written under another name and then linked: a link to a name that exists fails, so of
        # two processes one makes the key, and none ever reads half a key.
        draft = self._key.with_name(f"{self._key.name}.{os.getpid()}.{os.urandom(4).hex()}")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(key)
            os.link(draft, self._key)
        except FileExistsError:
            pass
        finally:
            draft.unlink()


def _changed(channel: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    """The channel with its secrets changed; it is not changed itself."""
    changed = channel
    for place in _PLACES:
        changed = _with(changed, ("config", *place), change)
    return changed


def _with(
    node: dict[str, Any], path: tuple[str, ...], change: Callable[[Any], Any]
) -> dict[str, Any]:
    name, *rest = path
    value = node.get(name)
    if value is None:
        return node
    new = _with(value, tuple(rest), change) if rest else change(value)
    return node if new is value else {**node, name: new}
