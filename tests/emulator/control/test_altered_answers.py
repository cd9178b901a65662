"""Answers that are not what the org would say, and requests that are carried out late."""

from datetime import datetime

import httpx
import pytest

from hookops.emulator.control.faults import Faults, RuleError

HOOKS = "/api/v1/inlineHooks"


def fault(okta, match, action):
    answer = okta.post("/_emulator/faults", json={"match": match, "action": action})
    assert answer.status_code == 200, answer.text


def test_an_answer_can_be_short_and_complete(okta, http_body):
    """A short answer has the length that it says."""
    okta.post(HOOKS, json=http_body())
    fault(okta, {"nth": 1}, {"short": 10})

    answer = okta.get(HOOKS)

    assert (200, 10, "10") == (
        answer.status_code,
        len(answer.content),
        answer.headers["content-length"],
    )


def test_an_answer_can_come_drop_by_drop(okta, clock, http_body):
    """Each second of the clock brings so many bytes of the body, until it is whole."""
    okta.post(HOOKS, json=http_body())
    whole = okta.get(HOOKS).content
    fault(okta, {"nth": 1}, {"drip": 100})
    before = clock.now

    assert whole == okta.get(HOOKS).content
    assert -(-len(whole) // 100) == clock.now - before


@pytest.mark.parametrize("path", ["", "/{id}"])
def test_an_answer_can_have_other_members(okta, http_body, path):
    """The members of an object, or of the first of a list, are replaced; the request counts."""
    for name in ("a", "b"):
        id_ = okta.post(HOOKS, json=http_body(name)).json()["id"]
    fault(okta, {"method": "GET", "nth": 1}, {"members": {"id": "calOther", "status": 7}})
    path = HOOKS + path.format(id=id_)

    altered, real = okta.get(path).json(), okta.get(path).json()

    first, own = (altered[0], real[0]) if isinstance(real, list) else (altered, real)
    assert own | {"id": "calOther", "status": 7} == first
    assert not isinstance(real, list) or altered[1:] == real[1:]


def test_an_error_keeps_its_members(okta):
    """Only what succeeds is altered: an error is no object of the org."""
    fault(okta, {}, {"members": {"id": "calOther"}, "elements": 0})

    assert "id" not in okta.get(f"{HOOKS}/none").json()


def test_a_list_can_lack_elements(okta, http_body):
    """A list shows so many of its elements, and then all of them."""
    for name in ("a", "b", "c"):
        okta.post(HOOKS, json=http_body(name))
    fault(okta, {"nth": [1, 2]}, {"elements": 2})

    assert [2, 2, 3] == [len(okta.get(HOOKS).json()) for _ in range(3)]


def test_a_request_can_be_carried_out_late(okta, clock, http_body):
    """Nothing is done until its time has come, and then before the next request."""
    fault(okta, {"method": "POST", "nth": 1}, {"late_s": 20})

    with pytest.raises(httpx.TransportError):
        okta.post(HOOKS, json=http_body())
    clock.now += 19
    early = okta.get(HOOKS).json()
    clock.now += 1
    late = okta.get(HOOKS).json()

    assert ([], ["enrich"]) == (early, [hook["name"] for hook in late])
    entries = okta.get("/_emulator/history").json()
    seen = [(entry["index"], entry["status"], entry["committed"]) for entry in entries]
    assert [(0, None, False), (1, 200, False), (0, None, True), (2, 200, False)] == seen


def test_a_late_request_has_its_own_time(okta, clock, http_body):
    """Its dates are of when it was due, and a list that lags has shown it since then."""
    okta.patch("/_emulator/switches", json={"list_lag": "ten-seconds"})
    fault(okta, {"method": "POST", "nth": 1}, {"late_s": 20})
    with pytest.raises(httpx.TransportError):
        okta.post(HOOKS, json=http_body())

    clock.now += 29
    early = okta.get(HOOKS).json()
    clock.now += 1
    (late,) = okta.get(HOOKS).json()

    created = datetime.fromisoformat(late["created"]).timestamp()
    assert ([], 10) == (early, int(clock.now) - created)


def test_a_late_request_can_be_answered_at_once(okta, clock, http_body):
    """With a status, as by a gateway that gives up, the client has its answer at once."""
    fault(okta, {"nth": 1}, {"late_s": 5, "status": 504})

    answers = [okta.post(HOOKS, json=http_body()).status_code, len(okta.get(HOOKS).json())]
    clock.now += 5

    assert [504, 0, 1] == [*answers, len(okta.get(HOOKS).json())]


def test_a_late_lifecycle_call(okta, clock, http_body):
    """A request without a body comes late as well."""
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}"
    fault(okta, {"method": "POST", "nth": 1}, {"late_s": 5})

    with pytest.raises(httpx.TransportError):
        okta.post(f"{path}/lifecycle/deactivate")
    clock.now += 5

    assert "INACTIVE" == okta.get(path).json()["status"]


def test_a_reset_forgets_what_is_late(okta, clock, http_body):
    """What was to come belongs to the org that is gone."""
    fault(okta, {"method": "POST", "nth": 1}, {"late_s": 5})
    with pytest.raises(httpx.TransportError):
        okta.post(HOOKS, json=http_body())
    okta.post("/_emulator/reset")
    clock.now += 5

    assert [] == okta.get(HOOKS).json()


def test_a_drop_has_a_size():
    """No byte a second would be no answer at all."""
    with pytest.raises(RuleError, match=r"action\.drip is at least one byte a second"):
        Faults().add({"action": {"drip": 0}})
