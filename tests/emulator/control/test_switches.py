"""Every switch in every position: what nobody knows, answered the way one chose.

The claims here are the emulator's choices; that they are unknown is what `Switches` says.
"""

import pytest
from emulator.answers import code

from hookops.emulator.control.switches import Switches
from hookops.emulator.store.memory import MemoryStore

HOOKS = "/api/v1/inlineHooks"
TELEPHONY = "com.okta.telephony.provider"
PASSWORD = "com.okta.user.credential.password.import"


def create(okta, body):
    return f"{HOOKS}/{okta.post(HOOKS, json=body).json()['id']}"


@pytest.mark.parametrize(
    ("value", "expected"), [("refuse", (400, "E0000001")), ("forbid", (403, "E0000006"))]
)
def test_delete_active(client, http_body, value, expected):
    """An ACTIVE hook is not deleted, and stays.

    Source: Okta Management API, deleteInlineHook; the error is unknown.
    """
    okta = client(switches=Switches(delete_active=value))
    path = create(okta, http_body())

    answer = okta.delete(path)

    assert code(answer) == expected
    assert okta.get(path).status_code == 200


@pytest.mark.parametrize(
    ("value", "expected"),
    [("refuse", (400, "E0000001")), ("conflict", (409, "E0000195")), ("accept", (200, None))],
)
def test_duplicate_name(client, http_body, value, expected):
    """A second hook of one name is met as the switch says, by create and by PUT."""
    okta = client(switches=Switches(duplicate_name=value))
    create(okta, http_body("a"))
    other = create(okta, http_body("b"))

    answers = [okta.post(HOOKS, json=http_body("a")), okta.put(other, json=http_body("a"))]

    assert [code(answer) for answer in answers] == [expected, expected]


@pytest.mark.parametrize(
    ("value", "expected"), [("refuse", (400, "E0000001")), ("forbid", (403, "E0000006"))]
)
def test_limit_error(client, http_body, value, expected):
    """One hook more than the limit is refused as the switch says.

    Source: Okta, Inline hooks concept, limits; the error is unknown.
    """
    okta = client(hook_limit=1, switches=Switches(limit_error=value))
    create(okta, http_body("a"))

    assert code(okta.post(HOOKS, json=http_body("b"))) == expected


def test_limit_is_100(client, http_body):
    """An organization has at most 100 hooks.

    Source: Okta, Inline hooks concept, limits.
    """
    okta = client()

    answers = [okta.post(HOOKS, json=http_body(f"h{number}")) for number in range(101)]

    assert [answer.status_code for answer in answers[98:]] == [200, 200, 400]
    assert answers[100].json()["errorCauses"] == [
        {"errorSummary": "Maximum number of instances has been reached"}
    ]


@pytest.mark.parametrize(
    ("value", "created", "activated"),
    [("refuse", None, None), ("inactive", "INACTIVE", None), ("accept", "ACTIVE", "ACTIVE")],
)
def test_second_telephony(client, http_body, value, created, activated):
    """A second telephony hook is created and activated only as the switch says.

    Source: Okta Management API, Telephony inline hook: one ACTIVE; the error is unknown.
    """
    okta = client(switches=Switches(second_telephony=value))
    inactive = create(okta, http_body("a", TELEPHONY))
    okta.post(inactive + "/lifecycle/deactivate")
    create(okta, http_body("b", TELEPHONY))

    third = okta.post(HOOKS, json=http_body("c", TELEPHONY))
    again = okta.post(inactive + "/lifecycle/activate")

    assert (third.json().get("status"), again.json().get("status")) == (created, activated)


@pytest.mark.parametrize(
    ("value", "beside_active", "beside_inactive", "activated"),
    [
        ("refuse", 400, 400, 200),
        ("refuse-active", 400, 200, 400),
        ("accept", 200, 200, 200),
    ],
)
def test_second_password_import(
    client, http_body, value, beside_active, beside_inactive, activated
):
    """A second password import hook is created and activated only as the switch says.

    Source: Okta Management API, Password import inline hook: one; the error is unknown.
    """
    okta = client(switches=Switches(second_password_import=value))
    first = create(okta, http_body("a", PASSWORD))

    second = okta.post(HOOKS, json=http_body("b", PASSWORD))
    okta.post(first + "/lifecycle/deactivate")
    third = okta.post(HOOKS, json=http_body("c", PASSWORD))
    again = okta.post(first + "/lifecycle/activate")

    answers = (second, third, again)
    statuses = [answer.status_code for answer in answers]
    assert statuses == [beside_active, beside_inactive, activated]


def test_second_password_import_that_exists_is_not_activated(client, http_body):
    """A store that has two password import hooks does not let one be activated, if so switched."""
    store = MemoryStore()
    lenient = client(store, switches=Switches(second_password_import="accept"))
    create(lenient, http_body("a", PASSWORD))
    other = create(lenient, http_body("b", PASSWORD))
    lenient.post(other + "/lifecycle/deactivate")

    answer = client(store).post(other + "/lifecycle/activate")

    assert code(answer) == (400, "E0000001")


