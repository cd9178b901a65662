"""The kind `InlineHook`: what it needs, its requests, and what a change of it means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hookops.kinds.binding.spec import flows_of, means_one_of
from hookops.kinds.binding.spec import parse as parse_binding
from hookops.kinds.inline_hook.channel import (
    KEY_FIELD,
    OAuthChannel,
    channel_aliases,
    channel_receivers,
    channel_secrets,
    parse_channel,
    read_channel,
)
from hookops.kinds.inline_hook.channel_reports import channel_facts, channel_sensitive
from hookops.kinds.inline_hook.describe import (
    describe_end_for_all,
    describe_manual_steps,
    describe_use,
    describe_version_risk,
    describe_where_to_look,
    hook_graph,
)
from hookops.kinds.inline_hook.existing import declare as declaring
from hookops.kinds.inline_hook.existing.acceptance import accept_binding, accept_field
from hookops.kinds.inline_hook.existing.carried import carry_unknown, find_unknown
from hookops.kinds.inline_hook.impact import fallback_of, hook_impact
from hookops.kinds.inline_hook.past import attach, disable_hook, past_manifest
from hookops.kinds.inline_hook.reached import called_urls, reached_urls
from hookops.kinds.inline_hook.rivals import find_hook_rival
from hookops.kinds.inline_hook.rules.hook import check_hook
from hookops.kinds.inline_hook.rules.org import check_in_org
from hookops.kinds.inline_hook.rules.together import LIMIT, MANY, check_hooks
from hookops.kinds.inline_hook.secret_places import CONFIG, with_plain_urls
from hookops.kinds.inline_hook.spec import Hook, Verify, hook_body
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.inline_hook.verification import is_wanted, plan_verification
from hookops.kinds.listed import Listed
from hookops.kinds.names import temporary_name
from hookops.kinds.values import SigningKey, read_times
from hookops.model.call import Call
from hookops.model.change import Change, Phase, Step
from hookops.model.graph import Edge, Node
from hookops.model.resource import Actual, IdOf, Json, Key, Spec
from hookops.model.secret import SecretRef
from hookops.model.source import FieldPath

ROOT = ("api", "v1", "inlineHooks")
_LOGGED = ("created", "updated", "activated", "deactivated", "deleted")


class InlineHookKind(Listed[Hook]):
    """Source: Okta Management API, Inline Hooks."""

    name = "InlineHook"
    title = "hook"
    schema = "inline-hook.schema.json"
    limit, many = LIMIT, MANY[-1]
    is_called = True

    accept = staticmethod(accept_field)
    accept_part = staticmethod(accept_binding)
    attached = staticmethod(attach)
    called_urls = staticmethod(called_urls)
    carry_over = staticmethod(carry_unknown)
    check = staticmethod(check_hook)
    check_together = staticmethod(check_hooks)
    declare = staticmethod(declaring.declare_hook)
    disabling = staticmethod(disable_hook)
    fallback = staticmethod(fallback_of)
    find_rival = staticmethod(find_hook_rival)
    hide_secrets = staticmethod(declaring.hide_hook_secrets)
    impact = staticmethod(hook_impact)
    in_use = staticmethod(describe_use)
    is_verifiable = staticmethod(is_wanted)
    recognizes = staticmethod(declaring.is_hook)
    secret_paths = staticmethod(declaring.find_secrets)
    manual_steps = staticmethod(describe_manual_steps)
    past_manifest = staticmethod(past_manifest)
    org_warnings = staticmethod(check_in_org)
    reaches = staticmethod(reached_urls)
    renewed = staticmethod(with_plain_urls)
    unknown_members = staticmethod(find_unknown)
    verification = staticmethod(plan_verification)
    where_to_look = staticmethod(describe_where_to_look)
    why_confirmed = staticmethod(describe_end_for_all)
    why_refused = staticmethod(describe_version_risk)

    def short_type(self, type_: str) -> str:
        """`token`, of `com.okta.oauth2.tokens.transform`."""
        return HOOK_TYPES[type_].short if type_ in HOOK_TYPES else self.title

    def parse(self, data: Mapping[str, Json]) -> Hook:
        """The hook that a valid manifest declares."""
        spec, name = data["spec"], data["metadata"]["name"]
        row = HOOK_TYPES[spec["type"]]
        key, given, verify = Key(self.name, name), spec.get("bindings"), spec.get("verify") or {}
        # The bindings of a type without attachment points are what a person does in the console.
        points = row.attachment_points
        bound = tuple(parse_binding(key, points, b) for b in given or () if points)
        return Hook(
            name=spec.get("name", name),
            type=row.name,
            version=spec.get("version", row.versions[-1]),
            status=spec.get("status", "ACTIVE"),
            channel=parse_channel(spec["channel"]),
            bindings=None if given is None else bound,
            by_hand=() if points else tuple(b["app"] for b in given or ()),
            verify=Verify(
                preview=verify.get("preview", "off"),
                cases=verify.get("cases", ""),
                through_okta=verify.get("throughOkta", False),
            ),
        )

    def parts(self, spec: Hook) -> Iterator[tuple[Key, Spec, FieldPath]]:
        """Its bindings."""
        for index, binding in enumerate(spec.bindings or ()):
            yield binding.key, binding, ("bindings", index)

    def needs(self, spec: Hook) -> Iterator[tuple[FieldPath, Key]]:
        """The key that signs for it."""
        signs = self.signs_with(spec)
        if signs is not None and isinstance(signs.key, IdOf):
            yield (*CONFIG, "hookKey"), signs.key.key

    def references(self, spec: Hook) -> Iterator[tuple[str, str]]:
        """The key that signs for it."""
        signs = self.signs_with(spec)
        if signs is not None and isinstance(signs.key, str):
            yield "HookKey", signs.key

    def ends_reference(self, change: Change, id_: str) -> bool:
        """Whether it is deleted, or signs with another key afterwards."""
        changed = {field.path for field in change.fields}
        return super().ends_reference(change, id_) or KEY_FIELD in changed

    def signs_with(self, spec: Hook) -> SigningKey | None:
        """The hook key of an OAuth channel."""
        match spec.channel:
            case OAuthChannel(hook_key=IdOf() | str() as key, token_url=token_url):
                return SigningKey(key, token_url, KEY_FIELD)
            case _:
                return None

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
        # Names that are known are reported also when there may be more.
        # One that a manifest names by its id has a name in Okta, and is one flow.
        new = [spec for spec in declared if not means_one_of(spec, users)]
        names = flows_of([*new, *(user.spec for user in users)])
        return tuple(dict.fromkeys(names)) if complete or names else None

    def ends(self, before: Spec | None, after: Hook | None) -> bool:
        """Also by becoming INACTIVE."""
        if after is None:
            return True
        # Nothing was applied yet to one that is adopted: it may be ACTIVE.
        if before is None:
            return after.status == "INACTIVE"
        was = before.compared().get("status")
        return before.type != after.type or (was, after.status) == ("ACTIVE", "INACTIVE")

    def facts(self, fields: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        """Name, type and status, then where it is called and how."""
        yield from ((name, fields.get(name)) for name in ("name", "type", "status"))
        yield from channel_facts(fields.get("channel") or {})

    def sensitive(self, fields: Mapping[str, Json], *, actual: bool) -> Json:
        """The header's value, or the client secret."""
        return channel_sensitive(fields.get("channel") or {}, actual=actual)

    def graph(self, key: Key, spec: Hook) -> Iterator[Node | Edge]:
        """The hook, the key that signs for it, and callers that are no bindings of hookops'."""
        return hook_graph(key, spec, next((needed for _, needed in self.needs(spec)), None))

    def aliases(self, data: Mapping[str, Json]) -> Iterator[tuple[FieldPath, FieldPath]]:
        """Headers are compared by name and written as a list; secrets are written as references."""
        return channel_aliases(data["spec"]["channel"])

    def list_call(self) -> Call:
        """Source: Okta Management API, List all inline hooks; answers a bare array."""
        return Call("GET", ROOT)

    def get_call(self, id_: str) -> Call:
        """Source: Okta Management API, Retrieve an inline hook."""
        return Call("GET", (*ROOT, id_))

    def execute_call(self, id_: str, request: Json) -> Call:
        """A test by Okta. Source: Okta Management API, Execute an inline hook."""
        return Call("POST", (*ROOT, id_, "execute"), request)

    def read(self, raw: Json) -> Actual | None:
        """A hook of the list; None when hookops does not know its type, status or channel."""
        try:
            row, channel = HOOK_TYPES[raw["type"]], read_channel(raw["channel"])
        except (KeyError, TypeError, AttributeError, ValueError):
            return None
        name, version = raw.get("name"), raw.get("version")
        if raw.get("status") not in ("ACTIVE", "INACTIVE"):
            return None
        # Nothing is written over what cannot be compared.
        if not isinstance(name, str) or not isinstance(version, str):
            return None
        status = raw["status"]
        hook = Hook(name=name, type=row.name, version=version, status=status, channel=channel)
        return Actual(self.name, raw["id"], hook, *read_times(raw), raw)

    def create(self, key: Key, spec: Hook) -> tuple[Step, ...]:
        """POST; a hook declared INACTIVE is deactivated at once, since creation activates it.

        Source: recorded by terraform-provider-okta: a create with status INACTIVE answers ACTIVE.
        """
        made = Step(Phase.CREATE, "create", Call("POST", ROOT, hook_body(spec)))
        if spec.status == "ACTIVE":
            return (made,)
        return (made, Step(Phase.CREATE, "deactivate", _lifecycle(IdOf(key), "deactivate")))

    def update(self, actual: Actual, spec: Hook, *, write: bool) -> tuple[Step, ...]:
        """A complete PUT, then the lifecycle call; before the PUT when it ends INACTIVE. Another
        version is a PUT of its own, after everything else.

        Source: Okta Management API, Replace an inline hook; `status` in a body is ignored. What
        another version leads to is documented nowhere, and no recording has one.
        """
        was = actual.spec.compared()
        if not write and (was["status"], was["version"]) == (spec.status, spec.version):
            return ()
        put = Call("PUT", (*ROOT, actual.id), hook_body(replace(spec, version=was["version"])))
        version = Call("PUT", (*ROOT, actual.id), hook_body(spec))
        other = was["version"] != spec.version
        last = (Step(Phase.MAY_BE_REFUSED, "set-version", version),) if other else ()
        written = (Step(Phase.WRITE, "update", put),) if write else ()
        if was["status"] == spec.status:
            return (*written, *last)
        if spec.status == "ACTIVE":
            activate = _lifecycle(actual.id, "activate")
            return (*written, Step(Phase.ACTIVATE, "activate", activate), *last)
        deactivated = Step(Phase.DEACTIVATE, "deactivate", _lifecycle(actual.id, "deactivate"))
        # In the same phase, since phases are finished in their order.
        off = (deactivated, Step(Phase.DEACTIVATE, "update", put)) if write else (deactivated,)
        return (*off, *last)

    def replace(self, key: Key, actual: Actual, spec: Hook) -> tuple[Step, ...]:
        """The new hook under a temporary name, the old one deleted, then the name as declared.

        Whether two hooks may share a name is not known, so at no time do they.
        """
        # Decision 2. Flows are moved to the new hook before the old one is deleted, by bindings.
        temporary = replace(spec, name=temporary_name(spec.name, actual.id))
        named = Call("PUT", (*ROOT, IdOf(key)), hook_body(spec))
        return (
            *self.create(key, temporary),
            *self.delete(actual),
            Step(Phase.FINAL_RENAME, "rename", named),
        )

    def logged_as(self, key: Key) -> tuple[str, ...]:
        """Source: Okta, Event types, `inline_hook.*`; the others are about its calls."""
        return tuple(f"inline_hook.{verb}" for verb in _LOGGED)

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

    def receivers(self, spec: Hook) -> Mapping[str, str]:
        """The service, or the token server."""
        return channel_receivers(spec.channel)


def _lifecycle(hook_id: str | IdOf, verb: str) -> Call:
    return Call("POST", (*ROOT, hook_id, "lifecycle", verb))
