"""Conditions of rules and policies of authorization servers: what is filled in, in which order."""

import pytest
from emulator.okta.servers.rule_paths import DEFAULT, rules_of


def created(okta, conditions):
    """The conditions of a rule that was created with these."""
    body = {"name": "r", "type": "RESOURCE_ACCESS", "conditions": conditions}
    return okta.post(rules_of(okta), json=body).json()["conditions"]


@pytest.mark.parametrize("conditions", [{}, {"people": None}, {"people": {"users": None}}])
def test_left_out_users_and_scopes_are_filled_in(client, conditions):
    """A rule without users excludes none, and one without scopes includes none.

    Source: recorded by terraform-provider-okta (197 of 197).
    """
    assert {
        "people": {"users": {"exclude": []}},
        "scopes": {"include": []},
    } == created(client(), conditions)


def test_replaced_rule_is_filled_in_too(client):
    """A PUT fills in what it leaves out, as a POST does; what it gives is kept.

    Source: recorded by terraform-provider-okta (197 of 197).
    """
    okta = client()
    path = rules_of(okta)
    rule = okta.get(path).json()[0]
    body = rule | {"conditions": {"people": {"groups": {"include": ["EVERYONE"]}}}}

    answer = okta.put(f"{path}/{rule['id']}", json=body)

    assert {
        "people": {"groups": {"include": ["EVERYONE"]}, "users": {"exclude": []}},
        "scopes": {"include": []},
    } == answer.json()["conditions"]


def test_given_people_and_scopes_are_kept(client):
    """People that are ids and scopes that are names are shown as they were given."""
    given = {
        "people": {"users": {"exclude": ["00u2"], "include": ["00u1"]}, "groups": None},
        "scopes": {"include": ["*"]},
    }

    assert given == created(client(), given)


def test_grant_types_have_an_order(client):
    """Grant types come back in the API's order, whatever theirs was.

    Source: recorded by terraform-provider-okta (22 of 22) for the four; that others come after
    them is the emulator's choice.
    """
    device = "urn:ietf:params:oauth:grant-type:device_code"
    given = [device, "password", "authorization_code", "client_credentials", "implicit"]

    shown = created(client(), {"grantTypes": {"include": given}})["grantTypes"]

    assert [
        "implicit",
        "client_credentials",
        "authorization_code",
        "password",
        device,
    ] == shown["include"]


@pytest.mark.parametrize("grants", [{}, {"include": None}])
def test_no_grant_types_are_left_as_they_are(client, grants):
    """Grant types without a list are shown as they were given: no recording has such a rule."""
    assert grants == created(client(), {"grantTypes": grants})["grantTypes"]


def test_policy_without_conditions_is_for_no_client(client):
    """A policy that names no clients includes none; the one of a fresh org is for all.

    Source: recorded by terraform-provider-okta; Okta, Authorization servers, default policy.
    """
    okta = client()

    policy = okta.post(DEFAULT, json={"name": "p"}).json()

    assert {"clients": {"include": []}} == policy["conditions"]
    fresh = okta.get(DEFAULT).json()[0]["conditions"]
    assert {"clients": {"include": ["ALL_CLIENTS"]}} == fresh
