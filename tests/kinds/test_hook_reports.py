"""A hook in reports, and hooks that hookops does not understand."""

import pytest
from kinds.values import TOKEN

from hookops.kinds import HOOKS
from hookops.model.resource import Json

OAUTH = {"authType": "client_secret_post", "clientId": "c", "uri": "u"}


@pytest.mark.parametrize(
    ("config", "actual_", "authentication", "sensitive"),
    [
        ({}, False, "", {}),
        ({"uri": "u"}, True, "none", {}),
        ({"authScheme": {"key": "K"}}, False, "header K", {}),
        ({"authScheme": {"key": "K"}}, True, "header K", {"authScheme": {"value": True}}),
        (
            {"authScheme": {"key": "K", "valueFrom": "env:A"}},
            False,
            "header K, secret from env:A",
            {"authScheme": {"value": True}},
        ),
        (OAUTH, False, "OAuth 2.0, client_secret_post, client c", {}),
        (OAUTH, True, "OAuth 2.0, client_secret_post, client c", {"clientSecret": True}),
        (
            OAUTH | {"clientSecretFrom": "env:A"},
            False,
            "OAuth 2.0, client_secret_post, client c, secret from env:A",
            {"clientSecret": True},
        ),
        (
            OAUTH | {"authType": "private_key_jwt"},
            True,
            "OAuth 2.0, private_key_jwt, client c",
            {},
        ),
    ],
)
def test_authentication_in_reports(
    config: Json, actual_: bool, authentication: str, sensitive: Json
) -> None:
    """How the service knows Okta, and where a secret is that Okta never shows."""
    fields = {"name": "a", "channel": {"config": config}}
    expected = {"channel": {"config": sensitive}} if sensitive else {}

    assert authentication == dict(HOOKS.facts(fields))["authentication"]
    assert expected == HOOKS.sensitive(fields, actual=actual_)


def test_facts_of_a_hook() -> None:
    """Labels in their order, headers on one line."""
    config = {"uri": "u", "headers": [{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]}
    fields = {"name": "a", "type": "t", "status": "ACTIVE", "channel": {"config": config}}

    assert [
        ("name", "a"),
        ("type", "t"),
        ("status", "ACTIVE"),
        ("uri", "u"),
        ("headers", "A: 1, B: 2"),
        ("authentication", "none"),
    ] == list(HOOKS.facts(fields))


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "com.okta.unknown"},
        {"status": "STAGED"},
        {"channel": {"type": "QUEUE", "config": {"uri": "u"}}},
        {"channel": {"type": "HTTP", "config": {"uri": None}}},
        {"channel": {"type": "HTTP", "config": {"uri": "u", "headers": {"a": "b"}}}},
        {"channel": {"type": "HTTP", "config": {"uri": "u", "headers": "ab"}}},
        {"channel": {"type": "HTTP", "config": {"uri": "u", "method": 1}}},
        {"channel": {"type": "HTTP"}},
        {"channel": None},
        {"channel": []},
        {"name": None},
        {"name": ["a"]},
        {"version": None},
    ],
)
def test_hooks_that_hookops_does_not_understand(changed: Json) -> None:
    """They are unsupported, so that nothing is ever written to them."""
    raw = {
        "id": "calabc0123",
        "name": "a",
        "type": TOKEN,
        "version": "1.0.0",
        "status": "ACTIVE",
        "channel": {"type": "HTTP", "config": {"uri": "u"}},
    }

    assert None is HOOKS.read(raw | changed)
    understood = HOOKS.read(raw | {"created": "c", "lastUpdated": "l"})
    assert understood is not None
    assert ("calabc0123", "c", "l") == (
        understood.id,
        understood.created,
        understood.last_updated,
    )
