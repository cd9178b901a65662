"""A hook's service is called with its own proof, with others, and judged."""

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from service.hooks import REF, answering, caller, case, hook, oauth, request
from service.local import certificate, trusting

from hookops import __version__
from hookops.contracts.exchange import Reply
from hookops.contracts.values import NoAnswer
from hookops.model.errors import InvalidInput
from hookops.model.secret import Secret
from hookops.okta.encoding import plain
from hookops.service.check import check, judge_reply, measure_times, probe
from hookops.service.hook_call import Caller, HookCall

PATCH = {"op": "add", "path": "/claims/team", "value": "x"}
RIGHT = answering({"commands": [{"type": "com.okta.access.patch", "value": [PATCH]}]})
GRANT = {"access_token": "an-access-token", "token_type": "Bearer", "expires_in": 3600}


def at(listener):
    return f"http://127.0.0.1:{listener.port}/a"


def headers(listener, number=0):
    lines = listener.requests[number][0].split("\r\n")[1:]
    return dict(line.split(": ", 1) for line in lines)


def ids(exchange):
    return [finding.check for finding in exchange.findings]


def test_each_case_is_sent_and_judged(listen):
    """With the hook's header, its own headers, and those that Okta sends."""
    listener = listen(RIGHT)
    made = hook(at(listener), headers=[("X-Environment", "prod")])

    one, two = check(made, [case(), case(204, "two")], caller())

    sent = headers(listener)
    assert "s3cret-of-the-tests" == sent["Authorization"]
    assert ("application/json", "application/json") == (sent["Accept"], sent["Content-Type"])
    assert ("Okta-Integrations", "no-cache", "no-cache", "reqSample00000000000000") == tuple(
        sent[name] for name in ("User-Agent", "Cache-Control", "Pragma", "X-Okta-Request-Id")
    )
    assert __version__ == sent["X-Hookops-Version"]
    assert "prod" == sent["X-Environment"]
    assert (True, [], "applied") == (one.passed, ids(one), one.verdict.outcome)
    assert (False, ["probe.case"]) == (two.passed, ids(two))


@pytest.mark.parametrize("found", [7, None, "", "a\r\nX-Evil: 1", "x" * 201, "ü"])
def test_a_request_id_that_no_header_can_have(listen, found):
    """Nothing of a file becomes a header that is not an id."""
    listener = listen(RIGHT)
    sent = request()
    sent["data"]["context"]["request"]["id"] = found

    check(hook(at(listener)), [replace(case(), request=sent)], caller())

    assert "X-Okta-Request-Id" not in headers(listener)
    assert "X-Evil" not in headers(listener)


def test_no_proof_where_the_hook_has_none(listen):
    """No header Authorization, and one probe instead of two."""
    listener = listen(RIGHT)
    made = hook(at(listener), auth=False)
    check(made, [case()], caller())

    (probed,) = probe(made, request(), caller(), own=NoAnswer("timeout"))

    assert "Authorization" not in headers(listener)
    assert ["probe.accepts"] == [finding.check for finding in probed.findings]


def test_a_case_that_expects_an_error(listen):
    """It passes with that status; the finding that Okta would not like it stays."""
    made = hook(at(listen(answering({}, 400))))

    expected, other = check(made, [case(400), case(401)], caller())

    assert (True, ["all.2b"]) == (expected.passed, ids(expected))
    assert (False, ["all.2b", "probe.case"]) == (other.passed, ids(other))


def test_a_service_that_rejects_the_hooks_own_secret(listen):
    """The finding names the cause: the two do not have the same value."""
    (found,) = check(hook(at(listen(answering({}, 401)))), [case()], caller())

    assert ["all.2b", "probe.own-secret"] == ids(found)


def test_a_dead_service_rejects_nobody():
    """No answer is not the status that a case expects."""
    (found,) = check(hook("http://127.0.0.1:1/a"), [case(400)], caller())

    assert not found.passed


