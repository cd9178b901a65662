"""Which URLs an organization may have, and which of them may get a credential."""

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

from hookops.network.hosts import allowed_hosts, is_dns_name, place_of

PIN = "HOOKOPS_ORG_URL"
"""Names the only org that a job speaks to."""

OKTA_DOMAINS = (
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
    "trexcloud.com",
)
"""Source: Okta, Okta domains ("Your Okta domain")."""


def check_url(text: str, allowed: Sequence[str] | None = None) -> str:
    """What is wrong with an organization's URL; empty when nothing is.

    Shape: with `allowed`, HOST or HOST:PORT, it is one of these. Credentials go to this address, so
    it is a scheme and a host and nothing else; loopback hosts may have a port and plain http.
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
    if allowed is not None and place_of(text) not in {
        place_of(f"https://{one}") for one in allowed
    }:
        return "url names a host that allowedHosts does not list"
    return "" if near else _host_complaint(host)


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
    # urlsplit drops what stands behind the brackets of an address.
    behind = parts.netloc.partition("]")[2]
    whole = not behind or behind.startswith(":")
    return parts if parts.hostname and port != 0 and whole else None


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


def _host_complaint(host: str) -> str:
    if "." not in host:
        return "url names a host without a domain"
    # Also names that DNS has no form of: some libraries look such a name up, and others crash.
    if not is_dns_name(host):
        return "url names a host that is no name of DNS"
    # Source: Okta, "Your Okta domain": the URL of the org is the one without -admin.
    if host.removesuffix(f".{_domain(host)}").endswith("-admin"):
        return "url names the admin console: use the org host without -admin"
    return ""


def _domain(host: str) -> str:
    """The domain of Okta's that the host is in; empty when it is in none."""
    return next((domain for domain in OKTA_DOMAINS if host.endswith(f".{domain}")), "")


def is_trusted(url: str, env: Mapping[str, str], *, can_be_real: bool) -> bool:
    """Whether a credential may be sent to that organization.

    The project file names the organization, and a pull request can change it: so a host that is not
    Okta's needs the environment's word, and so does this computer, where anybody can listen.

    Shape: a `url` that `check_url` lets pass; `can_be_real` tells a credential that an org may have
    issued from one that none has.
    Raises: InvalidInput for variables that name no hosts.
    """
    host = urlsplit(url).hostname or ""
    # One that no org issued is worth nothing: a demo on this computer needs no further word.
    if _domain(host) or (_is_loopback(host) and not can_be_real):
        return True
    named = {place_of(f"https://{one}") for one in allowed_hosts(env)}
    if own := env.get(PIN, ""):
        named.add(place_of(own if "//" in own else f"https://{own}"))
    return place_of(url) in named


def is_emulator(url: str, *, can_be_real: bool) -> bool:
    """Whether only an emulator can be there: on this computer, with a token that no org issues."""
    return _is_loopback(urlsplit(url).hostname or "") and not can_be_real
