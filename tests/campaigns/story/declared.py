"""The manifests of a story: a few hooks of every sort, and what their authors change in them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conftest import key_manifest, manifest
from faults.worlds import QuickWorld
from flows.org import APP, POLICY, REGISTRATION, RULE, SAML, TOKEN, WIKI, signed

from hookops.emulator.store.contract import HookRecord
from hookops.emulator.store.memory import MemoryStore
from hookops.model.resource import Key, Managed

IMPORT = "com.okta.import.transform"
SMS = "com.okta.telephony.provider"
KEY = "first"
ADOPT = {"hookops.dev/adopt": "true"}


@dataclass(frozen=True, slots=True)
class Role:
    """A hook that manifests may have, whatever its author calls it at the time."""

    type: str
    version: str
    points: tuple[str, ...] = ()
    """Where it can be bound."""
    signs: bool = False
    """Whether it shows an assertion signed with the hook key, and has no secret."""


ROLES: Mapping[str, Role] = {
    "enrich": Role(TOKEN, "1.0.1", ("rule",)),
    "claims": Role(TOKEN, "1.0.1", ("rule",)),
    "assert": Role(SAML, "1.0.2", ("portal", "wiki")),
    "groups": Role(SAML, "1.0.2", ("portal", "wiki")),
    "screen": Role(REGISTRATION, "1.0.2", ("policy",)),
    "users": Role(IMPORT, "1.0.2"),
    "signed": Role(IMPORT, "1.0.2", signs=True),
    "sms": Role(SMS, "1.0.0"),
}
POINTS: Mapping[str, Mapping[str, str]] = {
    "rule": RULE,
    "portal": APP,
    "wiki": WIKI,
    "policy": POLICY,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifests say of one role."""

    role: str
    key: str
    number: int = 0
    """Of the address of its service."""
    header: int = 0
    name: int = 0
    status: str = "ACTIVE"
    secret: int = 0
    bound: frozenset[str] = frozenset()
    previous: tuple[str, ...] = ()
    adopt: bool = False

    @property
    def facts(self) -> Role:
        """What never changes of it."""
        return ROLES[self.role]

    @property
    def okta_name(self) -> str:
        """Its name in Okta."""
        return f"{self.role} {self.name}" if self.name else self.role

    @property
    def uri(self) -> str:
        """Where its service is."""
        return f"https://hooks.example.com/{self.role}/{self.number}"

    @property
    def headers(self) -> list[dict[str, str]]:
        """What Okta is to send besides."""
        return [{"key": "X-Team", "value": f"team {self.header}"}] if self.header else []

    @property
    def variable(self) -> str:
        """The name of its secret."""
        return f"HOOKOPS_SECRET_{self.role.upper()}"

    def document(self) -> dict[str, Any]:
        """Its manifest."""
        metadata: dict[str, Any] = {"previousNames": list(self.previous)} if self.previous else {}
        metadata |= {"annotations": ADOPT} if self.adopt else {}
        more: dict[str, Any] = {"name": self.okta_name, "status": self.status}
        config: dict[str, Any] = {"uri": self.uri, "headers": self.headers}
        if self.facts.points:
            more["bindings"] = [POINTS[point] for point in sorted(self.bound)]
        if self.facts.signs:
            document = signed(self.key, KEY, None, type_=self.facts.type)
            document["spec"]["channel"]["config"] |= config
            document["spec"] |= more
            document["metadata"] |= metadata
            return document
        value = {"ref": f"env:{self.variable}", "version": str(self.secret)}
        config["authScheme"] = {"type": "HEADER", "key": "Authorization", "valueFrom": value}
        facts = {"type": self.facts.type, "version": self.facts.version}
        return manifest(self.key, metadata=metadata, config=config, **facts, **more)

    def wanted(self) -> dict[str, Any]:
        """What Okta is to have of it."""
        secret = None if self.facts.signs else f"value-of-{self.role}-{self.secret}"
        return {
            "type": self.facts.type,
            "name": self.okta_name,
            "status": self.status,
            "uri": self.uri,
            "headers": self.headers,
            "secret": secret,
        }


