"""How authorization servers rotate the key that they sign with."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.servers.rule_paths import SERVERS

from hookops.emulator.world import get_world

BODY = {"name": "a", "audiences": ["api://a"]}


def signing(mode):
    return {"credentials": {"signing": {"rotationMode": mode}}}


def replaced(okta, *modes):
    """The answers to a create and to replacements with these modes; None names no mode."""
    path = f"{SERVERS}/{okta.post(SERVERS, json=BODY).json()['id']}"
    return [okta.put(path, json=BODY | (signing(mode) if mode else {})) for mode in modes]


def test_new_server_rotates_of_itself(client):
    """A create with MANUAL answers AUTO and the time of the next rotation.

    Source: recorded by terraform-provider-okta (4 of 4); the time as in the samples of Okta
    Management API, createAuthorizationServer.
    """
    answer = client().post(SERVERS, json=BODY | signing("MANUAL"))

    shown = answer.json()["credentials"]["signing"]
    assert ("AUTO", "2024-02-12T22:13:20.000Z") == (shown["rotationMode"], shown["nextRotation"])


def test_replaced_server_may_be_rotated_by_hand(client):
    """A replacement with MANUAL answers MANUAL, without a time of the next rotation.

    Source: recorded by terraform-provider-okta (31 of 31).
    """
    (answer,) = replaced(client(), "MANUAL")

    shown = answer.json()["credentials"]["signing"]
    assert (200, "MANUAL") == (answer.status_code, shown["rotationMode"])
    assert ["rotationMode", "lastRotated", "kid"] == list(shown)


def test_mode_stays_until_another_is_given(client):
    """A replacement without a mode keeps it, and AUTO brings back the next rotation.

    The emulator's choice: no recording has a replacement without a mode.
    """
    answers = replaced(client(), "MANUAL", None, "AUTO")

    shown = [answer.json()["credentials"]["signing"] for answer in answers]
    assert [("MANUAL", False), ("MANUAL", False), ("AUTO", True)] == [
        (one["rotationMode"], "nextRotation" in one) for one in shown
    ]


def test_server_of_an_older_file_rotates_of_itself(client):
    """A server that was stored before there were modes is shown with AUTO, and may be changed."""
    okta = client()
    world = get_world(okta._transport.app)
    (stored,) = world.all("authorizationServers")
    del stored["rotationMode"]
    with world.transaction() as records:
        records.save("authorizationServers", stored["id"], stored)

    shown = okta.get(f"{SERVERS}/default").json()["credentials"]["signing"]
    changed = okta.put(f"{SERVERS}/default", json=BODY | signing("MANUAL")).json()

    modes = (shown["rotationMode"], changed["credentials"]["signing"]["rotationMode"])
    assert ("AUTO", "MANUAL") == modes


@pytest.mark.parametrize("mode", ["WEEKLY", 1])
def test_unknown_mode_is_refused(client, mode):
    """A mode that is none is refused, and the server stays as it was.

    Source: Okta Management API, AuthorizationServerCredentialsRotationMode; the error is the
    emulator's choice.
    """
    okta = client()

    answers = replaced(okta, mode)

    assert [REFUSED] == [code(answer) for answer in answers]
    modes = [
        server["credentials"]["signing"]["rotationMode"] for server in okta.get(SERVERS).json()
    ]
    assert ["AUTO", "AUTO"] == modes
