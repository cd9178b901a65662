"""What leaves, and where to: read-only sessions, redirects, the environment, certificates."""

import ssl
from typing import Any

import httpx
import pytest
from okta.sessions import CREATE, EMPTY, HASTY, LIST, URL, WRITES, Org, send, session
from service.local import Listener, certificate

from hookops.model.errors import Unavailable, WriteUnknown
from hookops.model.secret import Secret
from hookops.okta.encoding import DeferredValues, Request, no_ids
from hookops.okta.session import open_session
from hookops.okta.transport import ReadOnly, ReadOnlyViolation, open_transport


@pytest.mark.promise("P23")
@pytest.mark.parametrize("call", WRITES, ids=str)
def test_a_read_only_session_cannot_write(call):
    """A write on a read-only session is blocked before anything is sent."""
    org = Org(EMPTY)

    with pytest.raises(ReadOnlyViolation, match="on a read-only session"):
        send(org, call, read_only=True)

    assert [] == org.asked


@pytest.mark.promise("P23")
@pytest.mark.parametrize(
    ("method", "path", "passes"),
    [
        ("POST", "/oauth2/v1/token", True),
        ("PUT", "/oauth2/v1/token", False),
        ("DELETE", "/oauth2/v1/token", False),
        ("POST", "/oauth2/v1/token/", False),
        ("POST", "/oauth2/v1/token?a=b", False),
        ("POST", "/oauth2/v1/tok%65n", False),
        ("POST", "/oauth2%2Fv1/token", False),
        ("POST", "/oauth2/v1/tokens", False),
        ("POST", "/api/v1/inlineHooks/../oauth2/v1/token", False),
        ("POST", "/oauth2/v1/revoke", False),
    ],
)
@pytest.mark.parametrize("execute", [False, True])
def test_of_writes_a_read_only_transport_lets_pass_the_token_request(method, path, passes, execute):
    """Exactly that path, however it is written; it changes nothing in the org."""
    org = Org((200, {}, b"{}"))
    transport = open_transport(URL, read_only=True, execute=execute, app=org)
    request = Request(method, path, b"a=b")

    if passes:
        assert 200 == transport.exchange(request).status
        return
    with pytest.raises(ReadOnlyViolation):
        transport.exchange(request)
    assert [] == org.asked


def test_a_read_only_session_reads():
    """Reads go through, and closing closes what is underneath."""
    org = Org(EMPTY)
    reading = session(org, read_only=True)

    assert [[]] == list(reading.pages(LIST))
    reading.close()
    with pytest.raises(RuntimeError, match="closed"):
        list(reading.pages(LIST))
    assert ["GET /api/v1/inlineHooks"] == org.asked


def test_a_read_only_transport_closes_the_one_below():
    """Its connections do not stay open."""
    closed = []

    class Below(httpx.BaseTransport):
        def close(self):
            closed.append(True)

    ReadOnly(Below()).close()

    assert [True] == closed


@pytest.mark.promise("P14", "P19")
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status):
    """The token is not carried to wherever an answer points."""
    org = Org((status, {"location": "https://evil.example.com/"}, b""))

    with pytest.raises(Unavailable, match="redirects are never followed"):
        send(org, LIST)

    assert ["GET /api/v1/inlineHooks"] == org.asked


@pytest.mark.parametrize("call", WRITES, ids=str)
def test_f23_a_redirected_write_is_unknown(call):
    """F23: a write that is answered with a redirect is not repeated, and unknown."""
    org = Org((302, {"location": "/elsewhere"}, b""))

    with pytest.raises(WriteUnknown):
        send(org, call)

    assert 1 == len(org.asked)


@pytest.mark.promise("P19")
def test_e12_nothing_of_the_environment_is_used():
    """E12: the client takes no proxy, certificate or password from the environment."""
    client = open_transport(URL, read_only=False, app=Org(EMPTY)).client

    assert (False, False) == (client.trust_env, client.follow_redirects)
    assert {} == client._mounts


def test_e12_no_certificate_is_trusted_because_the_environment_names_it(tmp_path, monkeypatch):
    """E12: SSL_CERT_FILE, with the very certificate of the server, opens no connection."""
    # Its name is right: with the certificate trusted there would be an answer.
    context, path = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    listener = Listener(context=context)
    url = f"https://localhost:{listener.port}"
    asking = open_session(url, Secret("00tok3n"), read_only=True, patience=HASTY)

    with pytest.raises(Unavailable, match="is not trusted"):
        asking.send(LIST, DeferredValues(no_ids))
    listener.close()

    assert [] == listener.requests


@pytest.mark.parametrize(("url", "trusts"), [(URL, True), ("http://127.0.0.1:9", False)])
def test_who_is_trusted(url, trusts):
    """The public authorities for an org; nobody where no certificate is ever looked at.

    Looked up inside of httpx, since no test has a server that those authorities vouch for.
    """
    transport: Any = open_transport(url, read_only=False)
    context = transport.client._transport.connections.trust
    transport.close()

    assert trusts == (context.cert_store_stats()["x509_ca"] > 0)
    assert (ssl.CERT_REQUIRED, True) == (context.verify_mode, context.check_hostname)


def test_an_untrusted_certificate(tmp_path):
    """F3: an untrusted certificate is named as such, once, with no way around it.

    A real handshake, since the error's cause decides and the libraries between may lose it.
    """
    context, _ = certificate(tmp_path)
    listener = Listener(context=context)
    url = f"https://127.0.0.1:{listener.port}"
    asking = open_session(url, Secret("00tok3n"), read_only=True, patience=HASTY)

    with pytest.raises(Unavailable) as problem:
        asking.send(LIST, DeferredValues(no_ids))
    listener.close()

    assert f"the certificate of {url}/ is not trusted" in problem.value.message
    assert "nothing was sent" in problem.value.message
    assert "HOOKOPS_CA_BUNDLE" in problem.value.hint
    assert (1, []) == (listener.connections, listener.requests)


def test_a_library_s_text_is_shown_escaped():
    """A library's message is text from outside."""
    with pytest.raises(Unavailable) as problem:
        send(Org(httpx.ConnectError("\x1b[2J")), LIST)

    assert r"\x1b[2J" in problem.value.message


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "https://acme.okta.com"])
def test_a_session_to_a_real_address_opens_and_closes(url):
    """A session over the network is made without a request, and cannot write."""
    made = open_session(url, Secret("t"), read_only=True)

    with pytest.raises(ReadOnlyViolation):
        made.send(CREATE, DeferredValues(no_ids))
    made.close()
