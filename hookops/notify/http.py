"""One small request to an address that the job's environment names: a ping, or pushed metrics."""

import base64
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import unquote, urlsplit

from hookops.model.errors import InvalidInput
from hookops.model.text import show

TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where to, without user and password; those are a header."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None: an answer that leads elsewhere is no success, and gets no credential."""
        return


def read_address(url: str, option: str) -> Address:
    """The address of an option. Raises: InvalidInput for what is no http or https URL; it is not
    quoted."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    # urllib would open files as well.
    if parts.scheme not in ("http", "https") or not host or not url.isascii() or " " in url:
        raise InvalidInput(f"{option} takes a URL that begins with https:// or http://")
    netloc = parts.netloc.rpartition("@")[2]
    bare = parts._replace(netloc=netloc, fragment="").geturl()
    if parts.username is None:
        return Address(bare)
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    basic = base64.b64encode(pair.encode()).decode()
    return Address(bare, {"Authorization": f"Basic {basic}"})


def send(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout_s: float
) -> str:
    """Send it once. Returns: what went wrong, without the URL; empty when nothing did.

    A proxy of the environment is used (HTTPS_PROXY, NO_PROXY), as for notifications.
    """
    request = urllib.request.Request(  # noqa: S310
        url, data=body, headers=dict(headers), method=method
    )
    # One of its own: an opener that is installed would be that of the whole process.
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=timeout_s):
            return ""
    except urllib.error.HTTPError as problem:
        problem.close()
        return f"it answered with status {problem.code}"
    except urllib.error.URLError as problem:
        return _reason(problem.reason)
    # What is no HTTP, and a connection that ends in the middle.
    except (OSError, HTTPException, ValueError) as problem:
        return _reason(problem)


def _reason(problem: object) -> str:
    # The system's own words; a library's message may quote the URL.
    text = getattr(problem, "strerror", None)
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    return show(text) if isinstance(text, str) and text else type(problem).__name__
