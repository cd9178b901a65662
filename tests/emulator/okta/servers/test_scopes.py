"""Scopes of authorization servers."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.servers.rule_paths import SERVERS

SCOPES = SERVERS + "/default/scopes"


def test_server_starts_with_the_reserved_scopes(client):
    """A server has the reserved scopes from the start; they are in its metadata.

    Source: Okta, OpenID Connect & OAuth 2.0 API, scopes; Okta Management API, OAuth2Scope, system.
    """
    okta = client()
    other = okta.post(SERVERS, json={"name": "a", "audiences": ["api://a"]}).json()["id"]

    lists = [okta.get(path).json() for path in (SCOPES, f"{SERVERS}/{other}/scopes")]

    names = ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"]
    assert [names, names] == [[scope["name"] for scope in scopes] for scopes in lists]
    assert {(True, "ALL_CLIENTS", "IMPLICIT")} == {
        (scope["system"], scope["metadataPublish"], scope["consent"]) for scope in lists[0]
    }


def test_scope_lives_and_ends(client):
    """A scope is created with 201 and the documented defaults, replaced, and deleted.

    Source: Okta Management API, createOAuth2Scope and the calls after it.
    """
    okta = client()

    created = okta.post(SCOPES, json={"name": "car:drive"})
    scope = created.json()
    path = f"{SCOPES}/{scope['id']}"
    replaced = okta.put(path, json={"name": "car:drive", "consent": "REQUIRED", "default": True})
    shown = okta.get(path)
    deleted = okta.delete(path)

    assert [201, 200, 204] == [one.status_code for one in (created, replaced, deleted)]
    assert (False, "NO_CLIENTS", "IMPLICIT", False, False) == tuple(
        scope[name] for name in ("system", "metadataPublish", "consent", "default", "optional")
    )
    assert ("REQUIRED", True) == (shown.json()["consent"], shown.json()["default"])
    assert f"https://acme.okta.example{path}" == scope["_links"]["self"]["href"]
    assert (404, "E0000007") == code(okta.get(path))


def test_scopes_are_listed_in_pages(client):
    """`q` is a part of the name, and a list has pages of the wanted size.

    Source: Okta Management API, listOAuth2Scopes.
    """
    okta = client()

    first = okta.get(SCOPES, params={"limit": 5})
    second = okta.get(first.links["next"]["url"])
    found = okta.get(SCOPES, params={"q": "SSO"})

    assert [5, 2] == [len(page.json()) for page in (first, second)]
    assert "next" not in second.links
    assert ["device_sso"] == [scope["name"] for scope in found.json()]
    assert (501, "E0000060") == code(okta.get(SCOPES, params={"filter": "x"}))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": " "},
        {"name": "openid"},
        {"name": "a", "consent": "MAYBE"},
        {"name": "a", "metadataPublish": True},
        {"name": "a", "default": 1},
    ],
)
def test_wrong_scope_is_refused(client, body):
    """A scope without a name, with another's name, or with a value that is none is refused.

    Source: Okta Management API, OAuth2Scope; the error is the emulator's choice.
    """
    assert REFUSED == code(client().post(SCOPES, json=body))


def test_system_scope_keeps_its_name_and_stays(client):
    """A reserved scope may get another consent, and neither another name nor an end.

    The emulator's choice: Okta's documents name no error.
    """
    okta = client()
    scope = okta.get(SCOPES).json()[1]
    path = f"{SCOPES}/{scope['id']}"

    changed = okta.put(path, json={"name": "profile", "consent": "REQUIRED"})
    renamed = okta.put(path, json={"name": "me"})
    deleted = okta.delete(path)

    assert ("REQUIRED", True) == (changed.json()["consent"], changed.json()["system"])
    assert [REFUSED, (403, "E0000006")] == [code(renamed), code(deleted)]