@pytest.mark.parametrize(
    ("value", "expected"), [("wipe", None), ("keep", "s3cret"), ("refuse", "s3cret")]
)
def test_omitted_secret(client, http_body, oauth_body, value, expected):
    """What a PUT without the secret leaves in the store is as the switch says."""
    store = MemoryStore()
    okta = client(store, switches=Switches(omitted_secret=value))
    http = create(okta, http_body())
    oauth = create(okta, oauth_body())

    scheme = {"type": "HEADER", "key": "X-Other"}
    answers = [
        okta.put(http, json=http_body(authScheme=scheme)),
        okta.put(oauth, json=oauth_body(clientSecret=None)),
    ]

    configs = [record.channel["config"] for record in store.hooks()]
    refused = value == "refuse"
    assert [answer.status_code == 400 for answer in answers] == [refused, refused]
    assert configs[0]["authScheme"]["value"] == expected
    assert configs[1]["clientSecret"] == expected


def test_secret_that_never_was_cannot_be_kept(client, http_body, oauth_body):
    """With `keep`, an omitted secret is refused where none is stored."""
    okta = client(switches=Switches(omitted_secret="keep"))
    path = create(okta, http_body(authScheme=None))
    scheme = {"type": "HEADER", "key": "X-Other"}

    answers = [
        okta.put(path, json=http_body(authScheme=scheme)),
        okta.put(path, json={**oauth_body(clientSecret=None), "type": None}),
    ]

    assert [code(answer) for answer in answers] == [(400, "E0000001")] * 2


@pytest.mark.parametrize(("value", "expected"), [("merge", 200), ("replace", 400)])
def test_post_update(client, http_body, value, expected):
    """A POST with a name alone renames the hook, or is refused as a PUT would be."""
    store = MemoryStore()
    okta = client(store, switches=Switches(post_update=value))
    path = create(okta, http_body("a"))

    answer = okta.post(path, json={"name": "b"})

    assert answer.status_code == expected
    config = store.hooks()[0].channel["config"]
    assert config["authScheme"]["value"] == "s3cret"


def test_post_update_with_a_channel_replaces_the_channel(client, http_body):
    """With `merge`, a channel in the body replaces the whole channel, and the name stays."""
    okta = client()
    path = create(okta, http_body("a", headers=[{"key": "a", "value": "b"}]))

    answer = okta.post(path, json={"channel": http_body()["channel"]})

    assert answer.json()["name"] == "a"
    assert answer.json()["channel"]["config"]["headers"] == []


@pytest.mark.parametrize(("value", "expected"), [("refuse", "a"), ("ignore", "b")])
def test_type_change(client, http_body, value, expected):
    """A PUT with another type is refused, or changes all but the type.

    Source: Okta, Inline Hooks reference (2024): type is fixed; the answer is unknown.
    """
    okta = client(switches=Switches(type_change=value))
    path = create(okta, http_body("a"))

    okta.put(path, json=http_body("b", "com.okta.import.transform"))

    shown = okta.get(path).json()
    assert (shown["name"], shown["type"]) == (expected, "com.okta.oauth2.tokens.transform")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("refuse", ("a", "1.0.1")), ("ignore", ("b", "1.0.1")), ("accept", ("b", "1.0.0"))],
)
def test_version_change(client, http_body, value, expected):
    """A PUT with another version is refused, or leaves the version, or changes it."""
    okta = client(switches=Switches(version_change=value))
    path = create(okta, http_body("a"))

    okta.put(path, json=http_body("b", version="1.0.0"))

    shown = okta.get(path).json()
    assert (shown["name"], shown["version"]) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("form", [200, 200, 400]), ("listed", [200, 400, 400]), ("any", [200, 200, 200])],
)
def test_version_check(client, http_body, value, expected):
    """Versions are accepted by form, by list, or all."""
    okta = client(switches=Switches(version_check=value))
    versions = ("1.0.0", "1.7.0", "beta")

    answers = [okta.post(HOOKS, json=http_body(v, version=v)) for v in versions]

    assert [answer.status_code for answer in answers] == expected


@pytest.mark.parametrize(("value", "expected"), [("accept", "OAUTH"), ("refuse", "HTTP")])
def test_channel_type_change(client, http_body, oauth_body, value, expected):
    """A PUT turns an HTTP channel into an OAUTH one, or is refused."""
    okta = client(switches=Switches(channel_type_change=value))
    path = create(okta, http_body())

    okta.put(path, json={**http_body(), "channel": oauth_body()["channel"]})

    assert okta.get(path).json()["channel"]["type"] == expected


@pytest.mark.parametrize(("value", "expected"), [("documented", 200), ("transport", 400)])
def test_reserved_headers(client, http_body, value, expected):
    """A header that the transport needs is accepted, or refused."""
    okta = client(switches=Switches(reserved_headers=value))
    body = http_body(headers=[{"key": "authorization", "value": "x"}])

    assert okta.post(HOOKS, json=body).status_code == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("bump", "2023-11-14T22:13:25.000Z"), ("keep", "2023-11-14T22:13:20.000Z")],
)
def test_noop_lifecycle(client, http_body, clock, value, expected):
    """Activating an ACTIVE hook moves lastUpdated, or not."""
    okta = client(switches=Switches(noop_lifecycle=value))
    path = create(okta, http_body())
    clock.now += 5

    answer = okta.post(path + "/lifecycle/activate")

    assert answer.json()["lastUpdated"] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("invalid-token", (401, "E0000011")), ("invalid-session", (403, "E0000005"))],
)
def test_missing_token(client, value, expected):
    """A request without Authorization is refused as the switch says."""
    okta = client(switches=Switches(missing_token=value))

    assert code(okta.get(HOOKS, headers={"Authorization": ""})) == expected
