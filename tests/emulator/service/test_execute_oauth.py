"""`execute` of OAUTH hooks: the token that Okta fetches first."""

from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey


def failure(answer):
    body = answer.json()
    return answer.status_code, body["errorCode"], body["errorCauses"][0]["errorSummary"]


def oauth(oauth_body, service, **config):
    own = {"uri": service.base + "/hook", "tokenUrl": service.base + "/token"}
    return oauth_body("h", **own, **config)


def form_of(request):
    return {name: values[0] for name, values in parse_qs(request[2].decode()).items()}


def test_client_secret_fetches_a_token(execute, oauth_body, service):
    """The token endpoint gets id and secret in a form, the service the token it answered.

    Source: RFC 6749, 4.4 and 2.3.1; Okta's own request is published nowhere.
    """
    service.answers["/token"] = [(200, {"access_token": "at", "token_type": "Bearer"})]

    answer, _ = execute(oauth(oauth_body, service))

    assert (200, ["/token", "/hook"]) == (answer.status_code, service.paths())
    assert "application/x-www-form-urlencoded" == service.requests[0][1]["Content-Type"]
    assert {
        "grant_type": "client_credentials",
        "client_id": "hooks",
        "client_secret": "s3cret",
        "scope": "call",
    } == form_of(service.requests[0])
    assert "Bearer at" == service.requests[1][1]["Authorization"]


def key_body(oauth_body, service, key="HKYa"):
    config = {"authType": "private_key_jwt", "clientSecret": None, "hookKeyId": key}
    return oauth(oauth_body, service, scope=None, **config)


def test_private_key_signs_an_assertion(execute, oauth_body, service, clock):
    """The assertion is signed with the hook key, and holds with the key that is public.

    Source: RFC 7523, 2.2; Okta, OAuth 2.0 and OpenID Connect, private_key_jwt.
    """
    service.answers["/token"] = [(200, {"access_token": "at"})]
    seed = {"keys": [{"name": "k", "id": "HKYa"}]}

    answer, okta = execute(key_body(oauth_body, service), seed=seed)

    form = form_of(service.requests[0])
    key_id = okta.get("/api/v1/hook-keys").json()[0]["keyId"]
    jwk = okta.get(f"/api/v1/hook-keys/public/{key_id}").json()
    key = RSAKey.import_key({name: jwk[name] for name in ("kty", "n", "e")})
    token = jwt.decode(form.pop("client_assertion"), key, algorithms=["RS256"])
    jti, now = token.claims.pop("jti"), int(clock.now)
    assert 200 == answer.status_code
    assert {"alg": "RS256", "kid": key_id} == token.header
    assert {
        "iss": "hooks",
        "sub": "hooks",
        "aud": service.base + "/token",
        "iat": now,
        "exp": now + 300,
    } == token.claims
    assert {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    } == form
    assert jti
    assert "Bearer at" == service.requests[1][1]["Authorization"]


def test_unknown_hook_key_fails_the_call(execute, oauth_body, service):
    """A hook whose key does not exist cannot be called; nothing is sent."""
    answer, _ = execute(key_body(oauth_body, service))

    assert (400, "E0000134", "the hook key HKYa does not exist") == failure(answer)
    assert [] == service.requests


@pytest.mark.parametrize(
    ("token", "cause", "calls"),
    [
        ((401, {}), "the token endpoint answered 401", 1),
        ((503, {}), "the token endpoint answered 503", 2),
        ((200, {"token": "x"}), "the token endpoint answered without an access_token", 1),
        ((200, []), "the token endpoint answered without an access_token", 1),
        ((200, b"no"), "the token endpoint answered without an access_token", 1),
    ],
)
def test_without_a_token_the_call_fails(execute, oauth_body, service, token, cause, calls):
    """The service is not called without a token; 2xx and 4xx end it, else it is tried once more."""
    service.answers["/token"] = [token]

    answer, _ = execute(oauth(oauth_body, service))

    assert (400, "E0000134", cause) == failure(answer)
    assert ["/token"] * calls == service.paths()
