"""Groups."""

import pytest
from emulator.answers import code

from hookops.emulator.control.switches import Switches

GROUPS = "/api/v1/groups"


def create(okta, name, **profile):
    return okta.post(GROUPS, json={"profile": {"name": name, **profile}})


def names(answer):
    return [group["profile"]["name"] for group in answer.json()]


def test_fresh_org_has_everyone(client):
    """A fresh org has the group `Everyone`, which is Okta's own.

    Source: Okta Management API, Group, type BUILT_IN.
    """
    (group,) = client().get(GROUPS).json()

    assert ("BUILT_IN", "Everyone") == (group["type"], group["profile"]["name"])
    assert [
        *("id", "created", "lastUpdated", "lastMembershipUpdated", "objectClass", "type"),
        *("profile", "_links"),
    ] == list(group)


def test_group_lives_and_ends(client):
    """A group is created, renamed and deleted, and each is an event.

    Source: Okta Management API, addGroup and the calls after it; Okta, Event types, `group.*`.
    """
    okta = client()

    created = create(okta, "a", description="d")
    path = f"{GROUPS}/{created.json()['id']}"
    replaced = okta.put(path, json={"profile": {"name": "b"}})
    shown = okta.get(path).json()
    deleted = okta.delete(path)

    world = okta._transport.app.extensions["hookops.emulator"]
    assert (200, 204) == (created.status_code, deleted.status_code)
    assert {"name": "a", "description": "d"} == created.json()["profile"]
    assert {"name": "b", "description": None} == shown["profile"] == replaced.json()["profile"]
    assert (404, "E0000007") == code(okta.get(path))
    assert ["group.lifecycle.create", "group.profile.update", "group.lifecycle.delete"] == [
        event["eventType"] for event in world.all("events")
    ]


def test_groups_are_listed_in_pages(client):
    """`q` is the start of a name; a page leads to the next by its `Link` header.

    Source: Okta Management API, listGroups.
    """
    okta = client()
    for name in ("one", "two"):
        create(okta, name)

    first = okta.get(GROUPS + "?limit=2")
    second = okta.get(first.links["next"]["url"])

    assert (["Everyone", "one"], ["two"]) == (names(first), names(second))
    assert "next" not in second.links
    assert ["two"] == names(okta.get(GROUPS + "?q=TW"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"filter": 'type eq "OKTA_GROUP"'}, ["one", "Two"]),
        ({"filter": 'type eq "BUILT_IN" or id eq "none"'}, ["Everyone"]),
        ({"filter": 'lastUpdated gt "2023-11-14T22:13:20.000Z"'}, ["Two"]),
        ({"filter": 'type eq "OKTA_GROUP"', "q": "t"}, ["Two"]),
        ({"search": 'profile.name sw "tw"'}, ["Two"]),
        ({"search": 'profile.description co "FIRST" and type eq "OKTA_GROUP"'}, ["one"]),
        ({"search": 'type eq "OKTA_GROUP"', "sortBy": "profile.name"}, ["one", "Two"]),
        (
            {"search": 'profile.name co "o"', "sortBy": "profile.name", "sortOrder": "desc"},
            ["Two", "one", "Everyone"],
        ),
        ({"search": 'source.id eq "0oa1"'}, []),
    ],
)
def test_groups_are_filtered_and_searched(client, clock, query, expected):
    """`filter` compares what it documents, `search` any member of the profile too, and sorts.

    Source: Okta Management API, listGroups; that a search has no case: listUsers, search.
    """
    okta = client()
    create(okta, "one", description="The first")
    clock.now += 60
    create(okta, "Two")

    assert expected == names(okta.get(GROUPS, params=query))


@pytest.mark.parametrize(
    "query",
    [
        {"filter": "type"},
        {"filter": 'profile.name eq "a"'},
        {"search": '_links.self eq "type eq x"'},
        {"search": 'created eq "a'},
    ],
)
def test_wrong_query_is_refused(client, query):
    """A filter or search that is none, or of another member, is answered with 400 E0000031.

    Source: Okta, Error codes, E0000031; that it is this one is the emulator's choice.
    """
    assert (400, "E0000031") == code(client().get(GROUPS, params=query))


def test_group_has_owners(client):
    """The links of a group lead to its owners.

    Source: recorded by terraform-provider-okta, since 2025-12.
    """
    (group,) = client().get(GROUPS).json()

    assert group["_links"]["owners"]["href"].endswith(f"/{group['id']}/owners")


@pytest.mark.parametrize("name", ["", None, "Everyone"])
def test_wrong_group_is_refused(client, name):
    """A group without a name, or with that of another, is refused.

    Source: Okta Management API, addGroup; the error for a name that is taken is unknown.
    """
    assert (400, "E0000001") == code(create(client(), name))


def test_everyone_stays(client):
    """The group `Everyone` is neither changed nor deleted; the error is unknown.

    Source: Okta Management API, Group, type BUILT_IN.
    """
    okta = client()
    path = f"{GROUPS}/{okta.get(GROUPS).json()[0]['id']}"

    answers = [okta.delete(path), okta.put(path, json={"profile": {"name": "a"}})]

    assert [(403, "E0000006")] * 2 == [code(answer) for answer in answers]


def test_spurious_next_is_everywhere_if_so_switched(client):
    """With `everywhere`, a list that was given a `limit` has one more page, which is empty."""
    okta = client(switches=Switches(spurious_next="everywhere"))

    first = okta.get(GROUPS + "?limit=1")

    assert [] == okta.get(first.links["next"]["url"]).json()


def test_seed_makes_groups(client):
    """A seed makes groups, by name or by profile; one of a name that is taken is an error."""
    okta = client(seed={"groups": [{"name": "a"}, {"profile": {"name": "b"}}]})

    assert ["Everyone", "a", "b"] == names(okta.get(GROUPS))
    with pytest.raises(ValueError, match="a group 'Everyone' of the seed: name: An object"):
        client(seed={"groups": [{"name": "Everyone"}]})
