"""Conflicts of a binding: each is reported with its place, and nothing is written."""

import pytest
from conftest import World
from flows.bindings.console import bind, codes, delete_the_hook, edit, rule_path, unmanaged_hook
from flows.org import APP, REGISTRATION, RULE, SAML, TOKEN, WIKI, hook

from hookops.model.errors import Conflict, InvalidInput


@pytest.mark.parametrize(
    ("type_", "binding", "code", "hint"),
    [
        (SAML, {"app": "acme portal"}, "no-target", 'there is "Acme Portal"'),
        (SAML, {"app": "Acme Portl"}, "no-target", "did you mean"),
        (SAML, {"app": "Nothing like it"}, "no-target", "there is: Acme"),
        (SAML, {"app": "Old Portal"}, "target", "nothing of it but the binding"),
        (SAML, {"app": "Zoom"}, "target", "nothing of it but the binding"),
        (SAML, {"app": "Mobile"}, "target", "nothing of it but the binding"),
        (TOKEN, {**RULE, "authorizationServer": "Default"}, "no-target", 'there is "default"'),
        (TOKEN, {**RULE, "policy": "Apps"}, "no-target", "Default Policy"),
        (TOKEN, {**RULE, "rule": {"id": "0pr1234567890"}}, "no-target", "there is: 0pr"),
        (REGISTRATION, {"profilePolicy": "Partner"}, "no-target", "Partners"),
    ],
)
def test_m30_a_target_that_is_not_there(org, type_, binding, code, hint):
    """M30: an unknown, unfit or misspelt target is a conflict at its line."""
    org.declare(hook("a", type_, binding))

    (conflict,) = org.plan().conflicts

    assert (code, "manifests/a.json") == (conflict.code, conflict.mark.file)
    assert hint in conflict.hint
    with pytest.raises(Conflict):
        org.apply()
    assert [] == org.writes()


def test_two_apps_of_one_label(tmp_path):
    """Labels are not unique: the conflict names both ids, and an id decides."""
    world = World(tmp_path, seed={"apps": [{"label": "Duplicate"}, {"label": "Duplicate"}]})
    world.declare(hook("a", SAML, {"app": "Duplicate"}))

    (conflict,) = world.plan().conflicts
    ids = [app["id"] for app in world.api("GET", "apps")]
    world.declare(hook("a", SAML, {"app": {"id": ids[1]}}))

    assert "ambiguous-target" == conflict.code
    assert all(app_id in conflict.message for app_id in ids)
    assert 0 == world.apply().exit_code


def test_of_two_apps_only_one_may_be_able(tmp_path):
    """An OIDC app of the same label does not stand in the way."""
    apps = [{"label": "Duplicate"}, {"label": "Duplicate", "signOnMode": "OPENID_CONNECT"}]
    world = World(tmp_path, seed={"apps": apps})
    world.declare(hook("a", SAML, {"app": "Duplicate"}))

    assert 0 == world.apply().exit_code


def test_m31_one_attachment_point_by_two_names(org):
    """M31: an id and a name may mean the same attachment point, as only the org shows."""
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    org.declare(hook("a", SAML, APP), hook("b", SAML, {"app": {"id": app["id"]}}))

    (conflict,) = org.plan().conflicts

    assert "slot-taken" == conflict.code
    assert 1 == len(conflict.related)


def test_an_attachment_point_of_an_unmanaged_hook(org):
    """A flow that calls an unmanaged hook keeps it, unless --take-over names the new one."""
    bind(org, "Acme Portal", unmanaged_hook(org, SAML, "1.0.2"))
    org.declare(hook("a", SAML, APP), hook("b", SAML, WIKI))

    (conflict,) = org.plan().conflicts
    other = codes(org, take_over=("b",))
    applied = org.apply(take_over=("a",))

    assert ("slot-held", ["slot-held"]) == (conflict.code, other)
    assert "Other 1.0.2" in conflict.message
    assert "--take-over a" in conflict.hint
    assert (0, ()) == (applied.exit_code, org.plan().changes)


def test_taking_over_for_nobody(org):
    """A name that is no declared hook's is a mistake, not nothing."""
    org.declare(hook("a", SAML))

    with pytest.raises(InvalidInput, match="no hook of that name"):
        org.plan(take_over=("typo",))


def test_an_attachment_point_of_a_hook_whose_bindings_are_not_managed(org):
    """A declared hook without `bindings` keeps its flows."""
    org.declare(hook("a", SAML, None), hook("b", SAML))
    org.apply()
    bind(org, "Acme Portal", org.hook("a")["id"])
    org.declare(hook("a", SAML, None), hook("b", SAML, APP))

    assert ["slot-held"] == codes(org)


def test_a_dangling_reference_is_free(org):
    """A rule that names a deleted hook is bound without asking."""
    org.declare(hook("token", TOKEN, RULE))
    org.apply()
    delete_the_hook(org)
    org.declare(hook("other", TOKEN, RULE), hook("token", TOKEN, name="token again"))

    assert 0 == org.apply().exit_code
    assert () == org.plan().changes


def test_another_app_takes_the_name(org):
    """The one that was bound was renamed, and a new one has its label: a person has to decide."""
    org.declare(hook("a", SAML, APP))
    org.apply()
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    edit(org, f"apps/{app['id']}", lambda raw: raw.update(label="Acme Door"))
    body = {"label": "Acme Portal", "signOnMode": "SAML_2_0", "settings": {"signOn": {}}}
    other = org.api("POST", "apps", body)

    planned = org.plan()

    (conflict,) = planned.conflicts
    assert ("renamed-target", ()) == (conflict.code, planned.changes)
    assert other["id"] in conflict.message


def test_what_the_plan_says_of_a_take_over(org):
    """Whose place is taken, and how it gets it back."""
    bind(org, "Acme Portal", unmanaged_hook(org, SAML, "1.0.2"))
    org.declare(hook("a", SAML, APP))

    change = org.plan(take_over=("a",)).changes[-1]

    assert "taken over from Other 1.0.2" in change.reason
    assert "bind it in Okta again" in change.undo


def test_a_server_whose_rules_are_gone(org):
    """The message does not say that the server is not there."""
    org.declare(hook("a", TOKEN, RULE))
    org.api("DELETE", rule_path(org))

    (conflict,) = org.plan().conflicts

    assert 'no authorizationServer "default" with a rule exists' in conflict.message
