"""Who may ask what: rates and tokens of the API, and the emulator's own paths.

In this room: what happens to a request before its area sees it.
"""

import hmac
import ipaddress
from urllib.parse import urlsplit

from flask import Response, g, request
from werkzeug.exceptions import MethodNotAllowed

from hookops.emulator.control.stage import ADMIN, OWN
from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.rates import bucket_of
from hookops.emulator.http.responses import empty_answer, json_answer
from hookops.emulator.oauth import bearers
from hookops.emulator.world import World

ACTOR = {
    "id": "00uadministrator0000",
    "type": "User",
    "alternateId": "admin@example.com",
    "displayName": "Okta Administrator",
    "detailEntry": None,
}
"""The owner of the API token, as events show who did something."""
_TOKEN_ENDPOINT = "/oauth2/v1/token"


def add_gate(world: World) -> None:
    """Every request of the API is counted, and shows its token."""

    @world.app.before_request
    def admit() -> Response | None:
        g.rate = None
        g.actor = None
        if request.path.startswith(OWN):
            return _check_local_client()
        api = request.path.startswith("/api/")
        if not api and request.path != _TOKEN_ENDPOINT:
            return None
        # Recorded elsewhere in the API: a 405 has no rate limit headers.
        unlimited = isinstance(request.routing_exception, MethodNotAllowed)
        if not unlimited and not request.environ.get(ADMIN):
            g.rate = world.rates.take(bucket_of(request.path), world.clock())
        answer = _check_token(world) if api else None
        if g.rate and g.rate.exceeded:
            raise ApiError("E0000047")
        if answer is not None:
            return answer
        length_known = "Content-Length" in request.headers or "Transfer-Encoding" in request.headers
        if request.method in ("POST", "PUT") and not length_known:
            # Source: Okta, API overview: an empty POST or PUT needs Content-Length: 0.
            return empty_answer(411)
        return None


def _check_token(world: World) -> Response | None:
    """Who asks is known as `g.actor`; or the answer, where it has no error envelope.

    Okta's own Python SDK 3.4 sends `SSWS` and the token without a space between them.
    Raises: ApiError.
    """
    given = request.headers.get("Authorization", "")
    if not given and world.switches.missing_token == "invalid-session":
        raise ApiError("E0000005")
    if given.startswith(bearers.SCHEMES):
        g.actor, answer = bearers.admit(world, given)
        return answer
    scheme, value = given[:4], given[4:].removeprefix(" ")
    if scheme != "SSWS" or not hmac.compare_digest(value.encode(), world.token.encode()):
        raise ApiError("E0000011")
    g.actor = ACTOR
    return None


def _check_local_client() -> Response | None:
    """On a port, only this computer by one of its own names, and no page of another origin.

    A page elsewhere whose name was made to mean 127.0.0.1 would else read and change everything.
    In process there is no server, and no such danger.
    """
    if "SERVER_SOFTWARE" not in request.environ:
        return None
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.host}"
    if _loopback(request.host) and origin in (None, own):
        return None
    return json_answer({"error": "only this computer may ask, by a loopback name"}, 403)


def _loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
