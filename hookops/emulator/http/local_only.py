"""On a port, only this computer may ask, by a loopback name, and no page of another origin.

A page elsewhere whose name was made to mean 127.0.0.1 (DNS rebinding) would else read and change
everything. It is around the whole application, so that no path, method or scripted fault comes
before it.
"""

import ipaddress
import json
import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# A name or number, or a number in brackets; then a port. No user, no path, no list of hosts.
_HOST = re.compile(r"(\[[0-9a-f:]+\]|[0-9a-z.]+)(?::([0-9]{1,5}))?", re.ASCII)
_ABSOLUTE = re.compile(r"https?://([^/?#]*)", re.IGNORECASE | re.ASCII)
_HTTP_PORT = "80"
_API = ("/api/", "/oauth2/", "/.well-known/")
# RFC 9110, 15.5.20: a request for a host that this server does not speak for.
_MISDIRECTED = "421 Misdirected Request"
_FORBIDDEN = "403 Forbidden"


class LocalOnly:
    """The application for requests of this computer. In process there is no such danger."""

    def __init__(self, inner: WSGIApplication) -> None:
        self.inner = inner

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """See PEP 3333."""
        # A server sets it, as RFC 3875 wants; httpx.WSGITransport does not.
        if "SERVER_SOFTWARE" not in environ:
            return self.inner(environ, start)
        target = _ABSOLUTE.match(environ.get("REQUEST_URI", ""))
        # The Host of a request for a whole URL is ignored. Source: RFC 9112, 3.2.2.
        if target:
            environ["HTTP_HOST"] = target[1]
        port = environ["SERVER_PORT"]
        host = environ.get("HTTP_HOST", "")
        # No browser sends whole URLs, unless the emulator is set as its proxy. What a client of the
        # API reaches that way wants a token; the page and the scripting endpoints do not.
        proxied = target and environ["PATH_INFO"].startswith(_API)
        if not proxied and not is_own_host(host, port, portless=bool(target)):
            names = f"localhost:{port} or 127.0.0.1:{port}"
            return _refuse(start, _MISDIRECTED, f"Host must be {names}")
        origin = environ.get("HTTP_ORIGIN")
        # A browser sends Origin with each form and script; none comes with a link or from a
        # program.
        if origin not in (None, f"http://{host}"):
            return _refuse(start, _FORBIDDEN, f"Origin must be http://{host}, or absent")
        return self.inner(environ, start)


def is_own_host(host: str, port: str, *, portless: bool) -> bool:
    """Whether that Host means a server on this port of this computer, and nothing else can.

    Shape: `portless` allows a host without a port, as a client sends it that takes the server for
    a proxy: Okta's Go SDK drops the port of an org's URL.
    """
    found = _HOST.fullmatch(host.lower())
    if found is None:
        return False
    name, given = found[1], found[2]
    allowed = {port, None} if portless or port == _HTTP_PORT else {port}
    return given in allowed and (name == "localhost" or _is_loopback(name))


def _is_loopback(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    # Other forms of ::1, and of IPv4 within IPv6, are not loopback to every client.
    return address.is_loopback and (address.version == 4 or name == "[::1]")


def _refuse(start: StartResponse, status: str, reason: str) -> Iterable[bytes]:
    why = "the emulator answers programs of this computer alone, by a loopback name"
    # No envelope of Okta's: it is no answer of the API. Nothing of the request is repeated.
    body = json.dumps({"error": f"{why}; {reason}"}).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
