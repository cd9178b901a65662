"""The main job: whatever is declared and whatever happened, apply makes it so and then rests."""

import pytest
from conftest import manifest

from hookops.model.change import Action, Result

OAUTH = {
    "uri": "https://hooks.example.com/oauth",
    "authType": "client_secret_post",
    "clientId": "hooks",
    "tokenUrl": "https://login.example.com/token",
    "scope": "call",
    "clientSecretFrom": "env:HOOKOPS_SECRET_CLIENT",
}


def actions(plan):
    """(action, name) of each change."""
    return [(change.action, change.key.name) for change in plan.changes]


def test_create_then_nothing(world):
    """What is declared is created, and the next plan has no changes. One list, one POST each."""
    world.declare(manifest("a"), manifest("b"))

    planned = world.plan()
    applied = world.apply()

    assert [(Action.CREATE, "a"), (Action.CREATE, "b")] == actions(planned)
    assert 0 == applied.exit_code
    assert [] == actions(world.plan())
    assert {"InlineHook": 2} == world.plan().unchanged


def test_plan_and_drift_never_write(world):
    """Plan and drift send one GET each, and nothing else."""
    world.declare(manifest("a"))

    world.plan()
    world.drift()

    assert [("GET", "/api/v1/inlineHooks", 200)] * 2 == world.requests()


def test_oauth_channel(world):
    """A hook with OAuth converges too, and its secret reaches the org."""
    world.declare(manifest("a", channel={"type": "OAUTH", "config": OAUTH}))

    applied = world.apply()

    assert 0 == applied.exit_code
    assert [] == actions(world.plan())
    (record,) = world.store.hooks()
    assert "value-of-hookops_secret_client" == record.channel["config"]["clientSecret"]


@pytest.mark.promise("P15")
def test_console_edit_is_repaired(world):
    """A field edited in Okta is an update whose field says who moved; the PUT has the secret."""
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", uri="https://staging.example.com/a")

    (change,) = world.plan().changes
    applied = world.apply()

    assert Action.UPDATE is change.action
    assert (("channel", "config", "uri"), "okta") == (change.fields[0].path, change.fields[0].side)
    assert 0 == applied.exit_code
    assert "https://hooks.example.com/a" == world.hook("a")["channel"]["config"]["uri"]
    (record,) = world.store.hooks()
    assert "value-of-hookops_secret_a" == record.channel["config"]["authScheme"]["value"]


def test_git_edit_is_applied(world):
    """A field edited in Git says so."""
    world.declare(manifest("a"))
    world.apply()
    world.declare(manifest("a", config={"uri": "https://hooks.example.com/new"}))

    (change,) = world.plan().changes
    world.apply()

    assert ["git"] == [field.side for field in change.fields if not field.secret]
    assert "manifests/a.json" == change.fields[0].mark.file
    assert [] == actions(world.plan())


def test_edit_on_both_sides(world):
    """A field that moved on both sides says both."""
    world.declare(manifest("a"))
    world.apply()
    world.edit("a", uri="https://staging.example.com/a")
    world.declare(manifest("a", config={"uri": "https://hooks.example.com/new"}))

    (change,) = world.plan().changes

    assert "both" == change.fields[0].side


def test_declared_inactive(world):
    """A hook declared INACTIVE is created, deactivated at once, and then left alone."""
    world.declare(manifest("a", status="INACTIVE"))

    applied = world.apply()

    assert 0 == applied.exit_code
    assert "INACTIVE" == world.hook("a")["status"]
    assert ["create", "deactivate"] == list(applied.outcomes[0].done)
    assert [] == actions(world.plan())


@pytest.mark.parametrize(
    ("before", "after", "action"),
    [("ACTIVE", "INACTIVE", Action.DEACTIVATE), ("INACTIVE", "ACTIVE", Action.ACTIVATE)],
)
def test_status_alone(world, before, after, action):
    """A status is changed by one lifecycle call, without a PUT."""
    world.declare(manifest("a", status=before))
    world.apply()
    world.declare(manifest("a", status=after))

    planned = world.plan()
    count = len(world.writes())
    applied = world.apply()

    assert [(action, "a")] == actions(planned)
    assert 0 == applied.exit_code
    assert [("POST", 200)] == [(m, s) for m, _, s in world.writes()[count:]]
    assert [] == actions(world.plan())


@pytest.mark.parametrize(
    ("before", "after", "verbs"),
    [
        ("ACTIVE", "INACTIVE", ["deactivate", "update"]),
        ("INACTIVE", "ACTIVE", ["update", "activate"]),
    ],
)
def test_status_and_fields(world, before, after, verbs):
    """Okta never calls a hook with half of its change: PUT happens while it is INACTIVE."""
    world.declare(manifest("a", status=before))
    world.apply()
    world.declare(manifest("a", status=after, config={"uri": "https://hooks.example.com/new"}))

    applied = world.apply()

    assert (0, verbs) == (applied.exit_code, list(applied.outcomes[0].done))
    assert [] == actions(world.plan())


