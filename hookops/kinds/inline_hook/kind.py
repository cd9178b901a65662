"""The kind `InlineHook`: what it needs, its requests, and what a change of it means."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from hookops.kinds.base import Listed
from hookops.kinds.binding.spec import flows_of
from hookops.kinds.binding.spec import parse as parse_binding
from hookops.kinds.inline_hook.channel import (
    OAuthChannel,
    channel_aliases,
    channel_body,
    channel_secrets,
    parse_channel,
    read_channel,
)
from hookops.kinds.inline_hook.describe import in_use, manual_steps
from hookops.kinds.inline_hook.facts import channel_facts, channel_sensitive
from hookops.kinds.inline_hook.graph import hook_graph
from hookops.kinds.inline_hook.impact import hook_impact
from hookops.kinds.inline_hook.rivals import find_rival
from hookops.kinds.inline_hook.rules import hook as hook_rules
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.inline_hook.verification import is_wanted, plan_verification
from hookops.kinds.inline_hook.verify import parse_verify
from hookops.kinds.values import Clash, OldSecret, SigningKey, Uses, Verification
from hookops.model.call import Body, Call
from hookops.model.change import Change, FieldChange, Impact, Phase, Step
from hookops.model.diagnostic import Diagnostic, Problem
from hookops.model.graph import Edge, Node
from hookops.model.resource import Actual, IdOf, Json, Key, Resource, Spec
from hookops.model.secret import SecretRef
from hookops.model.source import FieldPath

ROOT = ("api", "v1", "inlineHooks")

KEY_FIELD: FieldPath = ("channel", "config", "hookKeyId")
"""Of `Hook.compared()`: the key that signs."""


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
        points = row.attachment_points
        bound = tuple(parse_binding(key, points, b) for b in given or () if points)
        return Hook(
            name=spec.get("name", data["metadata"]["name"]),
            type=row.name,
            version=spec.get("version", row.versions[-1]),
            status=spec.get("status", "ACTIVE"),
            channel=parse_channel(spec["channel"]),
            bindings=None if given is None else bound,
            by_hand=() if points else tuple(b["app"] for b in given or ()),
            verify=parse_verify(spec.get("verify") or {}),
        )

    def parts(self, spec: Hook) -> Iterator[tuple[Key, Spec, FieldPath]]:
        """Its bindings."""
        for index, binding in enumerate(spec.bindings or ()):
            yield binding.key, binding, ("bindings", index)

    def needs(self, spec: Hook) -> Iterator[tuple[FieldPath, Key]]:
        """The key that signs for it."""
        signs = self.signs_with(spec)
        if signs is not None and isinstance(signs.key, IdOf):
            yield ("channel", "config", "hookKey"), signs.key.key

    def references(self, spec: Hook) -> Iterator[tuple[str, str]]:
        """The key that signs for it."""
        signs = self.signs_with(spec)
        if signs is not None and isinstance(signs.key, str):
            yield "HookKey", signs.key

    def lets_go(self, change: Change, id_: str) -> bool:
        """Whether it is deleted, or signs with another key afterwards."""
        return super().lets_go(change, id_) or any(f.path == KEY_FIELD for f in change.fields)

    def signs_with(self, spec: Hook) -> SigningKey | None:
        """The hook key of an OAuth channel."""
        channel = spec.channel
        key = channel.hook_key if isinstance(channel, OAuthChannel) else None
        if key is None or not isinstance(channel, OAuthChannel):
            return None
        return SigningKey(key, channel.token_url, KEY_FIELD)

    def attachment_types(self, spec: Hook) -> tuple[str, ...]:
        """Those of its type."""
        return tuple(point.type for point in HOOK_TYPES[spec.type].attachment_points)

    def lists_attachments(self, spec: Hook) -> bool:
        """Whether the manifest has `bindings`."""
        return spec.bindings is not None

    def flows(
        self, spec: Hook, declared: Sequence[Spec], users: Sequence[Actual], *, complete: bool
    ) -> tuple[str, ...] | None:
        """What calls it or is to call it."""
        row = HOOK_TYPES[spec.type]
        if row.flow:
            return (row.flow,)
        names = flows_of([*declared, *(user.spec for user in users)])
        return tuple(dict.fromkeys(names)) if complete or names else None

    def ends(self, before: Spec | None, after: Hook | None) -> bool:
        """Also by becoming INACTIVE; one that is adopted may be ACTIVE before."""
        if after is None or before is None:
            return after is None or after.status == "INACTIVE"
        was = before.compared().get("status")
        return before.type != after.type or (was, after.status) == ("ACTIVE", "INACTIVE")

    def where_to_look(self, spec: Hook, console_only: Collection[str]) -> str:
        """For types, and orgs, whose bindings only the console shows."""
        row = HOOK_TYPES[spec.type]
        types = {point.type for point in row.attachment_points}
        unseen = not types or types & set(console_only)
        return row.by_hand.format(app="each app") if row.by_hand and unseen else ""

    def in_use(self, change: Change, users: Sequence[Actual]) -> Diagnostic:
        """Flows would go on without it, or stop."""
        return in_use(change, users)

    def manual_steps(self, resource: Resource) -> Iterator[Diagnostic]:
        """Bindings to apps that the API can neither make nor show."""
        assert isinstance(resource.spec, Hook)
        return manual_steps(resource, resource.spec)

    def is_verifiable(self, spec: Hook) -> bool:
        """As `spec.verify` says."""
        return is_wanted(spec)

    def verification(
        self,
        before: Actual | None,
        after: Hook,
        fields: Sequence[FieldChange],
        secret: OldSecret,
        *,
        due: bool,
    ) -> Verification | None:
        """By a call with the request that Okta would send."""
        return plan_verification(before, after, fields, secret, due=due)

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
        """The new hook under a temporary name, the old one deleted, then the name as declared.

        Whether two hooks may share a name is not known, so at no time do they.
        """
        temporary = replace(spec, name=_temporary_name(spec, actual))
        named = Call("PUT", (*ROOT, IdOf(key)), _body(spec))
        return (
            *self.create(key, temporary),
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
        """Another hook of a type that an org may have only one of."""
        return find_rival(before, after, actuals)

    def impact(
        self, before: Actual | None, after: Hook | None, changed: Sequence[FieldPath], uses: Uses
    ) -> tuple[Impact, str]:
        """By the type's failure behaviour and by what changes."""
        return hook_impact(before, after, changed, uses)


def _temporary_name(spec: Hook, actual: Actual) -> str:
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
