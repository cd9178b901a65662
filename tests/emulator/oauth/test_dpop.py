"""DPoP: tokens bound to a key, proofs of it, and nonces.

Guide: Okta, Configure OAuth 2.0 Demonstrating Proof-of-Possession.
"""

import pytest
from emulator.service_app import ORG, TOKEN, ServiceApp, ath, challenge, new_key, seed, why
from joserfc import jwt
from joserfc.jwk import RSAKey, import_key
from made_keys import made_pem

from hookops.emulator.control.switches import Switches
from hookops.emulator.store.sqlite import SqliteStore

HOOKS = "/api/v1/inlineHooks"
NEEDED = (400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.")
DAY = 86_400


@pytest.fixture
def app(client, clock):
    """A function that starts an emulator with one service app, which needs DPoP."""

    def start(switches=Switches(), **members):
        key = new_key()
        return ServiceApp(client(seed=seed(key, **members), switches=switches), clock, key)

    return start


def test_proof_is_asked_for(app):
    """A token request without a proof is refused, from a client that needs one.

    Source: recorded by okta-sdk-python test_dpop_it test_private_key_auth_without_dpop.
    """
    missing = (400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.")

    assert why(app().ask()) == missing


def test_nonce_is_asked_for_and_given(app):
    """A proof without a nonce is refused, and the error gives one; with it there is a token.

    Source: recorded by okta-sdk-python test_dpop_it test_dpop_api_request.
    """
    service = app()

    refused = service.ask({"DPoP": service.proof("POST", TOKEN)})
    granted = service.ask_with_nonce(refused.headers["dpop-nonce"])

    assert why(refused) == NEEDED
    assert (granted.status_code, granted.json()["token_type"]) == (200, "DPoP")
    assert granted.headers["dpop-nonce"]


def test_token_is_bound_to_the_key(app):
    """The token names the thumbprint of the proof's key.

    Source: recorded by okta-sdk-python test_dpop_it, cnf.jkt; RFC 7638.
    """
    service = app()
    keys = service.okta.get("/oauth2/v1/keys").json()["keys"]

    token = service.bound_token()

    claims = jwt.decode(token, import_key(keys[0]), algorithms=["RS256"]).claims
    assert claims["cnf"] == {"jkt": service.proof_key.thumbprint()}


def test_refused_assertion_is_used_up(app):
    """The try with a nonce needs a new assertion: the first one was used.

    Source: recorded by okta-sdk-python test_dpop_it test_dpop_api_request, a new one each time.
    """
    service = app()
    assertion = service.assertion()
    proof = service.proof("POST", TOKEN)
    nonce = service.ask({"DPoP": proof}, client_assertion=assertion).headers["dpop-nonce"]

    again = service.ask_with_nonce(nonce, client_assertion=assertion)

    assert again.status_code == 401


def test_nonce_is_good_for_days(app, clock):
    """A nonce is renewed daily, and the old one works for 3 more days.

    Source: guide, nonce; recorded by okta-sdk-python test_dpop_it test_token_expiry_and_refresh.
    """
    service = app()
    nonce = service.nonce()
    clock.now += 3 * DAY
    third = service.ask_with_nonce(nonce)
    clock.now += DAY
    fourth = service.ask_with_nonce(nonce)

    assert (third.status_code, why(fourth)) == (200, NEEDED)
    assert len({nonce, third.headers["dpop-nonce"], fourth.headers["dpop-nonce"]}) == 3


def test_nonce_can_be_good_once(app):
    """With `dpop_nonce` at `each`, every request needs the nonce of the answer before it."""
    service = app(Switches(dpop_nonce="each"))
    nonce = service.nonce()

    first = service.ask_with_nonce(nonce)
    again = service.ask_with_nonce(nonce)
    after = service.ask_with_nonce(first.headers["dpop-nonce"])

    assert (first.status_code, why(again), after.status_code) == (200, NEEDED, 200)
    assert why(service.ask_with_nonce("made up")) == NEEDED
    assert why(service.ask({"DPoP": service.proof("POST", TOKEN, nonce=1)})) == NEEDED


def test_proof_is_optional_for_some_clients(app):
    """A client that needs no proof gets a bound token when it shows one.

    Source: RFC 9449, 5; the guide has a setting that requires proofs.
    """
    service = app(dpop=False)

    kinds = [service.ask().json(), service.ask_with_nonce(service.nonce()).json()]

    assert [kind["token_type"] for kind in kinds] == ["Bearer", "DPoP"]


WRONG = [
    ({"htm": "PUT"}, "'htm'"),
    ({"htm": None}, "'htm'"),
    ({"htu": ORG + "/other"}, "'htu'"),
    ({"htu": "https://other.example" + HOOKS}, "'htu'"),
    ({"htu": ORG + HOOKS + "?type=x"}, "'htu'"),
    ({"htu": "http://[" + HOOKS}, "'htu'"),
    ({"htu": None}, "'htu'"),
    ({"iat": 1_699_999_699}, "'iat'"),
    ({"iat": 1_700_000_301}, "'iat'"),
    ({"iat": None}, "'iat'"),
    ({"iat": True}, "'iat'"),
    ({"jti": None}, "'jti'"),
    ({"ath": "other"}, "'ath'"),
    ({"ath": None}, "'ath'"),
]


@pytest.mark.parametrize(("claims", "reason"), WRONG)
def test_wrong_proof_is_refused_by_the_api(app, claims, reason):
    """A proof for another method, URL, time or token is refused: the reason is in a header alone.

    Source: guide, proof claims; reported in okta-sdk-nodejs issues 453 and 521. Words: emulator's.
    """
    service = app()

    status, body, scheme, members = challenge(service.call(HOOKS, service.bound_token(), **claims))

    assert (status, body, scheme) == (400, b"", "DPoP")
    assert members["error"] == "invalid_dpop_proof"
    assert reason in members["error_description"]
    assert members["algs"] == "RS256 RS384 RS512 ES256 ES384 ES512"


@pytest.mark.parametrize(
    "header", [{"typ": "JWT"}, {"typ": None}, {"jwk": None}, {"jwk": {"kty": "oct", "k": "eA"}}]
)
def test_wrong_header_of_a_proof_is_refused(app, header):
    """A proof has the type `dpop+jwt` and a public key.

    Source: guide, proof header.
    """
    service = app()
    given = {name: value for name, value in header.items() if value is not None}
    token = service.bound_token()
    public = {} if "jwk" in header else {"jwk": service.proof_key.as_dict(private=False)}
    whole = {"alg": "ES256", **public, **given}
    claims = {"htm": "GET", "htu": ORG + HOOKS, "iat": 1_700_000_000, "jti": "a", "ath": ath(token)}
    proof = jwt.encode(whole, claims, service.proof_key, algorithms=["ES256"])

    assert challenge(service.call(HOOKS, token, proof=proof))[0] == 400


def test_proof_may_be_of_an_rsa_key(app):
    """A proof carries a whole RSA key, as Okta's own clients send it.

    Source: okta-sdk-python 3.4.6, dpop.py; okta-sdk-nodejs 8.1.0, jwt.js.
    """
    service = app()
    service.proof_key = RSAKey.import_key(made_pem(), {"kid": "k1"})
    service.proof_alg = "RS256"

    assert service.call(HOOKS, service.bound_token()).status_code == 200


def test_private_key_in_a_proof_is_refused(app):
    """A proof that shows its private key is no proof.

    Source: RFC 9449, 4.3.
    """
    service = app()
    private = {"jwk": service.proof_key.as_dict(private=True)}

    answer = service.ask({"DPoP": service.proof("POST", TOKEN, private)})

    assert why(answer)[1] == "invalid_dpop_proof"


def test_wrong_proof_is_refused_by_the_token_endpoint(app):
    """A wrong proof is refused before its nonce is looked at, with a body.

    Source: guide, proof claims.
    """
    service = app()

    for claims in ({"htm": "GET"}, {"iat": 1}, {"htu": ORG + HOOKS}):
        answer = service.ask({"DPoP": service.proof("POST", TOKEN, **claims)})
        assert why(answer)[:2] == (400, "invalid_dpop_proof")


def test_proof_is_good_once(app):
    """A proof that was used is refused, whatever became of its request.

    Source: reported in terraform-provider-okta issues 2076 and 2266, okta-sdk-golang issue 554.
    """
    service = app()
    token = service.bound_token()
    proof = service.proof("GET", HOOKS, ath=ath(token))

    answers = [service.call(HOOKS, token, proof=proof) for _ in "12"]

    assert answers[0].status_code == 200
    used = challenge(answers[1])
    assert (used[0], used[1]) == (400, b"")
    assert used[3]["error_description"] == "The DPoP proof JWT has already been used."


def test_proof_is_of_the_key_of_the_token(app):
    """A proof by another key, or none, does not open what a bound token opens.

    Source: RFC 9449, 7.1; guide.
    """
    service = app()
    token = service.bound_token()
    none = service.okta.get(HOOKS, headers={"Authorization": f"DPoP {token}"})
    service.proof_key = new_key()
    other = service.call(HOOKS, token)

    reasons = [challenge(answer)[3]["error_description"] for answer in (none, other)]
    assert [none.status_code, other.status_code] == [400, 400]
    assert reasons == [
        "The DPoP proof JWT header is missing.",
        "The DPoP proof JWT is of another key than the access token.",
    ]


def test_bound_token_opens_the_api(app):
    """With a fresh proof, and without a nonce, a bound token does what its scopes allow.

    Source: guide, make a request to a protected resource; the query is no part of `htu`.
    """
    service = app()
    token = service.bound_token()

    answers = [
        service.call(HOOKS, token),
        service.call(HOOKS + "?type=com.okta.import.transform", token),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize(
    ("switch", "path", "status"),
    [
        ("decoded", "/a b", 404),
        ("decoded", "/a%20b", 400),
        ("either", "/a b", 404),
        ("either", "/a%20b", 404),
    ],
)
def test_path_of_a_proof_is_compared_decoded(app, switch, path, status):
    """The API compares `htu` with the decoded path of the request.

    Source: reported in okta-sdk-nodejs issues 453 and 521; `either` also takes an encoded one.
    """
    service = app(Switches(dpop_htu=switch))

    answer = service.call(HOOKS + "/a%20b", service.bound_token(), htu=ORG + HOOKS + path)

    assert answer.status_code == status


def test_default_port_is_no_other_url(app):
    """A proof may name the port that its scheme has anyway, or write the host in capitals.

    Source: RFC 9449, 4.3: URLs are compared after normalization.
    """
    service = app()

    answer = service.call(HOOKS, service.bound_token(), htu=f"https://ACME.okta.example:443{HOOKS}")

    assert answer.status_code == 200


def test_a_restart_forgets_no_proof_and_no_assertion(client, clock, tmp_path):
    """What was used before a restart, or at another process on the file, is not taken again.

    Source: guide, jti; RFC 9449, 11.1.
    """
    key, path = new_key(), tmp_path / "org.db"
    first = ServiceApp(client(SqliteStore(path), seed=seed(key)), clock, key)
    assertion, token = first.assertion(), first.bound_token()
    proof = first.proof("GET", HOOKS, ath=ath(token))
    assert first.call(HOOKS, token, proof=proof).status_code == 200
    first.ask(client_assertion=assertion)
    second = ServiceApp(client(SqliteStore(path)), clock, key, proof_key=first.proof_key)

    again = second.call(HOOKS, token, proof=proof)

    assert "already been used" in challenge(again)[3]["error_description"]
    assert "already been used" in why(second.ask(client_assertion=assertion))[2]
    assert second.call(HOOKS, token).status_code == 200
