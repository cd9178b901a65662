"""What is asked just before hooks are deactivated and deleted: whether somebody uses them now."""

from dataclasses import replace

import pytest
from apply.execution import (
    Execution,
    api_error,
    creation,
    deletion,
    managed,
    raw,
    replacement,
    update,
)

from hookops.model.change import Phase
from hookops.model.errors import Unavailable

ENTRIES = [managed("a"), managed("b", "calbbb0123")]


class InUse:
    """Answers with what is used, and remembers what it was asked."""

    def __init__(self, *used):
        self.used = used
        self.asked = []

    def __call__(self, changes):
        self.asked.append([change.key.name for change in changes])
        return {
            change.key: "the app Acme calls this hook"
            for change in changes
            if change.key.name in self.used
        }


@pytest.mark.promise("P9")
def test_a_hook_that_somebody_bound_stays():
    """Its change fails with a conflict, and nothing else is ended either."""
    in_use = InUse("a")
    run = Execution(deletion("a"), deletion("b", "calbbb0123"), entries=ENTRIES).go(in_use=in_use)

    assert ([["a", "b"]], []) == (in_use.asked, run.sent)
    assert ["failed", "not tried"] == run.results
    assert ("the app Acme calls this hook", 6) == (
        run.outcomes[0].error,
        run.outcomes[0].exit_code,
    )


def test_it_is_asked_about_hooks_that_end():
    """A deactivation ends a hook; a create that ends INACTIVE does not, nor does an update."""
    in_use = InUse()
    run = Execution(
        creation("c", status="INACTIVE"),
        update("a", status="INACTIVE", write=False),
        update("b", "calbbb0123"),
        answers=[
            raw("b", "calbbb0123"),
            raw("c", "calccc0123"),
            raw("c", "calccc0123", "INACTIVE"),
            raw(status="INACTIVE"),
        ],
        entries=ENTRIES,
    ).go(in_use=in_use)

    assert ["done"] * 3 == run.results
    assert [["a"]] == in_use.asked


def test_it_is_asked_after_everything_constructive():
    """The read is as late as can be: the new hook of a replacement exists already."""
    run = Execution(replacement(), answers=[raw("a (hookops: replacing calabc0123)", "calnew0123")])
    seen = []

    def in_use(changes):
        seen.append(list(run.sent))
        return {change.key: "used" for change in changes}

    run.go(in_use=in_use)

    assert [["POST /api/v1/inlineHooks"]] == seen
    assert (["failed"], ("create",)) == (run.results, run.outcomes[0].done)


def test_nothing_ends_and_nothing_is_asked():
    """A plan without deletes costs no read of bindings."""
    in_use = InUse()
    Execution(creation(), answers=[raw()]).go(in_use=in_use)

    assert [] == in_use.asked


def test_a_failure_before_it():
    """Where nothing will be ended nothing is asked."""
    in_use = InUse()
    Execution(creation("c"), deletion("a"), answers=[api_error(409)], entries=ENTRIES).go(
        in_use=in_use
    )

    assert [] == in_use.asked


@pytest.mark.promise("P9")
def test_what_cannot_be_read_counts_as_used():
    """When bindings cannot be read, every hook that would end stays."""

    def in_use(_):
        raise Unavailable("no route")

    run = Execution(deletion("a"), deletion("b", "calbbb0123"), entries=ENTRIES).go(in_use=in_use)

    assert (["failed", "failed"], []) == (run.results, run.sent)
    assert ["no route", "no route"] == [outcome.error for outcome in run.outcomes]


def test_a_stopped_run_asks_nothing():
    """After a signal nothing new is sent, also no read."""
    in_use = InUse()
    run = Execution(update("a"), deletion("b", "calbbb0123"), entries=ENTRIES)
    run.answers = [lambda: run.stop.set() or raw()]

    run.go(in_use=in_use)

    assert ([], ["done", "not tried"]) == (in_use.asked, run.results)


def test_what_this_run_created_is_not_asked_about():
    """Nobody can have bound it, in whatever phase it is deactivated."""
    created = creation("c", status="INACTIVE")
    first, second = created.steps
    later = replace(created, steps=(first, replace(second, phase=Phase.DEACTIVATE)))
    in_use = InUse()
    answers = [raw("c", "calccc0123"), raw("c", "calccc0123", "INACTIVE")]
    run = Execution(later, answers=answers).go(in_use=in_use)

    assert ([], ["done"]) == (in_use.asked, run.results)
