"""What OAuth remembers in one process: nonces that are good once, and keys that were read.

Proofs and assertions that were used are in the store, which processes share (`Store.use`).
"""

import threading
from dataclasses import dataclass, field
from typing import Any

from hookops.emulator.world import World

_NAME = "hookops.oauth"
_NONCES = 10_000


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

    nonces: Nonces = field(default_factory=Nonces)
    """Those of the switch `dpop_nonce` at `each`."""
    keys: dict[str, Any] = field(default_factory=dict, repr=False)
    """Keys of the org's server that were read from the store, by their id."""


def renew(world: World) -> None:
    """No nonce was issued, no key read."""
    world.app.extensions[_NAME] = OAuthState()


def get_state(world: World) -> OAuthState:
    """The memory of that world's application."""
    state: OAuthState = world.app.extensions[_NAME]
    return state
