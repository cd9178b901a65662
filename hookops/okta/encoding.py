"""A `Call` and its late values -> bytes. The only place where a secret becomes text."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlencode

from hookops.model.call import Body, Call, Edit
from hookops.model.resource import ID, IdOf, Json, Key
from hookops.model.secret import Secret, SecretRef


@dataclass(frozen=True, slots=True)
class DeferredValues:
    """What is known only when a call is sent."""

    id_of: Callable[[Key], str]
    secrets: Mapping[SecretRef, Secret] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. Its content may hold secrets, so no printed form shows it."""

    method: str
    path: str
    """With the query."""
    content: bytes | None = field(default=None, repr=False)

    @property
    def writes(self) -> bool:
        """Whether it can change something in the registry, so that it is not simply repeated."""
        return self.method != "GET"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def no_ids(key: object) -> NoReturn:
    """For calls without late ids."""
    raise KeyError(key)


def encode(call: Call, deferred: DeferredValues) -> Request:
    """The request of `call`.

    Raises: KeyError when a late value is missing, which is a bug: apply resolves them all first.
    """
    path = "/" + "/".join(_segment(part, deferred) for part in call.path)
    if call.query:
        path += f"?{urlencode(call.query)}"
    if call.body is None:
        return Request(call.method, path)
    if isinstance(call.body, Edit):
        raise TypeError("an edit is made of a fresh answer before it is sent")
    return Request(call.method, path, json.dumps(_plain(call.body, deferred)).encode())


def header(secret: Secret) -> str:
    """The `Authorization` header of an API token.

    Source: Okta, API authentication methods: `Authorization: SSWS TOKEN`.
    """
    return f"SSWS {plain(secret)}"


def plain(secret: Secret) -> str:
    """The value, for what goes out at once: a request to Okta, or to a hook's service."""
    return secret.reveal()


def _segment(part: str | IdOf, deferred: DeferredValues) -> str:
    if isinstance(part, str):
        return part
    found = deferred.id_of(part.key)
    if not ID.fullmatch(found):
        raise ValueError(f"the id of {part.key} is not an id")
    return found


def _plain(body: Body, deferred: DeferredValues) -> Json:
    match body:
        case SecretRef():
            return plain(deferred.secrets[body])
        case IdOf():
            return _segment(body, deferred)
        case str():
            return body
        case Mapping():
            return {name: _plain(value, deferred) for name, value in body.items()}
        case Sequence():
            return [_plain(value, deferred) for value in body]
        case _:
            return body
