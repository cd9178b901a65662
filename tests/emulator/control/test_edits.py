"""Edits of an admin between two requests, in process and on a port alike."""

import httpx
import pytest

HOOKS = "/api/v1/inlineHooks"


def history(okta):
    return okta.get("/_emulator/history").json()


def off(path):
    """The request that deactivates the hook."""
    return {"method": "POST", "path": f"{path}/lifecycle/deactivate"}


def test_admin_edits_between_two_requests(okta, http_body):
    """An edit is carried out once, just before the request it names, and is no client's request."""
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}"
    renamed = {"method": "PUT", "path": path, "body": http_body("by-admin")}
    edit = {"before": {"operation": "replaceInlineHook"}, "requests": [renamed, off(path)]}
    assert [edit] == okta.post("/_emulator/edits", json=edit).json()

    seen = [okta.get(path).json()["name"], okta.put(path, json=http_body("mine")).json()]

    assert ("enrich", "mine", "INACTIVE") == (seen[0], seen[1]["name"], seen[1]["status"])
    assert [] == okta.get("/_emulator/edits").json()
    entries = [(entry["by"], entry["index"], entry["operation"]) for entry in history(okta)]
    assert entries == [
        ("client", 0, "createInlineHook"),
        ("client", 1, "getInlineHook"),
        ("admin", None, "replaceInlineHook"),
        ("admin", None, "deactivateInlineHook"),
        ("client", 2, "replaceInlineHook"),
    ]
    assert 3 == len(okta.get("/_emulator/requests").json())


def test_admin_edits_just_after_a_request(okta, http_body):
    """An edit `after` a request comes once that was carried out, and its answer knows nothing."""
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}"
    renamed = {"method": "PUT", "path": path, "body": http_body("by-admin")}
    okta.post("/_emulator/edits", json={"after": {"index": 1}, "requests": [renamed]})

    seen = [okta.put(path, json=http_body("mine")).json()["name"], okta.get(path).json()["name"]]

    assert ["mine", "by-admin"] == seen
    assert ["client", "client", "admin", "client"] == [entry["by"] for entry in history(okta)]


def test_an_edit_after_a_request_comes_also_when_its_answer_is_lost(okta, http_body):
    """What the client does not know of was carried out all the same, and then edited."""
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}"
    okta.post("/_emulator/edits", json={"after": {"method": "PUT"}, "requests": [off(path)]})
    okta.post("/_emulator/faults", json={"match": {"method": "PUT"}, "action": {"drop": "after"}})

    with pytest.raises(httpx.TransportError):
        okta.put(path, json=http_body("mine"))

    assert ("mine", "INACTIVE") == (okta.get(path).json()["name"], okta.get(path).json()["status"])


def test_admin_edits_at_once(okta, http_body):
    """Below /_emulator/admin lies the API as an administrator has it, without a token."""
    hook = okta.post(HOOKS, json=http_body()).json()["id"]
    path = f"/_emulator/admin{HOOKS}/{hook}"

    answer = okta.put(path, json=http_body("by-admin"), headers={"Authorization": ""})

    assert (200, "by-admin") == (answer.status_code, answer.json()["name"])
    assert "by-admin" == okta.get(f"{HOOKS}/{hook}").json()["name"]
    assert 2 == len(okta.get("/_emulator/requests").json())


def test_events_tell_the_administrator_from_the_client(okta, http_body):
    """Whoever edits in the console is another actor than the owner of the client's token."""
    hook = okta.post(HOOKS, json=http_body()).json()["id"]
    path = f"{HOOKS}/{hook}"
    okta.put("/_emulator/admin" + path, json=http_body("one"))
    okta.post("/_emulator/edits", json={"before": {}, "requests": [off(path)]})
    me = okta.get("/api/v1/users/me").json()["id"]

    events = okta.get("/api/v1/logs", params={"filter": f'target.id eq "{hook}"'}).json()
    others = okta.get("/api/v1/logs", params={"filter": f'actor.id ne "{me}"'}).json()

    assert [("created", me), ("updated", "console"), ("deactivated", "console")] == [
        (
            event["eventType"].rpartition(".")[2],
            event["actor"]["id"] if event["actor"]["id"] == me else "console",
        )
        for event in events
    ]
    assert events[1:] == others
    assert {"User console@example.com Console Administrator"} == {
        "{type} {alternateId} {displayName}".format(**event["actor"]) for event in others
    }


@pytest.mark.parametrize(
    "edit",
    [
        {"requests": [{"method": "GET", "path": "x"}]},
        {"requests": 1},
        {"then": []},
        {"before": {}, "after": {}, "requests": []},
        [],
    ],
)
def test_wrong_edit_is_refused(okta, edit):
    """An edit that cannot be carried out is answered 400."""
    answer = okta.post("/_emulator/edits", json=[edit])

    assert 400 == answer.status_code
    assert [] == okta.get("/_emulator/edits").json()


def test_edits_can_be_cleared(okta):
    """A cleared edit does not come."""
    okta.post("/_emulator/edits", json={"requests": [{"method": "GET", "path": HOOKS}]})
    okta.delete("/_emulator/edits")
    okta.get(HOOKS)

    assert ["client"] == [entry["by"] for entry in history(okta)]
