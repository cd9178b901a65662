"""What holds for any set of hooks, not only for those that somebody thought of."""

import json
import tempfile
from pathlib import Path

import pytest
from conftest import World, manifest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import declared, ledgers

from hookops.emulator.control.switches import Switches
from hookops.kinds import KINDS
from hookops.ledger.document import Writer, loads
from hookops.model.change import Action
from hookops.model.errors import InvalidInput
from hookops.okta.refresh import refresh
from hookops.report.plan.json import plan_data


class Temporary:
    """A world in a folder that goes away; its org lists hooks in an order of its own."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        return World(Path(self._folder.name), switches=Switches(list_order="shuffled"))

    def __exit__(self, *problem):
        self._folder.cleanup()


def text(plan):
    """A plan's bytes."""
    return json.dumps(plan_data(plan))


def dumps(ledger):
    """The document of a ledger."""
    return Writer().dumps(ledger)


@pytest.mark.promise("P4")
@given(declared())
def test_applying_converges(documents):
    """Whatever is declared, one apply makes it so, and the next plan is empty."""
    with Temporary() as world:
        world.declare(*documents)

        applied = world.apply()

        assert 0 == applied.exit_code
        assert ((), len(documents)) == (
            world.plan().changes,
            sum(world.plan().unchanged.values()),
        )
        assert () == world.drift().drifted


def everything(*sets):
    """Limits that allow whatever a plan between these manifests can want."""
    names = {document["metadata"]["name"] for documents in sets for document in documents}
    named = tuple(sorted(names))
    allowed = {"confirm": named, "allow_endpoint_change": named}
    return {"prune": True, "max_delete": 5, "max_update": 9, **allowed}


@pytest.mark.promise("P4")
@given(declared(fixed_types=True), declared(fixed_types=True))
def test_from_any_set_to_any_other(before, after):
    """From whatever was applied, an apply with pruning leads to whatever is declared now."""
    with Temporary() as world:
        world.declare(*before)
        world.apply()
        world.declare(*after)

        applied = world.apply(**everything(before, after))

        assert 0 == applied.exit_code
        assert () == world.plan(prune=True).changes
        assert {d["metadata"]["name"] for d in after} == {h["name"] for h in world.okta("GET")}


@pytest.mark.promise("P27")
@given(declared(), declared())
def test_the_same_inputs_give_the_same_plan(before, after):
    """Planning twice gives equal bytes, though Okta lists hooks in another order each time."""
    with Temporary() as world:
        world.declare(*before)
        world.apply()
        world.declare(*after)

        assert text(world.plan(prune=True)) == text(world.plan(prune=True))


@pytest.mark.promise("P1")
@given(declared(fixed_types=True), declared(fixed_types=True), st.integers(1, 4))
def test_unmanaged_hooks_are_never_written(before, after, count):
    """However many unmanaged hooks exist, and whatever is applied, they stay as they were."""
    with Temporary() as world:
        for number in range(count):
            spec = manifest(f"unmanaged-{number}")["spec"]
            del spec["channel"]["config"]["authScheme"]
            world.okta("POST", body=spec)
        unmanaged_hooks = {hook["id"]: hook for hook in world.okta("GET")}
        since = len(world.writes())

        world.declare(*before)
        world.apply()
        world.declare(*after)
        world.apply(**everything(before, after))

        now = {hook["id"]: hook for hook in world.okta("GET")}
        assert unmanaged_hooks == {hook_id: now.get(hook_id) for hook_id in unmanaged_hooks}
        touched = [path for _, path, _ in world.writes()[since:]]
        assert [] == [path for path in touched if any(i in path for i in unmanaged_hooks)]


@given(declared())
def test_what_was_sent_is_read_again(documents):
    """Encoded, emulated and read, a hook is what was declared but for its secret."""
    with Temporary() as world:
        world.declare(*documents)
        world.apply()

        actuals = {actual.spec.name: actual for actual in refresh(world.session()).actuals}

        assert {r.spec.name: r.spec.compared() for r in world.desired.values()} == {
            name: actual.spec.compared() for name, actual in actuals.items()
        }
        assert [{}] * len(actuals) == [
            KINDS["InlineHook"].secrets(actual.spec) for actual in actuals.values()
        ]


@pytest.mark.promise("P7")
@given(declared(fixed_types=True), declared(fixed_types=True))
def test_what_is_made_comes_before_what_ends(before, after):
    """Creates and updates before deactivations of others, and deletes after all of them."""
    with Temporary() as world:
        world.declare(*before)
        world.apply()
        world.declare(*after)

        plan = world.plan(**everything(before, after))

        phases = [
            max(step.phase for step in change.steps)
            for change in plan.changes
            if change.action is Action.CREATE
        ] + [0]
        ends = [
            min(step.phase for step in change.steps)
            for change in plan.changes
            if change.action is Action.DELETE
        ] + [100]
        assert max(phases) < min(ends)
        deletes = [call.method == "DELETE" for call in plan.calls]
        assert sorted(deletes) == deletes


@pytest.mark.promise("P23")
@given(declared())
def test_a_plan_without_an_apply_writes_nothing(documents):
    """Plan and drift send no write, whatever is declared."""
    with Temporary() as world:
        world.declare(*documents)

        world.plan()
        world.drift()

        assert [] == world.writes()


@given(ledgers())
def test_a_ledger_is_read_as_it_was_written(ledger):
    """Written and read again, a ledger is the same; written once more, its text is too."""
    again = loads(dumps(ledger), "p")

    assert ledger == again
    assert dumps(ledger) == dumps(again)


@pytest.mark.promise("P24")
@given(ledgers(), st.data())
def test_a_ledger_that_was_cut_is_not_read(ledger, data):
    """No beginning of a ledger is a ledger."""
    whole = dumps(ledger).rstrip()
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]

    with pytest.raises(InvalidInput):
        loads(cut, "p")
