"""The API as the page uses it: in the place of an administrator.

Its requests leave no trace in the log of requests and in the history. A change made here obeys
every rule of the API and is an event.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import Flask, request
from werkzeug.test import Client

from hookops.emulator.control.middleware import ADMIN
from hookops.emulator.secrets import HIDDEN
from hookops.emulator.world import World

API = "/api/v1/"
HOOKS = API + "inlineHooks"
# A list that never ends must not hang a page.
_MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class Reply:
    """What the API answered."""

    status: int
    text: str
    next_path: str = ""
    """Path and query of the next page of a list."""

    @property
    def good(self) -> bool:
        """The request was carried out."""
        return 200 <= self.status < 300

    @property
    def data(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

    @property
    def error(self) -> dict[str, Any]:
        """Okta's error envelope, complete enough to be shown."""
        found = self.data if isinstance(self.data, dict) else {}
        return {"errorCode": "", "errorSummary": f"status {self.status}", "errorCauses": []} | found


@dataclass(frozen=True, slots=True)
class Binding:
    """Something that points to a hook."""

    kind: str
    name: str
    id: str


class AdminClient:
    """The API of one org. Works within a request that is being served."""

    def __init__(self, world: World) -> None:
        self._world = world

    def ask(self, method: str, path: str, body: Any = None) -> Reply:
        """The answer to that request; neither faults nor edits nor the log meet it."""
        # Below the layer that scripts faults: a page must work while they are in use.
        client = Client(partial(Flask.wsgi_app, self._world.app), use_cookies=False)
        # Without a body the client would send no length, which is an error of its own.
        length: dict[str, Any] = {} if body is not None else {"CONTENT_LENGTH": "0"}
        response = client.open(
            path,
            method=method,
            base_url=request.host_url,
            json=body,
            environ_overrides={ADMIN: True, **length},
        )
        links = [link for link in response.headers.getlist("Link") if 'rel="next"' in link]
        found = links[0].partition("<")[2].partition(">")[0] if links else ""
        return Reply(response.status_code, response.text, found[found.find(API) :] if found else "")

    def members(self, path: str) -> list[dict[str, Any]]:
        """All members of a list of the API; none where it does not answer with one."""
        found: list[dict[str, Any]] = []
        for _ in range(_MOST_PAGES):
            reply = self.ask("GET", path)
            if not reply.good or not isinstance(reply.data, list):
                break
            found += [item for item in reply.data if isinstance(item, dict)]
            path = reply.next_path
            if not path:
                break
        return found

    def bindings(self) -> dict[str, list[Binding]]:
        """What points to each hook, by the hook's id.

        Source: Okta Management API: every member that can hold the id of a hook.
        """
        found: dict[str, list[Binding]] = {}
        for binding, holder in self._holders():
            for hook_id in dict.fromkeys(_hook_ids(holder)):
                found.setdefault(hook_id, []).append(binding)
        return found

    def hidden(self, hook_id: str, text: str) -> str:
        """The text with a marker for each secret of the hook, should a service give it back."""
        record = self._world.store.get(hook_id)
        for secret in _secrets(record.channel if record else {}):
            # As it is, and as JSON writes it: the answer is shown as JSON.
            for written in (secret, json.dumps(secret)[1:-1]):
                text = text.replace(written, HIDDEN)
        return text

    def has_secret(self, hook_id: str) -> bool:
        """Whether a secret is stored for the hook."""
        record = self._world.store.get(hook_id)
        return bool(_secrets(record.channel if record else {}))

    def _holders(self) -> Iterator[tuple[Binding, dict[str, Any]]]:
        # Without API Access Management the list is an error, and so empty here.
        for server in self.members(API + "authorizationServers"):
            policies = f"{API}authorizationServers/{_id(server)}/policies"
            for policy in self.members(policies):
                for rule in self.members(f"{policies}/{_id(policy)}/rules"):
                    where = [_name(server), _name(policy), _name(rule)]
                    yield Binding("rule", " / ".join(where), str(rule.get("id"))), rule
        for app in self.members(API + "apps?limit=200"):
            yield Binding("app", _name(app), str(app.get("id"))), app
        for policy in self.members(API + "policies?type=PROFILE_ENROLLMENT"):
            for rule in self.members(f"{API}policies/{_id(policy)}/rules"):
                name = f"{_name(policy)} / {_name(rule)}"
                yield Binding("enrollment rule", name, str(rule.get("id"))), rule


def hook_path(hook_id: str, rest: str = "") -> str:
    """The path of a hook in the API."""
    return f"{HOOKS}/{quote(hook_id, safe='')}{rest}"


def _id(holder: Mapping[str, Any]) -> str:
    return quote(str(holder.get("id")), safe="")


def _name(holder: Mapping[str, Any]) -> str:
    return str(holder.get("label") or holder.get("name") or holder.get("id"))


def _hook_ids(holder: Mapping[str, Any]) -> Iterator[str]:
    action = _dig(holder, "actions", "token", "inlineHook")
    sign_on = _dig(holder, "settings", "signOn", "inlineHooks")
    enrollment = _dig(holder, "actions", "profileEnrollment", "preRegistrationInlineHooks")
    yield from _texts([action], "id")
    yield from _texts(sign_on, "id")
    yield from _texts(enrollment, "inlineHookId")
    # Described for every app since 2020, and never recorded: shown if an org has it.
    yield from _texts([_dig(holder, "settings")], "inlineHookId")


def _texts(items: Any, member: str) -> Iterator[str]:
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and isinstance(item.get(member), str):
            yield item[member]


def _dig(holder: Any, *names: str) -> Any:
    for name in names:
        holder = holder.get(name) if isinstance(holder, dict) else None
    return holder


def _secrets(channel: Mapping[str, Any]) -> list[str]:
    found = [
        _dig(channel, "config", "authScheme", "value"),
        _dig(channel, "config", "clientSecret"),
    ]
    return [secret for secret in found if secret]
