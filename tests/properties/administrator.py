"""An administrator who edits one object of an org in the console, in each way that there is."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from conftest import URL
from flask import Flask

from hookops.emulator.okta.hooks.references import (
    APPS,
    POLICIES,
    REGISTRATION,
    SAML,
    SERVERS,
    TOKEN,
    rules,
    server_policies,
)
from hookops.emulator.world import World, get_world

Raw = dict[str, Any]
FAILOVER = "https://failover.example.com/hook"
TYPED = "typed by an administrator"


class Refused(Exception):
    """Okta does not let the administrator do that."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One object of the org."""

    sort: str
    """`hook`, `key`, `rule`, `app` or `policy`."""
    path: str
    """Below `/api/v1/`."""

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]


def things(app: Flask) -> list[Thing]:
    """Every object that hookops may write, each sort in the order of its creation."""
    world = get_world(app)
    found = [Thing("hook", f"inlineHooks/{hook.id}") for hook in world.store.hooks()]
    found += [Thing("key", f"hook-keys/{key['id']}") for key in world.all("hook_keys")]
    found += [Thing("rule", path) for path in _rules(world)]
    found += [Thing("app", f"apps/{one['id']}") for one in world.all(APPS)]
    for policy in world.all(POLICIES):
        if policy["type"] == "PROFILE_ENROLLMENT":
            (rule,) = world.all(rules(POLICIES, policy["id"]))
            found.append(Thing("policy", f"policies/{policy['id']}/rules/{rule['id']}"))
    return found


def _rules(world: World) -> Iterator[str]:
    for server in world.all(SERVERS):
        policies = server_policies(server["id"])
        for policy in world.all(policies):
            for rule in world.all(rules(policies, policy["id"])):
                yield f"{policies}/{policy['id']}/rules/{rule['id']}"


class Administrator:
    """Works in the console of an org; Raises: Refused, where Okta answers with an error."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.agent = "Mozilla"
        self._client = httpx.Client(transport=httpx.WSGITransport(app=app))

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the API answers."""
        url = f"{URL}/_emulator/admin/api/v1/{path}"
        sent = {"json": body} if body is not None else {}
        agent = {"User-Agent": self.agent}
        answer = self._client.request(method, url, headers=agent, **sent)
        if answer.status_code >= 300:
            raise Refused(answer.text)
        return answer.json() if answer.content else None

    def shown(self, thing: Thing) -> Raw | None:
        """The object as the console shows it; None when it is gone."""
        try:
            found: Raw = self.ask("GET", thing.path)
        except Refused:
            return None
        return found

    def edit(self, thing: Thing, kind: str) -> Callable[[], bool]:
        """The edit is made. Returns: whether it is still there, for later."""
        return EDITS[thing.sort][kind](self, thing)

    def secret(self, thing: Thing) -> str:
        """What nobody can see in the console."""
        hook = get_world(self.app).store.get(thing.id)
        config = hook.channel["config"] if hook else {}
        return str((config.get("authScheme") or {}).get("value") or config.get("clientSecret"))


Make = Callable[[Administrator, Thing], Callable[[], bool]]


def put(change: Callable[[Raw], None], seen: Callable[[Raw], Any]) -> Make:
    """An edit of the whole object, which is there as long as `seen` shows the same."""

    def make(admin: Administrator, thing: Thing) -> Callable[[], bool]:
        raw = admin.ask("GET", thing.path)
        if thing.sort == "hook":
            _type_secret(raw, TYPED)
        change(raw)
        admin.ask("PUT", thing.path, raw)
        wanted = _text(seen(admin.ask("GET", thing.path)))
        return lambda: (now := admin.shown(thing)) is not None and _text(seen(now)) == wanted

    return make


def _type_secret(raw: Raw, secret: str) -> None:
    # The console wants it typed with each change, since nobody can see it.
    config = raw["channel"]["config"]
    if config["authScheme"]:
        config["authScheme"]["value"] = secret
    elif config.get("authType") == "client_secret_post":
        config["clientSecret"] = secret


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def type_secret(admin: Administrator, thing: Thing) -> Callable[[], bool]:
    """Another secret, and nothing that can be seen."""
    raw = admin.ask("GET", thing.path)
    _type_secret(raw, TYPED)
    admin.ask("PUT", thing.path, raw)
    if admin.secret(thing) != TYPED:
        raise Refused("it has no secret that could be typed")
    return lambda: admin.secret(thing) == TYPED


