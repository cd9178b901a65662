"""The requests that are built: their shape, by the published schemas, and what is in them."""

import json
from pathlib import Path

import jsonschema
import pytest
from contracts.contract_cases import IMPORT, PASSWORD, REGISTRATION, SAML, TELEPHONY, TOKEN

from hookops.contracts.requests.samples import App, Event, Org, Sample, User
from hookops.contracts.types import contract_of, contracts
from hookops.kinds.inline_hook.types import HOOK_TYPES

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "contracts"
EVENT = Event("event-1", 1579296236.5)
SAMPLE = Sample(EVENT)

SHORT = {row.name: row.short for row in HOOK_TYPES.values()}
ALL = [
    (hook_type, name) for hook_type, contract in contracts().items() for name in contract.variants
]
FILES = [f"{short}-{side}" for short in SHORT.values() for side in ("request", "response")]


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text())


def errors(name, value):
    found = jsonschema.Draft202012Validator(schema(name)).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


def test_every_type_has_a_request_and_a_response():
    """There are two schemas for each type, and no more."""
    assert sorted(FILES) == sorted(path.name.split(".")[0] for path in SCHEMAS.iterdir())


@pytest.mark.parametrize("name", FILES)
def test_the_schemas_are_schemas(name):
    """They are valid themselves, say where they come from, and are named as their files."""
    found = schema(name)

    jsonschema.Draft202012Validator.check_schema(found)
    assert "Source: " in found["description"]
    assert found["$id"] == f"https://hookops.dev/schemas/contracts/{name}.schema.json"


@pytest.mark.parametrize(("hook_type", "variant"), ALL)
def test_requests_are_as_the_schema_says(hook_type, variant):
    """What is built is what the schema describes."""
    assert [] == errors(
        f"{SHORT[hook_type]}-request", contract_of(hook_type).build(variant, SAMPLE)
    )


@pytest.mark.parametrize(("hook_type", "variant"), ALL)
def test_requests_are_plain_json(hook_type, variant):
    """A request is data that survives JSON, and the same twice over."""
    request = contract_of(hook_type).build(variant, SAMPLE)

    assert request == json.loads(json.dumps(request))
    assert request == contract_of(hook_type).build(variant, SAMPLE)


@pytest.mark.parametrize(("hook_type", "variant"), ALL)
def test_the_envelope(hook_type, variant):
    """The same around everything: versions are texts, times have milliseconds."""
    request = contract_of(hook_type).build(variant, SAMPLE)
    names = [
        "eventId",
        "eventTime",
        "eventType",
        "eventTypeVersion",
        "contentType",
        "cloudEventVersion",
    ]

    assert [
        "event-1",
        "2020-01-17T21:23:56.500Z",
        hook_type,
        "1.0",
        "application/json",
        "0.1",
    ] == [request[name] for name in names]


@pytest.mark.parametrize(
    ("hook_type", "variant", "source", "url"),
    [
        (REGISTRATION, "self-service", "reg0000000000sample", "/idp/idx/enroll/new"),
        (REGISTRATION, "progressive-profile", "reg0000000000sample", "/idp/idx/enroll/update"),
        (
            REGISTRATION,
            "classic",
            "reg0000000000sample",
            "/api/v1/registration/reg0000000000sample/register",
        ),
        (
            SAML,
            "sign-in",
            "https://acme.okta.com/app/sample_app/0oa0000000000sample/sso/saml",
            "https://acme.okta.com/app/sample_app/0oa0000000000sample/sso/saml",
        ),
        (
            TOKEN,
            "client-credentials",
            "https://acme.okta.com/oauth2/aus1/v1/token",
            "https://acme.okta.com/oauth2/aus1/v1/token",
        ),
        (
            PASSWORD,
            "sign-in",
            "https://acme.okta.com/api/v1/inlineHooks/cal1",
            "/idp/idx/challenge/answer",
        ),
        (
            TELEPHONY,
            "voice",
            "https://acme.okta.com/api/v1/inlineHooks/cal1",
            "/api/internal/v1/inlineHooks/com.okta.telephony.provider/generatePreview",
        ),
    ],
)
def test_where_a_request_comes_from(hook_type, variant, source, url):
    """Source and url differ by type."""
    org = Org(url="https://acme.okta.com", hook_id="cal1", server_id="aus1")
    request = contract_of(hook_type).build(variant, Sample(EVENT, org))

    assert (source, url) == (
        request["source"],
        request["data"]["context"]["request"]["url"]["value"],
    )


def test_a_browser_brings_its_query():
    """The whole query of the app's request is in the url, escaped."""
    app = App(id="client", redirect_uri="https://app.example/cb?x=1")
    request = contract_of(TOKEN).build(
        "authorization-code", Sample(EVENT, app=app, scopes=("openid", "a b"))
    )

    assert (
        "https://example.okta.com/oauth2/default/v1/authorize?scope=openid+a+b&response_type=code"
        "&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1&state=sampleState&nonce=sampleNonce"
        "&client_id=client"
    ) == request["data"]["context"]["request"]["url"]["value"]


@pytest.mark.parametrize(
    ("variant", "scopes", "members"),
    [
        ("authorization-code", ("openid",), "context identity access"),
        (
            "authorization-code",
            ("openid", "offline_access"),
            "context identity access refresh_token",
        ),
        ("authorization-code", ("orders",), "context access"),
        ("implicit", ("openid",), "context identity access"),
        ("implicit", ("orders",), "context access"),
        ("password", ("openid",), "context identity access"),
        ("password", ("openid", "offline_access"), "context identity access refresh_token"),
        ("refresh-token", ("openid",), "context identity access refresh_token"),
        ("client-credentials", ("openid", "orders"), "context access"),
    ],
)
def test_which_tokens_a_request_is_about(variant, scopes, members):
    """An ID token needs openid and a person; a refresh token needs its scope, or to be used."""
    request = contract_of(TOKEN).build(variant, Sample(EVENT, scopes=scopes))

    assert members.split() == list(request["data"])


