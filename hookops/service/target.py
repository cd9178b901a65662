"""A URL that may be called, taken apart. Pure: what its name resolves to is not known here.

Strict on purpose: what two parsers could read differently is refused, not interpreted.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from hookops.model.errors import GuardError
from hookops.model.text import show
from hookops.network.addresses import is_loopback

LONGEST = 1024
"""Source: Okta Management API, InlineHookChannelConfig.uri."""

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?", re.IGNORECASE)
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.IGNORECASE)
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes."""

    scheme: str
    host: str
    """Lower case; an IPv6 address without brackets."""
    port: int
    path: str
    """With the query: the request's target."""

    @property
    def authority(self) -> str:
        """The host, with its port where that is not the usual one: the header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def shown(self) -> str:
        """The URL without its query, for people: a query may hold what is not theirs to see."""
        return show(f"{self.scheme}://{self.authority}{self.path.partition('?')[0]}", 200)


def read_target(url: str, *, loopback: bool = False) -> Target:
    """The parts of a URL that may be called.

    Shape: with `loopback` plain http and the addresses of this computer may be named.
    Raises: Refused with the first thing that speaks against it; it does not quote the URL.
    """
    complaint = _text(url)
    if complaint:
        raise GuardError(f"this URL is not called: it {complaint}")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise GuardError("this URL is not called: it has a host or port that is none") from None
    complaint = _whole(parts, port) or _host(host, "[" in parts.netloc, loopback=loopback)
    if not complaint and parts.scheme == "http" and not loopback:
        complaint = "must start with https://"
    if complaint:
        hint = "--allow-loopback allows services on this computer" if near(host) else ""
        raise GuardError(f"this URL is not called: it {complaint}", hint)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, _PORTS[parts.scheme] if port is None else port, path)


def near(host: str) -> bool:
    """Whether a host names this computer, whatever a resolver would say."""
    return host == "localhost" or is_loopback(host)


def _text(url: str) -> str:
    if len(url) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if not url.isascii():
        return "has characters beyond ASCII; write such a host as DNS has it, xn--..."
    if not all("!" <= char <= "~" for char in url):
        return "has white space or control characters"
    if "\\" in url:
        return "has a backslash"
    if "#" in url:
        return "has a fragment (#)"
    return ""


def _whole(parts: SplitResult, port: int | None) -> str:
    if parts.scheme not in _PORTS:
        return "must start with https://"
    if "@" in parts.netloc:
        return "has a user name or password"
    if port == 0 or parts.netloc.endswith(":"):
        return "has a port that is none"
    if not parts.hostname:
        return "has no host"
    return ""


def _host(host: str, brackets: bool, *, loopback: bool) -> str:
    labels = host.split(".")
    if near(host):
        return "" if loopback else "names this computer"
    if brackets or _NUMBER.fullmatch(labels[-1] or labels[-2]):
        return "names its host by a number; only names are called"
    if len(labels) == 1:
        return "names a host that is not on the internet"
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return "has a host that is no domain name"
    return ""
