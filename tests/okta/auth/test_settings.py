"""The API token is found under the names people export, and never for another org."""

import pytest

from hookops.model.errors import AuthError, GuardError, InvalidInput
from hookops.network.credential_names import EMPTY
from hookops.okta.auth.settings import credentials

URL = "https://acme.okta.com"


def error_of(env, url=URL, error=InvalidInput):
    """The error that the environment leads to."""
    with pytest.raises(error) as problem:
        credentials(env, url)
    return problem.value


@pytest.mark.parametrize(
    ("env", "variable", "token"),
    [
        ({"HOOKOPS_API_TOKEN": "a"}, "HOOKOPS_API_TOKEN", "a"),
        ({"OKTA_CLIENT_TOKEN": "b"}, "OKTA_CLIENT_TOKEN", "b"),
        ({"OKTA_API_TOKEN": "c"}, "OKTA_API_TOKEN", "c"),
        ({"OKTA_API_TOKEN": "c", "OKTA_CLIENT_TOKEN": "b"}, "OKTA_CLIENT_TOKEN", "b"),
        (
            {"OKTA_API_TOKEN": "c", "OKTA_CLIENT_TOKEN": "b", "HOOKOPS_API_TOKEN": "a"},
            "HOOKOPS_API_TOKEN",
            "a",
        ),
    ],
)
def test_the_families_have_an_order(env, variable, token):
    """HOOKOPS before OKTA_CLIENT before OKTA_API."""
    found = credentials(env, URL)

    assert (variable, token) == (found.variable, found.credential.reveal())


@pytest.mark.parametrize(
    "env",
    [
        {"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ORG_URL": "https://acme.okta.com"},
        {"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ORG_URL": "https://ACME.okta.com/"},
        {"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ORG_URL": "acme.okta.com"},
        {"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ORG_URL": ""},
        {"OKTA_CLIENT_TOKEN": "a", "OKTA_CLIENT_ORGURL": "https://acme.okta.com"},
        {"OKTA_API_TOKEN": "a", "OKTA_ORG_NAME": "acme", "OKTA_BASE_URL": "okta.com"},
        {"HOOKOPS_API_TOKEN": "a", "OKTA_CLIENT_ORGURL": "https://other.okta.com"},
    ],
)
def test_the_org_of_the_same_family_may_be_named(env):
    """A family may name the org that is meant; other families' orgs do not count."""
    assert "a" == credentials(env, URL).credential.reveal()


def test_the_pin_holds_for_every_token():
    """HOOKOPS_ORG_URL is the only org that is spoken to, whichever tool's token is there."""
    env = {"OKTA_CLIENT_TOKEN": "b", "HOOKOPS_ORG_URL": "https://other.okta.com"}

    assert "HOOKOPS_ORG_URL names other.okta.com" in error_of(env).message


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ORG_URL": "https://b.okta.com"}, "b.okta.com"),
        ({"OKTA_CLIENT_TOKEN": "a", "OKTA_CLIENT_ORGURL": "b.okta.com"}, "b.okta.com"),
        (
            {"OKTA_API_TOKEN": "a", "OKTA_ORG_NAME": "b", "OKTA_BASE_URL": "oktapreview.com"},
            "b.oktapreview.com",
        ),
    ],
)
def test_e04_a_token_of_another_org_is_not_sent(env, named):
    """E04: a token that goes with another org is not used, and the message names both."""
    found = error_of(env)

    assert f" names {named}, but the organization is acme.okta.com" in found.message
    assert 3 == found.exit_code


def test_e02_a_password_in_the_org_url_is_not_shown():
    """E02: user information in an org's URL is not repeated."""
    env = {"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ORG_URL": "https://admin:pa55w0rd@b.okta.com"}

    assert "pa55w0rd" not in str(error_of(env))


def test_e02_an_org_url_that_is_none():
    """E02: an org's URL that cannot be read is invalid input, and no crash."""
    env = {"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ORG_URL": "https://[acme"}

    assert 3 == error_of(env).exit_code


def test_e01_no_token_at_all():
    """E01: without a token the message names the org, and the variables that are read."""
    found = error_of({"PATH": "/bin"})

    assert "no API token for acme.okta.com in the environment" == found.message
    assert (
        "export HOOKOPS_API_TOKEN (OKTA_CLIENT_TOKEN and OKTA_API_TOKEN are read as well); "
        "a service app needs HOOKOPS_CLIENT_ID and HOOKOPS_PRIVATE_KEY"
    ) == found.hint


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("\n", "is empty"),
        ("'00tok3n'", "has quotes around it"),
        ('"00tok3n"', "has quotes around it"),
        ('00tok3n"', "has quotes around it"),
        ("SSWS 00tok3n", "begins with SSWS: give the token alone"),
        ("ssws 00tok3n", "begins with ssws: give the token alone"),
        ("Bearer 00tok3n", "begins with Bearer: give the token alone"),
        ("DPoP 00tok3n", "begins with DPoP: give the token alone"),
        (" 'SSWS 00tok3n' ", "has quotes around it"),
        ("  Bearer 00tok3n", "begins with Bearer: give the token alone"),
    ],
)
def test_e05_e17_the_shape_is_reported_not_the_token(value, words):
    """E05, E17: what does not have the shape of a token is an AuthError that names its variable.

    The exit code is that of a token that Okta does not know.
    """
    found = error_of({"HOOKOPS_API_TOKEN": value}, error=AuthError)

    hint = EMPTY if words == "is empty" else "its value is not shown"
    assert f"HOOKOPS_API_TOKEN {words}\n  hint: {hint}" == str(found)
    assert 4 == found.exit_code


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (" 00tok3n", "begins or ends with a space"),
        ("00tok3n ", "begins or ends with a space"),
        ("***", "looks like a masked value"),
        ("[MASKED]", "looks like a masked value"),
    ],
)
def test_e05_e17_a_token_that_is_none(value, words):
    """E05, E17: a token with a space at an edge, or one that is masked, is invalid input."""
    found = error_of({"HOOKOPS_API_TOKEN": value})

    assert f"HOOKOPS_API_TOKEN {words}\n  hint: its value is not shown" == str(found)
    assert 3 == found.exit_code


