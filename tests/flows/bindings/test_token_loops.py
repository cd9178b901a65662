"""A token hook that waits for itself, where only the org knows which server is meant."""

import pytest
from flows.org import MACHINES, RULE, TOKEN, hook


def server_id(org, name):
    """The id of that authorization server."""
    return next(s["id"] for s in org.api("GET", "authorizationServers") if s["name"] == name)


def oauth(token_url, *bindings):
    """A token hook that gets its token there."""
    config = {
        "uri": "https://hooks.example.com/a",
        "authType": "client_secret_post",
        "clientId": "okta",
        "tokenUrl": token_url,
        "clientSecretFrom": "env:HOOKOPS_SECRET_A",
    }
    return hook("a", TOKEN, *bindings, channel={"type": "OAUTH", "config": config})


def loops(org):
    """Places of the warnings."""
    return [str(w.mark) for w in org.plan().warnings if w.code == "token-loop"]


def test_a_server_that_is_named_and_an_id_in_the_url(org):
    """The manifest names the server, its URL has the id: only the org knows that it is the same."""
    url = f"https://acme.okta.com/oauth2/{server_id(org, 'payments')}/v1/token"
    org.declare(oauth(url, MACHINES))

    (place,) = loops(org)

    assert place.startswith("manifests/a.json:")


@pytest.mark.parametrize(
    ("url", "binding"),
    [
        ("https://login.example.com/token", MACHINES),
        ("https://acme.okta.com/oauth2/v1/token", MACHINES),
        ("https://acme.okta.com/oauth2/ausother0123456789ab/v1/token", MACHINES),
    ],
)
def test_another_server(org, url, binding):
    """It waits for nobody who waits for it."""
    org.declare(oauth(url, binding))

    assert [] == loops(org)


def test_the_id_of_a_server_whose_rule_does_not_call_it(org):
    """A rule of another server calls it."""
    url = f"https://acme.okta.com/oauth2/{server_id(org, 'payments')}/v1/token"
    org.declare(oauth(url, RULE))

    assert [] == loops(org)
