"""A service app is found under the names that people export, and never for another org."""

import json

import pytest
from signing_in import claims_of, new_key, pem_of

from hookops.model.errors import AuthError, GuardError, InvalidInput
from hookops.model.secret import Secret
from hookops.network.credential_names import NamedCredential
from hookops.okta.auth.assertions import make_assertion
from hookops.okta.auth.credential import AccessToken, ServiceApp
from hookops.okta.auth.settings import credentials
from hookops.okta.auth.sources import HOME

URL = "https://acme.okta.com"
KEY = pem_of(new_key())
JWK = json.dumps(new_key().as_dict(private=True))
APP = NamedCredential(service_app=True)
HOOKOPS = {"HOOKOPS_CLIENT_ID": "0oahookops", "HOOKOPS_PRIVATE_KEY": KEY}
SDK = {"OKTA_CLIENT_CLIENTID": "0oasdk", "OKTA_CLIENT_PRIVATEKEY": KEY}
TERRAFORM = {"OKTA_API_CLIENT_ID": "0oatf", "OKTA_API_PRIVATE_KEY": KEY}
MCP = {"OKTA_CLIENT_ID": "0oamcp", "OKTA_PRIVATE_KEY": KEY}
YAML = {HOME.client_id: "0oahome", HOME.private_key: KEY, HOME.url[0]: URL}


def error_of(env, error=InvalidInput, url=URL, **options):
    with pytest.raises(error) as problem:
        credentials(env, url, **options)
    assert KEY[40:80] not in str(problem.value)
    return problem.value


@pytest.mark.parametrize(
    ("env", "client_id", "variable"),
    [
        (HOOKOPS, "0oahookops", "HOOKOPS_PRIVATE_KEY"),
        (SDK, "0oasdk", "OKTA_CLIENT_PRIVATEKEY"),
        (TERRAFORM, "0oatf", "OKTA_API_PRIVATE_KEY"),
        (MCP, "0oamcp", "OKTA_PRIVATE_KEY"),
        ({**MCP, **TERRAFORM}, "0oatf", "OKTA_API_PRIVATE_KEY"),
        ({**MCP, **TERRAFORM, **SDK}, "0oasdk", "OKTA_CLIENT_PRIVATEKEY"),
        ({**MCP, **TERRAFORM, **SDK, **HOOKOPS}, "0oahookops", "HOOKOPS_PRIVATE_KEY"),
    ],
)
@pytest.mark.parametrize("choice", [NamedCredential(), APP])
def test_the_names_of_each_tool(env, client_id, variable, choice):
    """HOOKOPS before the SDKs before Terraform before the MCP server."""
    found = credentials(env, URL, choice=choice)

    assert isinstance(found.credential, ServiceApp)
    assert (client_id, variable) == (found.credential.client_id, found.variable)
    assert KEY[40:80] not in repr(found)


@pytest.mark.parametrize(
    ("env", "name"),
    [
        (HOOKOPS, "HOOKOPS_PRIVATE_KEY_ID"),
        (SDK, "OKTA_CLIENT_PRIVATEKEYID"),
        (SDK, "OKTA_CLIENT_KID"),
        (TERRAFORM, "OKTA_API_PRIVATE_KEY_ID"),
        (MCP, "OKTA_KEY_ID"),
    ],
)
def test_the_name_of_the_key(env, name):
    """Each tool has a variable for the `kid`; the project file wins over it."""
    env = {**env, name: "k7"}

    assert "k7" == credentials(env, URL).credential.signer.key_id
    choice = NamedCredential(service_app=True, key_id="k8")
    assert "k8" == credentials(env, URL, choice=choice).credential.signer.key_id


