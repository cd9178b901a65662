"""Claims of authorization servers."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.servers.rule_paths import SERVERS

from hookops.emulator.world import get_world

CLAIMS = SERVERS + "/default/claims"
SUPPORT = {
    "name": "Support",
    "claimType": "IDENTITY",
    "valueType": "GROUPS",
    "value": "Support",
    "group_filter_type": "CONTAINS",
    "conditions": {"scopes": ["profile"]},
}


def test_server_starts_with_system_claims(client):
    """A server has `sub` for access tokens, and the claims of OpenID Connect by their scopes.

    Source: Okta Management API, example of listOAuth2Claims (sub); terraform-provider-okta,
    resource okta_auth_server_claim_default (the names); Okta, OpenID Connect & OAuth 2.0 API,
    scope-dependent claims.
    """
    claims = client().get(CLAIMS).json()

    by_name = {claim["name"]: claim for claim in claims}
    assert (19, {True}) == (len(by_name), {claim["system"] for claim in claims})
    assert ("RESOURCE", "EXPRESSION", True) == tuple(
        by_name["sub"][name] for name in ("claimType", "valueType", "alwaysIncludeInToken")
    )
    assert "(appuser != null) ? appuser.userName : app.clientId" == by_name["sub"]["value"]
    assert ("IDENTITY", "SYSTEM", {"scopes": ["email"]}) == tuple(
        by_name["email_verified"][name] for name in ("claimType", "valueType", "conditions")
    )


def test_claim_lives_and_ends(client):
    """A claim is created with 201, replaced, and deleted.

    Source: Okta Management API, createOAuth2Claim and the calls after it, with their examples.
    """
    okta = client()

    created = okta.post(CLAIMS, json=SUPPORT)
    claim = created.json()
    path = f"{CLAIMS}/{claim['id']}"
    replaced = okta.put(path, json=SUPPORT | {"name": "Knowledge", "status": "INACTIVE"})
    shown = okta.get(path).json()
    deleted = okta.delete(path)

    assert [201, 200, 204] == [one.status_code for one in (created, replaced, deleted)]
    more = {"status": "ACTIVE", "system": False, "alwaysIncludeInToken": False}
    own = {"id": claim["id"], "apiResourceId": None, "_links": claim["_links"]}
    assert SUPPORT | more | own == claim
    assert ("Knowledge", "INACTIVE") == (shown["name"], shown["status"])
    assert (404, "E0000007") == code(okta.get(path))


def test_claim_of_access_tokens_is_always_in_them(client):
    """`alwaysIncludeInToken` is true for a claim of access tokens, whatever the body says.

    Source: Okta Management API, OAuth2Claim, alwaysIncludeInToken.
    """
    body = {**SUPPORT, "claimType": "RESOURCE", "valueType": "EXPRESSION"}

    claim = client().post(CLAIMS, json=body | {"alwaysIncludeInToken": False}).json()

    assert claim["alwaysIncludeInToken"] is True
    assert "group_filter_type" not in claim


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "sub", "claimType": "RESOURCE"},
        {"claimType": "OTHER"},
        {"valueType": None},
        {"value": None},
        {"group_filter_type": "ENDS_WITH"},
        {"alwaysIncludeInToken": "yes"},
        {"conditions": []},
    ],
)
def test_wrong_claim_is_refused(client, change):
    """A claim without what is required, of another's name, or with a value that is none is refused.

    Source: Okta Management API, OAuth2Claim; what is required and the error are the emulator's
    choice.
    """
    assert REFUSED == code(client().post(CLAIMS, json=SUPPORT | change))


def test_system_claim_stays(client):
    """A claim of the system is not deleted. The emulator's choice: no document names the error."""
    okta = client()
    claim = okta.get(CLAIMS).json()[0]

    assert (403, "E0000006") == code(okta.delete(f"{CLAIMS}/{claim['id']}"))


def test_changes_are_logged(client):
    """Creating, replacing and deleting a claim or a scope are events; those of a new org are none.

    Source: Okta, Event types, `oauth2.claim.*` and `oauth2.scope.*`.
    """
    okta = client()
    scopes = SERVERS + "/default/scopes"
    for path, body in ((CLAIMS, SUPPORT), (scopes, {"name": "a"})):
        one = f"{path}/{okta.post(path, json=body).json()['id']}"
        okta.put(one, json=body)
        okta.delete(one)

    types = [event["eventType"] for event in get_world(okta._transport.app).all("events")]

    words = ("created", "updated", "deleted")
    assert [f"oauth2.{kind}.{word}" for kind in ("claim", "scope") for word in words] == types


def test_claims_and_scopes_go_with_their_server(client):
    """A server that is deleted leaves no claims and scopes, and one that is not has none."""
    okta = client()
    body = {"name": "a", "audiences": ["api://a"]}
    server = okta.post(SERVERS, json=body).json()["id"]
    okta.delete(f"{SERVERS}/{server}")
    world = get_world(okta._transport.app)

    left = [world.all(f"authorizationServers/{server}/{kind}") for kind in ("claims", "scopes")]

    assert [[], []] == left
    assert (404, "E0000007") == code(okta.get(f"{SERVERS}/{server}/claims"))
