"""Access tokens for service apps: who gets one, and what it says.

Guide: Okta, Implement OAuth for Okta with a service app.
"""

import pytest
from emulator.service_app import ID, JWT_BEARER, ORG, ServiceApp, new_key, seed, why
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from made_keys import made_pem

from hookops.emulator.store.sqlite import SqliteStore


@pytest.fixture
def app(client, clock):
    """A function that starts an emulator with one service app, without DPoP unless asked."""

    def start(alg="ES256", key=None, switches=None, **members):
        key = key or new_key()
        given = {**seed(key, **{"dpop": False, **members}), "switches": switches or {}}
        return ServiceApp(client(seed=given), clock, key, alg)

    return start


def test_token_is_given_as_recorded(app):
    """A service app gets a token for an hour, signed by the org, with the recorded claims.

    Source: recorded by okta-sdk-python test_dpop_it; guide, access token.
    """
    service = app()

    answer = service.ask()

    body = answer.json()
    assert list(body) == ["token_type", "expires_in", "access_token", "scope"]
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    keys = service.okta.get("/oauth2/v1/keys").json()
    token = jwt.decode(body["access_token"], KeySet.import_key_set(keys), algorithms=["RS256"])
    assert token.header["typ"] == "application/okta-internal-at+jwt"
    assert token.claims.pop("jti").startswith("AT.")
    assert token.claims == {
        "ver": 1,
        "iss": ORG,
        "aud": ORG,
        "sub": ID,
        "iat": 1_700_000_000,
        "exp": 1_700_003_600,
        "cid": ID,
        "scp": ["okta.inlineHooks.read"],
    }


@pytest.mark.parametrize("alg", ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"])
def test_every_documented_algorithm_is_accepted(app, alg):
    """An assertion is signed with RS or ES, of 256, 384 or 512.

    Source: guide, alg.
    """
    curve = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}.get(alg)
    key = new_key(curve=curve) if curve else RSAKey.import_key(made_pem(), {"kid": "k1"})

    assert app(alg, key).ask().status_code == 200


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": ORG}, "audience"),
        ({"aud": None}, "audience"),
        ({"sub": "other"}, "iss and its sub"),
        ({"iss": None}, "iss and its sub"),
        ({"iss": "0oax", "sub": "0oax"}, "'client_id'"),
        ({"exp": 1_700_000_000}, "expired"),
        ({"exp": None}, "expired"),
        ({"exp": 1_700_003_601}, "too far"),
        ({"iat": 1_700_000_001}, "in the future"),
    ],
)
def test_wrong_claims_are_no_client(app, claims, reason):
    """The audience is the token endpoint, issuer and subject the client, the end within an hour.

    Source: guide, JWT claims; Okta, OAuth 2.0 error codes, invalid_client. Words: emulator choice.
    """
    service = app()

    status, error, description = why(service.ask(client_assertion=service.assertion(**claims)))

    assert (status, error, reason in description) == (401, "invalid_client", True)


@pytest.mark.parametrize(
    ("ahead", "iat", "status"),
    [
        ("refuse", 1_700_000_000, 200),
        ("accept", 1_700_000_001, 200),
        ("refuse", 1_700_000_001, 401),
        ("refuse", "soon", 200),
    ],
)
def test_an_assertion_of_a_clock_that_is_fast(app, ahead, iat, status):
    """Whether one that was issued later than now is taken is a switch; without a time it is."""
    service = app(switches={"assertion_ahead": ahead})

    assert status == service.ask(client_assertion=service.assertion(iat=iat)).status_code


def test_assertion_is_good_once(app):
    """An assertion whose `jti` was used is refused; one without a `jti` is not.

    Source: guide, jti.
    """
    service = app()
    assertion = service.assertion(jti="one")

    assert service.ask(client_assertion=assertion).status_code == 200
    assert why(service.ask(client_assertion=assertion)) == (
        401,
        "invalid_client",
        "The client_assertion token has already been used.",
    )
    nameless = service.assertion(jti=None)
    assert [service.ask(client_assertion=nameless).status_code for _ in "12"] == [200, 200]


def test_assertion_is_signed_by_the_client(app):
    """A signature by another key, or none, is no client.

    Source: Okta, OAuth 2.0 error codes, invalid_client.
    """
    service = app()
    other = ServiceApp(service.okta, service.clock, new_key())
    unsigned = service.assertion().rpartition(".")[0] + "."

    for assertion in (other.assertion(), unsigned, "x", "a.b.c"):
        assert why(service.ask(client_assertion=assertion)) == (
            401,
            "invalid_client",
            "The client_assertion signature is invalid.",
        )


