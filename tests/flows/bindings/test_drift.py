"""Somebody clicked in the console: drift sees each binding that moved, apply puts it right."""

import pytest
from conftest import World, key_manifest
from flows.bindings.console import (
    bind,
    bind_another_app,
    delete_the_hook,
    edit,
    enrollment_path,
    rule_path,
    set_hooks,
    unmanaged_hook,
)
from flows.org import APP, POLICY, REGISTRATION, RULE, SAML, SEED, TOKEN, WIKI, hook, signed

POLICY_NEW = {**POLICY, "runOn": ["new-user"]}


@pytest.fixture
def org(tmp_path):
    """A world with a hook of each type that flows refer to, bound."""
    world = World(tmp_path, seed=SEED)
    world.declare(
        hook("token", TOKEN, RULE),
        hook("saml", SAML, APP),
        hook("screen", REGISTRATION, POLICY_NEW),
    )
    world.apply()
    return world


def unbind_rule(org):
    edit(org, rule_path(org), lambda raw: raw["actions"]["token"].pop("inlineHook"))


def unbind_app(org):
    bind(org, "Acme Portal")


def unbind_enrollment(org):
    edit(org, enrollment_path(org), set_hooks(None))


def rebind_rule(org):
    other = unmanaged_hook(org, TOKEN, "1.0.1")
    edit(org, rule_path(org), lambda raw: raw["actions"]["token"].update(inlineHook={"id": other}))


def rebind_app(org):
    bind(org, "Acme Portal", unmanaged_hook(org, SAML, "1.0.2"))


def rebind_enrollment(org):
    other = unmanaged_hook(org, REGISTRATION, "1.0.2")
    edit(org, enrollment_path(org), set_hooks([{"inlineHookId": other}]))


def other_occasion(org):
    hook_id = org.hook("screen")["id"]
    scopes = ["SELF_SERVICE_REGISTRATION", "PROGRESSIVE_PROFILING"]
    edit(org, enrollment_path(org), set_hooks([{"inlineHookId": hook_id, "scopes": scopes}]))


@pytest.mark.parametrize(
    ("click", "what"),
    [
        (unbind_rule, ["unbound"]),
        (unbind_app, ["unbound"]),
        (unbind_enrollment, ["unbound"]),
        (rebind_rule, ["rebound"]),
        (rebind_app, ["rebound"]),
        (rebind_enrollment, ["rebound"]),
        (other_occasion, ["changed"]),
        (bind_another_app, ["extra"]),
        (delete_the_hook, ["dangling", "gone"]),
    ],
)
def test_seen_and_repaired(org, click, what):
    """Drift names what happened, a plan shows who moved, apply repairs it, and then all rests."""
    click(org)

    drifted = org.drift().drifted
    applied = org.apply()

    assert what == sorted(item.what for item in drifted)
    assert 0 == applied.exit_code, [o.error for o in applied.outcomes]
    assert () == org.plan().changes
    assert () == org.drift().drifted


def test_a_click_is_reported_by_name(org):
    """A reviewer reads names, not ids alone."""
    rebind_app(org)

    (item,) = org.drift().drifted
    (change,) = org.plan().changes

    assert ("InlineHook/saml", "Other 1.0.2") == (
        item.fields[0].before.partition(" (")[0],
        item.fields[0].after.partition(" (")[0],
    )
    assert ("okta", "InlineHook/saml") == (change.fields[0].side, change.fields[0].after)
    assert ('app "Acme Portal"',) == change.flows


def test_occasions_are_one_field(org):
    """What somebody adds to a list in Okta is an edit of the list, in Okta alone."""
    other_occasion(org)

    (item,) = org.drift().drifted
    (field,) = item.fields

    assert (("runOn",), "okta", ["new-user"]) == (field.path, field.side, field.before)
    assert ["new-user", "profile-update"] == sorted(field.after)


def test_a_renamed_app(org):
    """Its new name is drift; apply does not rename it back, and says what to write."""
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    edit(org, f"apps/{app['id']}", lambda raw: raw.update(label="Acme Door"))

    (item,) = org.drift().drifted
    (conflict,) = org.plan().conflicts

    assert ("changed", ("app",), "Acme Portal", "Acme Door") == (
        item.what,
        item.fields[0].path,
        item.fields[0].before,
        item.fields[0].after,
    )
    assert ("renamed-target", "manifests/saml.json") == (conflict.code, conflict.mark.file)
    assert 'write app: "Acme Door"' in conflict.hint


def test_a_renamed_app_under_its_new_name(org):
    """Once the manifest has the new name, only the ledger learns of it."""
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    edit(org, f"apps/{app['id']}", lambda raw: raw.update(label="Acme Door"))
    org.declare(
        hook("token", TOKEN, RULE),
        hook("saml", SAML, {"app": "Acme Door"}),
        hook("screen", REGISTRATION, POLICY_NEW),
    )
    since = len(org.writes())

    applied = org.apply()

    assert (0, since) == (applied.exit_code, len(org.writes()))
    assert ((), ()) == (org.plan().changes, org.drift().drifted)


