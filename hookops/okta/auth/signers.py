"""Services that keep the private key of a service app, and sign with it."""

from collections.abc import Callable, Mapping
from typing import Protocol

from hookops.model.errors import InvalidInput

GROUP = "hookops.signers"
"""Entry points: the name is the scheme of `privateKeyFrom`, the value an `OpenSigner`."""


class Signer(Protocol):
    """Signs with a private key, which may never leave where it is kept. Shared between threads."""

    @property
    def algorithm(self) -> str:
        """RS256, RS384, RS512, ES256, ES384 or ES512. Source: Okta, Implement OAuth for a service
        app, alg."""

    @property
    def key_id(self) -> str:
        """The `kid` under which the app has the public key; empty where the app has one key."""

    def sign(self, message: bytes) -> bytes:
        """The signature as RFC 7518, 3.3 and 3.4 have it: an EC one is R and S, not DER.

        Raises: HookopsError when whoever keeps the key does not sign.
        """


OpenSigner = Callable[[str, str, Mapping[str, str]], Signer]
"""From what follows the scheme, the `keyId` of the project file, and the environment.

Raises: HookopsError, with a message that names what to do.
"""


def signs(scheme: str) -> bool:
    """Whether a signer of that scheme is installed."""
    from importlib.metadata import entry_points

    return any(point.name == scheme for point in entry_points(group=GROUP))


def open_signer(scheme: str, name: str, key_id: str, env: Mapping[str, str]) -> Signer:
    """The signer of that reference. Raises: InvalidInput when none of that scheme is installed."""
    from importlib.metadata import entry_points

    found = {point.name: point for point in entry_points(group=GROUP)}
    if scheme not in found:
        known = ", ".join(("env", *sorted(found)))
        raise InvalidInput(
            f"auth.privateKeyFrom: nothing that is installed signs for {scheme}:",
            f"hookops knows {known}; other signers are packages with entry points of {GROUP}",
        )
    opened: OpenSigner = found[scheme].load()
    return opened(name, key_id, env)