def test_the_project_file_says_the_rest():
    """Client ID, variable, key and DPoP as the file has them."""
    choice = NamedCredential(
        service_app=True,
        client_id="0oaprod",
        key_from="env:HOOKOPS_PRIVATE_KEY_PROD",
        dpop="always",
    )

    whole = credentials({"HOOKOPS_PRIVATE_KEY_PROD": JWK}, URL, choice=choice)

    found = whole.credential
    assert ("0oaprod", "k1", "always") == (found.client_id, found.signer.key_id, found.dpop)
    assert "auth.clientId" == whole.client_id_from
    assert "HOOKOPS_CLIENT_ID" == credentials(HOOKOPS, URL).client_id_from


@pytest.mark.parametrize(
    "reference",
    [
        *("env:AWS_SECRET_ACCESS_KEY", "env:HOOKOPS_SECRET_A", "env:HOOKOPS_API_TOKEN"),
        *("env:HOOKOPS_PRIVATE_KEYS", "aws-kms:alias/admin"),
    ],
)
def test_no_other_reference_is_taken(reference):
    """A pull request can change the project file, so what it names is allowed by the job alone."""
    choice = NamedCredential(service_app=True, client_id="0oa1", key_from=reference)

    found = error_of({reference.removeprefix("env:"): KEY}, GuardError, choice=choice)

    name = reference.removeprefix("env:")
    assert f"export HOOKOPS_ALLOWED_CREDENTIALS={name}" in found.hint
    assert 5 == found.exit_code


def test_what_a_job_allows():
    """Its names, whole: a variable, or what a signer keeps."""
    choice = NamedCredential(service_app=True, client_id="0oa1", key_from="env:CORP_KEY")
    env = {"CORP_KEY": KEY, "HOOKOPS_ALLOWED_CREDENTIALS": "x-kms:alias/a CORP_KEY"}

    assert "CORP_KEY" == credentials(env, URL, choice=choice).variable
    kept = NamedCredential(service_app=True, client_id="0oa1", key_from="x-kms:alias/a")
    assert "nothing that is installed signs for x-kms:" in error_of(env, choice=kept).message


@pytest.mark.parametrize(
    "env",
    [
        {"HOOKOPS_API_TOKEN": "a", **HOOKOPS},
        {"HOOKOPS_API_TOKEN": "a", "HOOKOPS_ACCESS_TOKEN": "b"},
        {"OKTA_API_TOKEN": "a", **TERRAFORM},
        {"OKTA_ACCESS_TOKEN": "a", **TERRAFORM},
    ],
)
def test_e08_two_credentials_of_one_tool(env):
    """E08: hookops does not choose between two; the project file does."""
    found = error_of(env)

    assert (3, True) == (found.exit_code, "are both set" in found.message)
    if "HOOKOPS_API_TOKEN" in env and "HOOKOPS_PRIVATE_KEY" in env:
        chosen = credentials(env, URL, choice=NamedCredential("HOOKOPS_API_TOKEN"))
        assert "a" == chosen.credential.reveal()
        assert "0oahookops" == credentials(env, URL, choice=APP).credential.client_id


def test_a_variable_without_a_value_does_not_count_beside_another():
    """CI systems set what nobody has given them to nothing; alone it is still reported."""
    empty = {**HOOKOPS, "HOOKOPS_API_TOKEN": "", "HOOKOPS_ACCESS_TOKEN": " "}

    assert "HOOKOPS_PRIVATE_KEY" == credentials(empty, URL).variable
    env = {"HOOKOPS_PRIVATE_KEY": "", "HOOKOPS_CLIENT_ID": "", "HOOKOPS_API_TOKEN": "a"}
    assert "HOOKOPS_API_TOKEN" == credentials(env, URL).variable
    alone = {"HOOKOPS_PRIVATE_KEY": "", "HOOKOPS_CLIENT_ID": "0oa1", "OKTA_API_TOKEN": "b"}
    assert "HOOKOPS_PRIVATE_KEY is empty" == error_of(alone).message


def test_another_tools_token_does_not_count():
    """A service app of hookops wins over tokens that other tools have."""
    env = {**HOOKOPS, "OKTA_API_TOKEN": "b", "OKTA_CLIENT_TOKEN": "c"}

    assert "HOOKOPS_PRIVATE_KEY" == credentials(env, URL).variable


