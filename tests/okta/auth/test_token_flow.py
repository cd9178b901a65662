"""How hookops gets its access tokens: what is asked, what helps, and what ends a run.

Guide: Okta, Implement OAuth for Okta with a service app; Okta, DPoP guide.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.utils import formatdate

import pytest
from signing_in import CLIENT, EVERY, TOKEN, SigningIn, claims_of, new_key

from hookops.emulator.control.switches import Switches
from hookops.model.call import Call
from hookops.model.errors import ApiError, AuthError, HookopsError, Unavailable
from hookops.okta.auth.keys import PrivateKey
from hookops.okta.encoding import DeferredValues, no_ids

LIST = Call("GET", ("api", "v1", "inlineHooks"))
APPS = Call("GET", ("api", "v1", "apps"))
LOGS = Call("GET", ("api", "v1", "logs"))
DELETE = Call("DELETE", ("api", "v1", "inlineHooks", "calabc0123"))
READ = "okta.inlineHooks.read"


def send(session, call=LIST):
    return session.send(call, DeferredValues(no_ids))


def assert_used_once(org):
    """Every assertion and every proof was shown once."""
    assert len(org.seen.jtis) == len(set(org.seen.jtis))
    assert len(org.seen.assertions) == org.seen.requests.count(f"POST {TOKEN}")


def error_of(org, call=LIST, **options):
    """The error that a request ends with."""
    with pytest.raises(HookopsError) as problem:
        send(org.session(**options), call)
    assert_used_once(org)
    return problem.value


SKEWS = [sign * s for s in (1, 60, 299, 301, 420, 3600, 7200) for sign in (1, -1)]
AT_1970, AT_2100 = -1_700_000_000.0, 2_400_000_000.0


@pytest.mark.promise("P25")
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
@pytest.mark.parametrize("skew_s", [*SKEWS, AT_1970, AT_2100])
def test_e20_a_wrong_clock_is_learnt(skew_s, dpop):
    """E20: from a second to two hours and to another century: the org's time is learnt."""
    org = SigningIn(skew_s=skew_s, dpop=dpop)
    session = org.session()

    assert [[], []] == [send(session), send(session)]
    assert org.now == pytest.approx(session.now_s(), abs=1)
    assert_used_once(org)


@pytest.mark.promise("P25")
@pytest.mark.parametrize("switch", ["daily", "each"])
@pytest.mark.parametrize("kind", ["RSA", "P-256", "P-384", "P-521"])
def test_every_key_and_every_nonce(kind, switch):
    """RSA and EC keys sign; a nonce for each request, or for a day, is shown as Okta asks."""
    org = SigningIn(new_key(kind), dpop=True, switches=Switches(dpop_nonce=switch))
    session = org.session()
    send(session)
    org.now += 86_400 * 4

    assert [] == send(session)
    assert {"DPoP"} == set(org.seen.schemes)
    assert_used_once(org)


@pytest.mark.parametrize(
    ("dpop", "needed", "schemes", "tokens"),
    [
        ("auto", False, ["Bearer"], 1),
        ("auto", True, ["DPoP"], 3),
        ("always", True, ["DPoP"], 2),
        ("always", False, ["DPoP"], 2),
        ("never", False, ["Bearer"], 1),
    ],
)
def test_dpop_as_it_is_set(dpop, needed, schemes, tokens):
    """`auto` binds tokens where Okta asks for it, `true` always, `false` never.

    Source: recorded by okta-sdk-python test_dpop_it: without a proof, then without a nonce.
    """
    org = SigningIn(dpop=needed)

    send(org.session(org.credential(dpop)))

    assert (schemes, tokens) == (org.seen.schemes, org.seen.requests.count(f"POST {TOKEN}"))
    assert_used_once(org)


def test_one_key_for_a_run():
    """Every proof of a run is of one key, also after a new token."""
    org = SigningIn(dpop=True)
    session = org.session()
    for _ in range(3):
        send(session)
        org.now += 3601

    found = {claims_of(token)["cnf"]["jkt"] for token in bound_tokens(org)}

    assert 1 == len(found)


