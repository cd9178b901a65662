"""Bodies the API does not accept, and how it says so."""

import json
import re

import pytest

from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"
JSON = {"Content-Type": "application/json"}
BLANK = "The field cannot be left blank"
SCHEME = {"type": "HEADER", "key": "a", "value": "b"}


def causes(answer):
    return [cause["errorSummary"] for cause in answer.json()["errorCauses"]]


def test_error_has_the_envelope(client, http_body):
    """A body that is refused is answered with Okta's envelope, the subject being the field.

    Source: Okta API, Error object; recorded by okta-sdk-python test_push_providers_it.
    """
    answer = client().post(HOOKS, json=http_body(uri="http://a.example"))

    error = answer.json()
    error_id = error.pop("errorId")
    cause = "channel.config.uri: The value must start with https://"
    assert answer.status_code == 400
    assert re.fullmatch("oae[A-Za-z0-9]+", error_id)
    assert list(error.items()) == [
        ("errorCode", "E0000001"),
        ("errorSummary", "Api validation failed: channel.config.uri"),
        ("errorLink", "E0000001"),
        ("errorCauses", [{"errorSummary": cause}]),
    ]


@pytest.mark.parametrize(
    ("config", "cause"),
    [
        ({"uri": None}, f"uri: {BLANK}"),
        ({"uri": 7}, "uri: The value must be a string"),
        (
            {"uri": "https://a.example/" + "x" * 1024},
            "uri: The field cannot exceed 1024 characters",
        ),
        ({"uri": "https://a.example/a b"}, "uri: The value cannot contain white space"),
        ({"method": "GET"}, "method: The value must be POST"),
        ({"headers": {}}, "headers: The value must be an array"),
        ({"headers": ["a"]}, "headers[0]: The value must be an object"),
        (
            {"headers": [{"key": "accept", "value": "x"}]},
            "headers[0].key: The header accept is reserved",
        ),
        ({"authScheme": "Basic"}, "authScheme: The value must be an object"),
        ({"authScheme": {**SCHEME, "type": "BODY"}}, "authScheme.type: The value must be HEADER"),
        ({"authScheme": {**SCHEME, "key": ""}}, f"authScheme.key: {BLANK}"),
        ({"authScheme": {**SCHEME, "value": ""}}, f"authScheme.value: {BLANK}"),
        ({"authScheme": {**SCHEME, "value": 1}}, "authScheme.value: The value must be a string"),
        ({"clientId": "x"}, "clientId: The field is not allowed for this channel"),
    ],
)
def test_http_config_is_checked(client, http_body, config, cause):
    """A config that breaks one rule is refused with that cause.

    Source: Okta, Inline Hooks reference (2024), config object.
    """
    answer = client().post(HOOKS, json=http_body(**config))

    assert causes(answer)[:1] == [f"channel.config.{cause}"]


@pytest.mark.parametrize(
    ("config", "cause"),
    [
        ({"clientSecret": None}, f"clientSecret: {BLANK}"),
        ({"method": None}, f"method: {BLANK}"),
        ({"tokenUrl": None}, f"tokenUrl: {BLANK}"),
        ({"authScheme": SCHEME}, "authScheme: The field is not allowed for this channel"),
        ({"hookKeyId": "HKY"}, "hookKeyId: The field is not allowed for this channel"),
        ({"authType": None}, f"authType: {BLANK}"),
        (
            {"authType": "basic"},
            "authType: The value must be client_secret_post or private_key_jwt",
        ),
    ],
)
def test_oauth_config_is_checked(client, oauth_body, config, cause):
    """An OAUTH config must have the members of its authType and no others.

    Source: Okta, Inline Hooks reference (2024), OAuth 2.0 config.
    """
    answer = client().post(HOOKS, json=oauth_body(**config))

    assert causes(answer) == [f"channel.config.{cause}"]