def test_two_sources_name_different_orgs():
    """Two tools' credentials for different orgs are a mistake, unless the project file chooses."""
    env = {**SDK, "OKTA_CLIENT_ORGURL": URL}
    env |= {**TERRAFORM, "OKTA_ORG_NAME": "other", "OKTA_BASE_URL": "okta.com"}

    found = error_of(env)

    assert "two sources of credentials name different orgs" in found.message
    assert "OKTA_CLIENT_ORGURL (acme.okta.com)" in found.message
    assert "OKTA_ORG_NAME and OKTA_BASE_URL (other.okta.com)" in found.message
    assert "OKTA_CLIENT_PRIVATEKEY" == credentials(env, URL, choice=APP).variable


@pytest.mark.parametrize(
    ("env", "variables"),
    [
        ({**HOOKOPS, "HOOKOPS_ORG_URL": "https://b.okta.com"}, "HOOKOPS_ORG_URL"),
        ({**SDK, "OKTA_CLIENT_ORGURL": "https://b.okta.com"}, "OKTA_CLIENT_ORGURL"),
        ({**MCP, "OKTA_ORG_URL": "https://b.okta.com"}, "OKTA_ORG_URL"),
    ],
)
@pytest.mark.parametrize("choice", [NamedCredential(), APP])
def test_a_key_of_another_org_is_not_used(env, variables, choice):
    """A tool's own variable says which org its service app is of."""
    found = error_of(env, choice=choice)

    assert f"{variables} names b.okta.com, but the organization is acme.okta.com" == found.message


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"HOOKOPS_PRIVATE_KEY": KEY}, "no client ID of a service app"),
        ({**HOOKOPS, "HOOKOPS_CLIENT_ID": " "}, "no client ID of a service app"),
        ({**HOOKOPS, "HOOKOPS_CLIENT_ID": "0oa 1"}, "HOOKOPS_CLIENT_ID is not the client ID"),
        ({**HOOKOPS, "HOOKOPS_PRIVATE_KEY": ""}, "HOOKOPS_PRIVATE_KEY is empty"),
        ({**HOOKOPS, "HOOKOPS_PRIVATE_KEY": "00tok3n"}, "is neither a PEM"),
    ],
)
def test_e10_half_of_a_service_app(env, words):
    """E10: what is missing or wrong is named, and nothing of it shown."""
    found = error_of(env)

    assert (3, True) == (found.exit_code, words in found.message)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (APP, "no private key for acme.okta.com"),
        (
            NamedCredential(service_app=True, key_from="env:HOOKOPS_PRIVATE_KEY", client_id="0oa1"),
            "HOOKOPS_PRIVATE_KEY is not set",
        ),
    ],
)
def test_no_token_takes_the_place_of_a_key(choice, words):
    """An org that signs in as a service app gets no API token, whatever is set."""
    env = {"HOOKOPS_API_TOKEN": "a", "OKTA_API_TOKEN": "b"}

    assert words in error_of(env, choice=choice).message


@pytest.mark.parametrize("named", [False, True])
def test_a_service_app_may_sign_in_on_this_computer(named):
    """Its assertion is for that host alone, so an emulator may have it without a further word."""
    url = "http://127.0.0.1:8787"

    found = credentials(HOOKOPS, url, named=named)

    assert found.emulated
    endpoint = f"{url}/oauth2/v1/token"
    assertion = make_assertion(found.credential.signer, "0oa1", endpoint, 0.0)
    assert endpoint == claims_of(assertion.reveal())["aud"]


def test_a_host_that_nobody_names_gets_no_assertion():
    """A host that is not Okta's needs the environment's word for a service app as well."""
    url = "https://login.example.org"

    assert 5 == error_of(HOOKOPS, GuardError, url=url).exit_code
    allowed = {**HOOKOPS, "HOOKOPS_ALLOWED_HOSTS": "login.example.org"}
    assert not credentials(allowed, url).emulated


