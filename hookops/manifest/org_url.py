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
    # None of the messages has a part of the text: it may be a token, or have a password.
    if complaint := _text_complaint(text):
        return complaint
    parts = _split(text)
    if parts is None:
        return "url has no host, or a port that is no number: write https:// and the org's host"
    host = (parts.hostname or "").lower()
    near = _is_loopback(host)
    # The emulator speaks plain http on loopback; everywhere else a token must not be readable.
    if parts.scheme != "https" and not (near and parts.scheme == "http"):
        return "url must start with https://"
    if more := _more_than_host(text, parts, near):
        return f"url must be https:// and the org's host only, and has {more}"
    return "" if near else _host_complaint(host, allowed)


def _text_complaint(text: str) -> str:
    # urlsplit drops tabs and line breaks, and browsers read a backslash as a slash.
    if not text.isascii() or not text.isprintable() or " " in text or "\\" in text:
        return "url has white space, a backslash or a character beyond ASCII"
    if "://" not in text:
        return "url must start with https://"
    return ""


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        # urlsplit raises for a bad port only when it is asked for.
        port = parts.port
    except ValueError:
        return None
    return parts if parts.hostname and port != 0 else None


def _more_than_host(text: str, parts: SplitResult, near: bool) -> str:
    """What else is in the URL; one trailing slash is let pass: it is what browsers copy."""
    place = parts.netloc
    # user@host hides the host; a final dot or colon makes the same host another text.
    if "@" in place:
        return "a user name or password"
    if parts.port is not None and not near:
        return "a port"
    if place.endswith((":", ".")):
        return "a dot or a colon at its end"
    # The text itself: an empty query or fragment leaves no part.
    bare = f"{parts.scheme}://{place}".lower()
    return "" if text.lower() in (bare, f"{bare}/") else "a path, a query or a fragment"


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