@pytest.mark.parametrize("value", ["00to k3n", "X0tok3nX", "00SSWS", "bearer", "00to'k3n"])
def test_e05_what_may_be_a_token_is_taken(value):
    """E05: spaces, quotes and words are no reason where they could be a token's own."""
    assert value == credentials({"HOOKOPS_API_TOKEN": value}, URL).credential.reveal()


@pytest.mark.parametrize("value", ["00tok3n\n", "00tok3n\r\n"])
def test_e06_one_final_line_break_is_dropped(value):
    """E06: a token as a file or a mount leaves it is taken without its final line break."""
    assert "00tok3n" == credentials({"OKTA_API_TOKEN": value}, URL).credential.reveal()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("00tok\n3n", "has a line break at position 6"),
        ("00tok3n\n\n", "has a line break at position 8"),
        ("00tok\r\n3n", "has a line break at position 6"),
        ("00t\u00f6k3n", "has a character outside printable ASCII at position 4"),
        ("00tok\x003n", "has a character outside printable ASCII at position 6"),
        ("00tok\udcff3n", "has a character outside printable ASCII at position 6"),
    ],
)
def test_e06_e07_what_http_cannot_carry(value, words):
    """E06, E07: a line break inside, a control or a non-ASCII byte is reported by its position."""
    assert f"OKTA_CLIENT_TOKEN {words}" == error_of({"OKTA_CLIENT_TOKEN": value}).message


def test_an_empty_token_does_not_fall_through():
    """A variable that is set and empty is a mistake; the next family does not replace it."""
    found = error_of({"HOOKOPS_API_TOKEN": "", "OKTA_API_TOKEN": "c"}, error=AuthError)

    assert "HOOKOPS_API_TOKEN is empty" == found.message


def test_several_empty_ones_are_not_called_set():
    """Where all that a tool has is empty, the message does not say that hookops cannot choose."""
    found = error_of({"HOOKOPS_API_TOKEN": "", "HOOKOPS_PRIVATE_KEY": " "})

    assert f"HOOKOPS_API_TOKEN and HOOKOPS_PRIVATE_KEY are empty\n  hint: {EMPTY}" == str(found)


def test_half_of_an_org():
    """The two halves of an org's name count only together, and the one that is missing is named."""
    found = error_of({"OKTA_API_TOKEN": "b", "OKTA_ORG_NAME": "acme"})

    assert "OKTA_ORG_NAME is set and OKTA_BASE_URL is not" in found.message


def test_white_space_around_the_halves_of_an_org():
    """What mounts and CI systems leave around a value is no part of a host."""
    env = {"OKTA_API_TOKEN": "b", "OKTA_ORG_NAME": " acme\n", "OKTA_BASE_URL": "okta.com\n"}

    assert "OKTA_API_TOKEN" == credentials(env, URL).variable


def test_credentials_cannot_be_printed():
    """The token is not in the printed form."""
    found = credentials({"HOOKOPS_API_TOKEN": "00tok3n"}, URL)

    assert "00tok3n" not in repr(found)


REAL = "00" + "aB3-x_9ZqR" * 4


@pytest.mark.parametrize("url", ["https://login.example.org", "http://127.0.0.1:8787"])
def test_the_command_line_names_a_host(url):
    """A URL of the command line counts as the environment's word, also for a token of Okta's."""
    env = {"HOOKOPS_API_TOKEN": REAL}
    with pytest.raises(GuardError):
        credentials(env, url)

    found = credentials(env, url, named=True)

    assert (REAL, False) == (found.credential.reveal(), found.emulated)


def test_the_command_line_does_not_lift_the_pin():
    """A job that is pinned to one org speaks to no other, whatever its command line names."""
    env = {"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ORG_URL": "https://other.okta.com"}
    with pytest.raises(GuardError) as problem:
        credentials(env, URL, named=True)

    assert (
        "--url names acme.okta.com, and HOOKOPS_ORG_URL names other.okta.com"
        == problem.value.message
    )


def test_the_command_line_may_name_the_pinned_org():
    """The same org twice is no contradiction."""
    env = {"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ORG_URL": "https://ACME.okta.com/"}

    assert "a" == credentials(env, URL, named=True).credential.reveal()
