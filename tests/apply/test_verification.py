"""Changed services are called between the phases, and what fails is reverted."""

from dataclasses import replace

import pytest
from apply.execution import (
    Execution,
    actual,
    api_error,
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
from hookops.model.errors import Unavailable, WriteUnknown

FAILED = "its service does not answer correctly after the change: no JSON"
PUT, DEACTIVATE = "PUT", "POST /api/v1/inlineHooks/calabc0123/lifecycle/deactivate"


def verified(planned, revert_to=None, *, required=True):
    """The change with a verification."""
    return replace(planned, verify="called", verification_required=required, revert_to=revert_to)


def old_spec(**members):
    """The hook at an older address."""
    config = {"uri": "https://old.example.com/", "headers": [], "method": "POST"}
    channel = {"type": "HTTP", "version": "1.0.0", "config": config}
    return actual(channel=channel, **members).spec


def only_verified(name="a", *, required=True):
    """A change that calls the service, and writes nothing."""
    planned = change(Action.VERIFY, name, actual(name), resource(name), ())
    return verified(planned, required=required)


def wrong(_):
    return "no JSON"


def right(_):
    return ""


def test_a_service_that_passes():
    """The hook counts as unverified from its write until its service has passed."""
    run = Execution(verified(creation()), answers=[raw()]).go(verifier=right)

    assert (["done"], False) == (run.results, run.entries["a"].unverified)
    assert [True, False] == [
        ledger.managed[key("a")].unverified for ledger in run.store.stored if ledger.managed
    ]
    assert ("", "", 0) == (
        run.outcomes[0].error,
        run.outcomes[0].note,
        run.outcomes[0].exit_code,
    )


def test_a_service_that_fails_is_reverted():
    """The old fields are sent again, and nothing is left to verify."""
    entry = managed()
    run = Execution(verified(update(), old_spec()), answers=[raw(), raw()], entries=[entry]).go(
        verifier=wrong
    )

    assert [PUT, PUT] == [sent.split()[0] for sent in run.sent]
    assert "https://old.example.com/" == run.bodies[1]["channel"]["config"]["uri"]
    assert old_spec().compared() == run.entries["a"].compared
    assert ([], False) == (run.intents, run.entries["a"].unverified)
    (outcome,) = run.outcomes
    assert ("failed", 10) == (outcome.result.value, outcome.exit_code)
    assert f"{FAILED}; reverted: it is as it was" == outcome.error
    assert ["a done", "a failed"] == run.reported


def test_a_hook_that_was_only_activated_is_only_deactivated():
    """Where no body was sent, none is sent to revert it."""
    run = Execution(
        verified(update(was="INACTIVE", write=False), old_spec(status="INACTIVE")),
        answers=[raw(), raw(status="INACTIVE")],
        entries=[managed()],
    ).go(verifier=wrong)

    assert DEACTIVATE == run.sent[1]
    assert 2 == len(run.sent)
    assert "INACTIVE" == run.entries["a"].compared["status"]


@pytest.mark.parametrize(
    ("answer", "exit_code", "intents"),
    [(api_error(409), 6, []), (WriteUnknown("lost"), 8, ["update"])],
    ids=["refused", "unknown"],
)
def test_a_revert_that_fails(answer, exit_code, intents):
    """The hook stays unverified, and the error says that it is not as it was."""
    run = Execution(
        verified(update(), old_spec()), answers=[raw(), answer], entries=[managed()]
    ).go(verifier=wrong)

    (outcome,) = run.outcomes
    assert ("failed", exit_code) == (outcome.result.value, outcome.exit_code)
    assert f"{FAILED}; NOT reverted: {answer}" == outcome.error
    assert (intents, True) == (run.intents, run.entries["a"].unverified)


def test_a_revert_stops_at_its_first_failure():
    """A hook that could not be deactivated keeps its new fields: users are not sent elsewhere."""
    run = Execution(
        verified(update(was="INACTIVE"), old_spec(status="INACTIVE")),
        answers=[raw(status="INACTIVE"), raw(), api_error(409)],
        entries=[managed()],
    ).go(verifier=wrong)

    assert DEACTIVATE == run.sent[-1]
    assert 3 == len(run.sent)


def test_a_revert_is_written_although_another_change_aborted():
    """What stops everything else does not stop mending what this run has done."""
    run = Execution(
        verified(update(), old_spec()),
        creation("b"),
        answers=[raw(), api_error(401), raw()],
        entries=[managed()],
    ).go(verifier=wrong)

    assert ["failed", "failed"] == run.results
    assert run.outcomes[0].error.endswith("reverted: it is as it was")
    assert [10, 4] == [outcome.exit_code for outcome in run.outcomes]


@pytest.mark.parametrize(
    ("planned", "answers", "why"),
    [
        (creation(), [raw()], "the new hook stays as it is"),
        (update(), [raw()], "its old secret is not known"),
        (
            replacement(),
            [raw("a (hookops: replacing calabc0123)", "calnew0123")],
            "the new hook stays as it is",
        ),
    ],
    ids=["create", "update", "replace"],
)
def test_what_cannot_be_reverted(planned, answers, why):
    """It stays as it is, unverified; nothing that follows it is sent."""
    entries = [managed()] if planned.before is not None else []
    run = Execution(verified(planned), answers=answers, entries=entries).go(verifier=wrong)

    assert (["failed"], 1) == (run.results, len(run.sent))
    assert f"{FAILED}; NOT reverted: {why}" == run.outcomes[0].error
    assert run.entries["a"].unverified


def test_a_hook_that_is_only_verified():
    """A hook that was not changed has nothing to revert."""
    run = Execution(only_verified(), entries=[managed(unverified=True)]).go(verifier=wrong)

    assert f"{FAILED}; nothing was changed, and nothing is bound to it" == run.outcomes[0].error
    assert (["failed"], ["a failed"], True) == (
        run.results,
        run.reported,
        run.entries["a"].unverified,
    )


@pytest.mark.parametrize("required", [True, False])
def test_a_hook_that_is_only_verified_and_passes(required):
    """What an older apply left unverified is verified."""
    run = Execution(only_verified(required=required), entries=[managed(unverified=True)]).go(
        verifier=right
    )

    assert (["done"], False) == (run.results, run.entries["a"].unverified)


def test_an_optional_verification_is_reported():
    """It is a note of a change that is done, and what follows goes on."""
    run = Execution(
        verified(update(), old_spec(), required=False),
        deletion("b", "calbbb0123"),
        answers=[raw(), None],
        entries=[managed(), managed("b", "calbbb0123")],
    ).go(verifier=wrong)

    assert ["done", "done"] == run.results
    assert ("its service does not answer correctly: no JSON", "") == (
        run.outcomes[0].note,
        run.outcomes[0].error,
    )


def test_a_call_that_cannot_be_made_is_a_failure():
    """What could not be judged never counts as in order."""

    def broken(_):
        raise Unavailable("no route")

    run = Execution(only_verified()).go(verifier=broken)

    assert run.outcomes[0].error.startswith(
        "its service does not answer correctly after the change: no route"
    )


def test_who_is_called():
    """Services of changes that have begun and not failed; each once, in plan order."""
    called = []

    def verifier(planned):
        called.append(planned.key.name)
        return ""

    Execution(
        verified(creation("a")),
        creation("b"),
        only_verified("c"),
        verified(creation("d")),
        verified(creation("e")),
        answers=[raw("a", "calaaa0123"), raw("b", "calbbb0123"), api_error(401)],
    ).go(verifier=verifier)

    assert ["a", "c"] == called


def test_a_change_that_failed_half_way_is_not_verified():
    """It is planned, and verified, again."""
    run = Execution(verified(creation(status="INACTIVE")), answers=[raw(), api_error(409)])

    run.go(verifier=lambda _: pytest.fail("called"))

    assert (["failed"], ("create",)) == (run.results, run.outcomes[0].done)
    assert run.entries["a"].unverified


@pytest.mark.promise("P7")
def test_a_failed_service_stops_what_destroys():
    """Nothing is deleted after a verification that failed."""
    run = Execution(
        only_verified(),
        deletion("b", "calbbb0123"),
        entries=[managed("b", "calbbb0123")],
    ).go(verifier=wrong)

    assert (["failed", "not tried"], []) == (run.results, run.sent)


def test_a_stopped_run_calls_no_service():
    """After a signal nothing new is sent, to whomever; the hook stays unverified."""
    run = Execution(verified(creation()))
    run.answers = [lambda: run.stop.set() or raw()]

    run.go(verifier=lambda _: pytest.fail("called"))

    assert (["done"], True) == (run.results, run.entries["a"].unverified)


def test_a_pass_that_cannot_be_stored():
    """The hook stays unverified, and nothing is sent whose intent could not be stored either."""
    run = Execution(
        verified(creation()),
        deletion("b", "calbbb0123"),
        answers=[raw()],
        entries=[managed("b", "calbbb0123")],
        fails_at=3,
    ).go(verifier=right)

    assert (["done", "not tried"], True) == (run.results, run.entries["a"].unverified)
    assert 1 == len(run.sent)


def test_an_unknown_write_leaves_a_required_hook_unverified():
    """Its service has to pass before it is bound, whichever of the two it has now."""
    run = Execution(
        verified(update(), old_spec()), answers=[WriteUnknown("lost")], entries=[managed()]
    ).go(verifier=wrong)

    assert (["unknown"], True) == (run.results, run.entries["a"].unverified)


def test_a_later_write_does_not_verify():
    """A hook that is unverified stays so through a change that is not verified."""
    run = Execution(update(), answers=[raw()], entries=[managed(unverified=True)]).go()

    assert (["done"], True) == (run.results, run.entries["a"].unverified)