def test_a_header_that_comes_twice(listen):
    """Both lines are looked at."""
    twice = b"X-Got: s3cret-of-the-tests\r\nX-Got: nothing\r\n"
    made = hook(at(listen(answering({}, headers=twice))))

    (found,) = check(made, [case()], caller())

    assert "probe.echo-header" in ids(found)


def test_an_echo_is_found(listen):
    """In a body or a header; the answer must not be shown then."""
    body = {"debugContext": {"got": "s3cret-of-the-tests"}}
    echoing = hook(at(listen(answering(body, headers=b"X-Got: s3cret-of-the-tests\r\n"))))

    (found,) = check(echoing, [case()], caller())

    assert ["probe.echo-header", "probe.echo-body"] == ids(found)
    assert (True, False) == (found.echoes, found.passed)


def test_redirects_and_certificates_are_judged(listen, tmp_path):
    """A redirect to http, and a certificate that ends soon."""
    context, path = certificate(tmp_path, days=2)
    place = b"Location: http://hooks.example.com/\r\n"
    listener = listen(answering(b"", 302, place), context=context)
    network = listener.network(trust=trusting(path))

    (found,) = check(hook(), [case()], caller(network=network, loopback=False))

    assert ["all.2a", "probe.redirect-insecure", "probe.tls-soon"] == ids(found)


def test_probes(listen):
    """Without the secret and with a wrong one, never with the right one."""
    listener = listen(answering({}, 401))

    first, second = probe(hook(at(listener)), request(), caller(), own=NoAnswer("timeout"))

    assert ("without the secret", ()) == (first.how, first.findings)
    assert ("with a wrong secret", ()) == (second.how, second.findings)
    assert "Authorization" not in headers(listener, 0)
    assert "hookops-probe-this-is-not-the-secret" == headers(listener, 1)["Authorization"]
    assert not any("s3cret" in head for head, _ in listener.requests)


def test_probes_of_a_service_that_takes_tokens(listen):
    """Without a token, with one that expired long ago, and for one with a wrong client secret."""
    listener, login = listen(RIGHT), listen(answering(GRANT))

    found = probe(oauth(at(listener), at(login)), request(), caller(), own=NoAnswer("timeout"))

    assert [
        "without the secret",
        "with an expired token that nobody signed",
        "for a token, with a wrong client secret",
    ] == [probed.how for probed in found]
    assert [["probe.accepts"], ["probe.accepts"], ["probe.token-accepts"]] == [
        [finding.check for finding in probed.findings] for probed in found
    ]
    assert ["hookops-probe-this-is-not-the-secret"] == parse_qs(login.requests[0][1].decode())[
        "client_secret"
    ]
    assert "s3cret" not in str(login.requests)
    assert headers(listener, 1)["Authorization"].startswith("Bearer eyJ")


def test_a_token_is_asked_for_once(listen):
    """As RFC 6749 has it; every call counts its time."""
    login, service = listen(answering(GRANT)), listen(RIGHT)
    made = oauth(at(service), at(login))

    found = check(made, [case(), case()], caller())

    ((head, body),) = login.requests
    assert "Content-Type: application/x-www-form-urlencoded" in head
    assert {
        "grant_type": ["client_credentials"],
        "client_id": ["okta"],
        "client_secret": ["s3cret-of-the-tests"],
        "scope": ["hooks"],
    } == parse_qs(body.decode())
    assert ["Bearer an-access-token"] * 2 == [
        headers(service, number)["Authorization"] for number in (0, 1)
    ]
    assert all(one.passed for one in found)
    assert 1 == len({one.reply.token_s for one in found})
    assert all(0 < one.reply.token_s < (one.reply.answer.elapsed_s or 0) for one in found)


def test_no_scope_is_sent_where_there_is_none(listen):
    """The member is left out."""
    login, service = listen(answering(GRANT)), listen(RIGHT)
    check(oauth(at(service), at(login), scope=None), [case()], caller())

    assert "scope" not in parse_qs(login.requests[0][1].decode())


