"""A session for previews through Okta: it reads, and has a hook tested, and can do nothing else."""

import httpx
import pytest

from hookops.model.call import Call
from hookops.model.errors import ApiError, Unavailable
from hookops.model.secret import Secret
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import Patience, open_session
from hookops.okta.transport import ReadAndExecute, ReadOnlyViolation

URL = "https://acme.okta.com"
HOOK = "/api/v1/inlineHooks/calabc0123456789"
EXECUTE = Call("POST", tuple(f"{HOOK}/execute".split("/")[1:]), {"data": {}})
HASTY = Patience(attempts=3, first_wait_s=0.001, longest_wait_s=0.002, total_s=5)


def session(app):
    return open_session(
        URL, Secret("00tok3n"), read_only=True, execute=True, app=app, patience=HASTY
    )


def answering(status, seen, problem=None):
    def app(environ, start):
        seen.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        if problem:
            raise problem
        start(f"{status} Word", [("content-type", "application/json")])
        return [b"{}"]

    return app


def test_a_test_is_sent():
    """The body of a good answer comes back as it is."""
    seen = []

    assert b"{}" == session(answering(200, seen)).send_once(EXECUTE)
    assert [f"POST {HOOK}/execute"] == seen


@pytest.mark.parametrize("status", [300, 400, 429, 502])
def test_a_test_that_okta_refuses(status):
    """It is not sent again, not even after a rate limit; the error says which request it was."""
    seen = []
    with pytest.raises(ApiError) as problem:
        session(answering(status, seen)).send_once(EXECUTE)

    error = problem.value
    assert (status, "POST", f"{HOOK}/execute") == (error.status, error.method, error.path)
    assert 1 == len(seen)


def test_a_session_tests_no_hook_unless_it_may():
    """The test of a hook is a call of its service: only a preview through Okta makes it."""
    seen = []
    plain = open_session(URL, Secret("t"), read_only=True, app=answering(200, seen))
    with pytest.raises(ReadOnlyViolation):
        plain.send_once(EXECUTE)

    assert [] == seen


def test_reads_are_sent():
    """As with any session that only reads."""
    seen = []
    session(answering(200, seen)).send(
        Call("GET", ("api", "v1", "inlineHooks")), DeferredValues(no_ids)
    )

    assert ["GET /api/v1/inlineHooks"] == seen


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/inlineHooks"),
        ("POST", HOOK),
        ("POST", f"{HOOK}/lifecycle/deactivate"),
        ("POST", f"{HOOK}/execute/"),
        ("POST", f"{HOOK}/execute?a=b"),
        ("POST", f"{HOOK}/x/execute"),
        ("POST", f"{HOOK}%2Fexecute"),
        ("POST", "/api/v1/inlineHooks/../apps/0oaabc0123456789/execute"),
        ("POST", "/api/v1/inlineHooks//execute"),
        ("POST", "/api/v1/apps/0oaabc0123456789/execute"),
        ("POST", f"/x{HOOK}/execute"),
        ("PUT", f"{HOOK}/execute"),
        ("DELETE", f"{HOOK}/execute"),
        ("PATCH", f"{HOOK}/execute"),
    ],
)
def test_nothing_else_leaves(method, path):
    """By construction: the transport blocks it, whoever asks."""
    seen = []
    inner = httpx.WSGITransport(app=answering(200, seen))
    with (
        httpx.Client(transport=ReadAndExecute(inner), base_url=URL) as client,
        pytest.raises(ReadOnlyViolation),
    ):
        client.request(method, path)

    assert [] == seen


@pytest.mark.parametrize(
    "problem", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.PoolTimeout("full")]
)
def test_it_is_never_sent_again(problem):
    """A message may have been sent already; but nothing was to be written."""
    seen = []
    with pytest.raises(Unavailable, match="execute"):
        session(answering(200, seen, problem)).send_once(EXECUTE)

    assert 1 == len(seen)
