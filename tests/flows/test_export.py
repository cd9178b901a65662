"""Exported orgs that are not as most are: what cannot be read, or is nothing that hookops knows."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import World
from existing_org import IMPORT, REGISTRATION, SAML, TOKEN, hook, oauth, pairs
from flows.bindings.console import bind, deny, edit, enrollment_path, rule_path, set_hooks
from flows.org import SEED
from flows.test_recovery import Altered

from hookops.emulator.control.switches import Switches
from hookops.manifest.export.text import exported_text, left_out_text, manifest_text
from hookops.manifest.export.values import Exported
from hookops.model.errors import InvalidInput
from hookops.report.plan.text import plan_text
from hookops.secrets.environment import from_environment
from hookops.workflow.existing.export import export_org
from hookops.workflow.run import Run


@pytest.fixture
def org(tmp_path: Path) -> World:
    """An org with attachment points, in which anything may be made."""
    return World(tmp_path, seed=SEED, switches=Switches(unknown_members="keep"))


def export(world: World, *keys: str) -> Exported:
    session = world.session(read_only=True)
    return export_org(Run({}, session, world.ledger_store, from_environment({})), keys)


def make(world: World, *bodies: object) -> list[str]:
    """Ids of new hooks."""
    return [world.okta("POST", body=body)["id"] for body in bodies]


def declare(world: World, made: Exported) -> None:
    """The exported files are the manifests."""
    for manifest in made.manifests:
        path = world.folder / "manifests" / manifest.file
        path.parent.mkdir(exist_ok=True)
        path.write_text(manifest_text(manifest))


def bindings(made: Exported) -> list[object]:
    return [manifest.data["spec"].get("bindings") for manifest in made.manifests]


def test_the_whole_text(org):
    """A hook with everything, as a person reads it."""
    key = org.api("POST", "hook-keys", {"name": "Signing"})
    config = {"authType": "private_key_jwt", "hookKeyId": key["id"], "scope": "a b"}
    (id_,) = make(org, oauth("Claims", SAML, headers=pairs(("X-A", "no")), more=1, **config))
    bind(org, "Acme Portal", id_)
    expected = (Path(__file__).parent / "exported.yaml").read_text()

    text = exported_text(export(org)).replace(id_, "ID").replace(key["id"], "HKY")

    # A UUID that begins with a digit is in quotes.
    assert expected == text.replace(key["keyId"], "KID").replace('"KID"', "KID")


def test_what_is_not_understood_is_a_comment(org):
    """It is in no manifest, its secrets are in no file, and each plan says its name."""
    a, b = make(org, hook("Known", TOKEN), hook("Fraud", TOKEN, headers=pairs(("X", "h1dd3n"))))
    config = {
        "uri": "https://u:p4ss@h.example.com/?t=1",
        "vault": {"key": "s3cr3t"},
        "pin": 12345678,
    }
    members = {"type": "com.okta.risk", "channel": {"type": "SQS", "config": config}}
    org.app = Altered(org.app, b, members)

    made = export(org)
    declare(org, made)
    text = left_out_text(made.left_out)

    assert ["known"] == [manifest.key.name for manifest in made.manifests]
    assert f'# InlineHook "Fraud" (com.okta.risk, ACTIVE, id {b}) is in no manifest:' in text
    assert not any(secret in text for secret in ("h1dd3n", "p4ss", "s3cr3t", "12345678"))
    assert all(line.startswith("#") for line in text.splitlines())
    assert f'unsupported "Fraud" (com.okta.risk, ACTIVE, id {b})' in plan_text(org.plan())
    assert a in str(org.plan().changes[0].before)


def test_bindings_that_cannot_be_read(org):
    """Without a permission the manifest says nothing of them: hookops leaves them as they are."""
    make(org, hook("Token", TOKEN), hook("Saml", SAML))
    org.app = deny(org.app, "/api/v1/authorizationServers")

    made = export(org)

    assert [[], None] == bindings(made)
    assert "What calls it could not be read" in exported_text(made)


def test_the_classic_engine(tmp_path):
    """It binds registration hooks in its console only, which the comment names."""
    world = World(tmp_path, switches=Switches(engine="classic"))
    make(world, hook("Screen", REGISTRATION), hook("Import", IMPORT))

    made = export(world)
    text = exported_text(made)

    assert [None, None] == bindings(made)
    assert "Directory > Self-Service Registration > Extension" in text
    assert "Applications > each app > Provisioning > To Okta" in text


def test_an_inactive_hook_that_is_bound(org):
    """No manifest may declare that, so it says nothing of bindings, and why."""
    (id_,) = make(org, hook("Token", TOKEN))
    edit(org, rule_path(org), lambda raw: raw["actions"]["token"].update(inlineHook={"id": id_}))
    org.okta("POST", f"{id_}/lifecycle/deactivate")

    made = export(org)
    declare(org, made)
    applied = org.apply()

    assert [None] == bindings(made)
    assert 'rule "default > Default Policy > Default Policy Rule"' in exported_text(made)
    assert "The reason: an INACTIVE hook must not be bound" in exported_text(made)
    assert (0, ()) == (applied.exit_code, org.plan().changes)


def test_an_app_with_two_hooks(org):
    """hookops manages the bindings of neither, and unbinds none of them."""
    first, second = make(org, hook("First", SAML), hook("Second", SAML))
    hooks = [{"id": first}, {"id": second}]

    def change(apps):
        (app,) = [app for app in apps if app["label"] == "Acme Portal"]
        app["settings"]["signOn"]["inlineHooks"] = hooks

    org.app = Shown(org.app, "apps", change)

    made = export(org)
    declare(org, made)

    assert [None, None] == bindings(made)
    assert 'app "Acme Portal", which has 2 hooks' in exported_text(made)
    assert [] == [step for change in org.plan().changes for step in change.steps]


class Shown:
    """The org, but for what it shows at one path."""

    def __init__(self, app, path, change):
        self.app, self.path, self.change = app, path, change

    def __call__(self, environ, start):
        body = b"".join(self.app(environ, start))
        if environ["PATH_INFO"] != f"/api/v1/{self.path}":
            return [body]
        found = json.loads(body)
        self.change(found)
        return [json.dumps(found).encode()]


def test_a_scope_that_nobody_knows(org):
    """It stays what it is: the manifest says nothing of the occasions."""
    (id_,) = make(org, hook("Screen", REGISTRATION))
    elements = [{"inlineHookId": id_, "scopes": ["NEW_ONE"]}]
    path = enrollment_path(org).rpartition("/")[0]
    org.app = Shown(org.app, path, lambda rules: set_hooks(elements)(rules[0]))

    made = export(org)
    declare(org, made)

    assert [[{"profilePolicy": "Default Policy"}]] == bindings(made)
    assert [] == [step for change in org.plan().changes for step in change.steps]


def test_a_key_that_signs_is_known_to_its_server(org):
    """No plan asks to publish what hooks sign with already."""
    used, idle = (org.api("POST", "hook-keys", {"name": name}) for name in ("Used", "Idle"))
    config = {"authType": "private_key_jwt", "hookKeyId": used["id"]}
    make(org, oauth("Signed", SAML, **config))

    made = export(org)
    declare(org, made)
    published = {
        manifest.key.name: manifest.data["metadata"]["annotations"].get("hookops.dev/published")
        for manifest in made.manifests
    }

    assert {"used": used["keyId"], "idle": None, "signed": None} == published
    assert () == org.plan().by_hand
    assert idle["keyId"] not in exported_text(made)


@pytest.mark.parametrize("key", ["first", "InlineHook/first", "First", "ID"])
def test_one_thing(org, key):
    """By its name in Git, its name in Okta, or its id."""
    first, _ = make(org, hook("First", TOKEN), hook("Second", TOKEN))

    made = export(org, key.replace("ID", first))

    assert ["first"] == [manifest.key.name for manifest in made.manifests]


def test_nothing_of_that_name(org):
    """A name with a typing error is no empty export."""
    make(org, hook("First", TOKEN))

    with pytest.raises(InvalidInput, match="nothing of the name or id that is KEY 2 of 2"):
        export(org, "First", "Frist")


def test_what_is_declared_keeps_its_name(org):
    """What manifests declare is known by its ledger entry, or by type and name, and is not new."""
    make(org, hook("First", TOKEN), hook("Second", TOKEN))
    declare(org, export(org, "First"))
    old = org.folder / "manifests" / "first.yaml"
    old.write_text(old.read_text().replace("name: first", "name: mine"))
    org.env["HOOKOPS_SECRET_FIRST"] = "value-of-first"
    run = org.run(read_only=True)

    made = export_org(replace(run, desired=org.desired))

    assert {"mine": "manifests/first.yaml:5:1", "second": ""} == {
        manifest.key.name: manifest.written for manifest in made.manifests
    }


def test_a_header_that_is_a_secret(org):
    """What a manifest calls a secret is hidden in every hook, and exported as a reference."""
    first, second = make(
        org,
        hook("First", TOKEN, headers=pairs(("X-Api", "s3cr3t-one"))),
        hook("Second", TOKEN, headers=pairs(("x-api", "s3cr3t-two"))),
    )
    declare(org, export(org, "First"))
    path = org.folder / "manifests" / "first.yaml"
    reference = "valueFrom: env:HOOKOPS_SECRET_X"
    path.write_text(path.read_text().replace("value: s3cr3t-one", reference))
    text = exported_text(export_org(org.run(read_only=True), [first, second]))

    assert "s3cr3t" not in text
    assert "valueFrom: env:HOOKOPS_SECRET_SECOND__X_API}" in text
