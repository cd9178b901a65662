"""Users: created, found, changed and deleted."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.users.some_users import PROFILE, USERS, body_of, create, path_of


def hooked(type_="default"):
    return {"password": {"hook": {"type": type_}}}


def test_password_is_imported_by_a_hook(client):
    """A password hook is accepted, and reads back as an empty object of the provider IMPORT.

    Source: Okta Management API, createUser, sample with a password hook; PasswordCredential.
    """
    okta = client()

    answer = create(okta, query="?activate=true", credentials=hooked())

    credentials = {"password": {}, "provider": {"type": "IMPORT", "name": "IMPORT"}}
    assert (200, "ACTIVE") == (answer.status_code, answer.json()["status"])
    assert credentials == answer.json()["credentials"]
    assert answer.json() == okta.get(path_of(answer)).json()


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_user_is_flagged_later(client, method):
    """An update of either kind gives a user the hook; the profile stays without one in the body.

    Source: terraform-provider-okta, okta_user, by PUT; Okta Management API, updateUser and
    replaceUser.
    """
    okta = client()
    made = create(okta)

    answer = okta.request(method, path_of(made), json={"credentials": hooked()})

    assert ("OKTA", "IMPORT") == tuple(
        one.json()["credentials"]["provider"]["type"] for one in (made, answer)
    )
    assert made.json()["profile"] == answer.json()["profile"]


@pytest.mark.parametrize(
    ("query", "credentials", "expected"),
    [
        ("", {}, "PROVISIONED"),
        ("", {"password": {"value": "s3cret"}}, "ACTIVE"),
        ("", {"password": {"hash": {"algorithm": "BCRYPT"}}}, "ACTIVE"),
        ("?activate=false", hooked(), "STAGED"),
        ("?activate=true&nextLogin=changePassword", hooked(), "PASSWORD_EXPIRED"),
    ],
)
def test_status_of_a_new_user(client, query, credentials, expected):
    """A user who is activated is ACTIVE with a password, and still to choose one without.

    Source: Okta Management API, createUser and activateUser.
    """
    answer = create(client(), query=query, credentials=credentials)

    assert expected == answer.json()["status"]
    assert "s3cret" not in answer.text


def test_user_lives_and_ends(client):
    """A user is staged, activated, changed, deactivated and deleted, and each is an event.

    Source: Okta Management API, Users and User lifecycle; Okta, Event types, `user.*`.
    """
    okta = client()
    path = path_of(create(okta, query="?activate=false", credentials=hooked()))

    started = okta.post(path + "/lifecycle/activate?sendEmail=false", content=b"")
    changed = okta.post(path, json={"profile": {"nickName": "A"}}).json()["profile"]
    replaced = okta.put(path, json=body_of()).json()["profile"]
    statuses = []
    for call in (
        lambda: okta.post(path + "/lifecycle/deactivate", content=b""),
        lambda: okta.post(path + "/lifecycle/activate", content=b""),
        lambda: okta.delete(path),
    ):
        call()
        statuses.append(okta.get(path).json()["status"])
    deleted = okta.delete(path)

    world = okta._transport.app.extensions["hookops.emulator"]
    assert {"activationUrl", "activationToken"} == set(started.json())
    assert (PROFILE | {"nickName": "A"}).items() <= changed.items()
    assert "nickName" not in replaced
    assert (["DEPROVISIONED", "ACTIVE", "DEPROVISIONED"], 204) == (statuses, deleted.status_code)
    assert (404, "E0000007") == code(okta.get(path))
    life = ("create", "activate", "deactivate", "activate", "deactivate", "delete.completed")
    assert [f"user.lifecycle.{what}" for what in life] == [
        name
        for name in (event["eventType"] for event in world.all("events"))
        if name.startswith("user.lifecycle")
    ]


def test_user_is_deleted_by_login(client):
    """A login names a user in a change too.

    Source: Okta Management API, deleteUser.
    """
    okta = client()
    path = path_of(create(okta))

    okta.delete(USERS + "/ada@a.example")

    assert "DEPROVISIONED" == okta.get(path).json()["status"]


def test_user_is_found_by_login(client):
    """A user is found by id, by login, and by its part before @ where only one has it.

    Source: Okta Management API, getUser.
    """
    okta = client()
    ada = create(okta).json()
    create(okta, "ada@b.example")
    grace = create(okta, "grace@a.example").json()

    found = [okta.get(f"{USERS}/{name}").json() for name in (ada["id"], "ADA@a.example", "grace")]

    assert [ada, ada, grace] == found
    assert (404, "E0000007") == code(okta.get(USERS + "/ada")) == code(okta.get(USERS + "/none"))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"profile": {"login": "a@a.example"}},
        body_of("taken@a.example"),
        body_of("TAKEN@a.example"),
        body_of(credentials=hooked("other")),
        body_of(credentials={"password": {"hook": {}}}),
        body_of(credentials={"password": 1}),
    ],
)
def test_wrong_user_is_refused(client, body):
    """A user without what is required, with another's login or another hook than the default.

    Source: Okta, Users API (2023), default profile; Okta Management API, PasswordCredentialHook.
    """
    okta = client()
    create(okta, "taken@a.example")

    assert REFUSED == code(okta.post(USERS, json=body))


def test_groups_of_a_user_say_that_they_are_missing(client):
    """A new user in groups is answered with 501, not made without them. Emulator choice."""
    assert (501, "E0000060") == code(create(client(), groupIds=["00g1"]))


def test_status_is_not_set_twice(client):
    """An active user is not activated, nor a deactivated one deactivated.

    Source: Okta Management API, activateUser and deactivateUser; the error is the emulator's
    choice.
    """
    okta = client()
    path = path_of(create(okta)) + "/lifecycle"

    answers = [
        okta.post(path + what, content=b"") for what in ("/activate", "/deactivate", "/deactivate")
    ]

    assert [REFUSED, (200, None), REFUSED] == [code(answer) for answer in answers]


def test_owner_of_the_token_stays(client):
    """The owner of the API token is found as others are, and not changed. Emulator choice."""
    okta = client()
    me = okta.get(USERS + "/me").json()

    found = [okta.get(f"{USERS}/{name}").json() for name in (me["id"], me["profile"]["login"])]
    answers = [okta.delete(USERS + "/me"), okta.put(f"{USERS}/{me['id']}", json=body_of())]

    assert [me, me] == found
    assert [(403, "E0000006")] * 2 == [code(answer) for answer in answers]
