"""The user import service.

Source: Okta Management API, createUserImportInlineHook.
"""

import pytest


def test_taken_login_is_freed(service):
    """Somebody new whose login is in conflict gets another, as a text."""
    value = {"login": "ada+imported@example.com"}
    expected = [{"type": "com.okta.user.profile.update", "value": value}]

    assert expected == service("user-import").commands()


def test_login_without_a_domain(service):
    """A login need not be an address."""
    imported = service("user-import")
    imported.data["user"]["profile"]["login"] = "ada"

    assert {"login": "ada+imported"} == imported.commands()[0]["value"]


def test_known_person_is_linked(service):
    """The action comes first, and the id of the account with it; the conflict is no more."""
    imported = service("user-import", find={"employee-1843": "00uSomebody000000001"}.get)

    assert [
        {"type": "com.okta.action.update", "value": {"result": "LINK_USER"}},
        {"type": "com.okta.user.update", "value": {"id": "00uSomebody000000001"}},
    ] == imported.commands()


@pytest.mark.parametrize("conflicts", [None, [], ["email"], "login"])
def test_no_conflict(service, conflicts):
    """Without a conflict of logins: 204 without a body, Okta imports as it would have."""
    imported = service("user-import")
    imported.data["context"]["conflicts"] = conflicts

    answer = imported.post()

    assert (204, b"") == (answer.status_code, answer.data)


@pytest.mark.parametrize("external_id", [None, 7, [], {}])
def test_unsupported_external_id(service, external_id):
    """An external id that is no text belongs to nobody known."""
    imported = service("user-import")
    imported.data["appUser"]["profile"]["externalId"] = external_id

    assert ["com.okta.user.profile.update"] == [c["type"] for c in imported.commands()]


@pytest.mark.parametrize("user", [None, {}, {"profile": {"login": None}}])
def test_no_login(service, user):
    """A user without a login has none to free."""
    imported = service("user-import")
    imported.data["user"] = user

    assert 204 == imported.post().status_code


@pytest.mark.parametrize("app_user", [None, [], {}, {"profile": "Ada"}])
def test_app_user_of_another_shape(service, app_user):
    """Without the application's profile it is no import."""
    imported = service("user-import")
    imported.data["appUser"] = app_user

    assert 400 == imported.post().status_code
