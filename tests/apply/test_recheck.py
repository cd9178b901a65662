"""What is written is read first: an edit by somebody else stops the write, and is reported."""

import pytest
from apply.execution import CREATED, Execution, api_error, creation, deletion, managed, raw, update

HOOK = "/api/v1/inlineHooks/calabc0123"
HINT = "\n  hint: hookops wrote nothing to it; look at hookops plan, which shows it as it is now"
LATER = "2025-03-14T00:00:00.000Z"


def elsewhere(**members):
    """The hook, moved to another host by an administrator."""
    config = {**raw()["channel"]["config"], "uri": "https://failover.example.com/a"}
    return raw(channel={**raw()["channel"], "config": config}, lastUpdated=LATER, **members)


CHANGES = {
    "update": lambda: update(),
    "activate": lambda: update(was="INACTIVE", write=False),
    "deactivate": lambda: update(status="INACTIVE", write=False),
    "delete": lambda: deletion(),
}
MOVED = 'channel.config.uri: "https://h.example.com/a" then, "https://failover.example.com/a" now'


@pytest.mark.promise("P11")
@pytest.mark.parametrize("verb", CHANGES)
def test_an_edit_is_not_overwritten(verb):
    """Whatever the write is, it is not sent, and both values are in the error."""
    planned = CHANGES[verb]()
    run = Execution(planned, entries=[managed()])
    run.shown["calabc0123"] = elsewhere(status=planned.before.spec.compared()["status"])

    run.go()

    (outcome,) = run.outcomes
    sent = f"{planned.steps[0].call}: not sent: InlineHook/a was changed in Okta since it was "
    assert f"{sent}planned: {MOVED}{HINT}" == outcome.error
    assert ([], [f"GET {HOOK}"], 6) == (run.sent, run.reads, outcome.exit_code)
    assert ([], {"a": "calabc0123"}) == (run.intents, run.ids)


@pytest.mark.promise("P11")
def test_a_later_write_that_shows_nothing():
    """A secret may have been typed: no field differs, but the hook was written since."""
    run = Execution(update(), entries=[managed()])
    run.shown["calabc0123"] = raw(lastUpdated=LATER)

    run.go()

    assert [] == run.sent
    assert "its secret may have been changed" in run.outcomes[0].error
    assert f"lastUpdated {CREATED} then, {LATER} now" in run.outcomes[0].error


@pytest.mark.parametrize("verb", ["update", "activate", "deactivate"])
def test_a_hook_that_somebody_deleted(verb):
    """It is not written, and not made again in this run."""
    run = Execution(CHANGES[verb](), entries=[managed()])
    run.shown["calabc0123"] = api_error(404)

    run.go()

    assert ([], ["failed"]) == (run.sent, run.results)
    assert "InlineHook/a was deleted in Okta since it was planned" in run.outcomes[0].error


def test_a_deletion_that_somebody_else_made():
    """What was to be removed is gone, so there is nothing to send."""
    run = Execution(deletion(), entries=[managed()])
    run.shown["calabc0123"] = api_error(404)

    run.go()

    assert (["done"], [], {}) == (run.results, run.sent, run.ids)


@pytest.mark.parametrize(("verb", "status"), [("activate", "ACTIVE"), ("deactivate", "INACTIVE")])
def test_a_status_that_somebody_else_set(verb, status):
    """Nothing is sent for what is so already; who did it is in the note."""
    run = Execution(CHANGES[verb](), entries=[managed()])
    run.shown["calabc0123"] = raw(status=status, lastUpdated=LATER)

    run.go()

    (outcome,) = run.outcomes
    assert (["done"], []) == (run.results, run.sent)
    assert f"somebody else did it meanwhile: {verb}" == outcome.note
    assert (status, LATER) == (run.entries["a"].compared["status"], run.entries["a"].last_updated)


@pytest.mark.promise("P9")
def test_a_hook_that_somebody_activated_is_not_deleted():
    """It may be in use again."""
    run = Execution(deletion(), entries=[managed()])
    run.shown["calabc0123"] = raw(status="ACTIVE", lastUpdated=LATER)

    run.go()

    assert ([], ["failed"]) == (run.sent, run.results)
    assert 'status: "INACTIVE" then, "ACTIVE" now' in run.outcomes[0].error


@pytest.mark.parametrize("answer", [None, [], {"id": "calother99"}, raw(type="com.okta.new")])
def test_an_answer_that_shows_no_such_hook(answer):
    """Nothing is written on it."""
    run = Execution(update(), entries=[managed()])
    run.shown["calabc0123"] = answer

    run.go()

    assert ([], ["failed"]) == (run.sent, run.results)
    assert "answered with what is no InlineHook any more" in run.outcomes[0].error


def test_what_this_change_was_just_answered_is_not_read_again():
    """A new hook that ends INACTIVE, and one that is deactivated and written at once."""
    new = Execution(creation(status="INACTIVE"), answers=[raw(), raw(status="INACTIVE")]).go()
    off = [raw(status="INACTIVE")] * 2
    both = Execution(update(status="INACTIVE"), answers=off, entries=[managed()]).go()

    assert ([], 0) == (new.reads, new.changes[0].reads)
    assert ([f"GET {HOOK}"], 1) == (both.reads, both.changes[0].reads)


def test_each_phase_reads_again():
    """Between two phases others write, so the second step of a change is preceded by a read."""
    answers = [raw(status="INACTIVE"), raw()]
    run = Execution(update(was="INACTIVE"), answers=answers, entries=[managed()]).go()

    assert ([f"GET {HOOK}"] * 2, 2) == (run.reads, run.changes[0].reads)
    assert ["done"] == run.results


def test_members_that_hookops_does_not_know_are_sent_back():
    """A PUT replaces the hook, so what the read shows besides goes with it."""
    run = Execution(update(), answers=[raw()], entries=[managed()])
    config = {**raw()["channel"]["config"], "timeoutSeconds": 5}
    run.shown["calabc0123"] = raw(channel={**raw()["channel"], "config": config})

    run.go()

    assert 5 == run.bodies[0]["channel"]["config"]["timeoutSeconds"]


def test_an_edit_that_an_answer_shows():
    """A deactivation changes the status alone: what else its answer shows somebody has just
    written, so the PUT after it is not sent."""
    run = Execution(update(status="INACTIVE"), entries=[managed()])
    run.answers = [elsewhere(status="INACTIVE")]

    run.go()

    (outcome,) = run.outcomes
    assert (("deactivate",), ["failed"]) == (outcome.done, run.results)
    assert [f"POST {HOOK}/lifecycle/deactivate"] == run.sent
    assert outcome.error.startswith(f"PUT {HOOK}: not sent: InlineHook/a was changed in Okta")


@pytest.mark.promise("P11")
def test_it_is_read_once_more_before_it_is_sent_again():
    """A rate limit keeps a write for a minute: an edit that comes then is not overwritten."""
    run = Execution(update(), entries=[managed()])

    def limited(call, before_retry=None):
        if call.method == "PUT":
            run.shown["calabc0123"] = elsewhere()
            before_retry()
        return run.send(call)

    run.go(limited)

    assert ([], [f"GET {HOOK}"] * 2) == (run.sent, run.reads)
    assert MOVED in run.outcomes[0].error
