"""The parts of a URL that may be called. Pure: `caller.py` checks what its name resolves to.

Strict on purpose: what two parsers could read differently is blocked, not interpreted.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from hookops.model.errors import BlockedAddress
from hookops.model.text import show
from hookops.network.addresses import PRIVATE, Networks, is_in, is_loopback

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
        """The URL without its query, for people: a query may contain a secret."""
        return show(f"{self.scheme}://{self.authority}{self.path.partition('?')[0]}", 200)


def read_target(url: str, *, loopback: bool = False, networks: Networks = ()) -> Target:
    """The parts of a URL that may be called.

    Shape: `loopback` allows plain http and the addresses of this computer; `networks` allow plain
    http, numbers and short names, whose addresses are checked when they are called.
    Raises: BlockedAddress with the first reason against it; it does not quote the URL.
    """
    # The text is checked before it is parsed: urlsplit drops tabs and line breaks by itself.
    complaint = _check_text(url)
    if complaint:
        raise BlockedAddress(f"hookops does not call this URL: it {complaint}")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise BlockedAddress(
            "hookops does not call this URL: its host or port is not valid"
        ) from None
    # In this order, so that the first complaint is the one to mend first; plain http comes last,
    # since for a host on this computer the reason is the host.
    complaint = _check_parts(parts, port)
    complaint = complaint or _check_host(
        host, "[" in parts.netloc, loopback=loopback, networks=networks
    )
    if not complaint and parts.scheme == "http" and not (loopback or networks):
        complaint = "must start with https://"
    if complaint:
        hint = _what_allows(host, loopback=loopback)
        raise BlockedAddress(f"hookops does not call this URL: it {complaint}", hint)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, _PORTS[parts.scheme] if port is None else port, path)


def _what_allows(host: str, *, loopback: bool) -> str:
    """The option or variable that would allow the host; empty where there is none."""
    if is_near(host):
        return "" if loopback else "--allow-loopback allows services on this computer"
    named = "a URL of the command line may be in a network that HOOKOPS_ALLOWED_NETWORKS lists"
    return named if is_in(host, PRIVATE) else ""


def read_any(url: str) -> Target:
    """The parts of a URL that is only compared or shown. Raises: BlockedAddress."""
    return read_target(url, loopback=True, networks=PRIVATE)


def is_near(host: str) -> bool:
    """Whether a host names this computer, whatever a resolver would say."""
    return host == "localhost" or is_loopback(host)


def _check_text(url: str) -> str:
    if len(url) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if not url.isascii():
        return "has characters beyond ASCII; write such a host as DNS has it, xn--..."
    if not all("!" <= char <= "~" for char in url):
        return "has white space or control characters"
    # Browsers read it as a slash, so the host would end elsewhere than here.
    if "\\" in url:
        return "has a backslash"
    if "#" in url:
        return "has a fragment (#)"
    return ""


def _check_parts(parts: SplitResult, port: int | None) -> str:
    if parts.scheme not in _PORTS:
        return "must start with https://"
    # Okta has a field for credentials; in front of an `@` they also hide the real host.
    if "@" in parts.netloc:
        return "has a user name or password"
    if port == 0 or parts.netloc.endswith(":"):
        return "has a port that is not valid"
    if not parts.hostname:
        return "has no host"
    return ""


def _check_host(host: str, brackets: bool, *, loopback: bool, networks: Networks) -> str:
    # A host is this computer, or a number (in brackets, or with a last label that a resolver reads
    # as one: 2130706433, 0x7f.1), or a name, which needs a dot and the labels of DNS.
    labels = host.split(".")
    if is_near(host):
        return "" if loopback else "names this computer"
    if is_in(host, networks):
        return ""
    # A name may end with a dot; then the last label is empty.
    if brackets or _NUMBER.fullmatch(labels[-1] or labels[-2]):
        return "names its host by a number; only names are called"
    if len(labels) == 1 and not networks:
        return "names a host that is not on the internet"
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return "has a host that is not a domain name"
    return ""
