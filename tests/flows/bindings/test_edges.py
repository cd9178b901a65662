"""Edges of binding: reads that fail, names that move, two things at once, people who are needed."""

import json

import pytest
from conftest import Faulty, World, key_manifest
from flows.bindings.test_bindings import bind
from flows.bindings.test_conflicts import deny
from flows.bindings.test_drift import delete_the_hook, edit, rule_path, unmanaged_hook
from flows.bindings.test_failures import Once
from flows.org import APP, MACHINES, POLICY, REGISTRATION, RULE, SAML, SEED, TOKEN, hook, signed

from hookops.emulator.control.switches import Switches
from hookops.model.errors import ApiError

PROTECT = {"annotations": {"hookops.dev/protect": "true"}}


@pytest.fixture
def org(tmp_path):
    """A world whose org has flows."""
    return World(tmp_path, seed=SEED)


def kid(org, name):
    """What tells a public key from others."""
    (found,) = [key["keyId"] for key in org.api("GET", "hook-keys") if key["name"] == name]
    return found


@pytest.mark.parametrize("fault", ["lost", "broken", "html"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_key_write_without_an_answer(org, method, fault):
    """A rename or a delete of a key whose answer is lost ends in what a read proves."""
    org.declare(key_manifest("k"), hook("b", TOKEN, None))
    org.apply()
    renamed = [key_manifest("k") | {"spec": {"name": "K two"}}] if method == "PUT" else []
    org.declare(*renamed, hook("b", TOKEN, None))
    org.app = Faulty(org.made, Once(method, "/hook-keys", fault))

    first = org.apply(prune=True)
    org.app = org.made
    second = org.apply(prune=True)

    assert first.exit_code in (0, 8)
    assert (0, ()) == (second.exit_code, org.plan(prune=True).changes)


def test_a_write_whose_proof_cannot_be_read(org):
    """Sent, and no read afterwards: the outcome is unknown (8), not "nothing was changed"."""
    org.declare(hook("a", SAML, APP))
    sent = []

    def rule(method, path):
        if "/apps/" in path and method == "PUT":
            sent.append(path)
        return "refuse" if sent and method == "GET" else ""

    org.app = Faulty(org.made, rule)
    applied = org.apply()
    org.app = org.made

    assert 8 == applied.exit_code
    assert 0 == org.apply().exit_code
    assert ((), ()) == (org.plan().changes, org.drift().drifted)


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


def test_two_of_ours_leave_one_app(tmp_path):
    """Both go by one request, under one key."""
    switches = Switches(second_saml_hook="accept")
    world = World(tmp_path, seed=SEED, switches=switches)
    world.declare(hook("a", SAML), hook("b", SAML))
    world.apply()
    bind(world, "Acme Portal", world.hook("a")["id"], world.hook("b")["id"])

    applied = world.apply()

    assert ["unbind"] == [outcome.change.action.value for outcome in applied.outcomes]
    assert (0, ()) == (applied.exit_code, world.plan().changes)


def test_a_hook_that_stays_in_an_app_is_in_use(tmp_path):
    """That another hook leaves the app frees nobody else."""
    switches = Switches(second_saml_hook="accept", deactivate_bound_saml="accept")
    world = World(tmp_path, seed=SEED, switches=switches)
    world.declare(hook("a", SAML, APP), hook("b", SAML), hook("c", TOKEN))
    world.apply()
    bind(world, "Acme Portal", world.hook("a")["id"], world.hook("b")["id"])
    world.declare(hook("a", SAML), hook("c", TOKEN))

    (guard_error,) = world.plan(prune=True).guard_errors

    assert ("in-use", True) == (guard_error.code, "InlineHook/b" in guard_error.message)


def test_a_flow_is_not_led_to_an_unpublished_key(org):
    """Blue and green with a new key: everything that would hurt waits, and nothing is refused."""
    org.declare(key_manifest("k1"), signed("blue", "k1", POLICY, type_=REGISTRATION))
    org.apply()
    green = signed("green", "k2", POLICY, type_=REGISTRATION)
    org.declare(key_manifest("k2"), green)

    planned = org.plan(prune=True)
    first = org.apply(prune=True)
    org.declare(key_manifest("k2", annotations={"hookops.dev/published": kid(org, "k2")}), green)
    second = org.apply(prune=True)

    assert ["HookKey/k2", "InlineHook/green"] == [str(change.key) for change in planned.changes]
    assert {"publish", "waits-for"} == {deferred.code for deferred in planned.deferred}
    assert (7, 0) == (first.exit_code, second.exit_code), [o.error for o in second.outcomes]
    assert ["green"] == [found["name"] for found in org.okta("GET")]
    assert ((), ()) == (org.plan(prune=True).changes, org.drift().drifted)


def test_the_first_binding_warns(org):
    """Nothing works yet that could break, so it is done, and reported."""
    org.declare(key_manifest("k"), signed("a", "k"))
    org.apply()
    org.declare(key_manifest("k"), signed("a", "k", APP))

    planned = org.plan()

    assert (["publish"], ()) == ([warning.code for warning in planned.warnings], planned.deferred)


def test_a_hook_that_will_be_inactive_does_not_wait(org):
    """Nobody calls it afterwards."""
    org.declare(key_manifest("k1"), signed("a", "k1", APP))
    org.apply()
    off = signed("a", "k2")
    off["spec"]["status"] = "INACTIVE"
    org.declare(key_manifest("k1"), key_manifest("k2"), off)

    assert (0, ()) == (org.apply().exit_code, org.plan().changes)


def test_a_name_that_a_waiting_hook_keeps(org):
    """Whoever is to have the name waits too, and so does what needs it."""
    org.declare(key_manifest("k1"), signed("a", "k1", APP))
    org.apply()
    first = signed("a", "k2", APP)
    first["spec"]["name"] = "a-old"
    second = hook("b", TOKEN, RULE, name="a")
    org.declare(key_manifest("k1"), key_manifest("k2"), first, second)

    planned = org.plan()

    assert ["HookKey/k2"] == [str(change.key) for change in planned.changes]
    assert ["publish", "waits-for", "waits-for"] == sorted(
        deferred.code for deferred in planned.deferred
    )
    assert 7 == org.apply().exit_code


def test_an_app_that_the_list_lacks(org):
    """It is asked for by its id before it counts as gone."""
    org.declare(hook("a", SAML, APP), hook("b", SAML))
    org.apply()
    org.declare(hook("b", SAML))

    def app(environ, start):
        if environ["PATH_INFO"] != "/api/v1/apps":
            return org.made(environ, start)
        start("200 OK", [("content-type", "application/json")])
        return [b"[]"]

    org.app = app
    planned = org.plan(prune=True)

    assert ["delete", "unbind"] == [change.action.value for change in planned.changes]


@pytest.mark.parametrize("prefix", ["/api/v1/apps", "/api/v1/authorizationServers"])
def test_a_list_that_is_not_there_is_no_empty_one(org, prefix):
    """404 for a list that every org has is an error; nothing is planned on it."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN, RULE))
    org.apply()
    org.app = deny(org.made, prefix, "404 Not Found")

    with pytest.raises(ApiError):
        org.plan(prune=True)


def test_what_may_not_be_read_is_never_in_sync(org):
    """Also where nothing is declared to be bound: a type that cannot be read is reported."""
    org.declare(hook("a", SAML, APP))
    org.apply()
    org.declare(hook("a", SAML))
    org.app = deny(org.made, "/api/v1/apps")

    planned, drifted = org.plan(), org.drift()

    assert ((), 1, 1) == (planned.changes, len(planned.unread), len(drifted.unread))
    assert 4 == org.apply().exit_code
    org.app = org.made
    assert ["unbind"] == [change.action.value for change in org.plan().changes]


def test_a_dead_reference_of_a_hook_that_is_bound_nowhere(org):
    """It is taken out of the rule, and the hook is made again."""
    org.declare(hook("token", TOKEN, RULE))
    org.apply()
    delete_the_hook(org)
    org.declare(hook("token", TOKEN))

    assert 0 == org.apply().exit_code
    assert ((), ()) == (org.plan().changes, org.drift().drifted)


def test_somebody_binds_a_hook_that_is_to_go(org):
    """It is looked up again just before: the hook stays, and the apply says why."""
    org.declare(hook("a", TOKEN), hook("b", TOKEN, MACHINES))
    org.apply()
    hook_id = org.hook("a")["id"]
    org.declare(hook("b", TOKEN))

    def app(environ, start):
        """The console is quicker than the second look, which follows the unbinding."""
        if environ["REQUEST_METHOD"] == "PUT" and org.app is app:
            org.app = org.made
            mine = {"id": hook_id}
            edit(org, rule_path(org), lambda raw: raw["actions"]["token"].update(inlineHook=mine))
        return org.made(environ, start)

    org.app = app
    applied = org.apply(prune=True)

    (error,) = [outcome.error for outcome in applied.outcomes if outcome.error]
    assert "since the plan was made it is called by rule" in error
    assert {"a", "b"} == {found["name"] for found in org.okta("GET")}
    assert 7 == applied.exit_code


def test_flows_that_cannot_be_looked_up_again(org):
    """Then nothing goes."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN))
    org.apply()
    org.declare(hook("b", TOKEN))

    unbound = []

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT":
            unbound.append(environ["PATH_INFO"])
        lists = environ["PATH_INFO"] == "/api/v1/apps"
        return (deny(org.made, "/api/v1/apps") if lists and unbound else org.made)(environ, start)

    org.app = app
    applied = org.apply(prune=True)
    org.app = org.made

    assert 7 == applied.exit_code
    assert {"a", "b"} == {found["name"] for found in org.okta("GET")}


@pytest.mark.parametrize("target", [None, "b"])
def test_a_protected_hook_leaves_no_flow(org, target):
    """Unbound, or replaced by another: refused, since nobody would be screened."""
    org.declare(hook("a", REGISTRATION, POLICY, metadata=PROTECT), hook("b", REGISTRATION))
    org.apply()
    moved = [POLICY] if target else []
    org.declare(hook("a", REGISTRATION, metadata=PROTECT), hook("b", REGISTRATION, *moved))

    assert ["protected"] == [error.code for error in org.plan().guard_errors]


def test_extra_bindings_without_a_ledger(org):
    """They are drift as well."""
    org.declare(hook("a", SAML))
    org.apply()
    bind(org, "Acme Wiki", org.hook("a")["id"])
    (org.folder / "ledger.json").unlink()

    assert ["extra"] == [item.what for item in org.drift().drifted]


def test_a_target_leaves_its_flows(org):
    """A targeted hook is also taken out of flows that nobody declared."""
    org.declare(hook("a", SAML), hook("b", TOKEN, RULE))
    org.apply()
    bind(org, "Acme Wiki", org.hook("a")["id"])
    org.declare(hook("a", SAML, status="INACTIVE"), hook("b", TOKEN))

    planned = org.plan(targets=["InlineHook/a"])

    assert ["deactivate", "unbind"] == [change.action.value for change in planned.changes]
    assert () == planned.guard_errors


def test_a_hook_that_is_not_understood_keeps_its_flow(org):
    """Neither changed nor forgotten, with --prune as well."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN))
    org.apply()
    org.declare(hook("b", TOKEN))

    def app(environ, start):
        """Okta has a status that nobody knew."""
        got = {}
        body = b"".join(org.made(environ, lambda s, h, *_: got.update(s=s, h=h)))
        if environ["PATH_INFO"] == "/api/v1/inlineHooks":
            hooks = json.loads(body)
            made = [h | ({"status": "X"} if h["name"] == "a" else {}) for h in hooks]
            body = json.dumps(made).encode()
        start(got["s"], [(k, v) for k, v in got["h"] if k.lower() != "content-length"])
        return [body]

    org.app = app

    assert () == org.plan(prune=True).changes


def test_an_unmanaged_hook_beside_one_that_leaves(org):
    """Of two hooks only ours goes."""
    world = org
    world.declare(hook("a", SAML, APP))
    world.apply()
    other = unmanaged_hook(world, SAML, "1.0.2")
    bind(world, "Acme Portal", other)
    world.declare(hook("a", SAML))

    applied = world.apply()

    assert (0, ()) == (applied.exit_code, world.plan().changes)
    assert [] == [r for r in world.writes() if r[0] == "PUT" and "/apps/" in r[1]][2:]


def test_what_was_bound_before_is_repaired_without_waiting(org):
    """A hook with a key that flows called already goes back where somebody took it from."""
    org.declare(key_manifest("k"), signed("a", "k", APP))
    org.apply()
    bind(org, "Acme Portal", unmanaged_hook(org, SAML, "1.0.2"))

    planned = org.plan()

    assert ((), ["rebind"]) == (
        planned.deferred,
        [change.action.value for change in planned.changes],
    )
    assert (0, ()) == (org.apply().exit_code, org.plan().changes)


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


def test_a_deleted_hook_was_not_edited_in_git(org):
    """Drift of its binding is Okta's doing alone, and nothing of it is pending."""
    org.declare(hook("token", TOKEN, RULE))
    org.apply()
    delete_the_hook(org)
    edit(org, rule_path(org), lambda raw: raw["actions"]["token"].pop("inlineHook"))

    found = org.drift()

    sides = {field.side for item in found.drifted for field in item.fields}
    assert ({"okta"}, ()) == (sides, found.pending)


def test_an_annotation_with_another_kid_is_reported(org):
    """The report has the annotation's kid and the key's."""
    org.declare(key_manifest("k1"), signed("a", "k1", APP))
    org.apply()
    noted = key_manifest("k2", annotations={"hookops.dev/published": "wrong"})
    org.declare(key_manifest("k1"), noted, signed("a", "k2", APP))
    org.apply()

    (deferred,) = org.plan().deferred

    assert "the annotation says wrong" in deferred.message
    assert kid(org, "k2") in deferred.hint


def test_an_unpublished_key_in_use_is_reminded_of(org):
    """In every plan, until its kid is noted; it is no change and no drift."""
    org.declare(key_manifest("k"), signed("a", "k", APP))
    org.apply()

    reminded = org.plan()
    noted = key_manifest("k", annotations={"hookops.dev/published": kid(org, "k")})
    org.declare(noted, signed("a", "k", APP))

    assert (["publish"], ()) == ([found.code for found in reminded.by_hand], reminded.changes)
    assert () == org.plan().by_hand
    assert () == org.drift().drifted
