"""Which URLs an organization may have. The command line asks here too."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

OKTA_DOMAINS = (
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
    "trexcloud.com",
)
"""Source: Okta, Okta domains ("Your Okta domain")."""


def check_url(text: str, allowed: Sequence[str] = ()) -> str:
    """What is wrong with an organization's URL; empty when nothing is.

    Shape: `allowed` are hosts of custom domains. Credentials go to this address, so it is a
    scheme and a host and nothing else; loopback hosts may have a port and plain http.
    """
    parts = _split(text)
    if parts is None:
        return "url is none: write https:// and the org's host"
    host = (parts.hostname or "").lower()
    near = _is_loopback(host)
    # The emulator speaks plain http on loopback; everywhere else a token must not be readable.
    if parts.scheme != "https" and not (near and parts.scheme == "http"):
        return "url must start with https://"
    if not _is_bare(text, parts, near):
        return "url must be scheme and host only"
    return "" if near else _host_complaint(host, allowed)


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        # urlsplit raises for a bad port only when it is asked for.
        port = parts.port
    except ValueError:
        return None
    # urlsplit drops tabs and line breaks, and browsers read a backslash as a slash.
    fit = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    return parts if fit and parts.hostname and port != 0 else None


def _is_bare(text: str, parts: SplitResult, near: bool) -> bool:
    """One trailing slash is let pass: it is what browsers copy."""
    place = parts.netloc
    # user@host hides the host; a final dot or colon makes the same host another text.
    if "@" in place or place.endswith((":", ".")) or (parts.port is not None and not near):
        return False
    return text.lower() in (
        f"{parts.scheme}://{place}".lower(),
        f"{parts.scheme}://{place}/".lower(),
    )


def _is_loopback(host: str) -> bool:
    # By name too: RFC 6761 reserves it for loopback.
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # Other spellings of ::1, and IPv4 in IPv6, are not loopback to every proxy and library.
    return address.is_loopback and (address.version == 4 or host == "::1")


def _host_complaint(host: str, allowed: Sequence[str]) -> str:
    if host in {name.lower() for name in allowed}:
        return ""
    known = next((domain for domain in OKTA_DOMAINS if host.endswith(f".{domain}")), "")
    if not known:
        return "url names a host that is not Okta's: add it to allowedHosts if it is yours"
    # Source: Okta, "Your Okta domain": the URL of the org is the one without -admin.
    if host.removesuffix(f".{known}").endswith("-admin"):
        return "url names the admin console: use the org host without -admin"
    return ""