def found_of(hook: HookRecord) -> dict[str, Any]:
    """The same of what Okta has."""
    config = hook.channel["config"]
    return {
        "type": hook.type,
        "name": hook.name,
        "status": hook.status,
        "uri": config["uri"],
        "headers": [{n: h[n] for n in ("key", "value")} for h in config.get("headers") or []],
        "secret": (config.get("authScheme") or {}).get("value"),
    }


@dataclass(slots=True)
class Declared:
    """What all manifests say, valid at any time."""

    entries: dict[str, Entry] = field(default_factory=dict)
    former: dict[str, Entry] = field(default_factory=dict)
    """Manifests that were taken out: whoever declares one again knows what it was called."""
    key: Mapping[str, Any] = field(default_factory=dict)
    """Metadata of the hook key's manifest."""

    def add(self, role: str) -> None:
        """The role has a manifest."""
        if role not in self.entries:
            was = self.former.get(role, Entry(role, role))
            self.entries[role] = Entry(role, was.key, previous=was.previous, secret=was.secret)

    def remove(self, role: str) -> None:
        """It has none, unless it is the last one: an empty set is never applied."""
        if role in self.entries and len(self.entries) > 1:
            self.former[role] = self.entries.pop(role)

    def change(self, role: str, **members: Any) -> None:
        """Its manifest says something else."""
        self.add(role)
        entry = replace(self.entries[role], **members)
        # What is INACTIVE must not be bound: such manifests are invalid.
        bound = entry.bound if entry.status == "ACTIVE" else frozenset()
        self.entries[role] = replace(entry, bound=bound)

    def rename(self, role: str) -> None:
        """It has another name in Git, and says which one it had."""
        self.add(role)
        was = self.entries[role].key
        key = role if was != role else f"{role}-renamed"
        self.change(role, key=key, previous=(was,))

    def bind(self, role: str, point: str) -> None:
        """The point calls it, and no other one."""
        self.add(role)
        if point not in ROLES[role].points:
            return
        for other, entry in self.entries.items():
            self.entries[other] = replace(entry, bound=entry.bound - {point})
        self.change(role, status="ACTIVE", bound=self.entries[role].bound | {point})

    def write(self, world: QuickWorld) -> None:
        """The files are these, and the secrets that they name are set."""
        documents = [entry.document() for entry in self.entries.values()]
        if "signed" in self.entries:
            documents.append(key_manifest(KEY, **self.key))
        for entry in self.entries.values():
            world.env[entry.variable] = f"value-of-{entry.role}-{entry.secret}"
        world.declare(*documents)

    def names(self) -> set[tuple[str, str]]:
        """Type and name in Okta of each."""
        return {(entry.facts.type, entry.okta_name) for entry in self.entries.values()}

    def differences(
        self,
        store: MemoryStore,
        managed: Mapping[Key, Managed],
        points: Mapping[str, tuple[str, ...]],
        doubtful: Collection[str],
    ) -> Iterator[str]:
        """What of the org is otherwise than declared.

        Shape: `points` are ids of hooks by the point; `doubtful` are ids of hooks
        whose secret hookops cannot know.
        """
        ids: dict[str, str] = {}
        for entry in self.entries.values():
            own = managed.get(Key("InlineHook", entry.key))
            hook = store.get(own.id) if own else None
            if own is None or hook is None:
                yield f"{entry.key} is not there"
                continue
            ids[own.id] = entry.role
            wanted, found = entry.wanted(), found_of(hook)
            if own.id in doubtful:
                wanted["secret"] = found["secret"]
            wrong = sorted(name for name in wanted if wanted[name] != found[name])
            if wrong:
                yield f"{entry.key}: {', '.join(f'{n}: {found[n]!r}' for n in wrong)}"
        for point, named in points.items():
            want = {role for role, entry in self.entries.items() if point in entry.bound}
            have = {ids[id_] for id_ in named if id_ in ids}
            if want != have:
                yield f"{point} calls {sorted(have)}, and not {sorted(want)}"
