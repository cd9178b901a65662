"""Services that are broken, each in one way: what a check of a service must find.

A variant wraps a service that works, such as one of `examples/services`, and is served as it is.
Whom the service refuses it still refuses, but for `redirect` and `no-authentication`.

    app = variants("token", delay_s=3.5)["slow"](create_app(secret))

Ids of checks are those of `hookops.contracts`.
"""

import io
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from services.broken_rows import Row, row_of
from werkzeug.wrappers import Request, Response

WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]
Sleep = Callable[[float], None]
LIMIT = 262_144
"""Bytes that an answer must stay below. Source: Okta, Inline hooks concept: 256 KB."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call of a service that works, of a type."""

    row: Row
    request: Request
    body: bytes
    """Of the request."""
    app: WSGI
    delay_s: float
    sleep: Sleep

    def ask(self, **environ: str) -> Response:
        """What the service answers, to a request that may be changed."""
        whole = {**self.request.environ, "wsgi.input": io.BytesIO(self.body), **environ}
        return Response.from_app(self.app, whole, buffered=True)

    def with_commands(self, change: Callable[[Any], Any]) -> Response:
        """The right answer, with other commands and nothing else."""
        right = self.row.right
        return self.with_answer(lambda whole: {"commands": change(whole.get("commands", right))})

    def with_answer(self, change: Callable[[Any], Any]) -> Response:
        """The right answer, changed; the answer to a refused request stays as it is.

        Where the service had nothing to say, the row's own commands are what is changed.
        """
        answer = self.ask()
        if answer.status_code not in (200, 204):
            return answer
        whole = json.loads(answer.data) if answer.data else {"commands": self.row.right}
        return as_json(change(whole))


Fault = Callable[[Exchange], Response]


def as_json(value: Any, status: int = 200) -> Response:
    """An answer with that in its body."""
    return Response(json.dumps(value), status, content_type="application/json")


def wrong_status(call: Exchange) -> Response:
    """The answer is right, but its status says that the call failed."""
    answer = call.with_answer(lambda whole: whole)
    if answer.status_code == 200:
        answer.status_code = 500
    return answer


def slow(call: Exchange) -> Response:
    """The answer is right, but later than Okta waits."""
    call.sleep(call.delay_s)
    return call.ask()


def redirect(call: Exchange) -> Response:
    """The service has moved, and says where; Okta does not follow."""
    return Response("", 307, {"Location": f"https://new.example.com{call.request.path}"})


def bad_path(call: Exchange) -> Response:
    """The service answers at another path than the hook calls."""
    return call.ask(PATH_INFO=f"/v2{call.request.path}")


def reserved(call: Exchange) -> Response:
    """The answer wants what no hook may: a reserved claim, or the nearest that the type has."""
    return call.with_commands(lambda _: call.row.reserved)


def wrong_command(call: Exchange) -> Response:
    """The commands are those of another type of hook."""
    return call.with_commands(lambda found: [{**c, "type": call.row.other_command} for c in found])


def too_large(call: Exchange) -> Response:
    """The answer has as many bytes as no answer may have."""
    padding = {"debugContext": {"padding": "x" * LIMIT}}
    return call.with_answer(lambda whole: {**whole, **padding})


def not_json(call: Exchange) -> Response:
    """The answer is a page for people, with status 200."""
    answer = call.ask()
    if answer.status_code not in (200, 204):
        return answer
    return Response("<!doctype html><title>Welcome</title>", 200, content_type="text/html")


def missing_value(call: Exchange) -> Response:
    """The commands say what to do, but not with what."""
    return call.with_commands(lambda found: [{"type": command["type"]} for command in found])


def wrong_error(call: Exchange) -> Response:
    """The error is an array, and none of Okta's readers finds its text."""
    return call.with_answer(lambda _: {"error": [{"errorSummary": "no"}, {"errorCauses": {}}]})


def no_authentication(call: Exchange) -> Response:
    """Anybody is answered, with the secret or without."""
    answer = call.ask()
    return as_json({"commands": call.row.right}) if answer.status_code == 401 else answer


def echoed_secret(call: Exchange) -> Response:
    """The answer repeats the header Authorization, and the password or code of the request."""
    header = call.request.headers.get("Authorization", "")

    def echo(whole: Any) -> Any:
        clear = call.row.clear_secret(call.body)
        return {**whole, "debugContext": {"authorization": header, **clear}}

    return call.with_answer(echo)


FAULTS: dict[str, Fault] = {
    "wrong-status": wrong_status,
    "slow": slow,
    "redirect": redirect,
    "bad-path": bad_path,
    "reserved": reserved,
    "wrong-command": wrong_command,
    "too-large": too_large,
    "not-json": not_json,
    "missing-value": missing_value,
    "wrong-error": wrong_error,
    "no-authentication": no_authentication,
    "echoed-secret": echoed_secret,
}
EVERY_TYPE = {
    "wrong-status": ("all.2c",),
    "slow": ("all.1a",),
    "redirect": ("all.2a",),
    "bad-path": ("all.2b",),
    "too-large": ("all.5a",),
    "not-json": ("all.6a",),
    "missing-value": ("all.8d",),
    "wrong-error": ("all.10a",),
    "no-authentication": ("probe.accepts",),
    "echoed-secret": ("probe.echo-body",),
}
"""Checks that are the same for every type; a row has its own, or its own instead."""


def variants(
    type_name: str, delay_s: float = 3.5, sleep: Sleep = time.sleep
) -> dict[str, Callable[[WSGI], WSGI]]:
    """The broken variants of a type, by name; each function's docstring says what is wrong.

    Shape: `type_name` is short (`token`) or Okta's (`com.okta.oauth2.tokens.transform`).
    """
    row = row_of(type_name)
    return {name: variant(row, name, fault, delay_s, sleep) for name, fault in FAULTS.items()}


def expected(type_name: str) -> dict[str, tuple[str, ...]]:
    """The checks that find each variant; others may find more of it.

    Shape: `probe.accepts` needs a call without the secret, `probe.echo-body` the secret itself.
    """
    checks = EVERY_TYPE | row_of(type_name).checks
    return {name: checks[name] for name in FAULTS}


def variant(
    row: Row, name: str, fault: Fault, delay_s: float, sleep: Sleep
) -> Callable[[WSGI], WSGI]:
    """One fault, as a wrapper of a service."""

    def wrap(app: WSGI) -> WSGI:
        def broken(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            request = Request(environ)
            body = request.get_data()
            return fault(Exchange(row, request, body, app, delay_s, sleep))(environ, start)

        return broken

    wrap.__name__, wrap.__doc__ = name, fault.__doc__
    return wrap
