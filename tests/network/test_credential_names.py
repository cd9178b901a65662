"""Which variables a project file may name as the token of an organization."""

import pytest

from hookops.model.errors import GuardError, InvalidInput
from hookops.network.credential_names import NamedCredential, allowed_credentials
from hookops.okta.auth.settings import credentials

URL = "https://acme.okta.com"


def token(env, name):
    return credentials(env, URL, choice=NamedCredential(name)).credential.reveal()


@pytest.mark.parametrize("name", ["HOOKOPS_API_TOKEN", "HOOKOPS_API_TOKEN_PROD", "CORP_TOKEN"])
def test_the_named_variable_has_the_token(name):
    """Tokens of other variables are there as well, and do not count."""
    env = {"OKTA_API_TOKEN": "b", "HOOKOPS_ALLOWED_CREDENTIALS": "OTHER,CORP_TOKEN", name: "a"}

    assert "a" == token(env, name)


@pytest.mark.parametrize(
    "name",
    [
        "HOOKOPS_API_TOKENX",
        "HOOKOPS_SECRET_A",
        "HOOKOPS_PRIVATE_KEY",
        "HOOKOPS_FINGERPRINT_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "OKTA_API_TOKEN",
        "CORP_TOKEN_2",
        "corp_token",
    ],
)
def test_no_other_variable_is_sent(name):
    """A pull request can change the project file, so any other name is refused, set or not."""
    allowed = {"HOOKOPS_ALLOWED_CREDENTIALS": "CORP_TOKEN"}
    for env in (allowed, {**allowed, name: "CANARY-1", "HOOKOPS_API_TOKEN": "a"}):
        with pytest.raises(GuardError) as problem:
            token(env, name)

        assert f"export HOOKOPS_ALLOWED_CREDENTIALS={name}" in problem.value.hint
        assert "CANARY" not in str(problem.value)


def test_no_other_token_takes_its_place():
    """Where the named variable is not set, the token of another org is not sent instead."""
    with pytest.raises(InvalidInput) as problem:
        token({"HOOKOPS_API_TOKEN": "a"}, "HOOKOPS_API_TOKEN_PROD")

    assert "export HOOKOPS_API_TOKEN_PROD, which hookops.yaml names" == problem.value.hint


def test_the_pin_holds_for_a_named_variable():
    """HOOKOPS_ORG_URL is the only org that is spoken to."""
    env = {"HOOKOPS_API_TOKEN_PROD": "a", "HOOKOPS_ORG_URL": "https://other.okta.com"}
    with pytest.raises(InvalidInput):
        token(env, "HOOKOPS_API_TOKEN_PROD")


def test_a_tools_own_variable_keeps_its_org():
    """What a job allows is still a token for one org, where its tool says so."""
    env = {
        "OKTA_API_TOKEN": "a",
        "OKTA_ORG_NAME": "other",
        "OKTA_BASE_URL": "okta.com",
        "HOOKOPS_ALLOWED_CREDENTIALS": "OKTA_API_TOKEN",
    }
    with pytest.raises(InvalidInput):
        token(env, "OKTA_API_TOKEN")


@pytest.mark.parametrize("text", ["CORP_*", "A=CANARY", "00aB3-x_9ZqR", "A;B"])
def test_only_names_are_allowed(text):
    """There are no patterns, and what is no name is not repeated: it may be a token."""
    with pytest.raises(InvalidInput) as problem:
        allowed_credentials({"HOOKOPS_ALLOWED_CREDENTIALS": text})

    assert text not in str(problem.value)


def test_names_are_separated_by_spaces_or_commas():
    """Both, and line breaks, as YAML of CI systems makes them."""
    assert ("A", "B", "C_1") == allowed_credentials({"HOOKOPS_ALLOWED_CREDENTIALS": "A, B\n C_1"})
