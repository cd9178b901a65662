"""A plan as JSON in Terraform's shape.

Tools that read `terraform show -json` read `resource_changes[].change.actions` here as well.
Source: HashiCorp, Terraform JSON output format, "Change representation".
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from hookops.kinds import KINDS
from hookops.model.change import Action, Change, FieldChange, Plan, SecretHost, Step
from hookops.model.diagnostic import Diagnostic
from hookops.model.registry.unsupported import Unsupported
from hookops.model.resource import Actual, Json
from hookops.model.source import dotted
from hookops.report.json_kit import FORMAT_VERSION, address, dumps, place, plain
from hookops.report.plan.looks import PHASE_WORDS
from hookops.report.plan.outline import outlines

_ACTIONS: dict[Action, list[str]] = {
    Action.CREATE: ["create"],
    Action.UPDATE: ["update"],
    Action.ACTIVATE: ["update"],
    Action.DEACTIVATE: ["update"],
    Action.REPLACE: ["create", "delete"],
    Action.DELETE: ["delete"],
    Action.BIND: ["create"],
    Action.REBIND: ["update"],
    Action.UNBIND: ["delete"],
    Action.VERIFY: ["no-op"],
    Action.NOTHING: ["no-op"],
}
_COUNTED = tuple(action for action in Action if action is not Action.NOTHING)

_PUBLISHED = tuple(field.name for field in fields(Change) if "published" in field.metadata)
_FIRST = ("address", "type", "name", "change", "action", "action_reason", "adopts", "origin",
          "fields", "impact", "flows", "verify", "undo", "calls", "actual")  # fmt: skip
"""The members of format 1.0, in their order; a field that is published later comes after them."""


def plan_data(plan: Plan) -> dict[str, Json]:
    """Everything a plan says, safe to publish: no secret can be in it."""
    changes = [change_data(change) for change in plan.changes]
    return {
        "format_version": FORMAT_VERSION,
        "organization": plan.organization,
        "targets": list(plan.targets),
        **plan.limits.data(),
        # Names of the format, some of them not the glossary's: readers of the JSON depend on them.
        "resource_changes": changes,
        "conflicts": _diagnostics(plan.conflicts),
        "invalid": _diagnostics(plan.invalid),
        "refusals": _diagnostics(plan.guard_errors),
        "secret_hosts": [secret_host_data(found) for found in plan.secret_hosts],
        "warnings": _diagnostics(plan.warnings),
        "held": _diagnostics(plan.deferred),
        "disabled": _diagnostics(plan.disabled),
        "by_hand": _diagnostics(plan.by_hand),
        "unread": _diagnostics(plan.unread),
        "kept": [address(key) for key in plan.kept],
        "forgotten": [address(key) for key in plan.forgotten],
        "foreign": list(plan.unsupported),
        "unsupported": unsupported_data(plan.unsupported, plan.described),
        "unmanaged": [actual_data(actual) for actual in plan.unmanaged],
        "unseen_secrets": list(plan.unseen_secrets),
        "unchanged": dict(plan.unchanged),
        "summary": _summary(plan),
        "snapshot": plan.snapshot,
        "planned_against": {address(key): seen for key, seen in plan.planned_against.items()},
        "overview": [outline.data() for outline in outlines(changes)],
    }


def _diagnostics(found: Iterable[Diagnostic]) -> list[Json]:
    return [diagnostic_data(each) for each in found]


def plan_json(plan: Plan) -> str:
    """`plan_data` as text."""
    return dumps(plan_data(plan))


def change_data(change: Change) -> dict[str, Json]:
    """One element of `resource_changes`: Terraform's members, then ours."""
    # Terraform's members, and others that the model spells differently, are written out. The rest
    # is what the model marks: what was published once has to stay, so nothing is by default.
    before = plain(change.before.spec.fields()) if change.before else None
    after = plain(change.after.spec.fields()) if change.after else None
    return {
        **dict.fromkeys(_FIRST),
        "address": address(change.key),
        "type": change.key.kind,
        "name": change.key.name,
        "change": {
            "actions": _ACTIONS[change.action],
            "before": before,
            "after": after,
            "before_sensitive": _sensitive(change.key.kind, before, actual=True),
            "after_sensitive": _sensitive(change.key.kind, after, actual=False),
        },
        "action": change.action.value,
        "action_reason": change.reason,
        "origin": place(change.mark),
        "fields": [field_data(field) for field in change.fields],
        "impact": {"level": change.impact, "text": change.impact_text},
        "calls": [_call(step) for step in change.steps],
        "actual": _actual(change.before),
        **{name: plain(getattr(change, name)) for name in _PUBLISHED},
    }


