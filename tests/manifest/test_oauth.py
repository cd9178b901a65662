"""What is wrong with the OAuth channel; M and Y numbers name rows of the list of bad inputs."""

import pytest


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("client_secret_post", "private_key_jwt", [(9, 5, "missing-field"), (14, 7, "not-here")]),
        ("client_secret_post", "client_secret_basic", [(11, 17, "enum")]),
        ("      authType: client_secret_post\n", "", [(9, 5, "missing-field")]),
        ("      clientSecretFrom: env:HOOKOPS_SECRET_SAML\n", "", [(9, 5, "missing-field")]),
        ("clientId: okta", "clientId: okta\n      hookKeyId: HKY1", [(13, 7, "not-here")]),
    ],
)
def test_m24_oauth_members(codes, oauth, old, new, at):
    """Each authType has its own members."""
    assert at == codes(oauth.replace(old, new))


def test_m24_key_name_for_an_id(codes, oauth):
    """hookKeyId is an id and no name."""
    text = oauth.replace("client_secret_post", "private_key_jwt")
    text = text.replace("clientSecretFrom: env:HOOKOPS_SECRET_SAML", "hookKeyId: my-key")
    assert [(14, 18, "pattern")] == codes(text)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("https://auth", "http://auth", (13, 17, "url")),
        ("https://auth.example.com/token", '""', (13, 17, "length")),
        ("clientId: okta", 'clientId: okta\n      scope: ""', (13, 14, "length")),
        ("clientId: okta", 'clientId: okta\n      scope: " "', (13, 14, "edge-space")),
        ("clientId: okta", "clientId: |\n        okta", (12, 17, "line-break")),
    ],
)
def test_m25_token_endpoint(codes, oauth, old, new, at):
    """The token endpoint follows the same rules."""
    assert [at] == codes(oauth.replace(old, new))


def test_m26_method(codes, oauth):
    """Okta only sends POST."""
    assert [(11, 15, "enum")] == codes(
        oauth.replace("      authType", "      method: GET\n      authType")
    )