def test_one_of_several_keys_is_named(app):
    """With several keys, `kid` says which one; a wrong `kid` is no client.

    Source: guide, kid.
    """
    first, second = new_key("k1"), new_key("k2")
    keys = [key.as_dict(private=False) for key in (first, second)]
    service = app(key=second, jwks={"keys": keys})

    headers = [{"kid": "k2"}, {}, {"kid": "k3"}, {"kid": "k1"}]
    assertions = [service.assertion(header) for header in headers]
    statuses = [service.ask(client_assertion=text).status_code for text in assertions]

    assert statuses == [200, 401, 401, 401]


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "authorization_code"}, 400, "unsupported_grant_type"),
        ({"client_assertion_type": None}, 401, "invalid_client"),
        ({"client_assertion": None, "client_secret": "x"}, 401, "invalid_client"),
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"scope": None}, 400, "invalid_scope"),
        ({"scope": "openid"}, 400, "invalid_scope"),
        ({"scope": "okta.logs.read"}, 400, "consent_required"),
    ],
)
def test_wrong_request_is_refused(app, form, status, error):
    """Only client_credentials with private_key_jwt and scopes of Okta are served.

    Source: guide; Okta, OAuth 2.0 error codes.
    """
    assert why(app().ask(**form))[:2] == (status, error)


def test_no_granted_scope_needs_consent(app):
    """If none of the scopes was granted, there is no token.

    Source: reported in okta-sdk-java issue 822.
    """
    description = "You are not allowed any of the requested scopes."

    assert why(app().ask(scope="okta.logs.read")) == (400, "consent_required", description)


def test_granted_scopes_are_given(app):
    """Of the scopes asked for, the token has those that were granted.

    Source: reported in okta-sdk-golang issue 145.
    """
    answer = app().ask(scope="okta.logs.read okta.users.read okta.inlineHooks.read")

    assert answer.json()["scope"] == "okta.users.read okta.inlineHooks.read"


def test_parameters_may_be_in_the_query(app):
    """All but the assertion may be in the query.

    Source: okta-sdk-python 2.9.13, oauth.py, which sends them there.
    """
    service = app()
    query = {"grant_type": "client_credentials", "scope": "okta.users.read"}
    form = {"client_assertion_type": JWT_BEARER, "client_assertion": service.assertion()}

    answer = service.okta.post("/oauth2/v1/token", params=query, data=form)

    assert (answer.status_code, answer.json()["scope"]) == (200, "okta.users.read")


def test_other_bodies_are_no_token_request(app):
    """The body is form-encoded.

    Source: guide, get an access token.
    """
    answer = app().okta.post("/oauth2/v1/token", json={})

    assert why(answer)[:2] == (400, "invalid_request")


def test_token_requests_have_a_bucket(client, clock):
    """Token requests are counted apart from the API, and refused by Okta's own envelope.

    Source: Okta, Rate limits, /oauth2/v1/token, as generated into terraform-provider-okta.
    """
    key = new_key()
    service = ServiceApp(client(seed=seed(key, dpop=False), rate_limit=1), clock, key)
    service.okta.get("/api/v1/inlineHooks")

    answers = [service.ask(), service.ask()]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json()["errorCode"] == "E0000047"


def test_metadata_name_the_endpoints(client):
    """The server's metadata say where tokens and keys are.

    Source: Okta, OpenID Connect and OAuth 2.0, /.well-known/oauth-authorization-server.
    """
    metadata = client().get("/.well-known/oauth-authorization-server").json()

    found = [metadata[name] for name in ("issuer", "token_endpoint", "jwks_uri")]
    assert found == [ORG, f"{ORG}/oauth2/v1/token", f"{ORG}/oauth2/v1/keys"]
    assert metadata["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]


def test_tokens_are_good_in_another_process(client, clock, tmp_path):
    """A token of one application opens another one on the same file. Emulator choice."""
    key, path = new_key(), tmp_path / "org.db"
    first = ServiceApp(client(SqliteStore(path), seed=seed(key, dpop=False)), clock, key)
    token = first.token()
    second = client(SqliteStore(path))

    answer = second.get("/api/v1/inlineHooks", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 200


def test_assertion_is_not_in_the_history(app):
    """The history of requests has neither assertions nor tokens."""
    service = app()
    service.ask()

    history = service.okta.get("/_emulator/history").json()

    assert history[-1]["operation"] == "token"
    assert history[-1]["request"]["client_assertion"] == "[secret]"
    assert history[-1]["response"]["access_token"] == "[secret]"


def test_reset_forgets_tokens_and_assertions(app):
    """After a reset an old token opens nothing, and an old assertion is good again."""
    service = app()
    assertion = service.assertion()
    token = service.ask(client_assertion=assertion).json()["access_token"]

    service.okta.post("/_emulator/reset")

    old = service.okta.get("/api/v1/inlineHooks", headers={"Authorization": f"Bearer {token}"})
    assert old.status_code == 401
    assert service.ask(client_assertion=assertion).status_code == 200
