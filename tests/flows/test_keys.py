"""Hook keys: made before the hooks that need them, deleted after, and rotated with a person."""

import pytest
from conftest import World, key_manifest, manifest
from flows.bindings.console import kid
from flows.org import APP, SAML, SEED, hook, signed

from hookops.emulator.control.switches import Switches

PUBLISHED = "hookops.dev/published"


def test_another_key_goes_by_its_name_in_git(org):
    """Nobody knows a key by its id; and a service that does not know it refuses every call."""
    org.declare(key_manifest("old"), key_manifest("new"), signed("a", "old"))
    org.apply()
    org.declare(key_manifest("old"), key_manifest("new"), signed("a", "new"))

    (change,) = org.plan().changes

    assert "unproven" == change.impact
    assert [("HookKey/old", "HookKey/new")] == [(f.before, f.after) for f in change.fields]


def test_a_key_and_its_hook_in_one_apply(org):
    """The key is made first, and the hook has its id."""
    org.declare(key_manifest("first"), signed("a", "first"))

    planned = org.plan()
    applied = org.apply()

    assert ["HookKey/first", "InlineHook/a"] == [str(change.key) for change in planned.changes]
    assert ["publish"] == [warning.code for warning in planned.warnings]
    assert 0 == applied.exit_code
    (key,) = org.api("GET", "hook-keys")
    assert key["id"] == org.hook("a")["channel"]["config"]["hookKeyId"]
    assert {"HookKey": 1, "InlineHook": 1} == org.plan().unchanged
    assert () == org.drift().drifted


def test_a_rename_keeps_the_pair(org):
    """A new spec.name is one PUT; the hook does not notice."""
    org.declare(key_manifest("first"), signed("a", "first"))
    org.apply()
    before = kid(org, "first")
    renamed = key_manifest("first") | {"spec": {"name": "SAML signing"}}
    org.declare(renamed, signed("a", "first"))

    assert 0 == org.apply().exit_code
    assert before == kid(org, "SAML signing")
    assert () == org.plan().changes


def test_a_rotation_waits_for_a_person(org):
    """New key made; the switch waits until its kid is noted; then the old key goes."""
    org.declare(key_manifest("old"), signed("a", "old", APP))
    org.apply()
    org.declare(key_manifest("new"), signed("a", "new", APP))

    first = org.apply(prune=True)
    again = org.apply(prune=True)
    waiting = org.plan(prune=True)

    assert (7, 5) == (first.exit_code, again.exit_code)
    assert ["create"] == [outcome.change.action.value for outcome in first.outcomes]
    assert ("publish", ("HookKey/old",)) == (
        waiting.deferred[0].code,
        tuple(str(key) for key in waiting.kept),
    )
    assert kid(org, "new") in waiting.deferred[0].hint

    noted = key_manifest("new", annotations={PUBLISHED: kid(org, "new")})
    org.declare(noted, signed("a", "new", APP))
    last = org.apply(prune=True)

    assert 0 == last.exit_code, [o.error for o in last.outcomes]
    assert ["delete", "update"] == sorted(o.change.action.value for o in last.outcomes)
    assert ["new"] == [key["name"] for key in org.api("GET", "hook-keys")]
    assert () == org.plan(prune=True).changes


def test_another_keys_kid_does_not_count(org):
    """The annotation has to be the key's own kid."""
    org.declare(key_manifest("old"), signed("a", "old", APP))
    org.apply()
    org.declare(
        key_manifest("old"),
        key_manifest("new", annotations={PUBLISHED: kid(org, "old")}),
        signed("a", "new", APP),
    )
    org.apply()

    assert ["publish"] == [deferred.code for deferred in org.plan().deferred]


def test_a_hook_that_no_flow_calls_is_switched_at_once(org):
    """Nobody is hurt by a hook that is bound nowhere."""
    org.declare(key_manifest("old"), signed("a", "old"))
    org.apply()
    org.declare(key_manifest("old"), key_manifest("new"), signed("a", "new"))

    assert 0 == org.apply().exit_code
    assert () == org.plan().changes


