"""Secrets: `SecretRef`, the name of one, and `Secret`, a value that cannot be printed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret will come from. Always safe to print."""

    scheme: str
    """`env`."""
    name: str
    version: str = ""
    """A label that the user raises when the secret is rotated; empty when not given."""

    def __str__(self) -> str:
        return f"{self.scheme}:{self.name}"


class Secret:
    """A secret's value, between the moment it is read and the moment it is sent.

    It is no `str`: joining it is a TypeError, and printing, formatting, hashing, comparing,
    pickling or serialising it shows or gives nothing.
    """

    __slots__ = ("_value",)
    # No hash and no comparison: neither a set nor a log of differences may depend on the value.
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value; called on one line of the package (`okta/encoding.py`)."""
        return self._value

    def fingerprint(self, key: bytes, context: tuple[str, ...]) -> str:
        """Hex HMAC-SHA-256 of the value in its context, so that equal secrets look different.

        Shape: context is (organization, resource, field); every part is length-prefixed.
        """
        # With lengths, ("ab", "c") and ("a", "bc") differ. The first part is the scheme's version.
        texts = ("hookops-fingerprint-1", *context, self._value)
        parts = [text.encode("utf-8", "surrogateescape") for text in texts]
        message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.new(key, message, hashlib.sha256).hexdigest()

    def occurs_in(self, text: str) -> bool:
        """Whether the text holds the value, what follows its scheme (`Basic abc` is `abc`), or the
        password that a Basic value is made of.

        Shape: parts under eight characters do not count, since they are found by accident. The
        text may be JSON, where the value has escapes.
        """
        # An answer may quote any of these: the header, the token in it, the password in that token.
        scheme, _, rest = self._value.rpartition(" ")
        parts = [self._value, rest]
        if scheme.lower() == "basic":
            with suppress(ValueError):
                user_pass = base64.b64decode(rest, validate=True).decode()
                parts += [user_pass, user_pass.partition(":")[2]]
        forms = {
            form for part in parts if len(part) >= 8 for form in (part, json.dumps(part)[1:-1])
        }
        return any(form in text for form in forms)

    def complaint(self) -> str:
        """Why HTTP cannot carry the value, or it looks like no secret at all; empty when fine."""
        # Whatever the message, it has no part of the value: it may be a secret with a typing error.
        value = self._value
        if not value.strip():
            return "is empty"
        if set(value) == {"*"} or value in ("[MASKED]", "<masked>", "[REDACTED]"):
            return "looks like a masked value"
        for position, char in enumerate(value):
            if not " " <= char <= "~":
                kind = "a line break" if char in "\r\n" else "a character outside printable ASCII"
                return f"has {kind} at position {position + 1}"
        return "begins or ends with a space" if value != value.strip() else ""

    def __repr__(self) -> str:
        return "<secret>"

    def __format__(self, spec: str) -> str:
        return "<secret>"

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("secrets are not compared")

    # Copies, too: a secret in another process or file would be outside of every rule.
    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("secrets are not serialised")


ResolveSecret = Callable[[SecretRef], Secret | None]
"""The secret of a reference, read from its source now; None where the source has none."""
