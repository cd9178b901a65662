"""What the role of a service app admits, and what the System Log says of its tokens.

Guide: Okta, Implement OAuth for Okta with a service app.
"""

import pytest
from emulator.service_app import ID, ServiceApp, new_key, seed

HOOKS, APPS = "/api/v1/inlineHooks", "/api/v1/apps"
ALL = ["okta.inlineHooks.read", "okta.inlineHooks.manage", "okta.apps.read", "okta.apps.manage"]


@pytest.fixture
def status(client, clock):
    """A function that sends a request with every scope and a role: its status and error code."""

    def send(role, method, path):
        key = new_key()
        okta = client(seed=seed(key, dpop=False, scopes=ALL, role=role))
        token = ServiceApp(okta, clock, key).token(" ".join(ALL))
        answer = okta.request(method, path, headers={"Authorization": f"Bearer {token}"})
        body = answer.json() if answer.content else {}
        return answer.status_code, "" if isinstance(body, list) else body.get("errorCode", "")

    return send


@pytest.mark.parametrize("path", [HOOKS, APPS, "/api/v1/hook-keys"])
@pytest.mark.parametrize(
    "role",
    [
        *("SUPER_ADMIN", "READ_ONLY_ADMIN", "APP_ADMIN", "ORG_ADMIN"),
        ["okta.inlinehooks.read", "okta.apps.manage"],
    ],
)
def test_a_role_reads(status, role, path):
    """A read-only administrator reads, and whoever may manage may read.

    Source: guide, assign an admin role; what each standard role reads is the emulator's choice.
    """
    assert status(role, "GET", path) == (200, "")


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("READ_ONLY_ADMIN", HOOKS),
        ("READ_ONLY_ADMIN", APPS),
        ("APP_ADMIN", HOOKS),
        ("ORG_ADMIN", HOOKS),
        ("API_ACCESS_MANAGEMENT_ADMIN", APPS),
        (["okta.inlinehooks.read", "okta.apps.manage"], HOOKS),
        ([], HOOKS),
    ],
)
def test_a_role_does_not_write_what_it_does_not_manage(status, role, path):
    """Without the role, every scope together writes nothing: 403 E0000006 with a body.

    Source: Okta, Inline hooks best practices: super admins alone manage hooks by default.
    """
    assert status(role, "DELETE", f"{path}/x") == (403, "E0000006")


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("SUPER_ADMIN", HOOKS),
        ("APP_ADMIN", APPS),
        (["okta.inlinehooks.manage"], HOOKS),
    ],
)
def test_a_role_writes_what_it_manages(status, role, path):
    """The request reaches its object, which is not there."""
    assert status(role, "DELETE", f"{path}/x")[0] == 404


@pytest.mark.parametrize("role", ["superadmin", "", ["okta.inlineHooks.read"], ["x"], [1], {}])
def test_an_unknown_role_is_refused(client, role):
    """A role that is misspelt opens nothing: the client is not registered. Emulator choice."""
    given = seed(new_key(), role=role)["clients"][0]

    answer = client().post("/_emulator/clients", json=given)

    assert (answer.status_code, "role of a client" in answer.json()["error"]) == (400, True)


def test_a_grant_is_in_the_log(client, clock):
    """The System Log has each token that was granted, with its client and the granted scopes.

    Source: Okta, Event types; target and debug data are the emulator's choice.
    """
    key = new_key()
    okta = client(seed=seed(key, dpop=False))
    app = ServiceApp(okta, clock, key)

    app.ask(scope="okta.inlineHooks.read okta.logs.read")
    app.ask(scope="okta.logs.read")

    events = [e for e in okta.get("/api/v1/logs").json() if e["eventType"].startswith("app.oauth2")]
    assert ["app.oauth2.token.grant.access_token"] == [event["eventType"] for event in events]
    assert (ID, "SUCCESS") == (events[0]["actor"]["id"], events[0]["outcome"]["result"])
    assert "okta.inlineHooks.read" == events[0]["debugContext"]["debugData"]["grantedScopes"]
