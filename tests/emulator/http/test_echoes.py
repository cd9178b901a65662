"""Answers that repeat secrets, for the tests of clients."""

import base64
from urllib.parse import quote

import pytest

from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world

HOOKS = "/api/v1/inlineHooks"
SECRET = "s3cret, of a hook"
FORMS = {
    "raw": SECRET,
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64url": base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    "percent": "".join(f"%{byte:02X}" for byte in SECRET.encode()),
    "hex": SECRET.encode().hex(),
}
REFUSED = {"match": {"method": "POST"}, "action": {"error": "E0000001"}}


def carried(http_body, secret=SECRET):
    scheme = {"type": "HEADER", "key": "Authorization", "value": secret}
    return http_body(authScheme=scheme)


@pytest.fixture
def answered(client, http_body):
    """A function that gives the answer to a create with a secret, as the switch has it."""

    def ask(how, *faults, **body):
        okta = client(switches=Switches(echo_secrets=how))
        get_world(okta._transport.app).control.faults.add(*faults)
        return okta.post(HOOKS, json={**carried(http_body), **body})

    return ask


@pytest.mark.parametrize("how", FORMS)
@pytest.mark.parametrize("fault", [True, False], ids=["scripted", "the API's own"])
def test_error_repeats_the_secret(answered, how, fault):
    """Each text and header of an error that a client may show has it, in that form."""
    answer = answered(how, REFUSED) if fault else answered(how, version="none")
    error = answer.json()

    assert 400 == answer.status_code
    shown = [error["errorSummary"], error["errorId"], error["errorCauses"][-3]["errorSummary"]]
    names = ("x-okta-request-id", "www-authenticate", "content-type")
    shown += [answer.headers[name] for name in names]
    assert [True] * 6 == [FORMS[how] in text for text in shown]
    assert "E0000001" == error["errorCode"]


def test_each_offset_of_base64_is_there(answered):
    """Three causes, as base64 has three forms of a text within another."""
    causes = [cause["errorSummary"] for cause in answered("base64", REFUSED).json()["errorCauses"]]
    forms = [base64.b64encode(before + SECRET.encode()).decode() for before in (b"", b"a", b"ab")]

    assert [True] * 3 == [form in cause for form, cause in zip(forms, causes[-3:], strict=True)]


def test_credential_is_repeated_too(client):
    """The API token is a secret that each request carries."""
    okta = client(switches=Switches(echo_secrets="raw"), token="t0ken-of-nobody")

    assert "t0ken-of-nobody" == okta.get(HOOKS).headers["x-okta-request-id"]
    assert "t0ken-of-nobody" in okta.get(f"{HOOKS}/none").json()["errorSummary"]


def test_secret_of_a_form_is_repeated(client):
    """A token request has its secrets in a form, and its errors have names of OAuth."""
    okta = client(switches=Switches(echo_secrets="raw"))
    form = {"grant_type": "client_credentials", "client_secret": "f0rm"}

    assert "f0rm" in okta.post("/oauth2/v1/token", data=form).json()["error_description"]


def test_answer_that_is_no_json_repeats_it(answered):
    """As of a gateway that stands before the API."""
    page = {"match": {}, "action": {"status": 502, "body": "<html>bad gateway</html>"}}

    assert quote(SECRET) in quote(answered("raw", page).text)


@pytest.mark.parametrize("secret", ["s3cr\u00e9t", "two\nlines"])
def test_header_is_left_as_it_was_where_it_cannot_have_it(client, http_body, secret):
    """The body has it, and the answer still is one."""
    okta = client(switches=Switches(echo_secrets="raw"))
    get_world(okta._transport.app).control.faults.add(REFUSED)
    answer = okta.post(HOOKS, json=carried(http_body, secret))

    assert secret in answer.json()["errorSummary"]
    assert "www-authenticate" not in answer.headers


def test_by_default_nothing_is_repeated(answered):
    """Neither in the answer nor, with the switch, in the history."""
    answer = answered("off", REFUSED)

    assert SECRET not in answer.text + str(answer.headers)


def test_history_keeps_no_secret(client, http_body):
    """What is repeated to the client is not what the history has."""
    okta = client(switches=Switches(echo_secrets="raw"))
    get_world(okta._transport.app).control.faults.add(REFUSED)
    okta.post(HOOKS, json=carried(http_body))

    assert "s3cr" not in okta.get("/_emulator/history").text
