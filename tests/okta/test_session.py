"""Sessions: what they send, and what their answers tell."""

import json
import threading

import pytest
from okta.sessions import (
    ACTIVATE,
    CREATE,
    DELETE,
    EMPTY,
    LIST,
    URL,
    Org,
    send,
    session,
)

from hookops import __version__
from hookops.model.errors import ApiError, AuthError, WriteUnknown
from hookops.model.secret import Secret, SecretRef
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import open_session


def test_headers_of_a_read():
    """A read carries the token and the name of the client; it has no body."""
    org = Org(EMPTY)

    send(org, LIST)

    ((environ, body),) = org.seen
    assert b"" == body
    assert "SSWS 00tok3n" == environ["HTTP_AUTHORIZATION"]
    assert "application/json" == environ["HTTP_ACCEPT"]
    assert f"hookops/{__version__}" == environ["HTTP_USER_AGENT"]
    assert {"CONTENT_TYPE", "CONTENT_LENGTH"}.isdisjoint(environ)


def test_a_write_is_json():
    """A body is JSON, with its content type."""
    org = Org((200, {}, b'{"id": "x"}'))

    assert {"id": "x"} == send(org, CREATE)
    ((environ, body),) = org.seen
    assert {"name": "a"} == json.loads(body)
    assert "application/json" == environ["CONTENT_TYPE"]


def test_an_empty_post_has_a_length():
    """A lifecycle call has a length of 0 for its empty body."""
    org = Org((200, {}, b"{}"))

    send(org, ACTIVATE)

    assert "0" == org.seen[0][0]["CONTENT_LENGTH"]


def test_a_delete_has_no_body():
    """A delete has neither a body nor an answer's data."""
    org = Org(204)

    assert send(org, DELETE) is None
    assert ["DELETE /api/v1/inlineHooks/calabc0123"] == org.asked
    assert "CONTENT_LENGTH" not in org.seen[0][0]


@pytest.mark.promise("P14")
def test_the_token_in_an_answer():
    """An answer that quotes the token of the org is not shown."""
    quoting = (403, {"www-authenticate": "SSWS the-token-of-the-org"}, b"")
    asking = open_session(URL, Secret("the-token-of-the-org"), read_only=True, app=Org(quoting))

    with pytest.raises(ApiError) as problem:
        asking.send(LIST, DeferredValues(no_ids))

    assert "the-token-of-the-org" not in str(problem.value)


@pytest.mark.promise("P14")
def test_a_secret_in_an_answer():
    """An answer that quotes a secret of the request is not shown, nor one of another request."""
    ref, secret = SecretRef("env", "HOOKOPS_SECRET_A"), Secret("s3cret-of-a-hook")
    deferred = DeferredValues(no_ids, {ref: secret})
    quoting = Org((500, {}, b'{"errorSummary": "bad value: s3cret-of-a-hook"}'))

    with pytest.raises(WriteUnknown) as problem:
        session(quoting).send(CREATE, deferred)

    assert "s3cret-of-a-hook" not in str(problem.value)


def test_the_clock_of_the_org():
    """An answer of the org sets it; until then the local one counts."""
    org = Org((200, {"date": "Thu, 01 Jan 1970 00:01:40 GMT"}, b"[]"))
    asking = session(org, clock=lambda: 40.0)
    before = asking.now_s()
    asking.send(LIST, DeferredValues(no_ids))

    assert (40.0, 100.0) == (before, asking.now_s())


def test_many_threads_share_a_session():
    """Eight threads get each their own answer."""
    shared, answers = session(Org(EMPTY)), []
    threads = [
        threading.Thread(target=lambda: answers.append(shared.send(LIST, DeferredValues(no_ids))))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [[]] * 8 == answers


@pytest.mark.promise("P14")
def test_the_token_is_not_in_an_error():
    """No failure shows the token."""
    with pytest.raises((ApiError, AuthError)) as problem:
        send(Org(401), LIST)

    assert "00tok3n" not in f"{problem.value!r} {problem.value}"
