"""Conflicts of a binding: each is reported with its place, and nothing is written."""

import pytest
from conftest import World, manifest
from flows.bindings.test_bindings import bind
from flows.bindings.test_drift import (
    bind_another_app,
    delete_the_hook,
    edit,
    rule_path,
    unmanaged_hook,
)
from flows.org import (
    APP,
    MACHINES,
    POLICY,
    REGISTRATION,
    RULE,
    SAML,
    SEED,
    TOKEN,
    WIKI,
    hook,
)

from hookops.emulator.control.switches import Switches
from hookops.model.errors import ApiError, Conflict, GuardError, InvalidInput


@pytest.fixture
def org(tmp_path):
    """A world whose org has flows."""
    return World(tmp_path, seed=SEED)


def codes(world, **limits):
    """Of what stands against the plan."""
    made = world.plan(**limits)
    return [d.code for d in (*made.conflicts, *made.guard_errors)]


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


@pytest.mark.parametrize("status", ["INACTIVE", None])
def test_a_hook_in_use_elsewhere_stays(org, status):
    """A flow outside of the manifests keeps a hook from being deactivated or deleted."""
    org.declare(hook("saml", SAML, None), hook("b", TOKEN))
    org.apply()
    bind_another_app(org)
    rest = [hook("saml", SAML, None, status=status)] if status else []
    org.declare(*rest, hook("b", TOKEN))

    (guard_error,) = org.plan(prune=True).guard_errors

    assert "in-use" == guard_error.code
    assert 'app "Acme Wiki"' in guard_error.message
    with pytest.raises(GuardError):
        org.apply(prune=True)


def test_a_type_change_of_a_hook_in_use_elsewhere(org):
    """It would be deleted under a flow that nobody declared."""
    org.declare(hook("saml", SAML, None))
    org.apply()
    bind_another_app(org)
    org.declare(hook("saml", TOKEN, None))

    assert ["in-use"] == codes(org, prune=True)


def test_a_hook_cannot_leave_an_inactive_app(org):
    """Okta changes no INACTIVE custom app, so the plan reports it before any request."""
    org.declare(hook("a", SAML, APP))
    org.apply()
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == "Acme Portal"]
    org.api("POST", f"apps/{app['id']}/lifecycle/deactivate")
    still = org.plan()
    org.declare(hook("a", SAML))

    assert ((), ()) == (still.changes, still.conflicts)
    assert ["target"] == codes(org)


def test_a_click_between_plan_and_write(org):
    """Somebody binds another hook after the plan: that is reported, not overwritten, and
    nothing destructive follows."""
    org.declare(hook("a", SAML, APP), hook("old", SAML))
    org.apply()
    bind(org, "Acme Portal")
    other = unmanaged_hook(org, SAML, "1.0.2")
    org.declare(hook("a", SAML, APP))
    original = org.app

    def app(environ, start):
        """The console is quicker than the first read of the app itself."""
        if environ["PATH_INFO"].startswith("/api/v1/apps/") and org.app is app:
            org.app = original
            bind(org, "Acme Portal", other)
        return original(environ, start)

    org.app = app
    applied = org.apply(prune=True)

    assert 6 == applied.exit_code
    (error,) = [outcome.error for outcome in applied.outcomes if outcome.error]
    assert "changed since it was planned" in error
    assert [] == [m for m, _, _ in org.writes()[-1:] if m == "DELETE"]
    assert {"a", "old", "Other 1.0.2"} == {hook["name"] for hook in org.api("GET", "inlineHooks")}


