"""The emulator as a WSGI application: routes, and what every answer has in common.

In this room: HTTP. Not in this room: what a call does (`organization.py`).
"""

import hmac
import re
import secrets
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from hookops.emulator import facts, views
from hookops.emulator.errors import Refusal
from hookops.emulator.organization import Organization
from hookops.emulator.rates import RateLimits, bucket_of
from hookops.emulator.requests_log import RequestLog
from hookops.emulator.responses import empty_answer, json_answer, json_body
from hookops.emulator.store import Store
from hookops.emulator.switches import Switches

BODY_LIMIT = 1024 * 1024
"""Longest body accepted, in bytes. Emulator choice: Okta's own limit is unknown."""

_HOOKS = "/api/v1/inlineHooks"
_HOOK = _HOOKS + "/<hook_id>"
_OWN = "/_emulator/"


def create_app(
    store: Store,
    *,
    token: str,
    clock: Callable[[], float] = time.time,
    hook_limit: int = 100,
    rate_limit: int | None = None,
    switches: Switches = Switches(),
) -> Flask:
    """An application that answers as Okta's inline hook API does, over the hooks in `store`.

    Shape: `token` is the one API token that is accepted; `rate_limit` is per minute and bucket,
    and None never refuses.
    Units: `clock` gives Unix time in seconds.
    """
    app = Flask("hookops.emulator")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.url_map.merge_slashes = False
    log = RequestLog()
    _add_gate(app, token, clock, RateLimits(rate_limit), switches)
    _add_marks(app, clock, log)
    _add_errors(app)
    _add_hooks(app, Organization(store, clock, hook_limit, switches))

    @app.get("/.well-known/okta-organization", provide_automatic_options=False)
    def organization() -> Response:
        return json_answer(views.organization(store.org_id, _base_url()))

    @app.get(_OWN + "requests", provide_automatic_options=False)
    def served() -> Response:
        return json_answer(log.entries())

    return app


def _add_hooks(app: Flask, org: Organization) -> None:
    def route(path: str, method: str, view: Callable[..., Response]) -> None:
        app.add_url_rule(
            path,
            f"{method} {path}",
            view,
            methods=[method],
            provide_automatic_options=False,
        )

    def show(operation: Callable[[str], Any]) -> Callable[[str], Response]:
        return lambda hook_id: json_answer(views.hook(operation(hook_id), _base_url()))

    def change(operation: Callable[[str, dict[str, Any]], Any]) -> Callable[[str], Response]:
        return lambda hook_id: json_answer(views.hook(operation(hook_id, json_body()), _base_url()))

    def list_hooks() -> Response:
        base_url = _base_url()
        hooks = org.hooks(request.args.get("type"))
        return json_answer([views.hook(hook, base_url) for hook in hooks])

    def create() -> Response:
        # 200, not 201: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
        return json_answer(views.hook(org.create(json_body()), _base_url()))

    def delete(hook_id: str) -> Response:
        org.delete(hook_id)
        return empty_answer(204)

    route(_HOOKS, "GET", list_hooks)
    route(_HOOKS, "POST", create)
    route(_HOOK, "GET", show(org.get))
    route(_HOOK, "PUT", change(org.replace))
    route(_HOOK, "POST", change(org.update))
    route(_HOOK, "DELETE", delete)
    route(_HOOK + "/lifecycle/activate", "POST", show(org.activate))
    route(_HOOK + "/lifecycle/deactivate", "POST", show(org.deactivate))


def _add_gate(
    app: Flask,
    token: str,
    clock: Callable[[], float],
    rates: RateLimits,
    switches: Switches,
) -> None:
    """Every request of the API is counted, and shows its token."""

    @app.before_request
    def admit() -> Response | None:
        g.rate = None
        if not request.path.startswith("/api/"):
            return None
        # Recorded elsewhere in the API: a 405 has no rate limit headers.
        if not isinstance(request.routing_exception, MethodNotAllowed):
            g.rate = rates.take(bucket_of(request.path), clock())
        _check_token(token, switches)
        if g.rate and g.rate.exceeded:
            raise Refusal("E0000047")
        length_known = "Content-Length" in request.headers or "Transfer-Encoding" in request.headers
        if request.method in ("POST", "PUT") and not length_known:
            # Source: Okta, API overview: an empty POST or PUT needs Content-Length: 0.
            return empty_answer(411)
        return None


def _add_marks(app: Flask, clock: Callable[[], float], log: RequestLog) -> None:
    """Every answer is dated, says what is left of its rate, and is noted."""

    @app.after_request
    def complete(response: Response) -> Response:
        response.headers["Date"] = formatdate(clock(), usegmt=True)
        response.headers["x-okta-request-id"] = secrets.token_urlsafe(20)
        if g.rate:
            response.headers.update(g.rate.headers())
        if not request.path.startswith(_OWN):
            query = request.query_string.decode("latin-1")
            path = f"{request.path}?{query}" if query else request.path
            log.add(request.method, path, response.status_code)
        return response


def _check_token(token: str, switches: Switches) -> None:
    """Okta's own Python SDK 3.4 sends `SSWS` and the token without a space between them."""
    given = request.headers.get("Authorization", "")
    if not given and switches.missing_token == "invalid-session":
        raise Refusal("E0000005")
    scheme, value = given[:4], given[4:].removeprefix(" ")
    if scheme != "SSWS" or not hmac.compare_digest(value.encode(), token.encode()):
        raise Refusal("E0000011")


def _add_errors(app: Flask) -> None:
    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Response:
        return json_answer(refusal.envelope(), refusal.status)

    @app.errorhandler(HTTPException)
    def refuse_plainly(error: HTTPException) -> Response:
        refusal = _refusal(error)
        return json_answer(refusal.envelope(), refusal.status)


def _refusal(error: HTTPException) -> Refusal:
    """Okta's error for one that the framework found."""
    path = request.path
    if any(re.fullmatch(route, path) for route in facts.load().routes_not_emulated):
        return Refusal("E0000060", f"{request.method} {path}")
    codes = {404: "E0000008", 405: "E0000022", 500: "E0000009"}
    # The rest is a body that is too long or a Host that is none: no source says how Okta answers.
    return Refusal(codes.get(error.code or 500, "E0000003"))


def _base_url() -> str:
    return request.host_url.rstrip("/")