def test_a_target_that_is_gone(org):
    """A deleted app is drift, and a conflict with the names that there are."""
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    org.api("POST", f"apps/{app['id']}/lifecycle/deactivate")
    org.api("DELETE", f"apps/{app['id']}")

    (item,) = org.drift().drifted
    (conflict,) = org.plan().conflicts

    assert ("gone", "Binding/app/Acme Portal") == (item.what, str(item.key))
    assert "no-target" == conflict.code


def test_a_target_that_is_gone_and_no_longer_declared(org):
    """Then only the ledger lets go of it."""
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    org.api("POST", f"apps/{app['id']}/lifecycle/deactivate")
    org.api("DELETE", f"apps/{app['id']}")
    org.declare(
        hook("token", TOKEN, RULE),
        hook("saml", SAML, WIKI),
        hook("screen", REGISTRATION, POLICY_NEW),
    )

    assert 0 == org.apply().exit_code
    assert () == org.drift().drifted


def test_without_a_ledger_drift_is_against_the_manifests(tmp_path):
    """Nothing was applied yet: what the manifests bind and the org does not is drift."""
    world = World(tmp_path, seed=SEED)
    world.declare(hook("a", SAML, APP), key_manifest("k"))

    found = world.drift()

    assert "manifests" == found.against
    assert [
        ("Binding/app/Acme Portal", "unbound"),
        ("HookKey/k", "gone"),
        ("InlineHook/a", "gone"),
    ] == [(str(item.key), item.what) for item in found.drifted]


def test_a_key_that_was_deleted(tmp_path):
    """Its hook was given a secret in the console and the key deleted: both are seen, the key is
    made again, and the hook waits for a person to publish it."""
    world = World(tmp_path, seed=SEED)
    world.declare(key_manifest("first"), signed("saml", "first", APP))
    world.apply()
    made = world.hook("saml")
    config = made["channel"]["config"]
    config |= {"authType": "client_secret_post", "clientSecret": "typed", "hookKeyId": None}
    world.api("PUT", f"inlineHooks/{made['id']}", made)
    (key,) = world.api("GET", "hook-keys")
    world.api("DELETE", f"hook-keys/{key['id']}")

    drifted = {str(item.key): item.what for item in world.drift().drifted}
    applied = world.apply()
    (deferred,) = world.plan().deferred

    assert {"HookKey/first": "gone", "InlineHook/saml": "changed"} == drifted
    assert 7 == applied.exit_code
    assert "publish" == deferred.code
    assert "hookops keys show first --jwk" in deferred.hint


def test_the_console_did_what_git_says(org):
    """A correct attachment point is only recorded, so that drift and the ledger come to rest."""
    org.declare(hook("a", TOKEN, RULE), hook("b", TOKEN))
    org.apply()
    other = {"id": org.hook("b")["id"]}
    edit(org, rule_path(org), lambda raw: raw["actions"]["token"].update(inlineHook=other))
    org.declare(hook("a", TOKEN), hook("b", TOKEN, RULE))
    since = len(org.writes())

    planned = org.plan()
    applied = org.apply()

    assert ["no-op"] == [change.action.value for change in planned.changes]
    assert (0, since) == (applied.exit_code, len(org.writes()))
    assert ((), ()) == (org.drift().drifted, org.drift().pending)


def test_a_field_that_is_as_declared_already(org):
    """The same for a hook without a secret: a value that somebody set as Git has it is recorded."""
    config = {"uri": "https://hooks.example.com/a"}
    channel = {"type": "HTTP", "version": "1.0.0", "config": config}
    org.declare(hook("a", TOKEN, None, channel=channel))
    org.apply()
    org.edit("a", uri="https://hooks.example.com/new")
    new = {**channel, "config": {"uri": "https://hooks.example.com/new"}}
    org.declare(hook("a", TOKEN, None, channel=new))

    assert ["no-op"] == [change.action.value for change in org.plan().changes]
    assert 0 == org.apply().exit_code
    assert ((), ()) == (org.plan().changes, org.drift().drifted)


def test_extra_bindings_without_a_ledger(org):
    """They are drift as well."""
    org.declare(hook("a", SAML))
    org.apply()
    bind(org, "Acme Wiki", org.hook("a")["id"])
    (org.folder / "ledger.json").unlink()

    assert ["extra"] == [item.what for item in org.drift().drifted]


def test_a_deleted_hook_was_not_edited_in_git(org):
    """Drift of its binding is Okta's doing alone, and nothing of it is pending."""
    org.declare(hook("token", TOKEN, RULE))
    org.apply()
    delete_the_hook(org)
    edit(org, rule_path(org), lambda raw: raw["actions"]["token"].pop("inlineHook"))

    found = org.drift()

    sides = {field.side for item in found.drifted for field in item.fields}
    assert ({"okta"}, ()) == (sides, found.pending)
