"""What a plan has for a hook that is the same, in conflict, or moved elsewhere."""

import pytest
from reconcile.one_hook import (
    CREATED,
    KIND,
    LATER,
    PRINTS,
    TYPE,
    actual,
    desired,
    key,
    ledger,
    managed,
    resource,
    snapshot,
)

from hookops.model.limits import Limits
from hookops.model.resource import (
    Resource,
)
from hookops.model.source import Mark, Origin
from hookops.reconcile.plan import plan


def test_plan_of_the_same_is_empty():
    """What is declared, applied and there is left alone."""
    made = plan(
        desired(resource()), snapshot(actual()), ledger(managed()), known={}, limits=Limits()
    )

    assert ((), {"InlineHook": 1}) == (made.changes, made.unchanged)


def conflicted(*targets):
    """Codes of a plan where `a` is not understood and `b` is not there."""
    made = plan(
        desired(resource("a"), resource("b")),
        snapshot(unsupported=("calabc0123",)),
        ledger(managed()),
        known={},
        limits=Limits(),
        targets=targets,
    )
    return [conflict.code for conflict in made.conflicts], [c.key.name for c in made.changes]


def test_conflicts_of_what_is_targeted():
    """A conflict stands against a plan whose targets have it, and against one without targets."""
    assert (["not-understood"], ["b"]) == conflicted()
    assert (["not-understood"], []) == conflicted("InlineHook/a")
    assert ([], ["b"]) == conflicted("InlineHook/b")


def test_a_plan_knows_every_id():
    """The ids that were there before a create are kept with the plan, unsupported ones as well."""
    made = plan(
        {}, snapshot(actual(), unsupported=("calodd0123",)), ledger(), known={}, limits=Limits()
    )

    assert (("calabc0123", "calodd0123"), ("calodd0123",)) == (made.known_ids, made.unsupported)


SECRET = {"type": "HEADER", "key": "X-A", "valueFrom": "env:A"}


@pytest.mark.parametrize(
    ("written", "status", "uri", "verbs"),
    [
        (False, "ACTIVE", "a", []),
        (True, "ACTIVE", "a", ["update"]),
        (False, "INACTIVE", "a", ["activate"]),
        (True, "INACTIVE", "a", ["update", "activate"]),
        (True, "ACTIVE", "b", ["update"]),
    ],
)
def test_a_secret_that_may_have_been_changed_is_sent_again(written, status, uri, verbs):
    """A later write in Okta is a suspicion; that the status was flipped too is no excuse for it."""
    config = {"uri": "https://h.example.com/a", "authScheme": SECRET}
    data = {
        "metadata": {"name": "a"},
        "spec": {"type": TYPE, "version": "1.0.1", "channel": {"type": "HTTP", "config": config}},
    }
    spec = KIND.parse(data)
    scheme = {"type": "HEADER", "key": "X-A"}
    there = {"uri": f"https://h.example.com/{uri}", "authScheme": scheme}
    found = actual(
        status=status,
        channel={"type": "HTTP", "config": there},
        lastUpdated=LATER if written else CREATED,
    )
    entry = managed(compared=spec.compared(), fingerprints=PRINTS)
    declared = Resource(key("a"), spec, Origin(Mark("a.yaml", 1, 1)))

    made = plan(desired(declared), snapshot(found), ledger(entry), known={}, limits=Limits())

    assert verbs == [step.verb for change in made.changes for step in change.steps]
    secrets = [(f.secret, f.along) for change in made.changes for f in change.fields if f.secret]
    assert ([("unknown", uri != "a")] if "update" in verbs else []) == secrets