def test_a_policy_that_goes_between_plan_and_write(org):
    """Its rule is gone: the binding fails with what Okta said, the rest is as it was."""
    org.declare(hook("a", TOKEN, MACHINES), hook("old", TOKEN))
    original = org.app

    def app(environ, start):
        if environ["PATH_INFO"].count("/") == 8 and org.app is app:
            org.app = original
            org.api(
                "DELETE",
                environ["PATH_INFO"].removeprefix("/api/v1/").rpartition("/")[0].rpartition("/")[0],
            )
        return original(environ, start)

    org.app = app
    applied = org.apply()

    results = {str(o.change.key): o.result.value for o in applied.outcomes}
    assert 7 == applied.exit_code
    assert "failed" == results["Binding/rule/payments/Apps/Machines"]


def test_another_edit_at_the_same_time_is_reported(org):
    """What else of the object changed between the two reads is not ours, and is reported."""
    org.declare(hook("a", SAML, APP))
    original, seen = org.app, []

    def app(environ, start):
        if environ["PATH_INFO"].startswith("/api/v1/apps/"):
            seen.append(environ["REQUEST_METHOD"])
            if seen == ["GET", "PUT", "GET"]:
                org.app = original
                path = environ["PATH_INFO"].removeprefix("/api/v1/")
                edit(org, path, lambda raw: raw["visibility"].update(autoLaunch=True))
        return original(environ, start)

    org.app = app
    applied = org.apply()

    notes = [outcome.note for outcome in applied.outcomes if outcome.note]
    assert 0 == applied.exit_code
    assert [
        "visibility.autoLaunch changed at the same time as the binding: look at it in Okta"
    ] == (notes)


def deny(original, prefix, status="403 Forbidden"):
    """The org, but for one part that we may not see."""

    def app(environ, start):
        if environ["PATH_INFO"].startswith(prefix):
            start(status, [("content-type", "application/json")])
            return [b'{"errorCode":"E0000006","errorSummary":"You do not have permission"}']
        return original(environ, start)

    return app


def test_r19_apps_that_may_not_be_read(org):
    """R19: the rest is planned and applied, what is missing is reported, and the exit code is 4."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN, RULE))
    original = org.app
    org.app = deny(original, "/api/v1/apps")

    planned = org.plan()
    applied = org.apply()
    drifted = org.drift()

    assert ["unread"] == [found.code for found in planned.unread]
    assert "403" in planned.unread[0].message
    assert [("InlineHook", "a"), ("InlineHook", "b"), ("Binding", RULE_NAME)] == [
        (change.key.kind, change.key.name) for change in planned.changes
    ]
    assert 4 == applied.exit_code
    assert ((), 1) == (drifted.drifted, len(drifted.unread))

    org.app = original
    assert (0, ["bind"]) == ((again := org.apply()).exit_code, actions(again))


RULE_NAME = "rule/default/Default Policy/Default Policy Rule"


def actions(applied):
    """Of each outcome."""
    return [outcome.change.action.value for outcome in applied.outcomes]


def test_r19_what_may_not_be_looked_up_is_not_taken_away(org):
    """R19: a hook whose flows cannot be read is not deactivated, deleted or replaced."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN, RULE))
    org.apply()
    org.declare(hook("b", TOKEN, RULE))
    org.app = deny(org.app, "/api/v1/apps")

    assert ["unread"] == codes(org, prune=True)


def test_an_org_without_api_access_management(tmp_path):
    """E0000015 (401): token hooks are made, and their bindings are said to be unreadable."""
    world = World(tmp_path, switches=Switches(feature_api_access_management="off"))
    world.declare(hook("a", TOKEN, RULE))

    planned = world.plan()

    assert ["unread"] == [found.code for found in planned.unread]
    assert "E0000015" in planned.unread[0].message


def test_the_classic_engine(tmp_path):
    """Its registration hooks are bound in the console: reported each time, never sent."""
    world = World(tmp_path, switches=Switches(engine="classic"))
    world.declare(hook("a", REGISTRATION, POLICY), hook("b", SAML))

    planned = world.plan()
    applied = world.apply()

    assert ["by-hand"] == [found.code for found in planned.by_hand]
    assert "Classic Engine" in planned.by_hand[0].message
    assert (0, ()) == (applied.exit_code, world.drift().drifted)
    assert not [path for _, path, _ in world.requests() if "policies" in path]


