"""What an org has: who manages each hook and key, which flows call it, and how often."""

from dataclasses import replace

import pytest
from conftest import World, key_manifest, manifest
from flows.bindings.console import deny
from flows.org import APP, RULE, SAML, SEED, TOKEN, hook, one_of_each, signed

from hookops.emulator.control.switches import Switches
from hookops.emulator.okta import events
from hookops.model.errors import ApiError
from hookops.workflow.existing import inventory as workflow
from hookops.workflow.existing.inventory import take_inventory
from hookops.workflow.run import Run

ADOPT = {"annotations": {"hookops.dev/adopt": "true"}}


@pytest.fixture
def org(tmp_path):
    return World(tmp_path, seed=SEED)


def listed(world, reading="none"):
    return take_inventory(world.run(read_only=True), reading)


def bare(world):
    """As of a project without any manifest."""
    nothing = Run({}, world.session(read_only=True), world.ledger_store, lambda _: None, "acme")
    return take_inventory(nothing, "none")


def standings(found):
    return {(item.kind, item.name): item.standing for item in found.items}


def test_who_manages_what(org):
    """Every way in which Git, ledger and org can differ is a standing of its own."""
    org.declare(hook("kept", TOKEN), hook("left", TOKEN), hook("lost", TOKEN), key_manifest("k"))
    org.apply()
    for name in ("adopted", "same", "other"):
        body = {n: v for n, v in manifest(name)["spec"].items() if n != "status"}
        body["channel"]["config"]["authScheme"] = {"type": "HEADER", "key": "A", "value": "typed"}
        org.okta("POST", body=body)
    lost = org.hook("lost")["id"]
    org.okta("POST", f"{lost}/lifecycle/deactivate")
    org.okta("DELETE", lost)
    org.declare(
        *(hook("kept", TOKEN), hook("lost", TOKEN), hook("new", TOKEN), key_manifest("k")),
        *(hook("adopted", TOKEN, metadata=ADOPT), hook("same", TOKEN)),
    )
    found = listed(org)

    assert {
        ("InlineHook", "kept"): "managed",
        ("HookKey", "k"): "managed",
        ("InlineHook", "left"): "undeclared",
        ("InlineHook", "lost"): "gone",
        ("InlineHook", "adopted"): "adoptable",
        ("InlineHook", "same"): "named",
        ("InlineHook", "new"): "absent",
        ("InlineHook", "other"): "unmanaged",
    } == standings(found)


def test_flows_and_keys(org):
    """Each hook has the flows that call it, each key the hooks that it signs for."""
    org.declare(*one_of_each())
    org.apply()
    found = {item.name: item for item in listed(org).items}

    assert {
        'rule "default > Default Policy > Default Policy Rule"',
        'rule "payments > Apps > Machines"',
    } == {flow.title for flow in found["token"].flows}
    assert ['app "Acme Portal"'] == [flow.title for flow in found["saml"].flows]
    assert ['policy "Default Policy"'] == [flow.title for flow in found["screen"].flows]
    assert (found["saml"].id,) == found["first"].used_by
    assert (found["first"].id, ()) == (found["saml"].signs_with, found["second"].used_by)
    assert found["first"].key_id
    assert ("hooks.example.com", "header Authorization") == (
        found["token"].host,
        found["token"].authentication,
    )


def test_without_manifests_and_ledger(org):
    """An org that nobody manages is listed whole, and says that there is no ledger."""
    org.declare(hook("a", SAML, APP), hook("b", TOKEN, RULE))
    org.apply()
    (org.folder / "ledger.json").unlink()
    found = bare(org)

    assert {"unmanaged"} == set(standings(found).values())
    assert (False, [1, 1]) == (found.ledger, [len(item.flows) for item in found.items])


def paths(world, before):
    """Of the requests since."""
    return [path.partition("?")[0] for _, path, _ in world.requests()[before:]]


def test_requests_do_not_grow_with_hooks(org):
    """One request for all hooks, one for all keys, and none of them twice."""
    org.declare(*(hook(f"h{n}", TOKEN) for n in range(5)))
    org.apply()
    before = len(org.requests())
    listed(org)
    few = paths(org, before)
    org.declare(*(hook(f"h{n}", TOKEN) for n in range(40)))
    org.apply()
    before = len(org.requests())
    listed(org)

    assert sorted(few) == sorted(paths(org, before))
    assert (1, 1) == (few.count("/api/v1/inlineHooks"), few.count("/api/v1/hook-keys"))
    assert {"GET"} == {method for method, _, _ in org.requests()[before:]}


