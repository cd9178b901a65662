"""What commands read from the environment, beside credentials and secrets."""

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hookops.cli.output import notice
from hookops.model.errors import GuardError, InvalidInput
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.network.addresses import Networks


def allowed_secrets(env: Mapping[str, str]) -> tuple[str, ...]:
    """Patterns of variables that manifests may name besides `HOOKOPS_SECRET_*`."""
    return tuple(env.get("HOOKOPS_ALLOWED_SECRETS", "").split())


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


def check_environment(env: Mapping[str, str]) -> None:
    """What the environment must not do to TLS.

    Raises: GuardError with SSLKEYLOGFILE set: it writes the keys of every connection to a file.
    """
    if env.get("SSLKEYLOGFILE"):
        raise GuardError(
            "SSLKEYLOGFILE is set: Python would write the keys of the connection into a file",
            "unset it",
        )
    # Silence would be a riddle for people whose other tools need a proxy.
    ignored = [n for n in ("HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE", "NETRC") if env.get(n)]
    if ignored:
        notice(f"hookops ignores {', '.join(ignored)}: it connects directly")


def fingerprint_key(env: Mapping[str, str]) -> bytes:
    """The key of `HOOKOPS_FINGERPRINT_KEY`: 32 bytes, base64; empty when it is not set.

    Raises: InvalidInput.
    """
    text = env.get("HOOKOPS_FINGERPRINT_KEY", "").strip()
    if not text:
        return b""
    make = "make one with: openssl rand -base64 32"
    try:
        # validate=True: without it, characters that are no base64 are skipped in silence.
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("HOOKOPS_FINGERPRINT_KEY is not base64", make) from None
    # A short key would be as easy to guess as the secrets that it protects.
    if len(key) != 32:
        raise InvalidInput(f"HOOKOPS_FINGERPRINT_KEY is {len(key)} bytes long, not 32", make)
    return key
