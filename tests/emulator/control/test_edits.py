"""Edits of an admin between two requests, in process and on a port alike."""

import pytest

HOOKS = "/api/v1/inlineHooks"


def history(okta):
    return okta.get("/_emulator/history").json()


def test_admin_edits_between_two_requests(okta, http_body):
    """An edit is carried out once, just before the request it names, and is no client's request."""
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}"
    renamed = {"method": "PUT", "path": path, "body": http_body("by-admin")}
    off = {"method": "POST", "path": f"{path}/lifecycle/deactivate"}
    edit = {"before": {"operation": "replaceInlineHook"}, "requests": [renamed, off]}
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


@pytest.mark.parametrize(
    "edit", [{"requests": [{"method": "GET", "path": "x"}]}, {"requests": 1}, {"then": []}, []]
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
