"""Lists of users."""

import pytest
from emulator.answers import code
from emulator.okta.users.some_users import USERS, create, path_of


def logins(answer):
    return [user["profile"]["login"] for user in answer.json()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["admin@example.com", "ada@a.example"]),
        ({"q": "lovel"}, ["ada@a.example"]),
        ({"q": "none"}, []),
        ({"filter": 'profile.login eq "ada@a.example"'}, ["ada@a.example"]),
        ({"filter": 'status eq "DEPROVISIONED"'}, ["gone@a.example"]),
        ({"search": 'profile.login sw "GO"'}, ["gone@a.example"]),
        (
            {"search": 'profile.lastName eq "lovelace"', "sortBy": "profile.login"},
            ["ada@a.example", "gone@a.example"],
        ),
    ],
)
def test_users_are_listed(client, query, expected):
    """A list omits those who are deactivated, unless it is filtered or searched.

    Source: Okta Management API, listUsers; that the owner of the token is first is the emulator's
    choice.
    """
    okta = client()
    create(okta)
    okta.delete(path_of(create(okta, "gone@a.example")))

    assert expected == logins(okta.get(USERS, params=query))


@pytest.mark.parametrize("query", [{"filter": 'profile.nickName eq "a"'}, {"search": "status"}])
def test_wrong_query_is_refused(client, query):
    """A filter by another member, or a search that is none, is answered with 400 E0000031.

    Source: Okta, Error codes, E0000031; that it is this one is the emulator's choice.
    """
    assert (400, "E0000031") == code(client().get(USERS, params=query))


def test_users_are_listed_in_pages(client):
    """A page leads to the next by its `Link` header; with `q` it has ten users.

    Source: Okta Management API, listUsers, limit.
    """
    okta = client()
    for number in range(11):
        create(okta, f"user{number}@a.example")

    first = okta.get(USERS + "?limit=11")
    second = okta.get(first.links["next"]["url"])

    assert (11, ["user10@a.example"]) == (len(first.json()), logins(second))
    assert 10 == len(okta.get(USERS + "?q=ada").json())
