"""The kind `InlineHook`: its spec, its requests, and what a change of it means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hookops.kinds.base import Clash, Listed
from hookops.kinds.binding.kind import Binding
from hookops.kinds.binding.kind import parse as parse_binding
from hookops.kinds.inline_hook.channel import (
    Channel,
    OAuthChannel,
    channel_aliases,
    channel_body,
    channel_compared,
    channel_fields,
    channel_secrets,
    parse_channel,
    read_channel,
)
from hookops.kinds.inline_hook.facts import channel_facts, channel_sensitive
from hookops.kinds.inline_hook.graph import hook_graph
from hookops.kinds.inline_hook.rules import hook as hook_rules
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.inline_hook.verify import OFF, Verify, parse_verify
from hookops.model.call import Body, Call
from hookops.model.change import Impact, Phase, Step
from hookops.model.diagnostic import Problem
from hookops.model.graph import Edge, Node
from hookops.model.resource import Actual, IdOf, Json, Key, Resource, Spec
from hookops.model.secret import SecretRef
from hookops.model.source import FieldPath

ROOT = ("api", "v1", "inlineHooks")

Status = Literal["ACTIVE", "INACTIVE"]


@dataclass(frozen=True, slots=True)
class Hook:
    """An inline hook, declared or actual.

    Source: Okta Management API, InlineHook.
    """

    name: str
    type: str
    version: str
    status: Status
    channel: Channel
    bindings: tuple[Binding, ...] | None = None
    """Everywhere it is bound; None when that is not declared, and of an actual one."""
    by_hand: tuple[str, ...] = ()
    """Apps that a person binds it to, in the console."""
    verify: Verify = OFF
    """How apply tries its service out."""

    def fields(self) -> Mapping[str, Json]:
        """In Okta's own order and nesting."""
        return {
            "name": self.name,
            "type": self.type,
            "version": self.version,
            "status": self.status,
            "channel": channel_fields(self.channel),
        }

    def compared(self) -> Mapping[str, Json]:
        """Without secrets, headers by lower-case name."""
        return {**self.fields(), "channel": channel_compared(self.channel)}


