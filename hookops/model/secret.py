"""Secrets: `SecretRef`, the name of one, and `Secret`, a value that cannot be printed."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from hookops.model.placeholder import is_placeholder, is_unfilled

SHORTEST = 8
"""A shorter text is found by accident, so it cannot be looked for in texts and hidden there."""

# What opens and what closes, on a keyboard and as word processors write them.
_QUOTES = frozenset(
    [
        *('""', "''", "``", "\u00b4\u00b4"),
        *("\u00ab\u00bb", "\u00bb\u00ab", "\u2039\u203a", "\u203a\u2039"),
        *("\u2018\u2019", "\u2019\u2019", "\u201a\u2018", "\u201a\u2019"),
        *("\u201c\u201d", "\u201d\u201d", "\u201e\u201c", "\u201e\u201d"),
    ]
)
# Source: IANA, HTTP Authentication Schemes; the others are those of widespread services.
_SCHEMES = frozenset(
    {"basic", "bearer", "digest", "dpop", "hoba", "token", "apikey", "api-key", "key", "ssws"}
)


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
            parts += _user_pass(rest)
        forms = {
            form
            for part in parts
            if len(part) >= SHORTEST
            for form in (part, json.dumps(part)[1:-1])
        }
        return any(form in text for form in forms)

    def complaint(self) -> str:
        """Why hookops does not send the value as a hook's secret; empty when it does."""
        if malformed := self.malformed():
            return malformed
        # Both are asked of the secret itself: `Basic ` and a user name hide nothing.
        core, where = self._core()
        if is_placeholder(core):
            return f"is a placeholder and no secret{where}: use a generated value"
        if len(core) < SHORTEST:
            return (
                f"has fewer than {SHORTEST} characters{where}, too few to find and hide in texts: "
                "use a generated value"
            )
        return ""

    def malformed(self) -> str:
        """Why the value cannot be what somebody meant, or HTTP cannot carry it; empty when fine."""
        # Whatever the message, it has no part of the value: it may be a secret with a typing error.
        value = self._value
        if not value.strip():
            return "is empty"
        # Bullets are what consoles show; some tools mask the middle of a value only.
        stars = not set(value) - set("*\u2022\u25cf") or "****" in value
        if stars or value in ("[MASKED]", "<masked>", "[REDACTED]"):
            return "looks like a masked value"
        core, where = self._core()
        if _quoted(value.strip()) or _quoted(core):
            return "has quotes around it: remove them (docker run --env-file keeps quotes)"
        if is_unfilled(core):
            return f"is a placeholder that was not replaced{where}"
        for position, char in enumerate(value):
            if not " " <= char <= "~":
                kind = "a line break" if char in "\r\n" else "a character outside printable ASCII"
                return f"has {kind} at position {position + 1}"
        return "begins or ends with a space" if value != value.strip() else ""

    def _core(self) -> tuple[str, str]:
        """What of the value is secret, and where in it that is, for messages.

        Shape: `Bearer abc` is `abc`; a Basic value is its password, or its user without one.
        """
        scheme, _, rest = self._value.strip().partition(" ")
        rest = rest.strip()
        if not rest or scheme.lower() not in _SCHEMES:
            return self._value, ""
        if scheme.lower() == "basic" and (user_pass := _user_pass(rest)):
            whole, password = user_pass
            # Some services take a key for the user name, and no password.
            user = whole.removesuffix(":")
            return (password, " in its password") if password else (user, " in its user name")
        return rest, " after its scheme"

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


def looks_like_token(text: str) -> bool:
    """Whether a word may be a credential: 20 characters or more that nobody reads as words.

    A guess, for words that stand where no credential belongs: what people name, such as
    `enrich-access-tokens-2`, is none; a digest, a UUID, a JWT or an Okta token is one.
    """
    return any(
        sum(len(part) for part in _PARTS.findall(run) if not _WORD.fullmatch(part)) >= _UNREADABLE
        for run in _RUN.findall(text)
    )


_RUN = re.compile(r"[A-Za-z0-9_+/=.~%-]{20,}")
_PARTS = re.compile(r"[A-Za-z0-9]+")
# A word, CamelCase, an abbreviation, a number such as a year; each with a few digits behind it.
_WORD = re.compile(r"(?:(?:[A-Z]?[a-z]{2,24}|[A-Z]{1,12})(?:[A-Z][a-z]{2,16}){0,5})?[0-9]{0,4}")
_UNREADABLE = 12
"""Characters in parts that are no words, from which on a text is taken for random."""


def _quoted(text: str) -> bool:
    return len(text) > 1 and text[0] + text[-1] in _QUOTES


def _user_pass(text: str) -> tuple[str, str] | tuple[()]:
    """`user:password` and the password of a Basic value; nothing when it is not base64.

    Source: RFC 7617, 2.
    """
    with suppress(ValueError):
        whole = base64.b64decode(text, validate=True).decode()
        return whole, whole.partition(":")[2]
    return ()
