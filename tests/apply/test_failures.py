"""What went wrong with one write, and what then follows for the others."""

import pytest
from apply.execution import Execution, api_error, creation, deletion, managed, raw, update

from hookops.model.errors import WriteUnknown
from hookops.model.resource import Fingerprint


@pytest.mark.parametrize(("status", "exit_code"), [(401, 4), (403, 4), (429, 9)])
def test_f14_f15_an_abort_stops_the_phase(status, exit_code):
    """F14, F15: who is not let in is not let in twice: nothing else is sent."""
    run = Execution(creation("a"), creation("b"), answers=[api_error(status)]).go()

    assert ["failed", "not tried"] == run.results
    assert exit_code == run.outcomes[0].exit_code
    assert ["a failed"] == run.reported
    assert [] == run.intents


@pytest.mark.promise("P7")
@pytest.mark.parametrize("status", [400, 404, 409])
def test_f17_an_api_error_leaves_the_rest_of_its_phase(status):
    """F17: one refused hook stops no other of its phase, but every later phase."""
    run = Execution(
        creation("a"),
        creation("b"),
        deletion("c", "calccc0123"),
        answers=[api_error(status), raw("b", "calbbb0123")],
        entries=[managed("c", "calccc0123")],
    ).go()

    # What is refused as a name that exists may be there after all: the read-back decides.
    result = "failed" if status == 404 else "unknown"
    assert [result, "done", "not tried"] == run.results
    assert [f"a {result}", "b done"] == run.reported
    assert {"b": "calbbb0123", "c": "calccc0123"} == run.ids


@pytest.mark.promise("P7")
def test_unknown_stops_later_phases():
    """Nothing is deleted after a create of which nobody knows."""
    run = Execution(
        creation("a"),
        deletion("c", "calccc0123"),
        answers=[WriteUnknown("lost")],
        entries=[managed("c", "calccc0123")],
    ).go()

    assert (["unknown", "not tried"], ["create"]) == (run.results, run.intents)


def test_f16_a_delete_of_what_is_gone():
    """F16: a hook that somebody else deleted is deleted, which is what was wanted."""
    gone = api_error(404, "E0000007")
    run = Execution(deletion(), answers=[gone], entries=[managed()])
    run.shown[managed().id] = gone
    run.go()

    assert (["done"], {}, []) == (run.results, run.ids, run.intents)


def test_f16_a_delete_that_is_said_to_be_of_what_is_gone():
    """F16: a gateway's 404 about a hook that a read shows ends nothing: it stays managed."""
    run = Execution(deletion(), answers=[api_error(404, "E0000007")], entries=[managed()]).go()

    assert (["failed"], [6]) == (run.results, [outcome.exit_code for outcome in run.outcomes])
    assert (1, []) == (len(run.ids), run.intents)


def test_l08_a_ledger_that_is_full_before_the_write():
    """L08: a write whose intent cannot be stored is not sent."""
    run = Execution(creation(), space=0).go()

    assert (["failed"], []) == (run.results, run.sent)
    assert 9 == run.outcomes[0].exit_code


def test_l08_a_ledger_that_is_full_after_the_write():
    """L08: the intent of a write whose outcome could not be stored stays; it is unknown."""
    run = Execution(creation("a"), creation("b"), answers=[raw()], space=1).go()

    assert (["create"], {}) == (run.intents, run.ids)
    assert ["unknown", "not tried"] == run.results
    assert 1 == len(run.sent)


def test_l08_a_ledger_that_is_full_for_a_moment():
    """L08: when only the outcome could not be stored, the intent still says what was sent."""
    run = Execution(creation(), answers=[raw()], fails_at=2).go()

    assert (["unknown"], ["create"]) == (run.results, run.intents)


@pytest.mark.parametrize(
    ("answer", "result"), [(api_error(409), "failed"), (WriteUnknown("lost"), "unknown")]
)
def test_l08_a_failure_that_cannot_be_stored(answer, result):
    """L08: the intent stays, and nothing else is sent to be stored as badly."""
    run = Execution(
        update(),
        update("b", "calbbb0123"),
        answers=[answer],
        entries=[managed(), managed("b", "calbbb0123")],
        fails_at=2,
    ).go()

    assert ([result, "not tried"], ["update"]) == (run.results, run.intents)
    assert (1, str(answer)) == (len(run.sent), run.outcomes[0].error)


def test_errors_of_the_outcomes():
    """What could not be stored says so, and that Okta has answered."""
    before = Execution(creation(), space=0).go().outcomes[0]
    after = Execution(creation(), answers=[raw()], space=1).go().outcomes[0]

    assert "" == before.id
    full = "the ledger cannot be written: no space left on device"
    assert (full, 9) == (before.error, before.exit_code)
    assert (
        "Okta answered POST /api/v1/inlineHooks, and hookops could not store the outcome: " + full,
        8,
    ) == (after.error, after.exit_code)


def test_a_result_has_no_more_than_it_needs():
    """An outcome that is done has no error, no note and no exit code."""
    outcome = Execution(creation(), answers=[raw()]).go().outcomes[0]

    assert ("", "", 0) == (outcome.error, outcome.note, outcome.exit_code)


def test_after_an_unknown_write_the_rest_of_the_phase_is_sent():
    """Independent writes are as safe as they were."""
    run = Execution(
        creation("a"), creation("b"), answers=[WriteUnknown("lost"), raw("b", "calbbb0123")]
    ).go()

    assert ["unknown", "done"] == run.results


def test_a_refused_update_leaves_no_doubt():
    """It was not carried out, so the hook has the secrets that it had."""
    entry = managed(fingerprints={"channel.config.authScheme.value": Fingerprint("env:A", "ab")})
    run = Execution(update(), answers=[api_error(409)], entries=[entry]).go()

    assert (["failed"], {"a": entry}, []) == (run.results, run.entries, run.intents)
