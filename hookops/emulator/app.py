"""The emulator as a WSGI application: its areas, and what every answer has in common.

Who may send a request is decided in `http/local_only.py` and `http/gate.py`, what is scripted for
it in `control/middleware.py`, and each call of the API in its area.
"""

import re
import time
from collections.abc import Callable, Mapping
from email.utils import formatdate
from typing import Any

from flask import Response, g, request
from werkzeug.exceptions import HTTPException

from hookops.emulator import facts, rsa_keys
from hookops.emulator.control import endpoints
from hookops.emulator.control import seed as seeds
from hookops.emulator.control.clock import Clock
from hookops.emulator.control.control import Control
from hookops.emulator.control.middleware import ADMIN, OWN, Middleware
from hookops.emulator.control.switches import Switches
from hookops.emulator.http.error_values import echoed
from hookops.emulator.http.errors import ApiError
from hookops.emulator.http.gate import add_gate
from hookops.emulator.http.local_only import LocalOnly
from hookops.emulator.http.rates import RateLimits
from hookops.emulator.http.responses import json_answer
from hookops.emulator.http.routing import Application
from hookops.emulator.oauth import area as oauth
from hookops.emulator.okta import groups, org, system_log
from hookops.emulator.okta.apps import area as apps
from hookops.emulator.okta.hooks import area as hooks
from hookops.emulator.okta.hooks import keys as hook_keys
from hookops.emulator.okta.policies import area as policies
from hookops.emulator.okta.servers import area as authorization_servers
from hookops.emulator.okta.users import area as users
from hookops.emulator.page import area as page
from hookops.emulator.service import execute
from hookops.emulator.store.contract import Store
from hookops.emulator.store.ids import Ids
from hookops.emulator.world import Area, FilledArea, SeededArea, World

# Longest body accepted, in bytes. Emulator choice: Okta's own limit is unknown.
BODY_LIMIT = 1024 * 1024

# Everything that is emulated.
AREAS: tuple[Area, ...] = (
    hooks,
    hook_keys,
    execute,
    system_log,
    oauth,
    groups,
    users,
    authorization_servers,
    policies,
    apps,
    org,
    page,
)

# What a fresh org has something of, in the order in which it is made: rules name groups.
FILLED: tuple[FilledArea, ...] = (oauth, groups, authorization_servers, policies)

# Members of a seed and their areas, in the order in which their objects are made: hooks name keys,
# and rules and apps name hooks.
SEEDED: Mapping[str, SeededArea] = {
    "keys": hook_keys,
    "hooks": hooks,
    "groups": groups,
    "authorization_servers": authorization_servers,
    "policies": policies,
    "apps": apps,
    "clients": oauth,
}


def create_app(
    store: Store,
    *,
    token: str,
    clock: Callable[[], float] = time.time,
    hook_limit: int = 100,
    rate_limit: int | None = None,
    switches: Switches = Switches(),
    seed: Mapping[str, Any] | None = None,
    id_seed: int | None = None,
    sleep: Callable[[float], None] = time.sleep,
    lost: Callable[[], Exception] = ConnectionResetError,
    service_budget_s: float = 3.0,
    new_pem: Callable[[], str] = rsa_keys.new_pem,
) -> Application:
    """An application that answers as Okta's API does, over the objects in `store`.

    Shape: `token` is the one API token that is accepted; `rate_limit` is per minute and bucket,
    and None never refuses; `seed` is what `seed.read` gives, for a store that was never used;
    with an `id_seed` ids are the same each time. `sleep` is how a scripted delay waits, `lost`
    makes what a scripted loss of the connection raises; `new_pem` makes private RSA keys.
    Units: `clock` gives Unix time in seconds. Raises: SeedError.
    """
    app = Application("hookops.emulator", template_folder="page/templates")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    plan = seeds.Plan(FILLED, SEEDED, seed or {})
    seeds.check(plan.seed, SEEDED)
    seeds.identify(store, plan.seed)
    world = World(
        app=app,
        store=store,
        clock=Clock(clock),
        ids=Ids(store.id_suffix, id_seed),
        rates=RateLimits(rate_limit),
        control=Control(switches, seeds.settings(plan.seed, switches), sleep, lost),
        token=token,
        hook_limit=hook_limit,
        service_budget_s=service_budget_s,
        new_pem=new_pem,
    )
    app.extensions |= {"hookops.emulator": world, "hookops.seed": plan}
    _register(world)
    # Around Flask, as a lost connection must not become an answer of Flask's.
    scripted = Middleware(world, app.wsgi_app, BODY_LIMIT)
    app.wsgi_app = LocalOnly(scripted)  # type: ignore[method-assign, assignment]
    seeds.start(world)
    return app


def _register(world: World) -> None:
    add_gate(world)
    _add_marks(world)
    _add_errors(world)
    for area in AREAS:
        area.register(world)
    endpoints.register(world)
    world.app.match_routes()


def _add_marks(world: World) -> None:
    """Every answer is dated, says what is left of its rate, and is in the log."""

    @world.app.after_request
    def complete(response: Response) -> Response:
        # By the emulator's clock: clients wait for reset - Date, as terraform-provider-okta does.
        response.headers["Date"] = formatdate(world.clock(), usegmt=True)
        response.headers["x-okta-request-id"] = world.ids.text(27)
        # Absent from a 405, as recorded, and from paths that have no rate.
        if g.get("rate"):
            response.headers.update(g.rate.headers())
        # For the history, which is outside of Flask.
        request.environ["hookops.operation"] = request.endpoint or ""
        if not request.path.startswith(OWN) and not request.environ.get(ADMIN):
            query = request.query_string.decode("latin-1")
            path = f"{request.path}?{query}" if query else request.path
            world.control.requests.add(request.method, path, response.status_code)
        return response


def _add_errors(world: World) -> None:
    @world.app.errorhandler(ApiError)
    def refuse(error: ApiError) -> Response:
        # Here for all areas: a view has no need to know the switch.
        if world.switches.error_values == "echo":
            body = request.get_json(silent=True)
            error.causes = tuple(echoed(error.causes, body, request.args))
        return json_answer(error.envelope(world.ids.new("oae")), error.status)

    @world.app.errorhandler(HTTPException)
    def refuse_plainly(error: HTTPException) -> Response:
        return refuse(_api_error(error))


def _api_error(error: HTTPException) -> ApiError:
    """Okta's error for one that the framework found."""
    path = request.path
    # What Okta has and this emulator has not is 501: a 404 would tell the client that Okta has no
    # such call.
    unrouted = error.code == 404 and error is request.routing_exception
    if unrouted and any(re.fullmatch(route, path) for route in facts.load().routes_not_emulated):
        return ApiError("E0000060", f"{request.method} {path}")
    codes = {404: "E0000008", 405: "E0000022", 500: "E0000009"}
    # The rest is a body that is too long or a Host that is none: no source says how Okta answers.
    return ApiError(codes.get(error.code or 500, "E0000003"))