def bound_tokens(org):
    """The access tokens of this run, as the tripwire knows them."""
    texts = [secret.reveal() for secret in org.secrets]
    return [text for text in texts if text.count(".") == 2 and "cnf" in claims_of(text)]


def test_the_claims_of_an_assertion_and_a_proof():
    """An assertion lives 300 s and is for the token endpoint; a proof is of its request alone."""
    org = SigningIn(dpop=True)
    send(org.session(), LIST)

    assertion, proof = claims_of(org.seen.assertions[-1]), claims_of(org.seen.proofs[-1])

    assert 300 == assertion["exp"] - assertion["iat"]
    assert f"https://acme.okta.com{TOKEN}" == assertion["aud"]
    assert (CLIENT, CLIENT) == (assertion["iss"], assertion["sub"])
    assert ("GET", "https://acme.okta.com/api/v1/inlineHooks") == (proof["htm"], proof["htu"])
    assert {"htm", "htu", "iat", "jti", "ath"} == set(proof)


@pytest.mark.promise("P25")
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
def test_a_token_that_ends_is_renewed_once(dpop):
    """A 401 leads to one new token, and the same request with it."""
    org = SigningIn(dpop=dpop)
    session = org.session()
    send(session)
    asked = len(org.seen.assertions)
    org.now += 3601

    assert [] == send(session)
    assert asked + 1 == len(org.seen.assertions)
    assert_used_once(org)


def test_a_second_401_ends_the_run():
    """A new token that Okta refuses too is the end, with Okta's reason."""
    org = SigningIn()
    reason = 'Bearer error="invalid_token", error_description="The token is revoked."'
    headers = {"WWW-Authenticate": reason}
    org.fault({"status": 401, "headers": headers, "body": ""}, path="/api/v1/inlineHooks")

    found = error_of(org)

    assert (4, True) == (found.exit_code, "The token is revoked." in found.message)
    assert 2 == len(org.seen.assertions)


@pytest.mark.promise("P25")
@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
@pytest.mark.parametrize(
    "action",
    [
        {"status": 429, "headers": {"X-Rate-Limit-Limit": "0"}, "body": ""},
        {"status": 503, "body": ""},
        {"drop": "before"},
        {"drop": "after"},
    ],
    ids=["429", "503", "lost before", "lost after"],
)
@pytest.mark.parametrize("path", [TOKEN, "/api/v1/inlineHooks"])
def test_what_is_repeated_is_signed_anew(path, action, dpop):
    """An attempt that failed is followed by one with its own assertion and its own proof."""
    org = SigningIn(dpop=dpop)
    org.fault(action, path=path, nth=[1, 2])

    assert [] == send(org.session())
    assert_used_once(org)


@pytest.mark.promise("P25")
def test_a_proxy_that_repeats_a_request_is_survived():
    """A proof that something in between has shown already is replaced by a new one, once."""
    org = SigningIn(dpop=True)
    org.fault({"twice": True}, path="/api/v1/inlineHooks", nth=1)

    assert [] == send(org.session())
    assert_used_once(org)


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"error": 1}'])
def test_no_reason_at_all(status, body):
    """A token endpoint that says no, and not why, is an AuthError with the status."""
    org = SigningIn()
    org.fault({"status": status, "body": body})

    found = error_of(org)

    assert (AuthError, 4) == (type(found), found.exit_code)
    expected = f"POST {TOKEN}: {status}: Okta gives the service app {CLIENT} no token"
    assert (expected, True) == (found.message, "a proxy or portal" in found.hint)


def test_a_reason_in_the_words_of_the_api():
    """What stands before the token endpoint answers as the API does, and its reason is shown."""
    org = SigningIn()
    org.fault({"error": "E0000006"})

    assert "no token: E0000006 You do not have permission" in error_of(org).message


