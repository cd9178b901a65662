"""A plan of bindings, and drift of them, to report on."""

from dataclasses import replace

from hookops.kinds.binding.kind import BindingKind
from hookops.kinds.binding.spec import Binding, Selector
from hookops.kinds.values import Uses
from hookops.model.change import Action, Change, FieldChange, Plan
from hookops.model.diagnostic import Diagnostic
from hookops.model.drift import Drift, Drifted
from hookops.model.resource import Actual, IdOf, Key, Resource
from hookops.model.source import Mark, Origin

SAML = "app"
HOOK = Key("InlineHook", "saml")
PLACE = Mark("manifests/saml.yaml", 17, 7)


def point(name: str, *hooks: str) -> Actual:
    """An app as the org has it."""
    app = "0oa" + name.lower().replace(" ", "0").ljust(10, "0")
    spec = Binding(SAML, (Selector(name, app),), hooks, None, ("api", "v1", "apps", app))
    return Actual("Binding", app, spec, "", "2026-01-02T00:00:00.000Z")


def change(action: Action, actual: Actual) -> Change:
    """What becomes of the attachment point."""
    now = actual.spec
    assert isinstance(now, Binding)
    gone = action is Action.UNBIND
    after = replace(now, hooks=() if gone else (IdOf(HOOK),))
    words = '"Other" (calother0001)' if now.hooks else None
    field = FieldChange(("hook",), words, None if gone else str(HOOK), "git", mark=PLACE)
    level, text = BindingKind().impact(actual, None if gone else after, [field.path], Uses())
    return Change(
        key=now.key,
        action=action,
        before=actual,
        after=None if gone else Resource(now.key, after, Origin(PLACE)),
        fields=(field,),
        steps=BindingKind().write(actual, after, action.value),
        impact=level,
        impact_text=text,
        undo="apply the manifest as it was before",
        reason="edited in Git",
        mark=PLACE,
        flows=(now.flow,),
    )


BIND = change(Action.BIND, point("Acme Portal"))
REBIND = change(Action.REBIND, point("Acme Wiki", "calother0001"))
UNBIND = change(Action.UNBIND, point("Acme Door", "calother0001"))

VERIFY = replace(
    BIND, key=HOOK, action=Action.VERIFY, fields=(), steps=(), undo="", verify="called"
)

PLAN = Plan(
    "local",
    changes=(BIND, REBIND, UNBIND),
    deferred=(Diagnostic("publish", "InlineHook/saml waits", PLACE, "publish it", "warning"),),
    by_hand=(Diagnostic("by-hand", "InlineHook/hr: do it", PLACE, "in the console", "warning"),),
    unread=(Diagnostic("unread", "Binding/app/X: 403", PLACE, "", "warning"),),
    unchanged={"HookKey": 1, "InlineHook": 2, "Binding": 1},
)

DRIFT = Drift(
    "local",
    "ledger",
    drifted=tuple(
        Drifted(Key("Binding", f"app/{what}"), "0oa1234567890", what, BIND.fields, "", PLACE)
        for what in ("extra", "rebound", "dangling", "unbound")
    ),
    in_sync={"HookKey": 1, "InlineHook": 2},
    unread=PLAN.unread,
)