def test_rename_in_okta_keeps_the_hook(world):
    """A new spec.name is a PUT on the same id."""
    world.declare(manifest("a"))
    world.apply()
    hook_id = world.hook("a")["id"]
    world.declare(manifest("a", name="Another name"))

    world.apply()

    assert hook_id == world.hook("Another name")["id"]


def test_rename_in_git_keeps_the_hook(world):
    """metadata.previousNames carries a hook over to its new name; nothing is sent but reads."""
    world.declare(manifest("a"))
    world.apply()
    hook_id = world.hook("a")["id"]
    renamed = manifest("b", metadata={"previousNames": ["a"]}, name="a")
    renamed["spec"]["channel"] = manifest("a")["spec"]["channel"]
    world.declare(renamed)

    planned = world.plan()
    count = len(world.writes())
    applied = world.apply()

    assert ([], ()) == (actions(planned), planned.kept)
    assert (0, count) == (applied.exit_code, len(world.writes()))
    assert {"b": hook_id} == {key.name: m.id for key, m in world.ledger.managed.items()}


def test_gone_from_okta_is_created_again(world):
    """A hook that somebody deleted is created again under a new id."""
    world.declare(manifest("a"))
    world.apply()
    hook_id = world.hook("a")["id"]
    world.okta("POST", f"{hook_id}/lifecycle/deactivate")
    world.okta("DELETE", hook_id)

    (change,) = world.plan().changes
    applied = world.apply()

    assert (Action.CREATE, "it is gone from Okta") == (change.action, change.reason)
    assert 0 == applied.exit_code
    assert hook_id != world.hook("a")["id"]


def test_header_case_and_order_are_no_difference(world):
    """Header names differ neither by case nor by order; a value does."""
    headers = [{"key": "X-One", "value": "1"}, {"key": "X-Two", "value": "2"}]
    world.declare(manifest("a", config={"headers": headers}))
    world.apply()
    world.edit("a", headers=[{"key": "x-two", "value": "2"}, {"key": "x-one", "value": "1"}])

    # The secret may have been changed with it, so only visible fields are looked at.
    visible = [f for c in world.plan().changes for f in c.fields if not f.secret]

    assert [] == visible


def test_a_header_is_found_in_its_line(world):
    """A header's difference names the header and leads to the line of its value."""
    headers = [{"key": "X-One", "value": "1"}, {"key": "X-Two", "value": "2"}]
    world.declare(manifest("a", config={"headers": headers}))
    world.apply()
    world.edit("a", headers=[headers[0], {"key": "X-Two", "value": "3"}])

    (change,) = world.plan().changes
    lines = (world.folder / "manifests" / "a.json").read_text().splitlines()

    assert ("channel", "config", "headers", "x-two") == change.fields[0].path
    assert '"value": "2"' in lines[change.fields[0].mark.line - 1]


def test_unmanaged_hooks_are_left_alone(world):
    """A hook that nobody declared is listed and never touched, also with --prune."""
    world.declare(manifest("a"))
    world.apply()
    undeclared = manifest("undeclared")["spec"]
    undeclared["channel"]["config"]["authScheme"]["value"] = "x"
    world.okta("POST", "", undeclared)

    planned = world.plan(prune=True)
    world.apply(prune=True)

    assert ["undeclared"] == [actual.spec.name for actual in planned.unmanaged]
    assert "ACTIVE" == world.hook("undeclared")["status"]


def test_summary_of_a_good_apply(world):
    """Every change has an outcome, a progress line, and a record in the ledger."""
    world.declare(manifest("a"), manifest("b"))

    applied = world.apply()

    assert [Result.DONE] * 2 == [outcome.result for outcome in applied.outcomes]
    assert {"a", "b"} == {outcome.change.key.name for outcome in world.progress}
    assert [(2, 0, 0)] == [(r.done, r.failed, r.unknown) for r in world.ledger.applies]
    assert () == world.ledger.intents


@pytest.mark.promise("P4")
@pytest.mark.parametrize(
    "type_",
    [
        "com.okta.user.pre-registration",
        "com.okta.saml.tokens.transform",
        "com.okta.user.credential.password.import",
        "com.okta.import.transform",
        "com.okta.telephony.provider",
    ],
)
def test_every_type_converges(world, type_):
    """A hook of each type is created with its default version, and then nothing is left."""
    document = manifest("a", type=type_)
    del document["spec"]["version"]
    world.declare(document)

    applied = world.apply()

    assert 0 == applied.exit_code
    assert [] == actions(world.plan())