@pytest.mark.parametrize(
    ("error", "words", "hint"),
    [
        ("invalid_client", "does not know the service app", "compare the client ID"),
        ("invalid_scope", f"grants the service app {CLIENT} none of {READ}", "Okta API Scopes"),
        ("consent_required", f"grants the service app {CLIENT} none of {READ}", "Okta API Scopes"),
        ("use_dpop_nonce", "another DPoP nonce each time", "proxy"),
        ("unauthorized_client", "no token unauthorized_client", "API Services app"),
    ],
)
def test_each_error_has_its_message(error, words, hint):
    """Each error of the token endpoint says what was found and what to do, with Okta's words."""
    org = SigningIn()
    body = {"error": error, "error_description": "Words of Okta \x1b[31m."}
    org.fault({"status": 400, "body": body})

    found = error_of(org)

    assert (4, True, True) == (found.exit_code, words in found.message, hint in found.hint)
    assert r"Words of Okta \x1b[31m." in found.message


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"client_id": "0oaunknown"}, "does not know the service app 0oaunknown"),
        ({"key": new_key()}, "or not its key"),
        ({"dpop": "never"}, "and auth.dpop is false"),
    ],
)
def test_what_is_set_wrongly(options, words):
    """An unknown client, another key, and `dpop: false` where Okta asks for DPoP."""
    org = SigningIn(dpop=True)

    found = error_of(org, credential=org.credential(**options))

    assert (4, True) == (found.exit_code, words in found.message)


def test_the_name_of_a_key_cannot_change_the_terminal():
    """What a JWK calls itself is shown as text."""
    org = SigningIn()
    app = org.credential(client_id="0oaunknown")
    assert isinstance(app.signer, PrivateKey)
    named = replace(app.signer, key_id="k\x1b[31m\n::set-output")

    found = error_of(org, credential=replace(app, signer=named))

    assert ("\x1b" in str(found), r"k\x1b[31m" in found.hint) == (False, True)


def test_e20_both_clocks_are_named():
    """E20: where the time does not help, the message has the difference of the clocks."""
    org = SigningIn(skew_s=-420)
    date = {"Date": formatdate(org.now, usegmt=True)}
    org.fault({"status": 401, "headers": date, "body": {"error": "invalid_client"}})

    assert "this computer's clock is 420 s behind Okta's" in error_of(org).message


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"access_token": 1, "token_type": "Bearer"},
        {"access_token": "a b\n", "token_type": "Bearer"},
        {"access_token": "x" * 20_000, "token_type": "Bearer"},
        {"access_token": "abcdefgh1", "token_type": "mac"},
        {"access_token": "abcdefgh1"},
    ],
)
def test_an_answer_without_a_token(body):
    """What has no usable token is no answer of Okta's; nothing of it is shown."""
    org = SigningIn()
    org.fault({"status": 200, "body": body})

    found = error_of(org)

    assert (Unavailable, False) == (type(found), "abcdefgh1" in str(found))


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (302, 9, "a redirect (302); redirects are never followed"),
        (204, 9, "no access token that hookops can use"),
        (404, 9, "404: nothing gives access tokens there"),
        (410, 9, "410: nothing gives access tokens there"),
    ],
)
def test_an_address_that_is_no_org(status, code, words):
    """What Okta's token endpoint does not answer is no question of credentials; nobody else gets
    the assertion."""
    org = SigningIn()
    org.fault({"status": status, "headers": {"Location": "https://evil.example"}, "body": ""})

    found = error_of(org)

    assert (code, True) == (found.exit_code, words in found.message)
    assert ["POST /oauth2/v1/token"] == org.seen.requests


@pytest.mark.parametrize(("dpop", "kind"), [("always", "Bearer"), ("never", "DPoP")])
def test_a_token_of_another_type(dpop, kind):
    """A token that is bound where it must not be, or not where it must be, is not used."""
    org = SigningIn()
    org.fault({"status": 200, "body": {"access_token": "abcdefgh1", "token_type": kind}})

    found = error_of(org, credential=org.credential(dpop))

    assert (4, ["POST /oauth2/v1/token"]) == (found.exit_code, org.seen.requests)