@pytest.mark.parametrize(
    ("path", "what"),
    [("/api/v1/apps", "attachment points of type app"), ("/api/v1/hook-keys", "keys")],
)
def test_what_may_not_be_read(org, path, what):
    """It is named, and the rest is listed."""
    org.declare(*one_of_each())
    org.apply()
    org.app = deny(org.app, path)
    found = listed(org)

    assert [what] == list(found.unread)
    assert "403" in found.unread[what]
    assert {"token", "saml", "screen"} <= {item.name for item in found.items}


def test_hooks_that_may_not_be_read(org):
    """Nothing is known of the org then, and that is an error."""
    org.app = deny(org.app, "/api/v1/inlineHooks")
    with pytest.raises(ApiError) as problem:
        bare(org)

    assert 4 == problem.value.exit_code


def test_a_hook_that_is_not_understood(org):
    """It is listed with what Okta says of it, and nothing of its URL but the host."""
    org.declare(hook("a", TOKEN, RULE))
    org.apply()
    id_ = org.hook("a")["id"]
    moved = {"uri": "https://u:pa55@hooks.example.com/x?token=CANARY"}
    with org.store.transaction() as transaction:
        record = transaction.get(id_)
        channel = {**record.channel, "config": {**record.channel["config"], **moved}}
        transaction.save(replace(record, type="com.okta.new.transform", channel=channel))
    (item,) = listed(org).items

    assert (False, "com.okta.new.transform", "managed") == (
        item.supported,
        item.type,
        item.standing,
    )
    assert "hooks.example.com" == item.host
    assert 1 == len(item.flows)
    assert "CANARY" not in repr(item)


def test_a_flow_that_calls_what_is_gone(org):
    """A flow with the id of a hook that is not there is listed by itself."""
    org.declare(hook("a", SAML, APP))
    org.apply()
    id_ = org.hook("a")["id"]
    with org.store.transaction() as transaction:
        transaction.remove(id_)
    (loose,) = listed(org).loose

    assert ("Acme Portal", f"it calls the hook {id_}, which is not in Okta") == (
        loose.flow.name,
        loose.why,
    )


def test_the_classic_engine(tmp_path):
    """Registration hooks are bound in its console only, and that is said."""
    world = World(tmp_path, switches=Switches(engine="classic"))

    assert ("policy",) == bare(world).by_hand


def log(world, count, hook_id):
    """That many events of the hook."""
    with world.store.transaction() as transaction:
        for number in range(count):
            item = events.event(
                "inline_hook.executed",
                uuid=f"{number:08d}-0000-0000-0000-000000000000",
                published_s=world.now - 60,
                actor=events.SYSTEM,
                agent="Okta",
                target=events.target("InlineHook", hook_id, "a"),
                debug={},
                outcome="FAILURE" if number == 0 else "SUCCESS",
                reason="timeout" if number == 0 else None,
            )
            transaction.records.save("events", item["uuid"], item)


def test_usage_of_the_last_days(org):
    """Events of the log are counted by hook; one that was not called has none."""
    org.declare(hook("a", TOKEN), hook("b", TOKEN))
    org.apply()
    log(org, 3, org.hook("a")["id"])
    found = listed(org, "some")
    counts = {item.name: item.use.all for item in found.items}

    assert ("counted", 3, 1, 0) == (
        found.usage,
        counts["a"].total,
        counts["a"].failure,
        counts["b"].total,
    )


def test_a_long_log_is_not_read_to_its_end(org):
    """By default five requests go to the log; --usage reads on, and --no-usage sends none."""
    org.declare(hook("a", TOKEN))
    org.apply()
    log(org, 5_200, org.hook("a")["id"])
    asked = []
    for reading in ("some", "all", "none"):
        before = len(org.requests())
        found = listed(org, reading)
        sent = [p for _, p, _ in org.requests()[before:] if p.startswith("/api/v1/logs")]
        use = found.items[0].use
        asked.append((len(sent), found.usage, use.all.total if use else None))

    assert [(5, "partial", 5_000), (6, "counted", 5_200), (0, "skipped", None)] == asked
    assert 5 == workflow.SOME_PAGES


def test_a_log_that_may_not_be_read(org):
    """It is no error, and nothing is counted."""
    org.declare(hook("a", TOKEN))
    org.apply()
    org.app = deny(org.app, "/api/v1/logs")
    found = listed(org, "some")

    assert ("refused", {}) == (found.usage, found.unread)


def test_a_signing_key_that_is_not_read(org):
    """The id of the key stays where its name is not known."""
    org.declare(key_manifest("first"), signed("saml", "first", APP))
    org.apply()
    org.app = deny(org.app, "/api/v1/hook-keys")
    item, key = listed(org).items

    assert (key.kind, "gone", True) == ("HookKey", key.standing, bool(item.signs_with))
