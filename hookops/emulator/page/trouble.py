"""Pages about what was asked of the emulator, and what is scripted: requests, switches, faults.

`/requests`, `/trouble` and where their forms go. What a form does is what the endpoints of
`control/endpoints.py` do.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from hookops.emulator.control import seed, switchboard
from hookops.emulator.control.history import Entry
from hookops.emulator.control.middleware import PAGE
from hookops.emulator.control.switches import Switches
from hookops.emulator.page.render import redirect_to, render
from hookops.emulator.world import World

# Requests on one page.
_SHOWN = 200

_DONE = {
    "switches": "The switches are set.",
    "fault": "The fault was added.",
    "cleared": "There are no faults.",
    "reset": "Everything is as it was at the start.",
}


def register(world: World) -> None:
    """The pages, and their forms."""
    pages = Trouble(world)
    world.route("GET", PAGE + "requests", pages.requests)
    world.route("GET", PAGE + "trouble", pages.trouble)
    world.route("POST", PAGE + "switches", pages.set_switches)
    world.route("POST", PAGE + "faults", pages.add_fault)
    world.route("POST", PAGE + "faults/clear", pages.clear_faults)
    world.route("POST", PAGE + "reset", pages.reset)


class Trouble:
    """Views about requests and what is scripted for them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def requests(self) -> Response:
        """The last requests, newest first; those only that contain the text of the query."""
        text = request.args.get("q", "")
        entries = reversed(self._world.control.history.entries())
        found = [row for row in map(_row, entries) if text.lower() in row["text"]]
        return render(
            "requests.html", rows=found[:_SHOWN], count=len(found), most=_SHOWN, text=text
        )

    def trouble(self) -> Response:
        """Switches and faults."""
        return self._trouble()

    def set_switches(self) -> Response:
        """The switches are as the form says."""
        control = self._world.control
        given = {name: value for name, value in request.form.items() if name != "save"}
        try:
            control.switches = switchboard.requested(control.initial, control.switches, given)
        except switchboard.UnknownSwitch as problem:
            return self._trouble(switch_error=str(problem))
        return redirect_to("/trouble?done=switches")

    def add_fault(self) -> Response:
        """One more rule holds, or the form is shown with what is wrong."""
        try:
            self._world.control.faults.add(read_fault(request.form))
        except ValueError as problem:
            return self._trouble(fault_error=str(problem), typed=request.form)
        return redirect_to("/trouble?done=fault#faults")

    def clear_faults(self) -> Response:
        """No rule holds."""
        self._world.control.faults.clear()
        return redirect_to("/trouble?done=cleared#faults")

    def reset(self) -> Response:
        """Everything is as at the start, if the box was ticked."""
        # There is no script to ask again, and no way back.
        if "sure" not in request.form:
            return self._trouble(reset_error="tick the box to reset everything")
        seed.reset(self._world)
        return redirect_to("/trouble?done=reset")

    def _trouble(
        self,
        *,
        switch_error: str = "",
        fault_error: str = "",
        reset_error: str = "",
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        now = switchboard.shown(self._world.switches)
        texts = switchboard.documentation()
        rows = [
            {
                "name": name,
                "values": values,
                "now": now[name],
                "about": texts[name],
                "default": getattr(Switches(), name),
            }
            for name, values in switchboard.choices().items()
        ]
        return render(
            "trouble.html",
            400 if switch_error or fault_error or reset_error else 200,
            switches=rows,
            faults=self._world.control.faults.shown(),
            operations=_operations(self._world),
            switch_error=switch_error,
            fault_error=fault_error,
            reset_error=reset_error,
            typed=typed or {},
            done=_DONE.get(request.args.get("done", ""), ""),
        )


def read_fault(given: Mapping[str, str]) -> dict[str, Any]:
    """The rule that the form describes; fields left empty are not in it. Raises: ValueError."""
    # Fields left empty are none: a browser sends every field. Each branch is one field of the form;
    # numbers are read here, as the rule itself takes numbers only.
    match: dict[str, Any] = {
        name: given[name] for name in ("method", "operation", "path") if given.get(name)
    }
    if given.get("nth"):
        match["nth"] = _number("nth", given["nth"], int)
    action: dict[str, Any] = {}
    if given.get("delay_s"):
        action["delay_s"] = _number("delay_s", given["delay_s"], float)
    if given.get("drop"):
        action["drop"] = given["drop"]
    if given.get("status"):
        action["status"] = _number("status", given["status"], int)
    if given.get("body"):
        action["body"] = _json_or_text(given["body"])
    if not action:
        raise ValueError("say what happens: a delay, a lost connection or a status")
    if "body" in action and "status" not in action:
        raise ValueError("a body needs a status")
    return {"match": match, "action": action}


def _number(name: str, text: str, kind: type[int] | type[float]) -> int | float:
    try:
        number = kind(text)
    except ValueError:
        raise ValueError(f"{name} is no number") from None
    # A delay of an hour would look like a hang, and a status outside of HTTP is no answer.
    low, high = {"status": (200, 599), "delay_s": (0, 600)}.get(name, (1, 1_000_000))
    if not low <= number <= high:
        raise ValueError(f"{name} is between {low} and {high}")
    return number


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _row(entry: Entry) -> dict[str, Any]:
    """The entry as the page shows it; `text` is what a filter looks at."""
    # UTC, as the page says and as the System Log has it.
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(entry.time))
    status = "connection lost" if entry.status is None else str(entry.status)
    words = (entry.method, entry.path, status, entry.operation, entry.by, when)
    return {
        "entry": entry,
        "when": when,
        "status": status,
        "bad": entry.status is None or entry.status >= 400,
        "text": " ".join(words).lower(),
    }


def _operations(world: World) -> list[str]:
    rules = world.app.url_map.iter_rules()
    return sorted({rule.endpoint for rule in rules if rule.rule.startswith(("/api/", "/oauth2/"))})
