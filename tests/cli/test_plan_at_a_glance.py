"""A plan of twelve mixed changes: what a reviewer with thirty seconds sees of it."""

import json
import re
from typing import Any

import pytest

from hookops.emulator.app import create_app
from hookops.emulator.store.sqlite import SqliteStore

TOKEN = "com.okta.oauth2.tokens.transform"
SAML = "com.okta.saml.tokens.transform"
REGISTRATION = "com.okta.user.pre-registration"
RULE = {
    "authorizationServer": "default",
    "policy": "Default Policy",
    "rule": "Default Policy Rule",
}
SEED = """\
apps:
  - label: Acme Portal
  - label: Acme Wiki
  - label: Acme Door
policies:
  - name: Partners
"""
LEGACY = {
    "name": "Legacy tokens",
    "type": TOKEN,
    "version": "1.0.0",
    "channel": {
        "type": "HTTP",
        "version": "1.0.0",
        "config": {
            "uri": "https://legacy.example.com/token",
            "method": "POST",
            "authScheme": {"type": "HEADER", "key": "Authorization", "value": "x"},
        },
    },
}


def hook(type_: str, uri: str, secret: int = 1, **spec: Any) -> dict[str, Any]:
    """What a manifest says of a hook with header authentication."""
    ref = {
        "ref": f"env:HOOKOPS_SECRET_{re.sub('[^A-Z]', '_', uri.upper())}",
        "version": str(secret),
    }
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": ref}
    config = {"uri": f"https://{uri}", "authScheme": scheme}
    return {"type": type_, "channel": {"type": "HTTP", "config": config}, **spec}


BEFORE = {
    "enrich-tokens": hook(TOKEN, "old.example.com/token", bindings=[RULE]),
    "saml-attributes": hook(SAML, "hooks.example.com/saml", bindings=[{"app": "Acme Portal"}]),
    "saml-wiki": hook(SAML, "hooks.example.com/wiki", bindings=[{"app": "Acme Wiki"}]),
    "old-saml": hook(SAML, "legacy.example.com/saml", bindings=[{"app": "Acme Door"}]),
    "registrations": hook(
        REGISTRATION, "hooks.example.com/reg", bindings=[{"profilePolicy": "Partners"}]
    ),
    "paused": hook(SAML, "hooks.example.com/paused"),
}
AFTER = {
    "enrich-tokens": hook(TOKEN, "hooks.example.com/token", 2, bindings=[RULE]),
    "saml-attributes": hook(
        SAML,
        "hooks.example.com/saml",
        2,
        bindings=[{"app": "Acme Portal"}, {"app": "Acme Door"}],
    ),
    "saml-wiki": hook(SAML, "hooks.example.com/wiki", bindings=[]),
    "registrations": hook(
        REGISTRATION,
        "hooks.example.com/reg",
        bindings=[{"profilePolicy": "Partners"}, {"profilePolicy": "Default Policy"}],
    ),
    "paused": hook(SAML, "hooks.example.com/paused", status="INACTIVE"),
    "send-sms": hook("com.okta.telephony.provider", "sms.example.com/send"),
    "partner-tokens": hook(TOKEN, "hooks.example.com/partners"),
    "import-users": hook("com.okta.import.transform", "hooks.example.com/import"),
    "legacy": hook(TOKEN, "legacy.example.com/token", name="Legacy tokens", version="1.0.0"),
}


@pytest.fixture
def planned(shell):
    """A shell whose next plan has twelve changes."""
    (shell.folder / "manifests" / "enrich-access-tokens.yaml").unlink()
    shell.write("org.yaml", SEED)
    project = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", project.replace("local.db}", "local.db, seed: org.yaml}"))
    declare(shell, BEFORE)
    assert 0 == shell.run("apply", "--yes").returncode
    store = SqliteStore(shell.folder / ".hookops" / "local.db")
    client = create_app(store, token="t").test_client()
    client.post("/api/v1/inlineHooks", json=LEGACY, headers={"Authorization": "SSWS t"})
    declare(shell, AFTER)
    shell.write(
        "manifests/key.json",
        json.dumps(
            {"apiVersion": "hookops.dev/v1", "kind": "HookKey", "metadata": {"name": "signing"}}
        ),
    )
    return shell


def declare(shell, hooks: dict[str, dict[str, Any]]) -> None:
    """The manifests are these now, and every secret they name is set."""
    for path in (shell.folder / "manifests").iterdir():
        path.unlink()
    for name, spec in hooks.items():
        metadata: dict[str, Any] = {"name": name}
        if name == "legacy":
            metadata["annotations"] = {"hookops.dev/adopt": "true"}
        document = {
            "apiVersion": "hookops.dev/v1",
            "kind": "InlineHook",
            "metadata": metadata,
            "spec": spec,
        }
        shell.write(f"manifests/{name}.json", json.dumps(document, indent=1))
        ref = spec["channel"]["config"]["authScheme"]["valueFrom"]["ref"].removeprefix("env:")
        shell.env[ref] = f"value-of-{ref}"


