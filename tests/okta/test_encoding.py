"""A call and its deferred values become bytes."""

import json
from typing import Any

import pytest

from hookops.model.call import Call, Edit
from hookops.model.resource import IdOf, Key
from hookops.model.secret import Secret, SecretRef
from hookops.okta.encoding import DeferredValues, Request, encode, encode_headers, no_ids

A = Key("InlineHook", "a")
REF = SecretRef("env", "HOOKOPS_SECRET_A")


def test_deferred_values_are_filled_in():
    """An id goes into the path, a secret into the body; all else is sent as it is."""
    body: Any = {"name": "é", "n": [1, 2.5, True, None], "value": REF, "deep": [{"value": REF}]}
    deferred = DeferredValues({A: "calabc0123"}.__getitem__, {REF: Secret("s3cr3t")})

    request = encode(Call("PUT", ("api", "v1", "inlineHooks", IdOf(A)), body), deferred)

    assert ("PUT", "/api/v1/inlineHooks/calabc0123") == (request.method, request.path)
    assert request.content is not None
    assert {
        "name": "é",
        "n": [1, 2.5, True, None],
        "value": "s3cr3t",
        "deep": [{"value": "s3cr3t"}],
    } == json.loads(request.content)


def test_an_id_in_a_body():
    """Objects of others name a hook by its id, which is checked there as well."""
    call = Call("PUT", ("api",), {"hooks": [IdOf(A)]})

    request = encode(call, DeferredValues({A: "calabc0123"}.__getitem__))

    assert b'{"hooks": ["calabc0123"]}' == request.content
    with pytest.raises(ValueError, match="does not have the shape"):
        encode(call, DeferredValues(lambda _: "../users"))


def test_an_edit_is_not_sent():
    """It names one member alone: sent as a body it would erase the others."""
    with pytest.raises(TypeError, match="an edit is no body yet"):
        encode(Call("PUT", ("api",), Edit(("a",), 1)), DeferredValues(no_ids))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "GET"])
def test_which_requests_write(method):
    """All but GET: they are not simply repeated."""
    assert (method != "GET") == Request(method, "/api").writes


def test_no_body_is_no_content():
    """A call without a body has no content, not an empty one."""
    assert encode(Call("GET", ("api",)), DeferredValues(no_ids)).content is None


@pytest.mark.parametrize(
    "found",
    [
        "",
        "..",
        "../users",
        "cal/abc0123",
        "cal abc0123",
        "calabc0123?x",
        "short",
        "c" * 41,
        "calé123456",
        "calabc0123\n",
    ],
)
def test_r02_what_is_no_id_does_not_enter_a_url(found):
    """R02: only what has the shape of Okta's ids gets into a path; the message has no value."""
    with pytest.raises(ValueError, match="^the id of InlineHook/a does not have the shape"):
        encode(Call("DELETE", ("api", IdOf(A))), DeferredValues(lambda _: found))


@pytest.mark.parametrize(
    "call", [Call("DELETE", ("api", IdOf(A))), Call("POST", ("api",), {"value": REF})]
)
def test_a_missing_deferred_value_is_a_bug(call):
    """Apply resolves everything first, so a deferred value that is missing crashes."""
    with pytest.raises(KeyError):
        encode(call, DeferredValues(no_ids))


def test_a_request_has_no_printed_content():
    """What is sent may contain secrets, so it is not in the printed form."""
    deferred = DeferredValues(no_ids, {REF: Secret("s3cr3t")})

    request = encode(Call("POST", ("api",), {"value": REF}), deferred)

    assert "Request(method='POST', path='/api')" == repr(request)


def test_the_headers_of_a_request():
    """A secret becomes text with its prefix; a body has the type that its path takes."""
    headers = {"Authorization": Secret("00tok3n").behind("SSWS ")}
    plain, body, form = (
        Request("GET", "/a", headers=headers),
        Request("PUT", "/a", b"{}", headers=headers),
        Request("POST", "/oauth2/v1/token", b"a=b"),
    )

    assert {"Authorization": "SSWS 00tok3n"} == encode_headers(plain)
    assert "application/json" == encode_headers(body)["Content-Type"]
    assert {"Content-Type": "application/x-www-form-urlencoded"} == encode_headers(form)
    assert "00tok3n" not in repr(plain)