def test_a_thing_to_do_is_reported_each_time(org):
    """A user import hook is bound by a person: no change, no request, a line in every plan."""
    org.declare(hook("a", "com.okta.import.transform", {"app": "HR", "manual": True}))
    org.apply()

    (found,) = org.plan().by_hand

    assert 'app "HR"' in found.message
    assert "Provisioning > To Okta > Inline Hooks" in found.hint


def test_before_a_user_import_hook_goes(org):
    """The API does not show whether it is in use, so a person looks first."""
    org.declare(hook("a", "com.okta.import.transform", None), manifest("b"))
    org.apply()
    org.declare(manifest("b"))

    assert ["look-first"] == [found.code for found in org.plan(prune=True).by_hand]


def test_a_target_brings_what_it_needs(org):
    """A hook brings its key and its bindings, a binding brings its hook."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN, RULE))

    one = org.plan(targets=["InlineHook/a"])
    other = org.plan(targets=["Binding/app/Acme Portal"])

    assert [["InlineHook/a", "Binding/app/Acme Portal"]] * 2 == [
        [str(change.key) for change in plan.changes] for plan in (one, other)
    ]


def test_a_list_that_lags_hides_no_hook(tmp_path):
    """A hook that an attachment point names and the list lacks is read before it counts as gone."""
    world = World(tmp_path, seed=SEED)
    other = unmanaged_hook(world, SAML, "1.0.2")
    bind(world, "Acme Portal", other)
    world.declare(hook("a", SAML, APP))
    original = world.app

    def app(environ, start):
        if environ["PATH_INFO"] != "/api/v1/inlineHooks":
            return original(environ, start)
        start("200 OK", [("content-type", "application/json")])
        return [b"[]"]

    world.app = app

    assert ["slot-held"] == codes(world)


def test_an_edit_of_a_rule_while_asking(org):
    """What changes between the question and the answer is not overwritten."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    other = unmanaged_hook(org, TOKEN, "1.0.1")
    org.declare(hook("a", TOKEN))

    def consent(plan):
        path = rule_path(org)
        edit(org, path, lambda raw: raw["actions"]["token"].update(inlineHook={"id": other}))
        return True

    with pytest.raises(Conflict, match="while you were asked"):
        org.apply(consent=consent)


def test_a_scan_that_breaks_down(org):
    """An org that does not answer (9) differs from one that denies access (4)."""
    org.declare(hook("a", SAML, APP))
    org.app = deny(org.app, "/api/v1/apps", "500 Internal Server Error")

    with pytest.raises(ApiError) as problem:
        org.plan()
    assert 9 == problem.value.exit_code


def test_two_extra_bindings_of_one_name(tmp_path):
    """Ids distinguish attachment points of one name when the hook leaves both."""
    world = World(tmp_path, seed={"apps": [{"label": "Duplicate"}, {"label": "Duplicate"}]})
    world.declare(hook("a", SAML))
    world.apply()
    for app in world.api("GET", "apps"):
        app["settings"]["signOn"]["inlineHooks"] = [{"id": world.hook("a")["id"]}]
        world.api("PUT", f"apps/{app['id']}", app)

    drifted = world.drift().drifted
    applied = world.apply()

    assert ["extra", "extra"] == [item.what for item in drifted]
    assert 2 == len({str(outcome.change.key) for outcome in applied.outcomes})
    assert (0, ()) == (applied.exit_code, world.plan().changes)


def test_drift_of_what_may_not_be_read_without_a_ledger(org):
    """It is neither in sync nor drifted."""
    org.declare(hook("a", SAML, APP))
    org.app = deny(org.app, "/api/v1/apps")

    found = org.drift()

    assert ["InlineHook/a"] == [str(item.key) for item in found.drifted]
    assert 1 == len(found.unread)
