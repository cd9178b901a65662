"""The area of `execute`: a hook's service is called for a test, as Okta would call it.

HTTP, what an answer means, and the System Log; the call itself is in `hook_call.py`.
Source: Okta Management API, executeInlineHook; Okta, Inline hooks concept.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from hookops.emulator import facts
from hookops.emulator.facts import HookType
from hookops.emulator.http.errors import ApiError, Problem, invalid, not_found
from hookops.emulator.http.responses import json_answer, json_body
from hookops.emulator.okta.hooks.operations import INACTIVE
from hookops.emulator.service.hook_call import HookCall
from hookops.emulator.service.transport import Answer, CallFailed, NoAnswer
from hookops.emulator.store.contract import HookRecord
from hookops.emulator.world import World

# Source: Okta Management API, createTokenHook: an `error` without `errorSummary`.
_DEFAULT_ERROR = "The callback service returned an error"

# Source: Okta, Error codes: no response, a wrong one, and an error as the response.
_NO_ANSWER = "E0000137"
_BAD_ANSWER = "E0000134"
_ERROR_ANSWER = "E0000135"


class BadAnswer(Exception):
    """An answer is no success, or not what the contract of the hook's type wants."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def register(world: World) -> None:
    """The one call."""

    def execute(hook_id: str) -> Response:
        # Read to refuse what is no JSON object; the body that goes out is the caller's own.
        json_body()
        hook = world.store.get(hook_id)
        if hook is None:
            raise not_found(hook_id)
        if hook.status == INACTIVE and world.switches.execute_inactive == "refuse":
            raise invalid([Problem("status", "An inactive inline hook cannot be executed")])
        # The caller's bytes, not ours of the same meaning.
        return json_answer(_execute(world, hook, request.get_data()))

    world.route("POST", "/api/v1/inlineHooks/<hook_id>/execute", execute, "executeInlineHook")


def _execute(world: World, hook: HookRecord, body: bytes) -> dict[str, Any]:
    """What the service answered. Raises: ApiError, whose cause says what failed."""
    start_s = time.monotonic()
    type_ = facts.load().types[hook.type]
    events = _Events(world, hook, start_s)
    try:
        answer = HookCall(world, hook).send(body)
        _check_status(type_, answer, lenient=world.switches.other_success == "accept")
    except CallFailed as problem:
        events.executed(str(problem))
        # Only silence is a timeout to Okta; an address that may not be called was reached by
        # nobody.
        code = _NO_ANSWER if isinstance(problem, NoAnswer) else _BAD_ANSWER
        raise _failure(world, code, str(problem)) from None
    except BadAnswer as problem:
        events.executed(str(problem))
        raise _failure(world, problem.code, str(problem)) from None
    # Two events: the call, then the processing of its answer. Source: Okta, Event types.
    events.executed(None)
    try:
        value = _read(answer, type_, strict=world.switches.execute_check == "shape")
    except BadAnswer as problem:
        events.processed(None, str(problem))
        raise _failure(world, problem.code, str(problem)) from None
    events.processed(value.get("debugContext"), _reported_error(value))
    return value


def _failure(world: World, code: str, message: str) -> ApiError:
    error = ApiError(code, causes=[message])
    # The description of the operation knows 400 alone; the list of errors gives 502 and 504.
    if world.switches.execute_status == "operation":
        error.status = 400
    return error


def _check_status(type_: HookType, answer: Answer, *, lenient: bool) -> None:
    """The service says that it succeeded. Raises: BadAnswer."""
    if answer.status in type_.success_statuses or (lenient and 200 <= answer.status < 300):
        return
    # Source: Okta, Inline hooks concept: redirects are not followed.
    if 300 <= answer.status < 400:
        raise BadAnswer(_BAD_ANSWER, f"the service redirected with status {answer.status}")
    raise BadAnswer(_ERROR_ANSWER, f"the service answered status {answer.status}")


def _read(answer: Answer, type_: HookType, *, strict: bool) -> dict[str, Any]:
    """The JSON object of the answer; an empty one stands for an empty body."""
    if not answer.body and type_.empty_answer:
        return {}
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise BadAnswer(_BAD_ANSWER, "the service's answer is no JSON") from None
    if not isinstance(value, dict):
        raise BadAnswer(_BAD_ANSWER, "the service's answer is no JSON object")
    # What "matches the contract" means is not documented: see `Switches.execute_check`.
    if strict:
        _check_shape(value)
    return value


def _check_shape(value: Mapping[str, Any]) -> None:
    # Source: Okta, Inline hooks concept, response: commands, error, debugContext.
    for name in ("error", "debugContext"):
        if not isinstance(value.get(name, {}), dict):
            raise BadAnswer(_BAD_ANSWER, f"{name} of the service's answer is no object")
    commands = value.get("commands", [])
    if not isinstance(commands, list):
        raise BadAnswer(_BAD_ANSWER, "commands of the service's answer is no array")
    for index, command in enumerate(commands):
        whole = isinstance(command, dict) and isinstance(command.get("type"), str)
        if not whole or "value" not in command:
            message = f"commands[{index}] of the service's answer has no type and value"
            raise BadAnswer(_BAD_ANSWER, message)


def _reported_error(value: Mapping[str, Any]) -> str | None:
    """What the service reports as wrong with the data; None when nothing is."""
    error = value.get("error")
    if not isinstance(error, dict):
        return None
    # An `error` is a valid answer: the service found fault with the data, and `execute` shows it.
    return str(error.get("errorSummary") or _DEFAULT_ERROR)


class _Events:
    """What the System Log has of a call. Source: Okta, Event types, `inline_hook.*`.

    Emulator choice: names of the members in camel case, as other events have them; and
    `emulatorDurationMs`, which Okta does not have.
    """

    def __init__(self, world: World, hook: HookRecord, start_s: float) -> None:
        self._world = world
        self._hook = hook
        self._start_s = start_s

    def executed(self, problem: str | None) -> None:
        """The call is over."""
        if problem is None and self._world.switches.executed_event == "failure":
            return
        elapsed_ms = int((time.monotonic() - self._start_s) * 1000)
        self._log("executed", problem, {"emulatorDurationMs": str(elapsed_ms)})

    def processed(self, debug_context: Any, problem: str | None) -> None:
        """The answer was looked at."""
        own = {} if debug_context is None else {"inlineHook": _java_map(debug_context)}
        self._log("response.processed", problem, own)

    def _log(self, what: str, problem: str | None, own: Mapping[str, str]) -> None:
        hook = self._hook
        debug = {"inlineHookType": hook.type, "url": hook.channel["config"]["uri"], **own}
        if problem is not None:
            debug["errorMessage"] = problem
        outcome = "SUCCESS" if problem is None else "FAILURE"
        event_type = f"inline_hook.{what}"
        self._world.log_event(event_type, "InlineHook", hook.id, hook.name, debug, outcome, problem)


def _java_map(value: Any) -> str:
    """The text that Java has for a map, as samples of such events show it: `{a=b, c=d}`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_java_map(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_java_map(item) for item in value) + "]"
    return value if isinstance(value, str) else json.dumps(value)