def test_a_token_without_scopes_has_those_asked_for():
    """RFC 6749, 5.1: `scope` may be left out where it is what was asked for."""
    org = SigningIn()
    org.fault({"members": {"scope": None}})

    assert [] == send(org.session())


def test_only_what_requests_need_is_asked_for():
    """Each request's own scope, and those that the run expects, in as few tokens as that takes."""
    org = SigningIn()
    session = org.session(expected=("okta.apps.read",))

    for call in (LIST, APPS, LOGS, LIST):
        send(session, call)

    read = "okta.apps.read okta.inlineHooks.read"
    assert [read, f"{read} okta.logs.read"] == org.seen.scopes


def test_metadata_need_no_token():
    """What is for anybody is asked for without a credential."""
    org = SigningIn()

    send(org.session(), Call("GET", (".well-known", "okta-organization")))

    assert ([], [""]) == (org.seen.assertions, org.seen.schemes)


@pytest.mark.parametrize("call", [LOGS, APPS])
def test_a_scope_that_is_not_granted(call):
    """It is refused as Okta would, so that what a command can do without stays optional."""
    org = SigningIn(scopes=[READ])
    session = org.session()

    assert [] == send(session)
    with pytest.raises(ApiError) as problem:
        send(session, call)
    assert (403, 4) == (problem.value.status, problem.value.exit_code)
    assert f"Okta did not grant okta.{call.path[-1]}.read" in problem.value.message
    assert [] == send(session)
    assert 2 == len(org.seen.assertions)


def test_a_scope_that_the_org_does_not_know():
    """It spoils neither the token that there is, nor the next one; the first names one alone."""
    org = SigningIn()
    org.fault({"status": 400, "body": {"error": "invalid_scope"}}, path=TOKEN, nth=[1, 3])
    session = org.session(expected=("okta.apps.read",))

    assert [] == send(session)
    with pytest.raises(ApiError):
        send(session, LOGS)
    org.now += 3601
    assert [] == send(session)
    assert READ == org.seen.scopes[-1]


def test_manage_may_read():
    """Whether `.manage` reads is unknown: with it the request is sent, and Okta decides."""
    org = SigningIn(
        scopes=["okta.inlineHooks.manage"], switches=Switches(manage_scope="implies-read")
    )
    session = org.session(read_only=False)
    session.require([DELETE])

    assert [] == send(session)


@pytest.mark.parametrize("dpop", [False, True], ids=["bearer", "dpop"])
def test_required_scopes_are_known_before_the_first_write(dpop):
    """All that will be written is asked for at once; what is missing is named, and nothing sent."""
    org = SigningIn(scopes=[READ, "okta.apps.manage"], dpop=dpop)
    session = org.session(read_only=False)
    send(session)
    edit = Call("PUT", ("api", "v1", "apps", "0oax"))

    with pytest.raises(AuthError) as problem:
        session.require([DELETE, edit])

    missing = f"Okta did not grant okta.inlineHooks.manage to the service app {CLIENT}"
    assert missing in problem.value.message
    assert "did not write anything" in problem.value.hint
    assert not [request for request in org.seen.requests if request.startswith(("PUT", "DELETE"))]


def test_what_is_granted_may_be_written():
    """With every scope nothing is missing, and a rate limit meanwhile is waited for."""
    org = SigningIn(scopes=list(EVERY))
    session = org.session(read_only=False)
    limited = {"status": 429, "headers": {"X-Rate-Limit-Limit": "0"}, "body": ""}
    org.fault(limited, path=TOKEN, nth=1)

    session.require([DELETE])

    assert 404 == error_status(session)


def error_status(session):
    with pytest.raises(ApiError) as problem:
        send(session, DELETE)
    return problem.value.status


def test_threads_share_one_token():
    """Requests that go out together wait for one token, and a 401 to all of them leads to one."""
    org = SigningIn()
    session = org.session()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: send(session), range(16)))
        first = len(org.seen.assertions)
        org.now += 3601
        list(pool.map(lambda _: send(session), range(16)))

    assert (1, 2) == (first, len(org.seen.assertions))
