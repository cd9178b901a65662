"""Everything that a plan is computed from, and what follows from it at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from hookops.kinds import KINDS, LISTED
from hookops.kinds.binding.spec import Binding, binding_of, bindings, means_one_of
from hookops.kinds.values import Uses
from hookops.model.limits import Caps, Limits, SecretTrust
from hookops.model.resource import (
    Actual,
    Desired,
    Json,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
    Spec,
    with_ids,
)
from hookops.model.text import show
from hookops.reconcile.match import Matches
from hookops.reconcile.secret_changes import Fingerprints

Known = Mapping[Key, Fingerprints]
"""Fingerprints of the secrets that can be read now, by resource."""


@dataclass(frozen=True, slots=True)
class PlanContext:
    """Desired, actual and ledger, matched; the same for every pass."""

    desired: Desired
    snapshot: Snapshot
    ledger: Ledger
    matches: Matches
    known: Known = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    caps: Caps = field(default_factory=Caps)
    trust: SecretTrust = field(default_factory=SecretTrust)
    targets: frozenset[str] | None = None
    """Keys that the plan is restricted to, as text, with what they need; None for all. Targets that
    are gone by now are an empty set, and leave nothing to plan."""
    was: Mapping[str, Key] = field(default_factory=dict)
    """Keys that managed things had at the last apply, by their ids."""
    going: frozenset[str] = frozenset()
    """Ids of what a create of hookops made a second time, and what is to be deleted."""
    ids: Mapping[Key, str] = field(init=False)
    """Of everything declared that is there and stays there."""
    actuals: Mapping[str, Actual] = field(init=False)
    """Everything listed, by id."""
    entries: Mapping[str, Managed] = field(init=False)
    """Bindings of the ledger, by the id of their attachment point."""
    points: Mapping[str, Actual] = field(init=False)
    """Every attachment point that was read, by its id."""
    inactive: Sequence[Actual] = field(init=False)
    """Attachment points that no flow comes to."""
    known_types: frozenset[str] = field(init=False)
    """Types of attachment points of which the hook of every point is known."""
    users: Mapping[str, Sequence[Actual]] = field(init=False)
    """Attachment points and hooks, by the id of what they refer to."""
    points_by_name: Mapping[tuple[str, tuple[str, ...]], Sequence[Actual]] = field(init=False)
    """Attachment points by type and names."""
    owners: Mapping[str, Resource] = field(init=False)
    """Declared resources by the id of the actual one."""
    keys: Mapping[str, Key] = field(init=False)
    """Of what is declared or managed, by the id of the actual one."""
    dependants: Mapping[Key, Sequence[Spec]] = field(init=False)
    """Declared specs by what they need."""
    declared: Mapping[Key, Sequence[Binding]] = field(init=False)
    """Bindings of the manifests, by their hook."""

    def __post_init__(self) -> None:
        """Derive the rest, once for all passes."""
        # Frozen for its readers; filled in here, before anybody has it.
        for name, value in self._derived().items():
            object.__setattr__(self, name, value)

    def _derived(self) -> Mapping[str, object]:
        matched = [match for match in self.matches.matched if match.actual is not None]
        by_name: dict[tuple[str, tuple[str, ...]], list[Actual]] = {}
        for point in self.snapshot.points:
            spec = binding_of(point)
            by_name.setdefault((spec.type, spec.names), []).append(point)
        return {
            # A replacement gets another id: nothing may be bound to the old one.
            "ids": {
                match.resource.key: match.actual.id
                for match in matched
                if match.actual and not self.is_replaced(match.resource, match.actual)
            },
            "actuals": {actual.id: actual for actual in self.snapshot.actuals},
            "entries": {m.id: m for key, m in self.ledger.managed.items() if is_binding(key)},
            "points": {point.id: point for point in self.snapshot.points},
            "inactive": [point for point in self.snapshot.points if binding_of(point).inactive],
            "users": _users(self.snapshot),
            "known_types": _known_types(self.snapshot),
            "points_by_name": by_name,
            "owners": {match.actual.id: match.resource for match in matched if match.actual},
            "keys": _keys(self.ledger, self.matches),
            "dependants": _dependants(self.desired),
            "declared": _declared(self.desired),
        }

    def is_replaced(self, resource: Resource, actual: Actual) -> bool:
        """Whether a new one takes the place of `actual`: for its type, or as was asked for."""
        asked = KINDS[resource.key.kind].is_called and resource.key.name in self.limits.replace
        return actual.spec.type != resource.spec.type or asked

    def is_wanted(self, key: Key) -> bool:
        """Whether the plan may contain a change of it."""
        return self.targets is None or str(key) in self.targets

    def with_known_ids(self, data: Json) -> Json:
        """`data` with the ids that are known now."""
        return with_ids(data, self.ids.get)

    def remembered(self, data: Json) -> Json:
        """The same, with the ids of things that are gone as they were applied."""
        return with_ids(data, lambda key: self.id_of(key) or None)

    def id_of(self, key: Key) -> str:
        """Of what is there under that key, declared or not; empty when nothing is."""
        managed = self.ledger.managed.get(key)
        return self.ids.get(key) or (managed.id if managed is not None else "")

    def users_of(self, id_: str) -> list[Actual]:
        """Attachment points and hooks that refer to it."""
        return list(self.users.get(id_, ()))

    def is_gone(self, id_: str) -> bool:
        """Whether it is no longer in Okta."""
        # What hookops does not understand exists all the same, and may be in use.
        return id_ not in self.actuals and id_ not in self.snapshot.unsupported

    def uses(
        self, key: Key, spec: Spec, actual: Actual | None, freed: Collection[str] | None = None
    ) -> Uses:
        """What uses a resource, or is to use it.

        Shape: `actual` is None for one that is new. With `freed`, ids of users that the plan takes
        from it, only flows that call it then: neither those nor what is INACTIVE in Okta.
        """
        kind = KINDS[key.kind]
        types = kind.attachment_types(spec)
        # Without attachment points that the API shows, nobody knows whether everything was read.
        complete = bool(types) and self.known_types.issuperset(types)
        users = self.users_of(actual.id) if actual is not None else []
        declared = self.dependants.get(key, ())
        if freed is not None:
            users = [u for u in users if u.id not in freed and u not in self.inactive]
            declared = [spec for spec in declared if not means_one_of(spec, self.inactive)]
        flows = kind.flows(spec, declared, users, complete=complete)
        referred = list(kind.references(actual.spec)) if actual is not None else []
        return Uses(
            flows,
            gone=frozenset(id_ for _, id_ in referred if self.is_gone(id_)),
            idle=frozenset(id_ for _, id_ in referred if self._is_inactive(id_)),
            freed=bool(freed),
        )

    def _is_inactive(self, id_: str) -> bool:
        actual = self.actuals.get(id_)
        return actual is not None and actual.spec.compared().get("status") == "INACTIVE"

    def is_unread(self, key: Key) -> bool:
        """Whether the attachment point of that binding is of a type that could not be read."""
        types = KINDS[key.kind].attachment_types_of(key)
        return any(type_ in self.snapshot.unread for type_ in types)

    def describe_hook(self, hook_id: str) -> str:
        """A hook for people: its key, or the name and id of one without; or that it is gone."""
        actual = self.actuals.get(hook_id)
        if actual is not None and hook_id in self.keys:
            return str(self.keys[hook_id])
        if actual is not None:
            return f"{show(actual.spec.name)} ({actual.id})"
        unsupported = hook_id in self.snapshot.unsupported
        return f"{show(hook_id)}, {'not understood' if unsupported else 'which is gone'}"


def _keys(ledger: Ledger, matches: Matches) -> Mapping[str, Key]:
    managed = {entry.id: key for key, entry in ledger.managed.items()}
    # What is declared has the name that people know now.
    declared = {m.actual.id: m.resource.key for m in matches.matched if m.actual is not None}
    return managed | declared


def is_binding(key: Key) -> bool:
    """Whether it is written inside the manifest of another resource and planned by itself."""
    return key.kind not in LISTED


def _known_types(snapshot: Snapshot) -> frozenset[str]:
    unknown = {binding_of(p).type for p in snapshot.points if binding_of(p).unreadable}
    return frozenset(snapshot.scanned) - unknown


def _users(snapshot: Snapshot) -> dict[str, list[Actual]]:
    # Attachment points come last, as reports name hooks before flows.
    users: dict[str, list[Actual]] = {}
    for actual in (*snapshot.actuals, *snapshot.points):
        for _, id_ in KINDS[actual.kind].references(actual.spec):
            users.setdefault(id_, []).append(actual)
    return users


def _dependants(desired: Desired) -> dict[Key, list[Spec]]:
    dependants: dict[Key, list[Spec]] = {}
    for resource in desired.values():
        for _, key in KINDS[resource.key.kind].needs(resource.spec):
            dependants.setdefault(key, []).append(resource.spec)
    return dependants


def _declared(desired: Desired) -> dict[Key, list[Binding]]:
    declared: dict[Key, list[Binding]] = {}
    for resource, binding in bindings(desired):
        for _, hook in KINDS[resource.key.kind].needs(binding):
            declared.setdefault(hook, []).append(binding)
    return declared