@pytest.mark.parametrize(
    ("member", "cause"),
    [
        ({"name": ""}, f"name: {BLANK}"),
        ({"name": "x" * 256}, "name: The field cannot exceed 255 characters"),
        (
            {"name": "\N{FISHING POLE AND FISH}"},
            "name: The value contains characters that are not supported",
        ),
        ({"name": "\ud800"}, "name: The value contains characters that are not supported"),
        ({"type": None}, f"type: {BLANK}"),
        ({"type": "com.okta.other"}, "type: The value is not a supported inline hook type"),
        ({"version": None}, f"version: {BLANK}"),
        ({"version": "one"}, "version: The value is not a valid version number"),
        ({"channel": None}, f"channel: {BLANK}"),
        ({"channel": {"config": {}}}, f"channel.type: {BLANK}"),
        ({"channel": {"type": "SOAP"}}, "channel.type: The value must be HTTP or OAUTH"),
        ({"channel": {"type": "HTTP"}}, f"channel.config: {BLANK}"),
        ({"channel": {"type": "OAUTH"}}, f"channel.config.authType: {BLANK}"),
    ],
)
def test_top_level_members_are_checked(client, http_body, member, cause):
    """Name, type, version and channel are required and checked.

    Source: Okta Management API, InlineHookCreate, InlineHookType.
    """
    answer = client().post(HOOKS, content=json.dumps({**http_body(), **member}), headers=JSON)

    assert causes(answer) == [cause]


def test_all_problems_come_at_once(client):
    """A body with several problems is refused with a cause for each.

    Source: Okta API, Error object, errorCauses.
    """
    answer = client().post(HOOKS, json={})

    assert causes(answer) == [
        f"name: {BLANK}",
        f"type: {BLANK}",
        f"version: {BLANK}",
        f"channel: {BLANK}",
    ]


def test_telephony_needs_an_auth_scheme(client, http_body):
    """A telephony hook without authScheme is refused.

    Source: Okta Management API, Telephony inline hook.
    """
    body = http_body(type="com.okta.telephony.provider", version="1.0.0", authScheme=None)

    answer = client().post(HOOKS, json=body)

    assert causes(answer) == [f"channel.config.authScheme: {BLANK}"]


@pytest.mark.parametrize(
    ("switch", "expected"), [("http", (400, 200)), ("every", (400, 400)), ("none", (200, 200))]
)
def test_telephony_auth_scheme(client, http_body, oauth_body, switch, expected):
    """Which telephony hooks need an authScheme is the switch `telephony_auth_scheme`.

    Source: Okta Management API, CreateTelephonyInlineHook, against the guide of telephony hooks,
    which offers OAuth 2.0.
    """
    of = {"type": "com.okta.telephony.provider", "version": "1.0.0"}
    bodies = [http_body(**of, authScheme=None), {**oauth_body(), **of}]

    # An org each, since there is one ACTIVE telephony hook in an org.
    orgs = [client(switches=Switches(telephony_auth_scheme=switch)) for _ in bodies]
    found = [org.post(HOOKS, json=b).status_code for org, b in zip(orgs, bodies, strict=True)]

    assert expected == tuple(found)


def test_name_of_255_characters_and_header_without_text_are_good(client, http_body):
    """The longest name, and a header with an empty value, are accepted.

    Source: Okta Management API, InlineHook, name.
    """
    body = http_body("x" * 255, headers=[{"key": "a", "value": ""}])

    assert client().post(HOOKS, json=body).status_code == 200


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_malformed_json_is_refused(client, content):
    """A body that is no JSON object is answered with 400 E0000003.

    Source: Okta, Error codes, E0000003.
    """
    answer = client().post(HOOKS, content=content, headers=JSON)

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E0000003")


def test_other_media_type_is_refused(client):
    """A body of another media type is answered with 400 E0000021.

    Source: Okta, Error codes, E0000021.
    """
    answer = client().post(HOOKS, data={"name": "x"})

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E0000021")


def test_body_over_the_limit_is_refused(client):
    """A body of more than 1 MiB is refused. Emulator choice: Okta's limit is unknown."""
    answer = client().post(HOOKS, content=b" " * (1024 * 1024 + 1), headers=JSON)

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E0000003")