def test_an_echo_of_the_token(listen):
    """It is a secret of the call like the others."""
    login, service = listen(answering(GRANT)), listen(answering({"x": "an-access-token"}))

    (found,) = check(oauth(at(service), at(login)), [case()], caller())

    assert "probe.echo-body" in ids(found)


def test_token_and_call_share_the_time(listen):
    """What the token took is gone."""
    login, service = listen(0.02, answering(GRANT)), listen(30)

    (found,) = check(oauth(at(service), at(login)), [case()], caller(budget_s=0.1))

    assert "timeout" == found.reply.answer.reason
    assert 0.1 == pytest.approx(found.reply.answer.elapsed_s)
    assert "all.1a" in ids(found)


BAD_GRANTS = {
    "it answers 401 (invalid_client)": answering({"error": "invalid_client"}, 401),
    "it answers 500": answering({"error": ["x"]}, 500),
    "it answers 201": answering(GRANT, 201),
    "it answers without a usable access_token": answering({"token_type": "Bearer"}),
    "it answers with a token of another type than Bearer": answering(
        {**GRANT, "token_type": "DPoP"}
    ),
}


@pytest.mark.parametrize(("why", "answer"), BAD_GRANTS.items(), ids=BAD_GRANTS)
def test_no_token(listen, why, answer):
    """The service is not called, and the note has the reason."""
    login, service = listen(answer), listen(RIGHT)

    (found,) = check(oauth(at(service), at(login)), [case()], caller())

    assert f"the token endpoint gave no token: {why}" == found.reply.note
    assert ("token", 0) == (found.reply.answer.reason, service.connections)
    assert ["all.2c"] == ids(found)


@pytest.mark.parametrize(
    "value", [b"{", b"[]", b"[" * 100_000, {"access_token": 1}, {"access_token": "a\r\nb"}]
)
def test_grants_of_any_shape(listen, value):
    """Nothing of it becomes a header, and nothing upsets us."""
    login, service = listen(answering(value)), listen(RIGHT)
    check(oauth(at(service), at(login)), [case()], caller())

    assert 0 == service.connections


def test_a_token_that_is_too_long(listen):
    """No header takes it."""
    grant = answering({"access_token": "a" * 20_000})

    (found,) = check(oauth(at(listen(RIGHT)), at(listen(grant))), [case()], caller())

    assert "without a usable access_token" in found.reply.note


def test_a_token_endpoint_that_is_slow_or_away(listen):
    """Slow is a timeout of the call; away is no token."""
    slow = oauth(at(listen(RIGHT)), at(listen(30)))
    (found,) = check(slow, [case()], caller(budget_s=0.2))

    assert (NoAnswer("timeout", 0.2), "all.1a") == (found.reply.answer, ids(found)[0])


def test_a_private_key_stays_in_okta():
    """So its calls are Okta's alone, and nothing is sent."""
    with pytest.raises(InvalidInput, match="never leaves Okta") as problem:
        HookCall(oauth(secret=None).channel, Caller({}, plain)).send(request())

    assert "--through-okta" in problem.value.hint


def test_times(listen):
    """Of all that was measured; what failed counts too."""
    made = hook(at(listen(RIGHT)))
    found = check(made, [case()] * 4, caller())
    measured, findings = measure_times(found, 3.0)

    elapsed_s = sorted(one.reply.answer.elapsed_s or 0 for one in found)
    assert (4, elapsed_s[1], elapsed_s[3]) == (measured.count, measured.p50_s, measured.max_s)
    assert () == findings
    nothing = judge_reply(case(), Reply(NoAnswer("okta")), 3.0)
    assert (None, ()) == measure_times([nothing], 3.0)
    assert ["probe.time-over"] == [finding.check for finding in measure_times(found, 1e-9)[1]]


def test_no_value_is_in_a_repr():
    """Neither of secrets nor of requests."""
    made = Caller({REF: Secret("CANARY-70110")}, plain)

    assert "CANARY" not in repr(made)
    assert "Lovelace" not in repr(case())
