"""The token service, with what the requests of a custom authorization server can hold.

Source: Okta, Token inline hook guide; Okta Management API, createTokenInlineHook.
"""

import pytest

IDENTITY, ACCESS = "com.okta.identity.patch", "com.okta.access.patch"


def patch(command, op):
    return {"type": command, "value": [{"op": op, "path": "/claims/region", "value": "Europe"}]}


def test_claims_that_are_missing_are_added(service):
    """A claim that the tokens lack is added to both."""
    assert [patch(IDENTITY, "add"), patch(ACCESS, "add")] == service("token").commands()


def test_claims_that_are_there_are_replaced(service):
    """`add` would overwrite as well, but Okta asks for replace."""
    token = service("token")
    token.data["access"]["claims"]["region"] = "America"

    assert [patch(IDENTITY, "add"), patch(ACCESS, "replace")] == token.commands()


@pytest.mark.parametrize(("missing", "command"), [("identity", ACCESS), ("access", IDENTITY)])
def test_only_tokens_that_are_issued_are_patched(service, missing, command):
    """A patch of a token that was not asked for would be dropped, and the other with it."""
    token = service("token")
    del token.data[missing]

    assert [patch(command, "add")] == token.commands()


@pytest.mark.parametrize("user", [None, {}, {"profile": None}, {"profile": {"timeZone": 7}}])
def test_nobody_to_say_a_region_for(service, user):
    """Client credentials and bare profiles: 204 without a body, the tokens go out as they are."""
    token = service("token")
    token.data["context"]["user"] = user

    answer = token.post()

    assert (204, b"") == (answer.status_code, answer.data)


@pytest.mark.parametrize("user", [[], "ada", {"profile": []}])
def test_user_of_another_shape(service, user):
    """What is no user is refused."""
    token = service("token")
    token.data["context"]["user"] = user

    assert 400 == token.post().status_code


def test_refresh_of_a_token(service):
    """A refresh has no session and a refresh token; the answer is the same."""
    token = service("token")
    del token.data["context"]["session"], token.data["identity"]
    token.data["context"]["protocol"]["request"]["grant_type"] = "refresh_token"
    token.data["refresh_token"] = {"jti": "oarFictitious0000001"}

    assert [patch(ACCESS, "add")] == token.commands()
