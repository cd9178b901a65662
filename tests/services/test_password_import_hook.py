"""The password import service.

Source: Okta, Password import inline hook guide; Okta Management API,
createPasswordImportInlineHook.
"""

import pytest


def verdict(service):
    (command,) = service.commands()
    assert "com.okta.action.update" == command["type"]
    return command["value"]


@pytest.mark.parametrize("username", ["ada@example.com", "Ada@Example.com"])
def test_right_password(service, username):
    """The password of the directory is verified, however the user name is spelt."""
    password = service("password-import")
    password.data["context"]["credential"]["username"] = username

    assert {"credential": "VERIFIED"} == verdict(password)


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "Correct horse"},
        {"password": "correct horse "},
        {"password": ""},
        {"password": "\ud800"},
        {"username": "eve@example.com"},
        {"username": ""},
    ],
)
def test_wrong_password(service, wrong):
    """Anything else is not; the answer says so with status 200."""
    password = service("password-import")
    password.data["context"]["credential"].update(wrong)

    assert {"credential": "UNVERIFIED"} == verdict(password)


@pytest.mark.parametrize(("right", "expected"), [(True, "VERIFIED"), (False, "UNVERIFIED")])
def test_another_directory(service, right, expected):
    """A check of one's own decides, and is given user name and password."""
    asked = []
    password = service("password-import", check=lambda *given: asked.append(given) or right)

    assert {"credential": expected} == verdict(password)
    assert [("ada@example.com", "correct horse")] == asked


@pytest.mark.parametrize(
    "credential", [None, [], {}, {"username": "ada@example.com"}, {"username": 1, "password": 2}]
)
def test_credential_of_another_shape(service, credential):
    """Without user name and password there is nothing to check."""
    password = service("password-import")
    password.data["context"]["credential"] = credential

    assert 400 == password.post().status_code


def test_password_is_not_repeated(service):
    """Neither the answer nor its headers have the password or the user name."""
    answer = service("password-import").post()

    whole = answer.text + str(answer.headers)
    assert [] == [word for word in ("correct horse", "ada@example.com") if word in whole]
