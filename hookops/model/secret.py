"""Secrets: `SecretRef`, the name of one, and `Secret`, a value that cannot be printed."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from hookops.model.placeholder import is_placeholder, is_unfilled
from hookops.model.search.encodings import ENCODINGS, readings

SHORTEST = 8
"""A shorter text is found by accident, so it cannot be looked for in texts and hidden there."""

LOOKS_SECRET = "(hidden: it looks like a secret)"
"""In the place of what Okta shows, or of a part of it, where no manifest may have it in clear."""

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
    prefix: str = ""
    """What is sent before the value, such as `Bearer `: plain text of the manifest."""

    def __str__(self) -> str:
        return f"{self.scheme}:{self.name}"

    def secret_of(self, value: str) -> "Secret":
        """The secret that is sent, where the source has this value; every source makes it here."""
        return Secret(value, self.prefix)


class Secret:
    """A secret's value, between the moment it is read and the moment it is sent.

    It is no `str`: joining it is a TypeError, and printing, formatting, hashing, comparing,
    pickling or serialising it shows or gives nothing.
    """

    __slots__ = ("_forms", "_prefix", "_value")
    # No hash and no comparison: neither a set nor a log of differences may depend on the value.
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: str, prefix: str = "") -> None:
        self._value = value
        self._prefix = prefix
        self._forms: frozenset[str] | None = None

    def reveal(self) -> str:
        """What is sent; called on one line of the package (`okta/encoding.py`)."""
        return self._sent

    @property
    def _sent(self) -> str:
        return self._prefix + self._value

    def behind(self, prefix: str) -> "Secret":
        """The same value, sent behind that prefix."""
        return Secret(self._value, prefix)

    def fingerprint(self, key: bytes, context: tuple[str, ...]) -> str:
        """Hex HMAC-SHA-256 of what is sent in its context, so that equal secrets look different.

        Shape: context is (organization, resource, field); every part is length-prefixed.
        """
        # With lengths, ("ab", "c") and ("a", "bc") differ. The first part is the scheme's version.
        texts = ("hookops-fingerprint-1", *context, self._sent)
        parts = [text.encode("utf-8", "surrogateescape") for text in texts]
        message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.new(key, message, hashlib.sha256).hexdigest()

    def occurs_in(self, text: str) -> bool:
        """Whether the text repeats the value, raw or encoded.

        Looked for are the value with its prefix and without, what follows its scheme (`Basic abc`
        is `abc`), and the password that a Basic value is made of; not parts under eight
        characters, found by accident.
        """
        return repeats(text, [self])

    def forms(self) -> frozenset[str]:
        """What to look for: each part in each encoding, without a difference of case."""
        if self._forms is None:
            self._forms = frozenset(self._encoded())
        return self._forms

    def _encoded(self) -> Iterator[str]:
        # An answer may quote any of these: the header, the token in it, the password in that token.
        scheme, _, rest = self._sent.rpartition(" ")
        parts = {self._sent, self._value, rest}
        if scheme.lower() == "basic":
            parts.update(_user_pass(rest))
        found = {part for part in parts if len(part) >= SHORTEST}
        return (form.casefold() for part in found for encode in ENCODINGS for form in encode(part))

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
        if value != value.strip():
            return "begins or ends with a space"
        repeated = self._prefix and value.casefold().startswith(self._prefix.casefold())
        return "begins with the prefix that the manifest has already" if repeated else ""

    def _core(self) -> tuple[str, str]:
        """What of the value is secret, and where in it that is, for messages.

        Shape: `Bearer abc` is `abc`; a Basic value is its password, or its user without one.
        """
        scheme, _, rest = self._sent.strip().partition(" ")
        rest = rest.strip()
        if not rest or scheme.lower() not in _SCHEMES:
            return self._value, ""
        if scheme.lower() == "basic" and (user_pass := _user_pass(rest)):
            whole, password = user_pass
            # Some services take a key for the user name, and no password.
            user = whole.removesuffix(":")
            return (password, " in its password") if password else (user, " in its user name")
        # With a prefix the scheme is in the manifest, and the value is what follows it.
        return rest, "" if self._prefix else " after its scheme"

    def __repr__(self) -> str:
        return "<secret>"

    def __format__(self, spec: str) -> str:
        return "<secret>"

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("secrets are not compared")

    # Copies, too: a secret in another process or file would be outside of every rule.
    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("secrets are not serialised")


def repeats(text: str, secrets: Iterable[Secret]) -> bool:
    """Whether the text repeats one of the secrets, raw or encoded: see `Secret.occurs_in`."""
    found = tuple(readings(text))
    return any(form in read for secret in secrets for form in secret.forms() for read in found)


class Finder:
    """The same for many secrets and long texts: one look at a text, however many there are."""

    __slots__ = ("_ends", "_marks")

    def __init__(self) -> None:
        self._ends: dict[str, set[str]] = {}
        """Forms by their last characters."""
        self._marks: dict[str, set[int]] = {}
        """Every part of such an end, and where in it: one of them stands at each fifth place."""

    def add(self, secret: Secret) -> None:
        """This one is looked for too."""
        for form in secret.forms():
            # The last ones: secrets of one source often begin alike.
            end = form[-SHORTEST:]
            self._ends.setdefault(end, set()).add(form)
            for at in range(SHORTEST - _MARK + 1):
                self._marks.setdefault(end[at : at + _MARK], set()).add(at)

    def finds(self, text: str) -> bool:
        """Whether the text repeats one of them."""
        return bool(self._ends) and any(self._is_in(reading) for reading in readings(text))

    def _is_in(self, text: str) -> bool:
        marks = self._marks
        if len(self._ends) <= _FEW:
            return any(form in text for forms in self._ends.values() for form in forms)
        # A look at every fifth place: a report of a large org has millions of characters, and
        # looking for thousands of forms one by one would take minutes.
        step = SHORTEST - _MARK + 1
        for place in range(0, len(text) - _MARK + 1, step):
            found = marks.get(text[place : place + _MARK])
            if found is not None and any(self._ends_at(text, place - at) for at in found):
                return True
        return False

    def _ends_at(self, text: str, start: int) -> bool:
        end = start + SHORTEST
        if start < 0:
            return False
        forms = self._ends.get(text[start:end], ())
        return any(text.endswith(form, 0, end) for form in forms)


_MARK = 4
_FEW = 200

ResolveSecret = Callable[[SecretRef], Secret | None]
"""The secret of a reference, read from its source now; None where the source has none."""


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
