"""Answers about something else prove nothing (F20, F21)."""

import pytest
from apply.execution import (
    PASSING,
    Execution,
    creation,
    deletion,
    managed,
    raw,
    replacement,
    update,
)

from hookops.apply.answers import read_answer
from hookops.model.errors import WriteUnknown
from hookops.model.resource import Fingerprint

NO_HOOKS = [
    None,
    [],
    "hook",
    7,
    {},
    {"id": None},
    {"id": 7},
    {"id": "calabc0123"},
    {"id": "calabc0123", "type": "com.okta.new", "status": "ACTIVE"},
]


@pytest.mark.parametrize("answer", NO_HOOKS, ids=str)
def test_f21_an_answer_that_is_no_hook(answer):
    """F21: a good status with something else in it proves nothing: unknown, with its intent."""
    run = Execution(creation(), answers=[answer]).go()

    assert (["unknown"], ["create"], {}) == (run.results, run.intents, run.ids)
    assert (8, "POST /api/v1/inlineHooks: the answer is not a InlineHook") == (
        run.outcomes[0].exit_code,
        run.outcomes[0].error,
    )


def test_f20_an_update_answered_about_another_hook():
    """F20: an answer about another hook proves nothing; the secret no longer counts as sent."""
    prints = {"channel.config.authScheme.value": Fingerprint("env:A", "ab")}
    run = Execution(
        update(), answers=[raw(hook_id="calzzz0123")], entries=[managed(fingerprints=prints)]
    ).go()

    assert (["unknown"], ["update"], {"a": "calabc0123"}) == (run.results, run.intents, run.ids)
    assert "the answer is about another InlineHook" in run.outcomes[0].error
    entry = run.entries["a"]
    assert [False] == [f.confirmed for f in entry.fingerprints.values()]


def test_f20_a_deactivation_after_a_create_answered_about_another_hook():
    """F20: an answer about another hook than was just created is not believed."""
    run = Execution(
        creation(status="INACTIVE"),
        answers=[raw(), raw(hook_id="calzzz0123", status="INACTIVE")],
    ).go()

    assert (["unknown"], {"a": "calabc0123"}) == (run.results, run.ids)


def test_f20_a_rename_answered_about_another_hook():
    """F20: the last step of a replacement has to be about the new hook as well."""
    run = Execution(
        replacement(),
        answers=[
            raw(PASSING, "calnew0123"),
            raw(status="INACTIVE", type="com.okta.saml.tokens.transform"),
            None,
            raw(hook_id="calzzz0123"),
        ],
        entries=[managed()],
    ).go()

    assert (["unknown"], {"a": "calnew0123"}) == (run.results, run.ids)


def test_f20_a_create_answered_with_a_hook_that_was_there_before():
    """F20: the answer to a create cannot be a hook that existed: somebody else made it."""
    run = Execution(creation(), answers=[raw(hook_id="calold0123")], known_ids=("calold0123",)).go()

    assert (["unknown"], {}) == (run.results, run.ids)


@pytest.mark.parametrize("members", [{"name": "other"}, {"type": "com.okta.saml.tokens.transform"}])
def test_f20_a_create_answered_with_another_name_or_type(members):
    """F20: the answer to a create has the name and the type that were sent."""
    run = Execution(creation(), answers=[raw(**members)]).go()

    assert (["unknown"], {}) == (run.results, run.ids)


@pytest.mark.parametrize("hook_id", ["", "..", "cal/abc0123", "short", "cal abc0123"])
def test_r02_a_create_answered_with_an_id_that_is_none(hook_id):
    """R02: an id of another shape never enters the ledger, and is no crash later."""
    run = Execution(creation(status="INACTIVE"), answers=[raw(hook_id=hook_id), raw()]).go()

    assert (["unknown"], {}, ["create"]) == (run.results, run.ids, run.intents)


@pytest.mark.promise("P5")
@pytest.mark.parametrize(
    ("made", "answer"),
    [
        (update(was="INACTIVE", write=False), raw(status="INACTIVE")),
        (update(status="INACTIVE", write=False), raw()),
        (deletion(was="ACTIVE"), raw()),
    ],
    ids=["activate", "deactivate", "deactivate-delete"],
)
def test_a_status_that_is_not_as_wanted(made, answer):
    """A lifecycle call that is answered with the old status failed; nothing follows it."""
    run = Execution(made, answers=[answer], entries=[managed()]).go()

    assert (["failed"], [], 1) == (run.results, run.intents, len(run.sent))
    assert 6 == run.outcomes[0].exit_code
    assert "Okta answered, and the status is not as it was asked to be" in run.outcomes[0].error


def test_r13_a_create_that_is_answered_inactive():
    """R13: a hook that was created INACTIVE was created: the ledger has its id."""
    run = Execution(creation(), answers=[raw(status="INACTIVE")]).go()

    assert {"a": "calabc0123"} == run.ids
    assert "INACTIVE" == run.entries["a"].compared["status"]
    assert run.results != ["done"]


def test_f20_a_call_by_a_key_that_has_no_entry():
    """F20: without an entry nothing tells which hook the answer has to be about."""
    planned = creation(status="INACTIVE")

    with pytest.raises(WriteUnknown, match="the answer is about another InlineHook"):
        read_answer(planned, planned.steps[1], raw(status="INACTIVE"), None, ())
