"""The emulator's own endpoints, below `/_emulator/`: what a test sets and reads over HTTP.

Everything they do is a method of `World`'s parts, for tests in the same process.
"""

import json
from collections.abc import Callable
from typing import Any

from flask import Response, request

from hookops.emulator.control import seed, switchboard
from hookops.emulator.control.middleware import OWN
from hookops.emulator.http.responses import empty_answer, json_answer
from hookops.emulator.world import World


def register(world: World) -> None:
    """The endpoints are there."""
    control = world.control
    _settings(world)

    def history() -> Response:
        return json_answer([entry.shown() for entry in control.history.entries()])

    def reset(_body: Any) -> Response:
        seed.reset(world)
        return empty_answer(204)

    world.route("GET", OWN + "requests", lambda: json_answer(control.requests.entries()))
    world.route("GET", OWN + "history", history)
    world.route("POST", OWN + "reset", _reading(reset))
    _scripts(world, "faults", control.faults.add, control.faults.shown, control.faults.clear)
    _scripts(world, "edits", control.add_edits, control.edits, control.clear_edits)


def _settings(world: World) -> None:
    def switches() -> Response:
        return json_answer(switchboard.shown(world.switches))

    def change(body: Any) -> Response:
        initial = world.control.initial
        world.control.switches = switchboard.requested(initial, world.switches, _object(body))
        return switches()

    def clock(body: Any) -> Response:
        given = _object(body)
        # A misspelt name would else leave the clock as it is, and the test wonder why.
        unknown = set(given) - {"offset_s", "freeze"}
        if unknown:
            raise ValueError(f"a clock has offset_s and freeze, not {', '.join(sorted(unknown))}")
        world.clock.change(given.get("offset_s"), given.get("freeze"))
        return json_answer({"now": world.clock()})

    world.route("GET", OWN + "switches", switches)
    world.route("PATCH", OWN + "switches", _reading(change))
    world.route("GET", OWN + "clock", lambda: json_answer({"now": world.clock()}))
    world.route("POST", OWN + "clock", _reading(clock))


def _scripts(
    world: World,
    name: str,
    add: Callable[..., None],
    shown: Callable[[], Any],
    clear: Callable[[], None],
) -> None:
    def post(body: Any) -> Response:
        # One rule or a list of them; with a list, all are added or none.
        add(*(body if isinstance(body, list) else [body]))
        return json_answer(shown())

    def delete() -> Response:
        clear()
        return empty_answer(204)

    world.route("GET", OWN + name, lambda: json_answer(shown()))
    world.route("POST", OWN + name, _reading(post))
    world.route("DELETE", OWN + name, delete)


def _reading(view: Callable[[Any], Response]) -> Callable[[], Response]:
    """The view with the JSON of the request; what it cannot take is answered 400, and why."""

    def answer() -> Response:
        try:
            data = request.get_data()
            # No media type is asked for: `curl -d` sends a form's, and nobody else sends these.
            return view(json.loads(data) if data else None)
        # RuleError, UnknownSwitch and JSON errors are ValueErrors. The text is for the person who
        # wrote the test: no envelope of Okta's.
        except (ValueError, TypeError, RecursionError) as problem:
            return json_answer({"error": str(problem)}, 400)

    return answer


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise ValueError("the body is no JSON object")
    return body
