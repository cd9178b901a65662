"""What the registry has, believed only when it has the API's shape."""

import json
from typing import Any

import pytest

from hookops.model.errors import ApiError, Unavailable
from hookops.model.secret import Secret
from hookops.okta.refresh import refresh
from hookops.okta.session import Patience, open_session

HASTY = Patience(attempts=2, first_wait_s=0.001, longest_wait_s=0.002, total_s=5)
HOOK: dict[str, Any] = {
    "id": "calabc0123",
    "status": "ACTIVE",
    "name": "a",
    "type": "com.okta.oauth2.tokens.transform",
    "version": "1.0.1",
    "channel": {
        "type": "HTTP",
        "version": "1.0.0",
        "config": {"uri": "https://h.example.com/a", "headers": [], "method": "POST"},
    },
    "created": "2025-03-13T23:38:58.000Z",
    "lastUpdated": "2025-03-13T23:38:58.000Z",
}


def with_config(**members):
    """The hook with other members in its channel's configuration."""
    channel = HOOK["channel"]
    return HOOK | {"channel": channel | {"config": channel["config"] | members}}


def snapshot_of(answer):
    """What is made of this answer to the list."""
    text = json.dumps(answer).encode()

    def app(environ, start):
        start("200 OK", [("content-type", "application/json")])
        return [text]

    session = open_session(
        "https://acme.okta.com", Secret("t"), read_only=True, app=app, patience=HASTY
    )
    return refresh(session)


def test_hooks_in_the_order_of_their_ids():
    """Whatever order Okta answers in, the snapshot has one of its own."""
    found = snapshot_of([HOOK | {"id": "calzzz0123"}, HOOK])

    assert ["calabc0123", "calzzz0123"] == [actual.id for actual in found.actuals]
    assert ("InlineHook", "a") == (found.actuals[0].kind, found.actuals[0].spec.name)
    assert "2025-03-13T23:38:58.000Z" == found.actuals[0].created
    assert () == found.unsupported


@pytest.mark.parametrize("answer", [{"id": "calabc0123"}, None, "hooks", 7, True, {}])
def test_r01_a_list_is_expected(answer):
    """R01: an answer that is no list is not what Okta answers; the exit code is 9."""
    with pytest.raises(Unavailable, match="GET /api/v1/inlineHooks: unexpected answer") as problem:
        snapshot_of(answer)

    assert 9 == problem.value.exit_code


@pytest.mark.parametrize("element", [None, 7, "cal", [], {}, {"id": None}, {"id": 7}, {"id": []}])
def test_r02_an_element_without_an_id(element):
    """R02: an element without an id makes the whole answer unusable; the message has its index."""
    with pytest.raises(Unavailable, match="element 1 of the answer has no id"):
        snapshot_of([HOOK, element])


@pytest.mark.parametrize(
    "hook_id", ["", "..", "cal/abc0123", "cal abc0123", "x" * 41, "cal\x1b[2J99999"]
)
def test_r02_an_id_that_is_none(hook_id):
    """R02: an id of another shape makes the whole answer unusable, and is shown escaped."""
    with pytest.raises(Unavailable, match="is not an id") as problem:
        snapshot_of([HOOK | {"id": hook_id}])

    assert "\x1b" not in str(problem.value)


@pytest.mark.parametrize("second", [{}, {"type": "com.okta.new"}])
def test_r02_the_same_id_twice(second):
    """R02: one id twice is no list to plan on, also when one of the two is unsupported."""
    with pytest.raises(Unavailable, match="one id twice"):
        snapshot_of([HOOK, HOOK | second])


@pytest.mark.parametrize(
    "members",
    [
        {"type": "com.okta.new"},
        {"type": None},
        {"type": []},
        {"type": {}},
        {"status": "PENDING"},
        {"status": None},
        {"status": []},
        {"channel": None},
        {"channel": "HTTP"},
        {"channel": {}},
        {"channel": {"type": "HTTP"}},
        {"channel": {"type": "HTTP", "config": None}},
        {"channel": {"type": "HTTP", "config": {}}},
        {"channel": {"type": "SMOKE", "config": {"uri": "https://h.example.com"}}},
    ],
)
def test_r03_what_is_not_known_is_unsupported(members):
    """R03: a hook of an unknown type, status or channel is unsupported; the others stay."""
    found = snapshot_of([HOOK | {"id": "calzzz0123"} | members, HOOK])

    assert ("calzzz0123",) == found.unsupported
    assert ["calabc0123"] == [actual.id for actual in found.actuals]


@pytest.mark.parametrize(
    "config",
    [
        {"headers": "X-A: 1"},
        {"headers": [7]},
        {"headers": [{"key": "X-A"}]},
        {"headers": [{"key": 7, "value": "1"}]},
        {"headers": [{"key": "X-A", "value": {}}]},
        {"headers": {"X-A": "1"}},
        {"uri": 7},
        {"uri": None},
        {"method": 7},
        {"authScheme": "secret"},
        {"authScheme": {"type": "HEADER"}},
        {"authScheme": {"type": "HEADER", "key": 7}},
    ],
)
def test_r05_wrong_types_make_a_hook_unsupported(config):
    """R05: a hook whose members are of wrong types is not understood, so it is never written."""
    assert ("calabc0123",) == snapshot_of([with_config(**config)]).unsupported