class InlineHookKind(Listed[Hook]):
    """Source: Okta Management API, Inline Hooks."""

    name = "InlineHook"
    title = "hook"
    schema = "inline-hook.schema.json"
    is_called = True

    def parse(self, data: Mapping[str, Json]) -> Hook:
        """The hook that a valid manifest declares."""
        spec = data["spec"]
        row = HOOK_TYPES[spec["type"]]
        key, given = Key(self.name, data["metadata"]["name"]), spec.get("bindings")
        points = given if row.point and given is not None else ()
        bindings = None if given is None else tuple(parse_binding(key, row.name, b) for b in points)
        return Hook(
            name=spec.get("name", data["metadata"]["name"]),
            type=row.name,
            version=spec.get("version", row.versions[-1]),
            status=spec.get("status", "ACTIVE"),
            channel=parse_channel(spec["channel"]),
            bindings=bindings,
            by_hand=() if row.point else tuple(b["app"] for b in given or ()),
            verify=parse_verify(spec.get("verify") or {}),
        )

    def parts(self, spec: Hook) -> Iterator[tuple[Key, Spec, FieldPath]]:
        """Its bindings."""
        for index, binding in enumerate(spec.bindings or ()):
            yield binding.key, binding, ("bindings", index)

    def needs(self, spec: Hook) -> Iterator[tuple[FieldPath, Key]]:
        """The key that signs for it."""
        if isinstance(spec.channel, OAuthChannel) and isinstance(spec.channel.hook_key, IdOf):
            yield ("channel", "config", "hookKey"), spec.channel.hook_key.key

    def facts(self, fields: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        """Name, type and status, then where it is called and how."""
        yield from super().facts(fields)
        yield from channel_facts(fields.get("channel") or {})

    def sensitive(self, fields: Mapping[str, Json], *, actual: bool) -> Json:
        """The header's value, or the client secret."""
        return channel_sensitive(fields.get("channel") or {}, actual=actual)

    def graph(self, key: Key, spec: Hook) -> Iterator[Node | Edge]:
        """The hook, the key that signs for it, and callers that are no bindings of hookops'."""
        return hook_graph(key, HOOK_TYPES[spec.type], spec.status, spec.by_hand, self.needs(spec))

    def check(self, data: Mapping[str, Json], allowed_secrets: Sequence[str]) -> Iterator[Problem]:
        """Rules of one manifest that a schema cannot say."""
        return hook_rules.check(data, (*hook_rules.ALLOWED_SECRETS, *allowed_secrets))

    def check_together(self, resources: Sequence[Resource]) -> Iterator[Clash]:
        """Rules between the hooks of one organization."""
        return hook_rules.check_together(resources)

    def aliases(self, data: Mapping[str, Json]) -> Iterator[tuple[FieldPath, FieldPath]]:
        """Headers are compared by name and written as a list; secrets are written as references."""
        return channel_aliases(data["spec"]["channel"])

    def list_call(self) -> Call:
        """Source: Okta Management API, List all inline hooks; answers a bare array."""
        return Call("GET", ROOT)

    def get_call(self, id_: str) -> Call:
        """Source: Okta Management API, Retrieve an inline hook."""
        return Call("GET", (*ROOT, id_))

    def read(self, raw: Json) -> Actual | None:
        """A hook of the list.

        A type, status or channel that we do not know makes it foreign: None.
        """
        hook_id = raw["id"]
        try:
            row, channel = HOOK_TYPES[raw["type"]], read_channel(raw["channel"])
        except (KeyError, TypeError, AttributeError, ValueError):
            return None
        if raw.get("status") not in ("ACTIVE", "INACTIVE"):
            return None
        hook = Hook(
            name=str(raw.get("name") or ""),
            type=row.name,
            version=str(raw.get("version") or ""),
            status=raw["status"],
            channel=channel,
        )
        created, updated = str(raw.get("created") or ""), str(raw.get("lastUpdated") or "")
        return Actual(self.name, hook_id, hook, created, updated, raw)

    def create(self, key: Key, spec: Hook) -> tuple[Step, ...]:
        """POST; a hook declared INACTIVE is deactivated at once, since creation activates it.

        Source: recorded by terraform-provider-okta: a create with status INACTIVE answers ACTIVE.
        """
        made = Step(Phase.CREATE, "create", Call("POST", ROOT, _body(spec)))
        if spec.status == "ACTIVE":
            return (made,)
        return (made, Step(Phase.CREATE, "deactivate", _lifecycle(IdOf(key), "deactivate")))

    def update(self, actual: Actual, spec: Hook, *, write: bool) -> tuple[Step, ...]:
        """A complete PUT, then the lifecycle call; before the PUT when it ends INACTIVE.

        Source: Okta Management API, Replace an inline hook; `status` in a body is ignored.
        """
        before = actual.spec.compared()["status"]
        put = Step(Phase.WRITE, "update", Call("PUT", (*ROOT, actual.id), _body(spec)))
        if before == spec.status:
            return (put,) if write else ()
        if spec.status == "ACTIVE":
            moved = Step(Phase.ACTIVATE, "activate", _lifecycle(actual.id, "activate"))
            return (put, moved) if write else (moved,)
        moved = Step(Phase.DEACTIVATE, "deactivate", _lifecycle(actual.id, "deactivate"))
        after = Step(Phase.DEACTIVATE, "update", put.call)
        return (moved, after) if write else (moved,)

    def replace(self, key: Key, actual: Actual, spec: Hook) -> tuple[Step, ...]:
        """The new hook under a passing name, the old one away, then the name as declared.

        Whether two hooks may share a name is not known, so at no time do they.
        """
        passing = replace(spec, name=_passing(spec, actual))
        named = Call("PUT", (*ROOT, IdOf(key)), _body(spec))
        return (
            *self.create(key, passing),
            *self.delete(actual),
            Step(Phase.FINAL_RENAME, "rename", named),
        )

    def delete(self, actual: Actual) -> tuple[Step, ...]:
        """Deactivate when needed, then delete: only INACTIVE hooks can be deleted.

        Source: Okta Management API, Delete an inline hook.
        """
        gone = Step(Phase.DELETE, "delete", Call("DELETE", (*ROOT, actual.id)))
        if actual.spec.compared()["status"] == "INACTIVE":
            return (gone,)
        return (Step(Phase.DEACTIVATE, "deactivate", _lifecycle(actual.id, "deactivate")), gone)

    def secrets(self, spec: Hook) -> Mapping[str, SecretRef]:
        """The header value or the client secret."""
        return channel_secrets(spec.channel)

    def find_rival(
        self, before: Actual | None, after: Hook, actuals: Iterable[Actual]
    ) -> Actual | None:
        """Another hook of a type that an org may have only one of.

        Source: Okta Management API, InlineHookType (telephony: one ACTIVE hook; password import:
        one hook).
        """
        limit = HOOK_TYPES[after.type].one_per_org
        alike = before is not None and before.spec.type == after.type
        was = str(before.spec.compared()["status"]) if before is not None and alike else ""
        # A create is ACTIVE at first, whatever is declared.
        wakes = before is None or (was != "ACTIVE" and after.status == "ACTIVE")
        comes = wakes or not alike if limit == "active" else not alike
        if not limit or not comes:
            return None
        for actual in actuals:
            counts = limit == "any" or actual.spec.compared().get("status") == "ACTIVE"
            other = before is None or actual.id != before.id
            if actual.kind == self.name and actual.spec.type == after.type and counts and other:
                return actual
        return None

    def impact(
        self,
        before: Actual | None,
        after: Hook | None,
        changed: Sequence[FieldPath],
        flows: Sequence[str] | None = None,
    ) -> tuple[Impact, str]:
        """By the type's failure behaviour and by what moves.

        Source: Okta, Inline hooks (concept), "Inline hook outcomes" and "timeouts and retries".
        """
        old = before.spec.compared() if before else None
        was = old["status"] if old else None
        now = after.status if after else None
        if flows is not None and not flows and was is not None:
            return "safe", "it is bound to no flow"
        row = HOOK_TYPES[after.type if after else str(old and old["type"])]
        if old and (after is None or old["type"] != after.type):
            gone = HOOK_TYPES[old["type"]]
            if was == "INACTIVE":
                return "safe", "the hook was INACTIVE, so no flow calls it"
            return gone.on_failure, f"Okta stops calling it: {gone.effect}"
        if was == "ACTIVE" and now == "INACTIVE":
            return row.on_failure, f"Okta stops calling it: {row.effect}"
        if now == "INACTIVE":
            return _inactive(was)
        if was == "ACTIVE" and not _touches_service(changed):
            return "safe", "the service is called as before"
        if was is None and not row.live_when_active:
            return "safe", "no flow calls it until it is bound to one"
        return row.on_failure, f"if its service does not answer rightly, {row.effect}"


def _inactive(was: str | None) -> tuple[Impact, str]:
    if was is None:
        return "safe", "no flow calls it; Okta creates hooks ACTIVE, so it is live for a moment"
    return "safe", "no flow calls it while it is INACTIVE"


def _touches_service(changed: Sequence[FieldPath]) -> bool:
    return any(path[0] in ("channel", "version") for path in changed)


def _passing(spec: Hook, actual: Actual) -> str:
    """A name that no other hook has, since it says which one is replaced."""
    suffix = f" (hookops: replacing {actual.id})"
    return spec.name[: 255 - len(suffix)] + suffix


def _lifecycle(hook_id: str | IdOf, verb: str) -> Call:
    return Call("POST", (*ROOT, hook_id, "lifecycle", verb))


def _body(spec: Hook) -> dict[str, Body]:
    return {
        "name": spec.name,
        "type": spec.type,
        "version": spec.version,
        "channel": channel_body(spec.channel),
    }
