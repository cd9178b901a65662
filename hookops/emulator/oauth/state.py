"""What OAuth remembers between requests: proofs and assertions that were used, nonces, keys read.

It belongs to one application in one process, not to the store, as rates do: a proof shown to one
process could be shown to another on the same file once more.
"""

import threading
from dataclasses import dataclass, field
from typing import Any

from hookops.emulator.world import World

_NAME = "hookops.oauth"
_NONCES = 10_000


class Once:
    """Names that may be used once. Safe to use from several threads."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def first(self, owner: str, name: str, until_s: float, now_s: float) -> bool:
        """Whether it was not used before; from now on it was, until that time."""
        with self._lock:
            # By owner: two clients may choose the same jti.
            if self._until.get((owner, name), now_s) > now_s:
                return False
            # Cleaned now and then only: each use would else cost as much as there are proofs.
            if len(self._until) >= 4096:
                self._until = {key: end for key, end in self._until.items() if end > now_s}
            self._until[owner, name] = until_s
            return True


class Nonces:
    """Nonces that are good for one request each. Safe to use from several threads."""

    def __init__(self) -> None:
        self._issued: dict[str, None] = {}
        self._lock = threading.Lock()

    def issue(self, nonce: str) -> str:
        """The nonce, which is good now; the oldest of very many are not any more."""
        with self._lock:
            self._issued[nonce] = None
            # Whoever asks for nonces and uses none must not fill the memory.
            if len(self._issued) > _NONCES:
                del self._issued[next(iter(self._issued))]
        return nonce

    def take(self, nonce: str) -> bool:
        """Whether it was good; it is no more."""
        with self._lock:
            # `self` is the default because None is the value of a nonce that was there.
            return self._issued.pop(nonce, self) is None


@dataclass(slots=True)
class OAuthState:
    """The memory of one application."""

    assertions: Once = field(default_factory=Once)
    """By client."""
    proofs: Once = field(default_factory=Once)
    """By the thumbprint of their key."""
    nonces: Nonces = field(default_factory=Nonces)
    """Those of the switch `dpop_nonce` at `each`."""
    keys: dict[str, Any] = field(default_factory=dict, repr=False)
    """Keys of the org's server that were read from the store, by their id."""


def renew(world: World) -> None:
    """Nothing was used."""
    world.app.extensions[_NAME] = OAuthState()


def get_state(world: World) -> OAuthState:
    """The memory of that world's application."""
    state: OAuthState = world.app.extensions[_NAME]
    return state
