"""A `Call` and its deferred values to bytes. The only module where a secret becomes text."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlencode

from hookops.kinds.inline_hook.secret_headers import HIDDEN
from hookops.model.call import Body, Call, Edit
from hookops.model.resource import ID, IdOf, Json, Key
from hookops.model.secret import LOOKS_SECRET, Secret, SecretRef


@dataclass(frozen=True, slots=True)
class DeferredValues:
    """Values that are known only when a call is sent: ids that Okta gives, and secrets."""

    id_of: Callable[[Key], str]
    secrets: Mapping[SecretRef, Secret] = field(default_factory=dict)


TOKEN_PATH = "/oauth2/v1/token"
"""Where access tokens are asked for: the one POST that changes nothing in the org."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. Its content may contain secrets, so no printed form shows it."""

    method: str
    path: str
    """With the query."""
    content: bytes | None = field(default=None, repr=False)
    # Secrets cannot be compared, and two requests with the same content are the same.
    secrets: tuple[Secret, ...] = field(default=(), repr=False, compare=False)
    """What was sent in confidence, with this request or others: no text of an answer shows it."""
    headers: Mapping[str, Secret] = field(default_factory=dict, repr=False, compare=False)
    """What lets it in; of one attempt alone."""
    attempt: int = field(default=1, repr=False, compare=False)
    """How often it is sent by now, for the log."""

    @property
    def writes(self) -> bool:
        """Whether it can change something in the org, so that it is not simply repeated."""
        return self.method != "GET" and self.path != TOKEN_PATH

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


_SEGMENT = re.compile(r"[A-Za-z0-9._~-]{1,128}")


def no_ids(key: object) -> NoReturn:
    """For calls without deferred ids."""
    raise KeyError(key)


def encode(call: Call, deferred: DeferredValues) -> Request:
    """The request of `call`.

    Raises: KeyError when a deferred value is missing: a bug, since apply resolves them all first.
    """
    path = "/" + "/".join(_segment(part, deferred) for part in call.path)
    secrets = tuple(deferred.secrets.values())
    if call.query:
        path += f"?{urlencode(call.query)}"
    if call.body is None:
        return Request(call.method, path, secrets=secrets)
    if isinstance(call.body, Edit):
        # apply makes a body of it from the answer to a GET; sent as it is, it would erase the rest.
        raise TypeError("an edit is no body yet")
    # The default, ASCII only: a secret with any character outside it is refused before this.
    return Request(call.method, path, json.dumps(_plain(call.body, deferred)).encode(), secrets)


def encode_headers(request: Request) -> dict[str, str]:
    """Its headers. Not to be printed."""
    found = {name: plain(value) for name, value in request.headers.items()}
    # httpx itself gives a POST without a body its length of 0; gateways answer 411 without one.
    if request.content is None:
        return found
    form = request.path == TOKEN_PATH
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    return {**found, "Content-Type": kind}


def plain(secret: Secret) -> str:
    """The value, for what is sent at once: a request to Okta, or to a hook's service."""
    # The one place that `tests/test_architecture.py` lets reveal a secret.
    return secret.reveal()


def _segment(part: str | IdOf, deferred: DeferredValues) -> str:
    if isinstance(part, str):
        # Whatever it was read from: a slash, a dot or a question mark makes another request of it.
        if not _SEGMENT.fullmatch(part) or part in (".", ".."):
            raise ValueError("a part of a path has a character that none has")
        return part
    found = deferred.id_of(part.key)
    # An id that was read from a ledger or an answer must not lead to another path.
    if not ID.fullmatch(found):
        raise ValueError(f"the id of {part.key} does not have the shape of an id")
    return found


def _plain(body: Body, deferred: DeferredValues) -> Json:
    # `str` comes before `Sequence`, which it is too; numbers, booleans and null are left.
    match body:
        case SecretRef():
            return plain(deferred.secrets[body])
        case IdOf():
            return _segment(body, deferred)
        case str():
            if body == HIDDEN or LOOKS_SECRET in body:
                # What was read with a secret hidden in it must never be written back.
                raise ValueError("a hidden secret is no value")
            return body
        case Mapping():
            return {name: _plain(value, deferred) for name, value in body.items()}
        case Sequence():
            return [_plain(value, deferred) for value in body]
        case _:
            return body
