"""A plan is carried out: what each answer stores in the ledger, and where it stops."""

import threading

import pytest
from apply.execution import (
    CREATED,
    PASSING,
    Execution,
    actual,
    change,
    creation,
    deletion,
    key,
    managed,
    raw,
    replacement,
    resource,
    update,
)

from hookops.model.change import Action
from hookops.model.errors import WriteUnknown
from hookops.model.resource import Fingerprint

# what a good answer proves


def test_a_create_is_in_the_ledger():
    """What was created is managed by the id of the answer, with what was applied."""
    prints = {"channel.config.authScheme.value": Fingerprint("env:A")}
    run = Execution(creation(), answers=[raw()], prints={key("a"): prints}).go()

    entry = run.entries["a"]
    assert ["done"] == run.results
    assert [] == run.intents
    assert (CREATED, prints, False) == (entry.last_updated, entry.fingerprints, entry.protected)
    assert resource().spec.compared() == entry.compared
    assert "calabc0123" == run.outcomes[0].id


def test_a_create_that_ends_inactive():
    """The create and the deactivation after it are two steps of one change."""
    answers = [raw(), raw(status="INACTIVE")]

    run = Execution(creation(status="INACTIVE"), answers=answers).go()

    assert ["done"] == run.results
    assert ("create", "deactivate") == run.outcomes[0].done
    assert "INACTIVE" == run.entries["a"].compared["status"]


def test_a_lifecycle_call_keeps_fingerprints():
    """A call without a body sends no secret, so what is known of it stays."""
    prints = {"channel.config.authScheme.value": Fingerprint("env:A", "ab")}
    run = Execution(
        update(was="INACTIVE", write=False),
        answers=[raw()],
        entries=[managed(fingerprints=prints)],
        prints={key("a"): {}},
    ).go()

    assert prints == run.entries["a"].fingerprints


def test_a_delete_leaves_a_tombstone():
    """What was deleted is not managed any more, and remembered."""
    run = Execution(deletion(), answers=[None], entries=[managed()]).go()

    assert (["done"], {}) == (run.results, run.ids)
    assert ["calabc0123"] == [stone.id for stone in run.journal.ledger.tombstones]


def test_a_replacement_ends_with_one_hook():
    """The old hook is deactivated and deleted, and the new one has the name as declared."""
    new = "calnew0123"
    run = Execution(
        replacement(),
        answers=[
            raw(PASSING, new),
            raw(status="INACTIVE", type="com.okta.saml.tokens.transform"),
            None,
            raw(hook_id=new),
        ],
        entries=[managed()],
    ).go()

    assert (["done"], {"a": new}, []) == (run.results, run.ids, run.intents)
    assert "a" == run.entries["a"].compared["name"]
    assert [
        "POST /api/v1/inlineHooks",
        "POST /api/v1/inlineHooks/calabc0123/lifecycle/deactivate",
        "DELETE /api/v1/inlineHooks/calabc0123",
        "PUT /api/v1/inlineHooks/{id of InlineHook/a}",
    ] == run.sent


def test_after_a_create_the_passing_name_is_known():
    """Between the steps of a replacement the ledger has the name that Okta has."""
    run = Execution(
        replacement(),
        answers=[raw(PASSING, "calnew0123"), WriteUnknown("lost")],
        entries=[managed()],
    ).go()

    assert PASSING == run.entries["a"].compared["name"]


# stopping


def test_a_stop_in_the_middle_of_a_change():
    """What is in flight ends; the next step is not sent, and the change says so."""
    run = Execution(creation(status="INACTIVE"))
    run.answers = [lambda: run.stop.set() or raw()]

    run.go()

    assert (["skipped"], ("create",)) == (run.results, run.outcomes[0].done)
    assert "stopped before its next step" == run.outcomes[0].error
    assert ({"a": "calabc0123"}, []) == (run.ids, run.intents)
    assert 1 == len(run.sent)


def test_a_stop_between_changes():
    """Changes that were not begun are not tried, and are not in the progress."""
    run = Execution(creation("a"), creation("b"))
    run.answers = [lambda: run.stop.set() or raw()]

    run.go()

    assert ["done", "not tried"] == run.results
    assert ["a done"] == run.reported


def test_a_stop_between_phases():
    """The result of a change whose second phase was not begun differs from one that never began."""
    run = Execution(update(was="INACTIVE", status="ACTIVE"), entries=[managed()])
    run.answers = [lambda: run.stop.set() or raw(status="INACTIVE")]

    run.go()

    assert (["skipped"], ("update",)) == (run.results, run.outcomes[0].done)


def test_a_stop_before_anything():
    """A stop that was there first sends nothing."""
    run = Execution(creation())
    run.stop.set()

    run.go()

    assert (["not tried"], [], []) == (run.results, run.sent, run.reported)


def test_a_bug_is_not_swallowed():
    """What is no failure of the world crashes."""
    with pytest.raises(ZeroDivisionError):
        Execution(creation(), answers=[ZeroDivisionError()]).go()


def test_a_plan_without_changes():
    """Nothing to do is nothing done."""
    assert () == Execution().go().outcomes


def test_a_change_without_steps_is_done():
    """An adoption sends nothing, and is done."""
    before, after = actual(), resource()

    run = Execution(change(Action.NOTHING, "a", before, after, ())).go()

    assert (["done"], []) == (run.results, run.sent)


def test_tasks_of_a_phase_go_out_together():
    """With four workers, four creates are in flight at once."""
    barrier = threading.Barrier(4, timeout=10)

    def send(call, before_retry=None):
        barrier.wait()
        name = call.body["name"]
        return raw(name, f"calabc012{name}")

    run = Execution(*(creation(name) for name in "abcd")).go(send, parallelism=4)

    assert ["done"] * 4 == run.results
    assert ["a done", "b done", "c done", "d done"] == run.reported