EXPECTED = """\
Plan for local (embedded emulator): 1 change can stop users, 1 hook will be
    deleted, 1 flow will go on without a hook
hookops may delete what is no longer declared (--prune)

Most dangerous hook first. outage: can stop users; permanent: cannot be
    restored; unproven: its service may refuse it; silent: flows can go on
    without the hook
+ bind InlineHook/registrations: to policy "Default Policy" [outage]
    the flow calls the hook; if its service does not answer correctly, users
        cannot register or complete their profile
- delete InlineHook/old-saml: at legacy.example.com; app "Acme Door" goes to
    InlineHook/saml-attributes first [permanent]
~ update InlineHook/enrich-tokens: uri host old.example.com ->
    hooks.example.com, new secret; rule "default > Default Policy > Default
    Policy Rule" [unproven]
~ update InlineHook/saml-attributes: new secret; app "Acme Door", app "Acme
    Portal" [unproven]
~ rebind InlineHook/saml-attributes: takes app "Acme Door" from
    InlineHook/old-saml [unproven]
+ create InlineHook/send-sms: at sms.example.com, new secret; every text message
    and call of the org, which Okta's own provider sends when the hook does not
    [unproven]
+ create InlineHook/import-users: at hooks.example.com, new secret; no flow
    calls it yet [unproven]
+ create InlineHook/partner-tokens: at hooks.example.com, new secret; no flow
    calls it yet [unproven]
- unbind InlineHook/saml-wiki: from app "Acme Wiki" [silent]
+ create HookKey/signing [safe]
= adopt InlineHook/legacy: as it is in Okta [safe]
v deactivate InlineHook/paused: no flow calls it [safe]

Plan: 4 to create, 2 to update, 1 to deactivate, 1 to delete, 1 to bind, 1 to
    rebind, 1 to unbind, 1 to adopt, 12 requests to write and 11 to read again.
    2 hooks and 3 bindings unchanged.
More with --details: every field, its place in Git, how to undo it.
"""


@pytest.mark.promise("P8")
def test_twelve_changes_on_a_screen(planned):
    """At 80 columns they take 40 lines at most, the most dangerous first, each on a line."""
    planned.env["COLUMNS"] = "80"

    printed = planned.run("plan", "--prune").stdout

    assert EXPECTED == printed
    assert 40 >= printed.count("\n")
    assert 80 >= max(map(len, printed.splitlines()))


def test_lines_of_a_log_stay_whole(planned):
    """Off a terminal and without COLUMNS no line is broken: people search in logs."""
    printed = planned.run("plan", "--prune", "--concise").stdout

    (found,) = [line for line in printed.splitlines() if "InlineHook/enrich-tokens" in line]
    assert found == (
        "~ update InlineHook/enrich-tokens: uri host old.example.com -> hooks.example.com, "
        'new secret; rule "default > Default Policy > Default Policy Rule" [unproven]'
    )
    assert "outage: can" not in printed


@pytest.mark.promise("P8")
def test_what_is_never_called_safe(planned):
    """Another host, a delete, a flow that changes its hook and a new secret are dangers."""
    report = json.loads(planned.run("plan", "--prune", "--format", "json").stdout)
    dangerous = {
        change["address"]: change["impact"]["level"]
        for change in report["resource_changes"]
        if change["action"] in ("delete", "rebind")
        or any(field["secret_value"] in ("new", "unknown") for field in change["fields"])
    }

    assert 7 == len(dangerous)
    assert set() == {*dangerous.values()} & {"safe", "silent"}


def test_the_json_has_the_same_order(planned):
    """`overview` lists every change as people read it."""
    report = json.loads(planned.run("plan", "--prune", "--format", "json").stdout)
    overview = report["overview"]
    hook = "InlineHook.saml-attributes"

    assert 12 == len(overview) == len(report["resource_changes"])
    assert ["outage", "permanent"] == [line["impact"] for line in overview[:2]]
    assert [hook, "Binding.app/Acme Door"] == [
        line["address"] for line in overview if line["group"] == hook
    ]


def test_details_say_each_fact_once(planned):
    """The way back is said once for all that share it, and no reason says what the verb says."""
    printed = planned.run("plan", "--prune", "--details").stdout

    assert 1 == printed.count("remove the manifest and apply with --prune: ")
    assert 0 == printed.count("edited in Git")
    assert 1 == printed.count("To undo it:")


def test_twelve_long_changes_on_a_screen(shell):
    """Long names, two fields each and the worst impact: what they share is said once."""
    (shell.folder / "manifests" / "enrich-access-tokens.yaml").unlink()
    names = [f"screen-registrations-of-the-subsidiary-number-{n:02}" for n in range(12)]
    uri = "hooks.example.com/registrations/of/the/subsidiary"
    declare(shell, {name: hook(REGISTRATION, uri) for name in names})
    assert 0 == shell.run("apply", "--yes").returncode
    moved = hook(REGISTRATION, "screening.example.com/registrations/of/the/subsidiary")
    moved["channel"]["config"]["authScheme"] = hook(REGISTRATION, uri)["channel"]["config"][
        "authScheme"
    ]
    moved["channel"]["config"]["headers"] = [{"key": "X-Environment", "value": "p" * 30}]
    declare(shell, dict.fromkeys(names, moved))
    shell.env["COLUMNS"] = "80"

    printed = shell.run("plan", "--max-update", "12").stdout

    assert 40 >= printed.count("\n"), printed
    words = " ".join(printed.split())
    assert 12 == words.count("uri host hooks.example.com -> screening.example.com")
    assert 1 == words.count("users cannot register")
    assert 80 >= max(map(len, printed.splitlines()))
