"""Hosts as the environment and the command line name them: HOST, or HOST:PORT."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from hookops.model.errors import InvalidInput

ALLOWED = "HOOKOPS_ALLOWED_HOSTS"
"""Hosts that a job lets get a credential, besides Okta's own."""

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?)(:[0-9]{1,5})?")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")
_PORTS = {"https": 443, "http": 80}


def is_host(text: str) -> bool:
    """Whether it is a host, with or without a port."""
    if not _HOST.fullmatch(text):
        return False
    try:
        # urlsplit raises for a port that is too large, and for an address that is none.
        parts = urlsplit(f"https://{text}")
        return bool(parts.hostname) and parts.port != 0 and ".." not in text
    except ValueError:
        return False


def is_dns_name(host: str) -> bool:
    """Whether it is a name of DNS, also one that is the ASCII form of another."""
    if len(host) > 253 or not all(map(_LABEL.fullmatch, host.split("."))):
        return False
    try:
        # Source: RFC 3492; what is no punycode stands for no name.
        return host.encode().decode("idna").encode("idna").decode() == host
    except UnicodeError:
        return False


def read_hosts(env: Mapping[str, str], variable: str) -> tuple[str, ...]:
    """The hosts that a variable lists, with commas. Raises: InvalidInput, which quotes none."""
    found = tuple(filter(None, re.split("[ ,]+", env.get(variable, "").strip())))
    if not all(map(is_host, found)):
        # Not quoted: what is no host may be a URL, with a password in it.
        hint = "list hosts with commas, as hooks.example.com,other.example:8443"
        raise InvalidInput(f"{variable} has something that is no host", hint)
    return found


def allowed_hosts(env: Mapping[str, str]) -> tuple[str, ...]:
    """Those of `HOOKOPS_ALLOWED_HOSTS`. Raises: InvalidInput."""
    return read_hosts(env, ALLOWED)


def place_of(url: str) -> str:
    """Host and port of a URL; without the port where it is that of https."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 443)
    except ValueError:
        # What the registry has need not be a URL, and is no host that anything declared has.
        return url
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return host if port == 443 else f"{host}:{port}"