@pytest.mark.parametrize("name", ["HOOKOPS_ACCESS_TOKEN", "OKTA_ACCESS_TOKEN"])
def test_a_ready_access_token(name):
    """It is a bearer's token, of the same shape as other tokens in its messages."""
    found = credentials({name: "eyJhbGciOiJIUzI1NiJ9.e30.x"}, URL)

    assert isinstance(found.credential, AccessToken)
    assert f"{name} begins with Bearer" in error_of({name: "Bearer x"}, AuthError).message
    local = error_of({name: "eyJ0"}, GuardError, url="http://127.0.0.1:8787")
    assert 5 == local.exit_code


def test_an_access_token_that_is_bound():
    """Without its key it opens nothing, so it is not sent. Source: RFC 9449, 6.1."""
    payload = "eyJjbmYiOnsiamt0IjoiYSJ9fQ"

    found = error_of({"HOOKOPS_ACCESS_TOKEN": f"eyJ0.{payload}.x"}, AuthError)

    assert "is bound to a DPoP key" in found.message


@pytest.mark.parametrize("ending", ["pem", "txt"])
@pytest.mark.parametrize("form", ["absolute", "home", "relative", "spaces"])
def test_the_path_of_a_key(tmp_path, form, ending):
    """A variable may name a file, as Terraform's and the SDKs' do."""
    path = tmp_path / f"key.{ending}"
    path.write_text(KEY)
    path.chmod(0o600)
    texts = {"absolute": str(path), "home": f"~/key.{ending}", "relative": f"./key.{ending}"}
    text = {**texts, "spaces": f" {path}\n"}[form]
    env = {**TERRAFORM, "OKTA_API_PRIVATE_KEY": text, "HOME": str(tmp_path)}

    found = credentials(env, URL, folder=tmp_path)

    assert "ES256" == found.credential.signer.algorithm
    assert any(KEY in secret.reveal() for secret in found.secrets)


@pytest.mark.parametrize(
    ("mode", "text", "words"),
    [
        (0o644, KEY, "other users of this computer can read"),
        (0o620, KEY, "other users of this computer can read"),
        (0o600, "", "the file of HOOKOPS_PRIVATE_KEY is empty"),
        (0o600, "hello", "is neither a PEM"),
        (0o600, "x" * 70_000, "65,536 are the limit"),
        (0o600, "\u00e9", "is neither a PEM nor a JWK"),
        (None, "", "does not read: No such file"),
    ],
)
def test_e09_a_file_that_has_no_key(tmp_path, mode, text, words):
    """E09: a file that others can read, one without a key, and none at all."""
    path = tmp_path / "key.pem"
    if mode is not None:
        path.write_text(text)
        path.chmod(mode)

    found = error_of({**HOOKOPS, "HOOKOPS_PRIVATE_KEY": str(path)})

    assert (3, True) == (found.exit_code, words in found.message)


def test_the_file_of_a_person():
    """`~/.okta/okta.yaml` counts where no variable has a credential, and for its own org alone."""
    found = credentials({}, URL, home=lambda: YAML)

    assert "0oahome" == found.credential.client_id
    assert "HOOKOPS_API_TOKEN" == credentials({"HOOKOPS_API_TOKEN": "a"}, URL, home=fail).variable
    other = {**YAML, HOME.url[0]: "https://b.okta.com"}
    message = error_of({}, home=lambda: other).message
    assert "okta.client.orgUrl of ~/.okta/okta.yaml names b.okta.com" in message
    both = error_of({}, home=lambda: {**YAML, HOME.token: "00a"}).message
    assert "okta.client.token of ~/.okta/okta.yaml and okta.client.privateKey" in both


def fail():
    raise AssertionError("the file is not read")


def test_what_no_text_may_hold():
    """The key, every line of it and its private numbers are this run's secrets."""
    found = credentials(HOOKOPS, URL)

    assert len(found.secrets) > 4
    assert all(isinstance(secret, Secret) for secret in found.secrets)
