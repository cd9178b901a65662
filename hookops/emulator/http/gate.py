"""Who may send which request: rates and tokens of the API, and the emulator's own paths.

What happens to a request before its area gets it.
"""

import hmac

from flask import Response, g, request
from werkzeug.exceptions import MethodNotAllowed

from hookops.emulator.control.middleware import ADMIN, OWN
from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.rates import find_bucket
from hookops.emulator.http.responses import empty_answer
from hookops.emulator.oauth import bearers
from hookops.emulator.world import World

# The owner of the API token, as events show who did something.
ACTOR = {
    "id": "00uadministrator0000",
    "type": "User",
    "alternateId": "admin@example.com",
    "displayName": "Okta Administrator",
    "detailEntry": None,
}
# Who edits in the console: somebody else than whoever sends requests with the token.
ADMINISTRATOR = {
    "id": "00uconsoleadmin00000",
    "type": "User",
    "alternateId": "console@example.com",
    "displayName": "Console Administrator",
    "detailEntry": None,
}
_TOKEN_ENDPOINT = "/oauth2/v1/token"


def add_gate(world: World) -> None:
    """Every request of the API is counted, and shows its token."""

    @world.app.before_request
    def admit() -> Response | None:
        g.rate = None
        g.actor = None
        # The page and the scripting endpoints have no token: `local_only.py` guards them.
        if request.path.startswith(OWN):
            return None
        api = request.path.startswith("/api/")
        # Metadata and public keys are for anybody, and their rates are not emulated.
        if not api and request.path != _TOKEN_ENDPOINT:
            return None
        _take_rate(world)
        answer = _check_token(world) if api else None
        # After the token: whether Okta counts a request with a bad one is unknown; it is counted
        # here.
        if g.rate and g.rate.exceeded:
            raise ApiError("E0000047")
        if answer is not None:
            return answer
        length_known = "Content-Length" in request.headers or "Transfer-Encoding" in request.headers
        if request.method in ("POST", "PUT") and not length_known:
            # Source: Okta, API overview: an empty POST or PUT needs Content-Length: 0.
            return empty_answer(411)
        return None


def _take_rate(world: World) -> None:
    # Recorded elsewhere in the API: a 405 has no rate limit headers.
    unlimited = isinstance(request.routing_exception, MethodNotAllowed)
    if not unlimited and not request.environ.get(ADMIN):
        g.rate = world.rates.take(find_bucket(request.path), world.clock())


def _check_token(world: World) -> Response | None:
    """Who asks is known as `g.actor`; or the answer, where it has no error envelope.

    Okta's own Python SDK 3.4 sends `SSWS` and the token without a space between them.
    Raises: ApiError.
    """
    if request.environ.get(ADMIN):
        g.actor = ADMINISTRATOR
        return None
    given = request.headers.get("Authorization", "")
    # No source says which of the two Okta answers when there is no header at all.
    if not given and world.switches.missing_token == "invalid-session":
        raise ApiError("E0000005")
    # Failures of OAuth have no error envelope: an empty body and WWW-Authenticate. Source: reported
    # in okta-sdk-golang issue 145.
    if given.startswith(bearers.SCHEMES):
        g.actor, answer = bearers.admit(world, given)
        return answer
    scheme, value = given[:4], given[4:].removeprefix(" ")
    # A comparison that stops at the first difference would give the token away by its time.
    if scheme != "SSWS" or not hmac.compare_digest(value.encode(), world.token.encode()):
        raise ApiError("E0000011")
    g.actor = ACTOR
    return None
