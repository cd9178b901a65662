"""The System Log as it is asked for and read."""

import json
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import parse_qs

import pytest

from hookops.model.call import Call
from hookops.model.diagnostic import report_nothing
from hookops.model.errors import ApiError, AuthError, Unavailable
from hookops.model.secret import Secret
from hookops.model.usage import CallEvent, KnownHook, Period, Target
from hookops.okta.log import events, hooks, read_event
from hookops.okta.pages import MAX_PAGES
from hookops.okta.session import Patience, open_session

WEEK = Period(datetime(2026, 11, 17, tzinfo=UTC), datetime(2026, 11, 24, 8, 0, 0, 5000, UTC))
LIST = Call("GET", ("api", "v1", "inlineHooks"))
HASTY = Patience(attempts=1, first_wait_s=0.001, longest_wait_s=0.002, total_s=5)


class Org:
    """Answers in turn, each leading to the next; what was asked is kept."""

    def __init__(self, *answers, status="200 OK"):
        self.answers, self.status = list(answers), status
        self.asked = []

    def __call__(self, environ, start):
        self.asked.append(
            (environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"])
        )
        headers = [("content-type", "application/json")]
        if len(self.asked) < len(self.answers):
            link = (
                f'<https://acme.okta.com{environ["PATH_INFO"]}?after={len(self.asked)}>; rel="next"'
            )
            headers.append(("link", link))
        start(self.status, headers)
        return [json.dumps(self.answers[len(self.asked) - 1]).encode()]

    def session(self):
        return open_session(
            "https://acme.okta.com",
            Secret("t"),
            read_only=True,
            app=self,
            patience=HASTY,
        )


def test_the_question():
    """Both bounds, both types of event, the largest page, the oldest first; only GET.

    Source: Okta, System Log query; Okta Management API, listLogEvents.
    """
    org = Org([])
    found = list(events(org.session(), WEEK, report_nothing))
    ((method, path, query),) = org.asked

    assert ([[]], "GET", "/api/v1/logs") == (found, method, path)
    assert {
        "since": ["2026-11-17T00:00:00.000Z"],
        "until": ["2026-11-24T08:00:00.005Z"],
        "filter": [
            'eventType eq "inline_hook.executed" or eventType eq "inline_hook.response.processed"'
        ],
        "limit": ["1000"],
        "sortOrder": ["ASCENDING"],
    } == parse_qs(query)


def test_a_log_of_many_pages():
    """The period bounds the log, so that it is read to its end, however many pages that are."""
    org = Org(*[[{"uuid": f"event-{number}"}] for number in range(MAX_PAGES + 2)])

    assert MAX_PAGES + 2 == len(list(events(org.session(), WEEK, report_nothing)))


def test_pages_are_read_when_they_are_wanted():
    """One page at a time; every twentieth is reported."""
    org = Org(*([{}] * n for n in range(41)))
    reported = []
    pages = events(org.session(), WEEK, reported.append)

    assert [0, 1] == [len(next(pages)), len(next(pages))]
    assert 2 == len(org.asked)
    assert 18 == len(list(islice(pages, 18)))
    assert [] == reported
    assert 21 == len(list(pages))
    assert [f"{n} pages of the System Log read so far" for n in (20, 40)] == reported


def test_an_event():
    """Its members. Source: Okta Management API, LogEvent."""
    raw = {
        "eventType": "inline_hook.executed",
        "published": "2026-11-20T10:00:00.000Z",
        "outcome": {"result": "FAILURE", "reason": "timeout"},
        "debugContext": {"debugData": {"errorMessage": "other", "emulatorDurationMs": "12"}},
        "target": [{"id": "cal1", "type": "InlineHook", "displayName": "A"}],
    }

    assert CallEvent(
        "inline_hook.executed",
        "2026-11-20T10:00:00.000Z",
        "FAILURE",
        "timeout",
        (Target("cal1", "InlineHook", "A"),),
    ) == read_event(raw)


@pytest.mark.parametrize("name", ["errorMessage", "error_message"])
def test_the_reason_may_be_in_the_debug_data(name):
    """Source: Okta, Event types, `error_message` of InlineHookDebugData."""
    raw = {"outcome": {"reason": None}, "debugContext": {"debugData": {name: "USER_NOT_FOUND"}}}

    assert "USER_NOT_FOUND" == read_event(raw).reason


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"eventType": 1, "published": None, "outcome": "x", "debugContext": [], "target": {}},
        {"outcome": {"result": {}, "reason": 3}, "debugContext": {"debugData": 1}},
    ],
)
def test_an_event_of_another_shape_is_empty(raw):
    """What is not as documented is empty, and no error: the rest of the log counts."""
    assert CallEvent("", "", "", "", ()) == read_event(raw)


def test_a_target_of_another_shape_is_empty():
    """The same for a target."""
    assert (Target("", "", ""),) == read_event({"target": [None]}).targets


def test_hooks():
    """Every hook of the list, also one that hookops does not understand."""
    org = Org(
        [{"id": "calabc0123", "name": "A", "type": "t", "status": "ACTIVE"}, {"id": "calabc0124"}]
    )

    assert [
        KnownHook("calabc0123", None, "A", "t", "ACTIVE"),
        KnownHook("calabc0124", None, "", "", "UNKNOWN"),
    ] == hooks(org.session(), LIST)
    assert [("GET", "/api/v1/inlineHooks", "")] == org.asked


@pytest.mark.parametrize("answer", [{}, [1], [{"id": "../x"}], [{}]])
def test_hooks_of_another_shape(answer):
    """An answer that Okta does not give is not believed."""
    with pytest.raises(Unavailable, match="GET /api/v1/inlineHooks"):
        hooks(Org(answer).session(), LIST)


@pytest.mark.parametrize("answer", [{}, None, ["text"]])
def test_a_log_of_another_shape(answer):
    """Neither is a page of the log."""
    with pytest.raises(Unavailable, match="GET /api/v1/logs: unexpected answer"):
        list(events(Org(answer).session(), WEEK, report_nothing))


def test_no_permission():
    """After a 403 the hint names the missing permission."""
    org = Org({"errorCode": "E0000006", "errorSummary": "no"}, status="403 Forbidden")

    with pytest.raises(AuthError, match=r"okta\.logs\.read") as caught:
        list(events(org.session(), WEEK, report_nothing))
    assert 4 == caught.value.exit_code
    assert "the System Log cannot be read: GET /api/v1/logs: 403 E0000006 no" == (
        caught.value.message
    )


def test_other_errors():
    """They are raised as they are."""
    org = Org({"errorCode": "E0000053", "errorSummary": "bad filter"}, status="400 Bad Request")

    with pytest.raises(ApiError, match="E0000053"):
        list(events(org.session(), WEEK, report_nothing))
