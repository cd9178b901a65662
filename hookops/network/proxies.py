"""The proxy that the environment names, and the hosts that are reached without it.

Only what starts the job names a proxy: a project file, which a pull request can change, cannot.
"""

import base64
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, unquote, urlsplit

from hookops.model.errors import InvalidInput
from hookops.model.secret import Secret
from hookops.network.addresses import is_loopback

PROXY = "HTTPS_PROXY"
DIRECT = "NO_PROXY"
UNUSED = ("ALL_PROXY", "NETRC", "SSL_CERT_DIR")
"""What other tools read and hookops does not; a note says so."""

_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A forward proxy, which is asked for a tunnel to each host."""

    host: str
    port: int
    variable: str
    """Which names it."""
    authorization: Secret | None = field(default=None, repr=False)
    """The value of the header `Proxy-Authorization`."""
    password: Secret | None = field(default=None, repr=False)
    """What nothing that a run writes may have."""

    @property
    def shown(self) -> str:
        """Host and port, for people."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Proxies:
    """How hosts are reached over https."""

    proxy: Proxy | None = None
    direct: tuple[str, ...] = ()
    """The entries of `NO_PROXY`, in lower case."""

    def between(self, host: str, port: int) -> Proxy | None:
        """The proxy on the way to a host; None where the way is direct."""
        name = host.lower().rstrip(".")
        # A proxy would connect to a computer of its own.
        near = name == "localhost" or name.endswith(".localhost") or is_loopback(name)
        if near or any(_covers(entry, name, port) for entry in self.direct):
            return None
        return self.proxy


def read_proxies(env: Mapping[str, str]) -> Proxies:
    """What the environment says. Raises: InvalidInput, which quotes no value."""
    name, value = _either(env, PROXY)
    _, entries = _either(env, DIRECT)
    direct = tuple(filter(None, re.split(r"[,\s]+", entries.lower())))
    return Proxies(_proxy(name, value) if value else None, direct)


def _either(env: Mapping[str, str], variable: str) -> tuple[str, str]:
    """The name that is set, in upper or lower case, and its value; empty when neither is."""
    both = {name: env.get(name, "").strip() for name in (variable, variable.lower())}
    found = {name: value for name, value in both.items() if value}
    # curl takes the one and Go the other: whoever sets both does not know where requests go.
    if len(set(found.values())) > 1:
        raise InvalidInput(
            f"{variable} and {variable.lower()} have different values", "set one of them"
        )
    return next(iter(found.items()), (variable, ""))


def _proxy(variable: str, value: str) -> Proxy:
    parts, port = _split(value)
    if parts is None or parts.path not in ("", "/") or parts.query or parts.fragment:
        # Not quoted: it may have a password.
        raise InvalidInput(
            f"{variable} is not the URL of a proxy",
            "write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT; its value is not shown",
        )
    if parts.scheme != "http":
        raise InvalidInput(
            f"{variable} names a proxy that is not spoken to by plain http",
            "hookops asks proxies for a tunnel by http://; what goes through it is TLS",
        )
    host = (parts.hostname or "").lower()
    if parts.username is None:
        return Proxy(host, port, variable)
    user, password = unquote(parts.username), unquote(parts.password or "")
    if not (user + password).isprintable() or ":" in user:
        raise InvalidInput(f"{variable} has a user name or password that no header can carry")
    # Source: RFC 7617, 2; UTF-8, since no proxy asks for another encoding.
    basic = base64.b64encode(f"{user}:{password}".encode()).decode()
    kept = Secret(password) if password else None
    return Proxy(host, port, variable, Secret(f"Basic {basic}"), kept)


def _split(value: str) -> tuple[SplitResult | None, int]:
    """The parts and the port; None for what is no URL of a host."""
    # As for curl, a proxy without a scheme is one of plain http.
    with suppress(ValueError):
        parts = urlsplit(value if "://" in value else f"http://{value}")
        port = 80 if parts.port is None else parts.port
        is_host = _HOST.fullmatch((parts.hostname or "").lower())
        # urlsplit drops line breaks by itself.
        if is_host and port and value.isascii() and value.isprintable():
            return parts, port
    return None, 0


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether an entry of `NO_PROXY` names the host, as curl and Go read it."""
    if entry == "*":
        return True
    name, only = _split_entry(entry)
    # As text: what counts as a digit need not be a number, or one that Python reads.
    if only and only != str(port):
        return False
    with suppress(ValueError):
        address = ip_address(host)
        # An address is no name, and below none.
        with suppress(ValueError):
            return address in ip_network(name, strict=False)
        return False
    # A name covers itself and what is below it; with a dot in front the same, as curl has it.
    bare = name.removeprefix("*").strip(".")
    return bool(bare) and (host == bare or host.endswith(f".{bare}"))


def _split_entry(entry: str) -> tuple[str, str]:
    """Name, address or network, and the port; empty where it stands for every port."""
    inner, bracket, rest = entry.removeprefix("[").partition("]")
    if bracket:
        # `[fd00::1]:443`, and `[fd00::]/8` as some write it.
        return (inner, rest[1:]) if rest.startswith(":") else (inner + rest, "")
    name, colon, only = entry.rpartition(":")
    # An IPv6 address has more colons, and no port.
    return (name, only) if colon and only.isdigit() and ":" not in name else (entry, "")
