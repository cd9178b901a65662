"""Secrets from the keyring of a computer, for people: `keyring:SERVICE#USER`."""

from functools import partial

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.core import load_keyring
from keyring.errors import KeyringError

from hookops.secrets.source import Context, SourceError, silence

BACKEND = "PYTHON_KEYRING_BACKEND"


def resolve(path: str, field: str, context: Context) -> str:
    """The password that `keyring set SERVICE USER` has stored: see `source.py`."""
    backend = context.once("keyring", partial(_open, context))
    try:
        found = backend.get_password(path, field)
    except (KeyringError, OSError, ValueError) as problem:
        raise SourceError(
            f"the keyring is locked or broken ({type(problem).__name__})", "denied"
        ) from None
    if found is None:
        raise SourceError(f"the keyring has none: keyring set {path} {field}", "unset")
    return found


def _open(context: Context) -> KeyringBackend:
    silence("keyring")
    name = context.option(BACKEND)
    try:
        backend = load_keyring(name) if name else keyring.get_keyring()
    except (ImportError, AttributeError, ValueError, RuntimeError, KeyringError):
        raise SourceError(f"{BACKEND} names no keyring", "unusable") from None
    # What keyring takes where it finds nothing, and what raises at each use.
    if isinstance(backend, fail.Keyring):
        raise SourceError("this computer has no keyring", "unusable")
    return backend