def test_a_key_in_use_is_not_deleted(org):
    """A key that an undeclared hook signs with stays, and the plan says for whom."""
    org.declare(key_manifest("first"), signed("a", "first"), hook("b", SAML))
    org.apply()
    org.declare(hook("b", SAML))
    org.declare(signed_by_id(org), hook("b", SAML))

    (guard_error,) = org.plan(prune=True).guard_errors

    assert "key-in-use" == guard_error.code
    assert org.hook("a")["id"] in guard_error.message


def signed_by_id(org):
    """The hook `a` naming its key by Okta's id, as for a key that is managed elsewhere."""
    (key,) = org.api("GET", "hook-keys")
    document = signed("a", "x")
    config = document["spec"]["channel"]["config"]
    del config["hookKey"]
    config["hookKeyId"] = key["id"]
    return document


def test_an_unused_key_is_deleted_with_prune(org):
    """Without --prune it is kept."""
    org.declare(key_manifest("first"), hook("b", SAML))
    org.apply()
    org.declare(hook("b", SAML))

    assert ["HookKey/first"] == [str(key) for key in org.plan().kept]
    assert 0 == org.apply(prune=True).exit_code
    assert [] == org.api("GET", "hook-keys")


def test_a_hook_and_its_key_go_together(org):
    """The hook first, then the key that it signed with."""
    org.declare(key_manifest("first"), signed("a", "first", APP), hook("b", SAML))
    org.apply()
    org.declare(hook("b", SAML))

    applied = org.apply(prune=True)

    assert 0 == applied.exit_code, [o.error for o in applied.outcomes]
    assert [] == org.api("GET", "hook-keys")


@pytest.mark.parametrize("form", ["boolean", "text"])
def test_r18_what_okta_says_is_in_use_stays(tmp_path, form):
    """R18: `isUsed` is read just before the delete, as a boolean or as text."""
    world = World(tmp_path, seed=SEED, switches=Switches(is_used_form=form))
    world.declare(key_manifest("first"), hook("b", SAML))
    world.apply()
    (key,) = world.api("GET", "hook-keys")
    world.declare(hook("b", SAML))

    original, body = world.app, signed("late", "x", None)["spec"]
    config = body["channel"]["config"] | {"hookKeyId": key["id"], "method": "POST"}
    body["channel"] = {"type": "OAUTH", "version": "1.0.0", "config": config}

    def app(environ, start):
        """Somebody uses the key just before its deletion."""
        asks = environ["PATH_INFO"].endswith(key["id"]) and environ["REQUEST_METHOD"] == "GET"
        if asks and world.app is app:
            world.app = original
            world.api("POST", "inlineHooks", body)
        return original(environ, start)

    world.app = app
    applied = world.apply(prune=True)

    assert 6 == applied.exit_code
    assert "in use" in applied.outcomes[0].error
    assert ["first"] == [found["name"] for found in world.api("GET", "hook-keys")]


def test_an_existing_key_needs_consent(org):
    """A key of that name that somebody made is taken over only where the manifest says so."""
    org.api("POST", "hook-keys", {"name": "first"})
    org.declare(key_manifest("first"))

    (conflict,) = org.plan().conflicts
    org.declare(key_manifest("first", annotations={"hookops.dev/adopt": "true"}))
    applied = org.apply()

    assert ("exists", 0) == (conflict.code, applied.exit_code)
    assert 1 == len(org.api("GET", "hook-keys"))
    assert () == org.plan().changes


@pytest.mark.promise("P28")
def test_keys_cost_one_request(org):
    """A plan with keys is two requests, however many there are."""
    org.declare(*[key_manifest(f"k{number}") for number in range(5)], manifest("a"))
    org.apply()
    since = len(org.requests())

    org.plan()

    assert ["/api/v1/hook-keys", "/api/v1/inlineHooks"] == [p for _, p, _ in org.requests()[since:]]


def test_keys_beside_a_hook_that_an_org_has_one_of(org):
    """A telephony hook becomes ACTIVE although there are keys, which have no status."""
    sms = manifest("sms", type="com.okta.telephony.provider", version="1.0.0")
    org.declare(key_manifest("first"), sms)
    org.apply()
    org.api("POST", f"inlineHooks/{org.hook('sms')['id']}/lifecycle/deactivate")

    assert 0 == org.apply().exit_code
