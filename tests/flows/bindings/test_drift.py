"""Somebody clicked in the console: drift sees each binding that moved, apply puts it right."""

import pytest
from conftest import World, key_manifest
from flows.bindings.test_bindings import bind
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


def rule_path(org):
    """Where the default server's rule is."""
    (server,) = [s for s in org.api("GET", "authorizationServers") if s["name"] == "default"]
    policies = f"authorizationServers/{server['id']}/policies"
    (policy,) = org.api("GET", policies)
    (rule,) = org.api("GET", f"{policies}/{policy['id']}/rules")
    return f"{policies}/{policy['id']}/rules/{rule['id']}"


def enrollment_path(org):
    """Where the rule of the default enrollment policy is."""
    policies = org.api("GET", "policies?type=PROFILE_ENROLLMENT")
    (policy,) = [policy for policy in policies if policy["name"] == "Default Policy"]
    (rule,) = org.api("GET", f"policies/{policy['id']}/rules")
    return f"policies/{policy['id']}/rules/{rule['id']}"


def edit(org, path, change):
    """Somebody changes an object in the console."""
    raw = org.api("GET", path)
    change(raw)
    org.api("PUT", path, raw)


def unbind_rule(org):
    edit(org, rule_path(org), lambda raw: raw["actions"]["token"].pop("inlineHook"))


def unbind_app(org):
    bind(org, "Acme Portal")


def unbind_enrollment(org):
    edit(org, enrollment_path(org), set_hooks(None))


def set_hooks(value):
    """What sets the hooks of an enrollment rule."""

    def change(raw):
        raw["actions"]["profileEnrollment"]["preRegistrationInlineHooks"] = value

    return change


def unmanaged_hook(org, type_, version):
    """A hook that somebody made in the console."""
    config = {"uri": "https://other.example.com/x", "method": "POST"}
    channel = {"type": "HTTP", "version": "1.0.0", "config": config}
    body = {"name": f"Other {version}", "type": type_, "version": version, "channel": channel}
    return org.api("POST", "inlineHooks", body)["id"]


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


def delete_the_hook(org):
    hook_id = org.hook("token")["id"]
    org.api("POST", f"inlineHooks/{hook_id}/lifecycle/deactivate")
    org.api("DELETE", f"inlineHooks/{hook_id}")


def bind_another_app(org):
    bind(org, "Acme Wiki", org.hook("saml")["id"])


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

    assert ("saml", "Other 1.0.2") == (
        item.fields[0].before.partition(" (")[0],
        item.fields[0].after.partition(" (")[0],
    )
    assert ("okta", "InlineHook/saml") == (change.fields[0].side, change.fields[0].after)
    assert ('app "Acme Portal"',) == change.flows


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
