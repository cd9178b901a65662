"""The registration service, with the requests of both engines.

Source: Okta, Registration inline hook guide; Okta Management API, create-registration-hook.
"""

import pytest


def progressive(service, **update):
    """A profile that is being completed, as the Identity Engine sends it."""
    registration = service("registration")
    del registration.data["userProfile"]
    user = {"id": "00uadaLovelace000001", "profile": {"login": "ada@example.com"}}
    registration.event["requestType"] = "progressive.profile"
    registration.data["context"]["user"] = user
    registration.data["userProfileUpdate"] = update
    return registration


@pytest.mark.parametrize(
    ("email", "user_type"),
    [
        ("ada@example.com", "Employee"),
        ("ada@EXAMPLE.COM", "Employee"),
        ("ada@partner.example.com", "Partner"),
    ],
)
def test_known_domains_are_let_in(service, email, user_type):
    """A new user of a known domain gets a user type; the command is the self-service one."""
    registration = service("registration")
    registration.data["userProfile"]["email"] = email

    value = {"userType": user_type}
    expected = [{"type": "com.okta.user.profile.update", "value": value}]
    assert expected == registration.commands()


@pytest.mark.parametrize(
    "email", ["eve@elsewhere.example", "eve@example.com.evil", "example.com@", "", None, 7, []]
)
def test_others_are_denied(service, email):
    """Anybody else is denied with status 200, and the cause names the field of the request."""
    registration = service("registration")
    registration.data["userProfile"]["email"] = email

    answer = registration.post()

    whole = answer.get_json()
    (cause,) = whole["error"]["errorCauses"]
    deny = {"type": "com.okta.action.update", "value": {"registration": "DENY"}}
    assert (200, [deny]) == (answer.status_code, whole["commands"])
    assert {"errorSummary", "reason", "locationType", "location", "domain"} == set(cause)
    assert ("body", "data.userProfile.email") == (cause["locationType"], cause["location"])
    assert whole["error"]["errorSummary"]


def test_classic_engine(service):
    """Classic sends no requestType, and its action may be null."""
    registration = service("registration")
    del registration.event["requestType"]
    registration.data["action"] = None

    assert ["com.okta.user.profile.update"] == [c["type"] for c in registration.commands()]


@pytest.mark.parametrize("update", [{"employeeNumber": "1843"}, {"employeeNumber": 1843}, {}])
def test_good_employee_number(service, update):
    """A profile may be completed with four digits, or without a number: 204, no body."""
    answer = progressive(service, **update).post()

    assert (204, b"") == (answer.status_code, answer.data)


@pytest.mark.parametrize("number", ["184", "18433", "1843\n", "١٨٤٣", "", [], {}])
def test_bad_employee_number(service, number):
    """Another number is denied; the cause names the field of the update."""
    whole = progressive(service, employeeNumber=number).post().get_json()

    (cause,) = whole["error"]["errorCauses"]
    assert "data.userProfileUpdate.employeeNumber" == cause["location"]
    assert {"registration": "DENY"} == whole["commands"][0]["value"]


def test_missing_profile(service):
    """Neither kind of request is accepted without its profile."""
    new, old = service("registration"), progressive(service)
    del new.data["userProfile"], old.data["userProfileUpdate"]

    assert [400, 400] == [new.post().status_code, old.post().status_code]