@pytest.mark.parametrize(
    ("variant", "grant_type"),
    [
        ("authorization-code", None),
        ("implicit", None),
        ("client-credentials", "client_credentials"),
        ("refresh-token", "refresh_token"),
        ("password", "password"),
    ],
)
def test_the_grant_type(variant, grant_type):
    """As OAuth spells it; a request of the browser is that of /authorize, which has none."""
    asked = contract_of(TOKEN).build(variant, SAMPLE)["data"]["context"]["protocol"]["request"]

    assert grant_type == asked.get("grant_type")


def test_an_app_alone_has_no_person():
    """Client credentials: no user, no session, and no scopes of people."""
    data = contract_of(TOKEN).build(
        "client-credentials", Sample(EVENT, scopes=("openid", "orders"))
    )["data"]

    assert ["request", "protocol", "policy"] == list(data["context"])
    assert ["orders"] == list(data["access"]["scopes"])
    assert "0oa0000000000sample" == data["access"]["claims"]["sub"]


def test_an_update_is_the_attributes_alone():
    """A profile update has what the user submitted; without attributes, an invented one."""
    user = User(attributes={"costCenter": "7"})

    given = contract_of(REGISTRATION).build("progressive-profile", Sample(EVENT, user=user))
    invented = contract_of(REGISTRATION).build("progressive-profile", SAMPLE)

    assert {"costCenter": "7"} == given["data"]["userProfileUpdate"]
    assert {"employeeNumber": "1234"} == invented["data"]["userProfileUpdate"]


def test_the_user_is_the_one_given():
    """What is known of a user is where Okta has it."""
    user = User(login="bo@acme.example", email="b@acme.example", attributes={"team": "x"})
    found = contract_of(REGISTRATION).build("self-service", Sample(EVENT, user=user))["data"][
        "userProfile"
    ]

    assert found == {
        "firstName": "Ada",
        "lastName": "Lovelace",
        "login": "bo@acme.example",
        "email": "b@acme.example",
        "team": "x",
    }


def test_the_classic_engine():
    """The Classic Engine has no requestType, and null for the action."""
    request = contract_of(REGISTRATION).build("classic", SAMPLE)

    assert "requestType" not in request
    assert request["data"]["action"] is None


def test_a_match_names_the_user():
    """A linked user has an id, one to be created has none; who matches nobody has no conflicts."""
    created, new, linked = (
        contract_of(IMPORT).build(variant, SAMPLE)["data"]
        for variant in ("create", "no-conflict", "link")
    )

    assert ["CREATE_USER", "CREATE_USER", "LINK_USER"] == [
        data["action"]["result"] for data in (created, new, linked)
    ]
    assert [None, None, "00u0000000000sample"] == [
        data["user"].get("id") for data in (created, new, linked)
    ]
    assert [["login"], None, ["login"]] == [
        data["context"].get("conflicts") for data in (created, new, linked)
    ]


@pytest.mark.parametrize("variant", ["authorization-code", "refresh-token", "password"])
def test_claims_of_tokens(variant):
    """A claim of the sample is in both tokens, over what is there by that name."""
    sample = Sample(EVENT, claims={"level": 3, "preferred_username": "bo"})
    data = contract_of(TOKEN).build(variant, sample)["data"]

    assert [(3, "bo"), (3, "bo")] == [
        (data[token]["claims"]["level"], data[token]["claims"]["preferred_username"])
        for token in ("identity", "access")
    ]


def test_claims_of_an_app():
    """An app alone has an access token, and the claim is in it."""
    data = contract_of(TOKEN).build("client-credentials", Sample(EVENT, claims={"level": 3}))[
        "data"
    ]

    assert 3 == data["access"]["claims"]["level"]


@pytest.mark.parametrize(
    ("value", "expected"), [("x", ["x"]), (["a", "b"], ["a", "b"]), (3, ["3"]), (True, ["true"])]
)
@pytest.mark.parametrize("variant", ["sign-in", "no-claims"])
def test_claims_of_an_assertion(variant, value, expected):
    """A claim of the sample is an attribute statement: texts, as XML has them, one or several."""
    claims = contract_of(SAML).build(variant, Sample(EVENT, claims={"team": value}))["data"][
        "assertion"
    ]["claims"]

    assert expected == [one["value"] for one in claims["team"]["attributeValues"]]
    assert ("email" in claims) == (variant == "sign-in")


def test_a_call_has_no_template():
    """A text message has a template with the code, a call has the code alone."""
    sample = Sample(EVENT, code="777", purpose="account-unlock")
    sms = contract_of(TELEPHONY).build("sms", sample)
    voice = contract_of(TELEPHONY).build("voice", sample)["data"]["messageProfile"]

    assert "com.okta.user.telephony.account-unlock" == sms["requestType"]
    assert "Your code is 777" == sms["data"]["messageProfile"]["msgTemplate"]
    assert ("voice call", "777") == (voice["deliveryChannel"], voice["otpCode"])
    assert "msgTemplate" not in voice


def test_a_sample_can_be_printed():
    """Neither the password nor the code is in the text of a sample."""
    text = repr(Sample(EVENT, password="hunter2-hunter2", code="918273"))

    assert "hunter2" not in text
    assert "918273" not in text
