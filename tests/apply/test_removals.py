"""Deletes and unbinds: only what is gone is taken out of the ledger."""

import pytest
from apply.execution import ORIGIN, Execution, api_error, deletion, managed, raw, update
from kinds.test_binding import SAML, app, declared, point

from hookops.kinds.binding.kind import BindingKind
from hookops.model.change import Action, Change
from hookops.model.resource import Key, Managed, Resource


@pytest.mark.parametrize("status", [400, 403, 405, 409, 410, 429, 503])
def test_a_refused_delete_is_no_delete(status):
    """A hook that Okta did not delete stays managed: only a 404 proves that it is gone."""
    run = Execution(deletion(), answers=[api_error(status)], entries=[managed()]).go()

    assert (["failed"], {"a": "calabc0123"}, []) == (run.results, run.ids, run.intents)
    assert () == run.journal.ledger.tombstones


def unbinding():
    """The app loses its hook."""
    before, after = point(SAML, app("calabc0123"), "Acme"), declared(SAML, app="Acme")
    gone = type(after)(after.type, after.selectors, ())
    steps = BindingKind().write(before, gone, "unbind")
    return Change(after.key, Action.UNBIND, before, None, (), steps, "silent", "", "", "")


def bound():
    binding = unbinding()
    return Managed(binding.key, binding.before.id, {"hook": "calabc0123"}, "")


def test_an_unbind():
    """The binding is not managed any more; what was deleted has a tombstone, a binding none."""
    run = Execution(unbinding(), answers=[app("calabc0123"), None, app()], entries=[bound()]).go()

    assert (["done"], {}, []) == (run.results, run.ids, run.intents)
    assert () == run.journal.ledger.tombstones


@pytest.mark.parametrize(("status", "result"), [(404, "done"), (403, "failed"), (409, "failed")])
def test_an_unbind_of_what_cannot_be_read(status, result):
    """An app that is gone calls no hook; one that may not be read may still call it."""
    answers = [api_error(status), api_error(status)]
    run = Execution(unbinding(), answers=answers, entries=[bound()]).go()

    assert ([result], result == "done") == (run.results, run.ids == {})


def test_a_hook_is_deleted_without_a_read():
    """Reading a hook says nothing about its bindings, so it is not asked for."""
    run = Execution(deletion(), answers=[None], entries=[managed()]).go()

    assert ["DELETE /api/v1/inlineHooks/calabc0123"] == run.sent


def binding():
    """The app gets a hook."""
    before, after = point(SAML, app(), "Acme"), declared(SAML, app="Acme")
    steps = BindingKind().write(before, after, "bind")
    resource = Resource(after.key, after, ORIGIN)
    return Change(after.key, Action.BIND, before, resource, (), steps, "silent", "", "", "")


def test_a_bind_and_what_changed_beside_it():
    """The outcome notes what somebody else changed in the same object at the same time."""
    hook = Managed(Key("InlineHook", "a"), "calabc0123", {}, "")
    answers = [app(), None, app("calabc0123", label="Renamed")]
    run = Execution(binding(), answers=answers, entries=[hook]).go()

    (outcome,) = run.outcomes
    assert ["GET", "PUT", "GET"] == [sent.split()[0] for sent in run.sent]
    assert "label changed at the same time as the binding: look at it in Okta" == outcome.note
    assert "calabc0123" == run.entries[binding().key.name].compared["hook"]


def test_an_activation_of_what_is_gone_fails():
    """A 404 is as wanted only where something was to be taken away."""
    run = Execution(
        update(was="INACTIVE", write=False), answers=[api_error(404)], entries=[managed()]
    ).go()

    assert (["failed"], {"a": "calabc0123"}) == (run.results, run.ids)


def test_a_deactivation_before_a_delete_leaves_the_entry():
    """The entry is what was applied until the hook is gone."""
    entry = managed()
    run = Execution(deletion(was="ACTIVE"), entries=[entry])
    run.answers = [lambda: run.stop.set() or raw(status="INACTIVE")]

    run.go()

    assert (["skipped"], entry, []) == (run.results, run.entries["a"], run.intents)