def field_data(field: FieldChange) -> dict[str, Json]:
    """One field that differs."""
    return {
        "path": dotted(field.path),
        "before": plain(field.before),
        "after": plain(field.after),
        "side": field.side,
        "secret": field.secret is not None,
        "secret_value": field.secret,
        "origin": place(field.mark),
    }


def actual_data(actual: Actual) -> dict[str, Json]:
    """What the org has and no manifest declares."""
    status = actual.spec.fields().get("status")
    # Kinds without types are named themselves, so that a reader sees what it is.
    type_ = actual.spec.type or actual.kind
    return {"id": actual.id, "name": actual.spec.name, "type": type_, "status": status}


def unsupported_data(ids: Iterable[str], described: Mapping[str, Unsupported]) -> list[Json]:
    """What the org has and hookops does not understand, where Okta's answer names it."""
    return [_unsupported_data(described[id_]) for id_ in ids if id_ in described]


def _unsupported_data(found: Unsupported) -> Json:
    about = {"type": found.text("type") or found.kind, "status": found.text("status") or None}
    return {"id": found.id, "name": found.text("name"), **about}


def _sensitive(kind: str, spec: Json, *, actual: bool) -> Json:
    # Terraform writes false, not an empty object, for the side that does not exist.
    return False if spec is None else KINDS[kind].sensitive(spec, actual=actual)


def diagnostic_data(diagnostic: Diagnostic) -> dict[str, Json]:
    """A problem with its place."""
    return {
        "code": diagnostic.code,
        "message": diagnostic.message,
        "origin": place(diagnostic.mark),
        "hint": diagnostic.hint,
        "related": [{"origin": place(mark), "text": text} for mark, text in diagnostic.related],
    }


def secret_host_data(found: SecretHost) -> dict[str, Json]:
    """A host that would get a secret; the hint is empty when nobody has to do anything."""
    diagnostic = diagnostic_data(found.diagnostic())
    return {
        **diagnostic,
        "hint": "" if found.allowed else diagnostic["hint"],
        "address": address(found.key),
        "secret": found.ref,
        "host": found.host,
        "allowed": found.allowed,
    }


def _call(step: Step) -> dict[str, Json]:
    return {
        "phase": PHASE_WORDS.get(step.phase, step.phase.name.lower()),
        "step": step.verb,
        "method": step.call.method,
        "path": str(step.call).partition(" ")[2],
    }


def _actual(actual: Actual | None) -> dict[str, Json] | None:
    return {"id": actual.id, "lastUpdated": actual.last_updated} if actual else None


def _summary(plan: Plan) -> dict[str, int]:
    # Zeros too: a script that counts must not ask whether a member is there.
    counts = {
        action.value: sum(change.action is action for change in plan.changes) for action in _COUNTED
    }
    adopted = sum(change.adopts for change in plan.changes)
    return {
        **counts,
        "adopt": adopted,
        "unchanged": sum(plan.unchanged.values()),
        "held": len(plan.deferred),
        "by_hand": len(plan.by_hand),
        "unread": len(plan.unread),
        "requests": len(plan.calls),
        "reads": plan.reads,
    }
