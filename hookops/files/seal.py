"""Seals: an HMAC on a document of hookops, under a key that no pull request has."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Seal = Literal["none", "unchecked", "right", "previous", "accepted", "wrong"]
"""Of a document that was read: without one; one that this run has no key for; one that is right,
also under the previous key; none, and taken all the same; one that is wrong."""

Takes = Literal["sealed", "unsealed", "any"]

PROVEN: frozenset[Seal] = frozenset({"right", "previous"})
"""Nobody without the key has written the document."""
DUE: frozenset[Seal] = frozenset({"previous", "accepted"})
"""The document gets a new seal as soon as a run may write it."""


@dataclass(frozen=True, slots=True)
class Seals:
    """What a run seals with, and which documents it takes."""

    keys: tuple[bytes, ...] = field(default=(), repr=False)
    """The one to seal with first; without any, nothing is sealed and nothing checked."""
    takes: Takes = "sealed"
    """`unsealed`: also one without a seal; `any`: also one whose seal is wrong, to look at it."""

    def make(self, text: str) -> str:
        """The seal of a text; empty without a key."""
        return _hmac(self.keys[0], text) if self.keys else ""

    def judge(self, text: str, seal: str | None) -> Seal:
        """What is known of a text with that seal; None where it has none."""
        # In the order of what is known: no key, no seal, then whose it is.
        if not self.keys:
            return "none" if seal is None else "unchecked"
        if seal is None:
            return "accepted" if self.takes != "sealed" else "none"
        if not seal.isascii():
            return "wrong"
        fits = [hmac.compare_digest(_hmac(key, text), seal) for key in self.keys]
        return "right" if fits[0] else "previous" if any(fits) else "wrong"


def derive_seals(purpose: str, keys: Sequence[bytes]) -> Seals:
    """Seals for one purpose: the seal of a ledger is none of a plan, and neither is a fingerprint.

    Shape: `keys` are those of the environment, the present one first; empty ones do not count.
    """
    # One key for everything would let a document of one sort pass for another.
    return Seals(tuple(_derived(key, purpose) for key in keys if key))


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, f"hookops seal of a {purpose}".encode(), hashlib.sha256)


def _hmac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
