"""Hook keys: a kind without a status."""

from apply.execution import ORIGIN, Execution

from hookops.kinds import LISTED
from hookops.kinds.hook_key import HookKey
from hookops.model.change import Action, Change
from hookops.model.resource import Key, Managed, Resource

KIND = LISTED["HookKey"]
ID = "HKY1234567"
PATH = f"/api/v1/hook-keys/{ID}"
NAME = Key("HookKey", "k")
RAW = {"id": ID, "keyId": "k-1", "name": "k", "created": "c", "lastUpdated": "l"}
AFTER = Resource(NAME, HookKey("k"), ORIGIN)


def change(action, before, after, steps):
    return Change(NAME, action, before, after, (), steps, "safe", "", "", "")


def actual(name="k"):
    found = KIND.read({**RAW, "name": name})
    assert found is not None
    return found


def deletion():
    return change(Action.DELETE, actual(), None, KIND.delete(actual()))


def test_a_key_is_created():
    """It has no status, so none is missing."""
    planned = change(Action.CREATE, None, AFTER, KIND.create(NAME, HookKey("k")))

    run = Execution(planned, answers=[RAW]).go()

    assert (["done"], {"k": ID}) == (run.results, run.ids)
    assert AFTER.spec.compared() == run.entries["k"].compared


def test_a_key_is_renamed():
    """It is read first, like everything that is written."""
    before = actual("old")
    planned = change(Action.UPDATE, before, AFTER, KIND.update(before, HookKey("k"), write=True))
    entry = Managed(NAME, ID, {"name": "old"}, "")

    run = Execution(planned, answers=[RAW], entries=[entry]).go()

    assert (["done"], [f"GET {PATH}"], [f"PUT {PATH}"]) == (run.results, run.reads, run.sent)


def test_a_key_in_use_is_not_deleted():
    """A key is read just before its deletion, and stays when Okta says that it is used."""
    run = Execution(deletion())
    run.shown[ID] = {**RAW, "isUsed": "true"}

    run.go()

    assert (["failed"], [], []) == (run.results, run.sent, run.intents)
    assert (
        f"DELETE {PATH}: not sent: Okta says that HookKey/k is in use (isUsed)\n"
        "  hint: hookops wrote nothing to it; look at hookops plan, which shows it as it is now"
    ) == run.outcomes[0].error


def test_a_key_that_is_not_used_is_deleted():
    """One read, one delete."""
    run = Execution(deletion(), answers=[None])
    run.shown[ID] = {**RAW, "isUsed": "false"}

    run.go()

    assert (["done"], [f"GET {PATH}"], [f"DELETE {PATH}"]) == (run.results, run.reads, run.sent)
