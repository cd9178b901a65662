"""Channels: read from the API, compared, and sent complete."""

from typing import Any

import pytest

from hookops.kinds.inline_hook.channel import (
    HeaderAuth,
    HttpChannel,
    OAuthChannel,
    channel_aliases,
    channel_body,
    channel_compared,
    channel_fields,
    parse_channel,
    read_channel,
)
from hookops.model.secret import SecretRef

URI = "https://h.example.com/"
OAUTH = {
    "uri": URI,
    "method": "POST",
    "authType": "client_secret_post",
    "clientId": "hooks",
    "tokenUrl": "https://login.example.com/token",
    "scope": "call",
}


def body_of(channel: Any) -> Any:
    """The body, in which tests look for a member."""
    return channel_body(channel)


def http(**config):
    return {"type": "HTTP", "version": "1.0.0", "config": {"uri": URI, **config}}


def oauth(**config):
    return {"type": "OAUTH", "version": "1.0.0", "config": OAUTH | config}


def test_an_http_channel_as_the_api_shows_it():
    """Everything but the secret is there."""
    shown = http(
        method="GET",
        headers=[{"key": "X-A", "value": "1"}],
        authScheme={"type": "HEADER", "key": "Authorization"},
    )

    assert HttpChannel(
        URI, "GET", (("X-A", "1"),), HeaderAuth("Authorization", None), "1.0.0"
    ) == read_channel(shown)


def test_an_oauth_channel_as_the_api_shows_it():
    """Everything but the secret is there."""
    assert OAuthChannel(
        uri=URI,
        method="POST",
        headers=(),
        auth_type="client_secret_post",
        client_id="hooks",
        token_url="https://login.example.com/token",
        scope="call",
        client_secret=None,
        hook_key=None,
        version="1.0.0",
    ) == read_channel(oauth())


@pytest.mark.parametrize("scope", [None, ""])
def test_no_scope_is_no_member(scope):
    """A scope that is null or empty is left out of what is compared and sent."""
    channel = read_channel(oauth(scope=scope))

    assert "scope" not in channel_compared(channel)["config"]
    assert "scope" not in body_of(channel)["config"]


def test_an_oauth_channel_with_members_left_out():
    """What the API leaves out has its default, and is equal to the default spelled out."""
    bare = {"type": "OAUTH", "config": {"uri": URI, "clientId": "c", "tokenUrl": URI}}
    full = {
        "type": "OAUTH",
        "version": "1.0.0",
        "config": {
            "uri": URI,
            "method": "POST",
            "headers": [],
            "authType": "client_secret_post",
            "clientId": "c",
            "tokenUrl": URI,
            "scope": None,
            "hookKeyId": None,
            "authScheme": None,
        },
    }

    assert channel_compared(read_channel(full)) == channel_compared(read_channel(bare))


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (
            http(authScheme={"type": "HEADER", "key": "K", "valueFrom": "env:A"}),
            ("authScheme", "value"),
        ),
        (oauth(clientSecretFrom="env:A"), ("clientSecret",)),
    ],
)
def test_a_secret_is_in_the_body_alone(data, where):
    """A reference stands in the body where the secret goes; nothing of it is compared."""
    channel = parse_channel(data)
    found = body_of(channel)["config"]
    for step in where:
        found = found[step]

    assert SecretRef("env", "A") == found
    assert "env:A" not in str(channel_compared(channel))
    assert "env:A" in str(channel_fields(channel))


@pytest.mark.parametrize("data", [http(), http(authScheme=None), oauth()])
def test_a_manifest_without_secrets(data):
    """Without a reference the parsed channel is the one that is read."""
    assert read_channel(data) == parse_channel(data)


def test_a_put_names_every_member_that_can_be_emptied():
    """PUT replaces, so no headers and no authentication are said, not left out."""
    body = channel_body(parse_channel(http()))

    assert {
        "type": "HTTP",
        "version": "1.0.0",
        "config": {"uri": URI, "headers": [], "method": "POST", "authScheme": None},
    } == body


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            [{"key": "X-A", "value": "1"}, {"key": "X-B", "value": "2"}],
            [{"key": "x-b", "value": "2"}, {"key": "X-a", "value": "1"}],
        ),
        (
            [{"key": "X-A", "value": "1"}, {"key": "X-A", "value": "2"}],
            [{"key": "x-a", "value": "1, 2"}],
        ),
        ([], None),
    ],
)
def test_equal_headers(one, other):
    """Names have neither case nor order; lines of one name are one value."""
    assert channel_compared(read_channel(http(headers=one))) == channel_compared(
        read_channel(http(headers=other))
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([{"key": "X-A", "value": "1"}], [{"key": "X-A", "value": "2"}]),
        ([{"key": "X-A", "value": "a"}], [{"key": "X-A", "value": "A"}]),
        (
            [{"key": "X-A", "value": "1"}, {"key": "X-A", "value": "2"}],
            [{"key": "X-A", "value": "2"}, {"key": "X-A", "value": "1"}],
        ),
        ([{"key": "X-A", "value": ""}], []),
    ],
)
def test_different_headers(one, other):
    """Values have case, and lines of one name have order."""
    assert channel_compared(read_channel(http(headers=one))) != channel_compared(
        read_channel(http(headers=other))
    )


def test_where_compared_members_are_written():
    """A difference in a header, a secret or the key is pointed at where the manifest has it."""
    config = ("channel", "config")
    data = http(headers=[{"key": "X-B", "value": "1"}, {"key": "X-A", "value": "2"}])

    assert {
        (*config, "headers", "x-b"): (*config, "headers", 0, "value"),
        (*config, "headers", "x-a"): (*config, "headers", 1, "value"),
        (*config, "authScheme", "value"): (*config, "authScheme", "valueFrom"),
        (*config, "clientSecret"): (*config, "clientSecretFrom"),
        (*config, "hookKeyId"): (*config, "hookKey"),
    } == dict(channel_aliases(data))
