"""Hooks, attachment points, entries and plans to compute with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hookops.kinds import LISTED
from hookops.kinds.binding.spec import Binding, Selector
from hookops.model.change import Action, Change, Plan
from hookops.model.diagnostic import Diagnostic
from hookops.model.limits import Limits
from hookops.model.resource import Actual, Json, Key, Ledger, Managed, Resource, Snapshot
from hookops.model.source import FieldPath, Mark, Origin
from hookops.reconcile.plan import plan

URL = "https://acme.okta.com"
TIME = "2025-03-13T23:38:58.000Z"
TOKEN = "com.okta.oauth2.tokens.transform"
SAML = "com.okta.saml.tokens.transform"
REGISTRATION = "com.okta.user.pre-registration"
KIND: Any = LISTED["InlineHook"]
A, B = "cal-a", "cal-b"  # the ids of the hooks a and b


def spec_of(name: str, /, type_: str = TOKEN, **members: Json) -> Any:
    """The spec of a declared hook."""
    channel = {"type": "HTTP", "config": {"uri": f"https://h.example.com/{name}"}}
    spec = {"name": name, "type": type_, "channel": channel, **members}
    return KIND.parse({"metadata": {"name": name}, "spec": spec})


def declare(
    name: str, *bindings: Mapping[str, Json], type_: str = TOKEN, **members: Json
) -> list[Resource]:
    """A hook that lists its bindings, and each of them; every field has a line of its own."""
    spec = spec_of(name, type_, bindings=list(bindings), **members)
    found = [Resource(Key("InlineHook", name), spec, Origin(Mark(f"{name}.yaml", 1, 1)))]
    for key, part, (_, index) in KIND.parts(spec):
        assert isinstance(index, int)
        line = 10 + 10 * index
        fields: dict[FieldPath, tuple[int, int]] = {
            (field,): (line + n, 1) for n, field in enumerate(bindings[index], 1)
        }
        found.append(Resource(key, part, Origin(Mark(f"{name}.yaml", line, 1), fields)))
    return found


def declare_alone(name: str, /, type_: str = TOKEN, **members: Json) -> list[Resource]:
    """A hook whose manifest says nothing of bindings."""
    spec = spec_of(name, type_, **members)
    return [Resource(Key("InlineHook", name), spec, Origin(Mark(f"{name}.yaml", 1, 1)))]


def hook(name: str, /, type_: str = TOKEN, **members: Json) -> Actual:
    """A hook in Okta; its id is made of its name."""
    return Actual("InlineHook", f"cal-{name}", spec_of(name, type_, **members), TIME, TIME)


def managed(name: str, type_: str = TOKEN, **members: Any) -> Managed:
    """The ledger's entry of that hook, as it was applied."""
    compared = spec_of(name, type_).compared()
    return Managed(
        Key("InlineHook", name),
        f"cal-{name}",
        **{"compared": compared, "last_updated": TIME, **members},
    )


def rule(name: str) -> Mapping[str, Json]:
    """A rule as a binding in a manifest names it."""
    return {"authorizationServer": "S", "policy": "P", "rule": name}


def rule_point(
    name: str, *hooks: str, names: tuple[str, str] = ("S", "P"), id_: str = "", trouble: str = ""
) -> Actual:
    """A rule in Okta, with the ids of the hooks that it calls."""
    selectors = (
        Selector(names[0], f"aus-{names[0]}"),
        Selector(names[1], f"00p-{names[1]}"),
        Selector(name, id_ or f"0pr-{name}"),
    )
    spec = Binding("rule", selectors, hooks, None, ("rules", name), trouble)
    return Actual("Binding", id_ or f"0pr-{name}", spec, TIME, TIME)


def app_point(name: str, *hooks: str, id_: str = "", trouble: str = "") -> Actual:
    """An app in Okta, with the ids of the hooks that it calls."""
    id_ = id_ or f"0oa-{name}"
    spec = Binding("app", (Selector(name, id_),), hooks, None, ("apps", name), trouble)
    return Actual("Binding", id_, spec, TIME, TIME)


def entry(point: Actual, hook_id: str, name: str = "") -> Managed:
    """What the ledger knows of a binding that was applied there."""
    assert isinstance(point.spec, Binding)
    compared = {**point.spec.compared(), "hook": hook_id}
    key = Key("Binding", name) if name else point.spec.key
    return Managed(key, point.id, compared, TIME)


def make_plan(
    declared: Iterable[Iterable[Resource]],
    hooks: Iterable[Actual],
    points: Iterable[Actual] = (),
    entries: Iterable[Managed] = (),
    *,
    targets: tuple[str, ...] = (),
    unread: Mapping[str, str] | None = None,
    by_hand: tuple[str, ...] = (),
    unsupported: tuple[str, ...] = (),
    **limits: Any,
) -> Plan:
    """The plan; points are of types that are read altogether."""
    absent = {*(unread or {}), *by_hand}
    scanned = tuple(type_ for type_ in ("policy", "app", "rule") if type_ not in absent)
    snapshot = Snapshot(
        tuple(hooks), unsupported, tuple(points), scanned, dict(unread or {}), by_hand
    )
    desired = {r.key: r for group in declared for r in group}
    ledger = Ledger(URL, managed={m.key: m for m in entries})
    return plan(
        dict(sorted(desired.items())),
        snapshot,
        ledger,
        known={},
        limits=Limits(**limits),
        targets=targets,
    )


def line(found: Diagnostic) -> int:
    """Where it points to in a manifest."""
    assert found.mark is not None
    return found.mark.line


APPLIED = [managed("a"), managed("b")]


def only_change(made: Plan) -> Change:
    """The one change of a plan that nothing stands against."""
    assert ((), ()) == (made.conflicts, made.guard_errors)
    (change,) = made.changes
    return change


def words(change: Change) -> tuple[Action, str, str]:
    """What happens, why, and how it is undone."""
    return change.action, change.reason, change.undo


def bind_a(point: Actual, *entries: Managed, hooks: Sequence[Actual] = (), **more: Any) -> Plan:
    """The plan of a hook `a` bound to the rule R, beside a hook `b` that is bound nowhere."""
    return make_plan(
        [declare("a", rule("R")), declare("b")],
        [hook("a"), hook("b"), *hooks],
        [point],
        [*APPLIED, *entries],
        **more,
    )
