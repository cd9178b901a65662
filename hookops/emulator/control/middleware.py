"""Where a request meets what was scripted for it: edits around it, faults, then the history.

A WSGI layer around the application, the same in process and on a port. Requests of the
emulator's own paths pass through it untouched.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import Client

from hookops.emulator.control.answers import Answer, scripted, shape, with_headers
from hookops.emulator.control.control import Control, Edit, Late
from hookops.emulator.control.faults import IncomingRequest
from hookops.emulator.control.history import Entry, recorded
from hookops.emulator.http.echoes import add_echoes
from hookops.emulator.http.errors import ApiError
from hookops.emulator.world import World

# Paths that are no part of the API.
OWN = "/_emulator/"
# Where the page for people lies; its short paths lead there, and are no part of the API either.
PAGE = OWN + "page/"
# Below it lies the whole API once more: what is sent there an administrator does in the console.
CONSOLE = OWN + "admin"
# In the environment of a request by that administrator, scripted or not.
ADMIN = "hookops.admin"
_SHORT = re.compile(r"/(requests|trouble|hooks|hooks/.*)?", re.DOTALL)


class Middleware:
    """The application with everything that was scripted."""

    def __init__(self, world: World, inner: WSGIApplication, body_limit: int) -> None:
        self._world = world
        self._control: Control = world.control
        self._inner = inner
        self._limit = body_limit

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """See PEP 3333. Raises: what `Control.lost` makes, where a rule drops the connection."""
        # Short addresses for people. No path that is emulated starts so.
        if _SHORT.fullmatch(environ["PATH_INFO"]):
            environ["PATH_INFO"] = PAGE + environ["PATH_INFO"][1:]
        if environ["PATH_INFO"].startswith(CONSOLE + "/"):
            environ[ADMIN] = True
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(CONSOLE)
        self._carry_out_late()
        if environ["PATH_INFO"].startswith(OWN):
            return self._inner(environ, start)
        # Read whole and given back: rules may carry a request out twice, and the history shows it.
        body = _body(environ, self._limit)
        # Edits are recorded, and neither counted nor met by faults: they would meet themselves.
        if environ.get(ADMIN):
            return _send(self._answer_and_record(environ, body, None, {}), start)
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        # Counted before the edits, so that an index is the same with and without them.
        index = self._control.index()
        asked = IncomingRequest(index, method, path, lambda: operation(self._world.app, environ))
        # An edit comes between what a client read and what it writes: that is the race to test.
        due = self._control.due_edits(asked)
        self._edit(edit for edit in due if not edit.after)
        action = self._control.faults.action(asked)
        if "delay_s" in action:
            self._control.sleep(float(action["delay_s"]))
        if "late_s" in action:
            due_s = self._world.clock() + float(action["late_s"])
            # By then the connection is closed, and what it had is read.
            kept = {**environ, "wsgi.input": io.BytesIO(body)}
            self._control.postpone(Late(due_s, index, kept, body))
        answer = self._answer_and_record(environ, body, index, action)
        # After it was recorded: the history keeps no secret.
        add_echoes(answer, environ, body, self._world.switches.echo_secrets)
        self._edit(edit for edit in due if edit.after)
        if _is_lost(action):
            # Outside of Flask, which would make a 500 of it.
            raise self._control.lost()
        if "truncate" in action:
            # The length stays that of the whole body, so that the client can tell that it broke
            # off.
            start(answer.line, answer.headers)
            return self._broken(answer.body[: action["truncate"]])
        if "drip" in action:
            start(answer.line, answer.headers)
            return self._dripping(answer.body, action["drip"])
        return _send(answer, start)

    def _dripping(self, body: bytes, per_second: int) -> Iterator[bytes]:
        for position in range(0, len(body), per_second):
            self._control.sleep(1)
            yield body[position : position + per_second]

    def _carry_out_late(self) -> None:
        """What was postponed until now is done, before whatever comes next is looked at."""
        for late in self._control.due_late(self._world.clock()):
            # Nobody gets its answer, and the history says so.
            action = {"drop": "after"}
            # As of the time at which it was due: its dates, and what a lagging list shows, follow.
            with self._world.clock.at(late.due_s):
                self._answer_and_record(late.environ, late.body, late.index, action)

    def _broken(self, body: bytes) -> Iterator[bytes]:
        yield body
        raise self._control.lost()

    def _answer_and_record(
        self, environ: WSGIEnvironment, body: bytes, index: int | None, action: Mapping[str, Any]
    ) -> Answer:
        commits = self._world.store.commits
        # The time at which it came, not that of the answer.
        time = self._world.clock()
        answer = self._answer(environ, body, action)
        entry = Entry(
            index,
            time,
            environ["REQUEST_METHOD"],
            _path(environ),
            environ.get("hookops.operation", ""),
            None if _is_lost(action) else answer.status,
            recorded(body, environ.get("CONTENT_TYPE", "")),
            b"" if _is_lost(action) else recorded(answer.body, answer.header("content-type")),
            self._world.store.commits > commits,
            "client" if index is not None else "admin",
            dict(action) or None,
        )
        self._control.history.add(entry)
        return answer

    def _answer(self, environ: WSGIEnvironment, body: bytes, action: Mapping[str, Any]) -> Answer:
        # The request is never seen by the application, and nothing of it is stored.
        if action.get("drop") == "before":
            return Answer(0, [], b"")
        if "stale" in action:
            old = self._control.history.earlier(
                environ["REQUEST_METHOD"], _path(environ), action["stale"]
            )
            if old is not None:
                # It is carried out for its headers, rates and request id; only the body is old.
                answer = self._run(environ, body)
                answer.headers = with_headers(answer.headers, {"Content-Length": len(old.answered)})
                return Answer(200, answer.headers, old.answered)
        replaced = "status" in action or "error" in action
        if replaced and ("late_s" in action or not action.get("carry_out")):
            return self._scripted(action)
        if "late_s" in action:
            return Answer(0, [], b"")
        answer = self._run(environ, body)
        # As a proxy may that repeats a request whose answer it lost; the second answer is sent.
        if action.get("twice"):
            answer = self._run(environ, body)
        if replaced:
            return self._scripted(action)
        shape(answer, action)
        answer.headers = with_headers(answer.headers, action.get("headers", {}))
        return answer

    def _scripted(self, action: Mapping[str, Any]) -> Answer:
        if "status" in action:
            return scripted(action)
        error = ApiError(action["error"])
        body = error.envelope(self._world.ids.new("oae"))
        return scripted({**action, "status": error.status, "body": body})

    def _run(self, environ: WSGIEnvironment, body: bytes) -> Answer:
        if body:
            # A new one for each run: the first has read it to its end.
            environ["wsgi.input"] = io.BytesIO(body)
        answer = Answer(500, [], b"")

        def start(status: str, headers: list[tuple[str, str]], _info: Any = None) -> Any:
            answer.status, answer.headers = int(status[:3]), headers
            return None

        chunks = self._inner(environ, start)
        answer.body = b"".join(chunks)
        close = getattr(chunks, "close", None)
        # PEP 3333 wants it, and Flask ends the request context there.
        if close:
            close()
        return answer

    def _edit(self, edits: Iterable[Edit]) -> None:
        client = Client(self)
        for one in (one for edit in edits for one in edit.requests):
            body = one.get("body")
            # Without a body the client would send no length, which is an error of its own.
            length = {} if body is not None else {"CONTENT_LENGTH": "0"}
            client.open(
                one["path"],
                method=one["method"].upper(),
                json=body,
                environ_overrides={ADMIN: True, **length},
            )


def operation(app: Flask, environ: WSGIEnvironment) -> str:
    """The operation that the request is for; empty when there is none."""
    try:
        endpoint, _ = app.url_map.bind_to_environ(environ).match()
    except HTTPException:
        return ""
    return str(endpoint)


def _body(environ: WSGIEnvironment, limit: int) -> bytes:
    """The request's body, which can be read again; empty when it is longer than is accepted."""
    length = environ.get("CONTENT_LENGTH", "")
    # A wrong length is for the application to refuse.
    if not length.isascii() or not length.isdigit() or not 0 < int(length) <= limit:
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    return body


def _path(environ: WSGIEnvironment) -> str:
    # WSGI has decoded the path; the history shows it as a client wrote it.
    path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _is_lost(action: Mapping[str, Any]) -> bool:
    """Whether the client gets no answer at all."""
    return "drop" in action or ("late_s" in action and not {"status", "error"} & action.keys())


def _send(answer: Answer, start: StartResponse) -> Iterable[bytes]:
    start(answer.line, answer.headers)
    return [answer.body]
