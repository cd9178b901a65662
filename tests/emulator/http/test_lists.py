"""Lists of hooks: their shape, their filter, and an order that nobody knows."""

import pytest

from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"


def create(okta, body):
    return f"{HOOKS}/{okta.post(HOOKS, json=body).json()['id']}"


def names(answer):
    return [hook["name"] for hook in answer.json()]


def test_list_is_a_bare_array(client, http_body, oauth_body):
    """A list is an array without a Link header; stray parameters change nothing.

    Source: recorded by okta-sdk-python test_inline_hooks_it; captured by salto okta-adapter.
    """
    okta = client()
    first = okta.post(HOOKS, json=http_body()).json()
    second = okta.post(HOOKS, json=oauth_body()).json()

    answer = okta.get(HOOKS, params={"limit": "1", "after": "x"})

    assert answer.status_code == 200
    assert "link" not in answer.headers
    assert sorted(answer.json(), key=lambda hook: hook["name"]) == [second, first]


def test_list_can_be_of_one_type(client, http_body, oauth_body):
    """With `type`, a list has the hooks of that type only.

    Source: Okta Management API, listInlineHooks.
    """
    okta = client()
    okta.post(HOOKS, json=http_body())
    saml = okta.post(HOOKS, json=oauth_body()).json()

    answer = okta.get(HOOKS, params={"type": "com.okta.saml.tokens.transform"})

    assert answer.json() == [saml]


def test_list_order_created(client, http_body):
    """With `created`, the oldest hook comes first, also after a change of it."""
    okta = client(switches=Switches(list_order="created"))
    paths = [create(okta, http_body(f"h{number}")) for number in range(9)]
    okta.put(paths[0], json=http_body("h0"))

    assert names(okta.get(HOOKS)) == [f"h{number}" for number in range(9)]


def test_list_order_id(client, http_body):
    """With `id`, hooks are in the order of their ids."""
    okta = client(switches=Switches(list_order="id"))
    paths = [create(okta, http_body(f"h{number}")) for number in range(9)]

    shown = [f"{HOOKS}/{hook['id']}" for hook in okta.get(HOOKS).json()]

    assert shown == sorted(paths)


def test_list_order_shuffled(client, http_body):
    """With `shuffled`, each list has all hooks in an order of its own."""
    okta = client(hook_limit=50, switches=Switches(list_order="shuffled"))
    created = [f"h{number}" for number in range(50)]
    assert len({create(okta, http_body(name)) for name in created}) == 50

    first, second = names(okta.get(HOOKS)), names(okta.get(HOOKS))

    assert first != second
    assert sorted(first) == sorted(second) == sorted(created)


@pytest.mark.parametrize(("value", "expected"), [("refuse", 400), ("empty", 200)])
def test_unknown_type_filter(client, value, expected):
    """A list of a type that is none is refused, or empty."""
    okta = client(switches=Switches(unknown_type_filter=value))

    assert okta.get(HOOKS, params={"type": "x"}).status_code == expected
