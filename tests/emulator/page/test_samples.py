"""The sample requests follow what was captured of Okta's own requests."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from hookops.emulator import facts
from hookops.emulator.page.samples import sample

TOKEN = "com.okta.oauth2.tokens.transform"
SAML = "com.okta.saml.tokens.transform"


def data_of(type):
    """The `data` of a sample request of that type."""
    return sample(type, "cal1", "https://acme.example", 1_700_000_000.0)["data"]


def test_token_request_is_that_of_authorize():
    """At an authorization code the protocol's request has no grant_type, as /authorize has none.

    Source: a request of Okta's captured in January 2023.
    """
    context = data_of(TOKEN)["context"]

    query = parse_qs(urlsplit(context["request"]["url"]["value"]).query)
    del query["nonce"]
    assert {name: [value] for name, value in context["protocol"]["request"].items()} == query
    assert "grant_type" not in query


def test_tokens_are_of_that_request():
    """The ID token has the request's nonce, and the access token the time of the sign-in.

    Source: a request of Okta's captured in January 2023.
    """
    data = data_of(TOKEN)

    query = parse_qs(urlsplit(data["context"]["request"]["url"]["value"]).query)
    assert query["nonce"] == [data["identity"]["claims"]["nonce"]]
    assert data["identity"]["claims"]["auth_time"] == data["access"]["claims"]["auth_time"]


@pytest.mark.parametrize("type", [TOKEN, SAML])
def test_session_has_its_last_factor(type):
    """A session shows when a factor was last verified.

    Source: requests of Okta's captured in January 2023 (token) and by
    dzsudas/heroku-nestjs-okta-hook in November 2025 (SAML).
    """
    session = data_of(type)["context"]["session"]

    assert re.fullmatch(r"[-0-9]{10}T[:0-9]{8}\.\d{3}Z", session["lastFactorVerification"])


def test_imported_profiles_hold_null_and_arrays():
    """Profiles of a user import have null and arrays as values, and the attributes in conflict.

    Source: Okta Management API, user import inline hook, request example.
    """
    data = data_of("com.okta.import.transform")

    profiles = (data["appUser"]["profile"], data["user"]["profile"])
    kinds = {type(value) for profile in profiles for value in profile.values()}
    assert {str, list, type(None)} == kinds
    assert ["login"] == data["context"]["conflicts"]


def test_telephony_number_can_be_a_number():
    """The number is a whole one in E.164, of the range that is kept for fiction.

    Source: ITU-T E.164; North American Numbering Plan, 555-0100 to 555-0199.
    """
    number = data_of("com.okta.telephony.provider")["messageProfile"]["phoneNumber"]

    assert re.fullmatch(r"\+1[2-9]\d{2}55501\d{2}", number)


def test_registration_has_two_versions():
    """Registration hooks were accepted with 1.0.2 and with 1.0.3.

    Source: recorded by terraform-provider-okta (1.0.3: 6 times).
    """
    assert ("1.0.2", "1.0.3") == facts.load().types["com.okta.user.pre-registration"].versions