@pytest.mark.parametrize(
    "config",
    [
        {"headers": None},
        {"headers": []},
        {"authScheme": None},
        {"authScheme": {}},
        {"method": None},
        {"headers": None, "authScheme": None, "method": ""},
    ],
)
def test_r04_null_absent_and_empty_are_equal(config):
    """R04: null, absent and empty mean the same for headers, authentication and method."""
    (plain,) = snapshot_of([HOOK]).actuals
    (other,) = snapshot_of([with_config(**config)]).actuals

    assert plain.spec.compared() == other.spec.compared()


def test_r04_absent_members():
    """R04: a hook with nothing but what it needs is as one with every default spelled out."""
    channel = {"type": "HTTP", "config": {"uri": "https://h.example.com/a"}}
    (plain,) = snapshot_of([HOOK]).actuals
    (bare,) = snapshot_of([HOOK | {"channel": channel}]).actuals

    assert plain.spec.compared() == bare.spec.compared()


def test_r05_an_unreadable_time_is_kept_as_text():
    """R05: times that are missing or no text do not stop a plan."""
    (actual,) = snapshot_of([HOOK | {"created": None, "lastUpdated": 7}]).actuals

    assert ("", "7") == (actual.created, actual.last_updated)


def test_an_empty_org():
    """An org without hooks has an empty snapshot."""
    assert () == snapshot_of([]).actuals


# by id, what the list lacks


class Org:
    """Lists `listed`, and has `others` by their ids: (status, body) of each."""

    def __init__(self, *listed, **others):
        self.listed = listed
        self.others = others
        self.asked = []

    def __call__(self, environ, start):
        self.asked.append(environ["PATH_INFO"].removeprefix("/api/v1/inlineHooks").lstrip("/"))
        status, body = self.others[self.asked[-1]] if self.asked[-1] else (200, self.listed)
        start(f"{status} -", [("content-type", "application/json")])
        return [json.dumps(body).encode()]

    def refresh(self, *ids):
        session = open_session(
            "https://acme.okta.com", Secret("t"), read_only=True, app=self, patience=HASTY
        )
        return refresh(session, [("InlineHook", hook_id) for hook_id in ids])


LAGGING = HOOK | {"id": "calzzz0123"}


def test_what_the_list_has_is_not_asked_for():
    """Where the list has everything that is managed there is one request."""
    org = Org(HOOK)

    found = org.refresh("calabc0123")

    assert (("calabc0123",), [""]) == (found.ids, org.asked)


def test_what_the_list_lacks_is_found_by_its_id():
    """A list may lag behind: what is managed and not in it is asked for, and taken."""
    org = Org(LAGGING, calabc0123=(200, HOOK))

    found = org.refresh("calabc0123", "calzzz0123", "calabc0123")

    assert (("calabc0123", "calzzz0123"), ["", "calabc0123"]) == (found.ids, org.asked)


@pytest.mark.parametrize(
    ("listed", "unlisted"),
    [
        ([HOOK, LAGGING], ()),
        ([HOOK], ("calzzz0123",)),
        ([LAGGING], ("calabc0123",)),
        ([], ("calabc0123", "calzzz0123")),
    ],
)
def test_what_the_list_omits_is_known(listed, unlisted):
    """A list that omits what exists may omit more, so the snapshot says what it omits."""
    org = Org(*listed, calabc0123=(200, HOOK), calzzz0123=(200, LAGGING))

    assert unlisted == org.refresh("calzzz0123", "calabc0123", "calzzz0123").unlisted


def test_a_hook_found_by_its_id_can_be_unsupported():
    """A hook that is found by its id has to be understood too; the list omits it all the same."""
    found = Org(calabc0123=(200, HOOK | {"type": "com.okta.new"})).refresh("calabc0123")

    assert ((), ("calabc0123",), ("calabc0123",)) == (
        found.actuals,
        found.unsupported,
        found.unlisted,
    )


def test_what_is_gone_is_gone():
    """A hook that neither the list nor its id has is gone."""
    org = Org(HOOK, calzzz0123=(404, {"errorCode": "E0000007"}))

    found = org.refresh("calzzz0123")

    assert (("calabc0123",), ()) == (found.ids, found.unlisted)
    assert ["", "calzzz0123"] == org.asked


@pytest.mark.parametrize(("status", "exit_code"), [(401, 4), (403, 4), (400, 6)])
def test_what_may_not_be_read_is_not_gone(status, exit_code):
    """Any other error than 404 proves nothing, so nothing is planned on it."""
    with pytest.raises(ApiError) as problem:
        Org(HOOK, calzzz0123=(status, {"errorCode": "E0000006"})).refresh("calzzz0123")

    assert (status, exit_code) == (problem.value.status, problem.value.exit_code)


@pytest.mark.parametrize("body", [[], None, "hook", {}, {"id": 7}])
def test_an_answer_by_id_that_is_no_hook(body):
    """An answer of another shape is not what Okta answers."""
    with pytest.raises(Unavailable, match="GET /api/v1/inlineHooks/calzzz0123: element 0"):
        Org(calzzz0123=(200, body)).refresh("calzzz0123")


def test_an_answer_by_id_about_another_hook():
    """It proves nothing about the hook that was asked for; the exit code is 9."""
    with pytest.raises(Unavailable, match="the answer is about calabc0123"):
        Org(calzzz0123=(200, HOOK)).refresh("calzzz0123")


def test_ids_of_a_snapshot():
    """The ids of everything that is there, understood or not."""
    found = snapshot_of([HOOK, LAGGING | {"type": "com.okta.new"}])

    assert ("calabc0123", "calzzz0123") == found.ids
    assert () == snapshot_of([]).ids