def toggle(admin: Administrator, thing: Thing) -> Callable[[], bool]:
    """The object gets the other status; what is gone is as good as INACTIVE."""
    verb = "deactivate" if admin.ask("GET", thing.path)["status"] == "ACTIVE" else "activate"
    admin.ask("POST", f"{thing.path}/lifecycle/{verb}")
    wanted = admin.ask("GET", thing.path)["status"]
    return lambda: (admin.shown(thing) or {"status": "INACTIVE"})["status"] == wanted


def delete(admin: Administrator, thing: Thing) -> Callable[[], bool]:
    """The object goes, with what has to come before."""
    if thing.sort == "hook":
        admin.ask("POST", f"{thing.path}/lifecycle/deactivate")
    admin.ask("DELETE", thing.path)
    return lambda: admin.shown(thing) is None


def _config(name: str, value: Any) -> Make:
    def change(raw: Raw) -> None:
        raw["channel"]["config"][name] = value

    return put(change, lambda raw: raw["channel"]["config"].get(name))


def _named(member: str) -> Make:
    def change(raw: Raw) -> None:
        raw[member] += " edited"

    return put(change, lambda raw: raw[member])


def _pointer(type_: str, path: tuple[str, ...], point: Callable[[str | None], Any]) -> Make:
    """Another hook of the type where one is, or the first; none where there is no other."""

    def holder(raw: Raw) -> Raw:
        for name in path[:-1]:
            raw = raw[name]
        return raw

    def make(admin: Administrator, thing: Thing) -> Callable[[], bool]:
        now = json.dumps(admin.ask("GET", thing.path))
        hooks = [h for h in admin.ask("GET", "inlineHooks") if h["type"] == type_]
        able = [h["id"] for h in hooks if h["status"] == "ACTIVE" and h["id"] not in now]
        bound = any(hook["id"] in now for hook in hooks)
        if not able and not bound:
            raise Refused("there is no hook to point to")

        def change(raw: Raw) -> None:
            value = point(able[0] if able else None)
            holder(raw).pop(path[-1], None)
            if value is not None:
                holder(raw)[path[-1]] = value

        def seen(raw: Raw) -> Any:
            return sorted(h["id"] for h in hooks if h["id"] in _text(holder(raw).get(path[-1])))

        return put(change, seen)(admin, thing)

    return make


def _change(path: tuple[str, ...], value: Any) -> Make:
    """Another field, which is nothing to hookops."""

    def change(raw: Raw) -> None:
        for name in path[:-1]:
            raw = raw[name]
        raw[path[-1]] = value

    def seen(raw: Raw) -> Any:
        for name in path:
            raw = raw[name]
        return raw

    return put(change, seen)


_ENROLLMENT = ("actions", "profileEnrollment")
EDITS: Mapping[str, Mapping[str, Make]] = {
    "hook": {
        "uri": _config("uri", FAILOVER),
        "header": _config("headers", [{"key": "X-Failover", "value": "1"}]),
        "member": _config("timeoutSeconds", 7),
        "name": _named("name"),
        "secret": type_secret,
        "status": toggle,
        "delete": delete,
    },
    "key": {"name": _named("name"), "delete": delete},
    "rule": {
        "pointer": _pointer(
            TOKEN, ("actions", "token", "inlineHook"), lambda id_: {"id": id_} if id_ else None
        ),
        "field": _change(("actions", "token", "accessTokenLifetimeMinutes"), 77),
        "name": _named("name"),
        "status": toggle,
    },
    "app": {
        "pointer": _pointer(
            SAML, ("settings", "signOn", "inlineHooks"), lambda id_: [{"id": id_}] if id_ else []
        ),
        "field": _change(("settings", "signOn", "defaultRelayState"), "https://edited.example"),
        "label": _named("label"),
    },
    "policy": {
        "pointer": _pointer(
            REGISTRATION,
            (*_ENROLLMENT, "preRegistrationInlineHooks"),
            lambda id_: [{"inlineHookId": id_}] if id_ else None,
        ),
        "field": _change((*_ENROLLMENT, "unknownUserAction"), "REGISTER"),
    },
}
"""What can be done to each sort of object, by name."""
