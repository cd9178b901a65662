"""The kind `HookKey`: a key pair of Okta's, whose private half never leaves it.

With it Okta signs the assertion that a hook with `private_key_jwt` shows to its token server, which
has to know the public half first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hookops.kinds.listed import Listed
from hookops.kinds.names import name_clashes, previous_names, text_problems
from hookops.kinds.values import Clash, Declared, Declaring, Uses, read_times
from hookops.model.call import Call
from hookops.model.change import Change, Phase, Step
from hookops.model.diagnostic import Diagnostic, Impact, Problem
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, Json, Key, Resource, Spec
from hookops.model.source import FieldPath
from hookops.model.text import show

ROOT = ("api", "v1", "hook-keys")
# A few below the documented limit of 50 keys: those that are not declared here count too.
MANY = 45
# The annotation that says which public key the token server knows: its `keyId`.
PUBLISHED = "hookops.dev/published"
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class HookKey:
    """A hook key, declared or actual.

    Source: Okta Management API, HookKey. All that can be chosen or changed is its name.
    """

    name: str
    key_id: str = ""
    """`keyId` of the actual one, the `kid` of its public half; of a declared one, the one that its
    token server is said to know."""
    # Keys have no types, so that none is ever replaced.
    type: str = ""

    def fields(self) -> Mapping[str, Json]:
        """What users wrote."""
        return {"name": self.name}

    # The key pair is not compared: Okta alone chooses it, and nothing changes it.
    compared = fields


class HookKeyKind(Listed[HookKey]):
    """Source: Okta Management API, Hook Keys."""

    name = "HookKey"
    title = "key"
    schema = "hook-key.schema.json"
    limit, many = "Okta documents 50 per org", MANY
    # A rotated key must sign until the last of its hooks has the new one (decision 9).
    kept_while_used = True

    def parse(self, data: Mapping[str, Json]) -> HookKey:
        """The key that a valid manifest declares."""
        metadata, spec = data["metadata"], data.get("spec") or {}
        published = metadata.get("annotations", {}).get(PUBLISHED, "")
        return HookKey(spec.get("name", metadata["name"]), published)

    def declare(self, actual: Actual, asked: Declaring) -> Declared:
        """The key; the token server is taken to know one that a hook signs with already."""
        kid = actual.spec.key_id if isinstance(actual.spec, HookKey) else ""
        # Else each plan would ask a person to publish what has worked for years.
        known = {PUBLISHED: kid} if asked.is_used and _KEY_ID.fullmatch(kid) else {}
        return Declared(actual.spec.fields(), annotations=known)

    def recognizes(self, raw: Mapping[str, Json]) -> bool:
        """By the id of its public half."""
        return "keyId" in raw and "name" in raw

    def check(self, data: Mapping[str, Json], allowed_secrets: Sequence[str]) -> Iterator[Problem]:
        """Names that are not what they look like."""
        spec = data.get("spec")
        name = spec.get("name") if isinstance(spec, Mapping) else None
        yield from text_problems(("spec", "name"), name)

    def check_together(self, resources: Sequence[Resource]) -> Iterator[Clash]:
        """Names are unique, and there are at most 50 keys.

        Source: Okta Management API, createHookKey: "must be unique", "a maximum of 50 keys".
        """
        yield from name_clashes(resources)
        yield from previous_names(resources)
        if len(resources) > MANY:
            text = f"{len(resources)} hook keys: {self.limit}"
            yield Clash(Problem("many-keys", (), text, severity="warning"), resources[MANY], ())

    def graph(self, key: Key, spec: HookKey) -> Iterator[Node | Edge]:
        """A key uses nothing; hooks draw the edges to it."""
        yield Node(NodeId(key), "key", (key.name, self.title))

    def list_call(self) -> Call:
        """Source: Okta Management API, List all hook keys; a bare array, not paged."""
        return Call("GET", ROOT)

    def get_call(self, id_: str) -> Call:
        """Source: Okta Management API, Retrieve a hook key by ID."""
        return Call("GET", (*ROOT, id_))

    def public_key_call(self, actual: Actual) -> Call | None:
        """Source: Okta Management API, Retrieve a public key by key ID."""
        key_id = actual.spec.key_id if isinstance(actual.spec, HookKey) else ""
        # The id comes from an answer and goes into a path: it must not lead anywhere else.
        return Call("GET", (*ROOT, "public", key_id)) if _KEY_ID.fullmatch(key_id) else None

    def read(self, raw: Json) -> Actual | None:
        """A key of the list; None when it has no name."""
        name, key_id = raw.get("name"), raw.get("keyId")
        if not isinstance(name, str) or not isinstance(key_id, str):
            return None
        return Actual(self.name, raw["id"], HookKey(name, key_id), *read_times(raw), raw)

    def create(self, key: Key, spec: HookKey) -> tuple[Step, ...]:
        """Source: Okta Management API, Create a hook key."""
        return (Step(Phase.KEY_CREATE, "create", Call("POST", ROOT, {"name": spec.name})),)

    def update(self, actual: Actual, spec: HookKey, *, write: bool) -> tuple[Step, ...]:
        """Source: Okta Management API, Replace a hook key; it renames and leaves the pair alone."""
        # Keys have no status, so without a write there is nothing to do.
        call = Call("PUT", (*ROOT, actual.id), {"name": spec.name})
        return (Step(Phase.KEY_WRITE, "update", call),) if write else ()

    def delete(self, actual: Actual) -> tuple[Step, ...]:
        """Source: Okta Management API, Delete a hook key; only unused ones, and for ever."""
        return (Step(Phase.KEY_DELETE, "delete", Call("DELETE", (*ROOT, actual.id))),)

    def logged_as(self, key: Key) -> tuple[str, ...]:
        """Source: Okta, Event types, `system.hook.key.*`."""
        return tuple(f"system.hook.key.{verb}" for verb in ("created", "updated", "deleted"))

    def why_not_deleted(self, answer: Json) -> str:
        """A key in use stays.

        Source: Okta Management API, HookKey: `isUsed` is a string there; recorded as a boolean.
        """
        # An answer that cannot be read proves nothing, and a deletion is for ever.
        used = str(answer.get("isUsed")).lower() == "true" if isinstance(answer, dict) else True
        return "is in use (isUsed)" if used else ""

    def public_key_id(self, spec: HookKey) -> str:
        """Of Okta's, or as the manifest's annotation has it."""
        return spec.key_id

    def flows(
        self, spec: HookKey, declared: Sequence[Spec], users: Sequence[Actual], *, complete: bool
    ) -> tuple[str, ...] | None:
        """The hooks that sign with it."""
        return (f"hooks {_names(users)}",) if users else ()

    def in_use(self, change: Change, users: Sequence[Actual]) -> Diagnostic:
        """Okta refuses to delete a key in use, and every call of its hooks would fail."""
        return Diagnostic(
            "key-in-use",
            f"{change.key} would be deleted, and signs for {_names(users)}",
            change.mark,
            "give these hooks another key first; Okta cannot bring a deleted key back",
        )

    def impact(
        self,
        before: Actual | None,
        after: HookKey | None,
        changed: Sequence[FieldPath],
        uses: Uses,
    ) -> tuple[Impact, str]:
        """A key by itself is called by nobody; its deletion is for ever."""
        if before is None:
            return "safe", "no hook signs with it yet"
        if after is None:
            return "safe", "no hook signs with it; Okta cannot bring it back"
        return "safe", "the key pair stays the same"


def _names(hooks: Sequence[Actual]) -> str:
    """`"A" (cal1), "B" (cal2)`."""
    return ", ".join(f'"{show(hook.spec.name)}" ({hook.id})' for hook in hooks)
