"""What commands read from the environment, beside credentials and secrets."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from hookops.model.errors import GuardError, InvalidInput
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.files.seal import Seals, Takes
    from hookops.network.addresses import Networks
    from hookops.network.outside import Network


def allowed_secrets(env: Mapping[str, str]) -> tuple[str, ...]:
    """Patterns of secrets that manifests may name besides `env:HOOKOPS_SECRET_*`; after `!` the
    name of a variable that they may not. Raises: InvalidInput.
    """
    from hookops.model.references.allowed import VARIABLE, read_allowed
    from hookops.network.credential_names import allowed_credentials

    # What an org gets as its token, no hook's service may get.
    never = (f"!{name}" for name in allowed_credentials(env))
    return (*read_allowed(env.get(VARIABLE, "")), *never)


def allowed_networks(env: Mapping[str, str]) -> "Networks":
    """The private networks of `HOOKOPS_ALLOWED_NETWORKS`. Raises: InvalidInput."""
    from hookops.network.addresses import read_networks

    try:
        return read_networks(env.get("HOOKOPS_ALLOWED_NETWORKS", ""))
    except ValueError as problem:
        raise InvalidInput(
            f"HOOKOPS_ALLOWED_NETWORKS: {show(str(problem))}",
            "list networks of services that are not public yet, as 10.20.0.0/16",
        ) from None


def secret_hosts(env: Mapping[str, str]) -> tuple[str, ...]:
    """The hosts of `HOOKOPS_SECRET_HOSTS`, which may get any secret. Raises: InvalidInput."""
    from hookops.network.hosts import read_hosts

    return read_hosts(env, "HOOKOPS_SECRET_HOSTS")


def read_network(env: Mapping[str, str]) -> "Network":
    """What connections go through, as the environment says.

    Raises: InvalidInput; GuardError with SSLKEYLOGFILE set: it writes the keys of every connection
    to a file.
    """
    from hookops.network.authorities import read_authorities
    from hookops.network.outside import Network
    from hookops.network.proxies import read_proxies

    if env.get("SSLKEYLOGFILE"):
        raise GuardError(
            "SSLKEYLOGFILE is set: Python would write the keys of the connection into a file",
            "unset it",
        )
    return Network(proxies=read_proxies(env), authorities=read_authorities(env))


FINGERPRINT_KEY = "HOOKOPS_FINGERPRINT_KEY"


def seals(env: Mapping[str, str], purpose: str, takes: "Takes" = "sealed") -> "Seals":
    """What documents of that sort are sealed with; nothing without a key. Raises: InvalidInput."""
    from hookops.files.seal import derive_seals

    # While keys are changed, what was sealed with the old one is taken as well.
    keys = [fingerprint_key(env), fingerprint_key(env, f"{FINGERPRINT_KEY}_PREVIOUS")]
    return replace(derive_seals(purpose, keys), takes=takes) if keys[0] else derive_seals("", ())


def fingerprint_key(env: Mapping[str, str], variable: str = FINGERPRINT_KEY) -> bytes:
    """The key of a variable: 32 bytes, base64; empty when it is not set. Raises: InvalidInput."""
    text = env.get(variable, "").strip()
    if not text:
        return b""
    make = "make one with: openssl rand -base64 32"
    try:
        # validate=True: without it, characters that are no base64 are skipped in silence.
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(f"{variable} is not base64", make) from None
    # A short key would be as easy to guess as the secrets that it protects.
    if len(key) != 32:
        raise InvalidInput(f"{variable} is {len(key)} bytes long, not 32", make)
    return key
